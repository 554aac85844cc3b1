//! The workspace as [`heat`] asks for it.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use dashmap::DashMap;
use heat::{Code, Found, LineNow, Located};
use source::text::FileText;
use source::{Options, Outline, PathRule, Resolution, Sources};

use crate::Drift;

/// Sources, rules and drift of one profile, as they are while one join runs.
pub(crate) struct WorkspaceCode<'a> {
    sources: &'a Sources,
    rules: &'a [PathRule],
    drift: &'a Drift,
    /// One look at the disk a file and join, so that all of a join sees the same text.
    outlines: DashMap<Arc<Path>, Option<Arc<Outline>>>,
    texts: DashMap<Arc<Path>, Option<Arc<FileText>>>,
}

impl<'a> WorkspaceCode<'a> {
    pub(crate) fn new(sources: &'a Sources, rules: &'a [PathRule], drift: &'a Drift) -> WorkspaceCode<'a> {
        WorkspaceCode {
            sources,
            rules,
            drift,
            outlines: DashMap::new(),
            texts: DashMap::new(),
        }
    }
}

impl Code for WorkspaceCode<'_> {
    fn locate(&self, path: &str, function: &str) -> Located {
        match self.sources.resolve(self.rules, path, Some(function)) {
            Resolution::Found { path: file, how } => {
                // An absolute path names one file of the machine that built the program, so what one of its
                // functions confirms holds for all. A relative one is relative to folders that may differ.
                let by_function = how == source::How::Confirmed && !is_absolute(path);
                Located::File {
                    path: file.into(),
                    by_function,
                }
            }
            Resolution::Ambiguous(paths) => Located::Ambiguous(paths),
            Resolution::Outside(_) | Resolution::Unknown => Located::Elsewhere,
        }
    }

    fn outline(&self, file: &Path) -> Option<Arc<Outline>> {
        if let Some(known) = self.outlines.get(file) {
            return known.clone();
        }
        let outline = self.sources.outline(file).ok();
        self.outlines.insert(file.into(), outline.clone());
        outline
    }

    fn find(&self, names: &[&str]) -> Vec<Found> {
        let definitions = self.sources.find_by_names(names);
        (names.iter().zip(definitions))
            .map(|(name, definitions)| {
                let several = || {
                    let places = definitions.found.iter();
                    places
                        .map(|found| (found.path.clone(), found.function.start_line))
                        .collect::<Vec<_>>()
                };
                let Some(only) = definitions.only() else {
                    return if definitions.found.is_empty() {
                        Found::Nothing
                    } else {
                        Found::Several(several())
                    };
                };
                let path: Arc<Path> = only.path.as_path().into();
                // The symbol `main` of a Rust program is the C shim that calls the runtime; the function is
                // `crate::main`.
                if *name == "main" && path.extension().is_some_and(|extension| extension == "rs") {
                    return Found::Nothing;
                }
                let index = (self.outline(&path)).and_then(|outline| {
                    outline
                        .functions
                        .iter()
                        .position(|function| *function == only.function)
                });
                match index {
                    Some(function) => Found::One { path, function },
                    None => Found::Nothing,
                }
            })
            .collect()
    }

    fn lines_of_text(&self, file: &Path, text: &str, within: RangeInclusive<u32>) -> Vec<u32> {
        let content = self.texts.entry(file.into()).or_insert_with(|| {
            let path = self.sources.workspace().canonical_root().join(file);
            // What cannot be read has no lines.
            FileText::read(&path, Options::default().largest_file)
                .ok()
                .map(Arc::new)
        });
        let Some(content) = content.value() else {
            return Vec::new();
        };
        (1..)
            .zip(content.as_str().lines())
            .filter(|(line, content)| within.contains(line) && content.trim() == text)
            .map(|(line, _)| line)
            .collect()
    }

    fn line_now(&self, file: &Path, line: u32) -> LineNow {
        self.drift.line_now(file, line)
    }
}

/// Whether a path of a profile, which may come from another system, begins at a root.
fn is_absolute(path: &str) -> bool {
    let drive = |path: &str| {
        path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    path.starts_with(['/', '\\']) || drive(path)
}
