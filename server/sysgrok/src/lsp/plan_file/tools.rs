//! What the programs of a plan are: the summary of the manual of this machine, else sysgrok's own notes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use engine::Engine;

/// Programs that are remembered; a plan has fewer.
const MOST: usize = 1000;

/// What was found, since the manual takes long to format.
#[derive(Default)]
pub(in crate::lsp) struct Tools {
    known: Mutex<HashMap<String, Option<String>>>,
}

impl Tools {
    /// One sentence; absent when nobody knows it. Blocks.
    pub(super) fn about(&self, engine: &Engine, program: &str) -> Option<String> {
        let name = program.rsplit('/').next().unwrap_or(program);
        self.manual(engine, name).or_else(|| {
            let software = knowledge::software(name, Some(knowledge::Kind::Program))?;
            Some(software.summary.clone())
        })
    }

    fn manual(&self, engine: &Engine, name: &str) -> Option<String> {
        // The lock is not held while the manual is asked.
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(about) = known().get(name) {
            return about.clone();
        }
        let about = engine.whatis(name);
        let mut known = known();
        // An untrusted workspace asks no manual, which may change.
        if known.len() < MOST && engine.is_trusted() {
            known.insert(name.to_owned(), about.clone());
        }
        about
    }
}
