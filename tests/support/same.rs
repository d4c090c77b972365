//! That everybody holds the same.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use testkit::deployment::{Device, Province};

/// Lets all devices send what they have, waits for the registry, and proves that then all devices and the server hold
/// the same changes, by the fingerprints of their feeds and by the list of records.
///
/// # Errors
/// Where they do not, or where the server's own check finds something.
pub async fn settle(province: &Province, devices: &[&Device]) -> Result<()> {
    for device in devices {
        device.sync().await?;
    }
    province.forwarded().await?;
    let server = feeds(&province.run(&["status"]).await?)?;
    let mut listed = Vec::new();
    for device in devices {
        let synced = device.sync().await?;
        ensure!(synced["proven"] == true, "{}: nothing is proven: {synced}", device.name);
        ensure!(synced["refused"] == 0, "{}: the province refused changes: {synced}", device.name);
        ensure!(feeds(&synced)? == server, "{}: {synced}, but the server: {server:?}", device.name);
        listed.push(records(device).await?);
    }
    for pair in listed.windows(2) {
        let differing = pair[0].iter().zip(&pair[1]).find(|(one, other)| one != other);
        ensure!(pair[0] == pair[1], "the devices list different records, as of {differing:?}");
    }
    let checked = province.run(&["check"]).await?;
    ensure!(checked["ok"] == true, "{checked}");
    Ok(())
}

/// The names of all records of a device, sorted; one as often as records have it.
///
/// # Errors
/// Where the device does not list them.
pub async fn names(device: &Device) -> Result<Vec<String>> {
    let records = records(device).await?;
    let mut names: Vec<_> = records.iter().filter_map(|record| record["name"].as_str()).map(str::to_owned).collect();
    names.sort();
    Ok(names)
}

/// All records of a device, by id: devices need not list people of one name in one order.
async fn records(device: &Device) -> Result<Vec<Value>> {
    let listed = device.run(&["list", "--limit", "1000000"]).await?;
    let mut records = listed["records"].as_array().context("no records")?.clone();
    records.sort_by_key(|record| record["id"].to_string());
    Ok(records)
}

/// Name, count and fingerprint of every feed.
fn feeds(json: &Value) -> Result<BTreeSet<String>> {
    let feeds = json["feeds"].as_array().context("no feeds")?;
    Ok(feeds.iter().map(|feed| format!("{} {} {}", feed["feed"], feed["count"], feed["fingerprint"])).collect())
}
