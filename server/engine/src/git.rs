//! What git knows of a source file. Nothing here runs a hook, a filter or a pager of the repository.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The name that git gives this content: `git hash-object`.
pub(crate) fn blob_hash(content: &[u8]) -> String {
    use sha1::Digest;
    let mut hasher = sha1::Sha1::new();
    hasher.update(format!("blob {}\0", content.len()).as_bytes());
    hasher.update(content);
    hasher.finalize().iter().fold(String::new(), |mut hash, byte| {
        // Writing to a string does not fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

/// The content behind `HASH` or `REVISION:./path`; absent when this is no repository, or it has no such
/// object.
pub(crate) fn content(root: &Path, object: &str) -> Option<Vec<u8>> {
    // What begins with a dash would be an option.
    if object.starts_with('-') {
        return None;
    }
    run(root, &["cat-file", "blob", object])
}

/// When the file was last changed by a commit, in seconds since 1970; absent when it is not tracked or
/// differs from the commit.
pub(crate) fn committed(root: &Path, file: &Path) -> Option<i64> {
    let file = file.to_str()?;
    let recorded = run(
        root,
        &["rev-parse", "--verify", "--quiet", &format!("HEAD:./{file}")],
    )?;
    let recorded = String::from_utf8(recorded).ok()?;
    let now = std::fs::read(root.join(file)).ok()?;
    if recorded.trim() != blob_hash(&now) {
        return None;
    }
    let time = run(
        root,
        &["log", "-1", "--no-show-signature", "--format=%ct", "--", file],
    )?;
    String::from_utf8(time).ok()?.trim().parse().ok()
}

fn run(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("git")
        .args([
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.pager=cat",
            "--no-optional-locks",
            "--literal-pathspecs",
            "-C",
        ])
        .arg(root)
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        // An object that a partial clone does not have would be fetched, by the program that the repository names.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::blob_hash;

    /// `printf 'hello\n' | git hash-object --stdin`
    #[test]
    fn the_hash_is_gits() {
        assert_eq!(blob_hash(b"hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
    }
}
