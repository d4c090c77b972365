//! Chunks of the automerge binary format, made by hand.

use std::io::Write as _;

use flate2::{Compression, write::DeflateEncoder};
use sha2::{Digest, Sha256};

use super::Victim;

/// The types of chunks.
pub(super) const DOCUMENT: u8 = 0;
pub(super) const CHANGE: u8 = 1;
pub(super) const COMPRESSED_CHANGE: u8 = 2;
pub(super) const BUNDLE: u8 = 3;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Bytes of magic and checksum.
const SEAL: usize = 8;

/// A chunk around a body, with its length and a right checksum.
pub(super) fn of(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut chunk = [&MAGIC[..], &[0; 4], &[kind]].concat();
    push_number(&mut chunk, body.len() as u64);
    chunk.extend(body);
    mend(chunk)
}

/// The chunk with its checksum mended: the first four bytes of the SHA-256 of what follows it.
pub(super) fn mend(mut chunk: Vec<u8>) -> Vec<u8> {
    let checksum = Sha256::digest(&chunk[SEAL..]);
    chunk[4..SEAL].copy_from_slice(&checksum[..4]);
    chunk
}

/// The body of a change by the victim's signer with these columns: specification and bytes.
pub(super) fn change_body(victim: &Victim, columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    push_number(&mut body, victim.heads.len() as u64);
    victim.heads.iter().for_each(|head| body.extend(head.0));
    push_number(&mut body, victim.signer.to_bytes().len() as u64);
    body.extend(victim.signer.to_bytes());
    push_number(&mut body, victim.next_seq());
    push_number(&mut body, victim.next_op());
    // Time, message, other actors.
    body.extend([0, 0, 0]);
    push_number(&mut body, columns.len() as u64);
    for (specification, column) in columns {
        push_number(&mut body, *specification);
        push_number(&mut body, column.len() as u64);
    }
    columns.iter().for_each(|(_, column)| body.extend(column));
    body
}

/// So many zeros, deflated. They are never all in memory.
pub(super) fn deflated_zeros(mebibytes: usize) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let piece = vec![0; 1 << 20];
    (0..mebibytes).for_each(|_| encoder.write_all(&piece).expect("memory takes everything"));
    encoder.finish().expect("memory takes everything")
}

/// An unsigned LEB128 number.
pub(super) fn push_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A run of one value: its length as a signed LEB128 number, then the value.
pub(super) fn run(length: u64, value: &[u8]) -> Vec<u8> {
    let mut run = Vec::new();
    let mut rest = length;
    while rest > 0x3f {
        run.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    run.push(rest as u8);
    run.extend(value);
    run
}
