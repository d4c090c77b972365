//! The second factor: codes of six digits that an app makes from a secret and the time (TOTP, RFC 6238).

use seal::Random;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::Name;
use crate::{Error, Result};

/// As long as RFC 4226 recommends, and as every app takes, in bytes.
const SECRET: usize = 20;
/// How long a code is shown, in seconds.
pub const STEP: i64 = 30;

/// The secret that the operator's app and the province share. A code of the present, the last or the next half minute
/// is good; that each is good once is the caller's to see to.
#[derive(Debug)]
pub struct SecondFactor(Totp);

impl SecondFactor {
    /// A new secret.
    ///
    /// # Errors
    /// Never of a secret of this length.
    pub fn generate(random: &mut (impl Random + ?Sized)) -> Result<Self> {
        let mut secret = Zeroizing::new([0; SECRET]);
        random.fill(&mut *secret);
        Self::of(*secret, builder())
    }

    fn of(secret: [u8; SECRET], builder: Builder) -> Result<Self> {
        let built = builder.with_secret(Secret::new_stack(secret)).build();
        built.map(Self).map_err(|_| Error::Damaged("second factor"))
    }

    /// The secret as it is stored: sealed to the province, so that a copy of the database makes no codes.
    ///
    /// # Errors
    /// [`seal::Error::NotARecipient`].
    pub fn seal(&self, recipient: &str) -> Result<Vec<u8>> {
        Ok(seal::seal_to(recipient, self.0.secret().as_bytes())?)
    }

    /// Opens what [`seal`](Self::seal) gave.
    ///
    /// # Errors
    /// Where it was sealed to another province or is damaged.
    pub fn open(sealed: &[u8], open: impl FnOnce(&[u8], usize) -> seal::Result<Zeroizing<Vec<u8>>>) -> Result<Self> {
        let secret = open(sealed, SECRET)?;
        let secret = <[u8; SECRET]>::try_from(secret.as_slice()).map_err(|_| Error::Damaged("second factor"))?;
        Self::of(secret, builder())
    }

    /// The address that apps take, as text or as a QR code: it holds the secret.
    ///
    /// # Errors
    /// Never of a name that an operator can have.
    pub fn address(&self, operator: &Name, province: &str) -> Result<Zeroizing<String>> {
        let secret = self.0.secret().as_bytes().try_into().map_err(|_| Error::Damaged("second factor"))?;
        // A colon would end the province's name.
        let issuer = format!("Rantau {}", province.replace(':', " "));
        let named = builder().with_account_name(operator.as_str()).with_issuer(Some(issuer));
        let address = Self::of(secret, named)?.0.to_url();
        address.map(Zeroizing::new).map_err(|_| Error::Damaged("second factor"))
    }

    /// The time step whose code this is, `None` where it is of none that is good now. Compared in constant time.
    #[must_use]
    pub fn step_of(&self, code: &str, now: i64) -> Option<i64> {
        let digits: Zeroizing<String> = Zeroizing::new(code.chars().filter(|c| !c.is_whitespace()).collect());
        let step = self.0.check(&digits, u64::try_from(now).ok()?)?;
        i64::try_from(step).ok()
    }
}

/// Six digits every half minute by SHA-1, which is what apps know; one step to either side.
fn builder() -> Builder {
    Builder::new().with_digits(6).with_skew(1).with_step_duration(STEP.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use seal::Identity;

    use super::*;

    /// RFC 6238, appendix B: the secret of its test values for SHA-1, whose codes have eight digits there.
    fn of_the_rfc() -> SecondFactor {
        SecondFactor::of(*b"12345678901234567890", builder()).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        for (now, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(of_the_rfc().step_of(code, now), Some(now / STEP), "{now}");
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_and_late_and_no_longer() {
        let now = 1_111_111_109;
        let step = now / STEP;
        for (moved, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = of_the_rfc().step_of("081 804", now + moved * STEP);
            assert_eq!(found, good.then_some(step), "{moved}");
        }
        for wrong in ["", "08180", "0818044", "+81804", "081805", "０８１８０４"] {
            assert_eq!(of_the_rfc().step_of(wrong, now), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_is_stored_opens_with_the_provinces_key_alone() {
        let (ours, theirs) = (Identity::generate(), Identity::generate());
        let sealed = of_the_rfc().seal(&ours.recipient()).unwrap();
        let opened = SecondFactor::open(&sealed, |sealed, limit| ours.open(sealed, limit)).unwrap();
        assert_eq!(opened.step_of("287082", 59), Some(1));
        assert!(SecondFactor::open(&sealed, |sealed, limit| theirs.open(sealed, limit)).is_err());
    }

    #[test]
    fn an_app_reads_the_address() {
        let address = of_the_rfc().address(&"ani".parse().unwrap(), "Disnaker: NTB").unwrap();
        let read = Totp::from_url(address.as_str()).unwrap();
        assert_eq!((read.account_name(), read.issuer()), ("ani", Some("Rantau Disnaker  NTB")));
        assert_eq!(read.secret().as_bytes(), b"12345678901234567890");
    }
}
