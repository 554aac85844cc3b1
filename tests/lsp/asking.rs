//! Commands that answer into reports: streamed, stopped, gone on with; with a model, a failing one, and none.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use model_server::{Dialect, ModelServer, Reply};
use serde_json::{Value, json};

use crate::harness::{Client, Workspace, uri_of};
use crate::loaded::{WORDS, find, opened};
use crate::loading::run;
use crate::model::{DIALECTS, Home, place, showing_reports, told, variables, wait_until};

const TABLE: &str = "src/table.c";
const MESSAGE: &str = "window/showMessage";
const SHOW: &str = "window/showDocument";

/// A client that shows reports itself.
fn told_of_reports(workspace: &Workspace, home: &Home, server: &ModelServer) -> Client {
    let client = home.start(workspace, &variables(server, Dialect::OpenAi));
    opened(client.with_capabilities(showing_reports()), TABLE)
}

fn start() -> (Workspace, Home, ModelServer) {
    (
        Workspace::of(WORDS),
        Home::new(),
        ModelServer::start(Dialect::OpenAi),
    )
}

fn path_of(begun: &Value) -> PathBuf {
    PathBuf::from(begun["report"].as_str().unwrap().strip_prefix("file://").unwrap())
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn an_answer_is_told_piece_by_piece_in_every_dialect() {
    for dialect in DIALECTS {
        let (workspace, home, server) = (Workspace::of(WORDS), Home::new(), ModelServer::start(dialect));
        server
            .reply(Reply::pieces(&["It walks ", "a chain."]).hold_before(2))
            .answer("Walk less.");
        let client = home.start(&workspace, &variables(&server, dialect));
        let mut client = opened(client.with_capabilities(showing_reports()), TABLE);
        let argument = place(&client, &find(&client, TABLE, "find(struct"));
        let begun = run(&mut client, "explainFunction", argument);
        client.expect_notification("sysgrok/report", |report| {
            assert!(!report["text"].as_str().unwrap().contains("a chain."));
            report["text"].as_str().unwrap().contains("It walks ")
        });
        server.release(1);
        let report = told(&mut client, &begun);
        assert_eq!(
            report.model.as_str().unwrap().split(" at ").next(),
            Some("test-model")
        );
        let whole = read(&path_of(&begun));
        assert!(
            whole.starts_with("# explainfunction: `find`\n\n*Written by test-model at "),
            "{whole}"
        );
        assert!(whole.contains("\n\nIt walks a chain.\n\nWalk less.\n"), "{whole}");
        assert!(
            whole.contains("**Evidence**") && whole.contains("Its source, with the heat of each line"),
            "{whole}"
        );
        let after = |text: &str| text.split("a chain.").nth(1).map(str::to_owned);
        assert_eq!(after(&whole), after(&report.text));
        client.shutdown();
    }
}

#[test]
fn any_other_client_is_shown_a_file_that_grows() {
    let (workspace, home, server) = start();
    server.always(
        Reply::pieces(&["It walks ", "a chain."])
            .hold_before(1)
            .hold_before(2),
    );
    let mut client = home.asks(&workspace, TABLE, &server);
    let argument = place(&client, &find(&client, TABLE, "find(struct"));
    let begun = run(&mut client, "optimise", argument);
    let (_, shown) = client.expect_request(SHOW, |_| true);
    assert_eq!(shown["uri"], begun["report"]);
    let path = path_of(&begun);
    assert!(path.starts_with(home.reports()) && read(&path).starts_with("# optimise: `find`\n"));
    let progress = |kind: &'static str| {
        let id = begun["id"].clone();
        move |progress: &Value| progress["token"] == id && progress["value"]["kind"] == kind
    };
    let begin = client.expect_notification("$/progress", progress("begin"));
    assert_eq!(begin["value"]["cancellable"], true);
    assert_eq!(begin["value"]["title"], "sysgrok optimise: `find`");
    let said = client.expect_notification("$/progress", |report| {
        report["value"]["message"]
            .as_str()
            .is_some_and(|message| message.starts_with("asking "))
    });
    assert!(
        said["value"]["message"]
            .as_str()
            .unwrap()
            .starts_with("asking test-model at 127.0.0.1")
    );
    server.release(1);
    let so_far = wait_until(&mut client, || {
        Some(read(&path)).filter(|text| text.contains("It walks "))
    });
    assert!(!so_far.contains("a chain."));
    server.release(1);
    client.expect_notification("$/progress", progress("end"));
    let whole = read(&path);
    assert!(whole.contains("It walks a chain."), "{whole}");
    assert!(whole.ends_with("\n\n## You\n\n"), "{whole}");
    client.shutdown();
}

#[test]
fn an_answer_is_stopped_by_its_progress_or_by_a_command() {
    let (workspace, home, server) = start();
    server.always(Reply::pieces(&["It walks ", "a chain."]).hanging_before(2));
    let mut client = told_of_reports(&workspace, &home, &server);
    for by_command in [false, true] {
        let begun = run(&mut client, "chat", json!({"text": format!("Why? {by_command}")}));
        client.expect_notification("sysgrok/report", |report| {
            report["text"].as_str().unwrap().contains("It walks ")
        });
        if by_command {
            let stopped = run(&mut client, "cancel", json!({"report": begun["report"]}));
            assert_eq!(stopped, json!({"cancelled": 1}));
        } else {
            client.notify("window/workDoneProgress/cancel", json!({"token": begun["id"]}));
        }
        let report = told(&mut client, &begun);
        assert!(report.text.contains("**Stopped.**"), "{}", report.text);
        assert!(read(&path_of(&begun)).contains("It walks \n\n**Stopped.**"));
    }
    server.wait_for_given_up(2);
    assert_eq!(run(&mut client, "cancel", Value::Null), json!({"cancelled": 0}));
    client.shutdown();
}

#[test]
fn what_runs_ends_with_the_server() {
    let (workspace, home, server) = start();
    server.always(Reply::hang());
    let mut client = told_of_reports(&workspace, &home, &server);
    run(&mut client, "chat", json!({"text": "Why?"}));
    server.wait_for_chats(1);
    client.ignoring(&["sysgrok/report"]).shutdown();
    server.wait_for_given_up(1);
}

#[test]
fn a_report_is_gone_on_with() {
    let (workspace, home, server) = start();
    server.answer("It walks.").answer("Since it is long.");
    let mut client = told_of_reports(&workspace, &home, &server);
    let begun = run(&mut client, "chat", json!({"text": "What does it do?"}));
    told(&mut client, &begun);
    client.shutdown();

    // By another server, also.
    let mut client = told_of_reports(&workspace, &home, &server);
    let argument = json!({"report": begun["report"], "text": "Why does it walk?"});
    let more = run(&mut client, "followUp", argument);
    assert_eq!(more["report"], begun["report"]);
    let report = told(&mut client, &more);
    let end = "\n\n## You\n\nWhy does it walk?\n\n## Answer\n\nSince it is long.\n";
    assert!(report.text.contains(end), "{}", report.text);
    assert_eq!(read(&path_of(&begun)), report.text);
    let messages = server.chats()[1].body["messages"].to_string();
    for said in ["What does it do?", "It walks.", "Why does it walk?"] {
        assert!(messages.contains(said), "{said} in {messages}");
    }
    client.shutdown();
}

#[test]
fn what_is_being_written_is_not_gone_on_with() {
    let (workspace, home, server) = start();
    server.always(Reply::pieces(&["It walks ", "a chain."]).hanging_before(2));
    let mut client = told_of_reports(&workspace, &home, &server);
    let begun = run(&mut client, "chat", json!({"text": "Why?"}));
    server.wait_for_chats(1);
    let argument = json!({"report": begun["report"], "text": "And?"});
    assert_eq!(run(&mut client, "followUp", argument), Value::Null);
    let message = client.expect_notification(MESSAGE, |_| true);
    assert!(
        message["message"]
            .as_str()
            .unwrap()
            .contains("still being written"),
        "{message}"
    );
    run(&mut client, "cancel", Value::Null);
    told(&mut client, &begun);
    client.shutdown();
}

#[test]
fn a_talk_knows_the_profile_that_is_shown() {
    let (workspace, home, server) = start();
    server.always(Reply::text("So."));
    let mut client = told_of_reports(&workspace, &home, &server);
    let begun = run(&mut client, "chat", json!({"text": "What is slow?"}));
    told(&mut client, &begun);
    let asked = server.chats();
    let question = asked[0].question();
    assert!(
        question.contains("Hottest functions of the profile words.folded")
            && question.contains("35.0 % | 95.0 % | find | src/table.c:"),
        "{question}"
    );
    client.shutdown();
}

/// Whoever names a file to the client must not have it sent to a model.
#[test]
fn files_outside_the_workspace_are_not_read() {
    let (workspace, home, server) = start();
    server.always(Reply::text("So."));
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(secret.path(), "1 | a | b | c | 2.43% | 2.79%\n").unwrap();
    std::os::unix::fs::symlink(secret.path(), workspace.path("link.txt")).unwrap();
    let mut client = told_of_reports(&workspace, &home, &server);
    for uri in [uri_of(secret.path()), client.uri("link.txt")] {
        for command in ["topN", "stackTrace", "code"] {
            assert_eq!(run(&mut client, command, json!({"uri": uri})), Value::Null);
            let message = client.expect_notification(MESSAGE, |_| true);
            assert!(
                message["message"]
                    .as_str()
                    .unwrap()
                    .contains("in no folder that is open"),
                "{message}"
            );
        }
    }
    assert_eq!(server.requests().len(), 0);
    for nothing in ["", " "] {
        assert_eq!(
            run(&mut client, "findFaster", json!({"name": nothing})),
            Value::Null
        );
        let message = client.expect_notification(MESSAGE, |_| true);
        assert!(
            message["message"]
                .as_str()
                .unwrap()
                .contains("name a program or library"),
            "{message}"
        );
    }
    client.shutdown();
}

#[test]
fn what_is_typed_under_the_last_heading_is_sent() {
    let (workspace, home, server) = start();
    server.answer("It walks.").answer("Since it is long.");
    let mut client = home.asks(&workspace, TABLE, &server);
    let begun = run(&mut client, "chat", json!({"text": "What does it do?"}));
    client.expect_request(SHOW, |_| true);
    let path = path_of(&begun);
    // What a follow-up needs is written last.
    wait_until(&mut client, || {
        path.with_extension("workspace").exists().then_some(())
    });
    let name = path.to_str().unwrap();
    client.open_file(name);
    let action = |client: &mut Client| {
        let parameters = json!({
            "textDocument": {"uri": begun["report"]},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
            "context": {"diagnostics": []},
        });
        let actions = client.request("textDocument/codeAction", parameters);
        actions[0].clone()
    };
    assert_eq!(action(&mut client), Value::Null, "nothing is typed yet");
    let end = client.text(name).len();
    client.change(name, end..end, "Why does it walk?\n");
    let send = action(&mut client);
    assert_eq!(send["title"], "Send follow-up");
    client.request("workspace/executeCommand", send["command"].clone());
    let message = client.expect_notification(MESSAGE, |_| true);
    assert!(
        message["message"].as_str().unwrap().contains("save it"),
        "{message}"
    );
    client.save(name);
    client.request("workspace/executeCommand", send["command"].clone());
    client.expect_request(SHOW, |_| true);
    let end = "## You\n\nWhy does it walk?\n\n\n## Answer\n\nSince it is long.\n";
    let whole = wait_until(&mut client, || {
        Some(read(&path)).filter(|text| text.contains("is long."))
    });
    assert!(whole.contains(end), "{whole}");
    wait_until(&mut client, || {
        read(&path).ends_with("\n\n## You\n\n").then_some(())
    });
    client.shutdown();
}

#[test]
fn reports_are_listed_with_links() {
    let (workspace, home, server) = start();
    server.always(Reply::text("So."));
    let mut client = told_of_reports(&workspace, &home, &server);
    assert_eq!(run(&mut client, "reports", Value::Null), Value::Null);
    client.expect_notification(MESSAGE, |_| true);
    let begun = run(&mut client, "chat", json!({"text": "Why?"}));
    told(&mut client, &begun);
    let listed = run(&mut client, "reports", Value::Null);
    client.expect_request(SHOW, |_| true);
    let link = format!(" [chat: Why?]({})\n", begun["report"].as_str().unwrap());
    assert!(listed["markdown"].as_str().unwrap().ends_with(&link), "{listed}");
    client.shutdown();
}

/// Folders open to their owner alone, and files in them.
#[test]
fn what_is_kept_is_for_the_user_alone() {
    let (workspace, home, server) = start();
    server.always(Reply::text("So."));
    let mut client = told_of_reports(&workspace, &home, &server);
    let begun = run(&mut client, "chat", json!({"text": "Why?"}));
    told(&mut client, &begun);
    run(&mut client, "reports", Value::Null);
    client.expect_request(SHOW, |_| true);
    run(&mut client, "hotSpots", Value::Null);
    client.expect_request(SHOW, |_| true);
    client.shutdown();
    let mut folders = vec![home.state(), home.cache()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let about = path.metadata().unwrap();
            assert_eq!(about.permissions().mode() & 0o077, 0, "{}", path.display());
            if about.is_dir() {
                folders.push(path);
            } else {
                files += 1;
            }
        }
    }
    // Report, conversation, workspace, two lists, usage and its lock, answer and window at the least.
    assert!(files >= 9, "{files}");
}

#[test]
fn every_command_asks_about_its_subject() {
    let workspace = Workspace::of(&format!(
        "{WORDS}//- /Cargo.toml\n[dependencies]\nserde_json = \"1\"\n//- /notes.md\nIt said:\n\nmain\nparse_json\nmemcpy\n"
    ));
    let (home, server) = (Home::new(), ModelServer::start(Dialect::OpenAi));
    server.always(Reply::text("So."));
    let mut client = told_of_reports(&workspace, &home, &server);
    client.open_file("Cargo.toml");
    client.open_file("notes.md");
    workspace.write(
        "top.txt",
        "1 | libc.so.6 | __random | ./stdlib/random.c#295 | 2.43% | 2.79%\n",
    );
    let selected = json!({"start": {"line": 2, "character": 0}, "end": {"line": 5, "character": 0}});
    let mark = workspace.find("Cargo.toml", "serde_json");
    let cases = [
        (
            "explainFunction",
            json!("qsort"),
            "explainfunction: `qsort`",
            "`qsort`",
        ),
        (
            "explainFunction",
            json!({"function": "inflate", "library": "libz.so.1"}),
            "explainfunction: `inflate`",
            "`inflate` in `libz.so.1`",
        ),
        (
            "explainProcess",
            json!("top -b -n 1"),
            "explainprocess: `top -b -n 1`",
            "top -b -n 1",
        ),
        (
            "explainProcess",
            json!({"command": ["grep", "a b"]}),
            "explainprocess: `grep a b`",
            "grep",
        ),
        (
            "findFaster",
            place(&client, &mark),
            "findfaster: `serde_json`",
            "serde_json",
        ),
        (
            "findFaster",
            json!({"name": "grep", "softwareType": "program"}),
            "findfaster: `grep`",
            "program",
        ),
        (
            "stackTrace",
            json!({"uri": client.uri("notes.md"), "range": selected}),
            "stacktrace: 3 lines",
            "parse_json",
        ),
        (
            "stackTrace",
            json!({"uri": client.uri("notes.md")}),
            "stacktrace: `notes.md`",
            "It said:",
        ),
        (
            "topN",
            json!({"uri": uri_of(&workspace.path("top.txt"))}),
            "topn: `top.txt`",
            "__random",
        ),
        (
            "code",
            json!({"text": " 12.5 |   x = y * 2;\n"}),
            "code: 1 line",
            "x = y * 2",
        ),
        (
            "chat",
            json!({"text": "Why?", "function": "step"}),
            "chat: Why?",
            "t->at->next",
        ),
    ];
    for (number, (command, argument, title, sent)) in cases.into_iter().enumerate() {
        let begun = run(&mut client, command, argument);
        let report = told(&mut client, &begun);
        assert!(
            report.text.starts_with(&format!("# {title}\n")),
            "{title}: {}",
            report.text
        );
        assert!(report.text.contains("So."), "{title}: {}", report.text);
        let asked = server.chats().iter().any(|chat| chat.question().contains(sent));
        assert!(asked, "{number} {title}: {sent}");
    }
    client.shutdown();
}

#[test]
fn the_recorded_program_is_explained_where_none_is_named() {
    for (command, program) in [
        (
            "/usr/bin/grep -c word big.txt",
            Some("/usr/bin/grep -c word big.txt"),
        ),
        (
            "perf record -F 250 --call-graph dwarf build/wordex 80000 && perf script",
            Some("build/wordex 80000"),
        ),
        ("perf record -a -g -- sleep 10", None),
    ] {
        let (workspace, home) = (Workspace::of(WORDS), Home::new());
        workspace.write("words.folded.meta.toml", format!("command = \"{command}\"\n"));
        let mut client = opened(
            home.start(&workspace, &[]).with_capabilities(showing_reports()),
            TABLE,
        );
        let begun = run(&mut client, "explainProcess", Value::Null);
        if let Some(program) = program {
            let report = told(&mut client, &begun);
            let title = format!("# explainprocess: `{program}`\n");
            assert!(report.text.starts_with(&title), "{}", report.text);
        } else {
            let message = client.expect_notification(MESSAGE, |_| true);
            assert!(
                message["message"].as_str().unwrap().contains("name a program"),
                "{message}"
            );
        }
        client.shutdown();
    }
}

#[test]
fn without_a_model_reports_hold_what_is_known() {
    let (workspace, home) = (Workspace::of(WORDS), Home::new());
    let mut client = opened(
        home.start(&workspace, &[]).with_capabilities(showing_reports()),
        TABLE,
    );
    let argument = place(&client, &find(&client, TABLE, "find(struct"));
    let begun = run(&mut client, "explainFunction", argument);
    let report = told(&mut client, &begun);
    assert_eq!(report.model, Value::Null);
    for text in [
        "**35.0 % self, 95.0 % total**",
        "Finds a word",
        "*No model was asked.",
    ] {
        assert!(report.text.contains(text), "{text}:\n{}", report.text);
    }
    // Nobody can be asked further.
    let argument = json!({"report": begun["report"], "text": "Why?"});
    assert_eq!(run(&mut client, "followUp", argument), Value::Null);
    let message = client.expect_notification(MESSAGE, |_| true);
    assert!(
        message["message"].as_str().unwrap().contains("no model answered"),
        "{message}"
    );
    client.shutdown();
}

#[test]
fn what_goes_wrong_is_one_sentence_in_the_report() {
    let (workspace, home, server) = start();
    let mut client = told_of_reports(&workspace, &home, &server);
    let cases = [
        (
            Reply::no_credit(),
            "**The model did not answer:** the account at",
            false,
        ),
        (
            Reply::page(200, "Login"),
            "**The model did not answer:** instead of a model, a web page",
            false,
        ),
        (
            Reply::pieces(&["It walks ", "a chain."]).cut_before(2),
            "**The answer is not whole:**",
            true,
        ),
        (
            Reply::text("It walks a chain.").finish("length"),
            "**The answer is not whole:**",
            true,
        ),
    ];
    for (number, (reply, said, is_partial)) in cases.into_iter().enumerate() {
        server.reply(reply);
        let begun = run(&mut client, "chat", json!({"text": format!("Question {number}")}));
        let report = told(&mut client, &begun);
        assert!(report.text.contains(said), "{said}:\n{}", report.text);
        assert_eq!(report.text.contains("It walks "), is_partial, "{}", report.text);
    }
    client.shutdown();
}

#[test]
fn a_report_that_cannot_be_written_is_told() {
    let (workspace, home, server) = start();
    fs::create_dir_all(home.reports().parent().unwrap()).unwrap();
    fs::write(home.reports(), "a file").unwrap();
    let mut client = home.asks(&workspace, TABLE, &server);
    assert_eq!(run(&mut client, "chat", json!({"text": "Why?"})), Value::Null);
    let message = client.expect_notification(MESSAGE, |_| true);
    assert!(
        message["message"]
            .as_str()
            .unwrap()
            .contains("no report can be written"),
        "{message}"
    );
    assert!(server.requests().is_empty());
    client.shutdown();
}
