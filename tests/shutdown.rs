//! A server that is started twice or asked to stop.

use std::{process::Stdio, time::Duration};

use anyhow::Result;
use support::{Stage, people, settle, write_list};
use testkit::deployment::until;

#[tokio::test]
async fn a_second_server_says_that_the_deployment_is_served() -> Result<()> {
    let stage = Stage::training().await?;
    let ani = stage.device("Ani").await?;
    let second = stage.province.serving()?.stdin(Stdio::null()).output().await?;
    assert!(!second.status.success());
    let said = String::from_utf8(second.stderr)?;
    assert!(said.contains("this deployment is being served already"), "{said}");
    assert_eq!(String::from_utf8(second.stdout)?, "", "it does not say that it is ready");

    ani.run(&["add", "worker", "name=Contoh Satu"]).await?;
    settle(&stage.province, &[&ani]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_asked_to_stop_ends_in_order_and_the_device_goes_on_later() -> Result<()> {
    let mut stage = Stage::training().await?;
    let line = stage.line(100_000)?;
    let ani = stage.device_over("Ani", line.addr()).await?;
    let list = stage.file("daftar.csv")?;
    write_list(&list, &people(83, 200))?;
    ani.run(&["import", &list]).await?;

    let restart = async {
        let under_way = async || Ok(line.stats().bytes_up > 10_000);
        until("the push is under way", Duration::from_millis(5), under_way).await?;
        let ended = stage.province.stop_server().await?;
        assert!(ended.status.success(), "{ended:?}");
        assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
        line.lead_to(stage.province.start_server().await?);
        Ok(())
    };
    let ((), synced) = tokio::try_join!(restart, ani.sync())?;
    assert_eq!(synced["proven"], true, "{synced}");

    let kios = stage.device("Kios").await?;
    settle(&stage.province, &[&ani, &kios]).await?;
    assert_eq!(stage.province.run(&["status"]).await?["workers"], 200);
    Ok(())
}
