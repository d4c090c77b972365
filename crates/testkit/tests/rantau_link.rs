//! The program `rantau-link` as a process.

use std::{net::SocketAddr, process::Stdio};

use testkit::process::Daemon;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    process::Command,
};

fn rantau_link(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rantau-link"));
    command.args(args);
    command
}

fn address(line: &str) -> Option<SocketAddr> {
    line.strip_prefix("listening on ")?.parse().ok()
}

async fn server() -> (TcpListener, String) {
    let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = server.local_addr().unwrap().to_string();
    (server, addr)
}

/// Connects through the line: the device's end and the server's.
async fn connected(line: SocketAddr, server: &TcpListener) -> (TcpStream, TcpStream) {
    let device = TcpStream::connect(line).await.unwrap();
    let (served, _) = server.accept().await.unwrap();
    (device, served)
}

#[tokio::test]
async fn it_cuts_where_it_was_told_and_reports_what_it_carried() {
    let (server, upstream) = server().await;
    let command = rantau_link(&["--upstream", &upstream, "--kbit", "100000", "--rtt-ms", "2", "--cut-up", "1000"]);
    let (daemon, addr) = Daemon::start(command, address).await.unwrap();
    let (mut device, mut served) = connected(addr, &server).await;
    device.write_all(&[7; 5_000]).await.unwrap();
    let mut arrived = Vec::new();
    assert!(served.read_to_end(&mut arrived).await.is_err());
    assert_eq!(arrived.len(), 1_000);
    assert!(device.read(&mut [0; 1]).await.is_err());
    let ended = daemon.stop().await.unwrap();
    assert!(ended.status.success());
    let stats = r#"{"bytes_up":1000,"bytes_down":0,"connections":1,"cuts":1}"#;
    assert_eq!(ended.stdout, format!("listening on {addr}\n{stats}\n"));
}

#[tokio::test]
async fn a_dropped_daemon_is_killed() {
    let (server, upstream) = server().await;
    let (daemon, addr) = Daemon::start(rantau_link(&["--upstream", &upstream]), address).await.unwrap();
    let (device, mut served) = connected(addr, &server).await;
    drop(daemon);
    assert!(matches!(served.read(&mut [0; 1]).await, Ok(0) | Err(_)), "the line is gone");
    drop(device);
}

#[tokio::test]
async fn it_ends_with_its_standard_input_where_that_was_asked_for() {
    let mut command = rantau_link(&["--upstream", "127.0.0.1:9", "--until-stdin-closes"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    drop(child.stdin.take());
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("\"cuts\":0}\n"));
}

#[tokio::test]
async fn wrong_arguments_are_refused() {
    for wrong in [&["--kbit", "0"][..], &["--cut-up", "20,10"], &["--cut-every-kb", "0"]] {
        let output = rantau_link(wrong).args(["--upstream", "127.0.0.1:9"]).output().await.unwrap();
        assert!(!output.status.success(), "{wrong:?}");
    }
}
