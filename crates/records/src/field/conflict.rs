//! What becomes of two values that were written without knowing of each other.

/// Who settles it. Whatever it says, both values stay in the document's history and are shown with their authors; it
/// says which one is to be used meanwhile, and whether somebody must choose. Nothing acts on [`Dominant`](Self::Dominant)
/// yet: until then such a field is shown as [`Latest`](Self::Latest) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictPolicy {
    /// A person, never a rule: the values open a review. Whatever identifies somebody: a NIK, a passport's number.
    Person,
    /// The value that the document's order puts last.
    Latest,
    /// Nobody: the field belongs to an element of a collection, and the elements of both sides stay. Where both wrote
    /// into one element, as [`ConflictPolicy::Latest`].
    Union,
    /// A value, over none and over any other: a withdrawn consent or a revoked permission stays so until a person takes
    /// it back.
    Dominant,
}

impl ConflictPolicy {
    /// That of a field of which nothing else is said.
    pub(super) const fn usual(path: &str) -> Self {
        let (bytes, mut at) = (path.as_bytes(), 0);
        while at < bytes.len() {
            #[expect(clippy::indexing_slicing, reason = "in a constant, and below the length")]
            if bytes[at] == b'*' {
                return Self::Union;
            }
            at += 1;
        }
        Self::Latest
    }

    /// The name in documents for developers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Latest => "latest",
            Self::Union => "union",
            Self::Dominant => "dominant",
        }
    }
}
