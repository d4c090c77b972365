//! The certificate that the server made for itself, beside the province's keys.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::Home;
use crate::{Error, Result};

/// A certificate and its key, as they are kept.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct KeptLeaf {
    /// The names and addresses that it is for.
    #[zeroize(skip)]
    pub hosts: Vec<String>,
    /// Whose key signed it, hexadecimal.
    #[serde(default)]
    pub issuer: String,
    /// When it ends, Unix seconds.
    pub until: i64,
    /// Its secret key, PEM.
    pub key: String,
    /// The certificate, PEM.
    pub certificate: String,
}

impl std::fmt::Debug for KeptLeaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptLeaf").field("hosts", &self.hosts).field("until", &self.until).finish_non_exhaustive()
    }
}

impl Home {
    /// The certificate that is kept, `None` where there is none that can be read: another one is made then.
    #[must_use]
    pub fn leaf(&self) -> Option<KeptLeaf> {
        let text = Zeroizing::new(fs::read_to_string(self.leaf_file()).ok()?);
        serde_json::from_str(&text).ok()
    }

    /// Forgets the certificate: the next start makes another one.
    ///
    /// # Errors
    /// Where the file cannot be removed.
    pub(crate) fn forget_leaf(&self) -> Result<()> {
        self.remove(&self.leaf_file())
    }

    /// Keeps a certificate in the place of the one before.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep_leaf(&self, leaf: &KeptLeaf) -> Result<()> {
        let text = serde_json::to_string_pretty(leaf).map(Zeroizing::new).map_err(|_| Error::Damaged("certificate"))?;
        self.replace(&self.leaf_file(), &text)
    }

    /// Writes the certificate of the province's key, for tools that want one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_root(&self, pem: &str) -> Result<()> {
        let path = self.dir.join("root.pem");
        if fs::read_to_string(&path).is_ok_and(|there| there == pem) { Ok(()) } else { self.replace(&path, pem) }
    }

    /// Notes at which addresses devices reach the server: what invitations say where the operator says nothing.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_reached_at(&self, urls: &[String]) -> Result<()> {
        self.replace(&self.reached_file(), &format!("{}\n", urls.join("\n")))
    }

    /// The addresses at which devices reach the server that was last started here.
    #[must_use]
    pub fn reached_at(&self) -> Vec<String> {
        let text = fs::read_to_string(self.reached_file()).unwrap_or_default();
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    fn leaf_file(&self) -> PathBuf {
        self.dir.join("tls.json")
    }

    fn reached_file(&self) -> PathBuf {
        self.dir.join("reached-at")
    }
}
