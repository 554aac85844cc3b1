//! `sysgrok/hosts`: hosts to choose from.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::FINDINGS;
use crate::model::Home;

/// Name, detail and source of each.
fn shown(answer: &Value) -> Vec<String> {
    let show = |host: &Value| {
        let detail = host["detail"].as_str().unwrap_or("-");
        format!(
            "{} {detail} {}",
            host["name"].as_str().unwrap(),
            host["from"].as_str().unwrap()
        )
    };
    answer["hosts"].as_array().unwrap().iter().map(show).collect()
}

fn start(workspace: &Workspace, home: &Home) -> Client {
    let folder = home.state();
    Client::start_with(workspace, |command| {
        command
            .env("HOME", folder.join("home"))
            .env("XDG_STATE_HOME", &folder);
    })
    .ignoring(&[FINDINGS])
}

#[test]
fn they_are_those_of_ssh_settings_and_the_audit_log() {
    let (workspace, home) = (Workspace::empty(), Home::new());
    let ssh = home.state().join("home/.ssh");
    fs::create_dir_all(ssh.join("more")).unwrap();
    fs::write(
        ssh.join("config"),
        "Include more/*\nHost web1 *.internal\n  HostName 10.0.0.7\n  User anna\n",
    )
    .unwrap();
    fs::write(ssh.join("more/lab"), "Host lab\n").unwrap();
    fs::create_dir_all(home.state().join("sysgrok")).unwrap();
    let line = |target: &str| {
        format!("{{\"time\":\"2026-03-01T03:00:00Z\",\"target\":\"{target}\",\"command\":\"x\"}}\n")
    };
    let log: String = ["old", "web1", "docker:db", "kubectl:prod/pod", "local", "-x"]
        .map(line)
        .concat();
    fs::write(home.state().join("sysgrok/audit.jsonl"), log + "no json\n").unwrap();
    let settings = json!({"hosts": {"groups": {"web": ["web1", "web2"], "all": ["web", "lab"]}}});
    let mut client = start(&workspace, &home).with_options(settings).initialize();
    let answer = client.request("sysgrok/hosts", json!({}));
    assert_eq!(
        shown(&answer),
        [
            "local - local",
            "lab - ssh",
            "web1 anna@10.0.0.7 ssh",
            "web2 - settings",
            "kubectl:prod/pod - kubectl",
            "docker:db - docker",
            "old - recent",
        ]
    );
    assert_eq!(
        answer["groups"],
        json!([{"name": "all", "hosts": ["web", "lab"]}, {"name": "web", "hosts": ["web1", "web2"]}])
    );
}

#[test]
fn without_any_there_is_this_machine() {
    let (workspace, home) = (Workspace::empty(), Home::new());
    let mut client = start(&workspace, &home).initialize();
    let answer = client.request("sysgrok/hosts", Value::Null);
    assert_eq!(
        answer,
        json!({"hosts": [{"name": "local", "detail": null, "from": "local"}], "groups": []})
    );
}

/// A repository must not decide which hosts a name means.
#[test]
fn a_workspace_names_no_hosts() {
    let (workspace, home) = (Workspace::empty(), Home::new());
    workspace.write(".sysgrok.toml", "[hosts.groups]\nweb = [\"evil\"]\n");
    let mut client = start(&workspace, &home)
        .ignoring(&[FINDINGS, "window/showMessage"])
        .initialize();
    let answer = client.request("sysgrok/hosts", json!({}));
    assert_eq!(shown(&answer), ["local - local"]);
    assert_eq!(answer["groups"], json!([]));
}
