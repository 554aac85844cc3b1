//! The gate, line by line: what has to be asked about or refused, and what has to pass.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod corpus;
mod everyday;
mod fuzzed;
mod shells;
mod words;
