//! Noticing that a line may have come up.

use std::{collections::BTreeSet, future::Future, io, net::IpAddr, time::Duration};

use tokio::time::sleep;

/// How a program learns that a line may have come up. A phone has its system's word; a kiosk looks at its
/// [`Addresses`].
pub trait Network: Send {
    /// Returns when a line may have come up that was not there before; asked again, it waits for the next. Dropping
    /// the future in between forgets nothing.
    fn link_up(&mut self) -> impl Future<Output = ()> + Send;
}

/// Looks at the machine's addresses: one that was not there before may be a line. Asking the kernel every two seconds
/// costs microseconds and works the same on every system; its messages about routes do not.
#[derive(Debug)]
pub struct Addresses {
    known: BTreeSet<IpAddr>,
}

const EVERY: Duration = Duration::from_secs(2);

impl Addresses {
    /// From now on. Where the addresses cannot be read, none are known and every one that can is new.
    #[must_use]
    pub fn new() -> Self {
        Self { known: present().unwrap_or_default() }
    }

    /// Takes what is there now, and says whether something is new.
    fn see(&mut self, present: BTreeSet<IpAddr>) -> bool {
        let more = present.difference(&self.known).next().is_some();
        self.known = present;
        more
    }
}

impl Default for Addresses {
    fn default() -> Self {
        Self::new()
    }
}

impl Network for Addresses {
    async fn link_up(&mut self) {
        loop {
            sleep(EVERY).await;
            // Where they cannot be read this time, they are another time.
            if present().is_ok_and(|present| self.see(present)) {
                return;
            }
        }
    }
}

/// The addresses by which this machine can be reached: neither its own loop nor one that leads to no router.
fn present() -> io::Result<BTreeSet<IpAddr>> {
    let of_others = |interface: if_addrs::Interface| (!interface.is_loopback()).then(|| interface.ip());
    Ok(if_addrs::get_if_addrs()?.into_iter().filter_map(of_others).filter(leads_somewhere).collect())
}

fn leads_somewhere(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => !address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> BTreeSet<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn an_address_that_appears_is_a_line_and_one_that_goes_is_none() {
        let mut seen = Addresses { known: addresses(&["10.0.0.2"]) };
        for (present, is_line) in [
            (&["10.0.0.2"][..], false),
            (&["10.0.0.2", "192.168.1.9"], true),
            (&["10.0.0.2"], false),
            (&[], false),
            (&["10.0.0.2"], true),
            (&["10.0.0.3"], true),
        ] {
            assert_eq!(seen.see(addresses(present)), is_line, "{present:?}");
        }
    }

    #[test]
    fn an_address_without_a_router_leads_nowhere() {
        for (address, leads) in [("169.254.3.4", false), ("fe80::1", false), ("10.1.2.3", true), ("2001:db8::1", true)]
        {
            assert_eq!(leads_somewhere(&address.parse().unwrap()), leads, "{address}");
        }
    }
}
