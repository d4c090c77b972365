//! `rantau-registry`: the sandbox registry as a program.

use std::{
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use registry::{SigningSecret, sandbox};
use tokio::net::TcpListener;

/// A registry to practise with. For training only: it takes invented people and can be told to fail.
///
/// It receives CloudEvents, signed as Standard Webhooks, at POST /v1/events, and shows what it holds at /workers.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  rantau-registry secret > registry.secret
  rantau-registry serve --secret-file registry.secret
  curl http://127.0.0.1:8090/workers?format=json
  curl http://127.0.0.1:8090/stats

Tell it to fail, three times (sandbox only):
  curl -d '{\"status\": 503, \"times\": 3, \"retry_after\": 1}' http://127.0.0.1:8090/sandbox/faults
Others: delay_ms, reject_every, drop_after_apply. {\"times\": 0} ends it.";

#[derive(Subcommand)]
enum Command {
    /// Serve until Ctrl-C or SIGTERM.
    Serve(Serve),
    /// Print a new signing secret, whsec_…, to share with whoever sends.
    Secret,
}

#[derive(Args)]
struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, env = "RANTAU_REGISTRY_LISTEN", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The SQLite file, made where there is none.
    #[arg(long, env = "RANTAU_REGISTRY_DATABASE", default_value = "registry.sqlite")]
    database: PathBuf,
    /// The file with the signing secret; several lines while one is being replaced.
    #[arg(long, env = "RANTAU_REGISTRY_SECRET_FILE")]
    secret_file: PathBuf,
    /// What registry ids begin with.
    #[arg(long, env = "RANTAU_REGISTRY_PREFIX", default_value = "NTB")]
    prefix: String,
    /// Print the line that says it is ready as JSON: {"listening": "http://127.0.0.1:8090"}.
    #[arg(long, env = "RANTAU_REGISTRY_JSON")]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(options) => serve(options).await,
        Command::Secret => print_secret(),
    };
    let Err(error) = done else { return ExitCode::SUCCESS };
    // Where not even this can be written, the exit code says it.
    let _unwritten = writeln!(io::stderr(), "rantau-registry: {error:#}");
    ExitCode::FAILURE
}

fn print_secret() -> anyhow::Result<()> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).context("the system gives no random bytes")?;
    writeln!(io::stdout(), "{}", *SigningSecret::of_random(random).expose())?;
    Ok(())
}

async fn serve(options: Serve) -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    let secrets = read_secrets(&options.secret_file)?;
    let listener =
        TcpListener::bind(options.listen).await.with_context(|| format!("cannot listen on {}", options.listen))?;
    let config = sandbox::Config { database: options.database, secrets, prefix: options.prefix };
    let registry = sandbox::Registry::open(config)?;
    say_ready(listener.local_addr()?, options.json)?;
    Ok(registry.serve(listener, stop_signal()).await?)
}

fn read_secrets(path: &Path) -> anyhow::Result<Vec<SigningSecret>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let secrets: Result<Vec<_>, _> = lines.map(SigningSecret::parse).collect();
    let secrets = secrets.with_context(|| format!("in {}: make one with `rantau-registry secret`", path.display()))?;
    anyhow::ensure!(!secrets.is_empty(), "{} is empty: make a secret with `rantau-registry secret`", path.display());
    Ok(secrets)
}

fn say_ready(address: SocketAddr, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::json!({ "listening": format!("http://{address}") }))?;
    } else {
        writeln!(out, "rantau-registry (LATIHAN / TRAINING) listens on http://{address}, see /workers")?;
    }
    out.flush()
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    // Without a way to be told, it serves until it is killed.
    if interrupt.await.is_err() {
        std::future::pending().await
    }
}
