//! What is shown while something takes its time: on standard error, a bar on a terminal and plain lines elsewhere.

use std::{
    io::{self, IsTerminal, Write},
    time::Duration,
};

use client_core::sync::Progress;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{lang::Lang, output::Output, text};

/// How often a bar moves although nothing happened, so that people see that the program lives.
const TICK: Duration = Duration::from_millis(200);

/// A bar for rows of a list. Draws nothing where standard error is no terminal.
pub(crate) fn rows(total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    bar.set_style(style("{bar:40} {pos}/{len}"));
    bar
}

/// What is shown of a sync.
#[derive(Debug)]
pub(crate) struct Meter {
    lang: Lang,
    face: Face,
}

#[derive(Debug)]
enum Face {
    Bar(ProgressBar),
    Lines,
    /// A program reads, and wants the answer alone.
    Silent,
}

impl Meter {
    /// A bar on a terminal, lines elsewhere.
    pub(crate) fn new(output: &Output) -> Self {
        let face = match (io::stderr().is_terminal(), output.is_json()) {
            (true, _) => Face::Bar(moving_bar()),
            (false, false) => Face::Lines,
            (false, true) => Face::Silent,
        };
        Self { lang: output.lang(), face }
    }

    /// Shows what happens.
    pub(crate) fn show(&self, progress: &Progress) {
        match &self.face {
            Face::Bar(bar) => move_bar(bar, progress, self.lang),
            Face::Lines => say(line(progress, self.lang)),
            Face::Silent => {}
        }
    }

    /// Shows that nothing moves at the moment, and how the last exchange ended.
    pub(crate) fn rest(&self, message: &str) {
        if let Face::Bar(bar) = &self.face {
            bar.set_length(0);
            bar.set_message(message.to_owned());
        }
    }

    /// Says a line that stays, above the bar where there is one.
    pub(crate) fn say(&self, line: &str) {
        match &self.face {
            Face::Bar(bar) => bar.println(line),
            Face::Lines => say(Some(line.to_owned())),
            Face::Silent => {}
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Face::Bar(bar) = &self.face {
            bar.finish_and_clear();
        }
    }
}

fn moving_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    bar.set_style(style("{spinner} {bar:30} {msg}"));
    bar.enable_steady_tick(TICK);
    bar
}

fn move_bar(bar: &ProgressBar, progress: &Progress, lang: Lang) {
    if let Progress::Pushing { changes: done, of }
    | Progress::Reading { entries: done, of }
    | Progress::Fetching { bytes: done, of } = progress
    {
        bar.set_length(*of);
        bar.set_position(*done);
    }
    if let Some(message) = message(progress, lang) {
        bar.set_message(message);
    }
}

/// Lines are for logs: one when an exchange begins and one when it waits, not one for each frame.
fn line(progress: &Progress, lang: Lang) -> Option<String> {
    let is_for_logs =
        matches!(progress, Progress::Connecting { .. } | Progress::Waiting { .. } | Progress::PackGivenUp { .. });
    if is_for_logs { message(progress, lang) } else { None }
}

/// What people read; `None` of what a newer store tells.
fn message(progress: &Progress, lang: Lang) -> Option<String> {
    Some(match progress {
        Progress::Connecting { exchange } => lang.tell(text::SYNC_CONNECTING, &[exchange]),
        Progress::Pushing { changes, of } => lang.tell(text::SYNC_PUSHING, &[changes, of]),
        Progress::Pulled { changes } => lang.tell(text::SYNC_PULLED, &[changes]),
        Progress::Waiting { ms, .. } => lang.tell(text::SYNC_WAITING, &[&ms.div_ceil(1000)]),
        Progress::Reading { entries, of } => lang.tell(text::SYNC_READING, &[entries, of]),
        Progress::Fetching { bytes, of } => {
            lang.tell(text::SYNC_FETCHING, &[&bytes.div_ceil(1024), &of.div_ceil(1024)])
        }
        Progress::PackGivenUp { .. } => lang.say(text::SYNC_PACK_GIVEN_UP),
        _ => return None,
    })
}

/// A closed standard error is nobody watching.
fn say(line: Option<String>) {
    if let Some(line) = line {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// A template of ours; the plain bar where it should not parse.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_of_exchanges_and_waits_and_not_of_frames() {
        let waiting = Progress::Waiting { ms: 2500, because: String::new() };
        assert_eq!(line(&waiting, Lang::En).as_deref(), Some("waiting 3 s for the line"));
        assert_eq!(
            line(&Progress::Connecting { exchange: 2 }, Lang::En).as_deref(),
            Some("exchange 2 with the province")
        );
        assert_eq!(line(&Progress::Pushing { changes: 1, of: 9 }, Lang::En), None);
        assert_eq!(message(&Progress::Pushing { changes: 1, of: 9 }, Lang::En).as_deref(), Some("1 of 9 sent"));
    }
}
