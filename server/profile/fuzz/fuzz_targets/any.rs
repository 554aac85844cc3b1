//! Reads arbitrary bytes as whatever they look like.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(None, bytes));
