//! One decoder under the fuzzer: that which the program is named after.

#![no_main]

#[path = "../hostile/decoder.rs"]
mod decoder;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoder = decoder::named(env!("CARGO_BIN_NAME")).expect("a target is named after a decoder");
    (decoder.take)(bytes);
});
