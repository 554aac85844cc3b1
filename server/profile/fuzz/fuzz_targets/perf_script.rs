//! Reads arbitrary bytes as perf_script.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(Some(profile::Format::PerfScript), bytes));
