//! Counts what is delivered, and tells after which byte the line is cut or stalls.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Cuts, Stalls};

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the device to the server.
    Up,
    /// From the server to the device.
    Down,
}

/// How much of a chunk is delivered, and what comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Portion {
    /// All of it, and the line goes on.
    All,
    /// This many bytes, then the line is cut.
    ThenCut(usize),
    /// This many bytes, then the line stalls.
    ThenStall(usize),
}

/// What happens at a byte. A cut comes before a stall at the same byte, and makes it needless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Cut,
    Stall,
}

/// The counters of one line.
#[derive(Debug)]
pub(super) struct Meter(Mutex<Counts>);

#[derive(Debug)]
struct Counts {
    up: Way,
    down: Way,
    every: Option<u64>,
    /// Where in the sum of both directions the next periodic cut is.
    next: Option<u64>,
}

#[derive(Debug)]
struct Way {
    delivered: u64,
    marks: VecDeque<(u64, Mark)>,
}

impl Meter {
    pub(super) fn new(cuts: &Cuts, stalls: &Stalls) -> Self {
        let (up, down) = (Way::new(&cuts.up, &stalls.up), Way::new(&cuts.down, &stalls.down));
        Self(Mutex::new(Counts { up, down, every: cuts.every, next: cuts.every }))
    }

    /// Counts a chunk that is about to be delivered. Two connections that deliver at once are counted one after the
    /// other, so a cut may overtake what another connection had counted just before.
    pub(super) fn count(&self, direction: Direction, len: usize) -> Portion {
        let mut counts = self.lock();
        let room = counts.room(direction);
        let way = counts.way(direction);
        match room {
            Some((room, mark)) if room <= len as u64 => {
                way.delivered += room;
                counts.pass_marks();
                match mark {
                    Mark::Cut => Portion::ThenCut(room as usize),
                    Mark::Stall => Portion::ThenStall(room as usize),
                }
            }
            Some(_) | None => {
                way.delivered += len as u64;
                Portion::All
            }
        }
    }

    /// Bytes delivered up and down.
    pub(super) fn delivered(&self) -> (u64, u64) {
        let counts = self.lock();
        (counts.up.delivered, counts.down.delivered)
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn way(&mut self, direction: Direction) -> &mut Way {
        match direction {
            Direction::Up => &mut self.up,
            Direction::Down => &mut self.down,
        }
    }

    fn sum(&self) -> u64 {
        self.up.delivered + self.down.delivered
    }

    /// Bytes that may go before the next mark, `None` where none is asked for.
    fn room(&mut self, direction: Direction) -> Option<(u64, Mark)> {
        let periodic = self.next.map(|next| (next.saturating_sub(self.sum()), Mark::Cut));
        let marked = self.way(direction).room();
        periodic.into_iter().chain(marked).min()
    }

    fn pass_marks(&mut self) {
        self.up.pass_marks();
        self.down.pass_marks();
        let sum = self.sum();
        if self.next.is_some_and(|next| next <= sum) {
            self.next = self.every.map(|every| sum + every);
        }
    }
}

impl Way {
    fn new(cuts: &[u64], stalls: &[u64]) -> Self {
        let cuts = cuts.iter().map(|at| (*at, Mark::Cut));
        let mut marks: Vec<_> = cuts.chain(stalls.iter().map(|at| (*at, Mark::Stall))).collect();
        marks.sort_unstable();
        Self { delivered: 0, marks: marks.into() }
    }

    fn room(&self) -> Option<(u64, Mark)> {
        self.marks.front().map(|(at, mark)| (at.saturating_sub(self.delivered), *mark))
    }

    fn pass_marks(&mut self) {
        while self.marks.front().is_some_and(|(at, _)| *at <= self.delivered) {
            self.marks.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_cuts_once_and_at_its_byte() {
        let meter = Meter::new(&Cuts { up: vec![10, 25], ..Cuts::default() }, &Stalls::default());
        assert_eq!(meter.count(Direction::Up, 9), Portion::All);
        assert_eq!(meter.count(Direction::Down, 500), Portion::All);
        assert_eq!(meter.count(Direction::Up, 9), Portion::ThenCut(1));
        assert_eq!(meter.count(Direction::Up, 15), Portion::ThenCut(15));
        assert_eq!(meter.count(Direction::Up, 500), Portion::All);
        assert_eq!(meter.delivered(), (525, 500));
    }

    #[test]
    fn periodic_cuts_count_both_directions() {
        let meter = Meter::new(&Cuts { every: Some(100), ..Cuts::default() }, &Stalls::default());
        assert_eq!(meter.count(Direction::Up, 60), Portion::All);
        assert_eq!(meter.count(Direction::Down, 60), Portion::ThenCut(40));
        assert_eq!(meter.count(Direction::Down, 99), Portion::All);
        assert_eq!(meter.count(Direction::Up, 99), Portion::ThenCut(1));
    }

    #[test]
    fn the_nearer_of_two_cuts_comes_first() {
        let meter = Meter::new(&Cuts { down: vec![30], every: Some(100), ..Cuts::default() }, &Stalls::default());
        assert_eq!(meter.count(Direction::Down, 200), Portion::ThenCut(30));
        assert_eq!(meter.count(Direction::Down, 200), Portion::ThenCut(70));
        assert_eq!(meter.count(Direction::Down, 200), Portion::ThenCut(100));
    }

    #[test]
    fn a_line_stalls_at_its_byte_unless_it_is_cut_there() {
        let stalls = Stalls { up: vec![10, 20], down: vec![5], ..Stalls::default() };
        let meter = Meter::new(&Cuts { up: vec![20], ..Cuts::default() }, &stalls);
        assert_eq!(meter.count(Direction::Up, 15), Portion::ThenStall(10));
        assert_eq!(meter.count(Direction::Up, 5), Portion::All);
        assert_eq!(meter.count(Direction::Up, 5), Portion::ThenCut(5));
        assert_eq!(meter.count(Direction::Up, 50), Portion::All);
        assert_eq!(meter.count(Direction::Down, 5), Portion::ThenStall(5));
    }
}
