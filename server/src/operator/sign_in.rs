//! Signing in: a name, a password, a code.
//!
//! Whatever is wrong, the answer is the same and takes as long: nobody learns who has an account.

use seal::{Cost, PasswordHash};
use zeroize::Zeroizing;

use super::{
    Name, account,
    attempt::{self, Slot},
    log::{self, Line, Outcome},
    second_factor::SecondFactor,
    session::Token,
};
use crate::{
    Error, Result,
    home::{Home, Keys},
    store::{
        Store,
        operators::{self, Operator, Secrets, Session},
    },
};

/// The fewest characters of a password. It stands beside a second factor, so length is all that is asked.
pub const FEWEST: usize = 12;
/// The most bytes of one: more is no password.
const MOST: usize = 1_024;
/// The longest that somebody stays signed in, in seconds.
pub const LONGEST: i64 = 12 * 3_600;

/// What somebody says to sign in.
#[derive(Clone)]
pub struct Claim {
    /// The name, as it was typed.
    pub name: String,
    /// The password.
    pub password: Zeroizing<String>,
    /// The code of the second factor.
    pub code: Zeroizing<String>,
}

/// For how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// At most so many seconds.
    pub lasts: i64,
    /// At most so many seconds without a command.
    pub idle: i64,
}

impl Default for Terms {
    fn default() -> Self {
        Self { lasts: 8 * 3_600, idle: 1_800 }
    }
}

/// Signs somebody in and gives the token that shows it.
///
/// # Errors
/// [`Error::WrongSignIn`], [`Error::TooManyAttempts`].
pub fn sign_in(home: &Home, store: &Store, claim: &Claim, terms: Terms) -> Result<(Operator, Token)> {
    let now = store.clock().now();
    let slot = Slot::of(&claim.name);
    store.write_blocking(move |conn| attempt::begin(conn, slot, now))?;
    let name = claim.name.parse::<Name>().ok();
    let known = store.read_blocking(|conn| name.as_ref().map_or(Ok(None), |name| operators::find(conn, name)))?;
    let step = check(store, &home.keys()?, known.as_ref(), claim, now)?;
    let token = Token::generate(&mut store.clock());
    let (hash, whose) = (token.hash(), known.clone());
    let entered = store.write_blocking(move |conn| {
        let (Some(operator), Some(step)) = (whose, step) else { return Ok(false) };
        if !operators::use_code(conn, operator.id, step)? {
            return Ok(false);
        }
        attempt::succeed(conn, slot)?;
        operators::drop_ended_sessions(conn, now)?;
        operators::signed_in(conn, operator.id, now)?;
        operators::begin_session(conn, &hash, &session(&operator, terms, now)).map(|()| true)
    })?;
    let name = known.as_ref().map(|operator| operator.name.to_string()).unwrap_or_default();
    let outcome = if entered { Outcome::Begun } else { Outcome::Refused };
    log::append(home, store, Line::of(&name, "sign-in", "", outcome))?;
    known.filter(|_| entered).map(|operator| (operator, token)).ok_or(Error::WrongSignIn)
}

fn session(operator: &Operator, terms: Terms, now: i64) -> Session {
    let ends_at = Some(now.saturating_add(terms.lasts.clamp(1, LONGEST)));
    let idle = Some(terms.idle.clamp(1, LONGEST));
    Session { operator: operator.id, account: account(), used_at: now, idle, ends_at }
}

/// The time step of the code where all is right. Everything is looked at, whatever was wrong before.
fn check(store: &Store, keys: &Keys, known: Option<&Operator>, claim: &Claim, now: i64) -> Result<Option<i64>> {
    let stored =
        known.map_or(Ok(None), |operator| store.read_blocking(|conn| operators::secrets(conn, operator.id)))?;
    let may = stored.is_some() && known.is_some_and(|operator| operator.disabled_at.is_none());
    let hash = match &stored {
        Some(secrets) => PasswordHash::parse(&secrets.password)?,
        None => PasswordHash::of_nobody(&mut store.clock(), Cost::default()),
    };
    // A name that nobody has is held against somebody's second factor, for it to take as long.
    let held = stored.map_or_else(|| store.read_blocking(operators::any_secrets), |secrets| Ok(Some(secrets)))?;
    let step = held.map_or(Ok(None), |secrets| step_of(&secrets, keys, &claim.code, now))?;
    let right = hash.is_of(&claim.password)?;
    Ok(step.filter(|_| right & may))
}

fn step_of(secrets: &Secrets, keys: &Keys, code: &str, now: i64) -> Result<Option<i64>> {
    Ok(SecondFactor::open(&secrets.second_factor, |sealed, limit| keys.open(sealed, limit))?.step_of(code, now))
}

/// Holds a password against an operator's own, as slowly as signing in does.
///
/// # Errors
/// [`Error::WrongSignIn`], [`Error::TooManyAttempts`].
pub fn confirm(store: &Store, operator: &Operator, password: &str) -> Result<()> {
    let (now, id, slot) = (store.clock().now(), operator.id, Slot::of(operator.name.as_str()));
    store.write_blocking(move |conn| attempt::begin(conn, slot, now))?;
    let secrets = store.read_blocking(|conn| operators::secrets(conn, id))?.ok_or(Error::WrongSignIn)?;
    if !PasswordHash::parse(&secrets.password)?.is_of(password)? {
        return Err(Error::WrongSignIn);
    }
    store.write_blocking(move |conn| attempt::succeed(conn, slot))
}

/// The hash of a new password, to be stored.
///
/// # Errors
/// [`Error::Usage`] where it is too short or no password at all.
pub fn hash(store: &Store, password: &str) -> Result<String> {
    if password.chars().count() < FEWEST || password.len() > MOST {
        return Err(Error::Usage(format!("a password has at least {FEWEST} characters")));
    }
    Ok(PasswordHash::new(&mut store.clock(), password, Cost::default())?.to_phc()?)
}
