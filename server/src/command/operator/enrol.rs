//! Making accounts, and the secrets that they sign in with.

use std::{
    io::{self, Read},
    path::Path,
};

use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    super::{Opened, Output, device::qr, prompt},
    Add, Password, Recover, Totp,
};
use crate::{
    Error, Result,
    operator::{
        Name, Role,
        log::{self, Line, Outcome},
        rule::Needs,
        second_factor::SecondFactor,
        session::Token,
        sign_in,
    },
    store::{
        deployment,
        operators::{self, Operator, Secrets, Session},
    },
};

/// What `operator add | totp | recover --json` print.
#[derive(Debug, Serialize)]
struct Made {
    name: String,
    role: &'static str,
    /// The address with the secret of the second factor; null of a program.
    otpauth: Option<String>,
    /// The file with the key; null of a person.
    key: Option<String>,
}

pub(super) fn add(options: &Add) -> Result<Output> {
    let opened = options.common.open()?;
    let is_first = !opened.store.read_blocking(operators::any)?;
    if is_first && (options.role != Role::Administrator || options.key.is_some()) {
        return Err(Error::Usage("the first operator is an administrator, and a person".to_owned()));
    }
    let output = if options.key.is_some() { add_program(&opened, options) } else { add_person(&opened, options) }?;
    if is_first {
        let about = format!("{} {}", options.name, options.role);
        log::append(&opened.home, &opened.store, Line::of("", "operator add", &about, Outcome::Begun))?;
    }
    Ok(output)
}

fn add_person(opened: &Opened, options: &Add) -> Result<Output> {
    let Add { common, name, role, .. } = options;
    opened.store.read_blocking(|conn| operators::expect_free(conn, name))?;
    let password = prompt::new_secret(options.password_file.as_deref(), "Password: ")?;
    let password = sign_in::hash(&opened.store, &password)?;
    let factor = Factor::new(opened, name)?;
    let is_shown = !common.json && factor.confirm_at_the_terminal(opened)?;
    let (secrets, whose, role) = (factor.secrets(opened, password)?, name.clone(), *role);
    let now = opened.store.clock().now();
    opened.store.write_blocking(move |conn| operators::insert(conn, &whose, role, Some(&secrets), now))?;
    factor.output(opened, common, role, is_shown)
}

fn add_program(opened: &Opened, options: &Add) -> Result<Output> {
    let Add { common, name, role, .. } = options;
    operators::expect_suited(*role, true)?;
    opened.store.read_blocking(|conn| operators::expect_free(conn, name))?;
    let path = options.key.as_deref().ok_or(Error::NotFound("key"))?;
    if path.exists() {
        return Err(Error::Usage(format!("{} is there already", path.display())));
    }
    let token = Token::generate(&mut opened.store.clock());
    token.write(path)?;
    let (hash, whose, role, now) = (token.hash(), name.clone(), *role, opened.store.clock().now());
    opened.store.write_blocking(move |conn| {
        let operator = operators::insert(conn, &whose, role, None, now)?;
        let key = Session { operator, account: String::new(), used_at: now, idle: None, ends_at: None };
        operators::begin_session(conn, &hash, &key)
    })?;
    let key = path.display().to_string();
    let text = format!("The program {name} is {role}. Its key is in {key}: RANTAU_SESSION={key} for its commands.");
    let report = Made { name: name.to_string(), role: role.code(), otpauth: None, key: Some(key) };
    Ok(common.output(opened.deployment, &report, &text))
}

/// A second factor that is being made.
struct Factor {
    name: Name,
    secret: SecondFactor,
    address: Zeroizing<String>,
}

impl Factor {
    fn new(opened: &Opened, name: &Name) -> Result<Self> {
        let secret = SecondFactor::generate(&mut opened.store.clock())?;
        let province = opened.store.read_blocking(deployment::get)?.name;
        Ok(Self { name: name.clone(), address: secret.address(name, &province)?, secret })
    }

    fn secrets(&self, opened: &Opened, password: String) -> Result<Secrets> {
        Ok(Secrets { password, second_factor: self.seal(opened)?, last_step: 0 })
    }

    fn seal(&self, opened: &Opened) -> Result<Vec<u8>> {
        self.secret.seal(&opened.home.keys()?.identity.recipient())
    }

    /// The secret for people: as a code for a camera, and to be typed.
    fn shown(&self) -> Result<Zeroizing<String>> {
        let drawn = Zeroizing::new(qr::for_terminal(&self.address)?);
        let words = "Take this with the app that makes your codes. It is not shown again.";
        Ok(Zeroizing::new(format!("{words}\n\n{}\n{}\n", drawn.as_str(), self.address.as_str())))
    }

    /// Where a person is there, nothing is written before the app makes the right code: whoever mistook it would be
    /// locked out. Gives whether the secret was shown.
    fn confirm_at_the_terminal(&self, opened: &Opened) -> Result<bool> {
        if !prompt::is_somebody_there() {
            return Ok(false);
        }
        let question = Zeroizing::new(format!("{}\nThe code that it shows now: ", self.shown()?.as_str()));
        let code = prompt::at_the_terminal(&question)?;
        match self.secret.step_of(&code, opened.store.clock().now()) {
            Some(_) => Ok(true),
            None => {
                Err(Error::Usage("that is not its code: nothing was changed. Is the phone's clock right?".to_owned()))
            }
        }
    }

    fn output(self, opened: &Opened, common: &super::Common, role: Role, is_shown: bool) -> Result<Output> {
        let mut text = format!("{} is {role}.\n", self.name);
        if !is_shown && !common.json {
            text.push_str(&self.shown()?);
        }
        let otpauth = (!is_shown).then(|| self.address.to_string());
        let report = Made { name: self.name.to_string(), role: role.code(), otpauth, key: None };
        Ok(common.output(opened.deployment, &report, &text))
    }
}

/// Whose secrets are changed, and whether by itself: with its present password then.
fn whose(opened: &Opened, name: Option<&Name>, password_file: Option<&Path>) -> Result<(Operator, bool)> {
    let signed_in = opened.operator.as_ref();
    let own = signed_in.map(|operator| &operator.name);
    let name = name.or(own).ok_or_else(|| Error::Usage("name an operator".to_owned()))?;
    let is_own = own == Some(name);
    if let Some(operator) = signed_in.filter(|operator| !is_own && !ACCOUNTS.allow(operator.role)) {
        return Err(Error::Forbidden { role: operator.role, command: "operator password NAME".to_owned() });
    }
    let operator = opened.store.read_blocking(|conn| operators::get(conn, name))?;
    if operator.is_program {
        return Err(Error::Usage(format!("{name} is a program: it has a key and nothing else")));
    }
    if is_own {
        let present = prompt::secret(password_file, "Present password: ")?;
        sign_in::confirm(&opened.store, &operator, &present)?;
    }
    Ok((operator, is_own))
}

/// To do something to another's account.
const ACCOUNTS: Needs = Needs::Right(crate::operator::Right::Accounts);

#[derive(Debug, Serialize)]
struct PasswordReport {
    name: String,
}

pub(super) fn password(options: &Password) -> Result<Output> {
    let opened = options.common.open()?;
    let (operator, is_own) = whose(&opened, options.name.as_ref(), options.password_file.as_deref())?;
    let new = prompt::new_secret(options.new_password_file.as_deref(), "New password: ")?;
    let hash = sign_in::hash(&opened.store, &new)?;
    let id = operator.id;
    opened.store.write_blocking(move |conn| operators::set_password(conn, id, &hash, is_own))?;
    let text = format!("{} has a new password, and signs in again.", operator.name);
    let report = PasswordReport { name: operator.name.to_string() };
    Ok(options.common.output(opened.deployment, &report, &text))
}

pub(super) fn totp(options: &Totp) -> Result<Output> {
    let opened = options.common.open()?;
    let (operator, _) = whose(&opened, options.name.as_ref(), options.password_file.as_deref())?;
    let factor = Factor::new(&opened, &operator.name)?;
    let is_shown = !options.common.json && factor.confirm_at_the_terminal(&opened)?;
    let (id, sealed) = (operator.id, factor.seal(&opened)?);
    opened.store.write_blocking(move |conn| operators::set_second_factor(conn, id, &sealed))?;
    factor.output(&opened, &options.common, operator.role, is_shown)
}

pub(super) fn recover(options: &Recover) -> Result<Output> {
    let Recover { common, name, .. } = options;
    let opened = common.open_unsigned()?;
    let is_copy = opened.home.is_signing_key_of(&copy_of_keys(options)?)?;
    let outcome = if is_copy { Outcome::Begun } else { Outcome::Refused };
    log::append(&opened.home, &opened.store, Line::of("", "operator recover", name.as_str(), outcome))?;
    if !is_copy {
        return Err(Error::Usage("that is no copy of this province's keys.json".to_owned()));
    }
    let password = prompt::secret_at_the_terminal(options.new_password_file.as_deref(), "New password: ")?;
    let factor = Factor::new(&opened, name)?;
    let secrets = factor.secrets(&opened, sign_in::hash(&opened.store, &password)?)?;
    let (whose, now) = (name.clone(), opened.store.clock().now());
    opened.store.write_blocking(move |conn| {
        if let Some(operator) = operators::find(conn, &whose)? {
            operators::replace_secrets(conn, operator.id, &secrets)?;
            operators::set_role(conn, operator.id, Role::Administrator)?;
            return operators::set_disabled(conn, operator.id, None);
        }
        operators::insert(conn, &whose, Role::Administrator, Some(&secrets), now).map(drop)
    })?;
    factor.output(&opened, common, Role::Administrator, false)
}

/// The keys on standard input: as they are, or sealed by `keys export`. Empty where they are neither.
fn copy_of_keys(options: &Recover) -> Result<Zeroizing<String>> {
    let mut copy = Zeroizing::new(Vec::new());
    io::stdin().take(MOST_KEYS).read_to_end(&mut copy).map_err(Error::file("standard input"))?;
    if copy.starts_with(SEALED) {
        let file = options.passphrase_file.as_deref();
        let passphrase = prompt::secret_at_the_terminal(file, "Passphrase of the copy: ")?;
        copy = seal::open_with_passphrase(&passphrase, &copy, copy.len())?;
    }
    Ok(Zeroizing::new(std::str::from_utf8(&copy).unwrap_or_default().to_owned()))
}

/// The longest key file, in bytes.
const MOST_KEYS: u64 = 65_536;
/// How a sealed one begins: age v1.
const SEALED: &[u8] = b"age-encryption.org/v1";
