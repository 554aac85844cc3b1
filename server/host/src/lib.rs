//! Commands on a host.
pub mod triage;
