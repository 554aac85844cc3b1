//! The triage: what it runs, what it makes of real and of hostile outputs.

#![allow(clippy::unwrap_used)]

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
