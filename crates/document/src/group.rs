//! Several records of one person or household, read as one.
//!
//! A merge is a link: the lesser record names the other one ([`MERGED_INTO`]). Nothing is copied, so nothing can be
//! lost, both histories stay, who did not hear of it goes on writing into the record that they have, and emptying the
//! link undoes it. The alternative, to write the values of one record into the other, would make everything that was
//! copied the word of whoever merged, and could not be taken back once somebody wrote over it.
//!
//! - Which records are one, and which of them is the head, follows from the links alone ([`Links`]): the same on every
//!   device, in whatever order links were made, taken back or came across.
//! - What is shown is the [union](unite): the head's fields, then those of the others; where they differ, all of it, as in
//!   a conflict.
//! - Who settles a difference writes the head, and a marker there for each statement of another record that was decided
//!   against ([`settling()`]). The marker names that very value, so what somebody writes there later shows again.

mod links;
mod settling;
mod union;

use records::{
    DocId, Value,
    field::identity::{self, NOT_SAME},
};

use crate::Intent;

pub use links::Links;
pub use records::field::identity::MERGED_INTO;
pub use settling::settling;
pub use union::{Difference, Member, Statement, United, unite};

/// Says, in a record, that it is not the same as another one.
#[must_use]
pub fn not_same(other: DocId) -> Intent {
    Intent::Add {
        collection: NOT_SAME.to_owned(),
        element: identity::not_same(other),
        fields: [("record".to_owned(), Value::from(other.to_string()))].into(),
    }
}

#[cfg(test)]
mod tests;
