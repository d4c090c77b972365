//! What the device is to its deployment: its keys, its certificate, the province's word.

use std::collections::BTreeSet;

use records::{Deployment, DeviceId, OfficerId, RegionCode, region::Level};
use rusqlite::{Connection, OptionalExtension, params};
use seal::{Chain, DeploymentKey, Identity, SigningKey};
use tls::{Authority, Expected, KnownTime, Leaf, Root};
use wire::{
    Audience, FeedId, PublicKey, Signature,
    bundle::{Carried, SignedCarried},
    enrolment::{Card, Certificate, EnrolResponse},
};
use zeroize::Zeroizing;

use crate::{Error, Result, Store, feed, keyring::officers, setting, succession};

/// What an enrolment gave the device, and how the province's keys followed each other since.
#[derive(Debug)]
pub struct Membership {
    pub(crate) answer: EnrolResponse,
    pub(crate) signing: SigningKey,
    pub(crate) identity: Identity,
    pub(crate) deployment_key: DeploymentKey,
    /// The server's address: `https://host[:port]`.
    pub(crate) server: String,
    /// Whether certificates of public authorities count there.
    pub(crate) public_roots: bool,
    /// Who works here now.
    pub(crate) here: Here,
    /// The keys of the province, from that of the enrolment on.
    pub(crate) chain: Chain,
    /// The certificate under a later key, where one came.
    pub(crate) card: Option<Later>,
}

/// A certificate that came after the enrolment.
#[derive(Debug)]
pub(crate) struct Later {
    card: Card,
    /// Which key of the province signed it: every edit says so, and none verifies it again.
    by: PublicKey,
}

impl Later {
    /// `None` where no key of the chain signed it.
    fn of(card: Card, chain: &Chain) -> Option<Self> {
        let by = chain.keys().find(|key| seal::verify_certificate(key, &card.certificate, &card.signature).is_ok())?;
        Some(Self { card, by })
    }
}

/// The officer who works on the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Here {
    pub(crate) officer: OfficerId,
    pub(crate) name: String,
}

impl Store {
    /// Which server is believed: that of our province, by all that is known of the time.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn expected(&self) -> Result<Expected> {
        let issued = self.membership.answer.certificate.issued_at;
        let heard = setting::time(&self.db, "head_time")?.map_or(issued, |heard| heard.max(issued));
        Ok(Expected {
            root: Root::Province(self.membership.province_key()),
            public_roots: self.membership.public_roots,
            time: KnownTime { offset: setting::time(&self.db, "clock_offset")?, at_least: Some(heard), at_most: None },
        })
    }

    /// The regions that this device serves now: that of its enrolment first, where it is still among them.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn regions(&self) -> Result<Vec<RegionCode>> {
        let followed: BTreeSet<_> =
            feed::states(&self.db)?.into_iter().filter_map(|state| served(state.feed)).collect();
        let enrolled = self.membership().region();
        // An office serves its whole region, though only the villages with records have a feed.
        let serves = followed.is_empty() || followed.iter().any(|region| enrolled.contains(region));
        let others = followed.into_iter().filter(|region| !serves || !enrolled.contains(region));
        Ok(serves.then(|| enrolled.clone()).into_iter().chain(others).collect())
    }
}

/// The region that a followed feed shows to be served: what is said to a whole area, what its officer wrote, and what is lent
/// to it, a device follows wherever it serves.
fn served(feed: FeedId) -> Option<RegionCode> {
    let serves = match feed.audience {
        Audience::Village => feed.region.level() == Level::Village,
        Audience::Office => true,
        Audience::Officer(_) | Audience::Loan(_) => false,
    };
    serves.then_some(feed.region)
}

impl Membership {
    /// This device.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.answer.certificate.device
    }

    /// What people call it.
    #[must_use]
    pub fn device_name(&self) -> &str {
        &self.answer.certificate.device_name
    }

    /// The officer who works on it now: who opened the store.
    #[must_use]
    pub const fn officer(&self) -> OfficerId {
        self.here.officer
    }

    /// That officer's name.
    #[must_use]
    pub fn officer_name(&self) -> &str {
        &self.here.name
    }

    /// The province's age recipient.
    #[must_use]
    pub(crate) fn province_recipient(&self) -> &str {
        self.chain.recipient().unwrap_or(&self.answer.province_recipient)
    }

    /// Whether something that is sealed to `recipient` (`""` for that of the enrolment) is sealed to the province's newest.
    pub(crate) fn is_newest_recipient(&self, recipient: &str) -> bool {
        let sealed_to = if recipient.is_empty() { &self.answer.province_recipient } else { recipient };
        sealed_to == self.province_recipient()
    }

    /// The region that it serves.
    #[must_use]
    pub const fn region(&self) -> &RegionCode {
        &self.answer.certificate.region
    }

    /// The feeds that it was enrolled to follow.
    #[must_use]
    pub fn feeds(&self) -> &[FeedId] {
        &self.answer.certificate.feeds
    }

    /// Whether its records are of living people.
    #[must_use]
    pub const fn deployment(&self) -> Deployment {
        if self.answer.training { Deployment::Training } else { Deployment::Production }
    }

    /// The address of the province's server that it was enrolled with.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Whether certificates of public authorities count at that address.
    #[must_use]
    pub const fn public_roots(&self) -> bool {
        self.public_roots
    }

    /// The province's newest key that is known here.
    #[must_use]
    pub fn province_key(&self) -> PublicKey {
        self.chain.current()
    }

    /// The keys of the province, as far as they are known here.
    #[must_use]
    pub const fn chain(&self) -> &Chain {
        &self.chain
    }

    /// How many statements of the chain are known here, up to the one whose key certified this device: what a hello says.
    /// So a province goes on telling until the certificate has come as well.
    pub(crate) fn chain_confirmed(&self) -> Option<u64> {
        let by = self.card.as_ref().map_or(self.answer.province_key, |card| card.by);
        self.chain.number_of(&by).map(|n| n.saturating_add(1))
    }

    /// The province's word about this device, with its signature.
    #[must_use]
    pub const fn certificate(&self) -> (&Certificate, &Signature) {
        match &self.card {
            Some(Later { card: Card { certificate, signature }, .. }) => (certificate, signature),
            None => (&self.answer.certificate, &self.answer.signature),
        }
    }

    /// The keys are these from now on, and the certificate that, where one came.
    pub(crate) fn follow(&mut self, chain: Chain, card: Option<Card>) {
        self.card = card.and_then(|card| Later::of(card, &chain)).or_else(|| self.card.take());
        self.chain = chain;
    }

    /// Signs that this device carries a bundle for another one.
    #[must_use]
    pub fn sign_carried(&self, carried: Carried) -> SignedCarried {
        self.signing.sign_carried(carried)
    }

    /// A certificate under which this device serves others on a LAN, by its own key.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where none can be made.
    pub fn lan_leaf(&self) -> Result<Leaf> {
        Authority::new(&self.signing).lan_leaf().map_err(|_| Error::Corrupt("the device's key"))
    }

    /// Signs that this device carries bundles, also when its store is locked: the one key that a courier keeps then.
    pub fn carrier(&self) -> impl Fn(Carried) -> SignedCarried + Send + Sync + use<> {
        let key = SigningKey::from_bytes(&self.signing.to_bytes());
        move |carried| key.sign_carried(carried)
    }

    pub(crate) fn save(&self, db: &Connection) -> Result<()> {
        setting::put(db, "enrolment", &self.answer.to_bytes())?;
        setting::put(db, "signing_key", self.signing.to_bytes().as_slice())?;
        setting::put(db, "identity", self.identity.to_secret_string().as_bytes())?;
        setting::put(db, "deployment_key", self.deployment_key.expose())?;
        setting::put(db, "server", self.server.as_bytes())?;
        succession::save(db, &self.chain, self.answer.certificate.issued_at)?;
        if self.public_roots {
            setting::put(db, PUBLIC_ROOTS, &[])?;
        }
        let certificate = &self.answer.certificate;
        officers::note(db, certificate.officer, &certificate.officer_name)?;
        db.execute(
            "insert into author (id, officer, officer_name, device, device_name) values (1, ?, ?, ?, ?)",
            params![
                certificate.officer.as_bytes(),
                certificate.officer_name,
                certificate.device.as_bytes(),
                certificate.device_name
            ],
        )?;
        Ok(())
    }

    /// What the store knows, as the officer who enrolled the device: [`for_officer`](Self::for_officer) says who works.
    pub(crate) fn load(db: &Connection) -> Result<Self> {
        let signing: [u8; 32] = secret(db, "signing_key")?.as_slice().try_into().map_err(|_| MISSING)?;
        let deployment: [u8; 32] = secret(db, "deployment_key")?.as_slice().try_into().map_err(|_| MISSING)?;
        let text = |name| String::from_utf8(secret(db, name)?.to_vec()).map(Zeroizing::new).map_err(|_| MISSING);
        let answer = EnrolResponse::from_bytes(&secret(db, "enrolment")?)?;
        let mut chain = Chain::anchored(answer.province_key);
        chain.extend(&succession::statements(db)?).map_err(|_| Error::Corrupt("the province's keys"))?;
        Ok(Self {
            here: Here::of(&answer.certificate),
            card: succession::card(db)?.and_then(|card| Later::of(card, &chain)),
            chain,
            answer,
            signing: SigningKey::from_bytes(&signing),
            identity: Identity::parse(&text("identity")?)?,
            deployment_key: DeploymentKey::from_bytes(deployment),
            server: text("server")?.to_string(),
            public_roots: setting::get(db, PUBLIC_ROOTS).optional()?.is_some(),
        })
    }
}

impl Membership {
    /// Says who works.
    pub(crate) fn for_officer(&mut self, db: &Connection, officer: OfficerId) -> Result<()> {
        let name = officers::name_of(db, officer)?.ok_or(Error::Corrupt("a slot of nobody"))?;
        self.here = Here { officer, name };
        Ok(())
    }
}

impl Here {
    /// The officer who enrolled the device.
    pub(crate) fn of(certificate: &Certificate) -> Self {
        Self { officer: certificate.officer, name: certificate.officer_name.clone() }
    }
}

/// Set where the invitation said that certificates of public authorities count.
const PUBLIC_ROOTS: &str = "public_roots";
const MISSING: Error = Error::Corrupt("the enrolment is incomplete");

fn secret(db: &Connection, name: &str) -> Result<Zeroizing<Vec<u8>>> {
    setting::get(db, name).optional()?.map(Zeroizing::new).ok_or(MISSING)
}
