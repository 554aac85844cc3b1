//! Commands on a host.
pub mod audit;
pub mod gate;
pub mod plan;
pub mod session;
pub mod ssh_config;
pub mod transport;
pub mod triage;
