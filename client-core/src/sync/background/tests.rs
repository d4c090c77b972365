use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, mpsc};

use super::*;
use crate::fixture::{Device, ani_and_budi};

/// A network that a test drives.
#[derive(Default)]
struct Switch(Arc<Notify>);

impl Network for Switch {
    async fn link_up(&mut self) {
        self.0.notified().await;
    }
}

/// A device whose store is watched.
struct Stage {
    device: Device,
    store: SharedStore,
    link: Arc<Notify>,
    cancel: CancellationToken,
}

fn stage() -> (Stage, Switch) {
    let (device, _, _) = ani_and_budi();
    let switch = Switch::default();
    let stage = Stage {
        store: SharedStore::new(device.reopen()),
        device,
        link: Arc::clone(&switch.0),
        cancel: CancellationToken::new(),
    };
    (stage, switch)
}

fn proven() -> Result<Report> {
    Ok(Report { equal: true, ..Report::default() })
}

fn cut() -> Result<Report> {
    Err(Error::Unreachable("the line was cut".to_owned()))
}

impl Stage {
    /// Watches; every round ends with what `round` gives, and every event goes to the channel.
    async fn watch(
        &self,
        mut network: Switch,
        round: impl Fn(usize) -> Result<Report>,
        events: mpsc::UnboundedSender<Event>,
    ) -> Result<()> {
        let on = |event| drop(events.send(event));
        let rounds = Mutex::new(0);
        let round = async |_: &mut dyn FnMut(Progress)| {
            let mut rounds = rounds.lock().unwrap();
            *rounds += 1;
            round(*rounds)
        };
        let schedule = Schedule::new(Settings::default());
        Watch::new(&self.store, schedule, &mut network, on, &self.cancel).run(round).await
    }
}

async fn next_cause(events: &mut mpsc::UnboundedReceiver<Event>) -> Cause {
    loop {
        if let Event::Syncing { cause } = events.recv().await.unwrap() {
            return cause;
        }
    }
}

async fn ended(events: &mut mpsc::UnboundedReceiver<Event>) -> u64 {
    loop {
        if let Event::Synced { next_ms, .. } | Event::Failed { next_ms, .. } = events.recv().await.unwrap() {
            return next_ms;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_by_another_program_and_one_by_this_one_are_sent_soon_after() {
    let (stage, switch) = stage();
    let (events, mut told) = mpsc::unbounded_channel();
    let mut other = stage.device.reopen();
    let (watch, drive) = (stage.watch(switch, |_| proven(), events), async {
        assert_eq!(next_cause(&mut told).await, Cause::Start);
        assert!(ended(&mut told).await > 200_000);
        write(&mut other, "Siti Contoh");
        assert_eq!(next_cause(&mut told).await, Cause::Edit);
        ended(&mut told).await;
        write(&mut stage.store.lock(), "Budi Contoh");
        assert_eq!(next_cause(&mut told).await, Cause::Edit);
        stage.cancel.cancel();
    });
    let (watched, ()) = tokio::join!(watch, drive);
    watched.unwrap();
}

fn write(store: &mut Store, name: &str) {
    let fields = [(records::Path::parse("name").unwrap(), records::Value::from(name))].into();
    let region = records::RegionCode::parse(crate::fixture::VILLAGE).unwrap();
    let officer = store.membership().officer();
    store.create(&crate::NewRecord { kind: records::Kind::Worker, region, officer, fields }).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_line_that_comes_up_ends_the_wait_after_failures_and_an_edit_does_not() {
    let (stage, switch) = stage();
    let (events, mut told) = mpsc::unbounded_channel();
    let (watch, drive) = (stage.watch(switch, |round| if round < 10 { cut() } else { proven() }, events), async {
        assert_eq!(next_cause(&mut told).await, Cause::Start);
        for _ in 0..8 {
            ended(&mut told).await;
            write(&mut stage.store.lock(), "Siti Contoh");
            assert_eq!(next_cause(&mut told).await, Cause::Retry);
        }
        assert!(ended(&mut told).await > 30_000, "the waits have grown");
        stage.link.notify_one();
        assert_eq!(next_cause(&mut told).await, Cause::Link);
        ended(&mut told).await;
        assert_eq!(next_cause(&mut told).await, Cause::Due, "nothing was written since");
        stage.cancel.cancel();
    });
    let (watched, ()) = tokio::join!(watch, drive);
    watched.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_no_waiting_mends_ends_the_watch() {
    let (stage, switch) = stage();
    let revoked = |_| Err(Error::Refused { code: "revoked".to_owned(), message: String::new() });
    let (events, _told) = mpsc::unbounded_channel();
    let ended = stage.watch(switch, revoked, events).await;
    assert!(matches!(ended, Err(Error::Refused { .. })));
}

#[tokio::test(start_paused = true)]
async fn what_is_private_closes_while_it_waits_and_the_rest_goes_on() {
    let (stage, switch) = stage();
    stage.store.lock().close_private_after(900).unwrap();
    let (events, mut told) = mpsc::unbounded_channel();
    let (watch, drive) = (stage.watch(switch, |_| proven(), events), async {
        ended(&mut told).await;
        stage.device.clock.pass(900);
        while told.recv().await.unwrap() != Event::Locked {}
        assert_eq!(stage.store.lock().private_of(), None);
        write(&mut stage.store.lock(), "Siti Contoh");
        assert_eq!(next_cause(&mut told).await, Cause::Edit);
        ended(&mut told).await;
        stage.cancel.cancel();
    });
    let (watched, ()) = tokio::join!(watch, drive);
    watched.unwrap();
    while let Some(event) = told.recv().await {
        assert_ne!(event, Event::Locked, "it is told once");
    }
}
