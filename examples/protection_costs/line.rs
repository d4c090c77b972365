//! An exchange, and what of it is signing and verifying.

use std::{hint::black_box, sync::Arc};

use anyhow::{Context, Result, bail};
use client_core::{
    Store,
    sync::{Conversation, RetryPolicy, Run, Step},
};
use document::Intent;
use server::{admit, exchange, server::Server, store::devices};
use wire::{Frame, stream::FrameDecoder};

use crate::{Cost, clock::timed, median, stage::Stage};

/// What a frame may be here.
const LIMIT: usize = 64 << 20;

/// The paths of an exchange: the first push of everything, edits, and the first pull.
pub(crate) fn costs(stage: &mut Stage, rounds: usize) -> Result<Vec<Cost>> {
    let mut costs = vec![edit(stage, rounds)?];
    let server = Arc::clone(&stage.server);
    let pushed = exchange_all(&server, &mut stage.device)?;
    let workers = stage.docs.len();
    costs.push(Cost::share(
        &format!("the province takes in {workers} workers"),
        pushed.taken_in,
        pushed.verified_there,
    ));
    for doc in stage.docs.iter().take(50) {
        write(&mut stage.device, *doc, "05")?;
    }
    let pushed = exchange_all(&server, &mut stage.device)?;
    costs.push(Cost::share("the province takes in 50 edits", pushed.taken_in, pushed.verified_there));
    let mut other = stage.another()?;
    let pulled = exchange_all(&server, &mut other)?;
    costs.push(Cost::share(&format!("a device takes in {workers} workers"), pulled.pulled, pulled.verified_here));
    Ok(costs)
}

fn write(store: &mut Store, doc: records::DocId, rt: &str) -> Result<()> {
    let (seen, officer) = (store.view(doc)?.heads, store.membership().officer());
    store.edit(doc, officer, &seen, &[Intent::set("rt", rt)?])?;
    Ok(())
}

/// An edit as it is made, with everything that it signs and seals, and one signature.
fn edit(stage: &mut Stage, rounds: usize) -> Result<Cost> {
    let key = seal::SigningKey::from_bytes(&[7; 32]);
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    for (round, doc) in stage.docs.clone().into_iter().cycle().take(rounds).enumerate() {
        let (time, done) = timed(|| write(&mut stage.device, doc, &format!("{round:03}")));
        done?;
        whole.push(time);
        part.push(timed(|| black_box(key.sign(&[7; 200]))).0);
    }
    Ok(Cost::share("an edit on the device; one signature", median(&mut whole), median(&mut part)))
}

/// Microseconds of an exchange.
#[derive(Default)]
struct Times {
    taken_in: f64,
    verified_there: f64,
    pulled: f64,
    verified_here: f64,
}

fn exchange_all(server: &Arc<Server>, store: &mut Store) -> Result<Times> {
    let (mut times, mut run) = (Times::default(), Run::new(RetryPolicy::default()));
    loop {
        let mut conversation = run.begin(store, &mut |_| {})?;
        exchange_once(server, store, &mut conversation, &mut times)?;
        if run.next(store, conversation.into_ended())? == Step::Done {
            return Ok(times);
        }
    }
}

fn exchange_once(server: &Arc<Server>, store: &mut Store, device: &mut Conversation, times: &mut Times) -> Result<()> {
    let mut request = Vec::new();
    while !device.request_ended() {
        request.extend(device.next_piece(store, &mut |_| {})?.context("a request that ends")?);
    }
    let mut province = exchange::Conversation::new(server)?;
    let (time, heard) = timed(|| {
        province.receive(&request)?;
        admit::drain(server);
        Ok::<_, exchange::Refusal>(())
    });
    heard.map_err(|refusal| anyhow::anyhow!("{}", refusal.code()))?;
    times.taken_in += time;
    times.verified_there += verify_request(server, &request)?;
    let mut answer = province.answer()?;
    let mut response = Vec::new();
    while let Some(chunk) = answer.next_chunk()? {
        response.extend_from_slice(&chunk);
    }
    let (time, received) = timed(|| device.receive(store, &response, &mut |_| {}));
    received?;
    times.pulled += time;
    times.verified_here += verify_response(server, &response)?;
    answer.delivered()?;
    Ok(())
}

/// The province's part that is signatures, done again.
fn verify_request(server: &Server, request: &[u8]) -> Result<f64> {
    let frames = FrameDecoder::new(LIMIT)?.decode(request)?;
    let Some(Frame::Hello(hello)) = frames.first() else { bail!("a request without a hello") };
    let hello = hello.value().clone();
    let device =
        server.store.read_blocking(|conn| devices::get(conn, hello.device))?.context("a device that is enrolled")?;
    let key = device.signing_key;
    let envelopes = frames.into_iter().filter_map(|frame| match frame {
        Frame::Push(push) => Some(push.into_envelope(hello.device, hello.lineage)),
        _ => None,
    });
    let envelopes: Vec<_> = envelopes.collect();
    let (time, sound) = timed(|| envelopes.iter().all(|envelope| seal::verify_envelope(&key, envelope).is_ok()));
    if sound { Ok(time) } else { bail!("a signature that does not verify") }
}

/// The device's part that is signatures, done again.
fn verify_response(server: &Server, response: &[u8]) -> Result<f64> {
    let frames = FrameDecoder::new(LIMIT)?.decode(response)?;
    let (key, epoch) = (server.keys.signing.public(), server.epoch().id);
    let pulls: Vec<_> =
        frames.into_iter().filter_map(|frame| if let Frame::Pull(pull) = frame { Some(pull) } else { None }).collect();
    let (time, verified) = timed(|| {
        let sound = |pull: &wire::Pull| {
            let hashes = pull.hashes();
            seal::verify_pull(&key, pull, epoch, &hashes).is_ok()
        };
        pulls.iter().filter(|pull| sound(pull)).count()
    });
    black_box(verified);
    Ok(time)
}
