//! Signatures, device certificates, sealing and key wrapping: the one place with key material.
//!
//! | key | type | lives | what it is for |
//! |---|---|---|---|
//! | device, Ed25519 | [`SigningKey`] | in the device's encrypted database | signs statements and hellos |
//! | device, age X25519 | [`Identity`] | in the device's encrypted database | opens the deployment's secrets, bundles and packs |
//! | province, Ed25519 | [`SigningKey`] | on the server, outside its database | signs certificates, receipts, pull frames, enrolment answers |
//! | province, age X25519 | [`Identity`] | on the server, outside its database | opens bundles and sealed outboxes |
//! | province's successor, the same two | as above | sealed, in a safe, and nowhere else | follows them: [`Chain`] |
//! | deployment | [`DeploymentKey`] | on the server, and in every device's encrypted database | turns NIKs into document ids |
//! | database | [`DatabaseKey`] | in memory while the database is open; beside it sealed to each officer (before: a [`WrappedKey`]) | SQLCipher |
//! | officer, age X25519 | [`Identity`] | beside the database, behind a [`Lock`] for each way in | opens the database key, gives the [`RecordKey`] |
//! | private records | [`RecordKey`] | in memory while its officer works; derived | what other officers of the device must not read |
//! | passphrase or PIN | `&str` | in a person's head | opens the officer's lock |
//! | reset | [`ResetSecret`] | at the province, sealed, until it is used once | opens the officer's lock where the passphrase is forgotten |
//! | invitation | [`InviteCode`] | on the server until used or expired; on paper or by voice to one person | proves once that a device was invited, and by whom |
//!
//! What is signed, and over which bytes, is the `wire` crate's word (`signing_bytes`); what a valid signature permits
//! is the caller's question. So each signed type has one function that signs and one that verifies, and they say no
//! more than "these bytes, this key".
//!
//! How secrets are kept here:
//!
//! - a secret overwrites its memory when it is dropped, and there is no second one by accident: no `Clone`. What the
//!   compiler copies when it moves a value is out of our hands
//! - `Debug` prints `***`; reading a secret is an explicit call (`expose`, `to_bytes`, `to_secret_string`)
//! - two secrets, MACs or tags are compared in constant time
//! - no async, no files, no clock. Randomness is a parameter ([`Random`]), with one exception: `age` draws its own, for
//!   identities and file keys, from the operating system
//!
//! ```
//! use seal::{Cost, DatabaseKey, Identity, OsRandom, SigningKey, WrappedKey, seal_to, verify};
//!
//! # fn main() -> seal::Result<()> {
//! let device = SigningKey::generate(&mut OsRandom);
//! verify(&device.public(), b"message", &device.sign(b"message"))?;
//!
//! let province = Identity::generate();
//! let sealed = seal_to(&province.recipient(), b"bundle")?;
//! assert_eq!(**province.open(&sealed, 1 << 20)?, *b"bundle");
//!
//! let key = DatabaseKey::generate(&mut OsRandom);
//! let wrapped = WrappedKey::wrap(&mut OsRandom, &key, "a passphrase", Cost::default())?;
//! assert_eq!(wrapped.unwrap("a passphrase")?, key);
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here is invented: Ed25519 (RFC 8032, strict verification), age v1 (C2SP), HMAC-SHA256 (RFC 2104), Argon2id
//! (RFC 9106), XChaCha20-Poly1305. A single format for all of them (COSE, JOSE, PGP) was refused: each brings choices of
//! algorithm that an attacker makes too.

mod challenge;
mod cipher;
mod code;
mod deployment;
mod error;
mod file;
mod identity;
pub mod invitation;
mod lock;
mod mac;
mod password;
mod random;
pub mod record_key;
mod reset;
mod secret;
mod signed;
mod signing;
pub mod succession;
pub mod wrap;

pub use challenge::Challenger;
pub use deployment::DeploymentKey;
pub use error::{Error, Result};
pub use file::{SealedReader, SealedWriter, open_with_passphrase, seal_with_passphrase};
pub use identity::{Identity, seal_to};
pub use invitation::InviteCode;
pub use lock::Lock;
pub use password::PasswordHash;
pub use random::{OsRandom, Random};
pub use record_key::RecordKey;
pub use reset::ResetSecret;
pub use signed::{
    verify_caller, verify_certificate, verify_enrol_response, verify_envelope, verify_hello, verify_pull,
    verify_receipt, verify_signed, verify_voucher,
};
pub use signing::{SigningKey, verify};
pub use succession::Chain;
pub use wrap::{Cost, DatabaseKey, WrappedKey};
