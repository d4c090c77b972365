//! What happens on the day.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;
use testkit::{
    deployment::{Device, PASSPHRASE, Province},
    link::{Cuts, Link},
};

use crate::{line, truth::Roster};

/// The village: Anjani, Suralaga, Lombok Timur.
pub(crate) const VILLAGE: &str = "52.03.13.2001";
/// The rows that the two field workers import: the last 51 of the first are the first 51 of the second.
pub(crate) const ROWS: [(u32, u32); 2] = [(1, 300), (250, 529)];
/// A person whom both edit, each another field.
pub(crate) const DIFFERENT_FIELDS: u32 = 264;
/// A person whom both edit, in the same field.
pub(crate) const SAME_FIELD: u32 = 271;

/// Everything that the day left behind for its proofs.
#[derive(Debug)]
pub(crate) struct Day {
    /// What is true of the roster.
    pub(crate) roster: Roster,
    /// Server and registry, still running.
    pub(crate) province: Province,
    /// Ani's and Budi's devices and the kiosk.
    pub(crate) devices: Vec<Device>,
    /// The line of each device, still up.
    pub(crate) links: Vec<Link>,
    /// What the two imports said.
    pub(crate) imports: Vec<Value>,
    /// What every exchange of a device over the bad lines said, in order.
    pub(crate) syncs: Vec<Value>,
    /// What a sync with nothing to do said, per device.
    pub(crate) idle: Vec<Value>,
    /// What syncing one new worker, and then one edited field, said.
    pub(crate) one_worker: Value,
    pub(crate) one_edit: Value,
    /// `rantau status` of each device at the end.
    pub(crate) statuses: Vec<Value>,
    /// `rantau-server status` at the end.
    pub(crate) server_status: Value,
    /// The registry's own count.
    pub(crate) registry: Value,
}

/// Lets the day happen.
pub(crate) async fn tell(folder: &Path) -> Result<Day> {
    let data = roster_folder();
    let list = data.join(format!("roster-{VILLAGE}.csv"));
    let roster = Roster::read(&list, &data.join(format!("roster-{VILLAGE}.truth.json")))?;

    scene("A training province and its registry start; three devices enrol.");
    let province = Province::start(folder).await?;
    let devices = vec![Device::new("Ani", folder), Device::new("Budi", folder), Device::new("Kios", folder)];
    let links = open_lines(&province)?;
    enrol(&province, &devices, &links).await?;
    let [ani, budi, kios] = &devices[..] else { unreachable!("three devices") };

    scene("Offline: Ani imports rows 1-300 of the desa's list, Budi rows 250-529; both correct the same people.");
    let imports = import(&[ani, budi], &list).await?;
    edit_offline(ani, budi, &roster).await?;

    scene("Each reaches a line of 64 kbit/s and 800 ms that is cut again and again. They sync.");
    let mut syncs = Vec::new();
    let (up_ani, up_budi) = tokio::try_join!(sync(ani), sync(budi))?;
    syncs.extend([up_ani, up_budi]);
    let (down_kios, down_ani) = tokio::try_join!(sync(kios), sync(ani))?;
    syncs.extend([down_kios, down_ani]);

    scene("The province forwards to the registry; what the registry answers returns to the village.");
    province.forwarded().await?;
    let answers = tokio::try_join!(sync(ani), sync(budi), sync(kios))?;
    syncs.extend([answers.0, answers.1, answers.2]);

    scene("One more worker, then one more corrected field, each synced by itself; then a sync with nothing to do.");
    let (one_worker, one_edit) = measure_single(kios).await?;
    province.forwarded().await?;
    let answers = tokio::try_join!(sync(ani), sync(budi), sync(kios))?;
    syncs.extend([one_worker.clone(), one_edit.clone(), answers.0, answers.1, answers.2]);
    let idle = tokio::try_join!(sync(ani), sync(budi), sync(kios))?;
    let idle = vec![idle.0, idle.1, idle.2];
    syncs.extend(idle.clone());

    let mut statuses = Vec::new();
    for device in &devices {
        statuses.push(device.run(&["status"]).await?);
    }
    let server_status = province.run(&["status"]).await?;
    let registry = province.registry_stats().await?;
    Ok(Day {
        roster,
        province,
        devices,
        links,
        imports,
        syncs,
        idle,
        one_worker,
        one_edit,
        statuses,
        server_status,
        registry,
    })
}

impl Day {
    /// Where everything can be looked at.
    pub(crate) fn print_addresses(&self) -> Result<()> {
        println!("server    https://{}", self.province.server()?);
        println!("registry  http://{}/workers", self.province.registry()?);
        for (device, link) in self.devices.iter().zip(&self.links) {
            let folder = device.folder().display();
            println!("{:<9} RANTAU_DATA={folder}  (its line: https://{})", device.name, link.addr());
        }
        println!("passphrase of all devices: {}; Ctrl-C ends the day", PASSPHRASE);
        Ok(())
    }
}

fn scene(text: &str) {
    println!("* {text}");
}

fn roster_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data")
}

/// Where each line is cut, in bytes delivered: while pushing, and while pulling.
fn open_lines(province: &Province) -> Result<Vec<Link>> {
    let cuts = [
        (vec![9_000, 31_000, 52_000], vec![14_000, 60_000]),
        (vec![17_000, 43_000], vec![25_000]),
        (vec![], vec![21_000, 70_000]),
    ];
    let server = province.server()?;
    cuts.into_iter().map(|(up, down)| line::bad(server, Cuts { up, down, every: None })).collect()
}

async fn enrol(province: &Province, devices: &[Device], links: &[Link]) -> Result<()> {
    for (device, link) in devices.iter().zip(links) {
        device.enrol(province, link.addr(), VILLAGE).await?;
    }
    Ok(())
}

async fn import(devices: &[&Device], list: &Path) -> Result<Vec<Value>> {
    let list = list.to_str().context("the roster's path is no UTF-8")?;
    let mut imports = Vec::new();
    for (device, (first, last)) in devices.iter().zip(ROWS) {
        let rows = format!("{first}-{last}");
        imports.push(device.run(&["import", list, "--rows", &rows]).await?);
        let again = device.run(&["import", list, "--rows", &rows]).await?;
        anyhow::ensure!(again["created"] == 0 && again["updated"] == 0, "importing again changed something: {again}");
    }
    Ok(imports)
}

/// Two people whom both know: one corrected in different fields, one in the same field.
async fn edit_offline(ani: &Device, budi: &Device, roster: &Roster) -> Result<()> {
    for (device, different, same) in
        [(ani, "marital_status=KAWIN", "birth_place=Selong"), (budi, "education=SMP", "birth_place=Masbagik")]
    {
        for (row, assignment) in [(DIFFERENT_FIELDS, different), (SAME_FIELD, same)] {
            let nik = roster.nik(row).context("the row has no NIK")?;
            let person = device.find(&nik).await?;
            device.run(&["edit", &person, assignment]).await?;
        }
    }
    Ok(())
}

async fn sync(device: &Device) -> Result<Value> {
    let report = device.sync().await?;
    println!(
        "  {:<5} {} exchanges, {} cuts, {} B up, {} B down, proven equal: {}",
        device.name, report["exchanges"], report["cuts"], report["bytes_up"], report["bytes_down"], report["proven"]
    );
    Ok(report)
}

async fn measure_single(device: &Device) -> Result<(Value, Value)> {
    let fields = [
        "name=Contoh Satu",
        "sex=P",
        "birth_date=1995-07-01",
        "nik=5203134107950000",
        "dusun=Lebak",
        "--add",
        "phone",
        "number=081234567890",
    ];
    let mut command = vec!["add", "worker"];
    command.extend(fields);
    let added = device.run(&command).await?;
    let new = sync(device).await?;
    device.run(&["edit", text(&added, "/id")?, "dusun=Montong"]).await?;
    Ok((new, sync(device).await?))
}

/// A text in a JSON answer.
pub(crate) fn text<'a>(json: &'a Value, pointer: &str) -> Result<&'a str> {
    json.pointer(pointer).and_then(Value::as_str).with_context(|| format!("no {pointer} in {json}"))
}
