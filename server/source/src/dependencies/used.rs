//! The packages that a piece of code uses: by the names that its file's imports bind, in Rust also by paths.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::{Ecosystem, Locked, cargo, locked, of_import, read};
use crate::document::Document;
use crate::references::{Import, imports};

/// Packages of one function that are looked up.
const MOST: usize = 24;

/// Words of imports that bind nothing.
const KEYWORDS: [&str; 10] = [
    "use", "pub", "as", "import", "from", "self", "crate", "require", "const", "extern",
];

/// A package that is used, with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Where it comes from.
    pub ecosystem: Ecosystem,
    /// Its name, its version, and which file says so.
    pub locked: Locked,
}

/// The packages whose names stand in a range of bytes of a document, in the versions that are in use in a workspace, by
/// name. Only those whose version a file in the root tells; the workspace's own crates are none.
pub fn used(root: &Path, document: &Document, within: &Range<usize>) -> Vec<Used> {
    let (Some(language), Some(tree)) = (document.language(), document.tree()) else {
        return Vec::new();
    };
    let rope = document.rope();
    let slice = |range: Range<usize>| rope.get_byte_slice(range).map(|slice| slice.to_string());
    let Some(code) = slice(within.clone()) else {
        return Vec::new();
    };
    let words: BTreeSet<&str> = code
        .split(|char: char| !(char.is_alphanumeric() || char == '_'))
        .collect();
    let mut names = BTreeSet::new();
    for import in imports(tree, rope, language) {
        let Some(written) = slice(import.range.clone()) else {
            continue;
        };
        if let Some(found) = of_import(language.name, &import, &written)
            && bound(language.name, &import, &written).any(|name| words.contains(name))
        {
            names.insert((found.ecosystem.name(), found.name));
        }
    }
    if language.name == "Rust" {
        let paths = firsts_of_paths(&code);
        names.extend(paths.map(|first| (Ecosystem::CratesIo.name(), first.to_owned())));
    }
    let lock = read(&root.join("Cargo.lock")).unwrap_or_default();
    let mut used: Vec<Used> = Vec::new();
    for (ecosystem, name) in names.into_iter().take(MOST) {
        let Some(ecosystem) = Ecosystem::ALL.into_iter().find(|other| other.name() == ecosystem) else {
            continue;
        };
        let is_own = ecosystem == Ecosystem::CratesIo && cargo::is_own(&lock, &name);
        if let Some(locked) = locked(root, ecosystem, &name).filter(|_| !is_own)
            && used.iter().all(|other| other.locked != locked)
        {
            used.push(Used { ecosystem, locked });
        }
    }
    used
}

/// The names by which code speaks of what an import brings.
fn bound<'a>(language: &str, import: &'a Import, written: &'a str) -> impl Iterator<Item = &'a str> {
    let part = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
    // What stands in quotation marks is where it comes from; what it binds stands outside, but in Go is its last part.
    let (text, skipped) = match language {
        "Go" => {
            let path = import.path.as_str();
            let last = path.rsplit('/').find(|part| !is_major_version(part));
            (last.unwrap_or(path), "")
        }
        "JavaScript" | "TypeScript" | "TSX" => (written, import.path.as_str()),
        _ => (written, ""),
    };
    let (before, after) = match text.find(skipped).filter(|_| !skipped.is_empty()) {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at + skipped.len()..).unwrap_or_default(),
        ),
        None => (text, ""),
    };
    let alias = import.alias.as_deref();
    [before, after]
        .into_iter()
        .flat_map(move |text| text.split(move |char| !part(char)))
        .chain(alias)
        .filter(|name| !name.is_empty() && !KEYWORDS.contains(name))
}

/// Whether a part of a module's path only says which major version it is: `v2`.
fn is_major_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// `serde_json` of `serde_json::from_str`.
fn firsts_of_paths(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("::").filter_map(|(at, _)| {
        let before = code.get(..at)?;
        let start = before
            .rfind(|char: char| !(char.is_alphanumeric() || char == '_'))
            .map_or(0, |end| {
                end + before
                    .get(end..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let first = before.get(start..)?;
        let is_first = !before.get(..start)?.ends_with("::");
        (is_first && first.starts_with(|char: char| char.is_ascii_lowercase())).then_some(first)
    })
}
