//! Commands on a host.
