//! Reads arbitrary bytes as stack traces.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::traces::hold(bytes));
