//! A path as profilers write it, taken apart into its components.

use std::path::PathBuf;

/// Paths longer than this are no paths.
const LONGEST: usize = 4096;

/// The components of a path, without `.`, `..`, drive letters and what stands before the file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    absolute: bool,
    names: Vec<String>,
}

impl Parts {
    /// Takes a path apart. Absent for what is no path of a file, such as `<string>` or `node:fs`.
    pub fn read(path: &str) -> Option<Self> {
        let path = path.trim();
        if path.is_empty()
            || path.len() > LONGEST
            || path.contains(['\0', '\n'])
            || path.starts_with('<')
            // `[kernel.kallsyms]`, and not the `[slug]/page.tsx` of web frameworks.
            || path.starts_with('[') && (path.ends_with(']') || !path.contains(['/', '\\']))
        {
            return None;
        }
        let (path, is_url) = without_scheme(path)?;
        let decoded = if is_url {
            percent_decoded(path)
        } else {
            path.to_owned()
        };
        let is_windows = is_drive(&decoded) || decoded.contains('\\') && !decoded.contains('/');
        let path = if is_windows {
            decoded.replace('\\', "/")
        } else {
            decoded
        };
        // `\\?\C:\src`, and the `/C:/src` of a URL.
        let path = path.strip_prefix("//?/").unwrap_or(&path);
        let bare = path
            .strip_prefix('/')
            .filter(|rest| is_drive(rest))
            .unwrap_or(path);
        let without_drive = if is_drive(bare) {
            bare.get(2..).unwrap_or_default()
        } else {
            bare
        };
        // Builds in a sandbox record this for the folder that they ran in.
        let (path, absolute) = match without_drive.strip_prefix("/proc/self/cwd/") {
            Some(rest) => (rest, false),
            None => (without_drive, without_drive.starts_with('/')),
        };
        let mut names: Vec<String> = Vec::new();
        for name in path.split('/') {
            match name {
                "" | "." => {}
                ".." => {
                    names.pop();
                }
                name => names.push(name.to_owned()),
            }
        }
        (!names.is_empty()).then_some(Parts { absolute, names })
    }

    pub fn is_absolute(&self) -> bool {
        self.absolute
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn to_path(&self) -> PathBuf {
        let start = if self.absolute {
            PathBuf::from("/")
        } else {
            PathBuf::new()
        };
        self.names.iter().fold(start, |path, name| path.join(name))
    }

    /// What follows after the components of `prefix`.
    pub fn strip_prefix(&self, prefix: &Parts) -> Option<&[String]> {
        if self.absolute != prefix.absolute {
            return None;
        }
        self.names.strip_prefix(prefix.names.as_slice())
    }
}

fn is_drive(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && bytes.next() == Some(b':')
        && bytes.next().is_none_or(|next| matches!(next, b'/' | b'\\'))
}

/// The path of a URL, and whether it was one. Absent for schemes that have no files.
fn without_scheme(path: &str) -> Option<(&str, bool)> {
    for inner in [
        "node:",
        "native ",
        "wasm:",
        "data:",
        "blob:",
        "about:",
        "chrome:",
        "chrome-extension:",
        "jar:",
    ] {
        if path.starts_with(inner) {
            return None;
        }
    }
    let Some((scheme, rest)) = path.split_once("://") else {
        return Some((path, false));
    };
    if !scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    {
        return Some((path, false));
    }
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    if scheme == "file" || scheme.starts_with("webpack") {
        return Some((rest.strip_prefix("localhost").unwrap_or(rest), true));
    }
    // What a web server serves lies under some folder that the host does not tell.
    let (_, path) = rest.split_once('/')?;
    Some((path, true))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code
            .filter(|_| first == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
