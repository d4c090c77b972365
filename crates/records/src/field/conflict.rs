//! What becomes of two values that were written without knowing of each other.

use crate::Value;

/// Who settles it. Whatever it says, both values stay in the document's history and are shown with their authors; it
/// says which one is used meanwhile ([`choose`](Self::choose)), and whether somebody must decide first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictPolicy {
    /// A person, never a rule: the values open a review, and until somebody decided, none of them leaves for a registry.
    /// Whatever identifies somebody: a NIK, a passport's number.
    Person,
    /// The value that the document's order puts last.
    Latest,
    /// Nobody: the field belongs to an element of a collection, and the elements of both sides stay. Where both wrote
    /// into one element, as [`ConflictPolicy::Latest`].
    Union,
    /// The stronger value, whoever wrote later: a withdrawn consent, a revoked permission or a death stays so until a
    /// person who saw it takes it back.
    Dominant(Order),
}

/// Which of two values is the stronger one. That a value is stronger than none needs no order: whoever empties a field
/// takes away only what they saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// One of these codes, in this order, before any other: what a newer version adds outranks none of them.
    Codes(&'static [&'static str]),
    /// Yes before no.
    Yes,
    /// The earlier date or moment.
    Earliest,
    /// Neither: it is enough that there is one.
    Any,
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

    /// The value that is used as long as nobody has decided, of several that are given in the order of the document: the
    /// one first that every replica would show anyhow. `None` of none.
    #[must_use]
    pub fn choose<'v>(self, values: impl IntoIterator<Item = &'v Value>) -> Option<&'v Value> {
        let mut values = values.into_iter();
        match self {
            Self::Person | Self::Latest | Self::Union => values.next(),
            Self::Dominant(order) => values.min_by_key(|value| order.rank(value)),
        }
    }

    /// The name in documents for developers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Latest => "latest",
            Self::Union => "union",
            Self::Dominant(_) => "dominant",
        }
    }
}

impl Order {
    /// Less is stronger.
    fn rank(self, value: &Value) -> (usize, Option<&Value>) {
        match self {
            Self::Codes(codes) => {
                let place = codes.iter().position(|code| value.as_text() == Some(code));
                (place.unwrap_or(codes.len()), None)
            }
            Self::Yes => (usize::from(value.as_bool() != Some(true)), None),
            Self::Earliest => (0, Some(value)),
            Self::Any => (0, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stronger_value_is_used_and_the_documents_order_decides_only_between_equals() {
        const CODES: Order = Order::Codes(&["TPPO", "RESTRICTED"]);
        let text = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect::<Vec<_>>();
        for (order, values, used) in [
            (CODES, text(&["NORMAL", "RESTRICTED", "TPPO"]), 2),
            (CODES, text(&["NORMAL", "NEWER", "RESTRICTED"]), 2),
            (CODES, text(&["NEWER", "NORMAL"]), 0),
            (Order::Yes, vec![Value::from(false), Value::from(true)], 1),
            (Order::Earliest, text(&["2026-02-20", "2026-02-03"]), 1),
            (Order::Any, text(&["b", "a"]), 0),
        ] {
            assert_eq!(ConflictPolicy::Dominant(order).choose(&values), values.get(used), "{order:?}");
        }
        for policy in [ConflictPolicy::Person, ConflictPolicy::Latest, ConflictPolicy::Union] {
            assert_eq!(policy.choose(&text(&["b", "a"])), Some(&Value::from("b")));
            assert_eq!(policy.choose([]), None);
        }
    }
}
