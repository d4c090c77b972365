//! The rules that records are held against: those of the province, else those that this program was built with.
//!
//! They come as a notice ([`reference::notice`]) like any other record, over whatever way it takes. A text that is not whole
//! or not sound is never used, and is said ([`Rules::unusable`]); what holds meanwhile are the newest that are.

use std::{borrow::Cow, collections::BTreeMap};

use records::{DocId, Kind, PartialDate, Path, Value, value::text_of, value_set::NoticeKind};
use reference::{
    Reference,
    notice::{self, Unusable},
};
use rusqlite::Row;
use serde::Serialize;

use crate::{Result, Store, sql::Sql};

/// Which rules hold here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Their version.
    pub version: String,
    /// The day whose facts they tell.
    pub as_of: PartialDate,
    /// The notice that brought them; `None` where they are those that this program was built with.
    pub notice: Option<DocId>,
    /// What came and is not used.
    pub unusable: Vec<UnusableRules>,
}

/// Rules that came and are not used. Those that were withdrawn are not among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnusableRules {
    /// The notice.
    pub notice: DocId,
    /// The version that it names.
    pub version: String,
    /// What is wrong, for people.
    pub because: String,
}

impl Store {
    /// The rules that hold here: of the versions that the province sent, the newest that is sound; those that this program
    /// was built with where there is none, or where these are newer.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn reference(&self) -> Result<Cow<'static, Reference>> {
        Ok(self.look_for_rules()?.0)
    }

    /// Which rules hold here, and what came and is not used.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn rules(&self) -> Result<Rules> {
        Ok(self.look_for_rules()?.1)
    }

    fn look_for_rules(&self) -> Result<(Cow<'static, Reference>, Rules)> {
        let (mut newest, mut brought, mut unusable) = (Cow::Borrowed(Reference::embedded()), None, Vec::new());
        for (doc, fields) in self.notices_of(&NoticeKind::Reference)? {
            match notice::from_fields(&fields) {
                Ok(rules) if !newest.is_newer_than(&rules) => (newest, brought) = (Cow::Owned(rules), Some(doc)),
                Ok(_) | Err(Unusable::Withdrawn) => {}
                Err(error) => {
                    tracing::warn!(doc.id = %doc, error = %error, "rules that are not used");
                    let version = text_of(&fields, "reference_version").unwrap_or_default().to_owned();
                    unusable.push(UnusableRules { notice: doc, version, because: error.to_string() });
                }
            }
        }
        let (version, as_of) = (newest.version.clone(), newest.as_of);
        Ok((newest, Rules { version, as_of, notice: brought, unusable }))
    }

    /// The notices of a kind with their fields, those as well that were withdrawn, in the order of their ids.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn notices_of(&self, kind: &NoticeKind) -> Result<Vec<(DocId, BTreeMap<Path, Value>)>> {
        let mut statement = self.db.prepare_cached(
            "select doc, fields from projection
             where kind = ?1 and json_extract(fields, '$.notice_kind') = ?2 order by doc",
        )?;
        let read = |row: &Row<'_>| Ok((row.get::<_, Sql<DocId>>(0)?.0, row.get::<_, String>(1)?));
        let rows = statement.query_map((Sql(Kind::Notice), kind.code()), read)?;
        let parsed = |(doc, json): (DocId, String)| (doc, serde_json::from_str(&json).unwrap_or_default());
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().map(parsed).collect())
    }
}
