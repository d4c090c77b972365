//! The secrets of the province: `keys.json`, and `successor.json` until somebody takes it away.

use seal::{Chain, DeploymentKey, Identity, SigningKey, succession::commitment};
use serde::{Deserialize, Serialize};
use wire::succession::{Reason, SignedSuccession, Succession, Successions};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Home;
use crate::{Error, Result, clock::Clock};

/// The secrets of the province.
#[derive(Debug)]
pub struct Keys {
    /// Signs certificates, receipts and pull frames.
    pub signing: SigningKey,
    /// Opens what is sealed to the province.
    pub identity: Identity,
    /// Turns NIKs into document ids.
    pub deployment: DeploymentKey,
    /// How the signing keys followed each other; without a statement where no successor was ever announced.
    pub chain: Chain,
    /// What opens what was sealed to the province under earlier keys, the newest first. What they signed with is gone.
    pub former: Vec<Identity>,
}

impl Keys {
    /// Opens what is sealed to the province, under whichever of its keys.
    ///
    /// # Errors
    /// As [`Identity::open`] of the newest.
    pub fn open(&self, sealed: &[u8], limit: usize) -> seal::Result<Zeroizing<Vec<u8>>> {
        let opened = self.identity.open(sealed, limit);
        if opened != Err(seal::Error::NotForThisKey) {
            return opened;
        }
        let former = self.former.iter().map(|identity| identity.open(sealed, limit));
        former.into_iter().find(|opened| *opened != Err(seal::Error::NotForThisKey)).unwrap_or(opened)
    }

    /// Every identity, the newest first.
    pub fn identities(&self) -> impl Iterator<Item = &Identity> {
        std::iter::once(&self.identity).chain(&self.former)
    }

    /// The newest statement, `None` where no successor was ever announced.
    #[must_use]
    pub fn announced(&self) -> Option<&Succession> {
        self.chain.newest()
    }

    /// Commits itself to a first successor, which founds the chain.
    ///
    /// # Errors
    /// [`seal::Error::NotTheSuccessor`] where one was announced.
    pub(crate) fn found(&mut self, successor: &Successor, now: i64) -> Result<()> {
        let (recipient, next) = (self.identity.recipient(), successor.signing.public());
        let founded = self.chain.succeed(&self.signing, recipient, &next, now, Reason::Founded)?;
        self.chain.extend(&[founded])?;
        Ok(())
    }

    /// The statements from number `from` on.
    #[must_use]
    pub fn successions(&self, from: u64) -> Successions {
        Successions { statements: self.chain.from_number(from).to_vec(), card: None }
    }
}

/// The key that is to follow, with its recipient.
#[derive(Debug)]
pub struct Successor {
    /// Will sign.
    pub signing: SigningKey,
    /// Will open what is sealed to the province.
    pub identity: Identity,
}

impl Successor {
    /// A new one.
    #[must_use]
    pub fn generate(mut clock: &dyn Clock) -> Self {
        Self { signing: SigningKey::generate(&mut clock), identity: Identity::generate() }
    }

    /// Whether it is the one to which the province committed itself.
    #[must_use]
    pub fn is_announced(&self, by: &Succession) -> bool {
        commitment(&self.signing.public()) == by.next
    }

    pub(super) fn of(file: &SuccessorFile) -> Result<Self> {
        let signing = SigningKey::from_bytes(&Zeroizing::new(from_hex(&file.signing_key)?));
        Ok(Self { signing, identity: Identity::parse(&file.identity)? })
    }

    pub(super) fn to_file(&self) -> SuccessorFile {
        SuccessorFile {
            signing_key: hex::encode(*self.signing.to_bytes()),
            identity: self.identity.to_secret_string().to_string(),
        }
    }
}

/// `keys.json`.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct KeyFile {
    pub(super) signing_key: String,
    identity: String,
    deployment_key: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    successions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_identities: Vec<String>,
}

/// `successor.json`.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct SuccessorFile {
    signing_key: String,
    identity: String,
}

/// What is sealed for the safe: the successor, and all that a machine needs that lost `keys.json`. Only the present signing key
/// is not in it: it is not needed.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct CopyFile {
    successor: SuccessorFile,
    deployment_key: String,
    identities: Vec<String>,
    successions: Vec<String>,
}

/// A successor with what a machine needs that lost `keys.json`.
#[derive(Debug)]
pub struct Copy {
    /// The successor.
    pub successor: Successor,
    /// Turns NIKs into document ids.
    pub deployment: DeploymentKey,
    /// What opens what was sealed to the province before, the newest first.
    pub identities: Vec<Identity>,
    /// The chain that announced the successor.
    pub chain: Chain,
}

impl Copy {
    /// The copy of a successor of these keys.
    ///
    /// # Errors
    /// Never of keys that were read.
    pub fn text(keys: &Keys, successor: &Successor) -> Result<Zeroizing<String>> {
        to_text(&CopyFile {
            successor: successor.to_file(),
            deployment_key: hex::encode(keys.deployment.expose()),
            identities: keys.identities().map(|identity| identity.to_secret_string().to_string()).collect(),
            successions: to_texts(&keys.chain),
        })
    }

    /// Reads what [`text`](Self::text) wrote.
    ///
    /// # Errors
    /// [`Error::Damaged`].
    pub fn parse(text: &str) -> Result<Self> {
        let file: CopyFile = serde_json::from_str(text).map_err(|_| Error::Damaged("copy of the successor"))?;
        Ok(Self {
            successor: Successor::of(&file.successor)?,
            deployment: DeploymentKey::from_bytes(from_hex(&file.deployment_key)?),
            identities: file.identities.iter().map(|text| Ok(Identity::parse(text)?)).collect::<Result<_>>()?,
            chain: chain_of(&file.successions)?.ok_or(Error::Damaged("copy of the successor"))?,
        })
    }
}

/// Keys that were just made, and the one that will follow, to which they commit themselves.
pub(super) fn new_keys(mut clock: &dyn Clock) -> Result<(Keys, Successor)> {
    let successor = Successor::generate(clock);
    let (signing, identity) = (SigningKey::generate(&mut clock), Identity::generate());
    let chain = Chain::anchored(signing.public());
    let deployment = DeploymentKey::generate(&mut clock);
    let mut keys = Keys { signing, identity, deployment, chain, former: Vec::new() };
    keys.found(&successor, clock.now())?;
    Ok((keys, successor))
}

/// The text of the key file.
pub(super) fn text_of(keys: &Keys) -> Result<Zeroizing<String>> {
    to_text(&KeyFile {
        signing_key: hex::encode(*keys.signing.to_bytes()),
        identity: keys.identity.to_secret_string().to_string(),
        deployment_key: hex::encode(keys.deployment.expose()),
        successions: to_texts(&keys.chain),
        former_identities: keys.former.iter().map(|former| former.to_secret_string().to_string()).collect(),
    })
}

pub(super) fn keys_of(text: &str) -> Result<Keys> {
    let file = serde_json::from_str::<KeyFile>(text).map_err(|_| Error::Damaged("key file"))?;
    let signing = SigningKey::from_bytes(&Zeroizing::new(from_hex(&file.signing_key)?));
    let chain = chain_of(&file.successions)?.unwrap_or_else(|| Chain::anchored(signing.public()));
    if chain.current() != signing.public() {
        return Err(Error::Damaged("key file"));
    }
    Ok(Keys {
        signing,
        identity: Identity::parse(&file.identity)?,
        deployment: DeploymentKey::from_bytes(from_hex(&file.deployment_key)?),
        chain,
        former: file.former_identities.iter().map(|text| Ok(Identity::parse(text)?)).collect::<Result<_>>()?,
    })
}

/// The chain of statements, `None` of none.
fn chain_of(texts: &[String]) -> Result<Option<Chain>> {
    let read = |text: &String| -> Result<SignedSuccession> {
        let bytes = hex::decode(text).map_err(|_| Error::Damaged("key file"))?;
        Ok(SignedSuccession::from_bytes(&bytes)?)
    };
    let statements = texts.iter().map(read).collect::<Result<Vec<_>>>()?;
    let Some(last) = statements.last() else { return Ok(None) };
    let mut chain = Chain::anchored(last.value().key);
    chain.extend(&statements)?;
    Ok(Some(chain))
}

fn to_texts(chain: &Chain) -> Vec<String> {
    chain.statements().iter().map(|statement| hex::encode(statement.to_bytes())).collect()
}

fn to_text(file: &impl Serialize) -> Result<Zeroizing<String>> {
    serde_json::to_string_pretty(file).map(Zeroizing::new).map_err(|_| Error::Damaged("key file"))
}

pub(super) fn from_hex(text: &str) -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| Error::Damaged("key file"))?;
    Ok(bytes)
}

impl Home {
    /// Puts other keys in the place of those that are there: at any time, one of them is there, whole.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn keep_keys(&self, keys: &Keys) -> Result<()> {
        self.replace(&self.key_file(), &text_of(keys)?)
    }

    /// The successor that these keys announced, where one was and lies here.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(crate) fn successor_of(&self, keys: &Keys) -> Result<Option<Successor>> {
        keys.announced().map_or(Ok(None), |announced| self.successor(announced))
    }

    /// The successor that was announced, where it lies here.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(crate) fn successor(&self, announced: &Succession) -> Result<Option<Successor>> {
        for path in [self.successor_file(), self.next_successor_file()] {
            let Some(text) = super::read_if_there(&path)?.map(Zeroizing::new) else { continue };
            let Ok(file) = serde_json::from_str::<SuccessorFile>(&text) else { continue };
            let successor = Successor::of(&file)?;
            if successor.is_announced(announced) {
                return Ok(Some(successor));
            }
        }
        Ok(None)
    }

    /// Keeps a successor that nobody announced yet, beside the one that was: [`settle_successor`](Self::settle_successor) puts
    /// it in that one's place.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn prepare_successor(&self, successor: &Successor) -> Result<()> {
        self.replace(&self.next_successor_file(), &to_text(&successor.to_file())?)
    }

    /// Leaves the successor here that these keys announced, if it is here, and no other. Keys that announced none leave all as
    /// it is.
    ///
    /// # Errors
    /// Where a file cannot be read or written.
    pub(crate) fn settle_successor(&self, keys: &Keys) -> Result<()> {
        if keys.announced().is_none() {
            return Ok(());
        }
        match self.successor_of(keys)? {
            Some(successor) => {
                self.replace(&self.successor_file(), &to_text(&successor.to_file())?)?;
                self.remove(&self.next_successor_file())
            }
            None => self.forget_successor(),
        }
    }

    /// Takes the successor away from this machine.
    ///
    /// # Errors
    /// Where a file cannot be removed.
    pub(crate) fn forget_successor(&self) -> Result<()> {
        self.remove(&self.successor_file())?;
        self.remove(&self.next_successor_file())
    }

    fn successor_file(&self) -> std::path::PathBuf {
        self.beside("successor.json")
    }

    fn next_successor_file(&self) -> std::path::PathBuf {
        self.beside("successor-next.json")
    }

    /// Removes a file, if it is there.
    pub(crate) fn remove(&self, path: &std::path::Path) -> Result<()> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(Error::file(path)).and_then(|()| self.sync_dir()),
        }
    }
}
