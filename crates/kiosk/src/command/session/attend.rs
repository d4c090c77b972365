//! `rantau session attend`: who was there, and what came of it.

use client_core::{Clock, SystemClock};
use document::Intent;
use records::{ElementId, Kind, Value, value_set::AttendanceResult};

use super::find;
use crate::{
    assignment::{Assignment, Form},
    command::{case::meant, written},
    device::Device,
    element,
    failure::{Failure, Result},
    output::Reply,
    record, text,
};

const COLLECTION: &str = "attendee";

const EXAMPLES: &str = "\
The same person twice is one: what is said later is added to what stands there.

Examples:
  rantau session attend 0199a1b2 \"siti aminah\"
  rantau session attend 0199a1b2 4f2a91c0 --before 40 --after 75 --result LULUS
  rantau session attend 0199a1b2 4f2a91c0 --absent
  rantau session attend 0199a1b2 --name \"Contoh Tiga\" --certificate OPP-17";

/// Write down that somebody was there, or was not
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The session: its id or the beginning of it
    #[arg(value_name = "ID")]
    session: String,
    /// The worker: an id, the beginning of it, or words (in quotes) that only one person has
    #[arg(value_name = "WORKER")]
    worker: Option<String>,
    /// The name of somebody who has no record
    #[arg(long, value_name = "NAME", conflicts_with = "worker")]
    name: Option<String>,
    /// Was listed, and did not come
    #[arg(long)]
    absent: bool,
    /// Score before, of 100
    #[arg(long, value_name = "SCORE")]
    before: Option<String>,
    /// Score after, of 100
    #[arg(long, value_name = "SCORE")]
    after: Option<String>,
    /// What came of it: a code or a name, such as LULUS
    #[arg(long, value_name = "RESULT")]
    result: Option<String>,
    /// Number of the certificate
    #[arg(long, value_name = "NUMBER")]
    certificate: Option<String>,
}

pub(super) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let id = find(device, &args.session)?;
    let (attendee, whom) = args.whom(device)?;
    let result = args.result.as_deref().map(|named| meant(&AttendanceResult::SET, named)).transpose()?;
    let mut typed = vec![whom];
    typed.extend(args.before.as_ref().map(|score| format!("pre_score={score}")));
    typed.extend(args.after.as_ref().map(|score| format!("post_score={score}")));
    typed.extend(result.map(|code| format!("result={code}")));
    typed.extend(args.certificate.as_ref().map(|number| format!("certificate_no={number}")));
    let form = Form { kind: Kind::Session, deployment: device.deployment() };
    let mut fields = element::fields(COLLECTION, &Assignment::split_all(&typed)?, form)?;
    fields.insert("present".to_owned(), Value::from(!args.absent));
    let seen = device.store.view(id)?.heads;
    let attends = Intent::Add { collection: COLLECTION.to_owned(), element: attendee, fields };
    written::edit(device, id, &seen, &[attends])
}

impl Args {
    /// Who it is, and the element of that person: the same on whatever device it is written.
    fn whom(&self, device: &Device) -> Result<(ElementId, String)> {
        if let Some(named) = &self.worker {
            let id = record::find_worker(&device.store, named)?;
            return Ok((ElementId::derived(&[COLLECTION, &id.to_string()]), format!("worker={id}")));
        }
        let missing = || Failure::usage("missing_fields", text::WHO_ATTENDED, text::WHO_ATTENDED_NEXT);
        let name = self.name.as_ref().ok_or_else(missing)?;
        Ok((ElementId::new(SystemClock.uuid()), format!("name={name}")))
    }
}
