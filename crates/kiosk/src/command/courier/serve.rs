//! `rantau courier serve`.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use client_core::{Clock, SharedStore, SystemClock, courier::fingerprint};
use courier::{Courier, Seeds, Spool};
use serde::Serialize;
use tokio::net::TcpListener;

use super::{
    super::{run_to_end, stop},
    forward::{fetch_seeds_now_and_then, forward_now_and_then},
    spool,
};
use crate::{
    device::Device,
    failure::{Failure, Result},
    output::{Answer, Reply},
    page::Page,
    qr, text,
};

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
    let spool = spool(&device);
    let Device { store, .. } = device;
    let server = store.membership().server().to_owned();
    let store = SharedStore::new(store);
    let mailbox = courier::serve(mailbox(&store, Arc::clone(&spool)), listener, stopped);
    tokio::select! {
        ended = mailbox => ended?,
        () = forward_now_and_then(&store, &spool, &server), if args.forward => {}
        () = fetch_seeds_now_and_then(&store, &server), if args.forward => {}
    }
    Ok(Reply::said())
}

fn mailbox(store: &SharedStore, spool: Arc<Spool>) -> Courier {
    let (certificate, signature, province) = {
        let store = store.lock();
        let (certificate, signature) = store.membership().certificate();
        (certificate.clone(), *signature, *store.membership().province_key())
    };
    let signer = store.clone();
    let sign = Box::new(move |carried| signer.lock().membership().sign_carried(carried));
    Courier { certificate, signature, province, spool, sign, seeds: seeds(store), now: || SystemClock.now() }
}

/// What this device has, for devices of the same village that begin.
fn seeds(store: &SharedStore) -> Seeds {
    let (listed, pieces) = (store.clone(), store.clone());
    Seeds {
        packs: Box::new(move |device| listed.lock().packs_for(device).map_err(io::Error::other)),
        piece: Box::new(move |device, pack, at| pieces.lock().piece_for(device, pack, at).map_err(io::Error::other)),
    }
}

/// The addresses of this machine that a device on the network can reach; all that there are where it listens on one.
fn addresses(bound: SocketAddr, fingerprint: &str) -> Vec<String> {
    let ips = if bound.ip().is_unspecified() { of_this_machine(bound) } else { vec![bound.ip()] };
    ips.into_iter().map(|ip| format!("http://{}/#{fingerprint}", SocketAddr::new(ip, bound.port()))).collect()
}

fn of_this_machine(bound: SocketAddr) -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut ips: Vec<_> = interfaces.iter().filter(|one| !one.is_loopback()).map(if_addrs::Interface::ip).collect();
    ips.retain(|ip| ip.is_ipv4() == bound.is_ipv4());
    ips.sort_unstable();
    ips
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
