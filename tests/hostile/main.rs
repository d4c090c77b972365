//! Bytes that nobody honest would send, for everything that reads bytes from outside.
//!
//! Each decoder gets what the protocol's own vectors and captures hold, what the fuzzer kept (`corpus/`, one folder a
//! decoder), and thousands of damaged forms of both: cut, flipped, spliced, with lengths that no message has. None may
//! panic, and what is read must be written as it was. `make soak` goes on for hours.

mod decoder;
mod seeds;

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
};

use decoder::{ALL, Decoder};
use fastrand::Rng;
use testkit::soak::Soak;

/// How many damaged inputs each decoder gets in an ordinary run.
const DRAWN: usize = 1_500;

/// Takes the bytes, and says which they were where a promise is broken.
fn take(decoder: Decoder, bytes: &[u8], what: &str) {
    let taken = catch_unwind(AssertUnwindSafe(|| (decoder.take)(bytes)));
    assert!(taken.is_ok(), "{}, {what}: {}", decoder.name, hex::encode(bytes));
}

#[test]
fn what_the_protocol_and_the_fuzzer_kept_is_read_or_refused_by_every_decoder() {
    let seeds = seeds::all();
    for decoder in ALL {
        for (name, bytes) in &seeds {
            take(*decoder, bytes, name);
        }
    }
}

#[test]
fn damaged_bytes_are_read_or_refused() {
    let seeds: Vec<Vec<u8>> = seeds::all().into_iter().map(|(_, bytes)| bytes).collect();
    let soak = Soak::of_environment();
    let mut seed = 52_03;
    loop {
        for decoder in ALL {
            let own: Vec<Vec<u8>> = seeds::of(decoder.name).into_iter().map(|(_, bytes)| bytes).collect();
            let mut random = Rng::with_seed(seed);
            for case in 0..DRAWN {
                // Half of the inputs begin as something that this decoder accepts.
                let from = if own.is_empty() || random.bool() { &seeds } else { &own };
                let bytes = damaged(&mut random, from, &seeds);
                take(*decoder, &bytes, &format!("seed {seed}, case {case}"));
            }
        }
        match &soak {
            Some(soak) if !soak.is_over() => seed = soak.seed(),
            Some(_) | None => break,
        }
    }
}

#[test]
fn every_folder_of_the_corpus_is_that_of_a_decoder() {
    for folder in fs::read_dir(seeds::CORPUS).into_iter().flatten() {
        let name = folder.unwrap().file_name().into_string().unwrap();
        assert!(decoder::named(&name).is_some(), "{name}");
    }
}

/// One of `from`, damaged in one to four ways.
fn damaged(random: &mut Rng, from: &[Vec<u8>], others: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = from[random.usize(..from.len())].clone();
    bytes.truncate(16 << 10);
    for _ in 0..random.usize(1..=4) {
        let at = random.usize(..=bytes.len());
        match random.u8(..7) {
            0 => bytes.truncate(at),
            1 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.u8(..8)),
            2 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = random.u8(..)),
            // A length that no message has: CBOR's, LEB128's, or plain ones.
            3 => splice(
                &mut bytes,
                at,
                [&[0x9b, 0xff, 0xff, 0xff, 0xff][..], &[0xff; 9], &[0xbb, 0, 0, 0, 1]][random.usize(..3)],
            ),
            4 => {
                let other = &others[random.usize(..others.len())];
                let from = random.usize(..=other.len());
                splice(&mut bytes, at, &other[from..(from + random.usize(..64)).min(other.len())]);
            }
            5 => {
                let upto = (at + random.usize(..32)).min(bytes.len());
                bytes.drain(at..upto);
            }
            // The same piece many times: nesting, counts, long lists.
            _ => {
                let piece: Vec<u8> = bytes[at..(at + random.usize(..4)).min(bytes.len())].to_vec();
                splice(&mut bytes, at, &piece.repeat(random.usize(..500)));
            }
        }
    }
    bytes
}

fn splice(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}
