//! What a device expects of the server that it talks to.

use seal::invitation::fingerprint;
use wire::PublicKey;

/// Whose certificates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// Those of the province with this key: of every device that was enrolled.
    Province(PublicKey),
    /// Those of the province whose key has this fingerprint: of a device that was invited.
    Fingerprint([u8; 8]),
    /// Those of the device with this key, whatever address it is reached at: of a courier on a LAN.
    Device(PublicKey),
    /// Those of any device: to ask it who it is, and to tell it nothing.
    AnyDevice,
    /// Any at all, of whoever answers: for what proves itself, and where nothing is told.
    Anybody,
}

impl Root {
    /// Whether this is its key.
    #[must_use]
    pub fn is(&self, key: &PublicKey) -> bool {
        match self {
            Self::Province(known) | Self::Device(known) => known == key,
            Self::Fingerprint(known) => *known == fingerprint(key),
            Self::AnyDevice | Self::Anybody => true,
        }
    }

    /// Whether the certificate has to be for the address that was asked for. A courier's changes with every network, and
    /// says nothing beside its key.
    pub(crate) const fn names_address(&self) -> bool {
        matches!(self, Self::Province(_) | Self::Fingerprint(_))
    }
}

/// Which server is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Whose certificates count.
    pub root: Root,
    /// Whether those of the authorities that this machine trusts count, too.
    pub public_roots: bool,
    /// What is known of the time beside the clock.
    pub time: KnownTime,
}

/// What a device knows of the time beside its own clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KnownTime {
    /// The province's clock minus ours when it was last heard from, seconds.
    pub offset: Option<i64>,
    /// It is at least so late, Unix seconds: the province said so, signed.
    pub at_least: Option<i64>,
    /// It is not later than that, Unix seconds, if the device is to be enrolled at all: the end of the invitation.
    pub at_most: Option<i64>,
}

impl KnownTime {
    /// Every moment that it may be now, the likeliest first, where the clock says `clock`, Unix seconds.
    pub(crate) fn moments(&self, clock: i64) -> impl Iterator<Item = i64> + '_ {
        let corrected = self.offset.map(|offset| clock.saturating_add(offset));
        let bound = self.at_most.filter(|end| *end < clock);
        let moments = [Some(clock), corrected, bound].into_iter().flatten();
        moments.map(|moment| self.at_least.map_or(moment, |least| least.max(moment)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_is_held_at_the_last_word_of_the_province() {
        let known = KnownTime { at_least: Some(500), ..KnownTime::default() };
        assert_eq!(known.moments(3).collect::<Vec<_>>(), [500]);
        assert_eq!(known.moments(600).collect::<Vec<_>>(), [600]);
    }

    #[test]
    fn a_clock_that_runs_ahead_is_corrected_by_what_the_province_said() {
        let known = KnownTime { offset: Some(-1_000), at_least: Some(500), at_most: None };
        assert_eq!(known.moments(1_700).collect::<Vec<_>>(), [1_700, 700]);
        let invited = KnownTime { at_most: Some(900), ..KnownTime::default() };
        assert_eq!(invited.moments(1_700).collect::<Vec<_>>(), [1_700, 900]);
        assert_eq!(invited.moments(800).collect::<Vec<_>>(), [800]);
    }
}
