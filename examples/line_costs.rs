//! What TLS adds to an exchange: bytes over the line, and round trips before the first byte of the request.
//!
//! A device that has nothing to say syncs over a line that counts; once with the province in plain HTTP, once as it is
//! served. Then handshakes alone, the first and one that is resumed. TCP's own headers are not counted.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::Arc,
};

use anyhow::{Context, Result};
use rustls::{ClientConnection, StreamOwned, pki_types::ServerName};
use testkit::{
    deployment::{Device, Kind, Province, address_in},
    link::{Line, Link},
    process::Daemon,
};

const VILLAGE: &str = "52.03.13.2001";

#[tokio::main]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut province = Province::start_as(Kind::Production, folder.path()).await?;
    let device = Device::new("Ani", folder.path());
    device.enrol(&province, province.server()?, VILLAGE).await?;
    device.sync().await?;
    println!("{:<44}{:>8}{:>8}{:>13}", "", "up", "down", "round trips");
    let tls = no_op(&device, "https", province.server()?).await?;
    handshakes(folder.path(), province.server()?).await?;
    province.stop_server().await?;
    let mut command = province.serving()?;
    command.arg("--plain-http");
    let (server, address) = Daemon::start(command, address_in).await?;
    let plain = no_op(&device, "http", address).await?;
    println!("{:<44}{:>8}{:>8}", "what TLS adds to it", tls.0 - plain.0, tls.1 - plain.1);
    server.stop().await?;
    Ok(())
}

/// A sync of a device that has nothing to say: bytes up and down, HTTP headers included.
async fn no_op(device: &Device, scheme: &str, server: SocketAddr) -> Result<(u64, u64)> {
    let link = Link::open(server, Line::clear())?;
    device.run(&["sync", "--server", &format!("{scheme}://{}", link.addr())]).await?;
    let stats = link.stats();
    // TCP's own, and one of a full handshake of TLS 1.3.
    let trips = if scheme == "https" { "1 + 1" } else { "1" };
    println!("{:<44}{:>8}{:>8}{trips:>13}", format!("no-op over {scheme}"), stats.bytes_up, stats.bytes_down);
    Ok((stats.bytes_up, stats.bytes_down))
}

/// Handshakes alone: the first, and one with the ticket that came with it.
async fn handshakes(folder: &Path, server: SocketAddr) -> Result<()> {
    let keys: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folder.join("province/keys.json"))?)?;
    let mut signing = [0; 32];
    hex::decode_to_slice(keys["signing_key"].as_str().context("a key")?, &mut signing)?;
    let root = tls::Root::Province(seal::SigningKey::from_bytes(&signing).public());
    let expected = tls::Expected { root, public_roots: false, time: tls::KnownTime::default() };
    let config = Arc::new(tls::client_config(expected)?);
    for what in ["first", "resumed"] {
        let link = Link::open(server, Line::clear())?;
        let (config, address) = (Arc::clone(&config), link.addr());
        let kind = tokio::task::spawn_blocking(move || handshake(config, address)).await??;
        let stats = link.stats();
        let title = format!("a handshake and GET /healthz, {what} ({kind})");
        println!("{title:<44}{:>8}{:>8}{:>13}", stats.bytes_up, stats.bytes_down, "1 + 1");
    }
    Ok(())
}

/// Asks for `/healthz` on a connection of its own, so that the ticket is read with the answer.
fn handshake(config: Arc<rustls::ClientConfig>, address: SocketAddr) -> Result<String> {
    let connection = ClientConnection::new(config, ServerName::from(address.ip()))?;
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address)?);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    // A close without the alert is one, too.
    let _ = stream.read_to_end(&mut answer);
    anyhow::ensure!(answer.ends_with(b"ok\n"), "no answer");
    Ok(format!("{:?}", stream.conn.handshake_kind().context("no handshake")?))
}
