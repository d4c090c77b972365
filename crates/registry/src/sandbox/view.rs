//! Workers as they are shown: what the pages and the JSON have in common.

use std::collections::BTreeMap;

use jiff::Timestamp;
use records::{Deployment, Nik, RegionCode, milestone::MilestoneCode, region};
use serde::Serialize;
use serde_json::Value as Json;

use super::store::{EventRow, WorkerRow};
use crate::allow_list::STAGE;

/// A worker in a list.
#[derive(Debug, Serialize)]
pub(super) struct WorkerSummary {
    pub(super) registry_id: String,
    pub(super) subject: String,
    pub(super) name: String,
    /// The first digits only.
    pub(super) nik: Option<String>,
    /// Code of the village of residence, else of origin.
    pub(super) village: Option<String>,
    pub(super) village_name: Option<String>,
    /// Code of the stage.
    pub(super) stage: Option<String>,
    pub(super) stage_label: Option<String>,
    pub(super) sequence: String,
    pub(super) events: i64,
    pub(super) updated_at: Timestamp,
}

/// A worker by itself.
#[derive(Serialize)]
pub(super) struct WorkerDetail {
    #[serde(flatten)]
    pub(super) summary: WorkerSummary,
    pub(super) source: String,
    /// The fields as they were received, for whoever checks what was let go.
    pub(super) fields: Json,
    pub(super) received: Vec<EventRow>,
}

impl WorkerSummary {
    pub(super) fn of(row: &WorkerRow) -> Self {
        let text = |name: &str| row.fields.get(name).and_then(Json::as_str).map(str::to_owned);
        let village = text("domicile_village").or_else(|| text("origin_village"));
        let stage = text(STAGE);
        Self {
            registry_id: row.registry_id.clone(),
            subject: row.subject.clone(),
            name: text("name").unwrap_or_default(),
            nik: text("nik").map(|nik| masked(&nik)),
            village_name: village.as_deref().and_then(village_name),
            village,
            stage_label: stage.as_deref().map(|code| MilestoneCode::from_code(code).label_id().to_owned()),
            stage,
            sequence: row.sequence.clone(),
            events: row.events,
            updated_at: row.updated_at,
        }
    }
}

impl WorkerDetail {
    pub(super) fn of(row: WorkerRow, received: Vec<EventRow>) -> Self {
        Self { summary: WorkerSummary::of(&row), source: row.source, fields: row.fields, received }
    }

    /// The fields by path, with the NIK masked, in the order of their paths.
    pub(super) fn shown_fields(&self) -> BTreeMap<String, String> {
        let mut shown = BTreeMap::new();
        flatten("", &self.fields, &mut shown);
        if let Some(nik) = shown.get_mut("nik") {
            *nik = masked(nik);
        }
        shown
    }
}

fn masked(nik: &str) -> String {
    Nik::parse(nik, Deployment::Training).map_or_else(|_| "•".repeat(16), |nik| nik.to_string())
}

fn village_name(code: &str) -> Option<String> {
    region::display_name(&RegionCode::parse(code).ok()?)
}

fn flatten(path: &str, value: &Json, shown: &mut BTreeMap<String, String>) {
    match value {
        Json::Object(members) => {
            for (key, member) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}/{key}") };
                flatten(&path, member, shown);
            }
        }
        Json::String(text) => {
            shown.insert(path.to_owned(), text.clone());
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => {
            shown.insert(path.to_owned(), value.to_string());
        }
    }
}
