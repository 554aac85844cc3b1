//! The packages that a program depends on: which one a line of a manifest, an import or a path means, and in which
//! version it is used. One file an ecosystem.

mod cargo;
mod go;
mod includes;
mod npm;
mod python;
mod used;

pub use used::{Used, used};

use std::fs;
use std::path::{Path, PathBuf};

use crate::document::Document;
use crate::references::{Import, imports};

/// Larger files, in bytes, are not read.
const LARGEST: u64 = 32 << 20;

/// Where packages come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ecosystem {
    /// Rust.
    CratesIo,
    /// JavaScript and TypeScript.
    Npm,
    /// Go's modules.
    Go,
    /// Python.
    PyPi,
    /// Libraries of C and C++, which are known by their headers.
    C,
}

impl Ecosystem {
    /// All of them.
    pub const ALL: [Ecosystem; 5] = [
        Ecosystem::CratesIo,
        Ecosystem::Npm,
        Ecosystem::Go,
        Ecosystem::PyPi,
        Ecosystem::C,
    ];

    /// Its name: `crates.io`, `npm`, `go`, `pypi`, `c`.
    pub fn name(self) -> &'static str {
        match self {
            Ecosystem::CratesIo => "crates.io",
            Ecosystem::Npm => "npm",
            Ecosystem::Go => "go",
            Ecosystem::PyPi => "pypi",
            Ecosystem::C => "c",
        }
    }
}

/// A package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Where it comes from.
    pub ecosystem: Ecosystem,
    /// Its name there.
    pub name: String,
    /// The version, as far as the same text tells: of a manifest what is asked for.
    pub version: Option<String>,
}

/// A package as a lock file, or a manifest that pins, has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The file that says so, relative to the root.
    pub file: PathBuf,
}

/// The package that a line, counted from 1, of a file names: of a manifest the dependency that stands there, of source
/// the package that is imported. Absent when it names none.
pub fn at_line(file: &Path, text: &str, line: u32) -> Option<Dependency> {
    let base = file.file_name()?.to_str()?;
    match base {
        "Cargo.toml" => return cargo::at_line(text, line),
        "package.json" => return npm::at_line(text, line),
        "go.mod" => return go::at_line(text, line),
        "pyproject.toml" => return python::in_project(text, line),
        _ if base.contains("requirements") && file.extension().is_some_and(|end| end == "txt") => {
            return python::in_requirements(text, line);
        }
        _ => {}
    }
    let language = grammars::by_path(file)?;
    let document = Document::new(text, Some(language), None);
    let rope = document.rope();
    let import = imports(document.tree()?, rope, language)
        .into_iter()
        .filter(|import| import.line <= line)
        .rfind(|import| {
            let end = rope.byte_to_line(import.range.end.saturating_sub(1).min(rope.len_bytes()));
            (end as u32 + 1) >= line
        })?;
    let written = rope.get_byte_slice(import.range.clone())?.to_string();
    of_import(language.name, &import, &written)
}

fn of_import(language: &str, import: &Import, written: &str) -> Option<Dependency> {
    match language {
        "Rust" => cargo::of_import(&import.path),
        "JavaScript" | "TypeScript" | "TSX" => npm::of_import(&import.path),
        "Go" => go::of_import(&import.path),
        "Python" => python::of_import(&import.path),
        "C" | "C++" => includes::of_include(&import.path, written),
        _ => None,
    }
}

/// The package that a file belongs to, by the folders in which the ecosystems' tools put packages. Absent for files of no
/// package.
pub fn of_path(path: &str) -> Option<Dependency> {
    cargo::of_path(path)
        .or_else(|| go::of_path(path))
        .or_else(|| npm::of_path(path))
        .or_else(|| python::of_path(path))
}

/// The version of a package that is in use in a workspace, as its lock file has it, or a manifest that pins. Absent when
/// no file in the root says.
pub fn locked(root: &Path, ecosystem: Ecosystem, name: &str) -> Option<Locked> {
    let find: &[(&str, Find)] = match ecosystem {
        Ecosystem::CratesIo => &[("Cargo.lock", cargo::locked)],
        Ecosystem::Npm => &[
            ("package-lock.json", npm::locked),
            ("yarn.lock", npm::locked_by_yarn),
            ("pnpm-lock.yaml", npm::locked_by_pnpm),
        ],
        Ecosystem::Go => &[("go.mod", go::locked)],
        Ecosystem::PyPi => &[
            ("uv.lock", python::locked),
            ("poetry.lock", python::locked),
            ("requirements.txt", python::pinned),
        ],
        Ecosystem::C => &[],
    };
    find.iter().find_map(|(file, find)| {
        let (name, version) = find(&read(&root.join(file))?, name)?;
        Some(Locked {
            name,
            version,
            file: PathBuf::from(file),
        })
    })
}

/// Finds a package in a text: its name there, and its version.
type Find = fn(&str, &str) -> Option<(String, String)>;

/// The text of a file; absent when it cannot be read, is no regular file, or is too large.
fn read(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= LARGEST)
        .then(|| fs::read_to_string(path).ok())
        .flatten()
}

/// A line of a text, counted from 1.
fn line_of(text: &str, line: u32) -> Option<&str> {
    text.lines().nth((line as usize).checked_sub(1)?)
}

#[cfg(test)]
mod tests;
