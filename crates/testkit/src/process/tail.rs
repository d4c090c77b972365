//! Reads a program's output to its end, so that it never blocks, and keeps the last lines.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    sync::mpsc,
    task::JoinHandle,
};

/// How many lines are kept.
const KEPT: usize = 60;

/// The output of a program.
#[derive(Debug)]
pub(super) struct Tail {
    last: Arc<Mutex<VecDeque<String>>>,
    lines: mpsc::UnboundedReceiver<String>,
    reading: JoinHandle<()>,
}

impl Tail {
    pub(super) fn of(output: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let last = Arc::default();
        let (sender, lines) = mpsc::unbounded_channel();
        let reading = tokio::spawn(read(output, Arc::clone(&last), sender));
        Self { last, lines, reading }
    }

    /// The next line, `None` at the end.
    pub(super) async fn next_line(&mut self) -> Option<String> {
        self.lines.recv().await
    }

    /// Reads to the end: the last lines.
    pub(super) async fn rest(&mut self) -> String {
        let _ = (&mut self.reading).await;
        self.so_far()
    }

    /// The lines that are here and that nobody asked for.
    pub(super) fn unread(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.lines.try_recv().ok()).collect()
    }

    /// The last lines that were read.
    pub(super) fn so_far(&self) -> String {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.iter().map(|line| format!("{line}\n")).collect()
    }
}

async fn read(
    output: impl AsyncRead + Unpin,
    last: Arc<Mutex<VecDeque<String>>>,
    lines: mpsc::UnboundedSender<String>,
) {
    let mut output = BufReader::new(output);
    let mut bytes = Vec::new();
    // An error of reading a pipe is its end.
    while let Ok(1..) = output.read_until(b'\n', &mut bytes).await {
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        bytes.clear();
        keep(&last, line.clone());
        let _ = lines.send(line);
    }
}

fn keep(last: &Mutex<VecDeque<String>>, line: String) {
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    if last.len() == KEPT {
        last.pop_front();
    }
    last.push_back(line);
}
