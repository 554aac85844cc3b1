//! The entries, as the data files have them. Keys that are not named here are refused.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One data file: any number of entries of each sort.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// `[[function]]`.
    #[serde(default)]
    pub(crate) function: Vec<Function>,
    /// `[[software]]`.
    #[serde(default)]
    pub(crate) software: Vec<Software>,
    /// `[[faster]]`.
    #[serde(default)]
    pub(crate) faster: Vec<Faster>,
}

/// What is known of a function, or of several that mean the same in a profile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// All its names, without parameters, template arguments and suffixes of compilers.
    pub names: Vec<String>,
    /// Ids of the [`Software`] that has it; the kernel is `linux`.
    pub software: Vec<String>,
    /// The names say whose they are (`runtime.mallocgc`, `core::fmt::write`), or the function is inlined
    /// or linked into the user's own program, so that it is known in any mapping.
    #[serde(default)]
    pub anywhere: bool,
    /// The names are common words, so that the function is known only where the profiler says its module.
    #[serde(default)]
    pub placed: bool,
    /// What it does, in one or two sentences.
    pub summary: String,
    /// What it means when it tops a profile.
    pub hot: String,
    /// What to check next, the most telling first.
    pub look: Vec<String>,
    /// What helps and what it costs, the likeliest first.
    pub remedies: Vec<String>,
    /// Ids of [`Faster`] entries that replace it.
    #[serde(default)]
    pub faster: Vec<String>,
    /// Where the facts were read.
    pub sources: Vec<Source>,
}

/// A document in which facts were read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title, or its path within its project.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The day on which it was read, as `2026-11-25`.
    pub read: String,
}

/// What sort of software.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A library of a compiled language, a crate, a Go module, an npm package.
    Library,
    /// A program that is run by itself.
    Program,
    /// An operating system's kernel.
    Kernel,
    /// A Python package.
    Pylibrary,
    /// What runs programs of a language: interpreter, virtual machine, run-time library.
    Runtime,
}

/// A program or library.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Software {
    /// How other entries refer to it.
    pub id: String,
    /// Names of its files, processes, packages, imports and headers.
    pub names: Vec<String>,
    /// Those of its names that stand for a part of it: a program of a collection, a header.
    #[serde(default)]
    pub parts: Vec<String>,
    /// What sort of software.
    pub kind: Kind,
    /// Where it is distributed: `c`, `pypi`, `crates.io`, `npm`, `go`, `maven`, `debian`.
    pub ecosystem: String,
    /// What it is, in one or two sentences.
    pub summary: String,
    /// What it is used for.
    pub uses: String,
    /// Where the facts were read.
    pub sources: Vec<Source>,
}

/// Something faster than a [`Software`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faster {
    /// How functions refer to it.
    pub id: String,
    /// Ids of the [`Software`] that it replaces.
    pub of: Vec<String>,
    /// Where it replaces a part of a software only: which words in a name mean that part.
    #[serde(default)]
    pub parts: BTreeMap<String, Vec<String>>,
    /// What sort of software.
    pub kind: Kind,
    /// Where it is distributed, as [`Software::ecosystem`]; `configuration` where it is the same software, built or run in
    /// another way.
    pub ecosystem: String,
    /// What it is, in one or two sentences.
    pub summary: String,
    /// How far it can take the other's place unchanged.
    pub compatible: String,
    /// What speaks for it.
    pub pros: Vec<String>,
    /// What speaks against it.
    pub cons: Vec<String>,
    /// What was measured, by whom and on what.
    #[serde(default)]
    pub claim: Vec<Claim>,
    /// Where the facts were read.
    pub sources: Vec<Source>,
}

/// A measurement that somebody published. What the publication does not tell is the literal
/// `not stated`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What is claimed, as in `2.1 times as fast as json at ...`.
    pub says: String,
    /// Who measured.
    pub who: String,
    /// Which versions.
    pub version: String,
    /// On which machine.
    pub hardware: String,
    /// When, as `2026`, `2026-11` or `2026-11-25`.
    pub date: String,
    /// Where it is published.
    pub url: String,
    /// The day on which it was read.
    pub read: String,
}

/// An entry that was found.
#[derive(Clone, Copy, Debug)]
pub struct Match<'base, Entry> {
    /// The entry.
    pub entry: &'base Entry,
    /// How sure it is that the entry speaks of what was asked for.
    pub sureness: Sureness,
    /// The entry's name that was met.
    pub name: &'base str,
}

/// How a function was found, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// The name is in the data, letter by letter, for the software of this mapping, or says itself
    /// whose it is.
    Exact,
    /// Like [`Sureness::Exact`], after parameters, prefixes and suffixes were taken off.
    Normalised,
    /// The mapping is unknown: another function of the same name may be meant.
    NameOnly,
}
