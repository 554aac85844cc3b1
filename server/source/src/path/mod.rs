//! Which file of the workspace a profile's path means.
//!
//! A path was true on the machine that built or ran the program. What is common to both machines is its end, so
//! whole components are compared from there; what a path tells by itself (standard libraries, dependencies) goes
//! first. When several files fit equally, none is taken.

mod parts;
mod places;

use std::path::{Path, PathBuf};

use crate::workspace::Workspace;
use parts::Parts;
pub use places::Why;

/// One rule of the user: paths that start with `from` are looked for under `to`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathRule {
    /// The start of the profile's path; whole components.
    pub from: String,
    /// What takes its place: a folder in the workspace, relative to its root or absolute.
    pub to: String,
}

/// What became of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It means this file.
    Found {
        /// Relative to the root of the workspace, without symbolic links.
        path: PathBuf,
        /// How it was found.
        how: How,
    },
    /// It may mean any of these, relative to the root; sorted.
    Ambiguous(Vec<PathBuf>),
    /// It means a file that is none of the workspace's.
    Outside(Why),
    /// Nothing in the workspace fits.
    Unknown,
}

/// How a path was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// The path is that of the file.
    Exact,
    /// By a rule of the user.
    Rule,
    /// By the name of a Go module or a vendored crate.
    Package,
    /// The file is the only one with the longest common end: so many components.
    Tail(usize),
    /// Of those with the longest common end, this is the only one that holds the function.
    Confirmed,
    /// Nothing but its base name is known, and no other file has it.
    BaseName,
}

/// Of how many files with the same end the functions are looked at.
const MOST_CONFIRMED: usize = 64;

/// Finds the file that a profile's path means.
///
/// `confirm` is asked, with a path relative to the root, whether that file holds the function that the profile
/// names; it is asked only where the path alone does not settle it, and may read the file.
pub fn resolve(
    workspace: &Workspace,
    rules: &[PathRule],
    profile_path: &str,
    confirm: &dyn Fn(&Path) -> bool,
) -> Resolution {
    let Some(parts) = Parts::read(profile_path) else {
        return Resolution::Outside(Why::NoFile);
    };
    if let Some(path) = by_rule(workspace, rules, &parts) {
        return Resolution::Found { path, how: How::Rule };
    }
    if let Some(path) = exact(workspace, &parts) {
        return Resolution::Found {
            path,
            how: How::Exact,
        };
    }
    match places::package(workspace, &parts) {
        Some(places::Package::Found(path)) => {
            return Resolution::Found {
                path,
                how: How::Package,
            };
        }
        Some(places::Package::Outside(why)) => return Resolution::Outside(why),
        // Installed from this very workspace, perhaps: then all of its path in the package is the file's.
        Some(places::Package::Installed(rest)) => {
            return match by_tail(workspace, &rest, rest.len(), confirm) {
                found @ (Resolution::Found {
                    how: How::Confirmed, ..
                }
                | Resolution::Ambiguous(_)) => found,
                _ => Resolution::Outside(Why::Dependency),
            };
        }
        None => {}
    }
    by_tail(workspace, parts.names(), 1, confirm)
}

fn by_rule(workspace: &Workspace, rules: &[PathRule], parts: &Parts) -> Option<PathBuf> {
    rules.iter().find_map(|rule| {
        let from = Parts::read(&rule.from)?;
        let rest = parts.strip_prefix(&from)?;
        // A rule may be that of one file. An empty rest would end the path in a slash, which no file has.
        let mut path = PathBuf::from(&rule.to);
        path.extend(rest);
        workspace.on_disk(&path)
    })
}

/// The file that has this very path, under the root or absolute.
fn exact(workspace: &Workspace, parts: &Parts) -> Option<PathBuf> {
    if parts.is_absolute() {
        return workspace.on_disk(&parts.to_path());
    }
    // Relative to a folder that is not known: to the root only if there is no other file with this end.
    let names = parts.names();
    let (base, _) = names.split_last()?;
    if names.len() < 2 {
        return None;
    }
    let others = workspace
        .named(base)
        .filter(|path| common(path, names) == names.len())
        .take(2)
        .count();
    (others < 2)
        .then(|| workspace.on_disk(&parts.to_path()))
        .flatten()
}

/// How many components the path of a file and a profile's path share, from the end.
fn common(path: &Path, names: &[String]) -> usize {
    let of_path = path.iter().rev();
    of_path
        .zip(names.iter().rev())
        .take_while(|(of_path, name)| **of_path == *name.as_str())
        .count()
}

/// The files with the longest common end, if it has at least `least` components.
fn by_tail(
    workspace: &Workspace,
    names: &[String],
    least: usize,
    confirm: &dyn Fn(&Path) -> bool,
) -> Resolution {
    let Some(base) = names.last() else {
        return Resolution::Unknown;
    };
    let longest = workspace
        .named(base)
        .map(|path| common(path, names))
        .max()
        .unwrap_or(0);
    if longest < least {
        return Resolution::Unknown;
    }
    let mut candidates = workspace
        .named(base)
        .filter(|path| common(path, names) == longest);
    let Some(first) = candidates.next() else {
        return Resolution::Unknown;
    };
    let alone = candidates.next().is_none();
    if alone && names.len() == 1 {
        return Resolution::Found {
            path: first.to_owned(),
            how: How::BaseName,
        };
    }
    if alone && least == 1 && is_telling(names, longest) {
        return Resolution::Found {
            path: first.to_owned(),
            how: How::Tail(longest),
        };
    }
    let candidates = || {
        workspace
            .named(base)
            .filter(|path| common(path, names) == longest)
            .map(Path::to_owned)
    };
    if candidates().nth(MOST_CONFIRMED).is_some() {
        return Resolution::Ambiguous(candidates().collect());
    }
    let mut confirmed: Vec<PathBuf> = candidates().filter(|path| confirm(path)).collect();
    match (confirmed.len(), confirmed.pop()) {
        (1, Some(path)) => Resolution::Found {
            path,
            how: How::Confirmed,
        },
        (0, _) if alone || longest < 2 && names.len() > 1 => Resolution::Unknown,
        (0, _) => Resolution::Ambiguous(candidates().collect()),
        (_, last) => {
            confirmed.extend(last);
            Resolution::Ambiguous(confirmed)
        }
    }
}

/// Whether so long an end is one that no other project's file is likely to have. Every project has a `src/main.c`,
/// and a base name alone, torn from its folders, says less still.
fn is_telling(names: &[String], length: usize) -> bool {
    const COMMON: &[&str] = &[
        "src", "lib", "libs", "include", "inc", "source", "sources", "app", "test", "tests", "cmd", "main",
        "java",
    ];
    let end = names.iter().rev().take(length);
    length == names.len() && length > 1 || end.filter(|name| !COMMON.contains(&name.as_str())).count() > 1
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
