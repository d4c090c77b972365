//! Records that speak of two people, and making two of one.
//!
//! Who comes under a number that was mistyped, or borrowed, falls into another person's record. What shows it are the
//! statements: what each officer on each device, and each row of a list, wrote ([`document::Statement`]). A split makes a
//! new record of some of them, and gives the old one back what the others wrote; merging the two takes it back, with
//! all values.

use std::collections::{BTreeMap, BTreeSet};

use document::{Heads, Intent, Speaker, Statement};
use matching::{Contradiction, Facts, Person, contradictions};
use records::{
    ChangeHash, DocId, Kind, OfficerId, Path, Value,
    field::identity::{NOT_SAME, SPLIT_FROM, not_same},
};
use rusqlite::{Connection, Transaction};

use crate::{
    Error, Result,
    author::{self, Author},
    change,
    record::{Edit, ListItem, write},
    sql::Sql,
    store::{Context, Store},
    stored::Stored,
};

/// One statement, with who made it.
#[derive(Debug, Clone)]
pub struct Told {
    /// What was said, and by whom as the document knows it.
    pub statement: Statement,
    /// Who wrote it; of a list, who imported it.
    pub author: Author,
}

/// Two statements in one record that are likely about two people.
#[derive(Debug, Clone)]
pub struct Contradicting {
    /// Their places among the statements.
    pub statements: (usize, usize),
    /// How they compare, and how likely it is.
    pub contradiction: Contradiction,
}

/// What a record was made of.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    /// In the order in which people first spoke.
    pub all: Vec<Told>,
    /// Those that contradict each other, the likeliest first.
    pub contradictions: Vec<Contradicting>,
}

/// What became of a record that was split.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Split {
    /// The old record.
    pub record: DocId,
    /// The new one.
    pub new: DocId,
    /// The changes that were written, in both.
    pub changes: Vec<ChangeHash>,
}

impl Store {
    /// What each officer and each row of a list said in a worker's record, and which of it is likely about two people.
    /// Of records that were merged, that of the one that is asked for.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`].
    pub fn statements(&self, doc: DocId) -> Result<Statements> {
        statements(&self.db, &Stored::get(&self.db, doc)?)
    }

    /// The workers whose records are likely of two people, the likeliest first. Records that one officer wrote on one
    /// device are not looked into.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn contradictions(&self) -> Result<Vec<(ListItem, Statements)>> {
        let mut found = Vec::new();
        for doc in of_several(&self.db)? {
            let Some(stored) = Stored::load_readable(&self.db, doc)? else { continue };
            let statements = statements(&self.db, &stored)?;
            if !statements.contradictions.is_empty() {
                found.push((self.item(self.shown_as(doc)?)?, statements));
            }
        }
        let score =
            |statements: &Statements| statements.contradictions.first().map_or(0.0, |one| one.contradiction.score);
        found.sort_by(|(_, a), (_, b)| score(b).total_cmp(&score(a)));
        Ok(found)
    }

    /// Makes a record of its own of what these speakers said, and gives the old one back what the others said. In one
    /// transaction; merging both takes it back.
    ///
    /// # Errors
    /// [`Error::NoSuchRecord`], [`Error::ProvinceOnly`]; [`Error::NothingToSplit`] where nothing would go, or nothing
    /// would stay.
    pub fn split(&mut self, doc: DocId, officer: OfficerId, speakers: &BTreeSet<Speaker>) -> Result<Split> {
        self.write(|tx, context| split(tx, context, doc, officer, speakers))
    }

    fn item(&self, doc: DocId) -> Result<ListItem> {
        let sql = format!("select {} from projection p where doc = ?", crate::record::LIST_COLUMNS);
        Ok(self.db.prepare_cached(&sql)?.query_row([Sql(doc)], crate::record::read_item)?)
    }
}

/// The workers in whose records several officers, devices or lists wrote.
fn of_several(db: &Connection) -> Result<Vec<DocId>> {
    let mut statement = db.prepare_cached(
        "select c.doc from change c join document d on d.id = c.doc where d.kind = ?
         group by c.doc having count(distinct c.author) > 1 or min(c.made_at) = 0 and count(*) > 1 order by c.doc",
    )?;
    let rows = statement.query_map([Sql(Kind::Worker)], |row| Ok(row.get::<_, Sql<DocId>>(0)?.0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn statements(db: &Connection, stored: &Stored) -> Result<Statements> {
    let mut all = Vec::new();
    for statement in stored.document.statements()? {
        let first = statement.changes.first().map(|hash| change::find(db, hash)).transpose()?.flatten();
        let Some(first) = first else { continue };
        all.push(Told { statement, author: author::read(db, first.author)? });
    }
    let people: Vec<_> = all.iter().map(|told| Person::new(&Facts::of_fields(&told.statement.fields))).collect();
    let mut found = contradictions(&people, &[]);
    // Nearly all records are about one person, and need no look at others.
    if !found.is_empty() {
        found = contradictions(&people, &parted(db, stored.id)?);
    }
    let contradicting = |(statements, contradiction)| Contradicting { statements, contradiction };
    let contradictions = found.into_iter().map(contradicting).collect();
    Ok(Statements { all, contradictions })
}

/// Those who were split off a record and have one of their own since. What their statements wrote stays in its history.
fn parted(db: &Connection, doc: DocId) -> Result<Vec<Person>> {
    let mut statement = db.prepare_cached("select fields from projection where kind = ? and fields like ?")?;
    let split_from = format!("%\"{SPLIT_FROM}\":\"{doc}\"%");
    let rows = statement.query_map((Sql(Kind::Worker), split_from), |row| row.get::<_, String>(0))?;
    let person = |json: String| {
        let fields: BTreeMap<Path, Value> = serde_json::from_str(&json).unwrap_or_default();
        Person::new(&Facts::of_fields(&fields))
    };
    Ok(rows.map(|json| json.map(person)).collect::<rusqlite::Result<_>>()?)
}

fn split(
    tx: &Transaction<'_>,
    context: Context<'_>,
    doc: DocId,
    officer: OfficerId,
    speakers: &BTreeSet<Speaker>,
) -> Result<Split> {
    let mut old = Stored::get(tx, doc)?;
    if old.kind.province_only() {
        return Err(Error::ProvinceOnly(old.kind));
    }
    let stays = old.document.statements()?.iter().any(|statement| !speakers.contains(&statement.speaker));
    let mut splitting = old.document.splitting(speakers)?;
    let Some(first) = splitting.taken.first_mut().filter(|_| stays) else { return Err(Error::NothingToSplit(doc)) };
    first.insert(path(SPLIT_FROM)?, Value::from(doc.to_string()));
    // Both hold what made them one, so that they would be proposed at once.
    first.insert(path(&format!("{NOT_SAME}/{}/record", not_same(doc)))?, Value::from(doc.to_string()));
    let now = context.clock.now();
    let mut new = Stored::new(tx, DocId::new(context.clock.uuid()), old.kind, &old.region, now)?;
    let taken: Vec<_> = splitting.taken.into_iter().map(as_intents).collect();
    let mut changes = layers(tx, context, &mut new, officer, &Heads::default(), &taken)?;
    let seen = old.document.heads();
    changes.extend(layers(tx, context, &mut old, officer, &seen, &splitting.left)?);
    Ok(Split { record: doc, new: new.id, changes })
}

/// Writes layers one beside another: each as if the others were not known.
fn layers(
    tx: &Transaction<'_>,
    context: Context<'_>,
    stored: &mut Stored,
    officer: OfficerId,
    seen: &Heads,
    layers: &[Vec<Intent>],
) -> Result<Vec<ChangeHash>> {
    let mut changes = Vec::new();
    for intents in layers.iter().filter(|intents| !intents.is_empty()) {
        let edit = Edit { officer, seen, intents, made_at: context.clock.now() };
        changes.extend(write(tx, context, stored, &edit)?.change);
    }
    Ok(changes)
}

fn as_intents(fields: BTreeMap<Path, Value>) -> Vec<Intent> {
    fields.into_iter().map(|(path, value)| Intent::Set { path, value }).collect()
}

fn path(name: &str) -> Result<Path> {
    Path::parse(name).map_err(|_| Error::Corrupt("a path"))
}

#[cfg(test)]
mod tests;
