//! The gate, line by line: what has to be asked about or refused, and what has to pass.

// Helpers of tests may unwrap as tests do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::needless_pass_by_value
)]

mod corpus;
mod everyday;
mod fuzzed;
mod shells;
#[cfg(target_os = "linux")]
mod traced;
mod words;
