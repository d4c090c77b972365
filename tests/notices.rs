//! Rules that arrive while programs run: published, used by whoever got them whole, and never otherwise.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use records::{DocId, Kind, Path, RegionCode, Value};
use reference::Reference;
use server::notice::{self, Notice};
use support::{
    Stage, VILLAGE,
    inside::{Device, Province, region},
};
use uuid::Uuid;

const NEWER: &str = "2027.01";

/// The embedded rules as those of a later day.
fn newer_text() -> String {
    let text = Reference::embedded_text();
    let head = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap();
    text.replacen(head("version"), &format!("version = \"{NEWER}\""), 1).replacen(
        head("as_of"),
        "as_of = \"2027-01-31\"",
        1,
    )
}

fn publish(province: &Province, n: u128, fields: BTreeMap<Path, Value>, areas: &[&str]) -> DocId {
    let doc = DocId::new(Uuid::from_u128(n));
    let areas = areas.iter().map(|code| region(code)).collect::<std::collections::BTreeSet<RegionCode>>();
    let notice = Notice { fields, areas: Some(areas) };
    province.server().store.write_blocking(move |conn| notice::ask(conn, doc, &notice, 1)).unwrap();
    doc
}

fn version(device: &Device) -> String {
    device.store.reference().unwrap().version.clone()
}

#[test]
fn rules_that_the_province_publishes_hold_on_every_device_from_its_next_exchange_on() {
    let province = Province::new();
    let (mut ani, mut office) = (province.enrol("Ani"), province.enrol_for("Kantor", "52.03"));
    assert!(ani.sync(&province).equal);
    let embedded = Reference::embedded();
    assert_eq!(*ani.store.reference().unwrap(), *embedded);
    let text = newer_text();
    assert!(text.len() > 16 << 10, "more than one value may hold");
    let doc = publish(&province, 1, reference::notice::to_fields(&text).unwrap(), &["52"]);
    assert_eq!(version(&ani), embedded.version, "not before it is there");
    for device in [&mut ani, &mut office] {
        assert!(device.sync(&province).equal);
        assert_eq!(*device.store.reference().unwrap(), Reference::parse(text.as_bytes()).unwrap());
        assert_eq!(device.store.status().unwrap().rules.notice, Some(doc));
    }
    let held = province.server().store.read_blocking(notice::reference).unwrap();
    assert_eq!(held.version, NEWER, "the province holds records against the same");
    // Withdrawn, the older ones hold again.
    province.server().store.write_blocking(move |conn| notice::ask_withdrawal(conn, doc, "Salah", 1)).unwrap();
    assert!(ani.sync(&province).equal);
    assert_eq!((version(&ani), ani.store.rules().unwrap().notice), (embedded.version.clone(), None));
}

#[test]
fn rules_that_are_not_whole_or_not_sound_are_named_and_never_used() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let sound = reference::notice::to_fields(&newer_text()).unwrap();
    let part = sound.keys().find(|path| path.as_str().ends_with("/text")).unwrap().clone();
    let mut broken = sound.clone();
    broken.insert(part, "rusak".into());
    let doc = publish(&province, 2, broken, &["52"]);
    assert!(ani.sync(&province).equal);
    assert_eq!(version(&ani), Reference::embedded().version);
    let rules = ani.store.rules().unwrap();
    let [unusable] = rules.unusable.as_slice() else { panic!("{rules:?}") };
    assert_eq!((unusable.notice, unusable.version.as_str()), (doc, NEWER));
    assert_eq!(
        province.server().store.read_blocking(notice::reference).unwrap().version,
        Reference::embedded().version
    );
    // Published again as it should be, under the same id or another, it holds.
    publish(&province, 2, sound, &["52"]);
    assert!(ani.sync(&province).equal);
    assert_eq!(version(&ani), NEWER);
    assert!(ani.store.rules().unwrap().unusable.is_empty());
}

#[test]
fn rules_for_another_regency_do_not_hold_here() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    publish(&province, 3, reference::notice::to_fields(&newer_text()).unwrap(), &["52.02"]);
    assert!(ani.sync(&province).equal);
    assert_eq!(version(&ani), Reference::embedded().version);
}

#[test]
fn nothing_new_in_every_feed_that_a_village_can_have_costs_400_bytes() {
    let province = Province::new();
    let mut ani = province.enrol("Ani");
    let worker = ani.worker("Contoh Satu").to_string();
    ani.record_of(VILLAGE, Kind::Case, &[("worker", &worker)]);
    let fields = |area: &str| BTreeMap::from([(Path::parse("title").unwrap(), Value::from(area))]);
    for (n, area) in (10..).zip(["52", "52.03", "52.03.13"]) {
        publish(&province, n, fields(area), &[area]);
    }
    assert!(ani.sync(&province).equal && ani.sync(&province).equal);
    let quiet = ani.sync(&province);
    assert_eq!((quiet.feeds.len(), quiet.exchanges), (5, 1));
    let bytes = quiet.bytes_up + quiet.bytes_down;
    assert!(bytes <= 400, "{} up and {} down", quiet.bytes_up, quiet.bytes_down);
}

#[tokio::test]
async fn a_revoked_job_order_is_the_first_that_a_village_reads() -> Result<()> {
    let stage = Stage::training().await?;
    let ani = stage.device("Ani").await?;
    let dir = tempfile::tempdir()?;
    let published = async |name: &str, status: &str, more: &[&str]| {
        let file = dir.path().join("notice.toml");
        let text = format!("notice_kind = \"JOB_ORDER\"\ntitle = \"{name}\"\njob_order_status = \"{status}\"\n");
        std::fs::write(&file, text)?;
        let file = file.to_str().context("a path")?.to_owned();
        let said = stage.province.run(&[&["notice", "publish", &file, "--target", "52.03"], more].concat()).await?;
        said["id"].as_str().map(str::to_owned).context("no id")
    };
    published("Bangunan", "OPEN", &[]).await?;
    let id = published("Kebun", "OPEN", &[]).await?;
    ani.sync().await?;
    let titles = async || -> Result<Vec<String>> {
        let notices = ani.run(&["notices"]).await?["notices"].as_array().context("no notices")?.clone();
        Ok(notices.iter().map(|notice| format!("{} {}", notice["title"], notice["status"])).collect())
    };
    assert_eq!(titles().await?, [r#""Bangunan" "OPEN""#, r#""Kebun" "OPEN""#]);
    published("Kebun", "REVOKED", &["--id", &id]).await?;
    ani.sync().await?;
    assert_eq!(titles().await?, [r#""Kebun" "REVOKED""#, r#""Bangunan" "OPEN""#]);
    assert_eq!(ani.run(&["status"]).await?["rules"]["version"], Reference::embedded().version.as_str());
    stage.province.run(&["notice", "withdraw", &id, "--reason", "Dicabut"]).await?;
    ani.sync().await?;
    assert_eq!(titles().await?.len(), 1);
    assert_eq!(stage.province.run(&["check"]).await?["ok"], true);
    Ok(())
}
