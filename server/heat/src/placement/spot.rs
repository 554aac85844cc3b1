//! What weight is counted for, and where it is.

use std::path::Path;
use std::sync::Arc;

use profile::FunctionId;
use smallvec::SmallVec;

use super::Why;

/// One thing that weight is counted for: a function of the source, or one that only the profile knows. There are
/// as many as the profile has functions, so they are small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Where it is; shared by those that are nowhere for the same reason.
    pub whereabouts: Arc<Whereabouts>,
    /// The functions of the profile that are counted here; the first is the one that led here.
    pub members: SmallVec<[FunctionId; 4]>,
}

impl Spot {
    /// The file that it is in, relative to the workspace; absent when it is nowhere.
    pub fn file(&self) -> Option<&Arc<Path>> {
        match &*self.whereabouts {
            Whereabouts::Source { file, .. } => Some(file),
            Whereabouts::Nowhere(_) => None,
        }
    }
}

/// Where a function is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// In the workspace.
    Source {
        /// Relative to the workspace.
        file: Arc<Path>,
        /// Index in the file's outline.
        function: usize,
        /// First line, decorators and the like included, counted from 1.
        start_line: u32,
        /// Last line.
        end_line: u32,
        /// Its name with all it is nested in, as the source writes it.
        qualified: String,
        /// The bytes of its name in the file.
        name_range: std::ops::Range<usize>,
        /// Whether lines of the file cannot be trusted: it changed since the recording.
        stale: bool,
    },
    /// Nowhere that is known.
    Nowhere(Why),
}
