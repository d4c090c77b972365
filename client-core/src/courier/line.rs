//! The requests to a courier, and a courier's own to the province.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use tls::{Expected, Root};
use wire::{
    Frame,
    bundle::{Bundle, MAX_BUNDLE, SignedCarried},
    courier::{Action, Caller, Card, Deposit, Packs, Waiting, WaitingAnswer},
    exchange::{PackOffer, Refused},
    stream::FrameDecoder,
    succession::{MOST_BYTES, Successions},
};

use super::call;
use crate::{Error, Result, SharedStore, pack::Order, sync::http};

const BUNDLE: &str = "application/vnd.rantau.bundle";
/// A card, a list of answers: some thousand bytes.
const SMALL: usize = 1 << 20;
/// Of a bundle with what is written on it.
const LARGE: usize = MAX_BUNDLE + (1 << 10);
/// How often a deposit that was cut, or found to be further than we thought, is gone on with in one visit.
const TRIES: usize = 4;

/// A courier that was met.
pub(super) struct Line {
    client: Client,
    url: String,
    pub(super) card: Card,
}

impl Line {
    /// Asks who it is, and says nothing of us: whoever answers is not known yet.
    pub(super) async fn open(url: &str) -> Result<Self> {
        let client = http::lan_client(url, Root::AnyDevice)?;
        let answer = client.get(http::lan_endpoint(url, "v1/courier")?).send().await.map_err(http::unreachable)?;
        let body = accepted(answer, SMALL).await?;
        let card = Card::from_bytes(&body).map_err(|_| Error::Unreachable("no courier answers there".to_owned()))?;
        Ok(Self { client, url: url.to_owned(), card })
    }

    /// The same to that courier and to nobody who stands in between.
    pub(super) fn pinned(self) -> Result<Self> {
        let root = Root::Device(self.card.certificate.signing_key);
        Ok(Self { client: http::lan_client(&self.url, root)?, ..self })
    }

    /// What it knows of the province's keys.
    pub(super) async fn successions(&self) -> Result<Successions> {
        let door = http::lan_endpoint(&self.url, "v1/courier/successions")?;
        let answer = self.client.get(door).send().await.map_err(http::unreachable)?;
        Ok(Successions::from_bytes(&accepted(answer, MOST_BYTES).await?)?)
    }

    /// Tells it what we know of the province's keys.
    pub(super) async fn tell(&self, told: &Successions) -> Result<()> {
        let door = http::lan_endpoint(&self.url, "v1/courier/successions")?;
        let answer = self.client.put(door).body(told.to_bytes()).send().await.map_err(http::unreachable)?;
        accepted(answer, SMALL).await.map(drop)
    }

    pub(super) async fn waiting(&self, store: &SharedStore) -> Result<Waiting> {
        let request = self.request(store, Method::GET, "v1/courier/answers", Action::List, [0; 32]).await?;
        let answer = request.send().await.map_err(http::unreachable)?;
        Ok(Waiting::from_bytes(&accepted(answer, SMALL).await?)?)
    }

    /// Fetches an answer whole.
    pub(super) async fn answer(&self, store: &SharedStore, waiting: &WaitingAnswer) -> Result<Vec<u8>> {
        let path = format!("v1/courier/answers/{}", hex::encode(waiting.digest));
        let request = self.request(store, Method::GET, &path, Action::Fetch, waiting.digest).await?;
        accepted(request.send().await.map_err(http::unreachable)?, LARGE).await
    }

    pub(super) async fn confirm(&self, store: &SharedStore, digest: [u8; 32]) -> Result<()> {
        let path = format!("v1/courier/answers/{}", hex::encode(digest));
        let request = self.request(store, Method::DELETE, &path, Action::Confirm, digest).await?;
        accepted(request.send().await.map_err(http::unreachable)?, SMALL).await.map(drop)
    }

    /// Leaves a bundle, from where an earlier visit was cut on; gives the receipt and how many bytes went.
    pub(super) async fn deposit(&self, store: &SharedStore, bundle: &Bundle) -> Result<(SignedCarried, u64)> {
        let (file, digest) = (bundle.to_bytes(), bundle.head.digest);
        let path = format!("v1/courier/deposits/{}", hex::encode(digest));
        let asked = self.request(store, Method::GET, &path, Action::Deposit, digest).await?;
        let mut state = Deposit::from_bytes(&accepted(asked.send().await.map_err(http::unreachable)?, SMALL).await?)?;
        let mut sent = 0;
        for _ in 0..TRIES {
            if let Some(receipt) = state.receipt {
                return Ok((receipt, sent));
            }
            let from = usize::try_from(state.have).unwrap_or(usize::MAX).min(file.len());
            let rest = file.get(from..).unwrap_or_default().to_vec();
            let goes = rest.len() as u64;
            let put = self.request(store, Method::PUT, &path, Action::Deposit, digest).await?;
            let put = put.query(&[("offset", from)]).header("content-type", BUNDLE).body(rest);
            state = Deposit::from_bytes(&accepted(put.send().await.map_err(http::unreachable)?, SMALL).await?)?;
            sent += goes;
        }
        Err(Error::Protocol("the courier does not get to the end of a bundle".to_owned()))
    }

    /// The packs that it has for this device.
    pub(super) async fn packs(&self, store: &SharedStore) -> Result<Vec<PackOffer>> {
        let request = self.request(store, Method::GET, "v1/courier/packs", Action::Seed, [0; 32]).await?;
        let answer = request.send().await.map_err(http::unreachable)?;
        Ok(Packs::from_bytes(&accepted(answer, SMALL).await?)?.packs)
    }

    /// The next piece of a pack, sealed to this device.
    pub(super) async fn piece(&self, store: &SharedStore, order: &Order) -> Result<Vec<u8>> {
        let path = format!("v1/courier/packs/{}", hex::encode(order.digest));
        let request = self.request(store, Method::GET, &path, Action::Seed, order.digest).await?;
        let answer = request.query(&[("offset", order.got)]).send().await.map_err(http::unreachable)?;
        accepted(answer, LARGE).await
    }

    async fn request(
        &self,
        store: &SharedStore,
        method: Method,
        path: &str,
        action: Action,
        digest: [u8; 32],
    ) -> Result<RequestBuilder> {
        let card = self.card.clone();
        let caller = store.with(move |store| {
            let membership = &store.membership;
            let call = membership.signing.sign_call(call(membership.device(), &card, action, digest));
            let (certificate, signature) = membership.certificate();
            Ok(Caller { certificate: certificate.clone(), signature: *signature, call })
        });
        let header = format!("Rantau {}", URL_SAFE_NO_PAD.encode(caller.await?.to_bytes()));
        Ok(self.client.request(method, http::lan_endpoint(&self.url, path)?).header("authorization", header))
    }
}

/// Hands a bundle in at the province.
pub(super) async fn hand_in(expected: Expected, server: &str, bundle: Vec<u8>) -> Result<Bundle> {
    let request = http::client(expected)?.post(http::endpoint(server, "v1/bundles")?).header("content-type", BUNDLE);
    let answer = request.body(bundle).send().await.map_err(http::unreachable)?;
    let body = accepted(answer, LARGE).await?;
    Bundle::from_bytes(&body).map_err(|_| Error::Unreachable("not a Rantau server answers at this address".to_owned()))
}

/// The body of an answer that says yes; what it says, where it says no.
async fn accepted(answer: Response, limit: usize) -> Result<Vec<u8>> {
    let status = answer.status();
    let body = http::body(answer, limit).await?;
    if status.is_success() {
        return Ok(body);
    }
    let frames = FrameDecoder::new(SMALL).and_then(|mut decoder| decoder.decode(&body)).unwrap_or_default();
    Err(match frames.into_iter().next() {
        Some(Frame::Refused(Refused { code, message, .. })) => Error::Refused { code, message },
        Some(_) | None if status == StatusCode::SERVICE_UNAVAILABLE => {
            Error::Refused { code: "busy".to_owned(), message: "too many at a time".to_owned() }
        }
        Some(_) | None => Error::Unreachable(format!("it answered {status}")),
    })
}
