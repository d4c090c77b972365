//! `rantau-server serve`.

use std::{
    io::Write,
    net::{Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use clap::{Args, ValueEnum};
use serde::Serialize;
use tokio::{net::TcpListener, signal};
use tracing_subscriber::EnvFilter;

use super::{Common, Output};
use crate::{Error, Result, config::ServeOptions, home::Home, serve, server::Server, store::deployment::Province};

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
    let registry = |province: &Province| options.serve.registry(province.deployment, &province.region);
    let server = Arc::new(Server::open(home, options.serve.limits(), registry)?);
    let province = &server.province;
    let listener = TcpListener::bind(&options.serve.listen).await.map_err(Error::Network)?;
    let listen = listener.local_addr().map_err(Error::Network)?.to_string();
    let ready = Ready { ready: true, url: format!("http://{listen}"), listen };
    server.home.write_address(&reachable(&listener)?)?;
    let text = format!("Serving {} ({}) at {}", province.name, province.region, ready.url);
    print(&options.common.output(province.deployment, &ready, &text).text)?;
    serve::serve(Arc::clone(&server), claim, listener, interrupted()).await
}

/// The address under which a command on this machine reaches the server.
fn reachable(listener: &TcpListener) -> Result<String> {
    let mut address = listener.local_addr().map_err(Error::Network)?;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
    }
    Ok(format!("http://{address}"))
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
