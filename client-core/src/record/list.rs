//! Lists of records.

use records::{DocId, Kind, RegionCode};
use rusqlite::{Row, params_from_iter, types::Value as SqlValue};

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

impl Store {
    /// The records that a filter lets through, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn list(&self, filter: &Filter, limit: usize, offset: usize) -> Result<Vec<ListItem>> {
        let (condition, mut values) = filter.condition();
        values.extend([length(limit).into(), length(offset).into()]);
        let mut statement = self.db.prepare_cached(&filter.page_of(&condition, self.shows_private(filter)?))?;
        let rows = statement.query_map(params_from_iter(values), read_item)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many records a filter lets through.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn count(&self, filter: &Filter) -> Result<u64> {
        let (condition, values) = filter.condition();
        let sql = if self.shows_private(filter)? {
            format!("select count(*) from ({ALL}) p where {condition}")
        } else {
            format!("select count(*) from projection p where p.owner is null and {condition}")
        };
        let count = self.db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(crate::sql::unsigned(count))
    }
}

/// What everybody on the device reads, and what is private to who works, with the columns of a list.
const ALL: &str = "
    select doc, kind, name, village, hamlet, birth_date, stage, conflicts, problems, changed_at
    from projection where owner is null
    union all
    select doc, kind, shown ->> 'name', shown ->> 'village', shown ->> 'hamlet', shown ->> 'birth_date',
        shown ->> 'stage', shown ->> 'conflicts', shown ->> 'problems', changed_at
    from (select doc, kind, opened(name) as shown, changed_at from projection where owner is not null)
    where shown is not null";

impl Store {
    /// Whether private records may be among what a filter lets through. Hardly ever on a device of an office, and of a
    /// list of workers never.
    fn shows_private(&self, filter: &Filter) -> Result<bool> {
        if filter.kind.is_some_and(|kind| !kind.is_withheld()) {
            return Ok(false);
        }
        let sql = "select exists (select 1 from projection where owner = ?)";
        let officer = self.private_of().map(Sql);
        Ok(self.db.prepare_cached(sql)?.query_row([officer], |row| row.get(0))?)
    }
}

impl Filter {
    /// One page. SQLite does not know that it is short, and would rather read and sort everybody than go by the name;
    /// few have conflicts or are unsent, and are found by these.
    fn page_of(&self, condition: &str, shows_private: bool) -> String {
        if shows_private {
            return format!(
                "select {LIST_COLUMNS} from ({ALL}) p where {condition} order by name, doc limit ? offset ?"
            );
        }
        let by_name = if self.conflicts || self.unsent { "" } else { "indexed by projection_by_name" };
        format!(
            "select {LIST_COLUMNS} from projection p {by_name} where p.owner is null and {condition}
             order by name, doc limit ? offset ?"
        )
    }

    /// What is asked for and nothing else: SQLite finds no index for a condition that may be switched off.
    fn condition(&self) -> (String, Vec<SqlValue>) {
        let (mut conditions, mut values) = (vec!["true"], Vec::new());
        if let Some(kind) = self.kind {
            conditions.push("kind = ?");
            values.push(i64::from(kind.code()).into());
        }
        if let Some(region) = &self.region {
            // The slash follows the dot: everything within the region.
            conditions.push("(village = ? or village > ? and village < ?)");
            values.extend(["", ".", "/"].map(|end| format!("{region}{end}").into()));
        }
        if let Some(stage) = &self.stage {
            conditions.push("stage = ?");
            values.push(stage.clone().into());
        }
        if self.conflicts {
            conditions.push("conflicts > 0");
        }
        if self.unsent {
            conditions.push("doc in (select doc from change where state = 'local' and state not in ('logged'))");
        }
        (conditions.join(" and "), values)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::ani_and_budi;

    #[test]
    fn a_page_of_the_list_is_read_in_its_order() {
        let (ani, _, _) = ani_and_budi();
        for filter in [Filter::default(), Filter { kind: Some(Kind::Worker), ..Filter::default() }] {
            let (condition, values) = filter.condition();
            let sql = format!("explain query plan {}", filter.page_of(&condition, false));
            let values = params_from_iter(values.into_iter().chain([1.into(), 0.into()]));
            let mut statement = ani.store.db.prepare(&sql).unwrap();
            let steps = statement.query_map(values, |row| row.get("detail")).unwrap();
            assert_eq!(steps.collect::<Result<Vec<String>, _>>().unwrap(), ["SCAN p USING INDEX projection_by_name"]);
        }
    }
}
