//! `rantau-server serve`.

use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use clap::{Args, ValueEnum};
use serde::Serialize;
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

use super::{Common, Output};
use crate::{
    Error, Result,
    certificates::{Certificates, hosts_of},
    config::ServeOptions,
    entrance::Entrance,
    home::Home,
    serve,
    server::Server,
    store::deployment::{self, Province},
};

/// What devices take for the lease where they are told nothing, seconds.
const DEFAULT_LEASE: u64 = 14 * 86_400;

/// What to serve, and how to log.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    serve: ServeOptions,
    /// What to log, to standard error: a level, or levels by module
    #[arg(long, env = "RANTAU_LOG", default_value = "info")]
    log: String,
    /// How to log
    #[arg(long, env = "RANTAU_LOG_FORMAT", default_value = "text")]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The ready line.
#[derive(Debug, Serialize)]
struct Ready {
    /// Requests are answered from now on.
    ready: bool,
    /// The bound address.
    listen: String,
    url: String,
}

pub(super) fn run(options: Options) -> Result<Output> {
    log(&options)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::Network)?;
    runtime.block_on(serve_until_signal(options))?;
    Ok(Output { text: String::new(), failed: false })
}

fn log(options: &Options) -> Result<()> {
    let filter = EnvFilter::try_new(&options.log).map_err(|error| Error::Usage(error.to_string()))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match options.log_format {
        LogFormat::Text => subscriber.init(),
        LogFormat::Json => subscriber.json().init(),
    }
    Ok(())
}

async fn serve_until_signal(options: Options) -> Result<()> {
    let home = Home::open(&options.common.data)?;
    let claim = home.claim()?;
    if let Some(lease) = options.serve.lease {
        let seconds = lease.as_secs().unsigned_abs();
        home.open_store()?
            .write_blocking(move |conn| deployment::set_lease(conn, (seconds != DEFAULT_LEASE).then_some(seconds)))?;
    }
    let registry = |province: &Province| options.serve.registry(province.deployment, &province.region);
    let server = Arc::new(Server::open(home, options.serve.limits(), registry)?);
    let listener = TcpListener::bind(&options.serve.listen).await.map_err(Error::Network)?;
    let bound = listener.local_addr().map_err(Error::Network)?;
    options.serve.check_plain(bound)?;
    let entrance = entrance(&options.serve, &server, listener, bound)?;
    let province = &server.province;
    let ready = Ready { ready: true, url: url(&options.serve, &bound.to_string()), listen: bound.to_string() };
    server.home.write_address(&url(&options.serve, &on_this_machine(bound).to_string()))?;
    let text = format!("Serving {} ({}) at {}", province.name, province.region, ready.url);
    print(&options.common.output(province.deployment, &ready, &text).text)?;
    serve::serve(Arc::clone(&server), claim, entrance, interrupted()).await
}

/// The entrance that was asked for; notes where devices reach it, and keeps its certificate good.
fn entrance(
    options: &ServeOptions,
    server: &Arc<Server>,
    listener: TcpListener,
    bound: SocketAddr,
) -> Result<Entrance> {
    let entrance = Entrance::from(listener);
    if options.plain_http {
        let urls = if bound.ip().is_loopback() { vec![url(options, &bound.to_string())] } else { Vec::new() };
        server.home.write_reached_at(&urls)?;
        return Ok(entrance);
    }
    let hosts = certified(options, bound.ip());
    let certificates = Arc::new(Certificates::open(&server.home, &server.keys, hosts, options.given())?);
    server.home.write_reached_at(&invited_to(options, bound))?;
    let config = certificates.config()?;
    tokio::spawn(serve::keep_certificates(Arc::clone(server), certificates));
    Ok(entrance.under_tls(config))
}

/// What the certificate is for: always this machine, too, whose own commands come in there.
fn certified(options: &ServeOptions, listen: IpAddr) -> Vec<String> {
    if options.hosts.is_empty() {
        return hosts_of(listen);
    }
    let mut hosts = hosts_of(Ipv4Addr::LOCALHOST.into());
    hosts.extend(options.hosts.iter().filter(|host| !hosts.contains(host)).cloned().collect::<Vec<_>>());
    hosts
}

/// Where devices reach a server that listens there: by the names that the operator gave, else at its addresses, and on
/// this machine only where it listens nowhere else.
fn invited_to(options: &ServeOptions, bound: SocketAddr) -> Vec<String> {
    let named = options.hosts.clone();
    let hosts = if named.is_empty() { hosts_of(bound.ip()) } else { named };
    let is_local = |host: &String| host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let (local, others): (Vec<_>, Vec<_>) = hosts.into_iter().partition(is_local);
    if others.is_empty() && bound.ip().is_loopback() && options.hosts.is_empty() {
        return vec![url(options, &bound.to_string())];
    }
    let reached = if others.is_empty() { local } else { others };
    reached.iter().map(|host| url(options, &with_port(host, bound.port()))).collect()
}

fn with_port(host: &str, port: u16) -> String {
    match host.parse::<IpAddr>() {
        Ok(ip) => SocketAddr::new(ip, port).to_string(),
        Err(_) if port == 443 => host.to_owned(),
        Err(_) => format!("{host}:{port}"),
    }
}

fn url(options: &ServeOptions, authority: &str) -> String {
    let scheme = if options.plain_http { "http" } else { "https" };
    format!("{scheme}://{authority}")
}

/// The address under which a command on this machine reaches the server.
fn on_this_machine(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    address
}

/// The ready line goes out before the first request; programs wait for it.
fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Error::file("standard output"))
}

async fn interrupted() {
    let ctrl_c = signal::ctrl_c();
    #[cfg(unix)]
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = ctrl_c => {}
        () = terminated => {}
    }
    tracing::info!("the end was asked for");
}
