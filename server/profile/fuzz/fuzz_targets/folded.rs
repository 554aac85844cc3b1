//! Reads arbitrary bytes as folded.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(Some(profile::Format::Folded), bytes));
