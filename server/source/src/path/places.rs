//! Places that languages and systems give to code that is not the project's own.

use std::path::{Path, PathBuf};

use super::parts::Parts;
use crate::workspace::Workspace;

/// Why a path lies outside the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// The standard library or the runtime of a language.
    StandardLibrary,
    /// A package that the project depends on.
    Dependency,
    /// A library or header of the system.
    System,
    /// No file at all, such as `<string>` or `node:fs`.
    NoFile,
}

/// What a path tells by itself of the package that the file belongs to.
pub(super) enum Package {
    /// It is a file of the workspace.
    Found(PathBuf),
    /// It is none.
    Outside(Why),
    /// It lies among installed packages, of which the workspace may be one; this is its path among them.
    Installed(Vec<String>),
}

/// How much of a `go.mod` is read for its first lines.
const GO_MOD: u64 = 1 << 16;

pub(super) fn package(workspace: &Workspace, parts: &Parts) -> Option<Package> {
    let names = parts.names();
    rust(workspace, names)
        .or_else(|| go(workspace, parts))
        .or_else(|| system(workspace, parts))
}

fn found_or(workspace: &Workspace, path: &Path, why: Why) -> Package {
    workspace
        .on_disk(path)
        .map_or(Package::Outside(why), Package::Found)
}

fn join(names: &[String]) -> PathBuf {
    names.iter().collect()
}

fn rust(workspace: &Workspace, names: &[String]) -> Option<Package> {
    if let [first, hash, rest @ ..] = names
        && first == "rustc"
        && hash.len() >= 8
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'.')
    {
        // Found only when the workspace is that of Rust itself.
        return Some(found_or(workspace, &join(rest), Why::StandardLibrary));
    }
    let toolchain = after(names, &["lib", "rustlib", "src", "rust"]);
    if toolchain.is_some() {
        return Some(Package::Outside(Why::StandardLibrary));
    }
    let crate_ =
        after(names, &[".cargo", "registry", "src"]).or_else(|| after(names, &["cargo", "registry", "src"]));
    if let Some([_index, crate_, rest @ ..]) = crate_ {
        let name = crate_.rsplit_once('-').map_or(crate_.as_str(), |(name, _)| name);
        for folder in [crate_.as_str(), name] {
            if let Some(found) = workspace.on_disk(&Path::new("vendor").join(folder).join(join(rest))) {
                return Some(Package::Found(found));
            }
        }
        return Some(Package::Outside(Why::Dependency));
    }
    after(names, &[".cargo", "git", "checkouts"]).map(|_| Package::Outside(Why::Dependency))
}

/// Go names packages by module: in the module cache as `example.com/!foo/bar@v1.2.3/x.go`, with `-trimpath`
/// without the folders before it, for the module being built also without version.
fn go(workspace: &Workspace, parts: &Parts) -> Option<Package> {
    let names = parts.names();
    if !matches!(names.last()?.rsplit_once('.'), Some((_, "go" | "s"))) {
        return None;
    }
    let inside = after(names, &["pkg", "mod"]).unwrap_or(names);
    let module = decoded(inside);
    if let Some(at) = module.iter().position(|name| is_versioned(name)) {
        let (upto, rest) = module.split_at(at + 1);
        let mut path: Vec<String> = upto.to_vec();
        if let Some(last) = path.last_mut() {
            *last = last.split('@').next().unwrap_or_default().to_owned();
        }
        if path.first().is_some_and(|first| first == "golang.org")
            && path.get(1).is_some_and(|name| name == "toolchain")
        {
            return Some(Package::Outside(Why::StandardLibrary));
        }
        path.extend_from_slice(rest);
        let vendored = workspace.on_disk(&Path::new("vendor").join(join(&path)));
        let own = vendored.or_else(|| in_module(workspace, &path));
        return Some(own.map_or(Package::Outside(Why::Dependency), Package::Found));
    }
    if !parts.is_absolute()
        && let Some(path) = in_module(workspace, names)
    {
        return Some(Package::Found(path));
    }
    let is_toolchain = |name: &String| name == "go" || name.starts_with("go-1") || name.starts_with("go1.");
    let toolchain = names
        .iter()
        .position(is_toolchain)
        .and_then(|at| names.get(at + 1..));
    match toolchain {
        // `GOPATH/src/example.com/…` looks the same but for the host in it.
        Some([src, first, ..]) if src == "src" && parts.is_absolute() && !first.contains('.') => {
            Some(Package::Outside(Why::StandardLibrary))
        }
        _ => None,
    }
}

/// The file that the path of a package names, by the `go.mod` files of the workspace.
fn in_module(workspace: &Workspace, names: &[String]) -> Option<PathBuf> {
    workspace.named("go.mod").find_map(|go_mod| {
        let bytes = crate::text::read_bytes(&workspace.canonical_root().join(go_mod), GO_MOD).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let module = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("module "))?;
        let module: Vec<String> = module
            .trim()
            .trim_matches('"')
            .split('/')
            .map(str::to_owned)
            .collect();
        let rest = names.strip_prefix(module.as_slice())?;
        workspace.on_disk(&go_mod.parent()?.join(join(rest)))
    })
}

fn is_versioned(name: &str) -> bool {
    name.split_once("@v")
        .is_some_and(|(_, version)| version.starts_with(|char: char| char.is_ascii_digit()))
}

/// Go writes capitals as `!` and the small letter, for file systems that do not tell them apart.
fn decoded(names: &[String]) -> Vec<String> {
    let decode = |name: &String| {
        let mut plain = String::with_capacity(name.len());
        let mut chars = name.chars();
        while let Some(char) = chars.next() {
            match char {
                '!' => plain.extend(chars.next().map(|next| next.to_ascii_uppercase())),
                char => plain.push(char),
            }
        }
        plain
    };
    names.iter().map(decode).collect()
}

fn system(workspace: &Workspace, parts: &Parts) -> Option<Package> {
    const FOLDERS: &[(&[&str], Why)] = &[
        (&["usr", "include"], Why::System),
        (&["usr", "lib"], Why::System),
        (&["usr", "lib64"], Why::System),
        (&["usr", "local", "include"], Why::System),
        (&["usr", "local", "lib"], Why::System),
        (&["usr", "share"], Why::System),
        (&["usr", "src", "debug"], Why::System),
        (&["lib", "modules"], Why::System),
        (&["nix", "store"], Why::System),
        (&["System", "Library"], Why::System),
        (&["Library", "Developer"], Why::System),
        (&["Program Files"], Why::System),
        (&["Program Files (x86)"], Why::System),
    ];
    let names = parts.names();
    for installed in ["site-packages", "dist-packages", "node_modules"] {
        if let Some(at) = names.iter().rposition(|name| name == installed) {
            return Some(Package::Installed(names.get(at + 1..)?.to_vec()));
        }
    }
    if !parts.is_absolute() {
        // What glibc's own build records, once its `..` are gone.
        let is_glibc = names.first().is_some_and(|first| first == "sysdeps") && names.len() > 2;
        return (is_glibc && !workspace.root().ends_with("glibc")).then_some(Package::Outside(Why::System));
    }
    let starts = |folder: &[&str]| {
        names
            .iter()
            .zip(folder)
            .filter(|(name, wanted)| name == *wanted)
            .count()
    };
    let (_, why) = FOLDERS
        .iter()
        .find(|(folder, _)| starts(folder) == folder.len())?;
    let is_python = names.iter().any(|name| name.starts_with("python3"));
    Some(Package::Outside(if is_python {
        Why::StandardLibrary
    } else {
        *why
    }))
}

/// What follows after these components, at their last occurrence.
fn after<'a>(names: &'a [String], wanted: &[&str]) -> Option<&'a [String]> {
    let at = names
        .windows(wanted.len())
        .rposition(|window| window.iter().zip(wanted).all(|(a, b)| a == b))?;
    names.get(at + wanted.len()..)
}
