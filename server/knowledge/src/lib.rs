//! Facts about functions, libraries and programs that top profiles, and their look-up.
//!
//! What enters: a name as a profiler, a manifest or an import writes it, with the mapping or the kind of
//! software if known. What leaves: the entry that speaks of it ([`Function`], [`Software`], [`Faster`]),
//! and how sure the look-up is ([`Sureness`]).
//!
//! Pure: the facts are TOML files under `data/`, embedded in the binary and parsed when first asked for.
//! Each fact names the source in which it was read. A function is only known within its software: a
//! user's own `rand` in `a.out` is not the C library's. `README.md` says how to add an entry.

mod base;
mod data;
mod function_name;
mod model;
mod software_name;

pub use base::{Base, Invalid};
pub use data::FILES;
pub use model::{Claim, Faster, Function, Kind, Match, Software, Source, Sureness};

use std::sync::OnceLock;

/// All embedded facts.
pub fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    // A file that does not parse would leave the base empty; `tests/data.rs` refuses such a file.
    BASE.get_or_init(|| Base::read(FILES).unwrap_or_default())
}

/// What is known of a function.
///
/// `mapping` is the binary, library or module in which the profiler saw it, as the profiler writes it;
/// absent when it does not say. With a mapping that is no known software only names that say whose they
/// are (Go's `runtime.`, Rust's `core::`) are found.
pub fn function(mapping: Option<&str>, name: &str) -> Option<Match<'static, Function>> {
    base().function(mapping, name)
}

/// What is known of a program or library, by the name of a process, a path, a library's file, a package
/// or an import. `kind` tells software of one name apart; without it the first in the data is meant.
pub fn software(name: &str, kind: Option<Kind>) -> Option<&'static Software> {
    base().software(name, kind)
}

/// The library that a function or type is a part of, where something faster is known for that part: glibc of `malloc`,
/// Rust's of `HashMap`. The first in the data where several have one.
pub fn library_of_part(part: &str) -> Option<&'static Software> {
    base().library_of_part(part)
}

/// What is known of a dependency, by its name in a manifest, an import or an include of an ecosystem: `crates.io`, `npm`,
/// `pypi`, `go`, `maven`, `debian`, `c`. The standard library of the language belongs to its ecosystem; programs do not.
pub fn package(ecosystem: &str, name: &str) -> Option<&'static Software> {
    base().package(ecosystem, name)
}

/// Faster alternatives to a program or library that goes by this name, in the data's order: those that can take the place
/// of all of it, and those that can take the place of the part that the name means. `ls` and `sha1sum` are both parts of
/// the coreutils, and only one of them computes a digest.
pub fn faster(of: &Software, name: &str) -> Vec<&'static Faster> {
    base().faster(of, name)
}

/// Faster alternatives to parts of a library, where the name means all of it.
pub fn faster_for_parts(of: &Software, name: &str) -> Vec<&'static Faster> {
    base().faster_for_parts(of, name)
}

/// The faster alternative with an id, as [`Function::faster`] lists them.
pub fn faster_by_id(id: &str) -> Option<&'static Faster> {
    base().faster_by_id(id)
}

/// The program or library with an id, as [`Function::software`] and [`Faster::of`] list them.
pub fn software_by_id(id: &str) -> Option<&'static Software> {
    base().software_by_id(id)
}
