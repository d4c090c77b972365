//! Sealed files of any length, piece by piece, and small ones under a passphrase: both age v1, so the `age` command line tool
//! opens them as well.

use std::{
    io::{self, BufRead, Read, Write},
    iter,
};

use age::{
    DecryptError, Decryptor, Encryptor, scrypt,
    secrecy::SecretString,
    stream::{StreamReader, StreamWriter},
    x25519::Recipient,
};
use zeroize::Zeroizing;

use crate::{Error, Identity, Result, identity::refusal};

/// What is written into it is sealed. Without [`finish`](Self::finish) the file ends too early, and opens as damaged.
pub struct SealedWriter<W: Write>(StreamWriter<W>);

impl<W: Write> SealedWriter<W> {
    /// Begins a file for a recipient (`age1…`).
    ///
    /// # Errors
    /// [`Error::NotARecipient`]; [`Error::DamagedSeal`] where `output` does not take the file's head.
    pub fn begin(recipient: &str, output: W) -> Result<Self> {
        let recipient: Recipient = recipient.parse().map_err(|_| Error::NotARecipient)?;
        let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient));
        let encryptor = encryptor.map_err(|_| Error::NotARecipient)?;
        encryptor.wrap_output(output).map(Self).map_err(|_| Error::DamagedSeal)
    }

    /// Writes the file's end, which proves that nothing is missing.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What a sealed file holds. A file that was cut or altered ends in an error of kind `InvalidData` or `UnexpectedEof`, never
/// as if it were whole.
pub struct SealedReader<R: Read>(StreamReader<R>);

impl<R: BufRead> SealedReader<R> {
    /// Opens a file that was sealed to this identity.
    ///
    /// # Errors
    /// [`Error::NotForThisKey`], [`Error::DamagedSeal`].
    pub fn begin(identity: &Identity, input: R) -> Result<Self> {
        let decryptor = Decryptor::new_buffered(input).map_err(|error| refusal(&error))?;
        let reader = decryptor.decrypt(iter::once(identity.as_age())).map_err(|error| refusal(&error))?;
        Ok(Self(reader))
    }
}

impl<R: Read> Read for SealedReader<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

/// How hard a passphrase may be to try, as the power of two of scrypt's work: a file that asks for more was not made here.
const MOST_WORK: u8 = 22;

/// Seals a small text under a passphrase. age chooses how hard it is to try: about a second on this machine.
///
/// # Errors
/// [`Error::DamagedSeal`] never, but where memory does not take it.
pub fn seal_with_passphrase(passphrase: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
    let recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    age::encrypt(&recipient, plaintext).map_err(|_| Error::DamagedSeal)
}

/// Opens what [`seal_with_passphrase`] sealed, of at most `limit` bytes.
///
/// # Errors
/// [`Error::WrongPassphrase`], [`Error::DamagedSeal`], [`Error::TooLarge`].
pub fn open_with_passphrase(passphrase: &str, sealed: &[u8], limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refusal(&error))?;
    let reader = decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(|error| {
        let is_wrong = matches!(error, DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed);
        if is_wrong { Error::WrongPassphrase } else { refusal(&error) }
    })?;
    read_to_limit(reader, sealed.len(), limit)
}

/// One allocation, never a grown one that leaves copies behind: the plaintext is the shorter of the two.
pub(crate) fn read_to_limit(reader: impl Read, sealed: usize, limit: usize) -> Result<Zeroizing<Vec<u8>>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.min(limit.saturating_add(1))));
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(most).read_to_end(&mut plain).map_err(|_| Error::DamagedSeal)?;
    if plain.len() > limit { Err(Error::TooLarge { limit }) } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(identity: &Identity, text: &[u8]) -> Vec<u8> {
        let mut writer = SealedWriter::begin(&identity.recipient(), Vec::new()).unwrap();
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn opened(identity: &Identity, sealed: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        let mut reader = SealedReader::begin(identity, sealed).map_err(io::Error::other)?;
        reader.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn a_file_of_many_pieces_opens_for_its_recipient_only() {
        let (ours, theirs) = (Identity::generate(), Identity::generate());
        let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_be_bytes).collect();
        let file = sealed(&ours, &text);
        assert_eq!(opened(&ours, &file).unwrap(), text);
        assert!(opened(&theirs, &file).is_err());
        assert!(!file.windows(16).any(|piece| piece == &text[4_000..4_016]));
    }

    #[test]
    fn a_file_that_was_cut_or_altered_anywhere_is_an_error() {
        let ours = Identity::generate();
        let file = sealed(&ours, &[7; 150_000]);
        for at in (0..file.len()).step_by(9_973).chain([file.len() - 1]) {
            let mut altered = file.clone();
            altered[at] ^= 1;
            assert!(opened(&ours, &altered).is_err(), "altered at {at}");
            assert!(opened(&ours, &file[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_passphrase_opens_what_it_sealed_and_no_other_does() {
        let file = seal_with_passphrase("sandi latihan yang panjang", b"kunci").unwrap();
        assert_eq!(**open_with_passphrase("sandi latihan yang panjang", &file, 100).unwrap(), *b"kunci");
        assert_eq!(open_with_passphrase("sandi", &file, 100), Err(Error::WrongPassphrase));
        assert_eq!(open_with_passphrase("sandi latihan yang panjang", &file, 4), Err(Error::TooLarge { limit: 4 }));
        assert_eq!(open_with_passphrase("sandi", b"not a file", 4), Err(Error::DamagedSeal));
    }
}
