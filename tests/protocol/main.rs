//! The protocol as another implementation would meet it: test vectors, and the bytes of earlier versions.
//!
//! `docs/protocol-vectors.json` is made by this test and compared on every run. After a deliberate change of the protocol,
//! `RANTAU_VECTORS=write cargo test --test protocol` writes it anew.

mod captures;
mod vectors;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/protocol-vectors.json")
}

#[test]
fn the_published_vectors_are_those_of_this_version() -> Result<()> {
    let published = fs::read_to_string(file()).ok();
    let published: Option<Value> = published.as_deref().map(serde_json::from_str).transpose()?;
    let vectors = vectors::all(published.as_ref())?;
    if std::env::var_os("RANTAU_VECTORS").is_some_and(|wish| wish == "write") {
        fs::write(file(), format!("{}\n", serde_json::to_string_pretty(&vectors)?))?;
        return Ok(());
    }
    let published = published.context("docs/protocol-vectors.json is missing")?;
    for (name, vector) in vectors.as_object().context("not an object")? {
        assert_eq!(&published[name], vector, "{name}");
    }
    Ok(())
}
