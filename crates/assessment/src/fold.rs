//! Texts of people, as far as they are compared.

/// The words of a text: lower case, single spaces.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
