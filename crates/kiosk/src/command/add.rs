//! `rantau add`.

use std::{collections::BTreeMap, io};

use client_core::{Created, NewRecord};
use matching::LIKELY;
use records::{Kind, Path, RegionCode, Value};

use super::written::{Outcome, Written};
use crate::{
    assignment::{Assignment, Form},
    device::Device,
    element,
    failure::{Failure, Result},
    output::Reply,
    page::{Colours, Page},
    prompt::{self, Question, optional, required},
    record::{self, Line},
    text, village,
};

const EXAMPLES: &str = "\
On a terminal, what is needed and missing is asked for. `rantau fields` lists
the fields. Where the NIK or family card has a record already, nothing is
written: edit that one. Records that are likely of the same person are shown
first, and on a terminal you are asked; --json lists them as `likely`.

Examples:
  rantau add worker
  rantau add worker name=\"Contoh Satu\" nik=5203131207900000 sex=L
  rantau add worker name=\"Contoh Dua\" --add phone number=081234567890
  rantau add household kk_number=5203130101200000 --village 52.03.13.2001
  rantau add confidential worker=0199a1b2-… bank_name=\"Bank Contoh\"
  rantau add observation publisher=\"Bank Indonesia\" amount=\"IDR 76000000000\"

What is confidential of a worker stays with whoever wrote it and the offices. An
observation is a figure of a region, which an office writes.";

/// Make a new record
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Kind of record: worker, household, confidential or observation
    #[arg(value_name = "KIND", value_parser = kind)]
    kind: Kind,
    /// Fields with their values, such as name="Contoh Satu"
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Elements of collections: `--add phone number=0812… owner=SELF`
    #[arg(long, num_args = 2.., value_name = "COLLECTION FIELD=VALUE", allow_hyphen_values = false)]
    add: Vec<String>,
    /// Do not ask whether the person is new, whoever is alike
    #[arg(long)]
    new_person: bool,
    /// Village that the record belongs to, or of an observation the area [default: that of this device]
    #[arg(long, value_name = "CODE")]
    village: Option<String>,
}

/// What is asked for a worker.
const WORKER: &[Question] = &[
    required("name"),
    optional("nik"),
    optional("birth_date"),
    optional("sex"),
    optional("kk_number"),
    optional("dusun"),
    optional("destination_country"),
    optional("note"),
];
/// What is asked for a household.
const HOUSEHOLD: &[Question] =
    &[required("kk_number"), optional("head"), optional("dusun"), optional("address"), optional("note")];
/// What is asked for what is confidential of a worker.
const CONFIDENTIAL: &[Question] = &[
    required("worker"),
    optional("bank_name"),
    optional("bank_account_no"),
    optional("bank_account_holder"),
    optional("note"),
];
/// What is asked for a figure of a region.
const OBSERVATION: &[Question] = &[
    required("publisher"),
    optional("origin"),
    optional("period"),
    optional("as_of"),
    optional("area"),
    optional("country"),
    optional("amount"),
    optional("people"),
    optional("note"),
];

/// The kinds that people write.
pub(crate) fn kind(name: &str) -> std::result::Result<Kind, String> {
    match name {
        "worker" | "pmi" => Ok(Kind::Worker),
        "household" | "keluarga" => Ok(Kind::Household),
        "confidential" | "rahasia" => Ok(Kind::Confidential),
        "observation" | "pengamatan" => Ok(Kind::Observation),
        _ => Err("worker, household, confidential or observation expected / isi salah satu".to_owned()),
    }
}

pub(crate) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let region = region(args, &device.store.regions()?)?;
    let form = Form { kind: args.kind, deployment: device.deployment() };
    let mut fields = typed(args, form)?;
    prompt::complete(&mut fields, questions(args.kind), form, device)?;
    let likely = likely(args.kind, &fields, device)?;
    if !args.new_person && !may_be_new(&likely, device)? {
        return Err(Failure::known_already(likely));
    }
    let new = NewRecord { kind: args.kind, region, officer: device.officer(), fields };
    match device.store.create(&new)? {
        Created::New { doc, heads } => {
            let change = heads.iter().next().copied();
            device.reply(&Written::now(device, doc, Outcome::Created, change)?.beside(likely))
        }
        Created::Existing { doc, .. } => Err(Failure::exists(record::line(device, doc)?)),
    }
}

/// The records that are likely of the person with these fields.
fn likely(kind: Kind, fields: &BTreeMap<Path, Value>, device: &Device) -> Result<Vec<Line>> {
    if kind != Kind::Worker {
        return Ok(Vec::new());
    }
    let found = device.store.candidates(fields)?.into_iter().filter(|found| found.score >= LIKELY);
    Ok(found.map(|found| found.record.item.into()).collect())
}

/// Asks whether the person is a new one, where somebody is there to answer and somebody is alike.
fn may_be_new(likely: &[Line], device: &Device) -> Result<bool> {
    if likely.is_empty() || !prompt::can_ask(&device.output) {
        return Ok(true);
    }
    let lang = device.output.lang();
    let mut page = Page::new(lang, Colours::Off);
    page.warning(&lang.say(text::LIKELY_KNOWN));
    Line::table(likely, &mut page);
    let question = page.into_text() + &lang.say(text::ASK_NEW_PERSON);
    prompt::confirm(&question, &mut prompt::keyboard(device)?, &mut io::stderr())
}

/// A figure may be of an area of any size that the device serves, everything else is of a village.
fn region(args: &Args, served: &[RegionCode]) -> Result<RegionCode> {
    let area = match &args.village {
        Some(named) => RegionCode::parse(named).ok().filter(|area| served.iter().any(|own| own.contains(area))),
        None => served.first().cloned(),
    };
    match area {
        Some(area) if args.kind == Kind::Observation => Ok(area),
        Some(_) | None => village::chosen(args.village.as_deref(), served),
    }
}

fn typed(args: &Args, form: Form) -> Result<BTreeMap<Path, Value>> {
    let mut fields: BTreeMap<_, _> = form.read(&Assignment::split_all(&args.fields)?)?.into_iter().collect();
    fields.extend(element::by_path(&args.add, form)?);
    Ok(fields)
}

/// What is asked for a record of a kind.
const fn questions(kind: Kind) -> &'static [Question] {
    match kind {
        Kind::Household => HOUSEHOLD,
        Kind::Confidential => CONFIDENTIAL,
        Kind::Observation => OBSERVATION,
        Kind::Worker | Kind::Session | Kind::Case | Kind::Screening | Kind::Standing | Kind::Notice | _ => WORKER,
    }
}
