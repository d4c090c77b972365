//! What `rantau sync --verify` says of damaged records.

use std::collections::BTreeMap;

use client_core::verify::Healing;
use records::DocId;
use serde::Serialize;

use crate::{lang::Lang, page::Page, record, text};

/// A record in which something was damaged, and what became of it.
#[derive(Debug, Serialize)]
pub(super) struct Mended {
    #[serde(flatten)]
    healing: Healing,
    /// Of the changes that were to be fetched again, those that came.
    fetched: u64,
}

impl Mended {
    /// All that were found, once the exchange is over; `awaited` says what did not come.
    pub(super) fn all(found: Vec<Healing>, awaited: &BTreeMap<DocId, u64>) -> Vec<Self> {
        let mended = |healing: Healing| {
            let left = awaited.get(&healing.doc).copied().unwrap_or(0).min(healing.awaited);
            let fetched = healing.awaited - left;
            Self { healing: Healing { awaited: left, ..healing }, fetched }
        };
        found.into_iter().map(mended).collect()
    }

    pub(super) fn page(&self, page: &mut Page) {
        let lang = page.lang();
        let short = record::short(self.healing.doc);
        page.warning(&lang.tell(text::DAMAGED_RECORD, &[&short]));
        self.outcomes(&short, lang).iter().for_each(|outcome| page.item(outcome));
    }

    fn outcomes(&self, short: &str, lang: Lang) -> Vec<String> {
        let Healing { restored, written_again, awaited, lost, rebuilt, .. } = &self.healing;
        let counts = [
            (text::DAMAGED_RESTORED, restored),
            (text::DAMAGED_FETCHED, &self.fetched),
            (text::DAMAGED_AWAITED, awaited),
            (text::DAMAGED_WRITTEN_AGAIN, written_again),
        ];
        let some = counts.into_iter().filter(|(_, count)| **count > 0);
        let told = some.map(|(text, count)| lang.tell(text, &[count]));
        let lost = (*lost > 0).then(|| lang.tell(text::DAMAGED_LOST, &[lost, &short]));
        let rebuilt = rebuilt.then(|| lang.say(text::DAMAGED_RECORD_REBUILT));
        rebuilt.into_iter().chain(told).chain(lost).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_in_which_damage_was_mended_is_told_in_either_language() {
        let doc = DocId::from_bytes([7; 16]);
        let healing = Healing {
            doc,
            damaged: 6,
            restored: 1,
            written_again: 1,
            awaited: 3,
            not_needed: 0,
            lost: 1,
            rebuilt: true,
        };
        let mended = Mended::all(vec![healing], &[(doc, 1)].into());
        for (lang, first) in [(Lang::Id, "data disusun kembali"), (Lang::En, "the record was made again")] {
            let outcomes = mended[0].outcomes("07070707", lang);
            assert_eq!(outcomes.len(), 6, "{outcomes:?}");
            assert!(outcomes[0].starts_with(first) && outcomes[2].starts_with('2') && outcomes[3].starts_with('1'));
        }
    }
}
