//! The vocabulary of Rantau, shared by the device, the server and everything between them.
//!
//! Everything here is *pure*: no files, sockets, clock or randomness. A value from outside is parsed once, by the
//! constructor of its type, and cannot be wrong afterwards; what a rule finds doubtful is a [`problem`], never a
//! refusal, because nothing that was typed in a village may be lost.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use records::{Deployment, Path, Value, worker::Worker};
//!
//! let fields = BTreeMap::from([
//!     (Path::parse("name")?, Value::from("Contoh Satu")),
//!     (Path::parse("nik")?, Value::from("5203135507740000")),
//!     (Path::parse("sex")?, Value::from("L")),
//! ]);
//! let worker = Worker::project(&fields, Deployment::Training);
//! assert_eq!(worker.name.as_deref(), Some("Contoh Satu"));
//! assert_eq!(worker.problems[0].code.code(), "nik_disagrees_with_sex"); // its day, 55, is a woman's
//! # Ok::<(), records::path::ParsePathError>(())
//! ```
//!
//! Where to find what:
//!
//! - who and what: [`id`], [`kind`], [`path`], [`value`]
//! - identity: [`nik`], [`family_card`], [`passport`], [`phone`], [`date`]; sums: [`money`]
//! - places: [`region`] (NTB and NTT to the village), [`country`]
//! - closed sets of codes, with labels in both languages: [`value_set`]
//! - the description of every field of every kind: [`field`]; why one is empty: [`absence`]; what holds between fields:
//!   [`rule`]; what is wrong: [`problem`]
//! - the records: [`record`] (of any kind), [`worker`], [`household`], [`milestone`], [`nested`] (as JSON)
//!
//! What holds throughout:
//!
//! - `Debug`, `Display` of identity numbers and all error texts show no personal data; `expose()` and serde do.
//! - What a form accepts is canonical: checking it again changes nothing, on any device.
//! - An unknown path, code or village of a newer version is carried and shown, never dropped.

pub mod absence;
pub mod country;
pub mod date;
pub mod deployment;
pub mod family_card;
pub mod field;
pub mod growth;
pub mod harmless;
pub mod household;
pub mod id;
pub mod kind;
mod masked;
pub mod milestone;
pub mod money;
pub mod nested;
pub mod nik;
pub mod passport;
pub mod path;
pub mod phone;
pub mod problem;
mod projection;
pub mod record;
pub mod region;
pub mod rule;
pub mod value;
pub mod value_set;
pub mod worker;

pub use country::Country;
pub use date::PartialDate;
pub use deployment::Deployment;
pub use family_card::FamilyCardNumber;
pub use harmless::harmless;
pub use id::{Actor, ChangeHash, DeviceId, DocId, ElementId, EpochId, FileId, LineageId, OfficerId};
pub use kind::Kind;
pub use money::Money;
pub use nik::Nik;
pub use passport::PassportNumber;
pub use path::Path;
pub use phone::Phone;
pub use problem::Problem;
pub use record::Record;
pub use region::RegionCode;
pub use value::Value;
