//! Commands: each works in a client without a plugin, and says in a sentence what cannot be done.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::harness::{Answers, Client, Workspace, few_capabilities};
use crate::loading::{APP, IDLE, client, client_with, hottest, run, wait_for, wait_for_heat};

const MESSAGE: &str = "window/showMessage";

#[track_caller]
fn loaded(fixture: &str) -> (Workspace, Client) {
    let workspace = Workspace::of(fixture);
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    (workspace, client)
}

/// Waits for a message to the user.
#[track_caller]
fn told(client: &mut Client, wanted: &Expect) {
    let message = client.expect_notification(MESSAGE, |_| true);
    let text = message["message"]
        .as_str()
        .unwrap()
        .replace(client.root().to_str().unwrap(), "ROOT");
    wanted.assert_eq(&text);
}

/// The file that the client is asked to show.
#[track_caller]
fn shown(client: &mut Client) -> (String, Value) {
    let (_, mut shown) = client.expect_request("window/showDocument", |_| true);
    (
        shown["uri"].as_str().unwrap().to_owned(),
        shown["selection"].take(),
    )
}

#[test]
fn heat_is_hidden_and_shown_again() {
    let (_workspace, mut client) = loaded(APP);
    client.expect_diagnostics("app.py", |found| !found.is_empty());
    assert_eq!(run(&mut client, "toggle", Value::Null), json!({"shown": false}));
    client.expect_diagnostics("app.py", <[Value]>::is_empty);
    assert_eq!(hottest(&mut client), "");
    assert_eq!(run(&mut client, "toggle", Value::Null), json!({"shown": true}));
    client.expect_diagnostics("app.py", |found| !found.is_empty());
    assert_eq!(hottest(&mut client), "busy 75, idle 25");
    client.shutdown();
}

#[test]
fn hot_spots_are_visited_from_the_hottest_on() {
    let (workspace, mut client) = loaded(APP);
    let go = |client: &mut Client, command: &str, argument: Value| {
        let answer = run(client, command, argument);
        let (uri, selection) = shown(client);
        assert_eq!(uri, workspace.uri("app.py"));
        assert_eq!(selection, answer["location"]["range"]);
        format!(
            "{} {}",
            answer["name"].as_str().unwrap(),
            client.text_at("app.py", &selection)
        )
    };
    assert_eq!(
        go(&mut client, "nextHotSpot", Value::Null),
        "busy n = idle(n) * 3"
    );
    assert_eq!(go(&mut client, "nextHotSpot", Value::Null), "idle return n + 1");
    assert_eq!(
        go(&mut client, "nextHotSpot", Value::Null),
        "busy n = idle(n) * 3"
    );
    assert_eq!(
        go(&mut client, "previousHotSpot", Value::Null),
        "idle return n + 1"
    );
    // From where the cursor is, in a document that was edited.
    client.open_file("app.py");
    client.replace("app.py", "def idle", "# more\n\ndef idle");
    let offset = client.text("app.py").find("idle(n):").unwrap();
    let at = json!({"uri": client.uri("app.py"), "position": {"line": 2, "character": offset - 8}});
    assert_eq!(go(&mut client, "previousHotSpot", at), "busy n = idle(n) * 3");
    client.shutdown();
}

#[test]
fn lists_are_documents() {
    let (workspace, mut client) = loaded(APP);
    let answer = run(&mut client, "hotSpots", Value::Null);
    let (uri, _) = shown(&mut client);
    assert_eq!(answer["uri"], uri.as_str());
    let root = workspace.uri("");
    let plain = |text: &Value| text.as_str().unwrap().replace(&root, "ROOT");
    expect![[r#"
        # Hot spots

        cpu.folded: samples, 100 samples

        ## Functions

        | | self | total | |
        |-:|-:|-:|-|
        | 1 | 75.0 % | 100.0 % | [`busy`](ROOT/app.py#L4) |
        | 2 | 25.0 % | 25.0 % | [`idle`](ROOT/app.py#L1) |
        | 3 | 0.0 % | 100.0 % | `main` its file run.py is not in the workspace |

        ## Lines

        | | self | total | |
        |-:|-:|-:|-|
        | 1 | 75.0 % | 100.0 % | [`app.py:6`](ROOT/app.py#L6) |
        | 2 | 25.0 % | 25.0 % | [`app.py:2`](ROOT/app.py#L2) |
    "#]]
    .assert_eq(&plain(&answer["markdown"]));
    let path = uri.strip_prefix("file://").unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), answer["markdown"]);

    let answer = run(&mut client, "showCallers", json!("busy"));
    let (uri, _) = shown(&mut client);
    assert_eq!(answer["uri"], uri.as_str());
    expect![[r#"
        # [`busy`](ROOT/app.py#L4)

        75.0 % self, 100.0 % total of samples in cpu.folded

        ## Called by

        - 100.0 % `main`

        ## Calls

        - 25.0 % [`idle`](ROOT/app.py#L1)
    "#]]
    .assert_eq(&plain(&answer["markdown"]));
    client.shutdown();
}

#[test]
fn callers_are_those_of_the_function_under_the_cursor() {
    let (workspace, mut client) = loaded(APP);
    client.open_file("app.py");
    let at = client.at(&workspace.find("app.py", "idle(n) *"));
    let answer = run(
        &mut client,
        "showCallers",
        json!({"uri": at["textDocument"]["uri"], "position": at["position"]}),
    );
    assert!(
        answer["markdown"].as_str().unwrap().starts_with("# [`idle`]("),
        "{answer}"
    );
    shown(&mut client);
    client.shutdown();
}

#[test]
fn a_client_that_shows_no_documents_is_told() {
    let workspace = Workspace::of(APP);
    let mut client = client_with(&workspace, few_capabilities()).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    run(&mut client, "nextHotSpot", Value::Null);
    told(
        &mut client,
        &expect!["sysgrok: busy in ROOTapp.py, line 6: 75.0 %"],
    );
    let answer = run(&mut client, "hotSpots", Value::Null);
    let message = client.expect_notification(MESSAGE, |_| true);
    let path = answer["uri"].as_str().unwrap().strip_prefix("file://").unwrap();
    assert!(message["message"].as_str().unwrap().contains(path), "{message}");
    client.shutdown();
}

#[test]
fn where_there_is_a_choice_the_user_is_asked() {
    let workspace = Workspace::of(APP);
    workspace.write("old.folded", IDLE);
    workspace.folder().touch("old.folded", -100);
    let choose = |method: &str, parameters: &Value| {
        (method == "window/showMessageRequest").then(|| Some(Ok(parameters["actions"][1].clone())))?
    };
    let mut client = client(&workspace)
        .answering(Answers::By(Box::new(choose)))
        .initialize();
    wait_for(&mut client, 0, &["cpu.folded", "old.folded"], Some("cpu.folded"));
    assert_eq!(run(&mut client, "unloadProfile", Value::Null), Value::Null);
    let (_, asked) = client.expect_request("window/showMessageRequest", |_| true);
    assert_eq!(asked["actions"][1]["title"], "old.folded");
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    // Of one there is no choice.
    assert_eq!(
        run(&mut client, "unloadProfile", Value::Null),
        json!({"profile": "cpu.folded"})
    );
    wait_for(&mut client, 0, &[], None);
    client.shutdown();
}

#[test]
fn another_value_type_is_chosen_and_outlasts_reloading() {
    let workspace = Workspace::copy_of("go");
    let mut client = client(&workspace).initialize();
    let name = "recordings/cpu.pprof";
    wait_for(&mut client, 0, &[name], Some(name));
    let now = |client: &mut Client| {
        let answer = client.request("sysgrok/hotSpots", json!({}));
        answer["profiles"][0]["valueType"].as_str().unwrap().to_owned()
    };
    assert_eq!(now(&mut client), "cpu");
    run(&mut client, "selectValueType", json!("samples"));
    while now(&mut client) != "samples" {
        client.expect_notification("sysgrok/heatChanged", |_| true);
    }
    let bytes = std::fs::read(workspace.path(name)).unwrap();
    workspace.write(name, bytes);
    client.files_changed(&[(name, 2)]);
    client.expect_notification("sysgrok/heatChanged", |_| true);
    assert_eq!(now(&mut client), "samples");
    // Of two the other.
    run(&mut client, "selectValueType", Value::Null);
    while now(&mut client) != "cpu" {
        client.expect_notification("sysgrok/heatChanged", |_| true);
    }
    run(&mut client, "selectValueType", json!({"valueType": "apples"}));
    told(
        &mut client,
        &expect![
            "sysgrok: recordings/cpu.pprof has no value type apples; it has samples/count, cpu/nanoseconds"
        ],
    );
    client.shutdown();
}

/// Two files of one name, and a profile that says no more than that.
pub const TWINS: &str = "
//- /one/util.py
def busy(n):
    return n
//- /two/util.py
def busy(n):
    return n + 1
//- /cpu.folded
main;busy (/build/util.py:2) 3
";

#[test]
fn a_rule_settles_which_file_is_meant() {
    let (workspace, mut client) = loaded(TWINS);
    assert_eq!(hottest(&mut client), "");
    workspace.write(".sysgrok.toml", "# ours\ndiscover = true # yes\n");
    let rule = json!({"uri": workspace.uri("two/util.py"), "from": "/build", "to": "two", "scope": "shared"});
    run(&mut client, "writePathMap", rule);
    told(
        &mut client,
        &expect!["sysgrok: the rule is written to ROOT.sysgrok.toml"],
    );
    expect![[r##"
        # ours
        discover = true # yes

        [[path_map]]
        from = "/build"
        to = "two"
    "##]]
    .assert_eq(&workspace.text(".sysgrok.toml"));
    wait_for_heat(&mut client, "busy 100");
    client.expect_diagnostics("two/util.py", |found| !found.is_empty());

    // One's own rule is for this workspace alone. It goes behind the shared one.
    std::fs::remove_file(workspace.path(".sysgrok.toml")).unwrap();
    let answer = run(
        &mut client,
        "writePathMap",
        json!({"from": "/build/util.py", "to": "one/util.py"}),
    );
    let file = std::fs::read_to_string(answer["file"].as_str().unwrap()).unwrap();
    assert!(
        file.contains(workspace.path("one/util.py").to_str().unwrap()),
        "{file}"
    );
    client.expect_diagnostics("one/util.py", |found| !found.is_empty());
    client.ignoring(&[MESSAGE]).shutdown();
}

#[test]
fn the_user_chooses_which_file_is_meant() {
    let workspace = Workspace::of(TWINS);
    let choose = |method: &str, parameters: &Value| {
        (method == "window/showMessageRequest").then(|| Some(Ok(parameters["actions"][1].clone())))?
    };
    let mut client = client(&workspace)
        .answering(Answers::By(Box::new(choose)))
        .initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    run(&mut client, "writePathMap", Value::Null);
    let (_, asked) = client.expect_request("window/showMessageRequest", |_| true);
    assert_eq!(asked["actions"][1]["title"], "/build/util.py is two/util.py");
    client.expect_diagnostics("two/util.py", |found| !found.is_empty());
    client.ignoring(&[MESSAGE]).shutdown();
}

#[test]
fn hostile_arguments_are_refused_with_a_sentence() {
    let (workspace, mut client) = loaded(APP);
    let commands = client.offered()["executeCommandProvider"]["commands"].clone();
    let commands: Vec<&str> = commands
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(commands.len(), 24);
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let hostile = [
        json!([1]),
        json!([[]]),
        json!([true, false]),
        json!(["a", "b"]),
        json!([{"uri": 7}]),
        json!([{"uri": null, "position": {"line": -1, "character": 0}}]),
        json!([{"position": {"line": 4_294_967_296_u64, "character": 0}}]),
        json!([{"nothing": "known"}]),
        json!([{"scope": "everybody"}]),
        json!(["\0"]),
        json!(["x".repeat(1 << 20)]),
        deep,
    ];
    for command in &commands {
        for arguments in &hostile {
            let error = client
                .try_request(
                    "workspace/executeCommand",
                    json!({"command": command, "arguments": arguments}),
                )
                .unwrap_err();
            assert_eq!(error["code"], -32602, "{command} {arguments}: {error}");
            let message = error["message"].as_str().unwrap();
            assert!(message.len() < 600 && !message.contains('\0'), "{message}");
        }
    }
    // What may be meant, and yet is not there: told, and nothing breaks.
    let absent = [
        json!([{"uri": "file:///no/such/file", "position": {"line": 4_294_967_295_u32, "character": 4_294_967_295_u32}}]),
        json!([{"uri": "untitled:x", "position": {"line": 0, "character": 0}}]),
        json!([{"profile": "../../../../etc/passwd"}]),
        json!([{"valueType": "", "function": "", "from": "", "to": ""}]),
        json!([{"from": "/build", "to": "../.."}]),
        json!([{"from": "/build", "to": "/etc", "scope": "shared"}]),
        json!([{"from": "/build"}]),
        json!([""]),
        json!([null]),
    ];
    let client = &mut client.ignoring(&[MESSAGE, "window/showDocument", "window/showMessageRequest"]);
    for command in commands.iter().filter(|command| **command != "sysgrok.toggle") {
        for arguments in &absent {
            let answer = client.try_request(
                "workspace/executeCommand",
                json!({"command": command, "arguments": arguments}),
            );
            assert!(
                answer.is_ok() || answer.as_ref().unwrap_err()["code"] == -32602,
                "{command} {arguments}: {answer:?}"
            );
        }
    }
    assert!(
        !workspace.path(".sysgrok.toml").exists(),
        "no rule leads out of the workspace"
    );
    let unknown = client
        .try_request("workspace/executeCommand", json!({"command": "sysgrok.rm"}))
        .unwrap_err();
    expect!["sysgrok has no command sysgrok.rm"].assert_eq(unknown["message"].as_str().unwrap());
}

#[test]
fn what_cannot_be_done_is_told() {
    let workspace = Workspace::of("//- /a.py\nx = 1\n");
    let mut client = client(&workspace).initialize();
    for command in [
        "nextHotSpot",
        "hotSpots",
        "unloadProfile",
        "selectValueType",
        "writePathMap",
        "loadProfile",
    ] {
        assert_eq!(run(&mut client, command, Value::Null), Value::Null);
        let message = client.expect_notification(MESSAGE, |_| true);
        assert!(
            message["message"].as_str().unwrap().starts_with("sysgrok: "),
            "{message}"
        );
    }
    run(&mut client, "showCallers", json!({"function": "f"}));
    told(&mut client, &expect!["sysgrok: no profile is shown"]);
    run(&mut client, "loadProfile", json!("absent.folded"));
    told(
        &mut client,
        &expect!["sysgrok: absent.folded: cannot be opened: No such file or directory (os error 2)"],
    );
    client.shutdown();
}

#[test]
fn every_command_is_documented() {
    let workspace = Workspace::empty();
    let client = client(&workspace).initialize();
    let page = include_str!("../../editors/COMMANDS.md");
    for command in client.offered()["executeCommandProvider"]["commands"]
        .as_array()
        .unwrap()
    {
        let command = command.as_str().unwrap();
        assert!(
            page.contains(&format!("`{command}`")),
            "{command} is not in editors/COMMANDS.md"
        );
    }
}
