//! What can go wrong with keys.

/// A key, a signature or a sealed text that is not what it should be. No text carries a secret or personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A signature that is not this key's over these bytes. A key that is no point of the curve counts, too.
    #[error("the signature of the {0} does not match")]
    BadSignature(&'static str),
    /// A text that is no age recipient.
    #[error("not an age recipient: a text that begins with age1 expected")]
    NotARecipient,
    /// A text that is no age secret key.
    #[error("not an age secret key: a text that begins with AGE-SECRET-KEY-1 expected")]
    NotAnIdentity,
    /// A sealed text that another key opens.
    #[error("sealed to another recipient")]
    NotForThisKey,
    /// A sealed text that was cut, altered, or comes from an unknown version of age.
    #[error("the sealed text is damaged")]
    DamagedSeal,
    /// More plaintext than the caller takes.
    #[error("the sealed text holds more than the {limit} bytes that are allowed")]
    TooLarge {
        /// The caller's limit, in bytes.
        limit: usize,
    },
    /// A text that is no invitation code at all.
    #[error("not an invitation code: 9 groups of 5 letters and digits expected")]
    NotAnInviteCode,
    /// A text that is no link of an invitation, or half of one.
    #[error("not an invitation: a link that begins with rantau:invite? expected, whole")]
    NotAnInvitation,
    /// A text of an invitation code's length with a wrong character somewhere.
    #[error("the invitation code is mistyped: compare it group by group")]
    MistypedInviteCode,
    /// A request for enrolment by somebody who does not have the code, or that was altered on its way.
    #[error("the request does not prove that its sender has the invitation's code")]
    BadInviteMac,
    /// An answer to an enrolment that names another key than the invitation.
    #[error("the answer comes from another province than the invitation")]
    ForeignProvince,
    /// An answer to an enrolment that certifies another device than the one that asked.
    #[error("the answer certifies another device")]
    ForeignDevice,
    /// Something new that a former key of the province signed.
    #[error("it is signed by a former key of the province: whoever gave it is to exchange with the province first")]
    FormerKey,
    /// A key that claims to follow the province's, and is not the one that was announced.
    #[error(
        "another key claims to be the province's, and is not the one that the province announced: nothing was believed"
    )]
    NotTheSuccessor,
    /// Two keys that claim to be the province's of one number: somebody else has what announced it.
    #[error(
        "two different keys claim to be key {n} of the province: nothing was believed. Tell the operator by telephone at once"
    )]
    ForkedSuccession {
        /// Which key of the province, from 0.
        n: u64,
    },
    /// Keys of the province between the one that is known and the one that was told of.
    #[error("key {missing} of the province is missing between the one that is known here and the one that was told of")]
    SuccessionGap {
        /// The first that is missing.
        missing: u64,
    },
    /// A passphrase that does not unwrap the key. A wrapped key whose ciphertext is damaged looks the same.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// A text that is no reset code at all.
    #[error("not a reset code: 6 groups of letters and digits expected")]
    NotAResetCode,
    /// A text of a reset code's length with a wrong character somewhere.
    #[error("the reset code is mistyped: compare it group by group")]
    MistypedResetCode,
    /// A reset code of somebody else, of another device, or one that was used before.
    #[error("the reset code does not open this: it is of another person or device, or was used already")]
    WrongResetCode,
    /// Bytes that are no wrapped key of a version that this program knows.
    #[error("the wrapped key is damaged or from an unknown version")]
    NotAWrappedKey,
    /// A text that is no password's hash in the PHC format, or one of another algorithm than Argon2id.
    #[error("the stored password hash is damaged or of an unknown kind")]
    NotAPasswordHash,
    /// A cost of key stretching that Argon2 does not know, or above what a device is made to bear.
    #[error("the wrapped key asks for a cost of stretching that is not allowed")]
    BadCost,
    /// Too little memory for key stretching.
    #[error("not enough memory to stretch the passphrase")]
    OutOfMemory,
}

/// The `Result` of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
