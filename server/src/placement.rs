//! Who reads a feed, and where a change goes: into the feeds of its document, and before a reviewer where its author does
//! not serve them.
//!
//! A document's id may follow from a NIK, so anybody who knows the number can write to it. What is written is kept and
//! logged, but it opens nothing: only a document that nobody had enters the feeds of the region which its author names. Of a
//! record that peers must not read, only who made it gets a feed of their own.

use records::{DeviceId, Kind, OfficerId, RegionCode, region::Level};
use rusqlite::Connection;
use wire::{Audience, FeedId};

use crate::{
    Result,
    store::{
        feeds::Membership,
        officers,
        scopes::{self, Scope},
    },
};

/// The code of an edit whose author served the record once.
pub const LATE: &str = "late";
/// The code of an edit of a record that its author never served.
pub const ELSEWHERE: &str = "elsewhere";

/// Who reads and writes: an officer on a device.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// What the device serves.
    pub scope: &'a Scope,
    /// Who works on it.
    pub officer: OfficerId,
    /// Which it is.
    pub device: DeviceId,
}

impl Reader<'_> {
    /// Whether a feed is for this reader: that of an own village and of every area around it, an office's own and of all
    /// inside, the officer's own, and that of what is lent to the device.
    #[must_use]
    pub fn follows(&self, feed: &FeedId) -> bool {
        self.reads(&self.scope.now, feed)
    }

    /// Whether it is, or was once.
    #[must_use]
    pub fn ever_followed(&self, feed: &FeedId) -> bool {
        self.follows(feed) || self.reads(&self.scope.past, feed)
    }

    /// Whether records of this kind are made there.
    #[must_use]
    pub fn serves(&self, kind: Kind, region: &RegionCode) -> bool {
        makes(&self.scope.now, kind, region)
    }

    /// Whether they are, or were once.
    #[must_use]
    pub fn ever_served(&self, kind: Kind, region: &RegionCode) -> bool {
        self.serves(kind, region) || makes(&self.scope.past, kind, region)
    }

    fn reads(&self, regions: &[RegionCode], feed: &FeedId) -> bool {
        match feed.audience {
            Audience::Village => regions.iter().any(|own| own.contains(&feed.region) || feed.region.contains(own)),
            Audience::Office => regions.iter().any(|own| is_office(own) && own.contains(&feed.region)),
            Audience::Officer(officer) => officer == self.officer,
            Audience::Loan(device) => device == self.device,
        }
    }
}

/// All who ever read on a device: its officers, those who were removed included.
#[derive(Debug)]
pub struct Readers {
    device: DeviceId,
    scope: Scope,
    officers: Vec<OfficerId>,
}

impl Readers {
    /// Those of a device.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn of(conn: &Connection, device: DeviceId) -> Result<Self> {
        let officers = officers::of(conn, device)?.into_iter().map(|known| known.officer).collect();
        Ok(Self { device, scope: scopes::of(conn, device)?, officers })
    }

    /// Whether a feed is for one of them, or was once.
    #[must_use]
    pub fn ever_followed(&self, feed: &FeedId) -> bool {
        self.each().any(|reader| reader.ever_followed(feed))
    }

    /// Whether a feed is for one of them now.
    #[must_use]
    pub fn follows(&self, feed: &FeedId) -> bool {
        self.each().any(|reader| reader.follows(feed))
    }

    fn each(&self) -> impl Iterator<Item = Reader<'_>> {
        self.officers.iter().map(|officer| Reader { scope: &self.scope, officer: *officer, device: self.device })
    }
}

/// Figures of a region are an office's.
fn makes(regions: &[RegionCode], kind: Kind, region: &RegionCode) -> bool {
    regions.iter().any(|own| own.contains(region) && (kind != Kind::Observation || is_office(own)))
}

fn is_office(region: &RegionCode) -> bool {
    region.level() != Level::Village
}

/// What is to be placed.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// Of which kind its document is.
    pub kind: Kind,
    /// Where the document was made, as the statement has it.
    pub region: &'a RegionCode,
    /// Whether its author also made the document.
    pub is_makers: bool,
    /// Whether the document was lent to its author's device when it arrived.
    pub is_lent: bool,
}

/// Where a change goes, beside the feeds that its document is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The feeds that the document enters.
    pub enters: Vec<FeedId>,
    /// Why a reviewer looks at it, `None` where nobody need do so.
    pub flag: Option<&'static str>,
}

impl Place {
    /// The place of a change of `author`, in a document that is or was in these feeds.
    #[must_use]
    pub fn of(author: Reader<'_>, memberships: &[Membership], change: Arriving<'_>) -> Self {
        let Arriving { kind, region, is_makers, is_lent } = change;
        let serves = author.serves(kind, region);
        // One that left must not come back by an edit of somebody who has not heard of it.
        let is_new = |home: &FeedId| memberships.iter().all(|known| known.id != *home);
        let homes = FeedId::of_record(kind, region, author.officer).into_iter().filter(is_new).collect();
        if memberships.is_empty() {
            return Self { enters: homes, flag: (!serves).then_some(LATE) };
        }
        // To borrow a record opens nothing else.
        let own = memberships.iter().filter(|known| !known.left && !known.id.is_loan());
        let follows = own.into_iter().any(|known| author.follows(&known.id));
        let opens = if kind.is_withheld() { is_makers } else { follows && serves };
        let enters = if opens { homes } else { Vec::new() };
        if follows || is_lent || enters.iter().any(|feed| author.follows(feed)) {
            return Self { enters, flag: None };
        }
        let served = memberships.iter().any(|known| author.ever_followed(&known.id));
        Self { enters, flag: Some(if served { LATE } else { ELSEWHERE }) }
    }
}

#[cfg(test)]
mod tests;
