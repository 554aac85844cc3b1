//! Python: requirements.txt, pyproject.toml, the lock files of uv and poetry, site-packages.

use super::{Dependency, Ecosystem, line_of};

pub(super) fn in_requirements(text: &str, line: u32) -> Option<Dependency> {
    requirement(line_of(text, line)?)
}

/// A requirement in a list, or a key of poetry's table.
pub(super) fn in_project(text: &str, line: u32) -> Option<Dependency> {
    let wanted = line_of(text, line)?.trim();
    let before: Vec<&str> = text.lines().take(line as usize).collect();
    let section = before
        .iter()
        .rev()
        .find_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'));
    if section.is_some_and(|section| section.starts_with("tool.poetry") && section.ends_with("dependencies"))
    {
        let (name, version) = wanted.split_once('=')?;
        let version = version
            .trim()
            .strip_prefix('"')
            .and_then(|rest| rest.split('"').next());
        return Some(dependency(name.trim(), version.map(str::to_owned)));
    }
    let quote = wanted.find(['"', '\''])?;
    let is_key = wanted.get(..quote)?.trim();
    if !(is_key.is_empty() || is_key.starts_with("dependencies") || is_key.ends_with('[')) {
        return None;
    }
    let rest = wanted.get(quote + 1..)?;
    requirement(rest.get(..rest.find(['"', '\''])?)?)
}

fn dependency(name: &str, version: Option<String>) -> Dependency {
    Dependency {
        ecosystem: Ecosystem::PyPi,
        name: name.to_owned(),
        version,
    }
}

/// `name[extra]>=1.2; python_version < "3.12"` (PEP 508)
fn requirement(text: &str) -> Option<Dependency> {
    let text = text.split(['#', ';']).next()?.trim();
    let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let end = text.find(|char| !is_name(char)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if !name.starts_with(|char: char| char.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1,
        None => rest,
    };
    let version = Some(rest.trim()).filter(|version| version.starts_with(['=', '>', '<', '~', '!']));
    Some(dependency(
        name,
        version.map(|version| version.trim_start_matches("==").trim().to_owned()),
    ))
}

pub(super) fn of_import(path: &str) -> Option<Dependency> {
    let first = path.split('.').next()?.trim();
    (!first.is_empty()).then(|| dependency(first, None))
}

/// `…/site-packages/numpy/core/numeric.py`
pub(super) fn of_path(path: &str) -> Option<Dependency> {
    let rest = ["site-packages/", "dist-packages/"]
        .iter()
        .find_map(|folder| Some(path.rsplit_once(folder)?.1))?;
    let first = rest.split('/').next()?;
    let name = first.split('.').next()?;
    (!name.is_empty()).then(|| dependency(name, None))
}

/// Names are the same however their words are joined (PEP 503).
fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

/// The `[[package]]` tables of uv.lock and poetry.lock.
pub(super) fn locked(text: &str, name: &str) -> Option<(String, String)> {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(found) = line
            .strip_prefix("name = \"")
            .and_then(|rest| rest.strip_suffix('"'))
        else {
            continue;
        };
        if plain(found) == plain(name) {
            let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
            return Some((found.to_owned(), version.to_owned()));
        }
    }
    None
}

/// What requirements.txt pins with `==`.
pub(super) fn pinned(text: &str, name: &str) -> Option<(String, String)> {
    (text.lines())
        .filter(|line| line.contains("=="))
        .filter_map(requirement)
        .find(|found| plain(&found.name) == plain(name))
        .and_then(|found| Some((found.name, found.version?)))
}
