//! What single editors need. How they show it is tested with the editors themselves, in `tests/editors`.

use std::fs;

use serde_json::json;

use crate::harness::{Client, Workspace};

const APP: &str = "
//- /app.py
def busy(n):
    return n * 3
//- /app.folded
busy (app.py:2) 60
";

/// Helix and newer eglots say that they watch files, and then tell of few: here of none.
#[test]
fn profiles_are_watched_for_editors_that_miss_changes() {
    for editor in ["helix", "Eglot"] {
        let workspace = Workspace::of(APP);
        let mut client = Client::start(&workspace)
            .with_parameter("clientInfo", json!({"name": editor}))
            .ignoring(&["textDocument/publishDiagnostics"])
            .initialize();
        client.expect_diagnostics("app.py", |found| !found.is_empty());
        fs::remove_file(workspace.path("app.folded")).unwrap();
        client.expect_diagnostics("app.py", <[_]>::is_empty);
        workspace.write("new.folded", "busy (app.py:2) 7\n");
        client.expect_diagnostics("app.py", |found| !found.is_empty());
    }
}

#[test]
fn a_profile_that_is_moved_away_comes_back_as_it_was() {
    let workspace = Workspace::of(APP);
    let mut client = Client::start(&workspace)
        .with_parameter("clientInfo", json!({"name": "helix"}))
        .ignoring(&["textDocument/publishDiagnostics"])
        .initialize();
    for _ in 0..2 {
        client.expect_diagnostics("app.py", |found| !found.is_empty());
        fs::rename(workspace.path("app.folded"), workspace.path("away")).unwrap();
        client.expect_diagnostics("app.py", <[_]>::is_empty);
        fs::rename(workspace.path("away"), workspace.path("app.folded")).unwrap();
    }
    client.expect_diagnostics("app.py", |found| !found.is_empty());
}

/// Other clients, too, may miss that a profile goes: its own folder is watched for all of them.
#[test]
fn a_profile_that_goes_is_missed_by_no_client() {
    let workspace = Workspace::of(APP);
    let mut client = Client::start(&workspace)
        .ignoring(&["textDocument/publishDiagnostics"])
        .initialize();
    client.expect_diagnostics("app.py", |found| !found.is_empty());
    fs::rename(workspace.path("app.folded"), workspace.path("away")).unwrap();
    client.expect_diagnostics("app.py", <[_]>::is_empty);
}
