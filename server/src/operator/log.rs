//! What operators did, in lines that hang together.
//!
//! Each line holds the SHA-256 of the one before, so one that was altered or taken out is found. Which line was the last
//! stands in a file beside the database, so that lines cut off at the end are found as well. Who can write both can make
//! another log: `operator log` shows the hash of the last line, to be noted down elsewhere.
//!
//! A line is written before the command begins, and another if it failed or was refused: a process that is killed leaves
//! what it began. Signatures were refused: the key would lie beside the log.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::account;
use crate::{Error, Result, home::Home, store::Store};

/// The most characters of what a command was about.
const LONGEST_ABOUT: usize = 256;
/// What the hashes are bound to.
const DOMAIN: &[u8] = b"rantau operator log v1\0";

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was allowed. Where no other line follows, it ended well.
    Begun,
    /// It ended with an error.
    Failed,
    /// Who gave it may not.
    Refused,
}

/// A line, before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    operator: String,
    account: String,
    command: String,
    about: String,
    outcome: Outcome,
}

/// A line as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its number, from 1.
    pub id: i64,
    /// Unix seconds.
    pub at: i64,
    /// The operator, empty where nobody was signed in.
    pub operator: String,
    /// The account of the system.
    pub account: String,
    /// As it is typed: `device invite`.
    pub command: String,
    /// Ids, areas and accounts that it named.
    pub about: String,
    /// `begun`, `failed` or `refused`.
    pub outcome: String,
    #[serde(skip)]
    before: [u8; 32],
}

/// The last line that was written, as the file beside the database tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its number, 0 before the first.
    pub id: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Outcome {
    const fn code(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Failed => "failed",
            Self::Refused => "refused",
        }
    }
}

impl Line {
    /// A line of this account of the system.
    #[must_use]
    pub fn of(operator: &str, command: &str, about: &str, outcome: Outcome) -> Self {
        let about = about.chars().filter(|c| !c.is_control()).take(LONGEST_ABOUT).collect();
        Self { operator: operator.to_owned(), account: account(), command: command.to_owned(), about, outcome }
    }
}

impl Entry {
    /// The hash that the next line holds: of all that this one says, each text with its length before it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(DOMAIN);
        hash.update(self.before);
        hash.update(self.id.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        for text in [&self.operator, &self.account, &self.command, &self.about, &self.outcome] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.finalize().into()
    }
}

impl Head {
    /// Before the first line.
    pub const NONE: Self = Self { id: 0, hash: [0; 32] };

    /// As it stands in the file: `<number> <hash>`.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{} {}\n", self.id, hex::encode(self.hash))
    }

    /// Reads what [`to_text`](Self::to_text) wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, hash) = text.trim_end().split_once(' ')?;
        let mut head = Self { id: id.parse().ok()?, ..Self::NONE };
        hex::decode_to_slice(hash, &mut head.hash).ok()?;
        Some(head)
    }

    /// Whether the log still holds the line.
    fn is_in(self, conn: &Connection) -> Result<bool> {
        Ok(self == Self::NONE || entry(conn, self.id)?.is_some_and(|entry| entry.hash() == self.hash))
    }
}

const COLUMNS: &str = "id, at, operator, account, command, about, outcome, before";

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        at: row.get(1)?,
        operator: row.get(2)?,
        account: row.get(3)?,
        command: row.get(4)?,
        about: row.get(5)?,
        outcome: row.get(6)?,
        before: row.get(7)?,
    })
}

fn entry(conn: &Connection, id: i64) -> Result<Option<Entry>> {
    let sql = format!("select {COLUMNS} from operator_log where id = ?1");
    Ok(conn.query_row(&sql, [id], read).optional()?)
}

/// The last line.
///
/// # Errors
/// Where the database fails.
pub fn head(conn: &Connection) -> Result<Head> {
    let sql = format!("select {COLUMNS} from operator_log order by id desc limit 1");
    let last = conn.query_row(&sql, [], read).optional()?;
    Ok(last.map_or(Head::NONE, |entry| Head { id: entry.id, hash: entry.hash() }))
}

/// The last lines, at most `limit`, oldest first.
///
/// # Errors
/// Where the database fails.
pub fn last(conn: &Connection, limit: usize) -> Result<Vec<Entry>> {
    let sql = format!("select {COLUMNS} from operator_log order by id desc limit ?1");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut entries: Vec<_> = conn.prepare(&sql)?.query_map([limit], read)?.collect::<rusqlite::Result<_>>()?;
    entries.reverse();
    Ok(entries)
}

/// Adds a line, durably, and notes beside the database that it is the last. Where the log does not hold the line that
/// was noted there, that note stays: `check` goes on telling.
///
/// # Errors
/// Where the database or the file cannot be written.
pub fn append(home: &Home, store: &Store, line: Line) -> Result<()> {
    let now = store.clock().now();
    let noted = home.read_log_head()?;
    let (sound, head) = store.write_blocking(move |conn| {
        let sound = match noted {
            Some(noted) => noted.is_in(conn)?,
            None => head(conn)? == Head::NONE,
        };
        insert(conn, line, now).map(|head| (sound, head))
    })?;
    if sound { home.write_log_head(head) } else { Ok(()) }
}

fn insert(conn: &Connection, line: Line, now: i64) -> Result<Head> {
    let last = head(conn)?;
    let Line { operator, account, command, about, outcome } = line;
    let outcome = outcome.code().to_owned();
    let entry = Entry { id: last.id + 1, at: now, operator, account, command, about, outcome, before: last.hash };
    conn.execute(
        "insert into operator_log (id, before, at, operator, account, command, about, outcome)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            entry.id,
            entry.before,
            entry.at,
            entry.operator,
            entry.account,
            entry.command,
            entry.about,
            entry.outcome
        ],
    )?;
    Ok(Head { id: entry.id, hash: entry.hash() })
}

/// What is wrong with the log, in words; nothing where every line follows from the one before, up to the one that was
/// noted beside the database.
///
/// # Errors
/// Where the database or the file cannot be read.
pub fn check(home: &Home, conn: &Connection) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut last = Head::NONE;
    let mut rows = conn.prepare(&format!("select {COLUMNS} from operator_log order by id"))?;
    for entry in rows.query_map([], read)? {
        let entry = entry?;
        if entry.id != last.id + 1 {
            wrong.push(format!("lines {} to {} of the log of operators are missing", last.id + 1, entry.id - 1));
        } else if entry.before != last.hash {
            wrong.push(format!("line {} of the log of operators was altered", last.id));
        }
        last = Head { id: entry.id, hash: entry.hash() };
    }
    match home.read_log_head()? {
        None if last == Head::NONE => {}
        None => wrong.push("the file `operators` beside the database is missing".to_owned()),
        Some(noted) if noted.is_in(conn)? => {}
        Some(noted) => {
            wrong.push(format!("the log of operators had a line {} that it does not hold any more", noted.id))
        }
    }
    Ok(wrong)
}

/// Goes on with the log as it is, after somebody looked at what it lacks.
///
/// # Errors
/// Where the database or the file fails.
pub fn acknowledge(home: &Home, store: &Store) -> Result<Head> {
    let head = store.read_blocking(head)?;
    home.write_log_head(head).map(|()| head)
}

impl From<super::name::NotAName> for Error {
    fn from(error: super::name::NotAName) -> Self {
        Self::Usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let text = |text: &str| text.to_owned();
        Entry {
            id: 2,
            at: 1_763_800_000,
            operator: text("ani"),
            account: text("ani"),
            command: text("device revoke"),
            about: text("1"),
            outcome: text("begun"),
            before: [7; 32],
        }
    }

    #[test]
    fn whatever_is_altered_in_a_line_is_another_hash() {
        let hash = entry().hash();
        let alter: [fn(&mut Entry); 8] = [
            |entry| entry.id = 3,
            |entry| entry.at += 1,
            |entry| entry.operator.push('x'),
            |entry| entry.account.clear(),
            |entry| entry.command.push(' '),
            |entry| entry.about = "2".to_owned(),
            |entry| entry.outcome = "failed".to_owned(),
            |entry| entry.before = [8; 32],
        ];
        for (number, alter) in alter.into_iter().enumerate() {
            let mut altered = entry();
            alter(&mut altered);
            assert_ne!(altered.hash(), hash, "{number}");
        }
        let moved = Entry { command: "device".to_owned(), about: " revoke1".to_owned(), ..entry() };
        assert_ne!(moved.hash(), hash, "what moves from one text to the next is altered, too");
    }

    #[test]
    fn the_last_line_is_noted_and_read_again() {
        let head = Head { id: 2, hash: entry().hash() };
        assert_eq!(Head::parse(&head.to_text()), Some(head));
        for damaged in ["", "2", "2 00", "x 00"] {
            assert_eq!(Head::parse(damaged), None, "{damaged:?}");
        }
    }

    #[test]
    fn a_line_tells_a_few_words_and_no_line_breaks() {
        let line = Line::of("ani", "record move", &format!("1\n2{}", "x".repeat(1_000)), Outcome::Begun);
        assert!(line.about.starts_with("12x") && line.about.len() == LONGEST_ABOUT);
    }
}
