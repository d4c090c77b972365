//! Lists of records.

use records::{DocId, Kind, RegionCode};
use rusqlite::{Row, named_params};

use crate::{
    Result,
    sql::{Sql, length},
    store::Store,
};

/// Which records.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Of people in this area only.
    pub region: Option<RegionCode>,
    /// At this stage only: a code of a milestone.
    pub stage: Option<String>,
    /// With values in conflict only.
    pub conflicts: bool,
    /// With something that has not reached the province only.
    pub unsent: bool,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ListItem {
    /// The record.
    pub doc: DocId,
    /// Its kind.
    pub kind: Kind,
    /// The person's name; of a household that of its first member. Empty where there is none.
    pub name: String,
    /// The village's code.
    pub village: String,
    /// The hamlet.
    pub hamlet: String,
    /// As far as it is known.
    pub birth_date: String,
    /// The code of the stage, empty before any milestone.
    pub stage: String,
    /// How many fields are in conflict.
    pub conflicts: u32,
    /// How many values are doubtful.
    pub problems: u32,
    /// When it was last written, by the author's clock, Unix seconds; 0 where only imports wrote.
    pub changed_at: i64,
}

pub(crate) const LIST_COLUMNS: &str =
    "p.doc, p.kind, p.name, p.village, p.hamlet, p.birth_date, p.stage, p.conflicts, p.problems, p.changed_at";

const FILTER: &str = "
    (:kind is null or kind = :kind)
    and (:region is null or village = :region or village like :region || '.%')
    and (:stage is null or stage = :stage)
    and (:conflicts = 0 or conflicts > 0)
    and (:unsent = 0 or doc in (select doc from change where state = 'local' and state not in ('logged')))";

impl Store {
    /// The records that a filter lets through, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn list(&self, filter: &Filter, limit: usize, offset: usize) -> Result<Vec<ListItem>> {
        let sql = format!(
            "select {LIST_COLUMNS} from projection p where {FILTER} order by name, doc limit :limit offset :offset"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(
            named_params! {
                ":kind": filter.kind.map(Sql),
                ":region": filter.region.as_ref().map(RegionCode::as_str),
                ":stage": filter.stage,
                ":conflicts": filter.conflicts,
                ":unsent": filter.unsent,
                ":limit": length(limit),
                ":offset": length(offset),
            },
            read_item,
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many records a filter lets through.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn count(&self, filter: &Filter) -> Result<u64> {
        let sql = format!("select count(*) from projection p where {FILTER}");
        let count = self.db.prepare_cached(&sql)?.query_row(
            named_params! {
                ":kind": filter.kind.map(Sql),
                ":region": filter.region.as_ref().map(RegionCode::as_str),
                ":stage": filter.stage,
                ":conflicts": filter.conflicts,
                ":unsent": filter.unsent,
            },
            |row| row.get(0),
        )?;
        Ok(crate::sql::unsigned(count))
    }
}

pub(crate) fn read_item(row: &Row<'_>) -> rusqlite::Result<ListItem> {
    Ok(ListItem {
        doc: row.get::<_, Sql<DocId>>(0)?.0,
        kind: row.get::<_, Sql<Kind>>(1)?.0,
        name: row.get(2)?,
        village: row.get(3)?,
        hamlet: row.get(4)?,
        birth_date: row.get(5)?,
        stage: row.get(6)?,
        conflicts: row.get(7)?,
        problems: row.get(8)?,
        changed_at: row.get(9)?,
    })
}
