//! `rantau`, the village program.
fn main() {}
