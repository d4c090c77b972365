//! Village rosters, read into fields with nothing dropped.
//!
//! A roster is the list that a desa office keeps of its people abroad: a CSV or a spreadsheet, typed by hand over
//! years. This crate reads one in three steps, all pure and all deterministic, so that two devices that import the
//! same file offline write the same thing:
//!
//! 1. [`Sheet::read`]: bytes to rows of text, whatever the format, encoding and delimiter ([`sheet`]);
//! 2. [`Columns::of`]: what each header means ([`mod@column`]);
//! 3. [`entry::interpret`]: one row to the fields of a worker, and what could not be read of it ([`cell`], [`entry`]).
//!
//! [`same`] then finds the rows that are one person.
//!
//! What cannot be read is a [`CellProblem`], never a refusal, and every row keeps its cells verbatim. The alternative,
//! to refuse a file until it is clean, asks a village to repair years of typing before it gets anything back.
//!
//! ```
//! use records::{Deployment, RegionCode};
//! use roster::{Columns, Context, Sheet, interpret};
//!
//! let file = "No;Nama;NIK;L/P;Tgl Lahir\n1;Contoh Satu;520313 120790 0000;L;12 Juli 1990\n";
//! let sheet = Sheet::read("daftar.csv", file.as_bytes())?;
//! let columns = Columns::of(&sheet.header);
//! let context = Context { deployment: Deployment::Training, village: RegionCode::parse("52.03.13.2001")? };
//! for row in &sheet.rows {
//!     let entry = interpret(&sheet, &columns, row, &context);
//!     assert_eq!(entry.text("birth_date"), Some("1990-07-12"));
//!     assert!(entry.problems.is_empty());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod cell;
pub mod column;
pub mod entry;
mod fold;
pub mod reason;
pub mod same;
pub mod sheet;

pub use column::{Column, Columns};
pub use entry::{CellProblem, Context, Entry, interpret};
pub use reason::Reason;
pub use same::{Person, SamePerson, SameReason};
pub use sheet::{ReadError, Row, Sheet};
