//! Gathers facts: one file a sort of subject. What is gathered is plain data, as `ask` wants it.

mod annotated;
pub(super) mod dependencies;
mod function;
mod hottest;
mod listing;
mod manual;
mod software;

use manual::manual;

pub(super) use function::{at, in_file, named, of_spot};
pub(super) use hottest::hottest;
pub(super) use listing::{code, stack_trace, top_n};
pub(super) use software::{process, software};

use std::path::Path;
use std::sync::Arc;

use crate::asking::policy::Policy;
use crate::{Engine, View};

/// Whence facts are gathered.
#[derive(Clone, Copy)]
pub(super) struct Gathering<'a> {
    pub(super) engine: &'a Engine,
    /// The profile that is shown.
    pub(super) view: Option<&'a Arc<View>>,
    pub(super) policy: &'a Policy,
}

impl Engine {
    /// What the system's manual says that a program is, in a few words; absent where it has no page, and in a workspace that
    /// is not trusted. Blocks; must be called on a thread of the runtime that may block.
    pub fn whatis(&self, program: &str) -> Option<String> {
        manual(self, &["1", "8"], program).map(|page| page.summary)
    }
}

impl Gathering<'_> {
    /// Whether the text of a file may be looked at for an answer.
    fn lets_out(&self, file: &Path) -> bool {
        self.policy.lets_out(self.engine.root(), file)
    }
}
