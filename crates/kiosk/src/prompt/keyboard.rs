//! Waiting for what somebody types, for so long and no longer.

use std::{
    io::{self, BufRead, Cursor, Read},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// Clears a terminal, what was scrolled away with it.
pub(super) const CLEAR: &str = "\x1b[2J\x1b[3J\x1b[H";

/// Reads a line.
type Line = fn() -> io::Result<String>;

/// The keyboard. A line is read when it is asked for and not before: what is typed ahead is for whoever asks next.
///
/// A terminal cannot be read for a while only. So another thread reads it, and goes with the program where nobody types.
#[derive(Debug)]
pub(super) struct Keyboard {
    line: Line,
    patience: Option<Duration>,
    typed: Cursor<Vec<u8>>,
}

impl Keyboard {
    /// The standard input, read for so long each time; `None` until somebody types.
    pub(super) const fn with_patience(patience: Option<Duration>) -> Self {
        Self::of(
            || {
                let mut line = String::new();
                io::stdin().read_line(&mut line).map(|_| line)
            },
            patience,
        )
    }

    /// What reads a line by any means.
    pub(super) const fn of(line: Line, patience: Option<Duration>) -> Self {
        Self { line, patience, typed: Cursor::new(Vec::new()) }
    }

    fn next(&self) -> io::Result<String> {
        let Some(patience) = self.patience else { return (self.line)() };
        let ((tell, told), line) = (mpsc::channel(), self.line);
        thread::Builder::new().spawn(move || tell.send(line()))?;
        told.recv_timeout(patience).unwrap_or_else(|gone| match gone {
            RecvTimeoutError::Timeout => Err(io::ErrorKind::TimedOut.into()),
            RecvTimeoutError::Disconnected => Ok(String::new()),
        })
    }
}

impl Read for Keyboard {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Keyboard {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.typed.fill_buf()?.is_empty() {
            self.typed = Cursor::new(self.next()?.into_bytes());
        }
        self.typed.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.typed.consume(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_line_by_line_with_and_without_a_limit() {
        for patience in [None, Some(Duration::from_secs(600))] {
            let mut keyboard = Keyboard::of(|| Ok("ya\n".to_owned()), patience);
            let mut typed = String::new();
            for _ in 0..2 {
                keyboard.read_line(&mut typed).unwrap();
            }
            assert_eq!(typed, "ya\nya\n");
        }
    }

    #[test]
    fn the_end_of_the_input_is_the_end() {
        let mut keyboard = Keyboard::of(|| Ok(String::new()), Some(Duration::from_secs(600)));
        assert_eq!(keyboard.read_line(&mut String::new()).unwrap(), 0);
    }
}
