//! On the line itself, with the programs that people run.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
};

use anyhow::{Context, Result};
use serde_json::Value;
use support::{Secrets, Stage, VILLAGE, courier};
use testkit::{
    deployment::{Device, Kind, Province, address_in},
    process::{Daemon, program},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    process::Command,
};

/// Everything that went over a line, both ways.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

/// A line to `upstream` on which somebody listens; it ends with the test.
async fn listened_to(upstream: SocketAddr) -> Result<(SocketAddr, Heard)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let (address, heard) = (listener.local_addr()?, Heard::default());
    let all = heard.clone();
    tokio::spawn(async move {
        while let Ok((device, _)) = listener.accept().await {
            tokio::spawn(overhear(device, upstream, all.clone()));
        }
    });
    Ok((address, heard))
}

async fn overhear(device: TcpStream, upstream: SocketAddr, heard: Heard) -> Result<()> {
    let server = TcpStream::connect(upstream).await?;
    let ((mut from_device, mut to_device), (mut from_server, mut to_server)) =
        (device.into_split(), server.into_split());
    let up = async {
        let mut piece = vec![0; 1 << 14];
        while let Ok(n @ 1..) = from_device.read(&mut piece).await {
            heard.0.lock().unwrap().extend(&piece[..n]);
            to_server.write_all(&piece[..n]).await?;
        }
        to_server.shutdown().await
    };
    let mut back = vec![0; 1 << 14];
    let down = async {
        while let Ok(n @ 1..) = from_server.read(&mut back).await {
            heard.0.lock().unwrap().extend(&back[..n]);
            to_device.write_all(&back[..n]).await?;
        }
        to_device.shutdown().await
    };
    let (up, down) = tokio::join!(up, down);
    Ok(up.and(down)?)
}

/// What `rantau enrol` is asked for, with a fresh invitation.
async fn code(province: &Province) -> Result<String> {
    let invited = province.run(&["device", "invite", "--region", VILLAGE, "--officer", "Petugas Contoh"]).await?;
    Ok(invited["code"].as_str().context("a code")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_reads_no_name_on_the_line() -> Result<()> {
    let stage = Stage::production().await?;
    let (line, heard) = listened_to(stage.province.server()?).await?;
    let ani = stage.device_over("Ani", line).await?;
    ani.run(&["add", "worker", "name=Contoh Rahasia", "sex=L", "dusun=Lebak Rahasia"]).await?;
    ani.sync().await?;
    let said = ["Contoh Rahasia", "Lebak Rahasia", "Perangkat", VILLAGE, "rantau.frames", "/v1/sync", "/v1/enrol"];
    let secrets = Secrets::new(said)?;
    let heard = heard.0.lock().unwrap();
    assert!(heard.len() > 2_000, "an enrolment and a sync went over the line: {} bytes", heard.len());
    assert_eq!(secrets.seen_in(&heard), Default::default());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_at_the_same_address_is_not_believed() -> Result<()> {
    let stage = Stage::production().await?;
    let foreign = tempfile::tempdir()?;
    let theirs = Province::start_as(Kind::Production, foreign.path()).await?;
    // Whoever is invited finds another province at the address, and so does a device that was enrolled before.
    let ani = Device::new("Ani", stage.folder());
    let theirs_at = format!("https://{}", theirs.server()?);
    let code = code(&stage.province).await?;
    let refused = ani.refused(&["enrol", "--server", &theirs_at, "--code", &code, "--name", "laptop"]).await?;
    assert_eq!(refused["error"]["code"], "another_server", "{refused}");
    let budi = stage.device("Budi").await?;
    let refused = budi.refused(&["sync", "--server", &theirs_at]).await?;
    assert_eq!(refused["error"]["code"], "another_server", "{refused}");
    let seen = theirs.run(&["device", "list"]).await?;
    assert_eq!(seen["devices"].as_array().map(Vec::len), Some(0));
    // The invitation was not used up by it.
    let ours = format!("https://{}", stage.province.server()?);
    ani.run(&["enrol", "--server", &ours, "--code", &code, "--name", "laptop"]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_to_other_machines_is_refused_on_both_sides() -> Result<()> {
    let stage = Stage::production().await?;
    let budi = stage.device("Budi").await?;
    let refused = budi.refused(&["sync", "--server", "http://192.0.2.1:8080"]).await?;
    assert_eq!(refused["error"]["code"], "plain_http", "{refused}");
    let foreign = tempfile::tempdir()?;
    let mut other = Province::start_as(Kind::Production, foreign.path()).await?;
    other.stop_server().await?;
    let mut command = Command::new(program("rantau-server")?);
    command.args(["serve", "--listen", "0.0.0.0:0", "--plain-http", "--data"]).arg(foreign.path().join("province"));
    let output = command.output().await?;
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--plain-http-to-others"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_needs_no_new_enrolment() -> Result<()> {
    let mut stage = Stage::production().await?;
    let ani = stage.device("Ani").await?;
    ani.sync().await?;
    let kept = stage.folder().join("province/tls.json");
    let before = std::fs::read_to_string(&kept)?;
    stage.province.stop_server().await?;
    std::fs::remove_file(&kept)?;
    let address = stage.province.start_server().await?;
    assert_ne!(std::fs::read_to_string(&kept)?, before, "another key and certificate");
    ani.run(&["sync", "--server", &format!("https://{address}")]).await?;
    Ok(())
}

/// A certificate for 127.0.0.1 and `localhost` that an authority signed which this machine trusts.
fn public_certificate(dir: &Path) -> Result<()> {
    let authority = seal::SigningKey::generate(&mut seal::OsRandom);
    let leaf = tls::Authority::new(&authority).leaf(&["127.0.0.1".to_owned()], 1_700_000_000, 4_000_000_000)?;
    std::fs::write(dir.join("authority.pem"), tls::Authority::new(&authority).root()?)?;
    std::fs::write(dir.join("chain.pem"), leaf.certificate)?;
    std::fs::write(dir.join("key.pem"), leaf.key.as_bytes())?;
    Ok(())
}

/// Somebody in between, with a certificate of that authority: ends TLS and goes on to the province in plain.
async fn in_between(dir: &Path, plain: SocketAddr) -> Result<SocketAddr> {
    let read = |name: &str| std::fs::read(dir.join(name));
    let certified = tls::Leaf::certified_of(&read("chain.pem")?, &read("key.pem")?, &tls::provider())?;
    let config = rustls::ServerConfig::builder_with_provider(tls::provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((device, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut device = acceptor.accept(device).await?;
                copy_bidirectional(&mut device, &mut TcpStream::connect(plain).await?).await
            });
        }
    });
    Ok(address)
}

fn json(output: &std::process::Output) -> Result<Value> {
    Ok(serde_json::from_slice(&output.stdout)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_a_public_authority_does_not_replace_the_pin() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut province = Province::start_as(Kind::Production, folder.path()).await?;
    province.stop_server().await?;
    let mut command = province.serving()?;
    command.arg("--plain-http");
    let (server, plain) = Daemon::start(command, address_in).await?;
    public_certificate(folder.path())?;
    let between = in_between(folder.path(), plain).await?;
    let enrol = async |name: &str, more: &[&str]| -> Result<Value> {
        let (address, code) = (format!("https://{between}"), code(&province).await?);
        let mut rantau = Command::new(program("rantau")?);
        rantau.args(["--json", "--data"]).arg(folder.path().join(name)).args(["enrol", "--server", &address]);
        rantau
            .args(["--code", &code, "--name", name])
            .args(more)
            .env("RANTAU_PASSPHRASE", testkit::deployment::PASSPHRASE);
        // The authority is one that this machine trusts.
        rantau.env("SSL_CERT_FILE", folder.path().join("authority.pem"));
        json(&rantau.output().await?)
    };
    let refused = enrol("ani", &[]).await?;
    assert_eq!(refused["error"]["code"], "another_server", "{refused}");
    // Only where the operator said so, it counts: such a proxy is then the operator's own.
    let enrolled = enrol("budi", &["--public-roots"]).await?;
    assert!(enrolled["device"].is_string(), "{enrolled}");
    server.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_on_the_wifi_reads_no_officers_name() -> Result<()> {
    let stage = Stage::production().await?;
    let (kios, rini) = (stage.device("Kios").await?, stage.device("Rini").await?);
    rini.run(&["add", "worker", "name=Contoh Rahasia"]).await?;
    let (mailbox, shown) = courier(&kios).await?;
    let listen = address_in(&shown).context("no address")?;
    let (wifi, heard) = listened_to(listen).await?;
    let visited = rini.run(&["sync", "--via", &shown.replace(&listen.to_string(), &wifi.to_string())]).await?;
    assert_eq!(visited["carried"], 1, "{visited}");
    let secrets =
        Secrets::new(["Rini", "Kios", "Perangkat", VILLAGE, "v1/courier", "authorization", "Contoh Rahasia"])?;
    mailbox.stop().await?;
    let heard = heard.0.lock().unwrap();
    assert!(heard.len() > 2_000, "a visit went over the Wi-Fi: {} bytes", heard.len());
    assert_eq!(secrets.seen_in(&heard), Default::default());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stands_between_a_device_and_a_courier_hears_no_name() -> Result<()> {
    let stage = Stage::production().await?;
    let (kios, rini) = (stage.device("Kios").await?, stage.device("Rini").await?);
    rini.run(&["add", "worker", "name=Contoh Rahasia"]).await?;
    let (mailbox, shown) = courier(&kios).await?;
    let listen = address_in(&shown).context("no address")?;
    // With a key of his own he ends TLS, and goes on to the real courier in plain.
    let (tapped, heard) = listened_to(listen).await?;
    public_certificate(stage.folder())?;
    let between = in_between(stage.folder(), tapped).await?;
    for via in [shown.replace(&listen.to_string(), &between.to_string()), format!("https://{between}")] {
        let refused = rini.refused(&["sync", "--via", &via]).await?;
        assert_eq!(refused["error"]["code"], "another_server", "{refused}");
    }
    let heard = String::from_utf8_lossy(&heard.0.lock().unwrap()).to_ascii_lowercase();
    assert!(heard.contains("get /v1/courier"), "he was asked who he is");
    assert!(!heard.contains("authorization") && !heard.contains("rini"), "{heard}");
    mailbox.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_is_slowed_and_then_refused() -> Result<()> {
    let stage = Stage::production().await?;
    let invited = stage.province.run(&["device", "invite", "--region", VILLAGE, "--officer", "Ani"]).await?;
    let known: seal::InviteCode = invited["code"].as_str().context("a code")?.parse()?;
    let server = format!("https://{}", stage.province.server()?);
    let device = Device::new("Ani", stage.folder());
    // Whoever saw half of the code guesses the other half.
    let keys = std::fs::read_to_string(stage.folder().join("province/keys.json"))?;
    let keys: Value = serde_json::from_str(&keys)?;
    let mut signing = [0; 32];
    hex::decode_to_slice(keys["signing_key"].as_str().context("a key")?, &mut signing)?;
    let province = seal::SigningKey::from_bytes(&signing).public();
    let mut said = Vec::new();
    for guess in 0..24_u8 {
        let code = seal::InviteCode::from_parts(known.id(), [guess; 10], &province).to_string();
        let refused = device.refused(&["enrol", "--server", &server, "--code", &code, "--name", "laptop"]).await?;
        said.push(refused["error"]["code"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(said[..10], vec!["unknown_code"; 10]);
    assert_eq!(said[10..20], vec!["code_withdrawn"; 10], "ten wrong guesses take an invitation back");
    assert_eq!(said[20..], vec!["busy"; 4], "who goes on is told to wait");
    // The right code opens nothing any more, for whoever has waited.
    let open = stage.province.run(&["device", "invitations"]).await?;
    assert_eq!(open["invitations"].as_array().map(Vec::len), Some(0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_floods_from_one_address_leaves_room_for_others() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut province = Province::start_as(Kind::Production, folder.path()).await?;
    province.stop_server().await?;
    let mut command = province.serving()?;
    command.args(["--max-connections-per-address", "3"]);
    let (server, address) = Daemon::start(command, address_in).await?;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(TcpStream::connect(address).await?);
    }
    // The fourth is closed without an answer.
    let mut fourth = TcpStream::connect(address).await?;
    assert_eq!(fourth.read(&mut [0; 1]).await.unwrap_or(0), 0);
    drop(held);
    server.stop().await?;
    Ok(())
}
