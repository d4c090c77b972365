//! One person's record as a story tells it: what is written on which device, and what it tells on a day.

use anyhow::{Context, Result};
use serde_json::Value;
use testkit::deployment::Device;

/// A worker's record.
pub(crate) struct Person {
    pub(crate) id: String,
}

/// What a record tells on a day.
pub(crate) struct Told(Value);

impl Person {
    /// A record that a device makes.
    pub(crate) async fn recorded(at: &Device, fields: &[&str]) -> Result<Self> {
        Ok(Self { id: made(at, &[&["add", "worker"], fields].concat()).await? })
    }

    /// Writes fields and elements, as `rantau edit` takes them.
    pub(crate) async fn write(&self, at: &Device, what: &[&str]) -> Result<()> {
        at.run(&[&["edit", &self.id], what].concat()).await?;
        Ok(())
    }

    /// Records a paper.
    pub(crate) async fn paper(&self, at: &Device, code: &str, more: &[&str]) -> Result<()> {
        let code = format!("code={code}");
        self.write(at, &[&["--add", "document", &code], more].concat()).await
    }

    /// Records a milestone.
    pub(crate) async fn milestone(&self, at: &Device, code: &str, date: &str) -> Result<()> {
        self.write(at, &["--add", "milestone", &format!("code={code}"), &format!("date={date}")]).await
    }

    /// What the record tells on a day, on a device.
    pub(crate) async fn told(&self, at: &Device, on: &str) -> Result<Told> {
        Ok(Told(at.run(&["show", &self.id, "--on", on]).await?["assessment"].take()))
    }
}

/// Makes a record and gives its id.
pub(crate) async fn made(at: &Device, command: &[&str]) -> Result<String> {
    Ok(at.run(command).await?["id"].as_str().context("no id")?.to_owned())
}

impl Told {
    pub(crate) fn stage(&self) -> &str {
        self.0["stage"]["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn age(&self) -> (u64, u64) {
        let bound = |name: &str| self.0["age"][name].as_u64().unwrap_or(u64::MAX);
        (bound("at_least"), bound("at_most"))
    }

    pub(crate) fn procedural(&self) -> &str {
        self.0["procedural"]["status"].as_str().unwrap_or_default()
    }

    /// The papers that are missing; `scheme` where nobody said how the person is placed.
    pub(crate) fn missing(&self) -> Vec<&str> {
        let name = |item: &'_ Value| item["document"].as_str().is_some();
        let all = self.0["missing"].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter()
            .filter_map(|item| if name(item) { item["document"].as_str() } else { item["what"].as_str() })
            .collect()
    }

    pub(crate) fn flags(&self) -> Vec<&str> {
        codes(&self.0["flags"])
    }

    /// What is due: the clock, or what ends, each with the days left.
    pub(crate) fn due(&self) -> Vec<(&str, i64)> {
        let all = self.0["reminders"].as_array().map(Vec::as_slice).unwrap_or_default();
        let what = |item: &'_ Value| item["clock"].as_str().is_some();
        all.iter()
            .filter_map(|item| {
                let name = if what(item) { &item["clock"] } else { &item["code"] };
                Some((name.as_str()?, item["days_left"].as_i64()?))
            })
            .collect()
    }

    /// How the consent to a purpose stands.
    pub(crate) fn consent(&self, purpose: &str) -> &str {
        let all = self.0["consents"].as_array().map(Vec::as_slice).unwrap_or_default();
        let state = all.iter().find(|state| state["purpose"] == purpose);
        state.and_then(|state| state["standing"].as_str()).unwrap_or_default()
    }
}

fn codes(list: &Value) -> Vec<&str> {
    let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(|item| item["code"].as_str()).collect()
}
