//! A registry that fails.

use anyhow::{Context, Result};
use serde_json::json;
use std::time::Duration;
use support::{Stage, people, settle, write_list};
use testkit::deployment::until;

/// How often the registry is looked at.
const LOOK: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_stopped_registry_delays_and_doubles_nothing() -> Result<()> {
    let stage = Stage::training().await?;
    let (ani, budi) = (stage.device("Ani").await?, stage.device("Budi").await?);
    let (first, second) = (stage.file("pertama.csv")?, stage.file("kedua.csv")?);
    let everybody = people(33, 40);
    write_list(&first, &everybody[..20])?;
    write_list(&second, &everybody[20..])?;

    // It applies what it hears and is gone before it has answered.
    stage.province.set_registry_fault(&json!({ "drop_after_apply": true })).await?;
    ani.run(&["import", &first]).await?;
    assert_eq!(ani.sync().await?["proven"], true, "the village does not wait for the registry");
    let heard = async || Ok(stage.province.registry_stats().await?["events"] != 0);
    until("the registry heard of somebody", LOOK, heard).await?;
    let unanswered = stage.province.registry_stats().await?["events"].as_u64().context("no count")?;

    // Then it does nothing at all.
    stage.province.set_registry_fault(&json!({ "status": 503, "retry_after": 1 })).await?;
    budi.run(&["import", &second]).await?;
    assert_eq!(budi.sync().await?["proven"], true, "the village does not wait for the registry");

    settle(&stage.province, &[&ani, &budi]).await?;
    let stats = stage.province.registry_stats().await?;
    assert_eq!(stats["workers"], 40, "{stats}");
    // It hears again what it had not answered: the same message, or the same events in other messages.
    let doubled = stats["duplicate_events"].as_u64().context("no count")?;
    assert!(doubled <= unanswered, "{doubled} came again, {unanswered} were unanswered: {stats}");
    assert!(doubled + stats["replayed_messages"].as_u64().context("no count")? > 0, "{stats}");
    assert_eq!((&stats["stale_events"], &stats["rejected"]), (&json!(0), &json!(0)), "{stats}");
    let registry = stage.province.run(&["status"]).await?["registry"].clone();
    assert_eq!(registry, json!({ "waiting": 0, "sent": 40, "rejected": 0, "dead": 0 }));
    for device in [&ani, &budi] {
        assert_eq!(device.run(&["status"]).await?["records"]["accepted_by_registry"], 40, "{}", device.name);
    }
    Ok(())
}
