//! Commands on a host.
pub mod gate;
pub mod triage;
pub mod audit;
pub mod session;
pub mod transport;
pub mod plan;
