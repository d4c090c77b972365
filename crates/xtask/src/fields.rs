//! The references of fields: `docs/FIELDS.md` for people, `docs/schema` for programs.
//!
//! Both are written from the tables of `records::field`, and stand in the repository so that whoever reads it, or links
//! to a schema, needs no build. A test compares them with the tables.

mod reference;
mod schema;

use std::{collections::BTreeMap, fs};

use anyhow::Context;
use records::Kind;

use crate::files;

/// Writes them.
///
/// # Errors
/// Where a file cannot be written.
pub(crate) fn write() -> anyhow::Result<()> {
    for (path, text) in generated() {
        let file = files::root().join(&path);
        let folder = file.parent().context("a file without a folder")?;
        fs::create_dir_all(folder).and_then(|()| fs::write(&file, text)).with_context(|| path.clone())?;
        println!("{path}");
    }
    Ok(())
}

/// Every file by its path in the repository, with what it must hold.
fn generated() -> BTreeMap<String, String> {
    let schemas = Kind::ALL.map(|kind| (format!("docs/schema/{kind}.json"), text_of(&schema::of(kind))));
    schemas.into_iter().chain([("docs/FIELDS.md".to_owned(), reference::all())]).collect()
}

fn text_of(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_references_in_docs_are_those_of_the_tables() {
        for (path, text) in generated() {
            let written = fs::read_to_string(files::root().join(&path)).unwrap_or_default();
            assert!(written == text, "{path} lags behind the tables: run `cargo xtask fields`");
        }
    }

    #[test]
    fn there_is_no_schema_of_a_kind_that_is_none() {
        for entry in fs::read_dir(files::root().join("docs/schema")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(generated().contains_key(&format!("docs/schema/{name}")), "{name}");
        }
    }
}
