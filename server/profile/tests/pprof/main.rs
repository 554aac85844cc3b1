//! What the reader of pprof promises: the numbers of `go tool pprof` on what Go and gperftools
//! recorded, and whatever can be had of damaged and hostile files.

// The hashes are how expect-test writes what it found.
#![allow(
    clippy::needless_raw_string_hashes,
    clippy::unwrap_used,
    clippy::format_push_string
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::case_sensitive_file_extension_comparisons
)]

mod broken;
mod build;
mod real;
mod top;

use std::path::PathBuf;

use profile::{Format, Options, Profile};

fn fixture(path: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(bytes: &[u8]) -> Profile {
    read_with(bytes, &Options::default()).unwrap()
}

fn read_with(bytes: &[u8], options: &Options) -> Result<Profile, profile::Error> {
    profile::read_as(Format::Pprof, "test", bytes, options)
}

fn warnings(profile: &Profile) -> Vec<String> {
    profile
        .meta
        .warnings
        .iter()
        .map(|warning| warning.message.clone())
        .collect()
}
