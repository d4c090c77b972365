//! An invitation with all that a device needs to use it: code, key, addresses.
//!
//! `rantau:invite?code=…&key=…&until=…&roots=…&server=…&server=…`: a URI, so that a camera's program knows it for one, of a
//! scheme of our own, so that none sends it anywhere. Addresses hold no character that a URI would have to escape.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;
use wire::PublicKey;

use super::InviteCode;
use crate::{Error, Result};

/// What every link begins with.
pub const SCHEME: &str = "rantau:";
const BEGINNING: &str = "rantau:invite?";
/// More addresses than a server has.
const MOST_SERVERS: usize = 8;
/// The longest address: a name of 253 characters, scheme and port.
const LONGEST_SERVER: usize = 280;

/// An invitation as a link. `Display` prints the secret, too: for the paper and the screen of the operator, never for logs.
#[derive(Debug, PartialEq, Eq)]
pub struct InviteLink {
    /// The one-time code.
    pub code: InviteCode,
    /// The province's key, whole.
    pub key: PublicKey,
    /// Where its server is, the best address first.
    pub servers: Vec<String>,
    /// Whether certificates of public authorities count there, too.
    pub public_roots: bool,
    /// Until when the code is good, Unix seconds.
    pub until: i64,
}

impl InviteLink {
    /// Whether an address can stand in a link: characters of URLs without any that separates.
    #[must_use]
    pub fn is_server(address: &str) -> bool {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]".contains(c);
        !address.is_empty() && address.len() <= LONGEST_SERVER && address.chars().all(fits)
    }
}

impl fmt::Display for InviteLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, key) = (self.code.to_string().replace('-', ""), BASE64URL_NOPAD.encode(&self.key.0));
        write!(f, "{BEGINNING}code={code}&key={key}&until={}", self.until)?;
        if self.public_roots {
            f.write_str("&roots=public")?;
        }
        self.servers.iter().try_for_each(|server| {
            let server = server.strip_prefix("https://").unwrap_or(server);
            write!(f, "&server={server}")
        })
    }
}

impl FromStr for InviteLink {
    type Err = Error;

    /// What it does not know, it passes over: a later version may say more.
    fn from_str(text: &str) -> Result<Self> {
        let rest = text.trim().strip_prefix(BEGINNING).ok_or(Error::NotAnInvitation)?;
        let (mut code, mut key, mut until, mut public_roots, mut servers) = (None, None, None, false, Vec::new());
        for part in rest.split('&') {
            match part.split_once('=').ok_or(Error::NotAnInvitation)? {
                ("code", said) => code = Some(said.parse::<InviteCode>()?),
                ("key", said) => key = Some(key_of(said)?),
                ("until", said) => until = said.parse().ok(),
                ("roots", said) => public_roots = said == "public",
                ("server", said) if InviteLink::is_server(said) => servers.push(said.to_owned()),
                ("server", _) => return Err(Error::NotAnInvitation),
                _ => {}
            }
        }
        let (Some(code), Some(key), Some(until)) = (code, key, until) else { return Err(Error::NotAnInvitation) };
        if !code.matches_province(&key) {
            return Err(Error::ForeignProvince);
        }
        if servers.is_empty() || servers.len() > MOST_SERVERS {
            return Err(Error::NotAnInvitation);
        }
        Ok(Self { code, key, servers, public_roots, until })
    }
}

fn key_of(text: &str) -> Result<PublicKey> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Error::NotAnInvitation)?;
    bytes.try_into().map(PublicKey).map_err(|_| Error::NotAnInvitation)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{OsRandom, SigningKey};

    fn link() -> InviteLink {
        let key = SigningKey::generate(&mut OsRandom).public();
        InviteLink {
            code: InviteCode::generate(&mut OsRandom, &key),
            key,
            servers: vec![
                "rantau.example.go.id".to_owned(),
                "http://127.0.0.1:8080".to_owned(),
                "[2001:db8::1]:8443".to_owned(),
            ],
            public_roots: true,
            until: 1_795_000_000,
        }
    }

    #[test]
    fn a_link_is_read_as_it_was_written() {
        let link = link();
        assert_eq!(link.to_string().parse::<InviteLink>().unwrap(), link);
        let more = format!("  {}&later=1\n", link);
        assert_eq!(more.parse::<InviteLink>().unwrap(), link);
    }

    #[test]
    fn another_key_a_mistyped_code_or_half_a_link_is_told() {
        let link = link();
        let (text, code) = (link.to_string(), link.code.to_string().replace('-', ""));
        let other = BASE64URL_NOPAD.encode(&SigningKey::generate(&mut OsRandom).public().0);
        let swapped = text.replace(&BASE64URL_NOPAD.encode(&link.key.0), &other);
        assert_eq!(swapped.parse::<InviteLink>(), Err(Error::ForeignProvince));
        let (first, rest) = code.split_at(1);
        let typed = format!("{}{rest}", if first == "7" { "8" } else { "7" });
        assert_eq!(text.replace(&code, &typed).parse::<InviteLink>(), Err(Error::MistypedInviteCode));
        for end in [0, 10, 40, text.find("&key").unwrap(), text.find("&server").unwrap()] {
            assert!(text.split_at(end).0.parse::<InviteLink>().is_err(), "{end}");
        }
    }

    #[test]
    fn an_address_holds_nothing_that_separates() {
        for (address, fits) in
            [("rantau.example:8443", true), ("https://a.b/c", true), ("a&code=b", false), ("a b", false), ("", false)]
        {
            assert_eq!(InviteLink::is_server(address), fits, "{address}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stop(text in ".{0,200}") {
            let _ = text.parse::<InviteLink>();
            let _ = format!("{BEGINNING}{text}").parse::<InviteLink>();
        }
    }
}
