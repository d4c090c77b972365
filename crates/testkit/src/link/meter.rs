//! Counts what is delivered, and tells after which byte the line is cut.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::Cuts;

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
    marks: VecDeque<u64>,
}

impl Meter {
    pub(super) fn new(cuts: &Cuts) -> Self {
        let way = |marks: &[u64]| Way { delivered: 0, marks: marks.iter().copied().collect() };
        Self(Mutex::new(Counts { up: way(&cuts.up), down: way(&cuts.down), every: cuts.every, next: cuts.every }))
    }

    /// Counts a chunk that is about to be delivered. Two connections that deliver at once are counted one after the
    /// other, so a cut may overtake what another connection had counted just before.
    pub(super) fn count(&self, direction: Direction, len: usize) -> Portion {
        let mut counts = self.lock();
        let room = counts.room(direction);
        let way = counts.way(direction);
        match room {
            Some(room) if room <= len as u64 => {
                way.delivered += room;
                counts.pass_marks();
                Portion::ThenCut(room as usize)
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

    /// Bytes that may go before the next cut, `None` where none is asked for.
    fn room(&mut self, direction: Direction) -> Option<u64> {
        let periodic = self.next.map(|next| next.saturating_sub(self.sum()));
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
    fn room(&self) -> Option<u64> {
        self.marks.front().map(|mark| mark.saturating_sub(self.delivered))
    }

    fn pass_marks(&mut self) {
        while self.marks.front().is_some_and(|mark| *mark <= self.delivered) {
            self.marks.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_cuts_once_and_at_its_byte() {
        let meter = Meter::new(&Cuts { up: vec![10, 25], ..Cuts::default() });
        assert_eq!(meter.count(Direction::Up, 9), Portion::All);
        assert_eq!(meter.count(Direction::Down, 500), Portion::All);
        assert_eq!(meter.count(Direction::Up, 9), Portion::ThenCut(1));
        assert_eq!(meter.count(Direction::Up, 15), Portion::ThenCut(15));
        assert_eq!(meter.count(Direction::Up, 500), Portion::All);
        assert_eq!(meter.delivered(), (525, 500));
    }

    #[test]
    fn periodic_cuts_count_both_directions() {
        let meter = Meter::new(&Cuts { every: Some(100), ..Cuts::default() });
        assert_eq!(meter.count(Direction::Up, 60), Portion::All);
        assert_eq!(meter.count(Direction::Down, 60), Portion::ThenCut(40));
        assert_eq!(meter.count(Direction::Down, 99), Portion::All);
        assert_eq!(meter.count(Direction::Up, 99), Portion::ThenCut(1));
    }

    #[test]
    fn the_nearer_of_two_cuts_comes_first() {
        let meter = Meter::new(&Cuts { down: vec![30], every: Some(100), ..Cuts::default() });
        assert_eq!(meter.count(Direction::Down, 200), Portion::ThenCut(30));
        assert_eq!(meter.count(Direction::Down, 200), Portion::ThenCut(70));
        assert_eq!(meter.count(Direction::Down, 200), Portion::ThenCut(100));
    }
}
