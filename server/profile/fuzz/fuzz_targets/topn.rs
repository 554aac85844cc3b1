//! Reads arbitrary bytes as topn.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(Some(profile::Format::TopN), bytes));
