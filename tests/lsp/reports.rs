//! `sysgrok/ask`, `sysgrok/reports` and `sysgrok/reportText`: reports for clients that show them themselves.

use std::fs;
use std::os::unix::fs::symlink;

use model_server::{Dialect, ModelServer, Reply};
use serde_json::{Value, json};

use crate::harness::{Client, Workspace, uri_of};
use crate::loaded::{FINDINGS, WORDS, find, opened};
use crate::model::{Home, place, showing_reports, told, variables};

const TABLE: &str = "src/table.c";

fn start() -> (Workspace, Home, ModelServer) {
    (
        Workspace::of(WORDS),
        Home::new(),
        ModelServer::start(Dialect::OpenAi),
    )
}

fn asking(workspace: &Workspace, home: &Home, server: &ModelServer) -> Client {
    let client = home.start(workspace, &variables(server, Dialect::OpenAi));
    opened(client.with_capabilities(showing_reports()), TABLE)
}

fn reports(client: &mut Client) -> Vec<Value> {
    let answer = client.request("sysgrok/reports", json!({}));
    answer["reports"].as_array().unwrap().clone()
}

#[test]
fn a_report_is_listed_and_read_while_it_runs_and_after() {
    let (workspace, home, server) = start();
    server
        .reply(Reply::pieces(&["It walks ", "a chain."]).hold_before(2))
        .answer("Walk less.");
    let mut client = asking(&workspace, &home, &server);
    let argument = place(&client, &find(&client, TABLE, "find(struct"));
    let asked = client.request(
        "sysgrok/ask",
        json!({"kind": "explainFunction", "argument": argument}),
    );
    client.expect_notification("sysgrok/report", |report| {
        report["id"] == asked["id"] && report["text"].as_str().unwrap().contains("It walks ")
    });
    let list = reports(&mut client);
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["uri"], asked["report"]);
    assert_eq!(list[0]["title"], "explainfunction: `find`");
    assert_eq!(list[0]["id"], asked["id"]);
    assert_eq!(list[0]["running"], true);
    let created: jiff::Timestamp = list[0]["created"].as_str().unwrap().parse().unwrap();
    assert!(jiff::Timestamp::now().duration_since(created).as_secs().abs() < 600);
    let uri = json!({"uri": asked["report"]});
    let so_far = client.request("sysgrok/reportText", uri.clone());
    assert_eq!((&so_far["running"], &so_far["id"]), (&json!(true), &asked["id"]));
    assert!(!so_far["text"].as_str().unwrap().contains("a chain."));
    server.release(1);
    let told = told(&mut client, &asked);
    let whole = client.request("sysgrok/reportText", uri);
    assert_eq!(whole["uri"], asked["report"]);
    assert_eq!(whole["title"], "explainfunction: `find`");
    assert_eq!((&whole["running"], &whole["id"]), (&json!(false), &Value::Null));
    assert_eq!(whole["model"], told.model);
    assert!(
        whole["model"]
            .as_str()
            .unwrap()
            .starts_with("test-model at 127.0.0.1:")
    );
    assert!(whole["text"].as_str().unwrap().contains("It walks a chain."));
    assert_eq!(reports(&mut client)[0]["running"], false);
    client.shutdown();
}

#[test]
fn follow_ups_are_asked_the_same_way() {
    let (workspace, home, server) = start();
    server.answer("It walks.").answer("It runs.");
    let mut client = asking(&workspace, &home, &server);
    let first = client.request(
        "sysgrok/ask",
        json!({"kind": "chat", "argument": {"text": "Why?"}}),
    );
    told(&mut client, &first);
    let argument = json!({"uri": first["report"], "text": "And then?"});
    let second = client.request("sysgrok/ask", json!({"kind": "followUp", "argument": argument}));
    assert_eq!(second["report"], first["report"]);
    assert_ne!(second["id"], first["id"]);
    let told = told(&mut client, &second);
    assert!(told.text.contains("It runs."), "{}", told.text);
    assert_eq!(reports(&mut client).len(), 1);
    client.shutdown();
}

#[test]
fn the_newest_come_first_and_no_more_than_asked_for() {
    let home = Home::new();
    let workspace = Workspace::empty();
    fs::create_dir_all(home.reports()).unwrap();
    for (name, title) in [
        ("20260101T000000Z-a.md", "# a"),
        ("20260301T000000Z-c.md", "# c"),
        ("20260201T000000Z-b.md", "# b"),
    ] {
        fs::write(home.reports().join(name), title).unwrap();
    }
    let mut client = home.start(&workspace, &[]).initialize();
    let answer = client.request("sysgrok/reports", json!({"limit": 2}));
    let titles: Vec<_> = answer["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|report| &report["title"])
        .collect();
    assert_eq!(titles, ["c", "b"]);
    assert_eq!(answer["reports"][0]["created"], "2026-03-01T00:00:00Z");
    let text = client.request("sysgrok/reportText", json!({"uri": answer["reports"][1]["uri"]}));
    assert_eq!((&text["text"], &text["model"]), (&json!("# b"), &Value::Null));
}

/// No other file of the user is handed out, by whatever name.
#[test]
fn only_reports_are_read() {
    let home = Home::new();
    let workspace = Workspace::of(WORDS);
    fs::create_dir_all(home.reports()).unwrap();
    fs::write(home.reports().join("a.md"), "# a").unwrap();
    fs::write(home.reports().join("a.json"), "{}").unwrap();
    fs::write(home.state().join("secret.md"), "# secret").unwrap();
    symlink(home.state().join("secret.md"), home.reports().join("link.md")).unwrap();
    fs::create_dir(home.reports().join("folder.md")).unwrap();
    let mut client = home.start(&workspace, &[]).initialize();
    let folder = uri_of(&home.reports());
    for uri in [
        workspace.uri("src/table.c"),
        format!("{folder}/a.json"),
        format!("{folder}/../secret.md"),
        format!("{folder}/..%2Fsecret.md"),
        format!("{folder}/link.md"),
        format!("{folder}/folder.md"),
        format!("{folder}/gone.md"),
        "untitled:a.md".to_owned(),
    ] {
        let refused = client
            .try_request("sysgrok/reportText", json!({"uri": uri}))
            .unwrap_err();
        assert_eq!(refused["code"], -32803, "{uri}");
    }
    let right = client.request("sysgrok/reportText", json!({"uri": format!("{folder}/a.md")}));
    assert_eq!(right["text"], "# a");
}

#[test]
fn what_cannot_be_asked_is_an_error_and_no_message() {
    let workspace = Workspace::empty();
    let mut client = Client::start(&workspace).ignoring(&[FINDINGS]).initialize();
    for (params, code, why) in [
        (json!({"kind": "chat"}), -32803, "ask something"),
        (json!({"kind": "chat", "argument": {}}), -32803, "ask something"),
        (
            json!({"kind": "explainFunction", "argument": {}}),
            -32803,
            "name a function",
        ),
        (
            json!({"kind": "chat", "argument": {"nonsense": 1}}),
            -32602,
            "nonsense",
        ),
        (json!({"kind": "chat", "argument": "text"}), -32602, "map"),
        (json!({"kind": "toggle"}), -32602, "toggle"),
        (json!({}), -32602, "kind"),
    ] {
        let refused = client.try_request("sysgrok/ask", params.clone()).unwrap_err();
        assert_eq!(refused["code"], code, "{params} {refused}");
        assert!(refused["message"].as_str().unwrap().contains(why), "{refused}");
    }
    client.shutdown();
}

#[test]
fn an_untrusted_workspace_asks_no_model() {
    let (workspace, home, server) = start();
    let client = home.start(&workspace, &variables(&server, Dialect::OpenAi));
    let client = client
        .with_capabilities(showing_reports())
        .with_options(json!({"trusted": false}));
    let mut client = opened(client, TABLE);
    let asked = client.request(
        "sysgrok/ask",
        json!({"kind": "explainFunction", "argument": {"function": "find"}}),
    );
    let told = told(&mut client, &asked);
    assert!(
        told.text.contains("this workspace is not trusted"),
        "{}",
        told.text
    );
    assert_eq!(server.requests().len(), 0);
    let text = client.request("sysgrok/reportText", json!({"uri": asked["report"]}));
    assert_eq!(text["model"], Value::Null);
    client.shutdown();
}
