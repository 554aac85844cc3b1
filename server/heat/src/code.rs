//! What the join asks of the source.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use source::Outline;

/// The source as the join needs it. Implemented over real files by `engine`, in memory by tests.
pub trait Code {
    /// The file of the workspace that a profiler means by this path. `function` is the name of a function
    /// that the file must hold, for paths that do not say enough by themselves.
    fn locate(&self, path: &str, function: &str) -> Located;

    /// The functions of a file as it is now; absent when the file cannot be read.
    fn outline(&self, file: &Path) -> Option<Arc<Outline>>;

    /// The functions that are meant by names that come without a file, in the order of the names.
    fn find(&self, names: &[&str]) -> Vec<Found>;

    /// The lines of a file, as it is now, that hold this text between their blanks, within these lines (both
    /// counted). For profiles that print the source but name no file.
    fn lines_of_text(&self, file: &Path, text: &str, within: RangeInclusive<u32>) -> Vec<u32>;

    /// Where a line of the file as it was recorded is now.
    fn line_now(&self, file: &Path, line: u32) -> LineNow;
}

/// What a profiler's path means in the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Located {
    /// This file, relative to the workspace.
    File {
        /// The file.
        path: Arc<Path>,
        /// Whether it took the function's name to choose it: the path alone may mean another file
        /// together with another function.
        by_function: bool,
    },
    /// Any of these files.
    Ambiguous(Vec<PathBuf>),
    /// No file of the workspace.
    Elsewhere,
}

/// What a function's name alone means in the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This function.
    One {
        /// The file, relative to the workspace.
        path: Arc<Path>,
        /// The function's index in the file's outline.
        function: usize,
    },
    /// Any of these: file and first line.
    Several(Vec<(PathBuf, u32)>),
    /// No function.
    Nothing,
}

/// Where a recorded line is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineNow {
    /// At this line, counted from 1.
    At(u32),
    /// It was deleted or changed.
    Gone,
    /// The file has changed since the recording, in ways that are not known.
    Unknown,
}
