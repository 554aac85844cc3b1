//! Which files of a workspace are profiles.

use std::fs;
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

/// The files that are profiles by their name, git-ignored ones too, since profiles usually are. Of one
/// recording only one is taken: a `perf.data` beside a text of perf is what the text was made of,
/// `perf.data.old` is the recording before, and a symbolic link may lead to a file that is found itself.
pub fn discover(root: &Path) -> Discovered {
    let found = walk(root, Limits::default(), |path| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| profile::unmistakable_name(name) && name != "perf.data.old")
    });
    let texts: Vec<PathBuf> = found
        .files
        .iter()
        .filter(|path| is_text_of_perf(path))
        .cloned()
        .collect();
    let has_text = |data: &Path| texts.iter().any(|text| text.parent() == data.parent());
    let canonical_root = fs::canonicalize(root).unwrap_or_default();
    let is_link_to_found = |path: &Path| {
        let path = root.join(path);
        let target = path.is_symlink().then(|| fs::canonicalize(path));
        (target.and_then(Result::ok)).is_some_and(|target| {
            let target = target.strip_prefix(&canonical_root);
            target.is_ok_and(|target| found.files.iter().any(|known| known == target))
        })
    };
    let profiles = (found.files.iter())
        .filter(|path| !(is_perf_data(path) && has_text(path)))
        .filter(|path| !is_link_to_found(path))
        .cloned();
    Discovered {
        profiles: profiles.collect(),
        truncated: found.truncated,
    }
}

fn is_perf_data(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "perf.data")
}

fn is_text_of_perf(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let is_text = path.extension().is_some_and(|extension| extension == "txt");
    name == "perf.script" || is_text && (name.ends_with(".perf.txt") || name.starts_with("perf-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_recording_is_found_once() {
        let root = tempfile::tempdir().unwrap();
        for name in [
            "a/perf.data",
            "a/perf.data.old",
            "a/cpu.perf.txt",
            "b/perf.data",
            "b/notes.txt",
        ] {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let found = discover(root.path()).profiles;
        assert_eq!(found, [Path::new("a/cpu.perf.txt"), Path::new("b/perf.data")]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_profile_is_one_unless_it_is_found_anyway() {
        let folder = tempfile::tempdir().unwrap();
        let (root, elsewhere) = (folder.path().join("in"), folder.path().join("today.txt"));
        fs::create_dir_all(root.join("runs")).unwrap();
        fs::write(root.join("runs/1.folded"), "").unwrap();
        fs::write(&elsewhere, "").unwrap();
        for (target, link) in [
            (elsewhere.as_path(), "cpu.folded"),
            (Path::new("runs/1.folded"), "latest.folded"),
            (Path::new("gone.folded"), "dangling.folded"),
            (Path::new("loop.folded"), "loop.folded"),
            (Path::new("/dev/zero"), "endless.folded"),
            (Path::new("runs"), "folder.folded"),
        ] {
            std::os::unix::fs::symlink(target, root.join(link)).unwrap();
        }
        let found = discover(&root).profiles;
        assert_eq!(found, [Path::new("cpu.folded"), Path::new("runs/1.folded")]);
    }
}
