//! `rantau courier serve`.

use std::{
    future::pending,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use client_core::{Clock, SystemClock, courier::fingerprint, keyring::IdleStore};
use courier::{Courier, Door, Keys, Seeds};
use seal::Chain;
use serde::Serialize;
use tls::{Expected, Root};
use tokio::{net::TcpListener, time::sleep};
use wire::succession::Successions;

use super::{
    super::{run_to_end, stop},
    forward::{deliver_now_and_then, fetch_seeds_now_and_then, forward_now_and_then, locked},
    spool,
};
use crate::{
    device::Device,
    failure::{Failure, Result},
    lock::{self, After},
    output::{Answer, Reply},
    page::Page,
    qr, text,
};

/// How often it is looked whether the store is in use.
const TICK: Duration = Duration::from_secs(1);

/// Serve devices on this network until stopped
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "0.0.0.0:8777")]
    listen: SocketAddr,
    /// Every five minutes, where there is a line: take what is left here to the province, and fetch what new devices of
    /// the village begin with
    #[arg(long)]
    forward: bool,
    /// After so long in which no new device asked for anything, close this device's records and forget their keys; bundles
    /// are carried all the same: 15m, 1h or never [default: 15m where several officers share the device]
    #[arg(long, value_name = "TIME", env = "RANTAU_LOCK_AFTER", hide_env_values = true, value_parser = After::parse)]
    lock_after: Option<After>,
}

/// That it serves, and where.
#[derive(Debug, Serialize)]
struct Ready {
    ready: bool,
    listen: SocketAddr,
    /// What devices are given: an address with the fingerprint of this device's key.
    addresses: Vec<String>,
    fingerprint: String,
}

/// That the device's own records are closed.
#[derive(Debug, Serialize)]
struct Locked {
    locked: bool,
}

pub(super) fn run(args: &Args, device: Device) -> Result<Reply> {
    run_to_end(serve(args, device))?
}

async fn serve(args: &Args, device: Device) -> Result<Reply> {
    let stopped = stop::signal()?;
    let listener = TcpListener::bind(args.listen).await.map_err(|error| in_use(args.listen, &error))?;
    let bound = listener.local_addr().map_err(|error| in_use(args.listen, &error))?;
    let fingerprint = fingerprint(&device.membership().certificate().0.signing_key);
    let addresses = addresses(bound, &fingerprint);
    device.output.show(device.deployment(), &Ready { ready: true, listen: bound, addresses, fingerprint })?;
    let (spool, deployment) = (spool(&device), device.deployment());
    let Device { mut store, output } = device;
    // A courier has no use for what is private of anybody.
    store.close_private();
    let (server, dir) = (store.membership().server().to_owned(), store.dir().to_owned());
    let (after, mut last) = (lock::after(args.lock_after, &store)?, store.expected()?);
    let (certificate, signature) = store.membership().certificate();
    let (certificate, signature, chain) = (certificate.clone(), *signature, store.membership().chain().clone());
    let door =
        Door::from(listener).under_tls(tls::server_config(&store.membership().lan_leaf()?).map_err(|_| internal())?);
    let sign = Box::new(store.membership().carrier());
    let after = after.map(|time| time.as_secs().cast_signed());
    let store = Arc::new(Mutex::new(IdleStore::new(store, after, Box::new(SystemClock))));
    let known = Known { store: Arc::clone(&store), chain: Arc::new(Mutex::new(chain)) };
    let (carried, seeds, keys) = (Arc::clone(&spool), seeds(&store), known.keys());
    let courier = Courier { certificate, signature, keys, spool: carried, sign, seeds, now: || SystemClock.now() };
    // By what is known of the time when the store was open last.
    let expected = || {
        if let Some(store) = locked(&store).beside() {
            last = store.lock().expected()?;
        }
        Ok(Expected { root: Root::Province(known.chain().current()), ..last })
    };
    let learn = |told: &Successions| known.learn(told);
    tokio::select! {
        ended = courier::serve(courier, door, stopped) => ended?,
        () = forward_now_and_then(expected, learn, &spool, &server), if args.forward => {}
        () = fetch_seeds_now_and_then(&store, &server), if args.forward => {}
        () = deliver_now_and_then(&store, &dir, &server), if args.forward => {}
        gone = lock_when_idle(&store, || output.show(deployment, &Locked { locked: true })) => gone?,
    }
    Ok(Reply::said())
}

/// Locks the store when nobody used it for a while, and says so once. What carries for others goes on.
async fn lock_when_idle(store: &Mutex<IdleStore>, say: impl FnOnce() -> Result<()>) -> Result<()> {
    while !locked(store).lock_if_idle() {
        sleep(TICK).await;
    }
    say()?;
    pending().await
}

/// What this device knows of the province's keys: its store, and what it learnt while that was locked.
#[derive(Clone)]
struct Known {
    store: Arc<Mutex<IdleStore>>,
    chain: Arc<Mutex<Chain>>,
}

impl Known {
    fn keys(&self) -> Keys {
        let (known, learns) = (self.clone(), self.clone());
        Keys { known: Box::new(move || known.chain()), learn: Box::new(move |told| learns.takes(told)) }
    }

    fn chain(&self) -> Chain {
        let mut chain = self.chain.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = locked(&self.store).beside() {
            let stored = store.lock().successions();
            // What the store knows followed from the same key.
            let _ = chain.extend(&stored.statements);
        }
        chain.clone()
    }

    /// Whether what was told leads on from what is known.
    fn takes(&self, told: &Successions) -> bool {
        let extended = self.chain.lock().unwrap_or_else(PoisonError::into_inner).extend(&told.statements);
        if let Some(store) = locked(&self.store).beside() {
            // Where the store does not take it now, the next sync tells it.
            let _ = store.lock().adopt(told);
        }
        extended.is_ok()
    }

    /// Whether another key is the province's by what was told.
    fn learn(&self, told: &Successions) -> bool {
        let before = self.chain().current();
        self.takes(told) && self.chain().current() != before
    }
}

/// What this device has, for devices of the same village that begin, until its store is locked.
fn seeds(store: &Arc<Mutex<IdleStore>>) -> Seeds {
    let (listed, pieces) = (Arc::clone(store), Arc::clone(store));
    let open = |store: &Mutex<IdleStore>| locked(store).get().map_err(|_| courier::Error::Locked);
    Seeds {
        packs: Box::new(move |device| Ok(open(&listed)?.lock().packs_for(device).map_err(io::Error::other)?)),
        piece: Box::new(move |device, pack, at| {
            Ok(open(&pieces)?.lock().piece_for(device, pack, at).map_err(io::Error::other)?)
        }),
    }
}

/// The addresses of this machine that a device on the network can reach; all that there are where it listens on one.
fn addresses(bound: SocketAddr, fingerprint: &str) -> Vec<String> {
    let ips = if bound.ip().is_unspecified() { of_this_machine(bound) } else { vec![bound.ip()] };
    ips.into_iter().map(|ip| format!("https://{}/#{fingerprint}", SocketAddr::new(ip, bound.port()))).collect()
}

fn of_this_machine(bound: SocketAddr) -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut ips: Vec<_> = interfaces.iter().filter(|one| !one.is_loopback()).map(if_addrs::Interface::ip).collect();
    ips.retain(|ip| ip.is_ipv4() == bound.is_ipv4());
    ips.sort_unstable();
    ips
}

fn internal() -> Failure {
    Failure::new("internal", text::INTERNAL, text::INTERNAL_NEXT)
}

fn in_use(address: SocketAddr, error: &io::Error) -> Failure {
    Failure::new("address", text::NO_LISTENER.with(&[&address, error]), text::NO_LISTENER_NEXT)
}

impl Answer for Ready {
    fn page(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&lang.say(text::COURIER_SERVES));
        page.line(&lang.tell(text::COURIER_FINGERPRINT, &[&self.fingerprint]));
        for address in &self.addresses {
            page.gap();
            page.line(&format!("rantau sync --via {address}"));
            page.line(&format!("rantau seed in --from {address}"));
            let lines = qr::on_terminal(address, page.colours()).unwrap_or_default();
            page.picture(&lines);
        }
        if self.addresses.is_empty() {
            page.warning(&lang.say(text::NO_NETWORK));
        }
    }
}

impl Answer for Locked {
    fn page(&self, page: &mut Page) {
        page.line(&page.lang().say(text::COURIER_LOCKED));
    }
}
