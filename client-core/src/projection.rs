//! What lists, search and forms show of a document, kept beside it so that nothing need be loaded for a list.
//!
//! Made of the document alone, in the transaction that changes it: it is never behind, and can be made again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use document::{
    group::{United, unite},
    import::parse_row_path,
};
use records::{
    Deployment, DocId, FileId, Path, RegionCode, Value,
    value::{text_of, texts_of},
};
use rusqlite::{Connection, params};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};

use crate::{
    Error, Result, group, private, search,
    sql::{Sql, length},
    stored::Stored,
    typed,
};

/// The columns of a document.
struct Columns {
    name: String,
    village: String,
    hamlet: String,
    family_card: String,
    birth_date: String,
}

/// Writes what is shown of a document.
pub(crate) fn refresh(db: &Connection, stored: &Stored) -> Result<()> {
    note_rows(db, stored, &stored.document.fields())?;
    let mut concerned: BTreeSet<_> = group::of(db, stored.id)?.into_iter().collect();
    group::note(db, stored.id, &stored.document.merged_into())?;
    concerned.insert(stored.id);
    group::refresh(db, concerned, Some(stored))
}

/// Writes what is shown of a group, the head first: one row, whatever the number of its records.
pub(crate) fn show(db: &Connection, members: &[&Stored]) -> Result<()> {
    let Some((head, others)) = members.split_first() else { return Ok(()) };
    let United { fields, differences } = unite(head.kind, &group::of_stored(members.iter().copied()));
    if private::owner(db, head.id)?.is_some() {
        return show_private(db, members, &fields, differences.len());
    }
    claim_numbers(db, head.id, &members.iter().flat_map(|member| numbers(member)).collect())?;
    for other in others {
        claim_numbers(db, other.id, &BTreeSet::new())?;
        remove(db, other.id)?;
    }
    if fields.keys().all(|path| parse_row_path(path).is_some()) {
        return remove(db, head.id);
    }
    let ordinal = write(db, members, &fields, differences.len())?;
    search::index(db, ordinal, &searchable(&fields))
}

/// Writes what its officer sees of a private record. No index holds anything of it: an officer has few, and finds them by
/// opening them.
fn show_private(db: &Connection, members: &[&Stored], fields: &BTreeMap<Path, Value>, conflicts: usize) -> Result<()> {
    let Some(stored) = members.first() else { return Ok(()) };
    let typed = typed::read(stored.kind, fields, Deployment::Training)?;
    let columns = Columns::of(fields, &stored.region);
    let shown = serde_json::json!({
        "name": columns.name,
        "village": columns.village,
        "hamlet": columns.hamlet,
        "birth_date": columns.birth_date,
        "stage": typed.stage,
        "conflicts": conflicts,
        "problems": typed.problems.len(),
    });
    let json = serde_json::to_string(fields).map_err(|_| Error::Corrupt("fields"))?;
    remove(db, stored.id)?;
    claim_numbers(db, stored.id, &BTreeSet::new())?;
    db.prepare_cached(
        "insert into projection (doc, kind, name, village, hamlet, family_card, birth_date, stage, conflicts,
                                 problems, changed_at, fields, owner)
         select id, kind, sealed(owner, ?2), region, '', '', '', '', 0, 0, ?3, sealed(owner, ?4), owner
         from document where id = ?1",
    )?
    .execute(params![Sql(stored.id), shown.to_string(), changed_at(db, members)?, json])?;
    Ok(())
}

/// A document that says nothing, such as one whose import was undone, is not shown, and neither is one that is shown as a
/// part of another.
fn remove(db: &Connection, doc: DocId) -> Result<()> {
    let of_doc = "(select ordinal from projection where doc = ?)";
    db.prepare_cached(&format!("delete from trigram where projection = {of_doc}"))?.execute([Sql(doc)])?;
    db.prepare_cached("delete from projection where doc = ?")?.execute([Sql(doc)])?;
    Ok(())
}

/// When the newest change of these records was made, by its author's clock.
fn changed_at(db: &Connection, members: &[&Stored]) -> Result<i64> {
    let mut statement = db.prepare_cached("select coalesce(max(made_at), 0) from change where doc = ?")?;
    members.iter().try_fold(0, |latest, member| {
        let at: i64 = statement.query_row([Sql(member.id)], |row| row.get(0))?;
        Ok(latest.max(at))
    })
}

fn write(db: &Connection, members: &[&Stored], fields: &BTreeMap<Path, Value>, conflicts: usize) -> Result<i64> {
    let Some(stored) = members.first() else { return Err(Error::Corrupt("a group of no records")) };
    let changed_at = changed_at(db, members)?;
    let columns = Columns::of(fields, &stored.region);
    // What a NIK of serial 0000 means was settled when it was entered.
    let typed = typed::read(stored.kind, fields, Deployment::Training)?;
    let json = serde_json::to_string(fields).map_err(|_| Error::Corrupt("fields"))?;
    Ok(db
        .prepare_cached(
            "insert into projection (doc, kind, name, village, hamlet, family_card, birth_date, stage, conflicts,
                                     problems, changed_at, fields)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             on conflict (doc) do update set
                 name = excluded.name, village = excluded.village, hamlet = excluded.hamlet,
                 family_card = excluded.family_card, birth_date = excluded.birth_date, stage = excluded.stage,
                 conflicts = excluded.conflicts, problems = excluded.problems, changed_at = excluded.changed_at,
                 fields = excluded.fields
             returning ordinal",
        )?
        .query_row(
            params![
                Sql(stored.id),
                Sql(stored.kind),
                columns.name,
                columns.village,
                columns.hamlet,
                columns.family_card,
                columns.birth_date,
                typed.stage,
                length(conflicts),
                length(typed.problems.len()),
                changed_at,
                json
            ],
            |row| row.get(0),
        )?)
}

impl Columns {
    fn of(fields: &BTreeMap<Path, Value>, region: &RegionCode) -> Self {
        let text = |name: &str| text_of(fields, name).unwrap_or_default().to_owned();
        let village = ["domicile_village", "village", "origin_village"].iter().find_map(|name| text_of(fields, name));
        Self {
            name: shown_name(fields).unwrap_or_default().to_owned(),
            village: village.unwrap_or(region.as_str()).to_owned(),
            hamlet: text("dusun"),
            family_card: text("kk_number"),
            birth_date: text("birth_date"),
        }
    }
}

/// The name of a worker; of a household that of its first member; of a notice or a session its title; of a complaint or a
/// screening that of its worker, as far as nobody found the worker's record.
fn shown_name(fields: &BTreeMap<Path, Value>) -> Option<&str> {
    let named = ["name", "title", "sketch_name"].into_iter().find_map(|name| text_of(fields, name));
    named.or_else(|| texts_of(fields, "member", "name").next())
}

/// The words that a record is found by.
pub(crate) fn searchable(fields: &BTreeMap<Path, Value>) -> String {
    let names = text_of(fields, "name").into_iter();
    let names = names.chain(texts_of(fields, "alias", "name")).chain(texts_of(fields, "member", "name"));
    names.chain(text_of(fields, "dusun")).collect::<Vec<_>>().join(" ")
}

/// The words that a record is found by, out of its fields as they are stored. All other fields are passed over unread: of
/// those there are many, and a search looks at hundreds of records.
pub(crate) fn searchable_in(json: &str) -> String {
    serde_json::from_str(json).map_or_else(|_| String::new(), |Searched(fields)| searchable(&fields))
}

/// The fields that [`searchable`] looks at.
struct Searched(BTreeMap<Path, Value>);

impl<'de> Deserialize<'de> for Searched {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(SearchedVisitor).map(Self)
    }
}

struct SearchedVisitor;

impl<'de> Visitor<'de> for SearchedVisitor {
    type Value = BTreeMap<Path, Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some(path) = map.next_key::<String>()? {
            if is_searched(&path) {
                fields.insert(Path::parse(&path).map_err(A::Error::custom)?, map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(fields)
    }
}

fn is_searched(path: &str) -> bool {
    matches!(path, "name" | "dusun") || ["alias/", "member/"].iter().any(|collection| path.starts_with(collection))
}

/// Every number that somebody wrote in a record, in whatever version.
fn numbers(stored: &Stored) -> Vec<(String, String)> {
    let number = |path: &Path, value: &Value| Some((claimed(path)?.to_owned(), value.as_text()?.to_owned()));
    let (fields, conflicts) = (stored.document.fields(), stored.document.conflicts());
    let shown = fields.iter().filter_map(|(path, value)| number(path, value));
    let disputed = conflicts.iter().flat_map(|conflict| conflict.values.iter().map(|claim| (&conflict.path, claim)));
    shown.chain(disputed.filter_map(|(path, claim)| number(path, &claim.value))).collect()
}

/// Notes the numbers under which a record is found: claims, for two documents may be one person.
fn claim_numbers(db: &Connection, doc: DocId, claims: &BTreeSet<(String, String)>) -> Result<()> {
    let present = claims_of(db, doc)?;
    // Numbers seldom change, and each stands on another page.
    let mut delete = db.prepare_cached("delete from claim where what = ? and number = ? and doc = ?")?;
    let mut insert = db.prepare_cached("insert into claim (what, number, doc) values (?, ?, ?)")?;
    for (statement, claims) in [(&mut delete, present.difference(claims)), (&mut insert, claims.difference(&present))] {
        for (what, number) in claims {
            statement.execute(params![what, number, Sql(doc)])?;
        }
    }
    Ok(())
}

/// What a document claims until now.
fn claims_of(db: &Connection, doc: DocId) -> Result<BTreeSet<(String, String)>> {
    let mut statement = db.prepare_cached("select what, number from claim where doc = ?")?;
    let rows = statement.query_map([Sql(doc)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn claimed(path: &Path) -> Option<&'static str> {
    match path.segments().next_back()? {
        "nik" => Some("nik"),
        "kk_number" => Some("family_card"),
        "number" if path.as_str().starts_with("phone/") => Some("phone"),
        _ => None,
    }
}

/// Notes which rows of which lists stand in the document.
fn note_rows(db: &Connection, stored: &Stored, fields: &BTreeMap<Path, Value>) -> Result<()> {
    let mut rows = BTreeMap::<(FileId, u32), bool>::new();
    for path in fields.keys() {
        let Some((file, row, field)) = parse_row_path(path) else { continue };
        *rows.entry((file, row)).or_default() |= field == document::import::UNDONE;
    }
    db.prepare_cached("delete from import_row where doc = ?")?.execute([Sql(stored.id)])?;
    for ((file, row), undone) in rows {
        db.prepare_cached("insert into import_row (file, row, doc, undone) values (?, ?, ?, ?)")?.execute(params![
            Sql(file),
            row,
            Sql(stored.id),
            undone
        ])?;
    }
    Ok(())
}
