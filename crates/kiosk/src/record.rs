//! One record as a line of a list, and finding the one that is meant.

mod find;

use std::collections::BTreeMap;

use client_core::{Filter, ListItem, RecordView};
use records::{DocId, Kind, Path, Record, value};
use serde::Serialize;

use crate::{device::Device, failure::Result, lang::Lang, page::Page, text, village};

pub(crate) use find::{EVERY, beginning_with, find, find_any, find_part, find_worker};

/// A record in a list. Holds no number of a person: a list is what others see over the shoulder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// The record.
    pub(crate) id: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// The person's name, empty where there is none.
    pub(crate) name: String,
    /// As far as it is known.
    pub(crate) birth_date: String,
    /// The code of the village.
    pub(crate) village: String,
    /// Its name, where the table has it.
    pub(crate) village_name: Option<String>,
    /// The hamlet.
    pub(crate) dusun: String,
    /// The code of the stage, empty before any milestone.
    pub(crate) stage: String,
    /// How many fields are in conflict.
    pub(crate) conflicts: u32,
    /// How many values are doubtful.
    pub(crate) problems: u32,
}

impl From<ListItem> for Line {
    fn from(item: ListItem) -> Self {
        Self {
            id: item.doc,
            kind: item.kind,
            village_name: village::name(&item.village),
            name: item.name,
            birth_date: item.birth_date,
            village: item.village,
            dusun: item.hamlet,
            stage: item.stage,
            conflicts: item.conflicts,
            problems: item.problems,
        }
    }
}

impl Line {
    /// Lines as a table.
    pub(crate) fn table(lines: &[Self], page: &mut Page) {
        let lang = page.lang();
        let header = [text::ID, text::NAME, text::BORN, text::PLACE, text::STAGE, text::MARKS];
        page.table(&header, lines.iter().map(|line| line.cells(lang)));
    }

    fn cells(&self, lang: Lang) -> Vec<String> {
        vec![
            short(self.id),
            self.name.clone(),
            self.birth_date.clone(),
            self.place(),
            self.stage.clone(),
            self.marks(lang),
        ]
    }

    /// Hamlet and village.
    pub(crate) fn place(&self) -> String {
        let village = self.village_name.as_deref().unwrap_or(&self.village);
        if self.dusun.is_empty() { village.to_owned() } else { format!("{}, {village}", self.dusun) }
    }

    fn marks(&self, lang: Lang) -> String {
        let conflicts = (self.conflicts > 0).then(|| lang.tell(text::N_CONFLICTS, &[&self.conflicts]));
        let problems = (self.problems > 0).then(|| lang.tell(text::N_PROBLEMS, &[&self.problems]));
        conflicts.into_iter().chain(problems).collect::<Vec<_>>().join(", ")
    }
}

/// The beginning of an id that people type. An id of a clock begins with the time, so it needs more to be told from
/// those of the same minute.
pub(crate) fn short(id: DocId) -> String {
    let id = id.to_string();
    let is_of_clock = id.get(14..15) == Some("7");
    id.get(..if is_of_clock { 18 } else { 8 }).unwrap_or(&id).to_owned()
}

/// A record that is known by its id, as a line.
pub(crate) fn line(device: &Device, id: DocId) -> Result<Line> {
    let view = device.store.view(id)?;
    let text = |path: &str| text_of(&view, path);
    let village = ["domicile_village", "village", "origin_village"].into_iter().map(text).find(|code| !code.is_empty());
    let village = village.unwrap_or_else(|| view.region.to_string());
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Line {
        id,
        kind: view.kind,
        name: name_of(&view),
        birth_date: text("birth_date"),
        village_name: village::name(&village),
        village,
        dusun: text("dusun"),
        stage: stage_of(&view).to_owned(),
        conflicts: count(view.conflicts.len()),
        problems: count(view.problems.len()),
    })
}

/// The name of a person, of a household's first member or head, of a session, or of the person whom a complaint is about;
/// empty where there is none.
pub(crate) fn name_of(view: &RecordView) -> String {
    let is_name = |path: &Path| path.as_element().is_some_and(|(of, _, field)| of == "member" && field == "name");
    let member = view.fields.iter().find(|(path, _)| is_name(path)).map(|(_, value)| value.to_string());
    let elsewhere = ["head", "title", "sketch_name"].map(|path| text_of(view, path));
    let mut names = [text_of(view, "name"), member.unwrap_or_default()].into_iter().chain(elsewhere);
    names.find(|name| !name.is_empty()).unwrap_or_default()
}

/// The code of the stage, empty before any milestone.
pub(crate) fn stage_of(view: &RecordView) -> &str {
    view.record.pointer("/stage/code").and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// All workers of the device, by every id that they have.
pub(crate) fn workers(device: &Device) -> Result<BTreeMap<DocId, ListItem>> {
    let filter = Filter { kind: Some(Kind::Worker), ..Filter::default() };
    let mut workers = BTreeMap::new();
    for item in device.store.list(&filter, EVERY, 0)? {
        let ids = device.store.group(item.doc)?;
        workers.extend(ids.into_iter().map(|id| (id, item.clone())));
    }
    Ok(workers)
}

/// The records of a kind that were not withdrawn.
pub(crate) fn not_withdrawn(device: &Device, kind: Kind) -> Result<Vec<(DocId, Record)>> {
    let mut records = device.store.records(kind)?;
    records.retain(|(_, record)| record.get::<String>("removed").is_none());
    Ok(records)
}

/// Whom a complaint or a screening is about: the name of the worker, else the one that was written down.
pub(crate) fn about_whom(record: &Record, workers: &BTreeMap<DocId, ListItem>) -> String {
    let known = record.get("worker").and_then(|worker: DocId| Some(workers.get(&worker)?.name.clone()));
    known.filter(|name| !name.is_empty()).or_else(|| record.get("sketch_name")).unwrap_or_default()
}

fn text_of(view: &RecordView, path: &str) -> String {
    value::text_of(&view.fields, path).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
