//! The terminal, end to end, with the tools that record and read profiles: perf, gcc, Go, py-spy, git. All of these
//! tests are ignored unless asked for, and fail when a tool is missing: `tests/run` installs the tools, then asks.

// Helpers of tests may unwrap as tests do; `UPDATE_EXPECT=1` writes raw strings.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
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

#[cfg(target_os = "linux")]
mod faults;
mod git;
mod go;
#[cfg(target_os = "linux")]
mod hosts;
mod live;
mod model;
mod perf_data;
mod tool;
