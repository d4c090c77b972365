//! What a file says of itself, in the comment at its beginning.

/// Lines of the form `### Status: draft`; anything else in a comment is for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// What its speakers call the language.
    pub name: Option<String>,
    /// How far the translation is: `draft`, `reviewed`, or what the translators write.
    pub status: Option<String>,
    /// Who read it over.
    pub reviewer: Option<String>,
}

impl Head {
    /// Of the comment lines before the first entry.
    pub(crate) fn of(source: &str) -> Self {
        let comments = source.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
        let said: Vec<_> = comments.filter_map(|line| line.trim_start_matches('#').split_once(':')).collect();
        let one = |name: &str| {
            let found = said.iter().find(|(of, _)| of.trim().eq_ignore_ascii_case(name));
            found.map(|(_, text)| plain(text)).filter(|text| !text.is_empty())
        };
        Self { name: one("Name"), status: one("Status"), reviewer: one("Reviewer") }
    }
}

fn plain(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_read_up_to_the_first_message() {
        let head = Head::of("### Name: Contoh\n### status:  draft \n\n### Reviewer:\na = 1\n### Reviewer: later\n");
        assert_eq!(head, Head { name: Some("Contoh".to_owned()), status: Some("draft".to_owned()), reviewer: None });
        assert_eq!(Head::of("a = 1"), Head::default());
    }
}
