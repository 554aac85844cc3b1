//! Which files of a workspace are profiles.

use std::path::{Path, PathBuf};

use source::Limits;
use source::workspace::walk;

/// What discovery found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discovered {
    /// Relative to the workspace, sorted.
    pub profiles: Vec<PathBuf>,
    /// Whether the folder is so large that some may be missing.
    pub truncated: bool,
}

/// The files that are profiles by their name, git-ignored ones too, since profiles usually are.
pub fn discover(root: &Path) -> Discovered {
    let found = walk(root, Limits::default(), |path| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(profile::unmistakable_name)
    });
    Discovered {
        profiles: found.files,
        truncated: found.truncated,
    }
}
