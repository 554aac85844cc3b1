//! The language server, end to end: the real binary over its standard streams, as an editor starts it.
//!
//! One file a subject; `harness/` is the client.

// Helpers of tests may unwrap as tests do; `UPDATE_EXPECT=1` writes raw strings.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes
)]

#[path = "../real_model/server.rs"]
mod real_model;
// What only the tests of sessions need is not used here.
#[cfg(target_os = "linux")]
#[allow(dead_code)]
#[path = "../../server/host/tests/ssh/sshd.rs"]
mod sshd;
#[path = "../support/mod.rs"]
mod support;

mod harness;

mod actions;
mod asking;
mod call_hierarchy;
mod callers;
mod code_lens;
mod commands;
mod consent;
mod diagnostics;
mod drift;
mod editors;
mod explanations;
mod extension;
mod fixes;
mod fixtures;
mod flame_graph;
mod host_choice;
mod hosts;
#[cfg(target_os = "linux")]
mod hosts_ssh;
mod hover;
mod inlay_hint;
mod loaded;
mod loading;
mod model;
mod profile_files;
mod real;
mod reports;
mod settings;
mod status;
mod transport;
mod watching;
mod workspace_symbol;
