//! Where hostile bytes begin: with honest ones.

use std::{fs, path::Path};

use seal::{InviteCode, ResetSecret, SigningKey, invitation::InviteLink};
use serde_json::Value;

/// What the fuzzer kept, one folder a decoder.
pub(crate) const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/hostile/corpus");

const VECTORS: &str = include_str!("../../docs/protocol-vectors.json");

/// Texts that stand in no file.
const TEXTS: &[&str] = &[
    "",
    "\0{\"results\":[{\"id\":\"b5c92d37-0d4c-8a33-8d2e-5d1f0a3a7c11\",\"status\":\"accepted\",\"registry_id\":\"NTB-1\"}]}",
    "\u{2}{\"code\":\"bad_shape\"}",
    "520313 120790 0000",
    "0812-3456-7890 (ibu)",
    "Rp. 1.500.000,-",
    "12 Maret 1990",
    "1974-07-15~",
    "52.03.13.2001",
    "import/00112233445566778899aabbccddeeff/12/problem.birth_date",
    "e\u{301}\u{202e}\u{200b}",
];

/// Every seed with its name.
pub(crate) fn all() -> Vec<(String, Vec<u8>)> {
    let mut seeds = vectors();
    seeds.extend(TEXTS.iter().map(|text| ((*text).to_owned(), text.as_bytes().to_vec())));
    for folder in
        ["protocol/captures/1", "protocol/captures/1-digests", "data", "hostile/corpus", "../crates/kiosk/languages"]
    {
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut seeds);
    }
    seeds.extend(codes());
    seeds.push(("rules".to_owned(), reference::Reference::embedded_text().as_bytes().to_vec()));
    seeds
}

/// An invitation as a code and as a link, and the code for a lost PIN.
fn codes() -> Vec<(String, Vec<u8>)> {
    let key = SigningKey::from_bytes(&[7; 32]).public();
    let code = || InviteCode::from_parts([1; 8], [2; 10], &key);
    let servers = vec!["rantau.example.go.id".to_owned(), "127.0.0.1:8443".to_owned()];
    let link = InviteLink { code: code(), key, servers, public_roots: true, until: 1_795_000_000 };
    let reset = ResetSecret::from_bytes(&[3; 16]).expect("16 bytes");
    [("code", code().to_string()), ("link", link.to_string()), ("reset", reset.to_string())]
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .into()
}

/// What the corpus holds for one decoder.
pub(crate) fn of(decoder: &str) -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    files(&Path::new(CORPUS).join(decoder), &mut seeds);
    seeds
}

/// All bytes of the protocol's vectors.
fn vectors() -> Vec<(String, Vec<u8>)> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("the vectors are JSON");
    let mut found = Vec::new();
    walk("vectors", &vectors, &mut found);
    found
}

fn walk(name: &str, value: &Value, found: &mut Vec<(String, Vec<u8>)>) {
    match value {
        Value::String(text) => {
            found.push((name.to_owned(), text.as_bytes().to_vec()));
            found.extend(hex::decode(text).ok().map(|bytes| (format!("{name} (bytes)"), bytes)));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(name, item, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, item)| walk(&format!("{name}/{key}"), item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort_unstable();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if let Ok(bytes) = fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
}
