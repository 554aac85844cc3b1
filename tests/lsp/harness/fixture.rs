//! Workspaces written as one text, with marks.
//!
//! `//- /path` begins a file. `$0` is a place that the test names, and is not part of the file. A comment under a line
//! that consists of carets and a label, such as `//  ^^^^ label`, names a range of that line and stays in the file.

use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::support::Folder;

/// A temporary folder with files and marks in them.
pub struct Workspace {
    folder: Folder,
    root: PathBuf,
    cursors: Vec<Mark>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Relative to the workspace.
    pub file: String,
    /// In bytes.
    pub offset: usize,
}

/// A range that a comment points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// In bytes of the file.
    pub range: Range<usize>,
    pub label: String,
}

impl Workspace {
    /// Writes the files of a fixture.
    #[track_caller]
    pub fn of(fixture: &str) -> Workspace {
        let mut workspace = Workspace::in_folder(Folder::empty());
        for (path, marked) in files_of(fixture) {
            let mut text = String::new();
            for (index, piece) in marked.split("$0").enumerate() {
                if index > 0 {
                    workspace.cursors.push(Mark {
                        file: path.clone(),
                        offset: text.len(),
                    });
                }
                text += piece;
            }
            workspace.folder.write(&path, text);
        }
        workspace
    }

    /// A bundled workspace, which may be changed.
    pub fn copy_of(name: &str) -> Workspace {
        Workspace::in_folder(Folder::copy_of(name))
    }

    pub fn empty() -> Workspace {
        Workspace::in_folder(Folder::empty())
    }

    fn in_folder(folder: Folder) -> Workspace {
        // A server may name files by where they really are.
        let root = folder.path().canonicalize().unwrap();
        Workspace {
            folder,
            root,
            cursors: Vec::new(),
        }
    }

    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    pub fn path(&self, path: impl AsRef<OsStr>) -> PathBuf {
        self.root.join(Path::new(&path))
    }

    pub fn uri(&self, path: &str) -> String {
        uri_of(&self.path(path))
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.folder.write(path, content)
    }

    /// The only `$0`.
    #[track_caller]
    pub fn cursor(&self) -> &Mark {
        assert_eq!(self.cursors.len(), 1, "the fixture has one $0");
        &self.cursors[0]
    }

    /// All `$0`, in their order.
    pub fn cursors(&self) -> &[Mark] {
        &self.cursors
    }

    /// The place where a text begins in a file, which has it once.
    #[track_caller]
    pub fn find(&self, file: &str, wanted: &str) -> Mark {
        let text = self.text(file);
        let found: Vec<usize> = text.match_indices(wanted).map(|(offset, _)| offset).collect();
        assert_eq!(found.len(), 1, "{file} has {wanted:?} once");
        Mark {
            file: file.to_owned(),
            offset: found[0],
        }
    }

    /// The ranges that the comments of a file point at.
    pub fn pointed(&self, file: &str) -> Vec<Pointed> {
        pointed_in(&self.text(file))
    }
}

/// The files of a fixture, with their `$0`.
fn files_of(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in fixture.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("//- /") {
            files.push((path.trim_end().to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
        } else {
            assert!(
                line.trim().is_empty(),
                "a fixture begins with `//- /path`, not with {line:?}"
            );
        }
    }
    files
}

/// What the comments of a text point at.
fn pointed_in(text: &str) -> Vec<Pointed> {
    let mut pointed = Vec::new();
    // Start and text of the last line that is not such a comment.
    let mut above: Option<(usize, &str)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let labels = labels_of(line.trim_end());
        if labels.is_empty() {
            above = Some((start, line.trim_end()));
        }
        for (columns, label) in labels {
            let (start, line) = above.expect("a line above");
            let offset = |column: usize| {
                let mut offsets = line.char_indices().map(|(offset, _)| offset).chain([line.len()]);
                start
                    + offsets
                        .nth(column)
                        .unwrap_or_else(|| panic!("{line:?} is shorter than its marks"))
            };
            pointed.push(Pointed {
                range: offset(columns.start)..offset(columns.end),
                label,
            });
        }
        start += line.len();
    }
    pointed
}

/// The columns and labels of a comment such as `//   ^^^ one  ^^ two`; none for other lines.
fn labels_of(line: &str) -> Vec<(Range<usize>, String)> {
    let comment = line.trim_start();
    let leader = ["//", "#", "--", ";", "%"]
        .into_iter()
        .find(|leader| comment.starts_with(leader));
    let Some(marks) = leader.map(|leader| &comment[leader.len()..]) else {
        return Vec::new();
    };
    if !marks.trim_start().starts_with('^') {
        return Vec::new();
    }
    let mut labels: Vec<(Range<usize>, String)> = Vec::new();
    let first = line.chars().count() - marks.chars().count();
    for (index, character) in marks.chars().enumerate() {
        let column = first + index;
        match (labels.last_mut(), character) {
            (Some((range, label)), '^') if range.end == column && label.is_empty() => range.end += 1,
            (_, '^') => labels.push((column..column + 1, String::new())),
            (Some((_, label)), other) => label.push(other),
            (None, _) => {}
        }
    }
    labels
        .into_iter()
        .map(|(range, label)| (range, label.trim().to_owned()))
        .collect()
}

/// The URI of a path, encoded as strictly as RFC 3986 asks for.
pub fn uri_of(path: &Path) -> String {
    let path = path.to_str().unwrap().trim_end_matches('/');
    let mut uri = "file://".to_owned();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").unwrap();
        }
    }
    uri
}
