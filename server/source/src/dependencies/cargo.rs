//! Rust: Cargo.toml, Cargo.lock (version 4), Cargo's registry folder.

use super::{Dependency, Ecosystem, line_of};

/// Crates that come with the compiler, and what is no crate.
const OWN: [&str; 8] = [
    "std",
    "core",
    "alloc",
    "proc_macro",
    "test",
    "crate",
    "self",
    "super",
];

pub(super) fn at_line(text: &str, line: u32) -> Option<Dependency> {
    let wanted = line_of(text, line)?.trim();
    let section = text
        .lines()
        .take(line as usize)
        .filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'))
        .last()?
        .trim_matches(['[', ']']);
    // `[dependencies]`, `[target.'cfg(unix)'.dependencies]`, `[workspace.dependencies]`, `[dependencies.serde]`.
    let (_, after) = section.rsplit_once("dependencies")?;
    if let Some(name) = after.strip_prefix('.') {
        let version = wanted
            .strip_prefix("version")
            .and_then(|rest| quoted(rest.trim_start().strip_prefix('=')?));
        return Some(dependency(name.trim_matches(['"', '\'']), version));
    }
    if wanted.starts_with('[') || wanted.starts_with('#') {
        return None;
    }
    let (key, value) = wanted.split_once('=')?;
    let key = key.trim().split('.').next()?.trim_matches(['"', '\'']);
    let version = match value.trim().strip_prefix('{') {
        Some(table) => field(table, "version"),
        None => quoted(value),
    };
    let name = value
        .trim()
        .strip_prefix('{')
        .and_then(|table| field(table, "package"));
    (!key.is_empty()).then(|| dependency(&name.unwrap_or_else(|| key.to_owned()), version))
}

fn dependency(name: &str, version: Option<String>) -> Dependency {
    Dependency {
        ecosystem: Ecosystem::CratesIo,
        name: name.to_owned(),
        version,
    }
}

/// The text between the first quotes.
fn quoted(text: &str) -> Option<String> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    Some(text.get(1..)?.split(quote).next()?.to_owned())
}

/// A field of an inline table.
fn field(table: &str, name: &str) -> Option<String> {
    let at = table.find(name)?;
    quoted(table.get(at + name.len()..)?.trim_start().strip_prefix('=')?)
}

pub(super) fn of_import(path: &str) -> Option<Dependency> {
    let first = path.trim_start_matches("::").split("::").next()?.trim();
    let is_name = !first.is_empty() && first.chars().all(|char| char.is_alphanumeric() || char == '_');
    (is_name && !OWN.contains(&first)).then(|| dependency(first, None))
}

/// `…/registry/src/index-6f17d22bba15001f/serde_json-1.0.154/src/de.rs`
pub(super) fn of_path(path: &str) -> Option<Dependency> {
    let path = path.replace('\\', "/");
    let (_, rest) = path.split_once("registry/src/")?;
    let folder = rest.split('/').nth(1)?;
    let at = folder.match_indices('-').map(|(at, _)| at).find(|at| {
        folder
            .get(at + 1..)
            .is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
    })?;
    let (name, version) = folder.split_at(at);
    Some(dependency(name, Some(version.trim_start_matches('-').to_owned())))
}

pub(super) fn locked(text: &str, name: &str) -> Option<(String, String)> {
    // In code a crate's name has underscores.
    let plain = |name: &str| name.replace('-', "_");
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(found) = line.strip_prefix("name = ").and_then(quoted) else {
            continue;
        };
        if plain(&found) == plain(name) {
            let version = lines.next()?.strip_prefix("version = ").and_then(quoted)?;
            return Some((found, version));
        }
    }
    None
}

/// Whether a lock file has this crate from the workspace itself: it then names no source.
pub(super) fn is_own(text: &str, name: &str) -> bool {
    let plain = |name: &str| name.replace('-', "_");
    text.split("[[package]]").any(|entry| {
        let value = |key: &str| entry.lines().find_map(|line| line.strip_prefix(key));
        value("name = ")
            .and_then(quoted)
            .is_some_and(|found| plain(&found) == plain(name))
            && value("source = ").is_none()
    })
}
