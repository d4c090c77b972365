//! `rantau session new`.

use std::collections::BTreeMap;

use records::{ElementId, Kind, Path, Value, value_set::Topic};

use crate::{
    assignment::{Assignment, Form},
    command::{
        case::meant,
        written::{self, Outcome, Written},
    },
    device::Device,
    failure::Result,
    output::Reply,
    prompt::{self, Question, optional, required},
    village,
};

const EXAMPLES: &str = "\
On a terminal, what is missing is asked for. `rantau fields session` lists the
fields, and the kinds and topics with their codes.

Examples:
  rantau session new kind=SOSIALISASI_DESA title=\"Aman bekerja\" start=1-3-2026
  rantau session new kind=OPP place=\"LTSA Mataram\" hours=8 \\
      --topic HAK_KEWAJIBAN --topic BIAYA --topic PENGADUAN";

/// Write down a session
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Fields with their values, such as kind=OPP
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// What it spoke of: a code or a name, such as BIAYA
    #[arg(long = "topic", value_name = "TOPIC")]
    topics: Vec<String>,
    /// Village of the session [default: the village of this device]
    #[arg(long, value_name = "CODE")]
    village: Option<String>,
}

const QUESTIONS: &[Question] = &[
    required("kind"),
    optional("title"),
    optional("start"),
    optional("place"),
    optional("hours"),
    optional("language"),
];

pub(super) fn run(args: &Args, device: &mut Device) -> Result<Reply> {
    let region = village::chosen(args.village.as_deref(), &device.store.regions()?)?;
    let form = Form { kind: Kind::Session, deployment: device.deployment() };
    let mut fields: BTreeMap<Path, Value> = form.read(&Assignment::split_all(&args.fields)?)?.into_iter().collect();
    prompt::complete(&mut fields, QUESTIONS, form, device)?;
    fields.extend(args.usual(form, &fields, region.as_str())?);
    let (id, change) = written::create(device, Kind::Session, region, fields)?;
    device.reply(&Written::now(device, id, Outcome::Created, change)?)
}

impl Args {
    /// Village, day and topics. A topic is one element on whatever device it is written.
    fn usual(&self, form: Form, said: &BTreeMap<Path, Value>, village: &str) -> Result<Vec<(Path, Value)>> {
        let mut typed = vec![format!("village={village}"), format!("start={}", Device::day(None))];
        typed.retain(|field| !said.keys().any(|path| field.starts_with(&format!("{path}="))));
        for named in &self.topics {
            let code = meant(&Topic::SET, named)?;
            typed.push(format!("topic/{}/code={code}", ElementId::derived(&["topic", code])));
        }
        form.read(&Assignment::split_all(&typed)?)
    }
}
