//! Everything that there is to say: the messages of a program and the labels of its tables, held against a file.

use std::{collections::BTreeSet, fmt::Write};

use crate::{Label, LanguageCode, Pack};

/// A message that the program says, with the variables that it fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// The key.
    pub key: &'static str,
    /// The variables.
    pub variables: &'static [&'static str],
}

/// What there is to say, with Indonesian and English as what a translator reads.
#[derive(Debug)]
pub struct Catalogue<'a> {
    /// The messages, in the order of the program.
    pub declared: &'a [Declared],
    /// The labels, in the order of the tables.
    pub labels: &'a [Label],
    /// Indonesian.
    pub id: &'a Pack,
    /// English.
    pub en: &'a Pack,
}

/// How far a file says what there is to say. What is broken is told by [`Pack::faults`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// How many keys it says.
    pub said: usize,
    /// Keys that it lacks; they are said in Indonesian.
    pub lacking: Vec<String>,
    /// Keys that the program does not know: misspelled, or of another version.
    pub unknown: Vec<String>,
    /// Messages with other variables than the program fills.
    pub wrong_variables: Vec<WrongVariables>,
}

/// The variables of a message that are not those of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongVariables {
    /// The message.
    pub key: String,
    /// Variables that it wants and the program does not fill: it is said in Indonesian.
    pub unknown: Vec<String>,
    /// Variables that it leaves out: what they would tell is not said.
    pub left_out: Vec<String>,
}

impl Catalogue<'_> {
    /// Holds a language against what there is to say.
    #[must_use]
    pub fn review(&self, pack: &Pack) -> Review {
        let keys: BTreeSet<&str> = self.keys().collect();
        let lacking: Vec<_> =
            self.keys().filter(|key| !pack.messages().contains_key(*key)).map(str::to_owned).collect();
        let unknown = pack.messages().keys().filter(|key| !keys.contains(key.as_str()));
        let labels = self.labels.iter().map(|label| (label.key.as_str(), &[] as &[&str]));
        let all = self.declared.iter().map(|message| (message.key, message.variables)).chain(labels);
        let wrong: Vec<_> = all.filter_map(|(key, variables)| wrong_variables(pack, key, variables)).collect();
        let unsaid = lacking.len() + wrong.iter().filter(|wrong| !wrong.unknown.is_empty()).count();
        let unknown = unknown.cloned().collect();
        Review { said: keys.len() - unsaid, lacking, unknown, wrong_variables: wrong }
    }

    /// A file for translators: what `pack` lacks, or everything, each key commented out below what it says in English
    /// and Indonesian. A line counts once its `#` is taken away.
    #[must_use]
    pub fn template(&self, code: &LanguageCode, pack: Option<&Pack>) -> String {
        let mut text = match pack {
            Some(_) => format!("### Lacking: {code}\n"),
            None => format!("### Name: {code}\n### Status: draft\n### Reviewer:\n"),
        };
        let is_lacking = |key: &str| pack.is_none_or(|pack| !pack.messages().contains_key(key));
        for message in self.declared.iter().filter(|message| is_lacking(message.key)) {
            let said = |pack: &Pack| in_form(pack, message);
            append(&mut text, message.key, &said(self.en), &said(self.id));
        }
        for label in self.labels.iter().filter(|label| is_lacking(&label.key)) {
            append(&mut text, &label.key, &label.en, &label.id);
        }
        text
    }

    /// How many keys there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.declared.len() + self.labels.len()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        let declared = self.declared.iter().map(|message| message.key);
        declared.chain(self.labels.iter().map(|label| label.key.as_str()))
    }
}

impl Review {
    /// The keys that the file has and that are said in Indonesian all the same.
    #[must_use]
    pub fn broken(&self, pack: &Pack) -> Vec<String> {
        let wrong = self.wrong_variables.iter().filter(|wrong| !wrong.unknown.is_empty()).map(|wrong| &wrong.key);
        let faults = pack.faults().iter().map(|fault| &fault.key);
        faults.chain(wrong).filter(|key| !key.is_empty()).cloned().collect()
    }
}

fn wrong_variables(pack: &Pack, key: &str, filled: &[&str]) -> Option<WrongVariables> {
    let wanted = pack.messages().get(key)?;
    let unknown: Vec<_> = wanted.iter().filter(|name| !filled.contains(&name.as_str())).cloned().collect();
    let left_out: Vec<_> = filled.iter().filter(|name| !wanted.contains(**name)).map(|&name| name.to_owned()).collect();
    let is_wrong = !unknown.is_empty() || !left_out.is_empty();
    is_wrong.then(|| WrongVariables { key: key.to_owned(), unknown, left_out })
}

/// A message with its gaps as a file writes them.
fn in_form(pack: &Pack, message: &Declared) -> String {
    let gaps: Vec<_> = message.variables.iter().map(|name| (*name, format!("{{ ${name} }}"))).collect();
    let gaps: Vec<_> = gaps.iter().map(|(name, gap)| (*name, gap.as_str())).collect();
    pack.tell(message.key, &gaps).unwrap_or_default()
}

fn append(text: &mut String, key: &str, en: &str, id: &str) {
    // Writing into a string does not fail.
    let _ = write!(text, "\n# en: {}\n# id: {}\n#{key} = \n", one_line(en), one_line(id));
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARED: &[Declared] =
        &[Declared { key: "sent", variables: &["count", "place"] }, Declared { key: "none", variables: &[] }];

    fn pack(code: &str, source: &str) -> Pack {
        Pack::parse(LanguageCode::parse(code).unwrap(), source).unwrap()
    }

    fn with_catalogue<T>(then: impl FnOnce(&Catalogue<'_>) -> T) -> T {
        let id = pack("id", "sent = { $count } ke { $place }\nnone = tidak ada\n");
        let en = pack("en", "sent = { $count } to { $place }\nnone = none\n");
        let labels = [Label::new("code-Sex-L", "laki-laki", "male")];
        then(&Catalogue { declared: DECLARED, labels: &labels, id: &id, en: &en })
    }

    #[test]
    fn a_language_is_held_against_what_there_is_to_say() {
        let qaa = pack("qaa", "sent = { $count } { $plaace }\ncode-Sex-L = la\nsend = x\n");
        let review = with_catalogue(|catalogue| catalogue.review(&qaa));
        let wrong = WrongVariables {
            key: "sent".to_owned(),
            unknown: vec!["plaace".to_owned()],
            left_out: vec!["place".to_owned()],
        };
        assert_eq!(
            review,
            Review {
                said: 1,
                lacking: vec!["none".to_owned()],
                unknown: vec!["send".to_owned()],
                wrong_variables: vec![wrong]
            }
        );
    }

    #[test]
    fn a_template_says_nothing_until_its_lines_are_uncommented() {
        let code = LanguageCode::parse("qaa").unwrap();
        let template = with_catalogue(|catalogue| catalogue.template(&code, None));
        assert!(pack("qaa", &template).messages().is_empty());
        assert!(template.contains("# en: { $count } to { $place }\n# id: { $count } ke { $place }\n#sent = \n"));
        let filled =
            template.replace("#sent = ", "sent = { $place }: { $count }").replace("#code-Sex-L = ", "code-Sex-L = la");
        let filled = pack("qaa", &filled);
        assert_eq!(filled.faults(), []);
        assert_eq!(with_catalogue(|catalogue| catalogue.review(&filled)).lacking, ["none"]);
        let rest = with_catalogue(|catalogue| catalogue.template(&code, Some(&filled)));
        assert!(rest.contains("#none = ") && !rest.contains("#sent"));
    }
}
