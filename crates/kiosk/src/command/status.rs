//! `rantau status`.

use client_core::{
    Closed, Filter, State,
    lease::Standing,
    leaving::{Parted, Reason, Reviewed},
    loan::Borrowed,
    rules::Rules,
    sealed::Sealed,
    status::Aside,
};
use records::{DeviceId, DocId, Kind, OfficerId, Path, RegionCode, Value};
use serde::Serialize;

use crate::{
    device::Device,
    failure::Result,
    lang::Lang,
    moment,
    output::{Answer, Reply},
    page::Page,
    record::EVERY,
    text, village,
};

const EXAMPLES: &str = "\
Examples:
  rantau status
  rantau status --json";

/// Show this device, and how far everything got that was written on it
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {}

/// How this device stands.
#[derive(Debug, Serialize)]
struct Status {
    device: Named<DeviceId>,
    officer: Named<OfficerId>,
    region: Region,
    server: String,
    records: Records,
    changes: Changes,
    last_sync: Option<LastSync>,
    /// Records with values in conflict.
    conflicts: u64,
    lists: Lists,
    /// What is kept and in no record.
    aside: Vec<Aside>,
    left: Left,
    erased: Erased,
    reviewed: Vec<Reviewed>,
    /// Which rules records are held against.
    rules: Rules,
    /// What the province does not have yet, in files that only it opens.
    outbox: Sealed,
    /// Private records of other officers of this device, which cannot be read now.
    closed: Closed,
    lease: Lease,
    /// Records of other villages that are lent to this device.
    borrowed: Vec<Loan>,
}

/// A record that is lent to this device.
#[derive(Debug, Serialize)]
struct Loan {
    record: DocId,
    /// By the province's clock.
    #[serde(serialize_with = "moment::as_utc")]
    until: i64,
    /// Whether that moment has come: nothing of it is shown, and what was written there is not all handed in.
    is_over: bool,
}

/// For how long this device goes on without the province.
#[derive(Debug, Serialize)]
struct Lease {
    /// By the province's clock.
    until: String,
    standing: Standing,
    #[serde(skip)]
    local: String,
}

/// Records that are of this device no longer: moved, or of a village that it serves no longer.
#[derive(Debug, Serialize)]
struct Left {
    /// Here until its edits of them are settled.
    leaving: u64,
    records: Vec<Parted>,
}

/// People who were erased everywhere, on their request.
#[derive(Debug, Serialize)]
struct Erased {
    /// Records of this device that are gone; nobody can say whose they were.
    records: u64,
    /// People who were recorded here afterwards: kept aside until the officer says that they want to be recorded again.
    turned_away: usize,
}

/// Village lists that were imported.
#[derive(Debug, Serialize)]
struct Lists {
    imported: usize,
    /// Cells that could not be read or deserve a look, of the lists that were imported on this device.
    problems: u64,
}

#[derive(Debug, Serialize)]
struct Named<I> {
    id: I,
    name: String,
}

#[derive(Debug, Serialize)]
struct Region {
    code: RegionCode,
    name: Option<String>,
}

/// Records on this device, and how far they got.
#[derive(Debug, Serialize)]
struct Records {
    workers: u64,
    households: u64,
    /// With something that the province does not have yet.
    not_sent: u64,
    /// Of which a registry accepted the worker.
    accepted_by_registry: usize,
}

/// Single edits of this device that are under way, or were kept aside.
#[derive(Debug, Serialize)]
struct Changes {
    /// On this device only.
    local: u64,
    /// Of these, with a courier, which may be slow or lose them.
    carried: u64,
    /// Durable at the province, which has not decided yet.
    received: u64,
    /// At the province, until what they depend on arrives.
    held: u64,
    /// In the record, and before a reviewer.
    flagged: u64,
    /// Kept on this device and in no record, refused ones included.
    kept_aside: usize,
    /// Of others, which the province had and lost, and who made them has not brought again.
    only_here: u64,
}

/// What the province signed last.
#[derive(Debug, Serialize)]
struct LastSync {
    /// By the province's clock.
    at: String,
    /// Whether both sides hold the same, as far as the province had it then.
    proven: bool,
    #[serde(skip)]
    local: String,
}

/// The most changes that are kept aside and named on one page; `--json` has all of them.
const MOST_ASIDE: usize = 10;

/// What a registry says of a worker whom it took.
const ACCEPTED: &str = "accepted";

pub(crate) fn run(_: &Args, device: &Device) -> Result<Reply> {
    let membership = device.membership();
    let region = membership.region();
    let stored = device.store.status()?;
    device.reply(&Status {
        device: Named { id: membership.device(), name: membership.device_name().to_owned() },
        officer: Named { id: membership.officer(), name: membership.officer_name().to_owned() },
        region: Region { code: region.clone(), name: village::name(region.as_str()) },
        server: membership.server().to_owned(),
        records: records(device)?,
        last_sync: last_sync(device, &stored)?,
        conflicts: stored.conflicts,
        lists: Lists::of(device)?,
        changes: Changes {
            local: stored.local,
            carried: stored.carried,
            received: stored.received,
            held: stored.held,
            flagged: stored.flagged,
            kept_aside: stored.kept_aside.len(),
            only_here: stored.only_here,
        },
        aside: stored.kept_aside,
        left: Left { leaving: stored.leaving, records: stored.parted },
        erased: Erased { records: device.store.count_erased()?, turned_away: device.store.turned_away()?.len() },
        reviewed: stored.reviewed,
        rules: stored.rules,
        outbox: stored.sealed,
        closed: device.store.closed()?,
        lease: Lease {
            until: moment::utc(stored.lease.until),
            standing: stored.lease.standing,
            local: moment::local(stored.lease.until),
        },
        borrowed: stored.borrowed.into_iter().map(Loan::of).collect(),
    })
}

fn records(device: &Device) -> Result<Records> {
    let count = |kind: Kind| device.store.count(&Filter { kind: Some(kind), ..Filter::default() });
    Ok(Records {
        workers: count(Kind::Worker)?,
        households: count(Kind::Household)?,
        not_sent: device.store.count(&Filter { unsent: true, ..Filter::default() })?,
        accepted_by_registry: accepted(device)?,
    })
}

/// How many workers have a standing in which a registry accepted them: one of the fields `registry/<target>/status`.
fn accepted(device: &Device) -> Result<usize> {
    let standings = device.store.list(&Filter { kind: Some(Kind::Standing), ..Filter::default() }, EVERY, 0)?;
    let mut accepted = 0;
    for standing in standings {
        let view = device.store.view(standing.doc)?;
        let says_so = |(path, value): (&Path, &Value)| is_status(path) && value.as_text() == Some(ACCEPTED);
        accepted += usize::from(view.fields.iter().any(says_so));
    }
    Ok(accepted)
}

fn is_status(path: &Path) -> bool {
    let mut segments = path.segments();
    segments.next() == Some("registry") && segments.next_back() == Some("status")
}

/// The last receipt, and whether what it says of each feed is what is here.
fn last_sync(device: &Device, stored: &client_core::Status) -> Result<Option<LastSync>> {
    let Some(time) = stored.last_receipt else { return Ok(None) };
    Ok(Some(LastSync { at: moment::utc(time), local: moment::local(time), proven: device.store.is_proven()? }))
}

impl Loan {
    fn of(borrowed: Borrowed) -> Self {
        let Borrowed { doc, until, is_over } = borrowed;
        Self { record: doc, until, is_over }
    }
}

impl Lists {
    fn of(device: &Device) -> Result<Self> {
        let imports = device.store.imports()?;
        let problems = imports.iter().filter_map(|import| import.problems).map(u64::from).sum();
        Ok(Self { imported: imports.len(), problems })
    }
}

impl Status {
    fn pairs(&self, lang: Lang) -> Vec<(String, String)> {
        let say = |text| lang.say(text);
        let region = village::shown(self.region.code.as_str());
        let mut pairs = vec![
            (say(text::DEVICE), self.device.name.clone()),
            (say(text::OFFICER), self.officer.name.clone()),
            (say(text::REGION), region),
            (say(text::SERVER), self.server.clone()),
            (say(text::WORKERS), self.records.workers.to_string()),
            (say(text::HOUSEHOLDS), self.records.households.to_string()),
            (say(text::NOT_SENT), self.records.not_sent.to_string()),
            (say(text::AT_REGISTRY), self.records.accepted_by_registry.to_string()),
            (say(text::LAST_SYNC), self.last_sync(lang)),
            (say(text::LISTS), lang.tell(text::LISTS_WITH, &[&self.lists.imported, &self.lists.problems])),
            (say(text::RULES), self.rules(lang)),
            (say(text::OUTBOX), self.outbox(lang)),
            (say(text::LEASE), self.lease.local.clone()),
        ];
        pairs.extend(self.under_way(lang));
        pairs
    }

    fn last_sync(&self, lang: Lang) -> String {
        match &self.last_sync {
            None => lang.say(text::NEVER),
            Some(last) => {
                format!("{}, {}", last.local, lang.say(if last.proven { text::PROVEN } else { text::NOT_PROVEN }))
            }
        }
    }

    fn rules(&self, lang: Lang) -> String {
        let Rules { version, as_of, notice, .. } = &self.rules;
        let text = if notice.is_some() { text::RULES_OF_PROVINCE } else { text::RULES_BUILT_IN };
        lang.tell(text, &[version, as_of])
    }

    fn outbox(&self, lang: Lang) -> String {
        match self.outbox.files {
            0 => lang.say(text::OUTBOX_EMPTY),
            files => lang.tell(text::OUTBOX_HOLDS, &[&files, &self.outbox.bytes]),
        }
    }

    /// Edits that have not come to rest; those of which there are none are left out.
    fn under_way(&self, lang: Lang) -> impl Iterator<Item = (String, String)> {
        let counts = [
            (State::Local, self.changes.local),
            (State::Received, self.changes.received),
            (State::Held, self.changes.held),
            (State::Flagged, self.changes.flagged),
        ];
        let some = counts.into_iter().filter(|(_, count)| *count > 0);
        some.map(move |(state, count)| (lang.say(text::state(state)), lang.tell(text::N_EDITS, &[&count])))
    }
}

impl Status {
    /// What is lent to this device, and what was.
    fn loans(&self, page: &mut Page) {
        let lang = page.lang();
        let (over, running): (Vec<_>, Vec<_>) = self.borrowed.iter().partition(|loan| loan.is_over);
        if let Some(first) = running.first() {
            page.line(&lang.tell(text::BORROWED, &[&running.len(), &moment::local(first.until)]));
        }
        if !over.is_empty() {
            page.warning(&lang.tell(text::BORROWED_OVER, &[&over.len()]));
        }
    }
}

impl Answer for Status {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.pairs(self.pairs(lang));
        if self.outbox.missing > 0 {
            page.warning(&lang.say(text::OUTBOX_BEHIND));
        }
        if self.changes.carried > 0 {
            page.line(&lang.tell(text::WITH_COURIER, &[&self.changes.carried]));
        }
        if self.closed.records > 0 {
            page.line(&lang.tell(text::CLOSED_RECORDS, &[&self.closed.records, &self.closed.unsent]));
        }
        let waiting = [(text::HELD_FOR, self.changes.held), (text::ONLY_HERE, self.changes.only_here)];
        for (cause, count) in waiting.into_iter().filter(|(_, count)| *count > 0) {
            page.warning(&lang.tell(cause, &[&count]));
        }
        for rules in &self.rules.unusable {
            page.warning(&lang.tell(text::RULES_UNUSABLE, &[&rules.version, &rules.because]));
        }
        if self.conflicts > 0 {
            page.warning(&lang.tell(text::OPEN_CONFLICTS, &[&self.conflicts]));
        }
        if self.changes.kept_aside > 0 {
            page.warning(&lang.tell(text::KEPT_ASIDE, &[&self.changes.kept_aside]));
            for aside in self.aside.iter().take(MOST_ASIDE) {
                let state = lang.say(text::state(aside.state));
                page.item(&lang.tell(text::KEPT_ASIDE_OF, &[&aside.doc, &state, &aside.reason]));
            }
        }
        if self.left.leaving > 0 {
            page.warning(&lang.tell(text::LEAVING, &[&self.left.leaving]));
        }
        self.loans(page);
        let of = |reason: Reason| self.left.records.iter().filter(|left| left.reason == reason).count();
        let (elsewhere, lent) = (of(Reason::Elsewhere), of(Reason::Lent));
        let others = self.left.records.len() - elsewhere - lent;
        let counts = [(text::LEFT, others), (text::LEFT_ELSEWHERE, elsewhere), (text::LEFT_LENT, lent)];
        for (left, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            page.line(&lang.tell(left, &[&count]));
        }
        if self.erased.records > 0 {
            page.line(&lang.tell(text::ERASED_RECORDS, &[&self.erased.records]));
        }
        if self.erased.turned_away > 0 {
            page.warning(&lang.tell(text::TURNED_AWAY_WAIT, &[&self.erased.turned_away]));
        }
        for edit in &self.reviewed {
            page.line(&lang.tell(text::review(&edit.outcome), &[&edit.doc]));
        }
    }
}
