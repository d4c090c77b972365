//! Our programs as real processes.
//!
//! A daemon is ready when it says so on its standard output, and every wait is one for an event: a line, an end. The
//! alternative, to ask a port again and again, needs sleeps, and takes a program that died at once for a slow one.

mod tail;

use std::{
    env, io,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    process::{Child, Command},
    time::timeout,
};

use self::tail::Tail;

/// A watchdog against a test that hangs for ever, not a measure: a loaded machine stays far below.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running program. Dropping it kills it.
#[derive(Debug)]
pub struct Daemon {
    name: String,
    child: Child,
    stdout: Tail,
    stderr: Tail,
}

/// How a program ended, and the last lines that it printed.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code or signal.
    pub status: ExitStatus,
    /// The end of its standard output.
    pub stdout: String,
    /// The end of its standard error.
    pub stderr: String,
    /// Every line of both outputs that nobody read, all of standard output first.
    pub unread: Vec<String>,
}

/// Why a program did not get ready, or did not end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be run at all.
    #[error("{name} cannot be started")]
    Start {
        /// The program.
        name: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It closed its output before it was ready.
    #[error("{name} ended before it was ready: {}\n--- stdout\n{}--- stderr\n{}", .ended.status, .ended.stdout, .ended.stderr)]
    NotReady {
        /// The program.
        name: String,
        /// How, with its last words.
        ended: Box<Ended>,
    },
    /// It did not do in two minutes what takes a moment.
    #[error("{name} hangs\n--- stdout\n{stdout}--- stderr\n{stderr}")]
    Hangs {
        /// The program.
        name: String,
        /// The end of its standard output.
        stdout: String,
        /// The end of its standard error.
        stderr: String,
    },
    /// The system refused to signal it or to tell how it ended.
    #[error("{name} cannot be stopped")]
    Stop {
        /// The program.
        name: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// The path of one of our programs, beside the test or example that asks.
///
/// # Errors
/// Where it is not built; the message says how to.
pub fn program(name: &str) -> io::Result<PathBuf> {
    let mut folder = env::current_exe()?;
    folder.pop();
    if folder.ends_with("deps") || folder.ends_with("examples") {
        folder.pop();
    }
    let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    match path.is_file() {
        true => Ok(path),
        false => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("{name} is not built in this profile: run `cargo build --bin {name}` first"),
        )),
    }
}

impl Daemon {
    /// Starts `command` and reads its output line by line until `ready` makes something of one, as of
    /// `listening on 127.0.0.1:4711`. Standard input is empty; both outputs are kept reading until the end.
    ///
    /// # Errors
    /// Where the program cannot be run, or ends or hangs before it is ready: with the last lines that it printed.
    pub async fn start<T>(mut command: Command, mut ready: impl FnMut(&str) -> Option<T>) -> Result<(Self, T), Error> {
        let mut daemon = Self::spawn(&mut command)?;
        let waited = timeout(PATIENCE, async {
            while let Some(line) = daemon.stdout.next_line().await {
                if let Some(made) = ready(&line) {
                    return Some(made);
                }
            }
            None
        });
        match waited.await {
            Ok(Some(made)) => Ok((daemon, made)),
            Ok(None) => Err(daemon.not_ready().await),
            Err(_) => Err(daemon.hangs()),
        }
    }

    /// The process.
    ///
    /// # Panics
    /// Never: the id is known until the end is waited for, which takes the daemon.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().expect("a daemon that was not waited for")
    }

    /// The next line of its standard output after the ready line, `None` at its end.
    pub async fn next_line(&mut self) -> Option<String> {
        self.stdout.next_line().await
    }

    /// Asks it to stop (SIGTERM) and waits for its end.
    ///
    /// # Errors
    /// Where it does not stop; it is killed then.
    pub async fn stop(self) -> Result<Ended, Error> {
        self.signal(Signal::TERM)?;
        self.ended().await
    }

    /// Kills it as the system does when memory runs out (SIGKILL), and waits for its end.
    ///
    /// # Errors
    /// Where the system refuses.
    pub async fn kill(self) -> Result<Ended, Error> {
        self.signal(Signal::KILL)?;
        self.ended().await
    }

    /// Waits for it to end by itself.
    ///
    /// # Errors
    /// Where it does not; it is killed then.
    pub async fn ended(mut self) -> Result<Ended, Error> {
        let Ok(waited) = timeout(PATIENCE, self.child.wait()).await else {
            return Err(self.hangs());
        };
        let status = waited.map_err(|source| Error::Stop { name: self.name.clone(), source })?;
        let (stdout, stderr) = (self.stdout.rest().await, self.stderr.rest().await);
        let unread = self.stdout.unread().into_iter().chain(self.stderr.unread()).collect();
        Ok(Ended { status, stdout, stderr, unread })
    }

    fn spawn(command: &mut Command) -> Result<Self, Error> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().map_err(|source| Error::Start { name: name.clone(), source })?;
        let stdout = Tail::of(child.stdout.take().expect("piped above"));
        let stderr = Tail::of(child.stderr.take().expect("piped above"));
        Ok(Self { name, child, stdout, stderr })
    }

    fn signal(&self, signal: Signal) -> Result<(), Error> {
        let pid = Pid::from_raw(self.id() as i32).expect("a process id is not zero");
        // The child is not waited for yet, so the id is still its own.
        kill_process(pid, signal).map_err(|error| Error::Stop { name: self.name.clone(), source: error.into() })
    }

    async fn not_ready(self) -> Error {
        let name = self.name.clone();
        match self.ended().await {
            Ok(ended) => Error::NotReady { name, ended: Box::new(ended) },
            Err(error) => error,
        }
    }

    fn hangs(self) -> Error {
        Error::Hangs { name: self.name, stdout: self.stdout.so_far(), stderr: self.stderr.so_far() }
    }
}

#[cfg(test)]
mod tests;
