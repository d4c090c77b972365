//! What people read, in any language.
//!
//! A language is one file in the syntax of [Fluent](https://projectfluent.org): a message a line, under the key by which
//! the program knows it, with named variables. Translators may order them as their language wants, and choose a form by
//! number. Indonesian is complete and the ground of every other language: what a file lacks, or what is broken in it, is
//! said in Indonesian, message by message, so that half a translation is of use on the day it is half done.
//!
//! The labels of fields and values stand in the tables of [`records`] and [`mod@reference`] and nowhere else; a file
//! translates them under keys that follow from the table ([`label`]).
//!
//! Fluent, and not a format of our own: translators know it, tools read it, and plural forms are solved. Compiled-in
//! languages were refused: a village office adds a language with a file, without a new program.
//!
//! ```
//! use language::{LanguageCode, Pack};
//!
//! let code = LanguageCode::parse("qaa")?;
//! let pack = Pack::parse(code, "### Status: draft\nsent = { $count ->\n    [one] wan\n   *[other] meni ({ $count })\n }\n")?;
//! assert_eq!(pack.tell("sent", &[("count", "1")]).as_deref(), Some("wan"));
//! assert_eq!(pack.tell("sent", &[("count", "3")]).as_deref(), Some("meni (3)"));
//! assert_eq!(pack.say("not-there"), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What this crate does not do: it reads no files, and decides nothing about which language somebody wants.

mod catalogue;
mod code;
mod entry;
mod head;
pub mod label;
mod pack;
mod shape;

pub use catalogue::{Catalogue, Declared, Review, WrongVariables};
pub use code::{LanguageCode, ParseLanguageError};
pub use head::Head;
pub use label::Label;
pub use pack::{Fault, FaultKind, Pack, TooLarge};
