//! Sessions with real sshds on the loopback.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::doc_markdown)]

mod commands;
mod ending;
mod refusals;
mod root;
mod sharing;
mod sshd;
