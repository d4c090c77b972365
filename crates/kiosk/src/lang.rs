//! The two languages, and sentences in both.

use std::fmt::{self, Display};

use clap::ValueEnum;

/// The language of what people read. Codes, field names and JSON keys are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Lang {
    /// Indonesian.
    #[default]
    Id,
    /// English.
    En,
}

/// A fixed sentence; each `{}` in it is a gap for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text {
    /// In Indonesian.
    pub(crate) id: &'static str,
    /// In English.
    pub(crate) en: &'static str,
}

/// A sentence whose gaps are filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    id: String,
    en: String,
}

impl Lang {
    /// The sentence in this language.
    pub(crate) const fn say(self, text: Text) -> &'static str {
        self.pick(text.id, text.en)
    }

    /// The sentence in this language, with its gaps filled from left to right.
    pub(crate) fn tell(self, text: Text, values: &[&dyn Display]) -> String {
        filled(self.say(text), values)
    }

    /// One of two.
    pub(crate) const fn pick<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Id => id,
            Self::En => en,
        }
    }
}

impl Text {
    /// Fills the gaps from left to right.
    pub(crate) fn with(self, values: &[&dyn Display]) -> Said {
        Said { id: filled(self.id, values), en: filled(self.en, values) }
    }
}

impl Said {
    /// What a colleague crate says in both languages.
    pub(crate) fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }

    /// In one language.
    pub(crate) fn of(&self, lang: Lang) -> &str {
        lang.pick(&self.id, &self.en)
    }
}

impl From<Text> for Said {
    fn from(text: Text) -> Self {
        text.with(&[])
    }
}

impl Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pick("id", "en"))
    }
}

fn filled(sentence: &str, values: &[&dyn Display]) -> String {
    let mut parts = sentence.split("{}");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        if let Some(value) = values.next() {
            whole.push_str(&value.to_string());
        }
        whole.push_str(part);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_from_left_to_right_in_either_language() {
        let text = Text { id: "{} dari {} baris", en: "{} of {} rows" };
        assert_eq!(Lang::Id.tell(text, &[&3, &"empat"]), "3 dari empat baris");
        assert_eq!(text.with(&[&3, &4]).of(Lang::En), "3 of 4 rows");
    }

    #[test]
    fn a_value_with_braces_is_no_gap() {
        assert_eq!(Lang::En.tell(Text { id: "", en: "{}-{}" }, &[&"{}", &"x"]), "{}-x");
    }
}
