//! Answers of models in the terminal: how they stream, what a pipe gets, what is kept.

use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use model_server::{Dialect, ModelServer, Reply};
use serde_json::Value;

use crate::support::{APP, APP_FOLDED, Folder, Sysgrok, finish, keys, list};

pub const DIALECTS: [Dialect; 4] = [
    Dialect::OpenAi,
    Dialect::Azure,
    Dialect::Anthropic,
    Dialect::Ollama,
];

/// The variables that lead to a server, as the Python tool names them.
pub fn variables(server: &ModelServer, dialect: Dialect) -> Vec<(&'static str, String)> {
    let mut variables = vec![
        ("GAI_API_KEY", "k-123".to_owned()),
        ("GAI_API_BASE", server.url()),
        ("GAI_MODEL", "test-model".to_owned()),
    ];
    variables.push((
        "GAI_API_TYPE",
        match dialect {
            Dialect::OpenAi => "open_ai",
            Dialect::Azure => "azure",
            Dialect::Anthropic => "anthropic",
            Dialect::Ollama => "ollama",
        }
        .to_owned(),
    ));
    if dialect == Dialect::Azure {
        variables.push(("GAI_API_VERSION", "2024-10-21".to_owned()));
    }
    variables
}

/// A run in a folder that asks this server.
pub fn asks(folder: &Folder, server: &ModelServer, dialect: Dialect, arguments: &[&str]) -> Sysgrok {
    let mut run = folder.sysgrok(arguments);
    for (name, value) in variables(server, dialect) {
        run = run.env(name, value);
    }
    run
}

/// What every chat sent, as one text.
pub fn sent(server: &ModelServer) -> String {
    server.chats().iter().map(|chat| chat.body.to_string()).collect()
}

const TRACE: &str = "#0  memcpy ()\n#1  parse_json () at json.c:7\n#2  main () at app.c:3\n";

#[test]
fn every_command_of_the_python_tool_asks_and_answers_in_every_dialect() {
    let folder = Folder::with(&[
        ("trace.txt", TRACE),
        (
            "top.txt",
            "1 | libc.so.6 | __random | ./stdlib/random.c#295 | 2.43% | 2.79%\n",
        ),
        ("code.txt", " 12.5 |   x = y * 2;\n"),
    ]);
    for dialect in DIALECTS {
        for arguments in [
            &["explainfunction", "libc.so.6", "strlen", "--no-optimizations"][..],
            &[
                "explainprocess",
                "--no-optimizations",
                "--",
                "top",
                "-b",
                "-n",
                "1",
            ],
            &["code", "code.txt"],
            &["findfaster", "-t", "program", "grep"],
            &["stacktrace", "trace.txt"],
            &["topn", "top.txt"],
            &["chat", "Why is it slow?"],
        ] {
            let server = ModelServer::start(dialect);
            server.always(Reply::text("It is **slow** because of `x`."));
            let ran = asks(&folder, &server, dialect, arguments).run().exits(0);
            let text = ran.stdout();
            assert!(
                text.contains("\nIt is **slow** because of `x`.\n"),
                "{dialect:?} {arguments:?}: {text}"
            );
            assert!(text.starts_with("*Written by test-model at 127"), "{text}");
            assert_eq!(ran.stderr, "", "{dialect:?} {arguments:?}");
            assert_eq!(server.chats().len(), 1);
            assert!(!text.contains("k-123"));
        }
    }
}

#[test]
fn input_may_come_from_standard_input() {
    let folder = Folder::empty();
    for arguments in [&["stacktrace"][..], &["stacktrace", "-"], &["-e", "stacktrace"]] {
        let server = ModelServer::start(Dialect::OpenAi);
        server.answer("Parsing.");
        let ran = asks(&folder, &server, Dialect::OpenAi, arguments)
            .stdin(TRACE)
            .run()
            .exits(0);
        assert!(sent(&server).contains("parse_json"));
        let is_echoed = ran.stdout().starts_with(&format!("{TRACE}\n*Written by"));
        assert_eq!(is_echoed, arguments.contains(&"-e"), "{}", ran.stdout());
    }
}

#[test]
fn optimisations_are_asked_for_after_the_explanation_unless_unwanted() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("It counts.").answer("Count less.");
    let ran = asks(
        &folder,
        &server,
        Dialect::OpenAi,
        &["explainfunction", "libc.so.6", "strlen"],
    )
    .run()
    .exits(0);
    let text = ran.stdout();
    assert!(text.contains("It counts.\n\nCount less."), "{text}");
    let second = &server.chats()[1].body["messages"];
    assert!(second.to_string().contains("It counts."), "{second}");
}

/// Options of the Python tool before the command, and ours after it.
#[test]
fn options_stand_before_the_command_or_after_it() {
    let folder = Folder::empty();
    let options = [
        "-m",
        "other-model",
        "--temperature",
        "0.5",
        "--output-format",
        "a table",
    ];
    let command = ["explainprocess", "--no-optimizations"];
    for before in [true, false] {
        let server = ModelServer::start(Dialect::OpenAi);
        server.answer("A shell.");
        let mut arguments: Vec<&str> = Vec::new();
        if before {
            arguments.extend(options);
            arguments.extend(command);
        } else {
            arguments.extend(command);
            arguments.extend(options);
        }
        // After the process's name all is its own.
        arguments.extend(["bash", "-c", "sleep 1"]);
        asks(&folder, &server, Dialect::OpenAi, &arguments).run().exits(0);
        let body = &server.chats()[0].body;
        assert_eq!(body["model"], "other-model");
        assert_eq!(body["temperature"], 0.5);
        assert!(body.to_string().contains("a table"), "{body}");
        assert!(body.to_string().contains("bash -c"), "{body}");
    }
    let server = ModelServer::start(Dialect::OpenAi);
    let ran = asks(
        &folder,
        &server,
        Dialect::OpenAi,
        &["--model-or-deployment-id", "x", "check"],
    )
    .run();
    assert!(ran.exits(2).stderr.contains("a command that asks none"));
}

#[test]
fn a_talk_knows_the_profile_of_the_folder() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    for arguments in [&["chat", "go"][..], &["chat", "-p", "app.folded", "go"]] {
        let server = ModelServer::start(Dialect::OpenAi);
        server.answer("It is busy.");
        asks(&folder, &server, Dialect::OpenAi, arguments).run().exits(0);
        assert!(
            sent(&server).contains("75.0 % | 100.0 % | busy | app.py:5"),
            "{}",
            sent(&server)
        );
    }
    let ran = folder
        .sysgrok(["chat", "-p", "absent.folded", "go"])
        .run()
        .exits(1);
    assert!(ran.stderr.contains("absent.folded"), "{}", ran.stderr);
}

#[test]
fn debug_tells_what_is_sent_but_no_key() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("Parsing.");
    let ran = asks(&folder, &server, Dialect::OpenAi, &["-d", "stacktrace"])
        .stdin(TRACE)
        .run()
        .exits(0);
    for told in [
        "debug: asked: test-model at 127.0.0.1",
        "debug: parse_json",
        "debug: answered: 20 tokens sent",
    ] {
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
    assert!(!ran.stderr.contains("k-123"), "{}", ran.stderr);
}

/// Each piece is there before the next is sent.
#[test]
fn text_arrives_as_it_is_written() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.reply(
        Reply::pieces(&["First", " second", " third."])
            .hold_before(2)
            .hold_before(3),
    );
    let mut run = asks(&folder, &server, Dialect::OpenAi, &["chat", "go"]);
    let command = run.command();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut seen = String::new();
    let mut buffer = [0; 256];
    for (word, holds) in [("First", 1), (" second", 1), (" third.", 0)] {
        while !seen.contains(word) {
            let count = stdout.read(&mut buffer).unwrap();
            assert!(count > 0, "{seen}");
            seen.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        assert!(seen.ends_with(word) || holds == 0, "{seen}");
        server.release(holds);
    }
    drop(stdout);
    finish(child, None).exits(0);
}

#[test]
fn json_is_one_object() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.reply(Reply::text("It counts.").usage(120, 7));
    let arguments = [
        "explainfunction",
        "libc.so.6",
        "strlen",
        "--no-optimizations",
        "--json",
        "-e",
    ];
    let ran = asks(&folder, &server, Dialect::OpenAi, &arguments).run().exits(0);
    let answer = ran.json();
    assert_eq!(
        keys(&answer),
        [
            "answer",
            "command",
            "evidence",
            "findings",
            "from_cache",
            "input",
            "model",
            "problem",
            "report",
            "title",
            "usage",
            "warnings",
        ]
    );
    assert_eq!(answer["command"], "explainfunction");
    assert_eq!(answer["input"], "libc.so.6 strlen");
    assert!(
        answer["model"]
            .as_str()
            .unwrap()
            .starts_with("test-model at 127.0.0.1:")
    );
    assert_eq!(answer["answer"], "It counts.");
    assert_eq!(answer["problem"], Value::Null);
    assert_eq!(answer["from_cache"], false);
    assert_eq!(answer["usage"]["input"], 120);
    assert_eq!(answer["usage"]["output"], 7);
    for fact in list(&answer, "evidence") {
        assert_eq!(keys(fact), ["id", "text", "title"]);
    }
    let report = std::path::PathBuf::from(answer["report"].as_str().unwrap());
    assert!(
        report.extension().is_some_and(|end| end == "md"),
        "{}",
        report.display()
    );
}

#[test]
fn a_second_process_answers_from_the_cache_and_asks_nobody() {
    let folder = Folder::with(&[("trace.txt", TRACE)]);
    let cache = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("Parsing is slow.");
    let run = |arguments: &[&str]| {
        asks(&folder, &server, Dialect::OpenAi, arguments)
            .env("XDG_CACHE_HOME", cache.path())
            .run()
            .exits(0)
    };
    let first = run(&["stacktrace", "trace.txt", "--json"]).json();
    let asked = server.requests().len();
    let second = run(&["stacktrace", "trace.txt", "--json"]).json();
    assert_eq!(second["answer"], "Parsing is slow.");
    assert_eq!(
        (&first["from_cache"], &second["from_cache"]),
        (&Value::Bool(false), &Value::Bool(true))
    );
    assert_eq!(
        server.requests().len(),
        asked,
        "the second asked: {:?}",
        server.requests()
    );

    server.answer("Again.");
    let third = run(&["stacktrace", "trace.txt", "--json", "--no-cache"]).json();
    assert_eq!(third["answer"], "Again.");
}

#[test]
fn without_a_model_answers_come_from_facts_alone() {
    let folder = Folder::with(&[("trace.txt", TRACE)]);
    for arguments in [
        &["explainfunction", "libc.so.6", "strlen"][..],
        &["explainprocess", "ls", "-l"],
        &["stacktrace", "trace.txt"],
        &["findfaster", "grep", "-t", "program"],
    ] {
        let text = folder.sysgrok(arguments).run().exits(0).quiet();
        assert!(text.trim_end().ends_with(ask::NO_MODEL), "{arguments:?}: {text}");
    }
    // What nobody can read is no success, unless a model makes sense of it.
    for command in ["stacktrace", "topn", "code"] {
        let junk = "the quick brown fox\njumps over the lazy dog\n";
        let text = folder.sysgrok([command]).stdin(junk).run().exits(3).quiet();
        assert!(text.contains("that sysgrok can read"), "{command}: {text}");
        let server = ModelServer::start(Dialect::OpenAi);
        server.answer("A fox.");
        let ran = asks(&folder, &server, Dialect::OpenAi, &[command])
            .stdin(junk)
            .run();
        assert!(ran.exits(0).stdout().contains("A fox."));
    }
    let ran = folder.sysgrok(["explainfunction", "nosuch"]).run().exits(3);
    assert!(ran.stdout().contains("has no notes on this function"));
    let ran = folder.sysgrok(["chat", "go"]).run().exits(5);
    assert!(ran.stdout().contains("A free question needs a model"));
    // Also when there is one that is not wanted.
    let server = ModelServer::start(Dialect::OpenAi);
    let arguments = ["stacktrace", "trace.txt", "--no-model"];
    let ran = asks(&folder, &server, Dialect::OpenAi, &arguments).run().exits(0);
    assert!(ran.stdout().contains(ask::NO_MODEL));
    assert_eq!(server.requests().len(), 0);
}

/// A search of the whole machine takes minutes and finds what belongs to nothing that was asked.
#[test]
fn the_root_and_the_home_folder_are_not_searched() {
    let home = Folder::with(&[("app.folded", "main;strlen 100\n")]);
    let asks = |folder: &Path| {
        let ran = home
            .sysgrok(["explainfunction", "strlen"])
            .in_folder(folder)
            .env("HOME", home.path())
            .run()
            .exits(0);
        (ran.stdout(), ran.stderr)
    };
    for folder in [Path::new("/"), home.path()] {
        let (text, said) = asks(folder);
        assert!(!text.contains("100.0 %"), "{text}");
        assert!(
            said.contains("neither sources nor profiles are looked for") && said.contains("--profile"),
            "{said}"
        );
    }
    home.write("project/app.folded", "main;strlen 100\n");
    let (text, said) = asks(&home.path().join("project"));
    assert!(text.contains("100.0 %") && said.is_empty(), "{text}{said}");
}

/// How a function is named.
const FORMS: &str = "name it as FILE:LINE, FILE FUNCTION, LIBRARY FUNCTION, or FUNCTION alone";

#[test]
fn a_function_is_named_by_a_place_too() {
    let folder = Folder::with(&[
        (
            "app.py",
            "def idle(n):\n    return n + 1\n\n\ndef busy(n):\n    for _ in range(n):\n        n = idle(n)\n    return n\n",
        ),
        ("app.c", "int one(void)\n{\n    return 1;\n}\n\nint two;\n"),
    ]);
    for arguments in [
        &["explainfunction", "app.py:6"][..],
        // As compilers and editors write it.
        &["explainfunction", "app.py:6:9"],
        &["explainfunction", "app.py", "busy"],
    ] {
        let server = ModelServer::start(Dialect::OpenAi);
        server.always(Reply::text("It loops."));
        asks(&folder, &server, Dialect::OpenAi, arguments).run().exits(0);
        assert!(sent(&server).contains("for _ in range(n)"), "{}", sent(&server));
    }
    for (arguments, code, said) in [
        (
            &["explainfunction", "app.c:5"][..],
            1,
            "app.c:5: no function is here",
        ),
        (&["explainfunction", "app.py:0"], 2, "lines count from 1"),
        (&["explainfunction", "app.py:0:4"], 2, "lines count from 1"),
        // Where a function is missing the accepted forms are said.
        (&["explainfunction", "app.py"], 2, FORMS),
        (&["explainfunction", "absent.py"], 2, FORMS),
        (&["explainfunction", "app.py:"], 2, FORMS),
        (&["explainfunction", "app.py:x"], 2, FORMS),
        (&["explainfunction", "app.py:6:"], 2, FORMS),
        (&["explainfunction", "app.py:99999999999"], 2, FORMS),
        (&["explainfunction", "libc.so.6"], 2, FORMS),
        (&["explainfunction", "/usr/bin/env"], 2, FORMS),
        (&["explainfunction", " "], 2, FORMS),
        (
            &["explainfunction", "app.py:6", "busy"],
            2,
            "a place needs no name",
        ),
        (
            &["explainfunction", "absent.py:4"],
            1,
            "absent.py: cannot be read",
        ),
        (
            &["explainfunction", "app.py", "absent"],
            1,
            "app.py: has no function absent",
        ),
        (&["explainfunction"], 2, "Usage:"),
        (&["stacktrace", "absent.txt"], 1, "absent.txt: cannot be read"),
        (&["explainprocess"], 2, "Usage:"),
    ] {
        let ran = folder.sysgrok(arguments).run().exits(code);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout(), "");
    }
    let nothing = folder.sysgrok(["topn"]).stdin(" \n").run().exits(3);
    assert!(nothing.stderr.contains("there is no text"), "{}", nothing.stderr);
}

#[test]
fn answers_are_kept_as_reports() {
    let folder = Folder::with(&[("trace.txt", TRACE)]);
    let state = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("Parsing is slow."));
    let reports = |arguments: &[&str]| {
        folder
            .sysgrok(["reports"].iter().chain(arguments))
            .env("XDG_STATE_HOME", state.path())
            .run()
    };
    assert!(reports(&[]).exits(3).stderr.contains("no answer is kept yet"));
    for arguments in [&["stacktrace", "trace.txt"][..], &["findfaster", "grep"]] {
        asks(&folder, &server, Dialect::OpenAi, arguments)
            .env("XDG_STATE_HOME", state.path())
            .run()
            .exits(0);
    }
    let listed = reports(&["list", "--json"]).exits(0).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let text = reports(&[]).exits(0).quiet();
    assert_eq!(text.lines().count(), 2, "{text}");
    let shown = reports(&["show"]).exits(0).quiet();
    assert!(
        shown.starts_with("# ") && shown.contains("Parsing is slow."),
        "{shown}"
    );
    let file = listed[1]["file"].as_str().unwrap();
    assert!(
        reports(&["show", file])
            .exits(0)
            .quiet()
            .contains("Parsing is slow.")
    );
    assert!(reports(&["show", "9"]).exits(1).stderr.contains("lists 1 to 2"));
    // Nothing but reports is shown.
    reports(&["show", "trace.txt"]).exits(1);
}

/// What a model writes is text: it moves no cursor and sets no title.
#[test]
fn nothing_of_an_answer_but_text_reaches_the_terminal() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    let hostile = "a\u{1b}[2Jb\u{1b}]0;t\u{7}c\rd\u{9b}31me &#27;[1m\u{202e}f\n\n```\n\u{1b}[3A\n```\n";
    server.always(Reply::text(hostile));
    let piped = asks(&folder, &server, Dialect::OpenAi, &["chat", "go"])
        .run()
        .exits(0);
    let is_control = |char: char| char.is_control() && char != '\n';
    assert!(!piped.stdout().contains(is_control), "{:?}", piped.stdout());
    assert!(!piped.stdout().contains('\u{202e}'));
}

/// Of the kind that the Python tool's samples are: little text, of which much is known.
const TOP: &str = "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU
1 | libc.so.6 | __memmove_avx_unaligned_erms | memmove-vec-unaligned-erms.S#246 | 9.81% | 9.81%
2 | vmlinux | copy_user_enhanced_fast_string | arch/x86/lib/copy_user_64.S#205 | 7.13% | 7.13%
3 | libc.so.6 | _int_malloc | malloc.c#3720 | 6.40% | 7.02%
4 | libc.so.6 | __strlen_avx2 | strlen-avx2.S#65 | 5.20% | 5.20%
5 | libc.so.6 | __random | ./stdlib/random.c#295 | 2.43% | 2.79%
6 | libcrypto.so.3 | sha1_block_data_order | sha1-x86_64.s | 2.10% | 2.10%
7 | python3.11 | _PyEval_EvalFrameDefault | Python/ceval.c#1600 | 2.05% | 44.00%
8 | vmlinux | clear_page_erms | arch/x86/lib/clear_page_64.S#50 | 1.80% | 1.80%
";

#[test]
fn a_small_window_is_enough() {
    let folder = Folder::with(&[("top.txt", TOP)]);
    for window in [4096, 2048] {
        for arguments in [
            &["topn", "top.txt"][..],
            &["explainfunction", "libc.so.6", "malloc"],
            &["stacktrace", "top.txt"],
            &["findfaster", "grep"],
            &["explainprocess", "--", "sort", "-u", "big.txt"],
        ] {
            let server = ModelServer::start(Dialect::OpenAi);
            let models = serde_json::json!({"data": [{"id": "test-model", "max_model_len": window}]});
            server.json_at("/v1/models", &models);
            server.respond(move |chat| {
                let longest = chat.body["max_tokens"].as_u64().unwrap();
                let messages = chat.body["messages"].as_array().unwrap();
                let bytes: usize = messages
                    .iter()
                    .map(|one| one["content"].as_str().unwrap().len())
                    .sum();
                // English has some four bytes a token.
                if bytes as u64 / 4 + longest > window {
                    return Reply::too_long(
                        u32::try_from(window).unwrap(),
                        u32::try_from(bytes / 4).unwrap(),
                    );
                }
                Reply::text(&"It is called often. ".repeat(longest as usize / 5))
            });
            let ran = asks(&folder, &server, Dialect::OpenAi, arguments).run().exits(0);
            assert_eq!(ran.stderr, "", "{window} {arguments:?}");
        }
    }
}
