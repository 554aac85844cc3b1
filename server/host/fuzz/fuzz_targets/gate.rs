//! Judges arbitrary text.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(&String::from_utf8_lossy(bytes)));
