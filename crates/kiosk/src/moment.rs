//! Moments, for people by the clock on their wall, for programs in UTC.

use std::num::NonZeroU32;

use jiff::{Timestamp, civil::Date, fmt::friendly::SpanParser, tz::TimeZone};
use serde::{Serialize, Serializer};

/// `2026-11-22T03:27:00Z`.
pub(crate) fn utc(seconds: i64) -> String {
    at(seconds).to_string()
}

/// The same of a field in `--json`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde calls")]
pub(crate) fn as_utc<S: Serializer>(seconds: &i64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&utc(*seconds))
}

/// The same, null where there is none.
#[expect(clippy::ref_option, reason = "the shape that serde calls")]
pub(crate) fn as_utc_if_any<S: Serializer>(seconds: &Option<i64>, to: S) -> Result<S::Ok, S::Error> {
    seconds.map(utc).serialize(to)
}

/// `2026-11-22 11:27`, in the time zone of this machine.
pub(crate) fn local(seconds: i64) -> String {
    at(seconds).to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The day in the time zone of this machine.
pub(crate) fn date(seconds: i64) -> Date {
    at(seconds).to_zoned(TimeZone::system()).date()
}

/// `20261122`, the day in the time zone of this machine: for the names of files.
pub(crate) fn day(seconds: i64) -> String {
    at(seconds).to_zoned(TimeZone::system()).strftime("%Y%m%d").to_string()
}

/// A day that somebody names on the command line.
pub(crate) fn parse_day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "a day is written as 2026-03-01 / hari ditulis seperti 2026-03-01".to_owned())
}

/// A time that somebody names on the command line: `15m`, `1h 30m`.
pub(crate) fn parse_seconds(text: &str) -> Result<NonZeroU32, String> {
    let read = SpanParser::new().parse_duration(text).ok();
    let seconds = read.and_then(|time| u32::try_from(time.as_secs()).ok()).and_then(NonZeroU32::new);
    seconds.ok_or_else(|| "a time is written as 15m or 1h / lamanya ditulis seperti 15m atau 1h".to_owned())
}

/// A moment that no calendar holds is shown as its beginning: a clock that is so wrong says nothing anyway.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_read_utc() {
        assert_eq!(utc(1_795_318_020), "2026-11-22T03:27:00Z");
        assert_eq!(utc(i64::MAX), "1970-01-01T00:00:00Z");
    }
}
