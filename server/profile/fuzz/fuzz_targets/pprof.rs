//! Reads arbitrary bytes as pprof.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(Some(profile::Format::Pprof), bytes));
