//! Which files may be read, listed and walked. By name alone: the gate sees no file.

use super::classes::{Class, Refusal};
use super::table::{Paths, table};

/// A file whose text may be shown.
pub(super) fn contents(path: &str) -> Result<(), Refusal> {
    check(path, "read", |paths| vec![&paths.contents])
}

/// A file or folder whose name, size and times may be shown.
pub(super) fn listed(path: &str) -> Result<(), Refusal> {
    let path = path
        .strip_suffix('/')
        .filter(|path| !path.is_empty())
        .unwrap_or(path);
    check(path, "listed", |paths| vec![&paths.listed, &paths.contents])
}

/// A tree that is small enough to walk.
pub(super) fn walked(path: &str) -> Result<(), Refusal> {
    let path = path
        .strip_suffix('/')
        .filter(|path| !path.is_empty())
        .unwrap_or(path);
    check(path, "walked", |paths| vec![&paths.walked]).map_err(|refusal| match refusal.class {
        Class::Path => Refusal::new(
            Class::Unbounded,
            format!("walking {path} has no bound on its time"),
        ),
        _ => refusal,
    })
}

/// A tree whose files may all be read.
pub(super) fn searched(path: &str) -> Result<(), Refusal> {
    let path = path
        .strip_suffix('/')
        .filter(|path| !path.is_empty())
        .unwrap_or(path);
    check(path, "searched", |paths| vec![&paths.searched])
}

/// Whether no part of the path is forbidden.
pub(super) fn is_open(path: &str) -> bool {
    forbidden_part(path).is_none()
}

fn check(path: &str, done: &str, allowed: fn(&Paths) -> Vec<&Vec<String>>) -> Result<(), Refusal> {
    if !path.starts_with('/') {
        return Err(Refusal::new(
            Class::Path,
            format!("`{path}` is not an absolute path, so what it names depends on the folder"),
        ));
    }
    let plain = |character: char| character.is_ascii_alphanumeric() || " _@%+=:,./-".contains(character);
    if path.len() > 512 || !path.chars().all(plain) {
        return Err(Refusal::new(Class::Path, "the path holds unusual characters"));
    }
    if path != "/" && parts(path).any(|part| matches!(part, "" | "." | "..")) {
        return Err(Refusal::new(
            Class::Path,
            format!("`{path}` is not the plain form of a path"),
        ));
    }
    if let Some(part) = forbidden_part(path) {
        return Err(Refusal::new(
            Class::Secret,
            format!("`{path}` may hold secrets or never end, by its part `{part}`"),
        ));
    }
    let mut patterns = allowed(&table().paths).into_iter().flatten();
    if patterns.any(|pattern| matches_path(pattern, path)) {
        return Ok(());
    }
    Err(Refusal::new(
        Class::Path,
        format!("`{path}` is not among the files that are {done} unasked"),
    ))
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

fn forbidden_part(path: &str) -> Option<&str> {
    parts(path).find(|part| {
        let part = part.to_ascii_lowercase();
        table()
            .paths
            .forbidden
            .iter()
            .any(|pattern| matches_part(pattern, &part))
    })
}

/// Whether a path matches a pattern, part by part.
fn matches_path(pattern: &str, path: &str) -> bool {
    let mut rest = parts(path);
    for pattern in parts(pattern) {
        if pattern == "**" {
            return true;
        }
        match rest.next() {
            Some(part) if matches_part(pattern, part) => {}
            _ => return false,
        }
    }
    rest.next().is_none()
}

/// `#`: a number or `self`; `*`: any text. Linear: a pattern has at most two stars, at its ends, or one within.
fn matches_part(pattern: &str, part: &str) -> bool {
    if pattern == "#" {
        return part == "self" || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| part.strip_prefix(first)) else {
        return false;
    };
    let mut pieces: Vec<_> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(index) => rest = rest.get(index + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(matches_path("/proc/#/status", "/proc/12/status"));
        assert!(matches_path("/proc/#/status", "/proc/self/status"));
        assert!(!matches_path("/proc/#/status", "/proc/12/root/status"));
        assert!(matches_path("/var/log/**", "/var/log/a/b"));
        assert!(matches_path("/var/log/**", "/var/log"));
        assert!(!matches_path("/var/log/**", "/var/logs"));
        assert!(matches_path("/", "/"));
        assert!(!matches_path("/", "/etc"));
        assert!(matches_part("*secret*", "my-secrets.txt"));
        assert!(matches_part("id_*", "id_rsa"));
        assert!(!matches_part("*.key", "key"));
        assert!(!matches_part("ab*ab", "ab"));
    }
}
