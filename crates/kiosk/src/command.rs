//! The commands, one module each: what can be said, what it does, what is answered.

pub(crate) mod add;
pub(crate) mod bundle;
pub(crate) mod case;
pub(crate) mod conflicts;
pub(crate) mod consent;
pub(crate) mod courier;
pub(crate) mod device;
pub(crate) mod duplicates;
pub(crate) mod edit;
pub(crate) mod enrol;
pub(crate) mod fields;
pub(crate) mod history;
pub(crate) mod import;
pub(crate) mod key;
pub(crate) mod languages;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod notices;
pub(crate) mod officer;
pub(crate) mod outbox;
pub(crate) mod pin;
pub(crate) mod province;
pub(crate) mod register_again;
pub(crate) mod reminders;
pub(crate) mod resolve;
pub(crate) mod screen;
pub(crate) mod search;
pub(crate) mod seed;
pub(crate) mod session;
pub(crate) mod show;
pub(crate) mod split;
pub(crate) mod stats;
pub(crate) mod status;
mod stop;
pub(crate) mod sync;
pub(crate) mod undo;
mod written;

use client_core::sync::CancellationToken;

use crate::{
    cli::{Cli, Command},
    device::Device,
    failure::{Failure, Result},
    output::{Output, Reply},
    text,
};

/// Does what was asked.
pub(crate) fn run(cli: Cli, output: &Output) -> Result<Reply> {
    let Cli { global, command } = cli;
    let open = || Device::open(&global, output);
    let meet = || Device::open_to_exchange(&global, output);
    match command {
        Command::Enrol(args) => enrol::run(&args, &global, output),
        Command::Fields(args) => fields::run(&args, output),
        Command::Outbox(args) => outbox::run(&args, &global, output),
        Command::Languages(args) => languages::run(&args, &global, output),
        Command::Status(args) => status::run(&args, &meet()?),
        Command::Import(args) => import::run(&args, &mut open()?),
        Command::Add(args) => add::run(&args, &mut open()?),
        Command::Edit(args) => edit::run(&args, &mut open()?),
        Command::Show(args) => show::run(&args, &open()?),
        Command::List(args) => list::run(&args, &open()?),
        Command::Search(args) => search::run(&args, &open()?),
        Command::History(args) => history::run(&args, &open()?),
        Command::Conflicts(args) => conflicts::run(&args, &open()?),
        Command::Consent(args) => consent::run(&args, &mut open()?),
        Command::Stats(args) => stats::run(&args, &open()?),
        Command::Duplicates(args) => duplicates::run(&args, &open()?),
        Command::Resolve(args) => resolve::run(&args, &mut open()?),
        Command::Merge(args) => merge::run(&args, &mut open()?),
        Command::Split(args) => split::run(&args, &mut open()?),
        Command::Undo(args) => undo::run(&args, &mut open()?),
        Command::RegisterAgain(args) => register_again::run(&args, &mut open()?),
        Command::Case(args) => case::run(&args, &mut open()?),
        Command::Screen(args) => screen::run(&args, &mut open()?),
        Command::Session(args) => session::run(&args, &mut open()?),
        Command::Notices(args) => notices::run(&args, &open()?),
        Command::Reminders(args) => reminders::run(&args, &open()?),
        Command::Sync(args) => sync::run(&args, meet()?),
        Command::Bundle(args) => bundle::run(&args, &mut meet()?),
        Command::Courier(args) => courier::run(&args, open()?),
        Command::Device(args) => device::run(&args, &open()?),
        Command::Officer(args) => officer::run(&args, open()?),
        Command::Province(args) => province::run(&args, &mut meet()?),
        Command::Pin(args) => pin::run(&args, &global, output),
        Command::Key(args) => key::run(&args, &mut open()?),
        Command::Seed(args) => seed::run(&args, open()?),
    }
}

/// Runs what waits for the network, on this thread.
fn run_to_end<T>(work: impl Future<Output = T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Failure::new("internal", text::INTERNAL, text::INTERNAL_NEXT))?;
    Ok(runtime.block_on(work))
}

/// Waits for what is under way; Ctrl-C asks it to end.
async fn until_stopped<T>(cancel: &CancellationToken, work: impl Future<Output = T>) -> T {
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => done,
        // Without a signal to wait for, it ends by itself.
        Ok(()) = tokio::signal::ctrl_c() => {
            cancel.cancel();
            work.await
        }
    }
}
