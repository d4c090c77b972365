//! `rantau case new`.

use std::collections::BTreeMap;

use records::{
    DocId, Kind, Path, Value,
    value_set::{CaseChannel, CaseStatus, CaseType},
};

use super::{meant, on};
use crate::{
    assignment::{Assignment, Form},
    command::written::{self, Outcome, Written},
    device::Device,
    element,
    failure::Result,
    output::Reply,
    prompt::{self, Question, optional, required},
    record, village,
};

const EXAMPLES: &str = "\
The worker, the country and the number of the passport are enough to act on. On
a terminal, what is missing is asked for. The number of the complaint comes from
the province.

Examples:
  rantau case new --worker 4f2a91c0 --type PMI_INGIN_PULANG life_threat=ya
  rantau case new --worker 4f2a91c0 --type SAKIT received_on=27-2-2026
  rantau case new sketch_name=\"Contoh Tiga\" sketch_country=MY --type HILANG
  rantau case new --worker 4f2a91c0 --type GAJI_TIDAK_DIBAYAR \\
      complainant_name=\"Contoh Ibu\" complainant_relation=IBU \\
      narrative=\"Tiga bulan tidak digaji.\"";

/// Take in a complaint
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Fields with their values, such as severity=HIGH
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The worker whom it is about: an id, the beginning of it, or words in quotes
    #[arg(long, value_name = "ID")]
    worker: Option<String>,
    /// What it is about: a code or a name, such as GAJI_TIDAK_DIBAYAR
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,
    /// Village of the complaint [default: the village of this device]
    #[arg(long, value_name = "CODE")]
    village: Option<String>,
}

/// What is asked where nobody said whom it is about.
const SKETCH: &[Question] = &[
    required("sketch_name"),
    optional("sketch_country"),
    optional("sketch_passport_no"),
    optional("complainant_name"),
    optional("complainant_phone"),
    optional("narrative"),
];

pub(super) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let region = village::chosen(args.village.as_deref(), &device.store.regions()?)?;
    let form = Form { kind: Kind::Case, deployment: device.deployment() };
    let worker = args.worker.as_deref().map(|named| record::find_worker(&device.store, named)).transpose()?;
    let types = args.types.iter().map(|named| meant(&CaseType::SET, named)).collect::<Result<Vec<_>>>()?;
    let mut fields: BTreeMap<Path, Value> = form.read(&Assignment::split_all(&args.fields)?)?.into_iter().collect();
    complete(&mut fields, worker, form, device)?;
    fields.extend(usual(form, &fields, worker, region.as_str(), &types, &on(None))?);
    let (id, change) = written::create(device, Kind::Case, region, fields)?;
    device.reply(&Written::now(device, id, Outcome::Created, change)?)
}

/// A complaint of which nobody knows whom it is about cannot be followed.
fn complete(fields: &mut BTreeMap<Path, Value>, worker: Option<DocId>, form: Form, device: &Device) -> Result<()> {
    if worker.is_some() || fields.keys().any(|path| path.as_str() == "sketch_passport_no") {
        return Ok(());
    }
    prompt::complete(fields, SKETCH, form, device)
}

/// What holds for every complaint that a village takes in, on a day unless another one was said.
pub(in crate::command) fn usual(
    form: Form,
    said: &BTreeMap<Path, Value>,
    worker: Option<DocId>,
    village: &str,
    types: &[&str],
    day: &str,
) -> Result<BTreeMap<Path, Value>> {
    let received = said.iter().find(|(path, _)| path.as_str() == "received_on").and_then(|(_, day)| day.as_text());
    let day = received.unwrap_or(day);
    let mut typed_fields =
        vec![format!("village={village}"), format!("channel={}", CaseChannel::Village), format!("received_on={day}")];
    typed_fields.extend(worker.map(|worker| format!("worker={worker}")));
    let is_said = |path: &Path| said.contains_key(path);
    let mut fields: BTreeMap<Path, Value> = form.read(&Assignment::split_all(&typed_fields)?)?.into_iter().collect();
    fields.retain(|path, _| !is_said(path));
    let kinds = types.iter().flat_map(|code| ["type".to_owned(), format!("code={code}")]);
    let received = ["status".to_owned(), format!("code={}", CaseStatus::Received), format!("date={day}")];
    fields.extend(element::by_path(&kinds.chain(received).collect::<Vec<_>>(), form)?);
    Ok(fields)
}
