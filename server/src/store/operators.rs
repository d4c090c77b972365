//! The operators' accounts, and who is signed in.

use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use super::row::damaged;
use crate::{
    Error, Result,
    operator::{Name, Role},
};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: Name,
    /// What it may.
    pub role: Role,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds, `None` before the first time and of a program.
    pub signed_in_at: Option<i64>,
    /// Unix seconds, `None` while it may sign in.
    pub disabled_at: Option<i64>,
    /// Whether it chose its password itself, so that nobody else has seen it.
    pub is_own: bool,
    /// Whether it is a program's, which has a key instead.
    pub is_program: bool,
}

/// What a person signs in with, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// A PHC string.
    pub password: String,
    /// Sealed to the province.
    pub second_factor: Vec<u8>,
    /// The time step of the last code that was accepted.
    pub last_step: i64,
}

const COLUMNS: &str =
    "operator.id, name, role, created_at, signed_in_at, disabled_at, is_own, password is null as is_program";

fn read(row: &Row<'_>) -> rusqlite::Result<Operator> {
    Ok(Operator {
        id: row.get(0)?,
        name: row.get_ref(1)?.as_str()?.parse().map_err(|_| damaged(1, Type::Text))?,
        role: Role::from_code(row.get_ref(2)?.as_str()?).ok_or_else(|| damaged(2, Type::Text))?,
        created_at: row.get(3)?,
        signed_in_at: row.get(4)?,
        disabled_at: row.get(5)?,
        is_own: row.get(6)?,
        is_program: row.get(7)?,
    })
}

/// Whether there is anybody.
///
/// # Errors
/// Where the database fails.
pub fn any(conn: &Connection) -> Result<bool> {
    Ok(conn.query_one("select exists (select 1 from operator)", [], |row| row.get(0))?)
}

/// All accounts, by name.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &Connection) -> Result<Vec<Operator>> {
    let mut rows = conn.prepare(&format!("select {COLUMNS} from operator order by name"))?;
    let all = rows.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(all)
}

/// The account of a name.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &Connection, name: &Name) -> Result<Option<Operator>> {
    let sql = format!("select {COLUMNS} from operator where name = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([name.as_str()], read).optional()?)
}

/// The account of a name that has to be there.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(conn: &Connection, name: &Name) -> Result<Operator> {
    find(conn, name)?.ok_or(Error::NotFound("operator"))
}

/// What a person signs in with, `None` of a program.
///
/// # Errors
/// Where the database fails.
pub fn secrets(conn: &Connection, id: i64) -> Result<Option<Secrets>> {
    let sql = "select password, second_factor, last_step from operator where id = ?1 and password is not null";
    Ok(conn.query_row(sql, [id], read_secrets).optional()?)
}

/// What anybody signs in with: to take as long over a name that nobody has.
///
/// # Errors
/// Where the database fails.
pub fn any_secrets(conn: &Connection) -> Result<Option<Secrets>> {
    let sql = "select password, second_factor, last_step from operator where password is not null limit 1";
    Ok(conn.query_row(sql, [], read_secrets).optional()?)
}

fn read_secrets(row: &Row<'_>) -> rusqlite::Result<Secrets> {
    Ok(Secrets { password: row.get(0)?, second_factor: row.get(1)?, last_step: row.get(2)? })
}

/// Makes an account: a person's with its secrets, a program's without. Gives its number.
///
/// # Errors
/// [`Error::Usage`] where the name is taken.
pub fn insert(conn: &Connection, name: &Name, role: Role, secrets: Option<&Secrets>, now: i64) -> Result<i64> {
    expect_free(conn, name)?;
    conn.execute(
        "insert into operator (name, role, password, second_factor, created_at) values (?1, ?2, ?3, ?4, ?5)",
        params![
            name.as_str(),
            role.code(),
            secrets.map(|secrets| &secrets.password),
            secrets.map(|secrets| &secrets.second_factor),
            now,
        ],
    )?;
    Ok(conn.last_insert_rowid())
}

/// Refuses a name that somebody has.
///
/// # Errors
/// [`Error::Usage`].
pub fn expect_free(conn: &Connection, name: &Name) -> Result<()> {
    match find(conn, name)? {
        Some(_) => Err(Error::Usage(format!("there is an operator {name} already"))),
        None => Ok(()),
    }
}

/// Refuses a role that a program may not have.
///
/// # Errors
/// [`Error::Usage`].
pub fn expect_suited(role: Role, is_program: bool) -> Result<()> {
    if is_program && !role.suits_programs() {
        return Err(Error::Usage(format!("a program may not be {role}: a key in a file opens no record")));
    }
    Ok(())
}

/// Gives an account another role.
///
/// # Errors
/// Where the database fails, or it is the last administrator.
pub fn set_role(conn: &Connection, id: i64, role: Role) -> Result<()> {
    conn.execute("update operator set role = ?2 where id = ?1", params![id, role.code()])?;
    keep_an_administrator(conn)
}

/// Ends what an account may, at once, or lets it sign in again.
///
/// # Errors
/// Where the database fails, or it is the last administrator.
pub fn set_disabled(conn: &Connection, id: i64, since: Option<i64>) -> Result<()> {
    let sql = "update operator set disabled_at = case when ?2 is null then null else coalesce(disabled_at, ?2) end
               where id = ?1";
    conn.execute(sql, params![id, since])?;
    sign_out_everywhere(conn, id)?;
    keep_an_administrator(conn)
}

/// Removes an account. What it did stays in the log.
///
/// # Errors
/// Where the database fails, or it is the last administrator.
pub fn remove(conn: &Connection, id: i64) -> Result<()> {
    conn.execute("delete from operator_session where operator = ?1", [id])?;
    conn.execute("delete from operator where id = ?1", [id])?;
    keep_an_administrator(conn)
}

/// Without an administrator nobody could make another; and without anybody, everybody might do everything.
fn keep_an_administrator(conn: &Connection) -> Result<()> {
    let sql = "select exists (select 1 from operator where role = ?1 and disabled_at is null)";
    let is_one: bool = conn.query_one(sql, [Role::Administrator.code()], |row| row.get(0))?;
    if is_one { Ok(()) } else { Err(Error::Usage("that is the last administrator: make another first".to_owned())) }
}

/// Gives an account a new password. `is_own`: the operator chose it. Ends its sessions.
///
/// # Errors
/// Where the database fails.
pub fn set_password(conn: &Connection, id: i64, password: &str, is_own: bool) -> Result<()> {
    let sql = "update operator set password = ?2, is_own = ?3 where id = ?1";
    conn.execute(sql, params![id, password, is_own])?;
    sign_out_everywhere(conn, id)
}

/// Gives an account a new second factor. Ends its sessions.
///
/// # Errors
/// Where the database fails.
pub fn set_second_factor(conn: &Connection, id: i64, sealed: &[u8]) -> Result<()> {
    let sql = "update operator set second_factor = ?2, last_step = 0 where id = ?1";
    conn.execute(sql, params![id, sealed])?;
    sign_out_everywhere(conn, id)
}

/// Gives an account new secrets that somebody else has seen, and ends what it is signed in with.
///
/// # Errors
/// Where the database fails.
pub fn replace_secrets(conn: &Connection, id: i64, secrets: &Secrets) -> Result<()> {
    set_password(conn, id, &secrets.password, false)?;
    set_second_factor(conn, id, &secrets.second_factor)?;
    conn.execute("delete from operator_session where operator = ?1", [id])?;
    Ok(())
}

/// Notes that a code was used. Gives whether it was good still: it, or a later one, was not used before.
///
/// # Errors
/// Where the database fails.
pub fn use_code(conn: &Connection, id: i64, step: i64) -> Result<bool> {
    Ok(conn.execute("update operator set last_step = ?2 where id = ?1 and last_step < ?2", [id, step])? == 1)
}

/// Notes that an operator signed in.
///
/// # Errors
/// Where the database fails.
pub fn signed_in(conn: &Connection, id: i64, now: i64) -> Result<()> {
    conn.execute("update operator set signed_in_at = ?2 where id = ?1", [id, now])?;
    Ok(())
}

/// That somebody is signed in, or may be for ever with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub operator: i64,
    /// The account of the system that alone may use it; empty of a key.
    pub account: String,
    /// Unix seconds of the last command.
    pub used_at: i64,
    /// Seconds without a command after which it ends.
    pub idle: Option<i64>,
    /// Unix seconds.
    pub ends_at: Option<i64>,
}

/// Begins a session. `token` is the SHA-256 of what is shown.
///
/// # Errors
/// Where the database fails.
pub fn begin_session(conn: &Connection, token: &[u8; 32], session: &Session) -> Result<()> {
    conn.execute(
        "insert into operator_session (token, operator, account, used_at, idle, ends_at)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![token, session.operator, session.account, session.used_at, session.idle, session.ends_at],
    )?;
    Ok(())
}

/// The session of a token, and whose it is. One that is over, or of an account that is disabled, is none.
///
/// # Errors
/// Where the database fails.
pub fn session(conn: &Connection, token: &[u8; 32], account: &str, now: i64) -> Result<Option<Operator>> {
    let sql = format!(
        "select {COLUMNS} from operator_session join operator on operator.id = operator_session.operator
         where token = ?1 and disabled_at is null
             and (account = '' or account = ?2)
             and (ends_at is null or ends_at > ?3)
             and (idle is null or used_at + idle > ?3)"
    );
    Ok(conn.prepare_cached(&sql)?.query_row(params![token, account, now], read).optional()?)
}

/// Notes that a session was used. A clock that was set back makes none longer.
///
/// # Errors
/// Where the database fails.
pub fn use_session(conn: &Connection, token: &[u8; 32], now: i64) -> Result<()> {
    conn.execute("update operator_session set used_at = max(used_at, ?2) where token = ?1", params![token, now])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// Where the database fails.
pub fn end_session(conn: &Connection, token: &[u8; 32]) -> Result<()> {
    conn.execute("delete from operator_session where token = ?1 and ends_at is not null", [token])?;
    Ok(())
}

/// Forgets the sessions that are over.
///
/// # Errors
/// Where the database fails.
pub fn drop_ended_sessions(conn: &Connection, now: i64) -> Result<()> {
    conn.execute("delete from operator_session where ends_at <= ?1 or used_at + idle <= ?1", [now])?;
    Ok(())
}

/// Ends the sessions of an account; a program's key stays, and opens nothing while the account is disabled.
fn sign_out_everywhere(conn: &Connection, id: i64) -> Result<()> {
    conn.execute("delete from operator_session where operator = ?1 and ends_at is not null", [id])?;
    Ok(())
}
