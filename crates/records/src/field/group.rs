//! The groups in which a kind's fields stand.

use super::Field;

/// Fields that belong together on a form, and rest on one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// What people read in Indonesian.
    pub title_id: &'static str,
    /// What people read in English.
    pub title_en: &'static str,
    /// The law, regulation or practice that asks for them.
    pub basis: &'static str,
    /// The fields, in the order of the form; their own `basis` is empty.
    pub fields: &'static [Field],
}

impl Group {
    pub(super) const fn new(
        title_id: &'static str,
        title_en: &'static str,
        basis: &'static str,
        fields: &'static [Field],
    ) -> Self {
        Self { title_id, title_en, basis, fields }
    }
}

/// How many fields the groups have.
pub(super) const fn count(groups: &[Group]) -> usize {
    let (mut rest, mut count) = (groups, 0);
    while let [group, others @ ..] = rest {
        count += group.fields.len();
        rest = others;
    }
    count
}

/// The fields of all groups, one after the other, each with the basis of its group.
pub(super) const fn join<const COUNT: usize>(groups: &[Group]) -> [Field; COUNT] {
    let nothing = super::general("", super::FieldType::Verbatim, "", "");
    let (mut joined, mut at, mut rest) = ([nothing; COUNT], 0, groups);
    while let [group, others @ ..] = rest {
        let mut fields = group.fields;
        while let [field, more @ ..] = fields {
            #[expect(clippy::indexing_slicing, reason = "in a constant: one too many does not compile")]
            {
                joined[at] = Field { basis: group.basis, ..*field };
            }
            at += 1;
            fields = more;
        }
        rest = others;
    }
    joined
}
