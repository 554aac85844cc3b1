//! What the administrator allows, and what the user wants to spend at most.

use model_server::{Dialect, ModelServer, Reply};

use crate::answers::{asks, sent};
use crate::support::{APP, APP_FOLDED, Folder, Ran};

/// Runs under an administrator's rules.
fn ruled(policy: &str, folder: &Folder, server: &ModelServer, arguments: &[&str]) -> Ran {
    let rules = Folder::with(&[("policy.toml", policy)]);
    asks(folder, server, Dialect::OpenAi, arguments)
        .env("SYSGROK_TEST_POLICY", rules.path().join("policy.toml"))
        .run()
}

fn answering() -> ModelServer {
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("So."));
    server
}

#[test]
fn only_the_servers_of_the_policy_are_asked() {
    let (folder, server) = (Folder::empty(), answering());
    let arguments = ["findfaster", "grep"];
    let policy = "endpoints = [\"https://llm.example.com\"]\n";
    let ran = ruled(policy, &folder, &server, &arguments).exits(5);
    assert!(
        ran.stderr
            .contains(&format!("{} is not asked: the policy", server.url())),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout().contains("ripgrep"), "{}", ran.stdout());
    let doctor = ruled(policy, &folder, &server, &["doctor"]).exits(5).quiet();
    assert!(
        doctor.contains("the policy of this machine does not name it"),
        "{doctor}"
    );
    assert_eq!(server.connections(), 0);

    let policy = format!("endpoints = [\"{}\"]\n", server.url());
    ruled(&policy, &folder, &server, &arguments).exits(0);
    assert_eq!(server.chats().len(), 1);
}

#[test]
fn a_policy_that_is_not_understood_forbids_to_ask() {
    let (folder, server) = (Folder::empty(), answering());
    let ran = ruled("endpoint = []\n", &folder, &server, &["findfaster", "grep"]).exits(2);
    assert!(
        ran.stderr.contains("policy.toml: no model is asked"),
        "{}",
        ran.stderr
    );
    assert_eq!(server.connections(), 0);
}

#[test]
fn what_the_policy_keeps_in_is_in_no_question() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    let arguments = ["--no-cache", "explainfunction", "app.py:7"];
    let server = answering();
    ruled("", &folder, &server, &arguments).exits(0);
    assert!(sent(&server).contains("Its source"), "{}", sent(&server));
    let server = answering();
    ruled(
        "exclude_from_prompts = [\"app.py\"]\n",
        &folder,
        &server,
        &arguments,
    )
    .exits(0);
    assert_eq!(server.chats().len(), 2);
    assert!(!sent(&server).contains("Its source"), "{}", sent(&server));
}

#[test]
fn under_a_policy_hosts_are_only_read() {
    let (folder, server) = (Folder::empty(), answering());
    let gate = ["gate", "systemctl restart nginx"];
    let asked = ruled("", &folder, &server, &gate).exits(1).quiet();
    assert!(asked.starts_with("ask: "), "{asked}");
    let never = ruled("hosts_read_only = true\n", &folder, &server, &gate)
        .exits(3)
        .quiet();
    assert!(never.starts_with("never: "), "{never}");
}

#[test]
fn tokens_of_the_day_are_counted_over_processes_and_end() {
    let folder = Folder::empty();
    let home = Folder::with(&[("sysgrok/config.toml", "[model]\ntokens_per_day = 5000\n")]);
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("So.").usage(2_000, 1_000));
    let run = |name: &str| {
        asks(&folder, &server, Dialect::OpenAi, &["findfaster", name])
            .env("XDG_CONFIG_HOME", home.path())
            .env("XDG_STATE_HOME", home.path())
            .env("XDG_CACHE_HOME", home.path())
            .run()
    };
    run("grep").exits(0);
    // What is kept from before costs nothing.
    run("grep").exits(0);
    run("sha1sum").exits(0);
    let ran = run("gzip").exits(5);
    assert!(
        ran.stderr
            .contains("the budget of 5000 tokens a day does not allow this (6000 are used)"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout().contains("gzip"), "facts are shown all the same");
    assert_eq!(server.chats().len(), 2);
}
