//! Carries events from the outbox to the registry.
//!
//! One task for one registry: it takes what is due, the oldest event of each document only, so that the registry hears
//! of a person in order; sends the stored bytes, as often as it takes; and writes what came of it in one transaction.
//! An event that was tried keeps its bytes and its id, so a registry that heard it twice counts it once.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use registry::{
    Action, Answer, Breaker, Event, ItemOutcome, ItemStatus, answer::DeadLetter, breaker::Admission, client,
    retry::Next,
};
use rusqlite::Connection;
use serde_json::json;
use tokio::sync::watch;

use crate::{
    Error, Result,
    clock::Clock,
    pen::Pen,
    serve::wait_for,
    server::{Registry, Server},
    standing::{self, RegistryWord},
    store::{
        documents, erasures,
        outbox::{self, Queued},
        reviews::{self, Review},
    },
};

/// The most events that are looked at together.
const BATCH: usize = 200;
/// How long to rest when nothing waits: an operator's command queues events without waking anybody.
const IDLE: Duration = Duration::from_secs(5);
/// How long to leave a registry alone that takes nothing from us, and a database that failed.
const PAUSE: Duration = Duration::from_secs(60);

/// Forwards until the end is asked for. Without a registry it ends at once.
pub async fn run(server: Arc<Server>, mut stopped: watch::Receiver<bool>) {
    let Some(registry) = &server.registry else { return };
    let http = match client::http_client() {
        Ok(http) => http,
        Err(error) => return tracing::error!(error = %error, "nothing can be forwarded"),
    };
    let mut forwarder =
        Forwarder { server: &server, registry, http, breaker: Breaker::default(), singly: 0, disabled: false };
    loop {
        let rest = forwarder.round().await.unwrap_or_else(|error| {
            tracing::error!(error = %error, "forwarding failed");
            PAUSE
        });
        if forwarder.disabled {
            return;
        }
        tokio::select! {
            () = wait_for(&mut stopped) => return,
            () = registry.wake.notified(), if !forwarder.breaker.is_open() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

struct Forwarder<'a> {
    server: &'a Arc<Server>,
    registry: &'a Registry,
    http: reqwest::Client,
    breaker: Breaker,
    /// How many events to send alone: one of a batch of so many cannot succeed.
    singly: usize,
    /// The registry is gone for good.
    disabled: bool,
}

impl Forwarder<'_> {
    /// Sends one batch and says how long to rest.
    async fn round(&mut self) -> Result<Duration> {
        let now_ms = self.clock().now_ms();
        let due = self.server.store.read(move |conn| outbox::due(conn, now_ms, BATCH)).await?;
        if due.is_empty() {
            return self.until_next(now_ms).await;
        }
        if let Admission::Wait(wait) = self.breaker.admit(self.timestamp()) {
            return Ok(wait);
        }
        let batch = self.next_batch(due);
        // From here on the registry may know them.
        let batch = self.server.store.write(move |conn| outbox::trying(conn, batch)).await?;
        let (queued, events) = self.readable(batch).await?;
        let answer = client::send(&self.http, &self.registry.target, &events, self.timestamp()).await;
        self.breaker.record(self.timestamp(), answer.health());
        self.take(queued, answer).await
    }

    async fn until_next(&self, now_ms: i64) -> Result<Duration> {
        let next = self.server.store.read(outbox::next_due).await?;
        let wait = next.map(|due| Duration::from_millis(due.saturating_sub(now_ms).max(1).cast_unsigned()));
        Ok(wait.unwrap_or(IDLE).min(IDLE))
    }

    fn clock(&self) -> &dyn Clock {
        self.server.store.clock()
    }

    fn timestamp(&self) -> Timestamp {
        Timestamp::from_millisecond(self.clock().now_ms()).unwrap_or_default()
    }

    fn next_batch(&self, mut due: Vec<Queued>) -> Vec<Queued> {
        let fitting = self.registry.target.next_batch(due.iter().map(|queued| queued.body.len()));
        due.truncate(if self.singly > 0 { 1 } else { fitting });
        due
    }

    /// The events of a batch. One that does not read goes to the dead letters.
    async fn readable(&self, batch: Vec<Queued>) -> Result<(Vec<Queued>, Vec<Event>)> {
        let (mut queued, mut events, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
        for each in batch {
            match event_of(&each) {
                Some(event) => {
                    queued.push(each);
                    events.push(event);
                }
                None => unreadable.push(each),
            }
        }
        self.bury(unreadable, "unwritable").await?;
        Ok((queued, events))
    }

    async fn take(&mut self, queued: Vec<Queued>, answer: Answer) -> Result<Duration> {
        tracing::info!(events = queued.len(), heard = ?answer.heard, "the registry was told");
        let alone = matches!(answer.action, Action::SendSingly);
        self.singly = if alone { queued.len() } else { self.singly.saturating_sub(queued.len()) };
        let target = self.registry.target.name.clone();
        match answer.action {
            Action::PerItem(outcomes) => self.apply(queued, outcomes).await,
            Action::SendSingly => self.postpone(queued, "batch_refused", Duration::ZERO).await,
            Action::DeadLetter(why) => self.bury(queued, &code_of(&why)).await,
            Action::RetryLater(after) | Action::Backoff(after) => self.retry(queued, "no_answer", after).await,
            pause @ (Action::PauseTarget | Action::DisableTarget) => {
                self.disabled = matches!(pause, Action::DisableTarget);
                tracing::error!(registry = target, heard = ?answer.heard, "the registry takes nothing from us: look at its address and secret");
                self.postpone(queued, "target_paused", PAUSE).await?;
                Ok(PAUSE)
            }
        }
    }

    /// Tries again as the policy says; then the events wait for an operator.
    async fn retry(&self, queued: Vec<Queued>, code: &'static str, asked: Option<Duration>) -> Result<Duration> {
        let now_ms = self.clock().now_ms();
        let steps: Vec<_> = queued.iter().map(|queued| (queued.id, self.next_try(queued, asked, now_ms))).collect();
        self.server
            .store
            .write(move |conn| steps.iter().try_for_each(|(id, due)| put_off(conn, *id, code, *due, now_ms)))
            .await?;
        Ok(Duration::ZERO)
    }

    fn next_try(&self, queued: &Queued, asked: Option<Duration>, now_ms: i64) -> Option<i64> {
        let made = usize::try_from(queued.attempts).unwrap_or(usize::MAX).saturating_add(1);
        match self.registry.policy.next(made, asked, self.clock().random_u32()) {
            Next::In(wait) => Some(now_ms.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))),
            Next::Park => None,
        }
    }

    async fn postpone(&self, queued: Vec<Queued>, code: &'static str, wait: Duration) -> Result<Duration> {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let due = self.clock().now_ms().saturating_add(wait);
        let put_off = move |conn: &Connection| {
            queued.iter().try_for_each(|queued| outbox::postpone_uncounted(conn, queued.id, code, due))
        };
        self.server.store.write(put_off).await?;
        Ok(Duration::ZERO)
    }

    async fn bury(&self, queued: Vec<Queued>, code: &str) -> Result<Duration> {
        let (code, now) = (code.to_owned(), self.clock().now());
        let bury = move |conn: &Connection| {
            queued.iter().try_for_each(|queued| outbox::finish(conn, queued.id, "dead", &code, now))
        };
        self.server.store.write(bury).await?;
        Ok(Duration::ZERO)
    }

    async fn apply(&self, queued: Vec<Queued>, outcomes: Vec<ItemOutcome>) -> Result<Duration> {
        let now_ms = self.clock().now_ms();
        let pen = Pen::of(self.server, self.server.epoch());
        let target = self.registry.target.name.clone();
        let mut steps = Vec::with_capacity(queued.len());
        for (queued, outcome) in queued.into_iter().zip(outcomes) {
            let retry = self.next_try(&queued, None, now_ms);
            let standing = self.server.keys.deployment.standing_doc_id(queued.doc);
            steps.push(Step { queued, status: outcome.status, standing, target: target.clone(), retry });
        }
        self.server.store.write(move |conn| steps.iter().try_for_each(|step| step.write(conn, &pen, now_ms))).await?;
        Ok(Duration::ZERO)
    }
}

/// What became of one event, ready to be written.
struct Step {
    queued: Queued,
    status: ItemStatus,
    standing: records::DocId,
    target: String,
    /// When to try again, where that is to be; `None` for never.
    retry: Option<i64>,
}

impl Step {
    fn write(&self, conn: &Connection, pen: &Pen, now_ms: i64) -> Result<()> {
        let now = now_ms.div_euclid(1_000);
        if erasures::is_erased(conn, self.queued.doc)? {
            return self.write_erased(conn, now_ms);
        }
        match &self.status {
            ItemStatus::Accepted { registry_id } | ItemStatus::Duplicate { registry_id } => {
                let id = registry_id.as_ref().map(|id| id.as_str().to_owned());
                outbox::finish(conn, self.queued.id, "sent", "", now)?;
                if let Some(id) = &id {
                    outbox::set_ref(conn, self.queued.doc, id, &self.queued.event, now)?;
                }
                reviews::close_others(conn, "registry_rejected", self.queued.doc, &[], now)?;
                self.tell(conn, pen, id, "accepted", now)
            }
            ItemStatus::Rejected { code, field_errors } => {
                let code = code.as_ref().map_or("rejected", |code| code.as_str());
                outbox::finish(conn, self.queued.id, "rejected", code, now)?;
                self.review(conn, json!({ "code": code, "field_errors": field_errors }), now)?;
                self.tell(conn, pen, None, "rejected", now)
            }
            ItemStatus::Pending => put_off(conn, self.queued.id, "pending", self.retry, now_ms),
            ItemStatus::Unknown { .. } | _ => put_off(conn, self.queued.id, "unknown", self.retry, now_ms),
        }
    }

    /// What the registry says of a record that was erased is kept with that act; of what it heard before, nothing is.
    fn write_erased(&self, conn: &Connection, now_ms: i64) -> Result<()> {
        let now = now_ms.div_euclid(1_000);
        let Some(act) = erasures::of_document(conn, self.queued.doc)? else { return Ok(()) };
        // The answer to what was under way when it was erased; its row may have the number of another event by now.
        if !outbox::is_current(conn, &self.queued)? {
            return Ok(());
        }
        match &self.status {
            ItemStatus::Accepted { .. } | ItemStatus::Duplicate { .. } => {
                outbox::finish(conn, self.queued.id, "sent", "", now)?;
                if outbox::waits(conn, act)? { Ok(()) } else { erasures::registry_said(conn, act, "accepted", now) }
            }
            ItemStatus::Rejected { code, .. } => {
                let code = code.as_ref().map_or("rejected", |code| code.as_str());
                outbox::finish(conn, self.queued.id, "rejected", code, now)?;
                erasures::registry_said(conn, act, "rejected", now)
            }
            ItemStatus::Pending | ItemStatus::Unknown { .. } | _ => {
                if self.retry.is_none() {
                    erasures::registry_said(conn, act, "unreachable", now)?;
                }
                put_off(conn, self.queued.id, "unknown", self.retry, now_ms)
            }
        }
    }

    /// Writes the registry's word into `standing`. A document that does not open must not stop the others.
    fn tell(&self, conn: &Connection, pen: &Pen, id: Option<String>, status: &'static str, now: i64) -> Result<()> {
        let word =
            RegistryWord { worker: self.queued.doc, standing: self.standing, target: self.target.clone(), id, status };
        match standing::write(conn, pen, &word, now) {
            Err(Error::Document(error)) => {
                tracing::error!(doc.id = %word.standing, error = %error, "the registry's word could not be written");
                Ok(())
            }
            outcome => outcome.map(drop),
        }
    }

    fn review(&self, conn: &Connection, detail: serde_json::Value, now: i64) -> Result<()> {
        let row = documents::get(conn, self.queued.doc)?.ok_or(Error::NotFound("document"))?;
        let review = Review {
            kind: "registry_rejected".to_owned(),
            doc: row.id,
            subject: self.target.clone(),
            region: row.region,
            detail,
            opened_at: now,
        };
        reviews::open(conn, &review)
    }
}

fn put_off(conn: &Connection, id: i64, code: &str, due: Option<i64>, now_ms: i64) -> Result<()> {
    match due {
        Some(due) => outbox::postpone(conn, id, code, due),
        None => outbox::finish(conn, id, "dead", code, now_ms.div_euclid(1_000)),
    }
}

fn event_of(queued: &Queued) -> Option<Event> {
    Event::from_json(std::str::from_utf8(&queued.body).ok()?).ok()
}

fn code_of(why: &DeadLetter) -> String {
    match why {
        DeadLetter::Refused { status, code } => code.as_ref().map_or_else(|| status.to_string(), ToString::to_string),
        DeadLetter::Unwritable => "unwritable".to_owned(),
    }
}
