//! The questions of a screening that nobody is asked, as comparing records answers them (`R16`, `R17`).

use std::collections::BTreeMap;

use assessment::{
    Finding, Flag, Population,
    population::{Shared, Thresholds},
};
use client_core::About;
use jiff::civil::Date;
use records::value_set::{Indicator, ScreeningAnswer, ScreeningPhase};
use reference::{Asked, Rules};

use crate::{device::Device, failure::Result, page::Page, text};

/// What a worker shares with others of this device.
pub(super) fn shared(device: &Device, about: Option<&About>) -> Result<Vec<Finding>> {
    let Some(about) = about else { return Ok(Vec::new()) };
    let surroundings = device.store.surroundings()?;
    let mut population = Population::new();
    for other in device.store.everybody()? {
        surroundings.ask(&other, |circumstances| population.insert(circumstances));
    }
    Ok(population.findings_of(about.doc, Thresholds::default()))
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
    let lang = page.lang();
    for finding in shared {
        let said = match finding.shared {
            Shared::Phone => text::SHARED_PHONE,
            Shared::Recruiter => text::SHARED_RECRUITER,
            Shared::Address => text::SHARED_ADDRESS,
            Shared::Account => text::SHARED_ACCOUNT,
            Shared::LetterNumber => text::SHARED_LETTER_NUMBER,
        };
        page.item(&lang.tell(said, &[&finding.workers.len()]));
    }
}
