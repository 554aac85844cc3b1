//! Profiles and stack traces that are open as text: what their rows name, in the source and in the profile.
//!
//! `rows.rs` and the file of each dialect find the rows, purely. Here they are joined with the workspace:
//! [`findings`], [`links`], [`hover`], and what code actions ask.

mod annotate;
mod cache;
mod findings;
mod folded;
mod hover;
mod join;
mod links;
mod place;
mod report;
mod rows;
mod table;
#[cfg(test)]
mod tests;
mod traces;

pub(super) use cache::{Cache, Opened, opened};
pub(super) use findings::findings;
pub(super) use hover::{hover, named};
pub(super) use join::Joiner;
pub(super) use links::links;
pub(super) use rows::{Dialect, Row};
