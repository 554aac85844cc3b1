//! Sources that changed since the recording, where git knows how.

use std::path::Path;

use serde_json::Value;

use crate::support::{APP, APP_FOLDED, Folder, list};
use crate::tool::output;

fn git(folder: &Path, words: &[&str]) -> String {
    let mut all = vec![
        "git",
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@example.org",
        "-c",
        "commit.gpgsign=false",
    ];
    all.extend(words);
    output(folder, &all)
}

/// A repository with the small program and its profile in one commit.
fn committed() -> Folder {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    git(folder.path(), &["init", "-q"]);
    commit(&folder);
    folder
}

fn commit(folder: &Folder) {
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "Change"]);
}

fn check(folder: &Folder) -> Value {
    folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json()
}

/// The function `busy`, whether it is stale, and its hot line.
fn busy(report: &Value) -> (bool, u64, Option<u64>) {
    let function = list(report, "functions")
        .iter()
        .find(|function| function["name"] == "busy")
        .unwrap();
    let line = list(report, "lines")
        .iter()
        .find(|line| line["self"].as_f64() > Some(0.5));
    (
        function["stale"].as_bool().unwrap(),
        function["start_line"].as_u64().unwrap(),
        line.and_then(|line| line["line"].as_u64()),
    )
}

/// Three lines more above the functions, one inside the hot one.
fn edit(folder: &Folder) {
    folder.edit("app.py", "def idle", "import os\nimport sys\n\ndef idle");
    folder.edit("app.py", "    for _ in", "    # Slow.\n    for _ in");
    folder.touch("app.py", 3600);
}

const MOVED: (bool, u64, Option<u64>) = (false, 8, Some(11));

#[test]
#[ignore = "needs git; tests/run runs it"]
fn the_recorded_revision_moves_the_lines() {
    let folder = committed();
    let revision = git(folder.path(), &["rev-parse", "HEAD"]);
    folder.write(
        "app.folded.meta.toml",
        format!("revision = {:?}\n", revision.trim()),
    );
    assert_eq!(busy(&check(&folder)), (false, 5, Some(7)));
    edit(&folder);
    assert_eq!(busy(&check(&folder)), MOVED);
    commit(&folder);
    assert_eq!(busy(&check(&folder)), MOVED);
    // A line that was rewritten is gone, and its heat with it; the function keeps its own.
    folder.edit("app.py", "n = idle(n) * 3", "n = 3 * idle(n + 1)");
    let report = check(&folder);
    assert_eq!(busy(&report), (false, 8, None));
    let function = list(&report, "functions")
        .iter()
        .find(|function| function["name"] == "busy")
        .unwrap();
    assert_eq!(function["self"], 0.75);
}

#[test]
#[ignore = "needs git; tests/run runs it"]
fn the_hash_in_the_sidecar_moves_the_lines() {
    let folder = committed();
    let hash = git(folder.path(), &["hash-object", "app.py"]);
    folder.write(
        "app.folded.meta.toml",
        format!("[sources]\n\"app.py\" = {:?}\n", hash.trim()),
    );
    edit(&folder);
    assert_eq!(busy(&check(&folder)), MOVED);
    // In a folder of the repository too.
    let folder = Folder::with(&[
        (&format!("deep/{}", APP.0), APP.1),
        ("deep/app.folded", APP_FOLDED.1),
    ]);
    git(folder.path(), &["init", "-q"]);
    commit(&folder);
    folder.write(
        "deep/app.folded.meta.toml",
        format!("[sources]\n\"app.py\" = {:?}\n", hash.trim()),
    );
    folder.edit("deep/app.py", "def idle", "\n\ndef idle");
    let report = folder
        .sysgrok(["check", "deep", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(busy(&report), (false, 7, Some(9)));
}

#[test]
#[ignore = "needs git; tests/run runs it"]
fn a_revision_that_git_does_not_know_leaves_it_to_the_times() {
    let folder = committed();
    folder.write(
        "app.folded.meta.toml",
        "revision = \"0123456789012345678901234567890123456789\"\n",
    );
    assert_eq!(busy(&check(&folder)), (false, 5, Some(7)));
    edit(&folder);
    assert_eq!(busy(&check(&folder)), (true, 8, None));
    folder.write("app.folded.meta.toml", "revision = \"--output=/tmp/x\"\n");
    assert_eq!(busy(&check(&folder)), (true, 8, None));
}

/// All files of a clone are new; that the source was committed no later than the profile is what counts.
#[test]
#[ignore = "needs git; tests/run runs it"]
fn a_fresh_clone_is_not_stale() {
    let origin = committed();
    let folder = Folder::empty();
    git(
        folder.path(),
        &["clone", "-q", origin.path().to_str().unwrap(), "clone"],
    );
    for (file, seconds) in [("clone/app.folded", -60), ("clone/app.py", 60)] {
        folder.touch(file, seconds);
    }
    let report = folder
        .sysgrok(["check", "clone", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(busy(&report), (false, 5, Some(7)));
    // An edit there is one.
    folder.edit("clone/app.py", "# Not much.", "# Not\n    # much.");
    folder.touch("clone/app.py", 60);
    let report = folder
        .sysgrok(["check", "clone", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(busy(&report), (true, 6, None));
}

#[test]
#[ignore = "needs git; tests/run runs it"]
fn an_edit_that_nobody_recorded_is_stale() {
    let folder = committed();
    edit(&folder);
    assert_eq!(busy(&check(&folder)), (true, 8, None));
}

/// git would take the name for a pattern.
#[test]
#[ignore = "needs git; tests/run runs it"]
fn names_with_brackets_are_found_in_the_history() {
    let folder = Folder::with(&[("a[b]*.py", APP.1), ("app.folded", "busy (a[b]*.py:7) 3\n")]);
    git(folder.path(), &["init", "-q"]);
    commit(&folder);
    folder.touch("a[b]*.py", 3600);
    assert_eq!(busy(&check(&folder)), (false, 5, Some(7)));
}

/// What a workspace says in its git configuration must not be run.
#[cfg(unix)]
#[test]
#[ignore = "needs git; tests/run runs it"]
fn the_configuration_of_a_repository_runs_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = committed();
    let marker = folder.path().join("ran");
    let script = folder.write("evil", format!("#!/bin/sh\ntouch '{}'\n", marker.display()));
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let script = script.to_str().unwrap();
    for (key, value) in [
        ("core.fsmonitor", script),
        ("core.pager", script),
        ("pager.log", script),
        ("diff.external", script),
        ("log.showSignature", "true"),
        ("gpg.program", script),
        ("core.sshCommand", script),
        ("remote.origin.url", "ssh://example.invalid/x"),
        ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"),
        ("filter.evil.smudge", script),
        ("filter.evil.clean", script),
    ] {
        git(folder.path(), &["config", key, value]);
    }
    folder.write(".gitattributes", "*.py filter=evil\n");
    // A commit with a signature, which `log.showSignature` would check, and an object that is not there, which a
    // partial clone would fetch.
    let tree = output(folder.path(), &["git", "rev-parse", "HEAD^{tree}"]);
    let signed = format!(
        "tree {}\nauthor T <t@example.org> 1700000000 +0000\ncommitter T <t@example.org> 1700000000 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nSigned\n",
        tree.trim()
    );
    folder.write("commit.txt", signed);
    let commit = output(
        folder.path(),
        &["git", "hash-object", "-t", "commit", "-w", "commit.txt"],
    );
    output(folder.path(), &["git", "update-ref", "HEAD", commit.trim()]);
    std::fs::remove_file(&marker).ok();
    folder.touch("app.py", 3600);
    check(&folder);
    folder.write(
        "app.folded.meta.toml",
        "[sources]\n\"app.py\" = \"0123456789012345678901234567890123456789\"\n",
    );
    check(&folder);
    assert!(!marker.exists());
}
