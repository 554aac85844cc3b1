//! Go: go.mod, which pins what it requires, and the module cache.

use super::{Dependency, Ecosystem, line_of};

pub(super) fn at_line(text: &str, line: u32) -> Option<Dependency> {
    let (name, version) = required(line_of(text, line)?)?;
    Some(dependency(name, Some(version.to_owned())))
}

fn dependency(name: &str, version: Option<String>) -> Dependency {
    Dependency {
        ecosystem: Ecosystem::Go,
        name: name.to_owned(),
        version,
    }
}

/// `require github.com/a/b v1.2.3 // indirect`, with or without its first word.
fn required(line: &str) -> Option<(&str, &str)> {
    let mut words = line.trim().trim_start_matches("require").split_whitespace();
    let (name, version) = (words.next()?, words.next()?);
    (version.starts_with('v') && version.contains('.') && name.contains('.')).then_some((name, version))
}

pub(super) fn of_import(path: &str) -> Option<Dependency> {
    // The standard library's packages have no dot in their first part; they are named too, since some can be replaced.
    (!path.is_empty() && !path.starts_with('.')).then(|| dependency(path, None))
}

/// `…/pkg/mod/github.com/a/b@v1.2.3/c.go`; an upper-case letter is written `!` and the lower-case one.
pub(super) fn of_path(path: &str) -> Option<Dependency> {
    let rest = path.rsplit_once("pkg/mod/").map_or(path, |(_, rest)| rest);
    let (name, after) = rest.split_once("@v")?;
    let version = format!("v{}", after.split('/').next()?);
    let mut plain = String::new();
    let mut is_upper = false;
    for char in name.chars() {
        if char == '!' {
            is_upper = true;
        } else {
            plain.push(if is_upper { char.to_ascii_uppercase() } else { char });
            is_upper = false;
        }
    }
    plain.contains('.').then(|| dependency(&plain, Some(version)))
}

/// The module that holds a package: the longest one that its path begins with.
pub(super) fn locked(text: &str, name: &str) -> Option<(String, String)> {
    let holds = |module: &str| {
        name.strip_prefix(module)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    (text.lines().filter_map(required))
        .filter(|(module, _)| holds(module))
        .max_by_key(|(module, _)| module.len())
        .map(|(module, version)| (module.to_owned(), version.to_owned()))
}
