//! The promises.

use std::collections::{BTreeMap, BTreeSet};

use client_core::State;
use records::{DocId, Kind, Path};

use crate::{
    device::Device,
    model::{Model, Told, Writing},
    province::Province,
    template::OFFICE,
    world::{Broken, World},
};

/// How many rounds it may take until everybody holds the same, once nothing goes wrong any more.
const ROUNDS: usize = 8;
/// How many exchanges one device may need in a round.
const EXCHANGES: usize = 24;

/// What a device wrote and kept is on its disk, or, where it dropped the record, at the province.
pub(crate) fn own(model: &Model, device: &mut Device, province: &Province) -> Result<(), Broken> {
    forgotten(model, device)?;
    dropped(model, device, province)?;
    if device.store.is_none() {
        return Ok(());
    }
    let mut histories = BTreeMap::new();
    for number in &device.own {
        let writing = &model.writings[*number];
        let (Some(doc), Some(value)) = (writing.doc, &writing.value) else { continue };
        if let std::collections::btree_map::Entry::Vacant(vacant) = histories.entry(doc) {
            match device.history(doc) {
                Ok(history) => vacant.insert(history),
                Err(_) if device.disk.is_off() => return Ok(()),
                Err(error) => return Err(format!("device {} lost {doc}: {error:?}", device.origin)),
            };
        }
        if !histories[&doc].contains(&(writing.path.clone(), value.clone())) {
            return Err(format!("device {} lost {value}, which it had kept", device.origin));
        }
    }
    Ok(())
}

/// A record that left a device was not the only one of its own work: the province has that. The device need not hold it
/// from now on.
pub(crate) fn dropped(model: &Model, device: &mut Device, province: &Province) -> Result<(), Broken> {
    let Some(store) = &device.store else { return Ok(()) };
    let (Ok(docs), Ok(parted)) = (device.docs(), store.parted()) else { return unless_off(device) };
    let parted: BTreeSet<_> = parted.into_iter().map(|parted| parted.doc).filter(|doc| !docs.contains(doc)).collect();
    let is_erased = |number: &usize| model.writings[*number].is_erased;
    let of_parted = |number: &usize| model.writings[*number].doc.is_some_and(|doc| parted.contains(&doc));
    let gone: Vec<usize> = device.own.iter().copied().filter(of_parted).collect();
    if device.is_current && province.server.is_some() {
        let histories: Histories = parted.iter().filter_map(|doc| Some((*doc, province.history(*doc)?))).collect();
        let lost = gone
            .iter()
            .filter(|number| !is_erased(number))
            .map(|number| &model.writings[*number])
            .find(|writing| !has(&histories, writing));
        if let Some(Writing { doc: Some(doc), value, .. }) = lost {
            return Err(format!("device {} dropped {doc}, and the province lacks its {value:?}", device.origin));
        }
    }
    device.own.retain(|number| !gone.contains(number));
    Ok(())
}

/// What a device forgot as erased was erased; it shows nothing of it any more, and who was recorded here after that waits
/// for an officer's word.
pub(crate) fn forgotten(model: &Model, device: &mut Device) -> Result<(), Broken> {
    let Some(store) = &device.store else { return Ok(()) };
    let of = |number: &usize| model.writings[*number].doc;
    let docs: BTreeSet<DocId> = device.own.iter().filter_map(of).chain(model.doomed.iter().copied()).collect();
    let (Ok(held), Ok(waiting)) = (device.docs(), store.turned_away()) else { return unless_off(device) };
    let waiting: BTreeSet<_> = waiting.into_iter().map(|kept| kept.doc).collect();
    for doc in docs {
        match store.is_erased(doc) {
            Ok(false) => continue,
            Err(_) => return unless_off(device),
            Ok(true) if !model.doomed.contains(&doc) => {
                return Err(format!("device {} forgot {doc}, which nobody erased", device.origin));
            }
            Ok(true) if held.contains(&doc) => {
                return Err(format!("device {} shows {doc}, and knows that it was erased", device.origin));
            }
            Ok(true) => {}
        }
        let gone: Vec<usize> = device.own.iter().copied().filter(|number| of(number) == Some(doc)).collect();
        let since = model.erased.get(&doc).copied().unwrap_or(usize::MAX);
        let new = |number: &&usize| **number >= since && model.writings[**number].makes;
        if let Some(number) = gone.iter().find(new).filter(|_| !waiting.contains(&doc)) {
            return Err(format!("device {} threw {number} of {doc} away, and told nobody", device.origin));
        }
        device.own.retain(|number| !gone.contains(number));
    }
    Ok(())
}

/// A device that holds what was erased is among those that the province waits for. Of copies, and of what was told to a
/// province that was set back, nobody knows.
pub(crate) fn confirmed(world: &World) -> Result<(), Broken> {
    if world.model.erased.is_empty() || world.set_back || world.province.server.is_none() {
        return Ok(());
    }
    for device in &world.devices {
        let (Some(id), Ok(docs)) = (device.id, device.docs()) else { continue };
        let confirmations = world.province.confirmations(id);
        for doc in docs.iter().filter(|doc| world.model.erased.contains_key(doc)) {
            let made = world.model.writings.iter().any(|of| of.doc == Some(*doc) && of.makes && of.by == device.origin);
            match confirmations.get(doc) {
                Some(false) => {}
                Some(true) => {
                    return Err(format!("device {} confirmed that {doc} is gone, and holds it", device.origin));
                }
                // Recorded there by itself, and not heard of yet.
                None if made => {}
                None => return Err(format!("device {} holds {doc}, and nobody waits for its word", device.origin)),
            }
        }
    }
    Ok(())
}

/// Of what was erased nothing is left: in no file of the province, and on no device that synchronises. Each of these has
/// confirmed it.
fn erased(world: &World, active: &[usize]) -> Result<(), Broken> {
    let erased = world.model.writings.iter().filter(|writing| writing.is_erased);
    let values: BTreeSet<_> = erased.filter_map(|writing| writing.value.clone()).collect();
    let again = |value: &String| {
        world.model.writings.iter().any(|writing| !writing.is_erased && writing.value.as_ref() == Some(value))
    };
    let values: Vec<_> = values.into_iter().filter(|value| !again(value)).collect();
    if let Some((value, file)) = world.province.file_with(&values) {
        return Err(format!("the erased {value} stands in {file}"));
    }
    for number in active {
        let device = &world.devices[*number];
        let docs = device.docs().map_err(|error| error.to_string())?;
        if let Some(doc) = docs.iter().find(|doc| world.model.erased.contains_key(doc)) {
            return Err(format!("device {number} holds {doc}, which was erased"));
        }
        // What the first version of the protocol does not know, it does not confirm.
        if device.is_old || world.province.is_old {
            continue;
        }
        let confirmations = device.id.map(|id| world.province.confirmations(id)).unwrap_or_default();
        if let Some((doc, _)) = confirmations.iter().find(|(_, confirmed)| !**confirmed) {
            return Err(format!("device {number} never confirmed that {doc} is gone"));
        }
    }
    Ok(())
}

fn unless_off(device: &Device) -> Result<(), Broken> {
    if device.disk.is_off() { Ok(()) } else { Err(format!("device {} cannot be read", device.origin)) }
}

/// A device has no record that it never served, but for what it wrote itself, and of that nothing that others wrote.
pub(crate) fn no_leak(world: &World, number: usize) -> Result<(), Broken> {
    let device = &world.devices[number];
    let Some(store) = &device.store else { return Ok(()) };
    if world.province.server.is_none() {
        return Ok(());
    }
    let Ok(docs) = device.docs() else { return unless_off(device) };
    let (now, ever) = (world.province.served(store.membership().device()), world.ever_served.get(&device.origin));
    let may_have = |doc: &DocId| now.contains(doc) || ever.is_some_and(|ever| ever.contains(doc));
    for doc in docs.into_iter().filter(|doc| !may_have(doc)) {
        let Ok(history) = device.history(doc) else { return unless_off(device) };
        let is_ours = |(path, value): &(Path, String)| {
            let mut writings = world.model.writings.iter().filter(|writing| writing.doc.is_none_or(|of| of == doc));
            !crate::world::paths().any(|written| written == *path)
                || writings.any(|writing| writing.by == device.origin && writing.value.as_ref() == Some(value))
        };
        if let Some((path, value)) = history.iter().find(|written| !is_ours(written)) {
            return Err(format!("device {} got {value} in {path} of {doc}, which it never served", device.origin));
        }
    }
    Ok(())
}

/// No village's device ever holds a complaint or a screening that somebody of another device made, whatever the province says
/// that it serves: its officer alone, and the office, read it.
pub(crate) fn no_peer_reads(world: &World, number: usize) -> Result<(), Broken> {
    let device = &world.devices[number];
    if device.origin == OFFICE {
        return Ok(());
    }
    for kind in [Kind::Case, Kind::Screening] {
        let Ok(docs) = device.docs_of(kind) else { return unless_off(device) };
        for doc in docs {
            let maker = world.model.writings.iter().find(|writing| writing.doc == Some(doc)).map(|writing| writing.by);
            // Of one whose making was cut, the first that is known may be the office's.
            if maker.is_some_and(|maker| ![device.origin, OFFICE].contains(&maker)) {
                return Err(format!(
                    "device {} holds the {kind} {doc}, which another village officer made",
                    device.origin
                ));
            }
        }
    }
    Ok(())
}

/// Every complaint has a number, and none that another one has: unless the province was set back, and gave it twice.
fn numbered(world: &World) -> Result<(), Broken> {
    let mut numbers = BTreeMap::new();
    for doc in world.province.documents_of(Kind::Case) {
        let Some(document) = world.province.document(doc) else { continue };
        let number = document.fields().remove(&Path::parse("case_no").unwrap()).map(|number| number.to_string());
        let Some(number) = number else { return Err(format!("the complaint {doc} has no number")) };
        if let Some(other) = numbers.insert(number.clone(), doc).filter(|_| !world.set_back) {
            return Err(format!("the complaints {doc} and {other} have the number {number}"));
        }
    }
    Ok(())
}

/// A device holds no record that it served and does so no longer. One that others have, and that it never served, it
/// may have written into: that stays, for whoever wrote it.
fn scope(world: &World, device: &Device) -> Result<(), Broken> {
    let (Some(store), Some(ever)) = (&device.store, world.ever_served.get(&device.origin)) else { return Ok(()) };
    let served = world.province.served(store.membership().device());
    let docs = device.docs().map_err(|error| error.to_string())?;
    match docs.into_iter().find(|doc| ever.contains(doc) && !served.contains(doc)) {
        Some(doc) => Err(format!("device {} holds {doc}, which it does not serve", device.origin)),
        None => Ok(()),
    }
}

/// What a device says of its changes is true at the province, at any time; of a copy, when all is done. Of a record that
/// was erased it says what was true.
pub(crate) fn claims(model: &Model, device: &Device, province: &Province) -> Result<(), Broken> {
    if device.is_twin { Ok(()) } else { claims_at_last(model, device, province) }
}

fn claims_at_last(model: &Model, device: &Device, province: &Province) -> Result<(), Broken> {
    let (Some(store), Some(_), true) = (&device.store, &province.server, device.is_current) else { return Ok(()) };
    let here = store.membership().device();
    let Ok(docs) = device.docs() else { return Ok(()) };
    for doc in docs.into_iter().filter(|doc| !model.doomed.contains(doc)) {
        let Ok(history) = store.history(doc) else { return Ok(()) };
        for item in history.iter().filter(|item| item.author.device == here) {
            let claimed = matches!(item.state, State::Received | State::Held | State::Logged | State::Flagged);
            if claimed && province.has(&item.change) == Some(false) {
                return Err(format!(
                    "device {} says that {} is {:?}, and the province does not have it",
                    device.origin, item.change, item.state
                ));
            }
        }
    }
    Ok(())
}

/// The province never says two things of one place of its log.
pub(crate) fn word(world: &mut World, number: usize) -> Result<(), Broken> {
    let (Some(signed), Some(store)) = (&mut world.signed, &world.devices[number].store) else { return Ok(()) };
    let Ok(Some(receipt)) = store.receipt() else { return Ok(()) };
    let receipt = receipt.into_value();
    for state in receipt.feeds {
        let said = (state.count, hex::encode(state.fingerprint));
        let before = signed.entry((receipt.epoch, state.feed.to_string(), state.seq)).or_insert_with(|| said.clone());
        if *before != said {
            return Err(format!("the province says {said:?} of {} in {}, and said {before:?}", state.seq, state.feed));
        }
    }
    Ok(())
}

/// Every statement at the province goes on from the one before.
fn chains(province: &Province) -> Result<(), Broken> {
    let statements = province.statements();
    let broken = statements.iter().find(|((lineage, n), statement)| {
        let before = n.checked_sub(1).and_then(|before| statements.get(&(*lineage, before)));
        before.is_some_and(|before| statement.previous != Some(before.hash()))
    });
    match broken {
        Some(((lineage, n), _)) => Err(format!("statement {n} of {lineage} does not go on from the one before")),
        None => Ok(()),
    }
}

/// The province's files are sound.
pub(crate) fn province(province: &Province) -> Result<(), Broken> {
    if province.server.is_none() {
        return Ok(());
    }
    match province.check() {
        Err(_) if province.disk.is_off() => Ok(()),
        Err(error) => Err(format!("the province: {error}")),
        Ok(()) => chains(province),
    }
}

/// Every value in the history of every record, by record.
pub(crate) type Histories = BTreeMap<DocId, BTreeSet<(Path, String)>>;

/// What the province has.
pub(crate) fn at_province(province: &Province) -> Histories {
    province.documents().into_iter().filter_map(|doc| Some((doc, province.history(doc)?))).collect()
}

/// Whether a writing is in one of the histories.
pub(crate) fn has(histories: &Histories, writing: &Writing) -> bool {
    let (Some(doc), Some(value)) = (writing.doc, &writing.value) else { return true };
    histories.get(&doc).is_some_and(|history| history.contains(&(writing.path.clone(), value.clone())))
}

/// Nothing goes wrong any more: everybody synchronises until nothing moves. Then all promises at once.
pub(crate) fn at_the_end(world: &mut World) -> Result<(), Broken> {
    world.heal()?;
    let active = settle(world)?;
    let histories = at_province(&world.province);
    for writing in world.model.writings.iter().filter(|writing| writing.must_be_kept()) {
        if !has(&histories, writing) {
            return Err(format!("the province lacks {:?} of {:?}", writing.value, writing.doc));
        }
    }
    for number in &active {
        replica(world, *number)?;
        outcomes(world, *number)?;
    }
    alike(world, &active)?;
    numbered(world)?;
    erased(world, &active)?;
    harmed(world)?;
    province(&world.province)
}

/// Nothing harmful is in a document, and nothing waits at the province for longer than it may.
fn harmed(world: &World) -> Result<(), Broken> {
    let documents = world.province.documents().into_iter().filter_map(|doc| world.province.document(doc));
    for document in documents {
        if let Some(hash) = world.model.harmful.iter().find(|hash| document.contains(hash)) {
            return Err(format!("the province took in {hash}, which is harmful"));
        }
    }
    match world.province.waiting_at_last() {
        [0, 0] => Ok(()),
        [pending, held] => Err(format!("at the province {pending} wait and {held} are held for ever")),
    }
}

/// The devices that may synchronise, when nothing moves any more and all of them say so.
fn settle(world: &mut World) -> Result<Vec<usize>, Broken> {
    let (mut before, leftovers) = (None, leftovers(world));
    for round in 0..ROUNDS {
        let (mut active, mut unproven) = (Vec::new(), BTreeSet::new());
        for number in 0..world.devices.len() {
            match finish(world, number)? {
                Finished::Refused => continue,
                Finished::Proven => {}
                Finished::Differs => drop(unproven.insert(number)),
            }
            active.push(number);
        }
        let now = world.standing()?;
        world.trace.say(format!("round {round}: {active:?}, of them not proven {unproven:?}"));
        if before.as_ref() == Some(&now) && (unproven.is_empty() || leftovers) {
            return Ok(active);
        }
        before = Some(now);
    }
    Err(format!("not quiet and proven after {ROUNDS} rounds"))
}

/// Whether devices hold what those who wrote it cannot bring to the province again.
fn leftovers(world: &World) -> bool {
    let mut gone = world.model.writings.iter().filter(|writing| writing.told == Told::Kept && writing.is_gone);
    gone.any(|writing| {
        let held = |device: &Device| {
            let (Some(doc), Some(value)) = (writing.doc, &writing.value) else { return true };
            device.history(doc).is_ok_and(|history| history.contains(&(writing.path.clone(), value.clone())))
        };
        world.devices.iter().any(held)
    })
}

/// How the synchronisation of one device ended.
enum Finished {
    Proven,
    Differs,
    Refused,
}

/// Synchronises a device until its run is done.
fn finish(world: &mut World, number: usize) -> Result<Finished, Broken> {
    for _ in 0..EXCHANGES {
        match world.sync_once(number)? {
            "proven" => return Ok(Finished::Proven),
            "done" => {
                let status = world.devices[number].store.as_ref().map(client_core::Store::status);
                world.trace.say(format!("device {number} differs: {status:?}"));
                return Ok(Finished::Differs);
            }
            "refused" if world.is_revoked(number) => return Ok(Finished::Refused),
            "again" | "wait" | "given up" => {}
            other => return Err(format!("device {number} synchronises over a good line: {other}")),
        }
    }
    Err(format!("device {number} is not done after {EXCHANGES} exchanges"))
}

/// One device that is done holds what it should, says so, and nothing else.
fn replica(world: &mut World, number: usize) -> Result<(), Broken> {
    own(&world.model, &mut world.devices[number], &world.province)?;
    let device = &world.devices[number];
    let Some(store) = &device.store else { return Err(format!("device {number} does not run")) };
    let status = store.status().map_err(|error| error.to_string())?;
    let only_here = if leftovers(world) { 0 } else { status.only_here };
    // What was written of another village's person leaves when a reviewer has decided on it.
    let undecided = status.reviewed.iter().filter(|edit| edit.code == "elsewhere" && edit.outcome.is_empty());
    let undecided: BTreeSet<_> = undecided.map(|edit| edit.doc).collect();
    let leaving = status.leaving.saturating_sub(undecided.len() as u64);
    if (status.local, status.received, status.held, leaving, only_here) != (0, 0, 0, 0, 0) {
        return Err(format!("device {number} is not done: {status:?}"));
    }
    store.check().map_err(|error| format!("device {number}: {error}"))?;
    scope(world, device)?;
    claims_at_last(&world.model, device, &world.province)?;
    let (here, there) = (device.feeds().map_err(|error| error.to_string())?, world.province.feeds());
    for (feed, state) in &here {
        let empty = (0, "0".repeat(64));
        let stands = there.get(feed).unwrap_or(&empty);
        if stands != state {
            return Err(format!("device {number}, feed {feed}: {state:?} here, {stands:?} there"));
        }
    }
    let docs = device.docs().map_err(|error| error.to_string())?;
    for doc in docs.iter().filter(|doc| world.province.serves(store.membership().device(), **doc)) {
        let history = device.history(*doc).map_err(|error| error.to_string())?;
        for writing in world.model.kept(*doc) {
            if let Some(value) = &writing.value
                && !history.contains(&(writing.path.clone(), value.clone()))
            {
                return Err(format!("device {number} lacks {value} of {doc}"));
            }
        }
    }
    Ok(())
}

/// What reviewers decided on a device's edits, it knows: unless a copy of it, or another life of the province, was told.
fn outcomes(world: &World, number: usize) -> Result<(), Broken> {
    let device = &world.devices[number];
    let Some(store) = device.store.as_ref().filter(|_| !world.set_back) else { return Ok(()) };
    let open = world.province.under_review();
    let reviewed = store.reviewed().map_err(|error| error.to_string())?;
    match reviewed.into_iter().find(|edit| edit.outcome.is_empty() != open.contains(&edit.change.to_string())) {
        Some(edit) => Err(format!("device {number} was not told of the review of {}", edit.change)),
        None => Ok(()),
    }
}

/// All replicas of a record show the same, and every value that must stand in a field stands there.
fn alike(world: &mut World, active: &[usize]) -> Result<(), Broken> {
    let notices = world.province.documents_of(Kind::Notice);
    for doc in world.model.docs().into_iter().chain(notices) {
        let mut shown: Option<BTreeMap<Path, BTreeSet<String>>> = None;
        for number in active {
            let Some(store) = &world.devices[*number].store else { continue };
            if !world.province.serves(store.membership().device(), doc) {
                continue;
            }
            let view = match store.view(doc) {
                Ok(view) => view,
                Err(error) => return Err(format!("device {number} is to hold {doc}: {error}")),
            };
            let fields =
                view.fields.keys().map(|path| (path.clone(), Device::shown(&view, path).into_iter().collect()));
            let fields: BTreeMap<_, _> = fields.collect();
            if shown.as_ref().is_some_and(|shown| *shown != fields) {
                return Err(format!("device {number} shows another {doc}: {fields:?}, not {shown:?}"));
            }
            shown = Some(fields);
        }
        let Some(shown) = shown else { continue };
        for path in crate::world::paths() {
            let stands = shown.get(&path).cloned().unwrap_or_default();
            let missing = world.model.standing(doc, &path).into_iter().find(|value| !stands.contains(*value));
            if let Some(value) = missing {
                return Err(format!("{value} is not in {path} of {doc}, and nobody wrote over it: {stands:?}"));
            }
        }
        world.trace.say(format!("{doc}: {shown:?}"));
    }
    Ok(())
}
