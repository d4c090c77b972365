//! Handing in what lies in the outbox.

use std::{fs, path::Path};

use records::DeviceId;
use seal::Chain;
use serde::{Deserialize, Serialize};
use tls::{Expected, KnownTime, Root};
use wire::{PublicKey, succession::Successions};

use super::Folder;
use crate::{
    Error, Membership, Result, SharedStore, courier,
    store::{make_private, write_durably},
    succession,
};

/// Beside the bundles: to whom they go. Nothing of it is a secret, and it can be read where the store cannot.
const PROVINCE: &str = "province";

/// Whom the bundles of an outbox are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Province {
    /// The address of its server.
    pub server: String,
    /// Its key, hexadecimal.
    pub key: String,
    /// The device whose outbox it is.
    pub device: DeviceId,
    /// Whether certificates of public authorities count at that address.
    #[serde(default)]
    pub public_roots: bool,
    /// What is known of how its keys follow each other: CBOR of the statements, hexadecimal.
    #[serde(default)]
    pub chain: String,
}

/// What became of an outbox that was handed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// Bundles that the province answered.
    pub delivered: u64,
    /// Bundles that it answered before.
    pub answered_before: u64,
    /// Bundles that it does not take.
    pub refused: u64,
}

impl Province {
    fn of(membership: &Membership) -> Self {
        Self {
            server: membership.server().to_owned(),
            key: hex::encode(membership.province_key().0),
            device: membership.device(),
            public_roots: membership.public_roots(),
            chain: hex::encode(known(membership).to_bytes()),
        }
    }

    /// Whom an outbox is for, `None` where there is none.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where the file says something else.
    pub fn read(folder: &Folder) -> Result<Option<Self>> {
        let Ok(text) = fs::read(folder.path().join(PROVINCE)) else { return Ok(None) };
        serde_json::from_slice(&text).map(Some).map_err(|_| Error::Corrupt("whom the outbox is for"))
    }

    /// Which server is believed. What the province last said of the time is in the store, which is closed.
    fn expected(&self) -> Result<Expected> {
        let root = Root::Province(self.public_key()?);
        Ok(Expected { root, public_roots: self.public_roots, time: KnownTime::default() })
    }

    /// Which server is believed once it told how its key followed the one that is noted here; `None` where nothing leads
    /// there.
    async fn expected_since(&self, server: &str) -> Result<Option<Expected>> {
        let known = hex::decode(&self.chain).ok().and_then(|bytes| Successions::from_bytes(&bytes).ok());
        let mut chain = Chain::anchored(self.public_key()?);
        chain.extend(&known.unwrap_or_default().statements)?;
        // Whoever answers with another chain is another server.
        let extended = chain.extend(&succession::fetch(server).await?.statements).unwrap_or_default();
        let root = Root::Province(chain.current());
        Ok(extended.key_changed.then_some(Expected { root, ..self.expected()? }))
    }

    /// Its key.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where it is none.
    pub fn public_key(&self) -> Result<PublicKey> {
        let mut key = [0; 32];
        let read = hex::decode_to_slice(&self.key, &mut key);
        read.map(|()| PublicKey(key)).map_err(|_| Error::Corrupt("whom the outbox is for"))
    }
}

/// The newest statement: it names the key that is noted, and commits to the next.
fn known(membership: &Membership) -> Successions {
    let statements = membership.chain().statements().last().cloned().into_iter().collect();
    Successions { statements, card: None }
}

/// Notes whom an outbox is for, where that is not written there.
pub(super) fn note_province(folder: &Folder, membership: &Membership) -> Result<()> {
    let province = Province::of(membership);
    if matches!(Province::read(folder), Ok(Some(known)) if known == province) {
        return Ok(());
    }
    make_private(folder.path()).map_err(Error::file("making the outbox"))?;
    let text = serde_json::to_vec_pretty(&province).map_err(|_| Error::Corrupt("whom the outbox is for"))?;
    write_durably(&folder.path().join(PROVINCE), &text)
}

/// Hands in, over the line, what lies in the outbox of a directory, without opening its store: a locked device does it, one
/// whose lease ended, and one that was wiped. The answers are kept beside the bundles; who opens the store again has them
/// verified.
///
/// `server` is another address than the one that the device was enrolled with.
///
/// # Errors
/// [`Error::NotEnrolled`] where there is no outbox; [`Error::Unreachable`]. What was answered before is kept.
pub async fn deliver(dir: &Path, server: Option<&str>) -> Result<Delivered> {
    let folder = Folder::of(dir);
    let province = Province::read(&folder)?.ok_or_else(|| Error::NotEnrolled(dir.to_owned()))?;
    let (server, mut expected) = (server.unwrap_or(&province.server), province.expected()?);
    let mut delivered = Delivered::default();
    for parcel in folder.parcels()? {
        if parcel.answered {
            delivered.answered_before += 1;
            continue;
        }
        let mut answer = courier::hand_in(expected, server, folder.read(&parcel.name)?).await;
        if let Err(Error::Untrusted(why)) = &answer
            && succession::is_unknown_key(why)
            && let Some(since) = province.expected_since(server).await?
        {
            expected = since;
            answer = courier::hand_in(expected, server, folder.read(&parcel.name)?).await;
        }
        match answer {
            Ok(answer) => {
                folder.keep_answer(&parcel.name, &answer)?;
                delivered.delivered += 1;
            }
            Err(Error::Refused { code, .. }) if code != "busy" => delivered.refused += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(delivered)
}

/// Hands in what this session could not push itself, behind a sync that sent all that it could: what another officer of
/// this device wrote and only that officer can read, and what a later state of the database left. Gives how many bundles
/// the province has now.
///
/// # Errors
/// [`Error::Unreachable`], and where the database fails. What was answered before counts.
pub async fn hand_in_rest(store: &SharedStore, server: &str) -> Result<u64> {
    let mut delivered = 0;
    for (name, bundle) in store.with(|store| store.to_hand_in()).await? {
        match courier::hand_in_for(store, server, bundle).await {
            Ok(answer) => {
                let taken = store.with(move |store| store.take_answer(&name, &answer)).await?;
                delivered += u64::from(taken);
            }
            // It stays, and an operator may look at it.
            Err(Error::Refused { code, .. }) if code != "busy" => {}
            Err(error) => return Err(error),
        }
    }
    Ok(delivered)
}
