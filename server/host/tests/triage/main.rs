//! The triage: what it runs, what it makes of real and of hostile outputs.

// Helpers of tests may unwrap as tests do; names of programs are no code.
#![allow(clippy::unwrap_used, clippy::format_push_string, clippy::doc_markdown)]

mod faults;
mod healthy;
mod hostile;
mod live;
mod report;
mod script;
mod steps;
mod support;
mod table;
mod versions;
