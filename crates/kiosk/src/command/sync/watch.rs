//! `rantau sync --watch`: syncs by itself until it is stopped.
//!
//! What it says is for a log: a line when something moved, when the proof is there or gone, and when trying begins to
//! fail in another way. On a terminal one line shows what happens in between.

use client_core::sync::{
    CancellationToken, Report, SharedStore,
    background::{self, Addresses, Event, Settings},
};
use courier::Spool;
use records::Deployment;
use serde::Serialize;
use wire::succession::Successions;

use super::super::{courier::forward_now_and_then, run_to_end, stop};
use crate::{
    failure::Result,
    output::{Output, Reply},
    progress::Meter,
    text,
};

/// Watches until somebody stops it.
pub(super) fn run(
    store: &SharedStore,
    mailbox: &Spool,
    server: &str,
    deployment: Deployment,
    output: &Output,
) -> Result<Reply> {
    let cancel = CancellationToken::new();
    let mut teller =
        Teller { output, deployment, meter: Meter::new(output), news: News::default(), cancel: cancel.clone() };
    let on = |event| teller.take(&event);
    let ended = run_to_end(until_stopped(store, mailbox, server, on, &cancel))?;
    teller.meter.end();
    ended?;
    teller.tell(&Stopped { event: "stopped" }, &output.lang().say(text::WATCH_STOPPED));
    Ok(Reply::said())
}

async fn until_stopped(
    store: &SharedStore,
    mailbox: &Spool,
    server: &str,
    on: impl FnMut(Event),
    cancel: &CancellationToken,
) -> Result<()> {
    let stopped = stop::signal()?;
    let mut network = Addresses::new();
    let watch = background::watch(store, server, Settings::default(), &mut network, on, cancel);
    tokio::pin!(watch);
    let learn = |told: &Successions| store.lock().follow_told(told).unwrap_or_default();
    tokio::select! {
        ended = &mut watch => Ok(ended?),
        () = forward_now_and_then(|| store.lock().expected(), learn, mailbox, server) => Ok(()),
        () = stopped => {
            // What is under way is brought to the end of its frame, so nothing is sent twice.
            cancel.cancel();
            Ok(watch.await?)
        }
    }
}

/// The last line of a watch.
#[derive(Serialize)]
struct Stopped {
    event: &'static str,
}

/// Says what is news.
struct Teller<'a> {
    output: &'a Output,
    deployment: Deployment,
    meter: Meter,
    news: News,
    cancel: CancellationToken,
}

/// How the last exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Proven,
    Open,
    Failing(&'static str),
}

impl Teller<'_> {
    fn take(&mut self, event: &Event) {
        if let Event::Progress { progress } = event {
            self.meter.show(progress);
        }
        let Some(line) = line(event, self.output) else { return };
        if *event != Event::Locked {
            self.meter.rest(&line);
        }
        if self.news.is(event) {
            self.tell(event, &line);
        }
    }

    /// A reader that has gone away wants no more.
    fn tell(&self, event: &impl Serialize, line: &str) {
        let said = if self.output.is_json() {
            self.output.event(self.deployment, event)
        } else {
            self.meter.say(line);
            Ok(())
        };
        if said.is_err() {
            self.cancel.cancel();
        }
    }
}

/// Tells what was not said before.
#[derive(Debug, Default)]
struct News {
    last: Option<Standing>,
}

impl News {
    /// Whether the end of an exchange is news: something moved, or it ended otherwise than the one before.
    fn is(&mut self, event: &Event) -> bool {
        let standing = match event {
            Event::Locked => return true,
            Event::Synced { report, .. } if report.equal => Standing::Proven,
            Event::Synced { .. } => Standing::Open,
            Event::Failed { code, .. } => Standing::Failing(code),
            Event::Syncing { .. } | Event::Progress { .. } | _ => return false,
        };
        let moved = matches!(event, Event::Synced { report: Report { pushed, pulled, .. }, .. } if pushed + pulled > 0);
        self.last.replace(standing) != Some(standing) || moved
    }
}

/// The end of an exchange, for people.
fn line(event: &Event, output: &Output) -> Option<String> {
    let lang = output.lang();
    match event {
        Event::Synced { report, .. } => {
            let proof = if report.equal { text::PROVEN } else { text::NOT_PROVEN };
            Some(lang.tell(text::WATCH_SYNCED, &[&report.pushed, &report.pulled, &lang.say(proof)]))
        }
        Event::Failed { reason, .. } => Some(lang.tell(text::WATCH_FAILED, &[reason])),
        Event::Locked => Some(lang.say(text::WATCH_LOCKED)),
        Event::Syncing { .. } | Event::Progress { .. } | _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_is_news_when_something_moved_or_its_end_differs() {
        let synced =
            |pushed, equal| Event::Synced { report: Report { pushed, equal, ..Report::default() }, next_ms: 1 };
        let failed = |code| Event::Failed { code, reason: String::new(), next_ms: 1 };
        let mut news = News::default();
        for (event, is_news) in [
            (synced(0, true), true),
            (synced(0, true), false),
            (synced(2, true), true),
            (failed("unreachable"), true),
            (failed("unreachable"), false),
            (failed("disk_full"), true),
            (synced(0, false), true),
            (synced(0, true), true),
        ] {
            assert_eq!(news.is(&event), is_news, "{event:?}");
        }
    }
}
