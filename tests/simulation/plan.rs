//! What is to happen: a list of steps, all drawn before the first is taken.
//!
//! A step carries all that it needs and names things by number, modulo what there is. So a plan from which steps are
//! taken out is a plan, too, and the others still do what they did: that is what makes a failure short.

use fastrand::Rng;
use testkit::disk::{Loss, Moment};

use crate::forger::Forgery;

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) steps: Vec<Step>,
}

/// A machine: 0 is the province, the devices follow.
pub(crate) type Node = u8;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// An officer writes one field of a record, and makes the record where there is none.
    Write { on: Node, record: u8, field: u8, how: How },
    /// A device begins an exchange, and carries it on for so many pieces.
    Exchange { on: Node, line: Line, pieces: u16 },
    /// An exchange that was begun goes on for so many pieces.
    Carry { on: Node, pieces: u16 },
    /// A request that was taken for lost arrives at the province, or one that arrived does so again.
    Stray { which: u8 },
    /// A device writes bundles for a courier.
    Pack { on: Node },
    /// A bundle comes to the province, perhaps not for the first time.
    Deliver { which: u8, harm: Option<u16> },
    /// An answer comes to its device, or to a copy of it, perhaps not for the first time.
    Bring { which: u8, on: Node, harm: Option<u16> },
    /// A clock jumps.
    Jump { on: Node, seconds: i64 },
    /// The power of a machine is cut at a moment to come.
    CutAt { on: Node, moment: Moment, loss: Loss },
    /// The power of a machine is cut, or a program is killed where nothing is lost; and both begin again.
    Cut { on: Node, loss: Loss },
    /// What is off is switched on.
    PowerOn { on: Node },
    /// A disk has so much room left.
    Fill { on: Node, room: u32 },
    /// A disk has room again.
    MakeRoom { on: Node },
    /// A copy of a machine is put aside.
    BackUp { on: Node },
    /// A machine becomes its last copy again; of the province all files, or the database only.
    Restore { on: Node, marks: bool },
    /// A copy of a device goes on beside it.
    Clone { on: Node },
    /// A device is lost: the province ends its rights.
    Revoke { on: Node },
    /// Somebody hands in what lies in the sealed outbox of a device, whether or not anybody can open that.
    HandIn { on: Node },
    /// A record moves to another village, or out of the province.
    Move { record: u8, to: u8 },
    /// A device serves a village more, or one less.
    Scope { on: Node, village: u8, serves: bool },
    /// The province offers packs of feeds with so many changes.
    OfferPacks { from: u8 },
    /// A device hands a pack to another one.
    HandOn { from: Node, to: Node },
    /// A machine's program is of the first version of the protocol from now on, or of the present one.
    Age { on: Node, is_old: bool },
    /// Somebody who has a device's key writes in a record.
    Forge { on: Node, record: u8, forgery: Forgery },
    /// A reviewer decides on an edit that came too late.
    Review { which: u8, undo: bool },
    /// The province says something to some areas, changes what it said, or withdraws it.
    Notice { which: u8, areas: u8 },
    /// The province erases a person, with all that is of them.
    Erase { record: u8 },
    /// An officer records again who was erased elsewhere before they were recorded here.
    RegisterAgain { on: Node },
}

/// How a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// In a new record of one's own.
    New,
    /// In a new record that peers in the village must not read, or that is an office's.
    NewWithheld,
    /// On the form as it is.
    Set,
    /// On the form as it is, and so long that a device asks what arrived before it sends it a second time.
    SetLong,
    /// On a form that was opened at the last writing of the record.
    SetOnOldForm,
    /// By emptying it.
    Clear,
}

/// A line for one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// The most bytes of a piece.
    pub(crate) piece: u16,
    /// After how many bytes to the province it ends.
    pub(crate) up_ends: Option<u32>,
    /// After how many bytes from the province it ends.
    pub(crate) down_ends: Option<u32>,
    /// Which bit, counted from the beginning, arrives at the province turned.
    pub(crate) up_turns: Option<u32>,
    /// Which bit arrives at the device turned.
    pub(crate) down_turns: Option<u32>,
    /// Whether the request does not arrive for now, although the device sent all of it.
    pub(crate) strays: bool,
}

/// What can go wrong in a run: some things only, so that those which hide others get their turn alone, too.
#[derive(Debug, Clone, Copy)]
struct Weather {
    lines: bool,
    couriers: bool,
    cuts: bool,
    full: bool,
    province_restored: bool,
    device_restored: bool,
    clones: bool,
    revoked: bool,
    clocks: bool,
    moves: bool,
    ages: bool,
    forgers: bool,
    packs: bool,
}

impl Plan {
    /// Draws a run.
    pub(crate) fn draw(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let weather = Weather {
            lines: rng.u8(0..4) > 0,
            couriers: rng.u8(0..3) == 0,
            cuts: rng.bool(),
            full: rng.u8(0..4) == 0,
            province_restored: rng.u8(0..3) == 0,
            device_restored: rng.u8(0..4) == 0,
            clones: rng.u8(0..5) == 0,
            revoked: rng.u8(0..6) == 0,
            clocks: rng.bool(),
            moves: rng.u8(0..3) == 0,
            ages: rng.u8(0..4) == 0,
            forgers: rng.u8(0..4) == 0,
            packs: rng.u8(0..3) == 0,
        };
        let count = rng.usize(20..70);
        let mut steps = Vec::with_capacity(count);
        steps.extend(weather.packs.then(|| Step::OfferPacks { from: rng.u8(1..9) }));
        while steps.len() < count {
            steps.extend(weather.step(&mut rng));
        }
        match seed % 3 {
            1 => happen(&mut steps, seed),
            2 => vary(&mut steps, seed),
            _ => {}
        }
        Self { seed, steps }
    }
}

/// Makes a run one of records of all kinds. What else happens in it stays as it was drawn, and two runs of three are of workers
/// only: a breakage that a seed has noticed, it goes on noticing.
fn vary(steps: &mut Vec<Step>, seed: u64) {
    let mut rng = Rng::with_seed(!seed);
    for step in steps.iter_mut() {
        if let Step::Write { how: how @ How::New, .. } = step
            && rng.bool()
        {
            *how = How::NewWithheld;
        }
    }
    for _ in 0..rng.usize(0..6) {
        steps.insert(rng.usize(..=steps.len()), Step::Notice { which: rng.u8(..), areas: rng.u8(..) });
    }
}

/// Puts what befalls people and devices into a run: who is erased, what is lost.
fn happen(steps: &mut Vec<Step>, seed: u64) {
    let mut rng = Rng::with_seed(!seed);
    if rng.bool() {
        for _ in 0..rng.usize(1..4) {
            insert(steps, &mut rng, |rng| Step::Erase { record: rng.u8(..) });
        }
        for _ in 0..rng.usize(0..4) {
            insert(steps, &mut rng, |rng| Step::RegisterAgain { on: rng.u8(..) });
        }
    }
    if rng.bool() {
        for _ in 0..rng.usize(1..3) {
            insert(steps, &mut rng, |rng| Step::Revoke { on: rng.u8(1..) });
        }
        for _ in 0..rng.usize(1..5) {
            insert(steps, &mut rng, |rng| Step::HandIn { on: rng.u8(..) });
        }
    }
}

/// Puts a step somewhere behind the first quarter, where there is something that it can be done to.
fn insert(steps: &mut Vec<Step>, rng: &mut Rng, step: impl FnOnce(&mut Rng) -> Step) {
    let at = rng.usize(steps.len() / 4..=steps.len());
    steps.insert(at, step(rng));
}

impl Weather {
    /// What happens next; nothing where this weather does not have what was drawn.
    fn step(self, rng: &mut Rng) -> Option<Step> {
        let on = rng.u8(..);
        match rng.u8(0..100) {
            0..34 => Some(Step::Write { on, record: rng.u8(..), field: rng.u8(..), how: How::draw(rng) }),
            34..38 if self.couriers => Some(Step::Pack { on }),
            38..44 if self.couriers => Some(Step::Deliver { which: rng.u8(..), harm: harm(rng) }),
            44..50 if self.couriers => Some(Step::Bring { which: rng.u8(..), on, harm: harm(rng) }),
            34..66 => Some(Step::Exchange { on, line: Line::draw(rng, self.lines), pieces: pieces(rng) }),
            66..72 => Some(Step::Carry { on, pieces: pieces(rng) }),
            72..75 => self.lines.then(|| Step::Stray { which: rng.u8(..) }),
            75..83 if self.moves && rng.bool() => Some(moving(rng)),
            75..77 if self.ages && rng.bool() => Some(Step::Age { on, is_old: rng.u8(0..3) > 0 }),
            75..78 if self.forgers && rng.bool() => Some(Step::Forge { on, record: rng.u8(..), forgery: forgery(rng) }),
            75..77 if self.packs && rng.bool() => Some(Step::HandOn { from: on, to: rng.u8(..) }),
            75..78 => self.clocks.then(|| Step::Jump { on, seconds: jump(rng) }),
            78..83 => self.cuts.then(|| Step::CutAt { on, moment: moment(rng), loss: loss(rng) }),
            83..85 => self.cuts.then(|| Step::Cut { on, loss: loss(rng) }),
            85..88 => Some(Step::PowerOn { on }),
            88..89 => self.full.then(|| Step::Fill { on, room: rng.u32(0..40_000) }),
            89..90 => Some(Step::MakeRoom { on }),
            90..93 => Some(Step::BackUp { on: if self.province_restored && rng.bool() { 0 } else { on } }),
            93..95 => self.province_restored.then(|| Step::Restore { on: 0, marks: rng.bool() }),
            95..97 => self.device_restored.then(|| Step::Restore { on: on.max(1), marks: true }),
            97..99 if self.clones => Some(Step::Clone { on: on.max(1) }),
            98..99 => self.revoked.then_some(Step::Revoke { on: on.max(1) }),
            _ => None,
        }
    }
}

impl How {
    fn draw(rng: &mut Rng) -> Self {
        match rng.u8(0..10) {
            0 | 1 => Self::New,
            2 => Self::SetOnOldForm,
            3 => Self::Clear,
            4 => Self::SetLong,
            _ => Self::Set,
        }
    }
}

impl Line {
    /// One that does no harm.
    pub(crate) const GOOD: Self =
        Self { piece: u16::MAX, up_ends: None, down_ends: None, up_turns: None, down_turns: None, strays: false };

    fn draw(rng: &mut Rng, bad: bool) -> Self {
        let piece = if rng.bool() { u16::MAX } else { rng.u16(1..2000) };
        let good = Self { piece, ..Self::GOOD };
        match rng.u8(0..if bad { 12 } else { 1 }) {
            0..5 => good,
            5 | 6 => Self { up_ends: Some(place(rng)), ..good },
            7 | 8 => Self { down_ends: Some(place(rng)), ..good },
            9 => Self { up_turns: Some(place(rng) * 8 + rng.u32(0..8)), ..good },
            10 => Self { down_turns: Some(place(rng) * 8 + rng.u32(0..8)), ..good },
            _ => Self { strays: true, ..good },
        }
    }
}

/// What an operator does to records or devices.
fn moving(rng: &mut Rng) -> Step {
    match rng.u8(0..8) {
        0..4 => Step::Move { record: rng.u8(..), to: rng.u8(..) },
        4..6 => Step::Scope { on: rng.u8(1..), village: rng.u8(..), serves: rng.bool() },
        _ => Step::Review { which: rng.u8(..), undo: rng.bool() },
    }
}

fn forgery(rng: &mut Rng) -> Forgery {
    if rng.u8(0..4) == 0 { Forgery::Orphan } else { Forgery::Poison(rng.u8(..)) }
}

/// Where a file is damaged by its carrier, if it is.
fn harm(rng: &mut Rng) -> Option<u16> {
    (rng.u8(0..6) == 0).then(|| rng.u16(..))
}

/// A place in the bytes of a request or an answer: rather at their beginning, where each byte is another thing.
fn place(rng: &mut Rng) -> u32 {
    let most = [60, 400, 2000, 8000][rng.usize(0..4)];
    rng.u32(0..most)
}

fn pieces(rng: &mut Rng) -> u16 {
    if rng.u8(0..4) == 0 { rng.u16(0..12) } else { u16::MAX }
}

/// Seconds, minutes, or years, forth and back.
fn jump(rng: &mut Rng) -> i64 {
    let most = [60, 86_400, 20 * 365 * 86_400][rng.usize(0..3)];
    rng.i64(-most..=most)
}

/// A power cut within the next few things that a program does to its files.
fn moment(rng: &mut Rng) -> Moment {
    let most = [4, 20, 80][rng.usize(0..3)];
    let n = rng.u64(1..most);
    if rng.bool() { Moment::Write(n) } else { Moment::Sync(n / 3 + 1) }
}

fn loss(rng: &mut Rng) -> Loss {
    match rng.u8(0..6) {
        0 => Loss::Nothing,
        1 => Loss::All,
        _ => Loss::Drawn(rng.u64(..)),
    }
}
