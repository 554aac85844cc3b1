//! Reads arbitrary bytes as perf_annotate.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(Some(profile::Format::PerfAnnotate), bytes));
