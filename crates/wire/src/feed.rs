//! What a device follows.

use std::{fmt, str::FromStr};

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use records::{DeviceId, Kind, OfficerId, RegionCode, region::Level};

/// For whom a feed is, within its region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everybody who works in the village.
    Village,
    /// The offices above.
    Office,
    /// One officer's own cases and screenings.
    Officer(OfficerId),
    /// What was lent to one device of another office, for a while.
    Loan(DeviceId),
}

/// A region and an audience: the unit of sequence numbers, fingerprints and rights (DESIGN section 6).
///
/// As text, on the wire and in databases: `52.03.13.2001/village`, `52/office`, `52.03.13.2001/officer:<uuid>`,
/// `52/loan:<uuid>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedId {
    /// The region, of any level.
    pub region: RegionCode,
    /// For whom.
    pub audience: Audience,
}

/// A text that is no feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a feed: <region>/village, <region>/office, <region>/officer:<uuid> or <region>/loan:<uuid> expected")]
pub struct ParseFeedError;

impl FeedId {
    /// The feed that everybody who works in a village follows.
    #[must_use]
    pub const fn village(region: RegionCode) -> Self {
        Self { region, audience: Audience::Village }
    }

    /// The feed of the offices above a region.
    #[must_use]
    pub const fn office(region: RegionCode) -> Self {
        Self { region, audience: Audience::Office }
    }

    /// The feed of an officer's own cases, screenings and confidential records: one in the province, wherever they are made.
    #[must_use]
    pub fn officer(officer: OfficerId, within: &RegionCode) -> Self {
        let region = within.at(Level::Province).unwrap_or_else(|| within.clone());
        Self { region, audience: Audience::Officer(officer) }
    }

    /// The feed of what is lent to a device: one in the province that owns the records, wherever the device is.
    #[must_use]
    pub fn loan(device: DeviceId, within: &RegionCode) -> Self {
        let region = within.at(Level::Province).unwrap_or_else(|| within.clone());
        Self { region, audience: Audience::Loan(device) }
    }

    /// Whether what is in it is there for a while only, and belongs elsewhere.
    #[must_use]
    pub const fn is_loan(&self) -> bool {
        matches!(self.audience, Audience::Loan(_))
    }

    /// The feeds of a record that `author` makes in a region (DESIGN section 4): that of its readers there first, and where
    /// peers in the village are none of them, the author's own.
    #[must_use]
    pub fn of_record(kind: Kind, region: &RegionCode, author: OfficerId) -> Vec<Self> {
        if kind.is_withheld() {
            return vec![Self::office(region.clone()), Self::officer(author, region)];
        }
        let of_office = kind == Kind::Observation;
        vec![if of_office { Self::office(region.clone()) } else { Self::village(region.clone()) }]
    }
}

impl fmt::Display for FeedId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.audience {
            Audience::Village => write!(f, "{}/village", self.region.as_str()),
            Audience::Office => write!(f, "{}/office", self.region.as_str()),
            Audience::Officer(officer) => write!(f, "{}/officer:{officer}", self.region.as_str()),
            Audience::Loan(device) => write!(f, "{}/loan:{device}", self.region.as_str()),
        }
    }
}

impl FromStr for FeedId {
    type Err = ParseFeedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (region, audience) = text.split_once('/').ok_or(ParseFeedError)?;
        let region = RegionCode::parse(region).map_err(|_| ParseFeedError)?;
        let audience = match audience.split_once(':') {
            None if audience == "village" => Audience::Village,
            None if audience == "office" => Audience::Office,
            Some(("officer", officer)) => Audience::Officer(officer.parse().map_err(|_| ParseFeedError)?),
            Some(("loan", device)) => Audience::Loan(device.parse().map_err(|_| ParseFeedError)?),
            _ => return Err(ParseFeedError),
        };
        Ok(Self { region, audience })
    }
}

impl<C> Encode<C> for FeedId {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.str(&self.to_string())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for FeedId {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        d.str()?.parse().map_err(decode::Error::message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_read_as_it_is_written() {
        let (province, device) = (RegionCode::parse("52").unwrap(), DeviceId::from_bytes([9; 16]));
        let loan = FeedId::loan(device, &RegionCode::parse("52.03.13.2001").unwrap());
        assert!(loan.is_loan());
        for feed in [FeedId::village(province.clone()), FeedId::office(province), loan] {
            assert_eq!(feed.to_string().parse(), Ok(feed));
        }
        for text in ["52/loan", "52/loan:", "52/loan:nobody", "52/loan:09090909-0909-0909-0909-090909090909/x"] {
            assert_eq!(text.parse::<FeedId>(), Err(ParseFeedError), "{text}");
        }
    }

    #[test]
    fn a_record_goes_to_those_who_may_read_its_kind_and_to_nobody_else() {
        let (village, author) = (RegionCode::parse("52.03.13.2001").unwrap(), OfficerId::from_bytes([7; 16]));
        let own = format!("52/officer:{author}");
        for (kinds, expected) in [
            (vec![Kind::Case, Kind::Screening, Kind::Confidential], vec!["52.03.13.2001/office", &own]),
            (vec![Kind::Observation], vec!["52.03.13.2001/office"]),
            (vec![Kind::Worker, Kind::Household, Kind::Session], vec!["52.03.13.2001/village"]),
        ] {
            for kind in kinds {
                let feeds: Vec<_> = FeedId::of_record(kind, &village, author).iter().map(ToString::to_string).collect();
                assert_eq!(feeds, expected, "{kind}");
            }
        }
    }
}
