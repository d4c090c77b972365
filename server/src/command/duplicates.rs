//! `rantau-server duplicates`.

use std::{collections::BTreeSet, fmt::Write as _};

use clap::Args;
use matching::{LIKELY, Reason};
use serde::Serialize;

use super::{Common, Output};
use crate::{Result, duplicate};

/// Which pairs, and what becomes of them.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
    /// Only pairs that are hardly two people: from 0.95
    #[arg(long)]
    likely: bool,
    /// Open a review item `same_person` for each pair that is hardly two people, and `two_people` for each record that is
    /// likely two people's; the running server does so once a day
    #[arg(long)]
    review: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

#[derive(Debug, Serialize)]
struct Report {
    /// How many people were compared.
    people: usize,
    /// How many documents do not open: see `check`.
    unreadable: usize,
    /// How many pairs there are.
    total: usize,
    /// How many review items were opened, or are open already.
    reviews: usize,
    pairs: Vec<Shown>,
    /// Records whose statements contradict each other so that they are likely two people's.
    contradictions: Vec<Contradicting>,
}

/// A record that is likely two people's, without anything that names them.
#[derive(Debug, Serialize)]
struct Contradicting {
    /// The probability that they are two, from 0.5 to 0.999.
    score: f64,
    document: String,
    reasons: BTreeSet<Reason>,
}

/// A pair, without anything that names the people.
#[derive(Debug, Serialize)]
struct Shown {
    /// The probability that both are one person, from 0.5 to 0.999.
    score: f64,
    documents: [String; 2],
    reasons: BTreeSet<Reason>,
}

pub(super) fn run(options: &Options) -> Result<Output> {
    let opened = options.common.open()?;
    let mut found = opened.store.read_blocking(duplicate::find)?;
    found.pairs.retain(|pair| !options.likely || pair.score >= LIKELY);
    let now = opened.store.clock().now();
    let (pairs, two) = (found.pairs.clone(), found.contradictions.clone());
    let open = move |conn: &rusqlite::Connection| {
        Ok(duplicate::open_reviews(conn, &pairs, LIKELY, now)? + duplicate::open_contradictions(conn, &two, now)?)
    };
    let reviews = if options.review { opened.store.write_blocking(open)? } else { 0 };
    let total = found.pairs.len();
    let shown = found.pairs.into_iter().take(options.limit).map(|pair| Shown {
        score: duplicate::shown(pair.score),
        documents: [pair.ids.0.to_string(), pair.ids.1.to_string()],
        reasons: pair.reasons,
    });
    let contradictions = found.contradictions.into_iter().take(options.limit).map(|(doc, found)| Contradicting {
        score: duplicate::shown(found.score),
        document: doc.to_string(),
        reasons: found.reasons,
    });
    let report = Report {
        people: found.people,
        unreadable: found.unreadable,
        total,
        reviews,
        pairs: shown.collect(),
        contradictions: contradictions.collect(),
    };
    Ok(options.common.output(opened.deployment, &report, &report.lines()))
}

impl Report {
    fn lines(&self) -> String {
        let mut text = String::new();
        for pair in &self.pairs {
            let [one, other] = &pair.documents;
            let _ = writeln!(text, "{:.3}  {one}  {other}", pair.score);
        }
        let _ = writeln!(text, "{} of {} pairs among {} people", self.pairs.len(), self.total, self.people);
        for two in &self.contradictions {
            let _ = writeln!(text, "{:.3}  {}  is likely two people's", two.score, two.document);
        }
        if self.unreadable > 0 {
            let _ = writeln!(text, "{} documents do not open: see `check`", self.unreadable);
        }
        if self.reviews > 0 {
            let _ = writeln!(text, "{} wait for a decision: see `review list`", self.reviews);
        }
        text
    }
}
