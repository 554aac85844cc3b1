//! The triage: what it runs, what it makes of real and of hostile outputs.

#![allow(clippy::unwrap_used)]

mod script;
mod steps;
