//! The files of a folder: one parallel walk, indexed by base name.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::{fs, io};

use ignore::{DirEntry, WalkBuilder, WalkState};

/// Folders that hold what was built or fetched, also where no `.gitignore` says so. `vendor` is not one of them:
/// vendored code is compiled with the workspace and carries samples.
pub const NEVER_SOURCE: &[&str] = &["node_modules", "__pycache__", ".git", ".hg", ".svn", ".jj"];

/// How far a walk goes. Past these it ends and says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many entries are looked at.
    pub entries: usize,
    /// How many folders deep.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            entries: 500_000,
            depth: 40,
        }
    }
}

/// What a walk found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// Relative to the root, sorted.
    pub files: Vec<PathBuf>,
    /// Whether a limit ended the walk, so that files may be missing.
    pub truncated: bool,
}

/// The regular files below `root` that `keep`, given the path relative to it, wants: hidden and git-ignored ones
/// too, as profiles usually are. Folders of version control, `node_modules` and the like are left out. Symbolic
/// links to regular files count, links to folders are not followed. Folders that cannot be read are passed over.
pub fn walk(root: &Path, limits: Limits, keep: impl Fn(&Path) -> bool + Sync) -> Walked {
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).filter_entry(may_hold_sources);
    run(&mut builder, root, limits, true, &keep)
}

fn run(
    builder: &mut WalkBuilder,
    root: &Path,
    limits: Limits,
    links: bool,
    keep: &(impl Fn(&Path) -> bool + Sync),
) -> Walked {
    let threads = std::thread::available_parallelism()
        .map_or(2, std::num::NonZero::get)
        .min(8);
    builder
        .follow_links(false)
        .max_depth(Some(limits.depth))
        .threads(threads);
    let looked_at = AtomicUsize::new(0);
    let truncated = AtomicBool::new(false);
    let (send, receive) = mpsc::channel();
    builder.build_parallel().run(|| {
        let mut batch = Batch {
            files: Vec::new(),
            send: send.clone(),
        };
        let (looked_at, truncated) = (&looked_at, &truncated);
        Box::new(move |entry| {
            if looked_at.fetch_add(1, Ordering::Relaxed) >= limits.entries {
                truncated.store(true, Ordering::Relaxed);
                return WalkState::Quit;
            }
            let Ok(entry) = entry else {
                return WalkState::Continue;
            };
            if entry.depth() == limits.depth && entry.file_type().is_some_and(|kind| kind.is_dir()) {
                truncated.store(true, Ordering::Relaxed);
            }
            let is_link = entry.path_is_symlink();
            if (entry.file_type().is_some_and(|kind| kind.is_file()) || links && is_link)
                && let Ok(path) = entry.path().strip_prefix(root)
                && keep(path)
                && (!is_link || fs::metadata(entry.path()).is_ok_and(|target| target.is_file()))
            {
                batch.files.push(path.to_owned());
            }
            WalkState::Continue
        })
    });
    drop(send);
    let mut files: Vec<PathBuf> = receive.into_iter().flatten().collect();
    files.sort_unstable();
    Walked {
        files,
        truncated: truncated.into_inner(),
    }
}

/// The files that one thread found; sent when the thread is done, so that the threads do not meet over each file.
struct Batch {
    files: Vec<PathBuf>,
    send: mpsc::Sender<Vec<PathBuf>>,
}

impl Drop for Batch {
    fn drop(&mut self) {
        // The receiver outlives the walk.
        let _ = self.send.send(std::mem::take(&mut self.files));
    }
}

fn may_hold_sources(entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return true;
    }
    !entry
        .file_name()
        .to_str()
        .is_some_and(|name| NEVER_SOURCE.contains(&name))
}

/// Cargo and others mark folders that can be made again.
fn is_cache(entry: &DirEntry) -> bool {
    entry.depth() > 0
        && entry.file_name() == OsStr::new("target")
        && entry.path().join("CACHEDIR.TAG").exists()
}

/// The sources of a workspace.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    canonical: PathBuf,
    files: Vec<PathBuf>,
    by_name: HashMap<Box<str>, Vec<u32>>,
    truncated: bool,
}

impl Workspace {
    /// Indexes a folder. Left out are hidden files, those that `.gitignore` and `.ignore` name (also where there is
    /// no git), cargo's `target`, and what [`walk`] leaves out.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be entered.
    pub fn index(root: &Path, limits: Limits) -> io::Result<Self> {
        let canonical = fs::canonicalize(root)?;
        let mut builder = WalkBuilder::new(root);
        builder
            .require_git(false)
            .filter_entry(|entry| may_hold_sources(entry) && !is_cache(entry));
        let walked = run(&mut builder, root, limits, false, &|_: &Path| true);
        Ok(Workspace::of(root.to_owned(), canonical, walked))
    }

    fn of(root: PathBuf, canonical: PathBuf, walked: Walked) -> Self {
        let mut by_name: HashMap<Box<str>, Vec<u32>> = HashMap::with_capacity(walked.files.len());
        for (index, path) in (0..).zip(&walked.files) {
            if let Some(name) = path.file_name().and_then(OsStr::to_str) {
                by_name.entry(name.into()).or_default().push(index);
            }
        }
        Workspace {
            root,
            canonical,
            files: walked.files,
            by_name,
            truncated: walked.truncated,
        }
    }

    /// The folder, as it was given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder, without symbolic links.
    pub fn canonical_root(&self) -> &Path {
        &self.canonical
    }

    /// Every file, relative to the root, sorted.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The files of this base name, relative to the root, sorted.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Path> {
        let found = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        found
            .iter()
            .filter_map(|&index| Some(self.files.get(index as usize)?.as_path()))
    }

    /// Whether this file, relative to the root, was found by the walk.
    pub fn contains(&self, path: &Path) -> bool {
        self.files
            .binary_search_by(|file| file.as_path().cmp(path))
            .is_ok()
    }

    /// Whether a limit ended the walk, so that files may be missing.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// The file at a path relative to the root, or absolute: relative to the root and without symbolic links, so
    /// that one file has one name. Absent when there is no such file, or when it lies outside the root. Looks at the
    /// disk, so that ignored and new files are found too.
    pub fn on_disk(&self, path: &Path) -> Option<PathBuf> {
        if path.as_os_str().is_empty() || path.components().any(|part| part == Component::ParentDir) {
            return None;
        }
        let found = fs::canonicalize(self.canonical.join(path)).ok()?;
        let relative = found.strip_prefix(&self.canonical).ok()?;
        fs::metadata(&found).ok()?.is_file().then(|| relative.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    fn shown(files: &[PathBuf]) -> String {
        files
            .iter()
            .map(|file| file.to_string_lossy().replace('\\', "/"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn sources_are_indexed_and_what_is_built_or_fetched_is_not() {
        let folder = folder(&[
            "src/a.c",
            "vendor/x/a.c",
            "node_modules/y/a.js",
            "build/gen.c",
            ".hidden/a.c",
            "target/debug/a.rs",
            "target/CACHEDIR.TAG",
            "pkg/target/real.rs",
        ]);
        fs::write(folder.path().join(".gitignore"), "build/\n").unwrap();
        let workspace = Workspace::index(folder.path(), Limits::default()).unwrap();
        assert_eq!(
            shown(workspace.files()),
            "pkg/target/real.rs src/a.c vendor/x/a.c"
        );
        let named: Vec<_> = workspace.named("a.c").map(Path::to_owned).collect();
        assert_eq!(shown(&named), "src/a.c vendor/x/a.c");
        assert!(workspace.contains(Path::new("src/a.c")) && !workspace.contains(Path::new("src")));
        assert!(Workspace::index(&folder.path().join("absent"), Limits::default()).is_err());
    }

    #[test]
    fn a_walk_for_profiles_sees_ignored_and_hidden_files() {
        let folder = folder(&[
            "build/perf.data",
            ".cache/perf.data",
            "node_modules/perf.data",
            "perf.data",
            "a.c",
        ]);
        fs::write(folder.path().join(".gitignore"), "perf.data\n").unwrap();
        let walked = walk(folder.path(), Limits::default(), |path| {
            path.ends_with("perf.data")
        });
        assert_eq!(shown(&walked.files), ".cache/perf.data build/perf.data perf.data");
        assert!(!walked.truncated);
    }

    #[test]
    fn limits_end_a_walk_and_it_says_so() {
        let folder = folder(&["a/b/c/d.c", "e.c", "f.c", "g.c"]);
        let deep = walk(
            folder.path(),
            Limits {
                depth: 2,
                ..Limits::default()
            },
            |_| true,
        );
        assert_eq!(
            (shown(&deep.files), deep.truncated),
            ("e.c f.c g.c".to_owned(), true)
        );
        let many = walk(
            folder.path(),
            Limits {
                entries: 3,
                ..Limits::default()
            },
            |_| true,
        );
        assert!(many.files.len() < 3 && many.truncated);
    }

    #[cfg(unix)]
    #[test]
    fn links_neither_loop_nor_lead_out() {
        let outside = folder(&["secret.c"]);
        let folder = folder(&["src/a.c"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("src/loop")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.c"), folder.path().join("secret.c")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("src/a.c"), folder.path().join("alias.c")).unwrap();
        let workspace = Workspace::index(folder.path(), Limits::default()).unwrap();
        assert_eq!(shown(workspace.files()), "src/a.c");
        assert_eq!(
            workspace.on_disk(Path::new("alias.c")),
            Some(PathBuf::from("src/a.c"))
        );
        assert_eq!(
            workspace.on_disk(Path::new("src/loop/src/a.c")),
            Some(PathBuf::from("src/a.c"))
        );
        assert_eq!(workspace.on_disk(Path::new("secret.c")), None);
        assert_eq!(workspace.on_disk(Path::new("../secret.c")), None);
        assert_eq!(workspace.on_disk(&outside.path().join("secret.c")), None);
        assert_eq!(workspace.on_disk(Path::new("src")), None);
    }
}
