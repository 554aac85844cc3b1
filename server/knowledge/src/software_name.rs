//! Names of programs, libraries and packages as profilers, process lists, manifests and imports write them.

use crate::model::{Kind, Software};

/// Longest name that is looked up: nothing longer is a name.
const LONGEST: usize = 512;

/// What profilers write when they do not know the mapping. perf writes `[unknown]`, pprof nothing,
/// anonymous memory is `//anon`.
const UNKNOWN: &[&str] = &[
    "",
    "[unknown]",
    "unknown",
    "??",
    "//anon",
    "anon",
    "[heap]",
    "[stack]",
    "[jit]",
];

/// Whether a mapping says nothing about whose code it is: absent, anonymous, or a map of generated code
/// (`perf-1234.map`, `jitted-1234-5.so`).
pub(crate) fn is_unknown(mapping: &str) -> bool {
    let name = mapping.trim().trim_end_matches(" (deleted)");
    if UNKNOWN.contains(&name) || name.starts_with("[anon") {
        return true;
    }
    let file = last_segment(name);
    (file.starts_with("perf-") && has_extension(file, "map")) || file.starts_with("jitted-")
}

/// The form in which names are compared: lower case, `-` for `_` (crates.io and `PyPI` treat both alike).
pub(crate) fn canonical(name: &str) -> String {
    name.trim()
        .chars()
        .map(|letter| {
            if letter == '_' {
                '-'
            } else {
                letter.to_ascii_lowercase()
            }
        })
        .collect()
}

/// The name as a candidate, unless it is none.
fn cleaned(written: &str) -> Option<String> {
    let name = written.trim().trim_end_matches(" (deleted)").trim();
    let is_name = !name.is_empty() && name.len() <= LONGEST && !name.chars().any(char::is_control);
    is_name.then(|| canonical(name))
}

/// Canonical names to try for a file, process or mapping, the most exact first.
pub(crate) fn files(written: &str) -> Vec<String> {
    let Some(name) = cleaned(written) else {
        return Vec::new();
    };
    let mut found = vec![name.clone()];
    if let Some((inner, _)) = name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        bracketed(inner, &mut found);
        return found;
    }
    if let Some(package) = site_package(&name) {
        push(&mut found, package);
        return found;
    }
    // `/usr/lib/python3.11/json/encoder.py` is `json/encoder.py`.
    let name = standard_module(&name).unwrap_or(name.as_str()).to_owned();
    push(&mut found, &name);
    let file = last_segment(&name);
    push(&mut found, file);
    shortened(file, &mut found);
    // A login shell is `-bash`.
    push(&mut found, name.trim_start_matches('-'));
    // `nginx: worker process`, `kworker/0:1-events`.
    for separator in [':', '/'] {
        if let Some((process, _)) = name.split_once(separator) {
            push(&mut found, process);
        }
    }
    found
}

/// Canonical names to try for a package or import, the most exact first: `lodash/fp`,
/// `github.com/gin-gonic/gin/binding`, `boost/regex.hpp`, `xml.etree.ElementTree`, `serde_json::Value`.
pub(crate) fn packages(written: &str) -> Vec<String> {
    let Some(name) = cleaned(written) else {
        return Vec::new();
    };
    let mut found = vec![name.clone()];
    for separator in ["/", "::", "."] {
        let mut prefix = name.as_str();
        while let Some((head, _)) = prefix.rsplit_once(separator) {
            push(&mut found, head);
            prefix = head;
        }
    }
    found
}

/// The header of C++ that a name of its standard library means, in canonical form: `unordered-map` of
/// `std::unordered_map<int, int>::find`. Absent where Rust has a module of that name and a path goes on in it.
pub(crate) fn cpp_header(written: &str) -> Option<String> {
    const MODULES_OF_RUST: [&str; 3] = ["format", "random", "string"];
    let name = cleaned(written)?;
    let rest = name.strip_prefix("std::")?;
    let end = rest.find(['<', ':', '(']).unwrap_or(rest.len());
    let (class, after) = rest.split_at_checked(end)?;
    let is_rust = after.starts_with("::") && MODULES_OF_RUST.contains(&class);
    (!is_rust).then(|| class.trim().to_owned())
}

/// Whether software of one ecosystem is what a name of another can mean: the standard library of a language is in reach
/// of whatever depends on packages of it.
pub(crate) fn is_of(ecosystem: &str, other: &str) -> bool {
    let family = |ecosystem: &str| match ecosystem {
        "c" | "c++" => 1,
        "pypi" | "python-std" | "python" => 2,
        "go" | "go-std" => 3,
        "crates.io" | "rust-std" => 4,
        "npm" | "node" => 5,
        _ => 0,
    };
    ecosystem == other || family(ecosystem) != 0 && family(ecosystem) == family(other)
}

/// The words of a name, in their canonical form: `std`, `collections` and `hashmap` of `std::collections::HashMap`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let name = cleaned(name).unwrap_or_default();
    let parts = name.split(['/', ':', '.', '<', '>', ' ', ',']);
    let mut words = vec![name.clone()];
    words.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
    words
}

/// Whether a name is that of a file of Python.
pub(crate) fn is_script(name: &str) -> bool {
    has_extension(name, "py")
}

/// Whether a name that was met is that of a header of a library.
pub(crate) fn is_header(software: &Software, name: &str) -> bool {
    software.kind == Kind::Library && software.parts.iter().any(|part| canonical(part) == name)
}

/// Whether a name means a part of a software: the data say so, or it goes on where the software's own names end.
pub(crate) fn is_part(of: &Software, name: &str) -> bool {
    if name.contains("::") {
        return true;
    }
    let tried = files(name);
    if of.parts.iter().any(|part| tried.contains(&canonical(part))) {
        return true;
    }
    let own: Vec<String> = of
        .names
        .iter()
        .chain([&of.id])
        .map(|name| canonical(name))
        .collect();
    !tried.iter().any(|name| own.contains(name))
}

/// The package of an extension module: `.../site-packages/numpy/core/x.cpython-311-x86_64-linux-gnu.so`.
fn site_package(path: &str) -> Option<&str> {
    let inside = ["site-packages/", "dist-packages/"]
        .iter()
        .find_map(|folder| path.split_once(folder))
        .map(|(_, inside)| inside)?;
    inside
        .split(['/', '.'])
        .next()
        .filter(|package| !package.is_empty())
}

/// The path of a module of Python's standard library below its folder.
fn standard_module(path: &str) -> Option<&str> {
    let (_, inside) = path.split_once("/lib/python3")?;
    inside.split_once('/').map(|(_, module)| module)
}

/// What stands in brackets is the kernel (`[kernel.kallsyms]`, perf 3.0 and later; `[guest.kernel.kallsyms]`),
/// the vDSO, or one of the kernel's modules.
fn bracketed(inner: &str, found: &mut Vec<String>) {
    if inner.is_empty() || inner == "vdso" || inner == "vsyscall" {
        return;
    }
    push(found, inner);
    push(found, "vmlinux");
}

/// The name of a file without what tells its version, step by step: `libz.so.1.2.11` is `libz.so.1`,
/// `libz.so`, `libz`; `libc-2.31.so` is `libc`; `python3.10` is `python3`, `python`.
fn shortened(file: &str, found: &mut Vec<String>) {
    let mut name = file;
    if let Some((stem, version)) = name.split_once(".so") {
        if version.starts_with('.') {
            let soname = version
                .get(1..)
                .and_then(|version| version.split('.').next())
                .unwrap_or_default();
            push(found, &format!("{stem}.so.{soname}"));
        }
        if version.is_empty() || version.starts_with('.') {
            push(found, &format!("{stem}.so"));
            // `-json.cpython-310-x86-64-linux-gnu.so`: a module that CPython itself or a package brings.
            if let Some((module, _)) = stem.split_once(".cpython-") {
                push(found, module);
                push(found, module.trim_start_matches('-'));
                push(found, "cpython");
                return;
            }
            name = stem;
            push(found, name);
        }
    }
    for extension in ["exe", "dll", "dylib", "ko", "h", "hpp", "hh", "js", "py", "jar"] {
        if has_extension(name, extension)
            && let Some(stem) = name.get(..name.len() - extension.len() - 1)
        {
            name = stem;
            push(found, name);
        }
    }
    loop {
        let shorter = name
            .trim_end_matches(|letter: char| letter.is_ascii_digit())
            .trim_end_matches(['.', '-']);
        if shorter.is_empty() || shorter.len() == name.len() {
            break;
        }
        push(found, shorter);
        name = shorter;
    }
    // `vmlinux-6.1.0-13-amd64`, `gcc-12.2-arm`: the version stands in the middle.
    if let Some(at) = name.find('-')
        && name.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit)
        && let Some(stem) = name.get(..at)
    {
        push(found, stem);
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.strip_suffix(extension)
        .is_some_and(|stem| stem.len() > 1 && stem.ends_with('.'))
}

fn last_segment(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn push(found: &mut Vec<String>, name: &str) {
    if !name.is_empty() && !found.iter().any(|known| known == name) {
        found.push(name.to_owned());
    }
}
