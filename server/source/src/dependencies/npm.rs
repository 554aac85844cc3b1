//! JavaScript and TypeScript: package.json, package-lock.json (versions 1 to 3), yarn.lock, pnpm-lock.yaml.

use serde_json::Value;

use super::{Dependency, Ecosystem, line_of};

const SECTIONS: [&str; 4] = [
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
];

pub(super) fn at_line(text: &str, line: u32) -> Option<Dependency> {
    let (name, version) = pair(line_of(text, line)?)?;
    let manifest: Value = serde_json::from_str(text).ok()?;
    // A script may be called as a package is.
    let asked = SECTIONS
        .iter()
        .find_map(|section| manifest.get(section)?.get(name)?.as_str())?;
    (asked == version).then(|| dependency(name, Some(version.to_owned())))
}

/// `"name": "version"`
fn pair(line: &str) -> Option<(&str, &str)> {
    let (name, version) = line.trim().trim_end_matches(',').split_once(':')?;
    let bare = |text: &'_ str| -> Option<(usize, usize)> {
        let start = text.find('"')?;
        Some((start + 1, text.rfind('"')?))
    };
    let (from, to) = bare(name)?;
    let (start, end) = bare(version)?;
    Some((name.get(from..to)?, version.get(start..end)?))
}

fn dependency(name: &str, version: Option<String>) -> Dependency {
    Dependency {
        ecosystem: Ecosystem::Npm,
        name: name.to_owned(),
        version,
    }
}

pub(super) fn of_import(path: &str) -> Option<Dependency> {
    if path.starts_with(['.', '/', '#']) || path.starts_with("node:") {
        return None;
    }
    package(path).map(|name| dependency(name, None))
}

/// The package of `lodash/fp` or `@scope/name/part`.
fn package(path: &str) -> Option<&str> {
    let parts = if path.starts_with('@') { 2 } else { 1 };
    let end = path
        .match_indices('/')
        .nth(parts - 1)
        .map_or(path.len(), |(at, _)| at);
    path.get(..end)
        .filter(|name| !name.is_empty() && !name.contains(' '))
}

/// `…/node_modules/@scope/name/index.js`
pub(super) fn of_path(path: &str) -> Option<Dependency> {
    let (_, rest) = path.rsplit_once("node_modules/")?;
    package(rest).map(|name| dependency(name, None))
}

pub(super) fn locked(text: &str, name: &str) -> Option<(String, String)> {
    let lock: Value = serde_json::from_str(text).ok()?;
    let version = (lock
        .get("packages")
        .and_then(|packages| packages.get(format!("node_modules/{name}"))))
    .or_else(|| lock.get("dependencies")?.get(name))?
    .get("version")?
    .as_str()?;
    Some((name.to_owned(), version.to_owned()))
}

/// `"lodash@^4.17.0":` and, below it, `  version "4.17.21"` or, from yarn 2 on, `  version: 4.17.21`.
pub(super) fn locked_by_yarn(text: &str, name: &str) -> Option<(String, String)> {
    let mut lines = text.lines();
    let is_entry = |line: &str| {
        let entry = line.trim_start_matches('"');
        entry.strip_prefix(name).is_some_and(|rest| rest.starts_with('@')) && line.ends_with(':')
    };
    lines.by_ref().find(|line| is_entry(line))?;
    let version = lines
        .next()?
        .trim()
        .strip_prefix("version")?
        .trim_start_matches([':', ' ']);
    Some((name.to_owned(), version.trim_matches('"').to_owned()))
}

/// `  lodash@4.17.21:` or, before version 9 of the format, `  /lodash@4.17.21:`.
pub(super) fn locked_by_pnpm(text: &str, name: &str) -> Option<(String, String)> {
    text.lines().find_map(|line| {
        let entry = line
            .trim()
            .trim_matches('\'')
            .strip_suffix(':')?
            .trim_matches(['\'', '/']);
        let version = entry.strip_prefix(name)?.strip_prefix('@')?;
        let version = version.split('(').next().unwrap_or(version);
        Some((name.to_owned(), version.to_owned()))
    })
}
