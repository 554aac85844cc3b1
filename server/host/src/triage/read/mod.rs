//! Readers of outputs, one file an output.

pub(crate) mod process;
