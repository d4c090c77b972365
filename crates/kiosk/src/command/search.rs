//! `rantau search`.

use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    output::{Answer, Reply},
    page::Page,
    record::Line,
    text,
};

const EXAMPLES: &str = "\
Names are found as they are heard: `sapura` finds Saputra. Digits are the
beginning of a NIK or family card number.

Examples:
  rantau search siti aminah
  rantau search sapura lebak               a name and a hamlet or village
  rantau search 520313";

/// Find people by name, hamlet, village or number
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Words of the name, hamlet or village; or the first digits of a number
    #[arg(required = true, value_name = "TEXT")]
    words: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// Who was found, best first.
#[derive(Debug, Serialize)]
struct Found {
    records: Vec<Scored>,
}

#[derive(Debug, Serialize)]
struct Scored {
    #[serde(flatten)]
    line: Line,
    /// From 0 to 1; 1 where every word is there as it was typed.
    score: f64,
}

pub(crate) fn run(args: &Args, device: &Device) -> Result<Reply> {
    let hits = device.store.search(&args.words.join(" "), args.limit)?;
    let records = hits.into_iter().map(|hit| Scored { score: hit.score, line: hit.item.into() }).collect();
    device.reply(&Found { records })
}

impl Answer for Found {
    fn page(&self, page: &mut Page) {
        if self.records.is_empty() {
            return page.line(&page.lang().say(text::NOBODY_FOUND));
        }
        let lines: Vec<_> = self.records.iter().map(|scored| scored.line.clone()).collect();
        Line::table(&lines, page);
    }
}
