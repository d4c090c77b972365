//! `rantau case act`, `refer` and `close`: what was done, added to the complaint.

use records::value_set::{CaseActionKind, CaseStatus, ClosureReason, ReferralAgency};

use super::{add, find, meant, on};
use crate::{device::Device, failure::Result, output::Reply};

const ACT_EXAMPLES: &str = "\
The clocks of the law start and stop at what was done: KOMITMEN runs for seven
days until KOMITMEN_DIPENUHI, BERKAS_LENGKAP ends the thirty days of papers.

Examples:
  rantau case act 0199a1b2 BERKAS_LENGKAP
  rantau case act 0199a1b2 GAGAL_DIHUBUNGI --date 2026-02-27
  rantau case act 0199a1b2 --status KLARIFIKASI_1
  rantau case act 0199a1b2 mediasi --outcome \"upah dibayar\" --by \"Petugas\"";

/// Write down what was done, or where the complaint stands
#[derive(Debug, clap::Args)]
#[command(after_help = ACT_EXAMPLES)]
pub(super) struct ActArgs {
    /// The complaint: its number, its id or the beginning of it
    #[arg(value_name = "ID")]
    case: String,
    /// What was done: a code or a name, such as KOMITMEN
    #[arg(value_name = "ACTION", required_unless_present = "status")]
    action: Option<String>,
    /// Where the complaint stands now, such as VERIFIKASI
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// When [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// By whom
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What else is to be said
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// What came of it
    #[arg(long, value_name = "TEXT", requires = "action")]
    outcome: Option<String>,
}

const REFER_EXAMPLES: &str = "\
Only what the referral needs is shared, and it is written down: --scope. With
--consent, the consent of the person that it rests on.

Examples:
  rantau case refer 0199a1b2 UPTD_PPA --scope \"nama, kontak aman\"
  rantau case refer 0199a1b2 BP3MI --office \"BP3MI NTB\" --date 2026-02-27
  rantau case refer 0199a1b2 BP3MI --accepted 2026-03-02";

/// Refer the complaint to another agency
#[derive(Debug, clap::Args)]
#[command(after_help = REFER_EXAMPLES)]
pub(super) struct ReferArgs {
    /// The complaint: its number, its id or the beginning of it
    #[arg(value_name = "ID")]
    case: String,
    /// To whom: a code or a name, such as UPTD_PPA
    #[arg(value_name = "AGENCY")]
    agency: String,
    /// Which office of it
    #[arg(long, value_name = "TEXT")]
    office: Option<String>,
    /// What data was shared
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,
    /// The consent that it rests on: an element of the complaint
    #[arg(long, value_name = "ELEMENT")]
    consent: Option<String>,
    /// When it was sent [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// When it was accepted
    #[arg(long, value_name = "DAY")]
    accepted: Option<String>,
}

const CLOSE_EXAMPLES: &str = "\
A complaint that is not resolved is closed for a reason of the regulation;
`rantau case show` says which reasons a clock that is past allows. A closed one
is opened again with `rantau case act ID --status DIBUKA_LAGI`.

Examples:
  rantau case close 0199a1b2 --resolved
  rantau case close 0199a1b2 --reason TIDAK_DAPAT_DIHUBUNGI";

/// Close the complaint: resolved, or for a reason
#[derive(Debug, clap::Args)]
#[command(after_help = CLOSE_EXAMPLES)]
pub(super) struct CloseArgs {
    /// The complaint: its number, its id or the beginning of it
    #[arg(value_name = "ID")]
    case: String,
    /// What it was about is resolved
    #[arg(long, required_unless_present = "reason", conflicts_with = "reason")]
    resolved: bool,
    /// Why it is closed without that: a code or a name
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// When [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// By whom
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub(super) fn act(args: &ActArgs, device: &mut Device) -> Result<Reply> {
    let id = find(device, &args.case)?;
    let date = on(args.date.as_ref());
    let mut typed = Vec::new();
    if let Some(action) = &args.action {
        let kind = meant(&CaseActionKind::SET, action)?;
        let more = [("by", &args.by), ("note", &args.note), ("outcome", &args.outcome)];
        typed.extend(words("action", &[("kind", kind), ("date", &date)], &more));
    }
    if let Some(status) = &args.status {
        let code = meant(&CaseStatus::SET, status)?;
        typed.extend(words("status", &[("code", code), ("date", &date)], &[("by", &args.by)]));
    }
    add(device, id, &typed)
}

pub(super) fn refer(args: &ReferArgs, device: &mut Device) -> Result<Reply> {
    let id = find(device, &args.case)?;
    let (agency, date) = (meant(&ReferralAgency::SET, &args.agency)?, on(args.date.as_ref()));
    let more =
        [("office", &args.office), ("scope", &args.scope), ("consent", &args.consent), ("accepted_on", &args.accepted)];
    let referral = words("referral", &[("agency", agency), ("sent_on", &date)], &more);
    let status = words("status", &[("code", CaseStatus::Referred.code()), ("date", &date)], &[]);
    add(device, id, &[referral, status].concat())
}

pub(super) fn close(args: &CloseArgs, device: &mut Device) -> Result<Reply> {
    let id = find(device, &args.case)?;
    let date = on(args.date.as_ref());
    let reason = args.reason.as_deref().map(|named| meant(&ClosureReason::SET, named)).transpose()?;
    let code = if args.resolved { CaseStatus::Resolved } else { CaseStatus::Closed };
    let reason = reason.map(str::to_owned);
    let more = [("by", &args.by), ("reason", &reason)];
    add(device, id, &words("status", &[("code", code.code()), ("date", &date)], &more))
}

/// An element as people type it: the collection, then its fields.
fn words(collection: &str, fields: &[(&str, &str)], more: &[(&str, &Option<String>)]) -> Vec<String> {
    let fields = fields.iter().map(|(name, value)| format!("{name}={value}"));
    let more = more.iter().filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?)));
    [collection.to_owned()].into_iter().chain(fields).chain(more).collect()
}
