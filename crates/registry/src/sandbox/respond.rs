//! `POST /v1/events`: the way of one message.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::{
    api::Sandbox,
    clock,
    fault::Fault,
    flight::Flight,
    message::Message,
    problem::Problem,
    received::{self, Received, Rejection},
    store::{Answer, Counter, Outcome},
};

/// Receives a message: the fault that is set, then the contract.
pub(super) async fn receive(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Result<Response, Problem> {
    let fault = sandbox.faults.next();
    if let Some(problem) = fault.as_ref().and_then(told) {
        sandbox.pause(fault).await;
        return Err(problem);
    }
    let message = read(&sandbox, request).await?;
    let flight = sandbox.flights.begin(&message.key, message.payload_hash())?;
    let answer = apply(&sandbox, message, fault).await?;
    sandbox.pause(fault).await;
    finish(flight, answer, fault)
}

fn told(fault: &Fault) -> Option<Problem> {
    let status = StatusCode::from_u16(fault.status?.get()).ok()?;
    Some(Problem::told(status, fault.retry_after))
}

async fn read(sandbox: &Arc<Sandbox>, request: Request) -> Result<Message, Problem> {
    let message = Message::read(request, &sandbox.secrets, clock::now()).await;
    if matches!(message, Err(Problem::NOT_SIGNED | Problem::BAD_SIGNATURE | Problem::BAD_TIMESTAMP)) {
        sandbox.with_store(|store| store.count(Counter::SignatureFailure)).await?;
    }
    message
}

async fn apply(sandbox: &Arc<Sandbox>, message: Message, fault: Option<Fault>) -> Result<Answer, Problem> {
    let mut events = received::events(message.shape, &message.body).ok_or(Problem::NOT_EVENTS)?;
    if let Some(fault) = fault {
        events.iter_mut().for_each(|event| reject_as_told(sandbox, &fault, event));
    }
    let payload = message.payload_hash();
    let outcome = sandbox.with_store(move |store| store.apply(&message.key, payload, &events, clock::now())).await?;
    match outcome {
        Outcome::Applied(answer) | Outcome::Replayed(answer) => Ok(answer),
        Outcome::KeyReused => Err(Problem::KEY_REUSED),
    }
}

fn reject_as_told(sandbox: &Sandbox, fault: &Fault, event: &mut Received) {
    if sandbox.faults.rejects(fault) {
        event.judged = Err(Rejection { code: "sandbox_fault", field_errors: Vec::new() });
    }
}

/// Ends the flight with the answer, or with a connection that is cut.
fn finish(flight: Flight, answer: Answer, fault: Option<Fault>) -> Result<Response, Problem> {
    drop(flight);
    if fault.is_some_and(|fault| fault.drop_after_apply) {
        let cut = futures_util::stream::iter([Err::<Vec<u8>, _>(io::Error::from(io::ErrorKind::ConnectionAborted))]);
        return Ok(Body::from_stream(cut).into_response());
    }
    Ok(([(CONTENT_TYPE, "application/json")], answer.0).into_response())
}

impl Sandbox {
    /// Waits as long as the fault says, or until the sandbox stops.
    async fn pause(&self, fault: Option<Fault>) {
        let delay = Duration::from_millis(fault.map_or(0, |fault| fault.delay_ms));
        let _elapsed = tokio::time::timeout(delay, self.stopping.cancelled()).await;
    }
}
