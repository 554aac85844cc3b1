//! Reads arbitrary bytes as perf_report.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::hold(Some(profile::Format::PerfReport), bytes));
