//! What is known of programs, libraries and processes.

use crate::facts::ManualFacts;

/// A dependency of the program in the workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DependencyFacts {
    /// As its ecosystem calls it.
    pub name: String,
    /// As `knowledge` calls ecosystems: `crates.io`, `npm`, `pypi`, `go`, `c`.
    pub ecosystem: String,
    /// The version in use; absent when no lock file tells.
    pub version: Option<String>,
    /// The file that names it, relative to the workspace.
    pub from: String,
}

/// What sort of software is to be replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SoftwareType {
    /// A program.
    Program,
    /// A library of any language.
    #[default]
    Library,
    /// A library of Python.
    PythonLibrary,
}

/// Software for which something faster is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SoftwareFacts {
    /// As the user or an import calls it.
    pub name: String,
    /// What sort.
    pub kind: SoftwareType,
    /// Where the workspace names it; absent when the user typed it.
    pub dependency: Option<DependencyFacts>,
    /// What of the profile is spent in it, as a fraction of the whole, and in what counted; absent when unknown.
    pub share: Option<(f64, String)>,
    /// Its functions that are hot: name and self as a fraction of the whole.
    pub functions: Vec<(String, f64)>,
    /// What the system's manual says; absent when it has no page.
    pub manual: Option<ManualFacts>,
}

/// A process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProcessFacts {
    /// Program and arguments.
    pub command: Vec<String>,
    /// What the system's manual says of the program; absent when it has no page.
    pub manual: Option<ManualFacts>,
    /// Its hot functions in a profile: name and self as a fraction of the whole.
    pub functions: Vec<(String, f64)>,
}
