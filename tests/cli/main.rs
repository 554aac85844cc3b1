//! The terminal, end to end: the real binary over real files. Needs Rust only; what needs other tools is in
//! `tests/cli_tools`.

// Helpers of tests may unwrap as tests do; `UPDATE_EXPECT=1` writes raw strings.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes
)]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod bundled;
#[cfg(target_os = "linux")]
mod chat;
mod convert;
mod doctor;
mod drift;
mod env_file;
mod exit_codes;
mod faults;
mod flamegraph;
mod gate;
mod generated;
mod hostile;
mod hosts;
#[cfg(target_os = "linux")]
mod hosts_terminal;
mod inspect;
mod json;
mod limits;
mod machines;
mod names;
#[cfg(target_os = "linux")]
mod pty;
mod selection;
mod settings;
#[cfg(target_os = "linux")]
mod terminal;
mod unreadable;
