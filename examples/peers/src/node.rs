//! The two processes: this one is the device, a child of it the server.

use std::{
    collections::HashMap,
    io::Write,
    net::SocketAddr,
    path::Path,
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use futures::future::join_all;
use samod::{BackoffConfig, ConnectionId, DocHandle, DocumentId, Repo, Transport, tokio_io::TcpDialer};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use super::{
    document::{Edit, Record},
    line::{Line, Speed},
    row::Row,
};

/// The device, with its server.
pub(crate) struct Device {
    repo: Repo,
    documents: Vec<DocHandle>,
    server: Server,
}

struct Server {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    address: SocketAddr,
}

impl Device {
    /// Starts both, the device with all of the records.
    pub(crate) async fn start(records: &[Record]) -> Result<Self> {
        let repo = Repo::build_tokio().load().await;
        let mut documents = Vec::with_capacity(records.len());
        for record in records {
            documents.push(repo.create(record.document()?).await?);
        }
        Ok(Self { repo, documents, server: Server::start().await? })
    }

    /// Connects over a line of its own until both sides have the same, then disconnects.
    pub(crate) async fn exchange(
        &mut self,
        scenario: &'static str,
        link: &Path,
        speed: Speed,
        patience: Duration,
    ) -> Result<Row> {
        let line = Line::open(link, self.server.address, speed).await?;
        forget_peak("self")?;
        forget_peak(&self.server.id()?)?;
        let began = Instant::now();
        let dialer = TcpDialer::new_host_port(line.address.ip().to_string(), line.address.port());
        let dialled = self.repo.dial(BackoffConfig::default(), Arc::new(dialer))?;
        let ended = timeout(patience, self.settled(&dialled)).await.is_ok();
        let seconds = began.elapsed().as_secs_f64();
        dialled.close();
        let carried = line.close().await?;
        Ok(Row {
            scenario,
            records: self.documents.len(),
            kbit: speed.kbit,
            round_trip_ms: speed.round_trip_ms,
            ended,
            wire_up: carried.bytes_up,
            wire_down: carried.bytes_down,
            seconds,
            device_peak_kib: peak_kib("self")?,
            server_peak_kib: peak_kib(&self.server.id()?)?,
        })
    }

    /// Waits until either side has said of every document that it has what the other has.
    async fn settled(&self, dialled: &samod::DialerHandle) -> Result<()> {
        dialled.established().await.context("the server is not reached")?;
        let connection: ConnectionId = dialled.connection_id().context("a connection without id")?;
        let both = self.documents.iter().map(|document| async move {
            document.they_have_our_changes(connection).await;
            document.we_have_their_changes(connection).await;
        });
        join_all(both).await;
        Ok(())
    }

    /// Edits so many documents here and as many others on the server, while they are apart.
    pub(crate) async fn edit_both_sides(&mut self, count: usize) -> Result<()> {
        for (n, document) in self.documents.iter().take(count).enumerate() {
            document.with_document(|document| Edit::of_officer(n).apply(document))?;
        }
        let theirs = self.documents.iter().rev().take(count);
        let ids: Vec<String> = theirs.map(|document| document.document_id().to_string()).collect();
        self.server.edit(&ids).await
    }
}

impl Server {
    async fn start() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let stdin = child.stdin.take().context("piped above")?;
        let mut lines = BufReader::new(child.stdout.take().context("piped above")?).lines();
        let address = lines.next_line().await?.context("the server does not start")?.parse()?;
        Ok(Self { child, stdin, lines, address })
    }

    fn id(&self) -> Result<String> {
        Ok(self.child.id().context("the server ended")?.to_string())
    }

    async fn edit(&mut self, ids: &[String]) -> Result<()> {
        self.stdin.write_all(format!("{}\n", ids.join(" ")).as_bytes()).await?;
        self.lines.next_line().await?.context("the server ended")?;
        Ok(())
    }
}

/// The server: prints its address, then edits the documents of each line that it is given.
pub(crate) async fn serve() -> Result<()> {
    let repo = Repo::build_tokio().load().await;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let acceptor = repo.make_acceptor("tcp://127.0.0.1:1".parse()?)?;
    say(&listener.local_addr()?.to_string())?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A connection that is refused is the device's to notice.
            let _ = acceptor.accept(Transport::from_tokio_io(stream));
        }
    });
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut found = HashMap::new();
    while let Some(line) = lines.next_line().await? {
        for (n, id) in line.split(' ').enumerate() {
            let id: DocumentId = id.parse()?;
            let document = repo.find(id.clone()).await?.context("a document that did not arrive")?;
            document.with_document(|document| Edit::of_officer(1_000 + n).apply(document))?;
            found.insert(id, document);
        }
        say("edited")?;
    }
    Ok(())
}

fn say(line: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}")?;
    Ok(stdout.flush()?)
}

fn forget_peak(process: &str) -> Result<()> {
    Ok(std::fs::write(format!("/proc/{process}/clear_refs"), "5")?)
}

fn peak_kib(process: &str) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("a process without this figure")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
