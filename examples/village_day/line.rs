//! The lines between the village and the province.

use std::{net::SocketAddr, time::Duration};

use anyhow::Result;
use testkit::link::{Cuts, Line, Link, Stats};

/// 64 kbit/s, 800 ms, and cut after these many bytes: three times on the way up, twice on the way down.
pub(crate) fn bad(server: SocketAddr, cuts: Cuts) -> Result<Link> {
    let line = Line { cuts, down_for: Duration::from_millis(700), ..Line::village() };
    Ok(Link::open(server, line)?)
}

/// What several lines carried together.
pub(crate) fn total<'a>(links: impl IntoIterator<Item = &'a Link>) -> Stats {
    let none = Stats { bytes_up: 0, bytes_down: 0, connections: 0, cuts: 0 };
    links.into_iter().map(Link::stats).fold(none, |sum, stats| Stats {
        bytes_up: sum.bytes_up + stats.bytes_up,
        bytes_down: sum.bytes_down + stats.bytes_down,
        connections: sum.connections + stats.connections,
        cuts: sum.cuts + stats.cuts,
    })
}
