//! `rantau consent give | withdraw | list`.

use std::collections::BTreeMap;

use assessment::{
    Purpose,
    consent::{self, ConsentStanding},
};
use client_core::{Clock, RecordView, SystemClock};
use document::Intent;
use records::{
    DocId, ElementId, Kind, PartialDate, Value,
    value_set::{ConsentMethod, LegalBasis},
    worker::Consent,
};
use serde::Serialize;

use crate::{
    assignment::{self, Assignment, Form, refused},
    device::Device,
    element,
    failure::{Failure, Result},
    lang::Lang,
    output::{Answer, Reply},
    page::Page,
    record, text, told,
};

const COLLECTION: &str = "consent";

const EXAMPLES: &str = "\
UU 27/2022 art. 20-24: a consent is written or recorded, of one purpose, in a
language that the person understands, and can be taken back at any time; what
is done for that purpose then ends within three days. A withdrawal goes before
every consent to the same purpose that was not surely given afterwards.

Examples:
  rantau consent give 4f2a91c0 --purpose \"foto di papan desa\" \\
      --method THUMBPRINT --witness \"Contoh Saksi\" --language sas
  rantau consent withdraw 4f2a91c0 --purpose \"foto di papan desa\"
  rantau consent list 4f2a91c0 --json";

/// To what a person agreed: write it down, take it back, see how it stands
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write down that a person agrees to a purpose
    Give(Give),
    /// Write down that a person takes a consent back
    Withdraw(Withdraw),
    /// Show how the consents of a person stand
    List(List),
}

#[derive(Debug, clap::Args)]
struct Give {
    #[command(flatten)]
    of: Of,
    /// How it was given: SIGNATURE, THUMBPRINT, AUDIO, VIDEO
    #[arg(long, value_name = "CODE")]
    method: String,
    /// On what the processing rests [default: CONSENT]
    #[arg(long, value_name = "CODE")]
    basis: Option<String>,
    /// Who gave it, where it was not the person: a guardian of a child
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// How that one is related to the person: AYAH, IBU, WALI …
    #[arg(long, value_name = "CODE", requires = "by")]
    relation: Option<String>,
    /// The version of the notice that was read out or shown
    #[arg(long, value_name = "VERSION")]
    notice: Option<String>,
    /// The language in which it was read out, three letters
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Who was there
    #[arg(long, value_name = "NAME")]
    witness: Option<String>,
    /// What helped with understanding, for people with a disability
    #[arg(long, value_name = "TEXT")]
    accommodation: Option<String>,
    /// The hash of the signed paper or the recording
    #[arg(long, value_name = "HASH")]
    evidence: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Withdraw {
    #[command(flatten)]
    of: Of,
    /// Who took it back, where it was not the person
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Of {
    /// The record: its id, the beginning of it, or words (in quotes) that only one person has
    #[arg(value_name = "ID")]
    record: String,
    /// To what, in plain words; the same words mean the same purpose
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// On which day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

#[derive(Debug, clap::Args)]
struct List {
    /// The record: its id, the beginning of it, or words that only one person has
    #[arg(required = true, value_name = "ID")]
    record: Vec<String>,
}

/// How the consents of a person stand.
#[derive(Debug, Serialize)]
struct Consents {
    id: DocId,
    name: String,
    consents: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    purpose: String,
    /// `ACTIVE`, `WITHDRAWN` or `NOT_GIVEN`.
    standing: ConsentStanding,
    since: Option<PartialDate>,
    /// Null of one that was given in no way that the law knows.
    method: Option<ConsentMethod>,
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let id = match &args.what {
        What::Give(give) => give.write(device)?,
        What::Withdraw(withdraw) => withdraw.write(device)?,
        What::List(list) => record::find(&device.store, &list.record.join(" "))?,
    };
    let view = device.store.view(id)?;
    let states = consent::states(&consents(&view)).into_iter();
    let lines = states.map(|state| Line {
        purpose: state.purpose.as_str().to_owned(),
        standing: state.standing,
        since: state.since,
        method: state.method,
    });
    device.reply(&Consents { id, name: record::name_of(&view), consents: lines.collect() })
}

/// The consents of a record, whatever its kind.
fn consents(view: &RecordView) -> Vec<Consent> {
    let listed = view.record.get("consents").cloned().unwrap_or_default();
    serde_json::from_value(listed).unwrap_or_default()
}

impl Give {
    fn write(&self, device: &mut Device) -> Result<DocId> {
        let (id, view) = self.of.open(device)?;
        let basis = self.basis.as_deref().unwrap_or(LegalBasis::Consent.code());
        let on = self.of.day();
        let typed = [
            ("purpose", Some(self.of.purpose.as_str())),
            ("legal_basis", Some(basis)),
            ("method", Some(&self.method)),
            ("given_on", Some(&on)),
            ("given_by", self.by.as_deref()),
            ("relation", self.relation.as_deref()),
            ("notice", self.notice.as_deref()),
            ("language", self.language.as_deref()),
            ("witness", self.witness.as_deref()),
            ("accommodation", self.accommodation.as_deref()),
            ("evidence", self.evidence.as_deref()),
        ];
        let fields = read(&typed, view.kind, device)?;
        let element = ElementId::new(SystemClock.uuid());
        let intent = Intent::Add { collection: COLLECTION.to_owned(), element, fields };
        device.store.edit(id, device.officer(), &view.heads, &[intent])?;
        Ok(id)
    }
}

impl Withdraw {
    /// Every consent to the purpose that stands is taken back. Where none was ever written down, the withdrawal is: it
    /// may have been given on paper.
    fn write(&self, device: &mut Device) -> Result<DocId> {
        let (id, view) = self.of.open(device)?;
        let purpose = Purpose::of(&self.of.purpose);
        let is_of_purpose = |consent: &Consent| Purpose::of(consent.purpose.as_deref().unwrap_or_default()) == purpose;
        let standing = consents(&view).into_iter();
        let standing = standing.filter(|consent| is_of_purpose(consent) && consent.withdrawn_on.is_none());
        let mut elements: Vec<ElementId> = standing.map(|consent| consent.id).collect();
        let on = self.of.day();
        let mut typed = vec![("withdrawn_on", Some(on.as_str())), ("withdrawn_by", self.by.as_deref())];
        if elements.is_empty() {
            typed.push(("purpose", Some(&self.of.purpose)));
            elements.push(ElementId::new(SystemClock.uuid()));
        }
        let fields = read(&typed, view.kind, device)?;
        let add = |element| Intent::Add { collection: COLLECTION.to_owned(), element, fields: fields.clone() };
        let intents: Vec<Intent> = elements.into_iter().map(add).collect();
        device.store.edit(id, device.officer(), &view.heads, &intents)?;
        Ok(id)
    }
}

impl Of {
    fn open(&self, device: &Device) -> Result<(DocId, RecordView)> {
        if self.purpose.trim().is_empty() {
            return Err(Failure::usage("usage", text::NO_PURPOSE, text::NO_PURPOSE_NEXT));
        }
        let id = record::find(&device.store, &self.record)?;
        Ok((id, device.store.view(id)?))
    }

    fn day(&self) -> String {
        self.on.clone().unwrap_or_else(|| Device::day(None).to_string())
    }
}

/// The fields of a consent that were given, by the rules of the kind.
fn read(typed: &[(&str, Option<&str>)], kind: Kind, device: &Device) -> Result<BTreeMap<String, Value>> {
    let form = Form { kind, deployment: device.deployment() };
    let given = typed.iter().filter_map(|(field, value)| Some(Assignment { field, value: (*value)? }));
    let read = given.map(|typed| element::field(COLLECTION, &typed, form).map_err(|rule| refused(typed.field, rule)));
    Ok(assignment::all(read)?.into_iter().collect())
}

impl Answer for Consents {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&self.name);
        if self.consents.is_empty() {
            return page.line(&lang.say(text::NO_CONSENTS));
        }
        let cells = |line: &Line| {
            let since = line.since.map(|since| since.to_string()).unwrap_or_default();
            vec![line.purpose.clone(), lang.say(told::standing(line.standing)), since, line.method(lang)]
        };
        page.table(&[text::PURPOSE, text::PROGRESS, text::SINCE, text::METHOD], self.consents.iter().map(cells));
    }
}

impl Line {
    fn method(&self, lang: Lang) -> String {
        match (&self.method, self.standing) {
            (Some(method), _) => told::code(&ConsentMethod::SET, method.code(), lang),
            (None, ConsentStanding::Active) => lang.say(text::CONSENT_VOID),
            (None, _) => String::new(),
        }
    }
}
