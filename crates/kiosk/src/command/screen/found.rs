//! The questions of a screening that nobody is asked, as comparing records answers them (`R16`, `R17`).

use std::collections::BTreeMap;

use assessment::{
    Finding, Flag, Population,
    population::{Shared, Thresholds},
};
use client_core::About;
use jiff::civil::Date;
use records::{
    DocId,
    value_set::{Indicator, ScreeningAnswer, ScreeningPhase},
};
use reference::{Asked, Rules};
use serde::Serialize;

use crate::{device::Device, failure::Result, lang::Lang, output::Answer, page::Page, record, text};

/// All that many records of this device share.
#[derive(Debug, Serialize)]
pub(super) struct Everything {
    shared: Vec<Finding>,
    /// The names of the people, by id.
    #[serde(skip)]
    names: BTreeMap<DocId, String>,
}

impl Everything {
    pub(super) fn of(device: &Device) -> Result<Self> {
        let workers = record::workers(device)?;
        let names = workers.into_iter().map(|(id, item)| (id, item.name)).collect();
        Ok(Self { shared: population(device)?.findings(Thresholds::default()), names })
    }

    fn people(&self, finding: &Finding) -> String {
        let person = |id: &DocId| {
            let name = self.names.get(id).cloned().unwrap_or_default();
            format!("{name} ({})", record::short(*id))
        };
        finding.workers.iter().map(person).collect::<Vec<_>>().join(", ")
    }
}

impl Answer for Everything {
    fn page(&self, page: &mut Page) {
        if self.shared.is_empty() {
            return page.line(&page.lang().say(text::NOTHING_SHARED));
        }
        for finding in &self.shared {
            page.heading(&sentence(finding, page.lang()));
            page.line(&self.people(finding));
        }
        page.gap();
        page.line(&page.lang().say(text::SCREENING_ADVICE));
    }
}

/// What a worker shares with others of this device.
pub(super) fn shared(device: &Device, about: Option<&About>) -> Result<Vec<Finding>> {
    let Some(about) = about else { return Ok(Vec::new()) };
    Ok(population(device)?.findings_of(about.doc, Thresholds::default()))
}

fn population(device: &Device) -> Result<Population> {
    let surroundings = device.store.surroundings()?;
    let mut population = Population::new();
    for about in device.store.everybody()? {
        surroundings.ask(&about, |circumstances| population.insert(circumstances));
    }
    Ok(population)
}

/// "Yes" to the questions of the part of the way that the records answer themselves.
pub(super) fn answers(
    device: &Device,
    about: Option<&About>,
    shared: &[Finding],
    phase: &ScreeningPhase,
    rules: &Rules<'_>,
    day: Date,
) -> Result<BTreeMap<Indicator, ScreeningAnswer>> {
    let Some(about) = about else { return Ok(BTreeMap::new()) };
    let flags = device.store.surroundings()?.assess(about, rules, day).flags;
    let found = shared.iter().map(|finding| finding.indicator.clone()).chain(flags.iter().filter_map(Flag::indicator));
    let of_phase = |indicator: &Indicator| {
        rules.question(indicator).is_some_and(|question| question.asked == Asked::Data && question.phase == *phase)
    };
    Ok(found.filter(of_phase).map(|indicator| (indicator, ScreeningAnswer::Yes)).collect())
}

/// What is shared, in sentences.
pub(super) fn told(shared: &[Finding], page: &mut Page) {
    for finding in shared {
        page.item(&sentence(finding, page.lang()));
    }
}

fn sentence(finding: &Finding, lang: Lang) -> String {
    let said = match finding.shared {
        Shared::Phone => text::SHARED_PHONE,
        Shared::Recruiter => text::SHARED_RECRUITER,
        Shared::Address => text::SHARED_ADDRESS,
        Shared::Account => text::SHARED_ACCOUNT,
        Shared::LetterNumber => text::SHARED_LETTER_NUMBER,
    };
    lang.tell(said, &[&finding.workers.len()])
}
