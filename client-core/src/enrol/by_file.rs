//! Enrolling without a line: a request goes to the province as a file, the answer comes back as one.
//!
//! In between the keys of the device lie in a draft of its store, encrypted as the store will be. Nothing can be recorded
//! there: the store gets its name when the answer is believed.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use seal::{Identity, InviteCode, SigningKey};
use wire::enrolment::{EnrolRequest, EnrolResponse};
use zeroize::Zeroizing;

use super::{Candidate, Invitation};
use crate::{Clock, Error, Result, Store, setting, store::Draft};

/// What a draft keeps of its candidate until the answer comes.
const KEPT: [&str; 6] =
    ["asked_code", "asked", "asked_signing", "asked_identity", "asked_server", "asked_public_roots"];

/// Makes the device's keys and its request, and keeps them in `dir` until [`finish`] is given the answer. Asked again with
/// the same invitation, it gives the same request again.
///
/// # Errors
/// [`Error::AlreadyEnrolled`], [`Error::WrongPassphrase`] of what was kept before, [`Error::DiskFull`].
pub fn request(
    invitation: Invitation,
    device_name: &str,
    passphrase: &str,
    dir: &Path,
    clock: &dyn Clock,
) -> Result<EnrolRequest> {
    if crate::is_enrolled(dir) {
        return Err(Error::AlreadyEnrolled(dir.to_owned()));
    }
    if Draft::is_kept(dir) {
        let (_, kept) = reopen(dir, passphrase)?;
        if kept.candidate.request.invitation == invitation.code.id() {
            return Ok(kept.candidate.request);
        }
    }
    let server = invitation.servers.first().cloned().unwrap_or_default();
    let candidate = Candidate::new(invitation.code, device_name, clock).with_public_roots(invitation.public_roots);
    let request = candidate.request.clone();
    let mut draft = Draft::begin(dir, passphrase, clock)?;
    draft.write(|db| Kept { candidate, server }.save(db))?;
    draft.keep();
    Ok(request)
}

/// Believes the answer to the request of this device, and makes its store. An answer that is not believed costs nothing: the
/// right one can still come.
///
/// # Errors
/// [`Error::NotAsked`] where no request was made here; [`Error::Seal`] where the answer is not the province's or is for
/// another device; [`Error::Wire`] where it is none.
pub fn finish(answer: &[u8], passphrase: &str, dir: &Path, clock: Box<dyn Clock>) -> Result<Store> {
    if crate::is_enrolled(dir) {
        return Err(Error::AlreadyEnrolled(dir.to_owned()));
    }
    let (draft, Kept { candidate, server }) = reopen(dir, passphrase)?;
    let answer = EnrolResponse::from_bytes(answer).map_err(Error::from);
    let membership = answer.and_then(|answer| candidate.accept(answer, &server))?;
    let mut store = draft.finish(membership, clock)?;
    store.write(|tx, _| KEPT.iter().try_for_each(|name| setting::remove(tx, name)))?;
    Ok(store)
}

/// What a draft keeps.
struct Kept {
    candidate: Candidate,
    /// Where exchanges go later.
    server: String,
}

fn reopen(dir: &Path, passphrase: &str) -> Result<(Draft, Kept)> {
    if !Draft::is_kept(dir) {
        return Err(Error::NotAsked);
    }
    let mut draft = Draft::reopen(dir, passphrase)?;
    draft.keep();
    let kept = draft.write(Kept::load)?;
    Ok((draft, kept))
}

impl Kept {
    fn save(self, db: &Connection) -> Result<()> {
        let Self { candidate, server } = self;
        let [code, asked, signing, identity, at, public_roots] = KEPT;
        setting::put(db, code, Zeroizing::new(candidate.code.to_string()).as_bytes())?;
        setting::put(db, asked, &candidate.request.to_bytes())?;
        setting::put(db, signing, candidate.signing.to_bytes().as_slice())?;
        setting::put(db, identity, candidate.identity.to_secret_string().as_bytes())?;
        setting::put(db, at, server.as_bytes())?;
        setting::put(db, public_roots, &[u8::from(candidate.public_roots)])
    }

    fn load(db: &Connection) -> Result<Self> {
        let bytes = |name| setting::get(db, name).optional()?.map(Zeroizing::new).ok_or(Error::NotAsked);
        let text = |name| String::from_utf8(bytes(name)?.to_vec()).map(Zeroizing::new).map_err(|_| Error::NotAsked);
        let [code, asked, signing, identity, server, public_roots] = KEPT;
        let signing: [u8; 32] = bytes(signing)?.as_slice().try_into().map_err(|_| Error::NotAsked)?;
        let candidate = Candidate {
            code: text(code)?.parse::<InviteCode>()?,
            request: EnrolRequest::from_bytes(&bytes(asked)?)?,
            signing: SigningKey::from_bytes(&signing),
            identity: Identity::parse(&text(identity)?)?,
            public_roots: *bytes(public_roots)? == [1],
        };
        Ok(Self { candidate, server: text(server)?.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{PASSPHRASE, Province, TestClock};

    fn invited(province: &Province, clock: &TestClock) -> Invitation {
        Invitation::typed("https://rantau.example", &province.invite(clock).to_string()).unwrap()
    }

    fn answer(province: &Province, dir: &Path, number: u8) -> Vec<u8> {
        let (_, kept) = reopen(dir, PASSPHRASE).unwrap();
        province.answer(&kept.candidate, number).to_bytes()
    }

    #[test]
    fn a_device_that_carried_its_request_and_the_answer_is_enrolled() {
        let (province, clock, dir) = (Province::new(), TestClock::new(1), tempfile::tempdir().unwrap());
        let code = province.invite(&clock).to_string();
        let invited = || Invitation::typed("https://rantau.example", &code).unwrap();
        let asked = request(invited(), "laptop", PASSPHRASE, dir.path(), &clock).unwrap();
        assert!(matches!(Store::open(dir.path(), PASSPHRASE), Err(Error::NotEnrolled(_))), "it records nothing yet");
        assert_eq!(request(invited(), "laptop", PASSPHRASE, dir.path(), &clock).unwrap(), asked, "the same again");
        let answer = answer(&province, dir.path(), 1);
        let store = finish(&answer, PASSPHRASE, dir.path(), Box::new(clock)).unwrap();
        assert_eq!(store.membership().server(), "https://rantau.example");
        assert!(Kept::load(&store.db).is_err(), "nothing of the request stays");
        drop(store);
        Store::open(dir.path(), PASSPHRASE).unwrap();
    }

    #[test]
    fn a_wrong_answer_costs_nothing() {
        let (province, clock, dir) = (Province::new(), TestClock::new(1), tempfile::tempdir().unwrap());
        let other = tempfile::tempdir().unwrap();
        for dir in [&dir, &other] {
            request(invited(&province, &clock), "laptop", PASSPHRASE, dir.path(), &clock).unwrap();
        }
        let (ours, theirs) = (answer(&province, dir.path(), 1), answer(&province, other.path(), 2));
        let finish = |answer: &[u8], passphrase| finish(answer, passphrase, dir.path(), Box::new(TestClock::new(2)));
        assert!(finish(&theirs, PASSPHRASE).is_err());
        assert!(finish(b"damaged", PASSPHRASE).is_err());
        assert!(matches!(finish(&ours, "another one"), Err(Error::WrongPassphrase)));
        assert!(finish(&ours, PASSPHRASE).is_ok());
    }

    #[test]
    fn an_answer_where_nothing_was_asked_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let finished = finish(b"", PASSPHRASE, dir.path(), Box::new(TestClock::new(1)));
        assert!(matches!(finished, Err(Error::NotAsked)), "{finished:?}");
    }
}
