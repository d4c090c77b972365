//! The language in which somebody is answered, and sentences for any of them.
//!
//! Indonesian and English are built in, from `languages/id.ftl` and `languages/en.ftl`; any other language is a file
//! that the program finds ([`pack`](crate::pack)). What it does not say is said in Indonesian, sentence by sentence.

use std::{fmt::Display, sync::LazyLock};

use language::{LanguageCode, Pack};

/// The language of what people read. Codes, field names and JSON keys are the same in all.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Lang {
    /// Indonesian.
    #[default]
    Id,
    /// English.
    En,
    /// Of a file.
    Pack(&'static Pack),
}

/// A sentence of the language files, with `N` variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text<const N: usize = 0> {
    /// Its key in the files.
    pub(crate) key: &'static str,
    /// Its variables, in the order in which the program gives their values.
    pub(crate) variables: &'static [&'static str; N],
}

/// A sentence with its values, for any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// Of the language files.
    Text {
        /// The key.
        key: &'static str,
        /// The variables with their values.
        values: Vec<(&'static str, String)>,
    },
    /// What a colleague crate says in both languages.
    Both {
        /// In Indonesian.
        id: String,
        /// In English.
        en: String,
    },
}

/// Indonesian.
pub(crate) static INDONESIAN: LazyLock<Pack> = LazyLock::new(|| built_in("id", include_str!("../languages/id.ftl")));
/// English.
pub(crate) static ENGLISH: LazyLock<Pack> = LazyLock::new(|| built_in("en", include_str!("../languages/en.ftl")));

/// A file that is part of the program.
#[expect(clippy::expect_used, reason = "constants of this program, which a test reads")]
pub(crate) fn built_in(code: &str, source: &str) -> Pack {
    let code = LanguageCode::parse(code).expect("a code of two letters");
    Pack::parse(code, source).expect("a file of some kilobytes")
}

impl Lang {
    /// The sentence in this language.
    pub(crate) fn say(self, text: Text) -> String {
        self.fill(text.key, &[])
    }

    /// The sentence in this language, with a value for each variable, in their order.
    pub(crate) fn tell<const N: usize>(self, text: Text<N>, values: &[&dyn Display; N]) -> String {
        text.with(values).of(self)
    }

    /// One of two, where there are no others: what a colleague crate says itself.
    pub(crate) const fn pick<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Id | Self::Pack(_) => id,
            Self::En => en,
        }
    }

    /// A label of a table, under the key by which a file translates it.
    pub(crate) fn label(self, key: &str, id: &str, en: &str) -> String {
        let translated = match self {
            Self::Pack(pack) => pack.say(key),
            Self::Id | Self::En => None,
        };
        translated.map_or_else(|| self.pick(id, en).to_owned(), Into::into)
    }

    /// In this language, else in Indonesian. That Indonesian says everything is tested; the key is better than nothing.
    fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let own = match self {
            Self::Id => None,
            Self::En => ENGLISH.tell(key, values),
            Self::Pack(pack) => pack.tell(key, values),
        };
        own.or_else(|| INDONESIAN.tell(key, values)).unwrap_or_else(|| key.to_owned())
    }
}

impl<const N: usize> Text<N> {
    /// Gives each variable its value, in their order.
    pub(crate) fn with(self, values: &[&dyn Display; N]) -> Said {
        let values = self.variables.iter().zip(values).map(|(name, value)| (*name, value.to_string()));
        Said::Text { key: self.key, values: values.collect() }
    }
}

impl Said {
    /// What a colleague crate says in both languages.
    pub(crate) fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Both { id: id.into(), en: en.into() }
    }

    /// In one language.
    pub(crate) fn of(&self, lang: Lang) -> String {
        match self {
            Self::Both { id, en } => lang.pick(id, en).to_owned(),
            Self::Text { key, values } => {
                let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                lang.fill(key, &values)
            }
        }
    }
}

impl From<Text> for Said {
    fn from(text: Text) -> Self {
        text.with(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    fn invented(source: &str) -> Lang {
        let code = LanguageCode::parse("qaa").unwrap();
        Lang::Pack(Box::leak(Box::new(Pack::parse(code, source).unwrap())))
    }

    #[test]
    fn values_are_given_in_the_order_of_the_program_whatever_the_order_of_the_language() {
        let qaa = invented("n-of-n = { $all } / { $some }\n");
        for (lang, told) in [(Lang::Id, "3 dari 4"), (Lang::En, "3 of 4"), (qaa, "4 / 3")] {
            assert_eq!(lang.tell(text::N_OF_N, &[&3, &4]), told);
            assert_eq!(text::N_OF_N.with(&[&3, &4]).of(lang), told);
        }
    }

    #[test]
    fn what_a_language_lacks_or_says_with_another_variable_is_said_in_indonesian() {
        let qaa = invented("yes = y!\nn-of-n = { $sum }\n");
        assert_eq!(qaa.say(text::YES), "y!");
        assert_eq!(qaa.say(text::NO), "tidak");
        assert_eq!(qaa.tell(text::N_OF_N, &[&3, &4]), "3 dari 4");
        assert_eq!(Said::new("satu", "one").of(qaa), "satu");
    }

    #[test]
    fn a_label_of_a_table_is_translated_under_its_key() {
        let qaa = invented("code-Sex-L = la\n");
        assert_eq!(qaa.label("code-Sex-L", "laki-laki", "male"), "la");
        assert_eq!(qaa.label("code-Sex-P", "perempuan", "female"), "perempuan");
        assert_eq!(Lang::En.label("code-Sex-L", "laki-laki", "male"), "male");
    }
}
