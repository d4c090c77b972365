//! `rantau bundle in`.

use std::path::{Path, PathBuf};

use client_core::bundle::{self, Problem, Taken};
use serde::Serialize;
use serde_json::Value as Json;
use wire::{
    bundle::{Bundle, Direction},
    qr::{Joiner, QrError},
};

use crate::{
    command::courier::spool,
    device::Device,
    exit::Exit,
    failure::{Failure, Result},
    file,
    lang::Lang,
    output::{Answer, Reply},
    page::Page,
    progress::Meter,
    qr, text,
};

/// Take in what was carried here: answers for this device, or bundles of others, to be carried on
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Bundles, or photographs of the QR codes of one bundle
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What became of the files.
#[derive(Debug, Serialize)]
struct TakenIn {
    bundles: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    /// The file, or the images of its QR codes.
    files: Vec<PathBuf>,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Outcome {
    /// An answer for this device.
    Answer {
        /// Changes of this device that are now known to have arrived.
        arrived: u64,
        /// Changes of others that were new here.
        pulled: u64,
        /// Whether it proves that both sides hold the same.
        proven: bool,
        /// Whether a later answer had said all of it.
        superseded: bool,
    },
    /// A bundle of another device: it goes to the province with the next sync of this one.
    ToCarry { to_carry: bool },
    /// Why it was not taken in.
    Failed {
        #[serde(flatten)]
        json: Json,
        #[serde(skip)]
        failure: Failure,
    },
}

pub(super) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let (mut bundles, mut images) = (Vec::new(), Images::default());
    for path in &args.files {
        match file::read(path) {
            Ok(bytes) if qr::is_image(&bytes) => images.take(path, &bytes),
            Ok(bytes) => bundles.push((vec![path.clone()], Ok(bytes))),
            Err(failure) => bundles.push((vec![path.clone()], Err(failure))),
        }
    }
    bundles.extend(images.join());
    let lang = device.output.lang();
    let one = |(files, bytes): (Vec<PathBuf>, Result<Vec<u8>>)| {
        let outcome = bytes.and_then(|bytes| take(device, &bytes));
        One { files, outcome: outcome.unwrap_or_else(|failure| Outcome::failed(failure, lang)) }
    };
    let taken = TakenIn { bundles: bundles.into_iter().map(one).collect() };
    device.reply(&taken)
}

fn take(device: &mut Device, bytes: &[u8]) -> Result<Outcome> {
    let bundles = Bundle::all_from_bytes(bytes).map_err(|error| client_core::Error::from(Problem::from(error)))?;
    let here = device.membership().device();
    if bundles.iter().all(|bundle| bundle.head.direction == Direction::Up && bundle.head.device != here) {
        let mailbox = spool(device);
        for bundle in &bundles {
            mailbox.add(bundle)?;
        }
        return Ok(Outcome::ToCarry { to_carry: true });
    }
    let meter = Meter::new(&device.output);
    let taken = bundle::take_in(&mut device.store, bytes, &mut |progress| meter.show(&progress));
    meter.end();
    let Taken { arrived, pulled, proven, superseded } = taken?;
    Ok(Outcome::Answer { arrived, pulled, proven, superseded })
}

/// Photographs of the codes of one bundle.
#[derive(Default)]
struct Images {
    files: Vec<PathBuf>,
    joiner: Joiner,
    failure: Option<Failure>,
}

impl Images {
    fn take(&mut self, path: &Path, bytes: &[u8]) {
        self.files.push(path.to_owned());
        let texts = qr::texts_in(bytes).unwrap_or_default();
        if texts.is_empty() {
            let failure = Failure::new("no_qr", text::NO_QR.with(&[&path.display()]), text::NO_QR_NEXT);
            self.failure.get_or_insert(failure);
        }
        for frame in texts {
            if let Err(error) = self.joiner.take(&frame) {
                self.failure.get_or_insert(unjoined(&error, path));
            }
        }
    }

    /// The bundle, if there were any images. What one image got wrong does not matter where the others have it all.
    fn join(self) -> Option<(Vec<PathBuf>, Result<Vec<u8>>)> {
        let Self { files, joiner, failure } = self;
        let last = files.last()?.clone();
        let joined = joiner.join().map_err(|error| match (failure, &error) {
            (Some(failure), QrError::NotAFrame) => failure,
            (_, error) => unjoined(error, &last),
        });
        Some((files, joined))
    }
}

fn unjoined(error: &QrError, path: &Path) -> Failure {
    let path = path.display();
    match error {
        QrError::Missing(numbers) => {
            let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            Failure::new("qr_missing", text::QR_MISSING.with(&[&numbers.join(", ")]), text::QR_MISSING_NEXT)
        }
        QrError::OtherSet => Failure::new("qr_other_set", text::QR_OTHER_SET.with(&[&path]), text::QR_OTHER_SET_NEXT),
        QrError::NotAFrame => Failure::new("no_qr", text::NO_QR.with(&[&path]), text::NO_QR_NEXT),
        QrError::Damaged | QrError::TooLarge { .. } | _ => {
            Failure::new("qr_damaged", text::QR_DAMAGED.with(&[&path]), text::NO_QR_NEXT)
        }
    }
}

impl Outcome {
    fn failed(failure: Failure, lang: Lang) -> Self {
        Self::Failed { json: serde_json::to_value(failure.json(lang)).unwrap_or_default(), failure }
    }
}

impl Answer for TakenIn {
    fn page(&self, page: &mut Page) {
        for one in &self.bundles {
            let files: Vec<_> = one.files.iter().map(|file| file.display().to_string()).collect();
            page.heading(&files.join(", "));
            one.outcome.page(page);
        }
    }

    fn exit(&self) -> Exit {
        let failed = self.bundles.iter().any(|one| matches!(one.outcome, Outcome::Failed { .. }));
        if failed { Exit::Failed } else { Exit::Done }
    }
}

impl Outcome {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        match self {
            Self::Answer { arrived, pulled, proven, superseded } => {
                page.line(&lang.tell(text::ANSWER_TAKEN, &[arrived, pulled]));
                if *superseded {
                    page.line(&lang.say(text::ANSWER_SUPERSEDED));
                }
                page.line(&lang.say(if *proven { text::SYNC_PROVEN } else { text::SYNC_NOT_PROVEN }));
            }
            Self::ToCarry { .. } => page.line(&lang.say(text::TO_CARRY)),
            Self::Failed { failure, .. } => failure.page(page),
        }
    }
}
