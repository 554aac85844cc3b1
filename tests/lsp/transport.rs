//! The protocol under the features: bytes, phases, cancelling, and clients of every kind. What cannot be provoked from
//! outside, such as a handler's panic, is tested in the server's own `lsp/transport/tests`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Answers, Client, Workspace, all_capabilities, few_capabilities};

/// A program and a profile of it, so that requests have something to do.
const HOT: &str = "
//- /app.py
def busy(n):
    for _ in range(n):
        n = n * 3
    return n
//- /app.folded
busy (app.py:3) 60
";

/// What these tests are not about.
const NOISE: &[&str] = &["textDocument/publishDiagnostics", "window/showMessage"];

fn start() -> Client {
    Client::start(&Workspace::empty()).ignoring(NOISE)
}

fn running() -> Client {
    start().initialize()
}

/// Any request that a session which works answers at once.
#[track_caller]
fn assert_alive(client: &mut Client) {
    client.barrier();
}

#[test]
fn a_session_begins_and_ends() {
    let client = running();
    assert_eq!(client.initialized["serverInfo"]["name"], "sysgrok");
    client.shutdown();
}

#[test]
fn malformed_bodies_are_answered_and_the_session_goes_on() {
    let mut client = running();
    for (bytes, code) in [
        (&b"Content-Length: 9\r\n\r\n{\"method\""[..], -32700),
        (b"Content-Length: 0\r\n\r\n", -32700),
        (b"Content-Length: 4\r\n\r\n\"\xff\xfe\"", -32700),
        (b"Content-Length: 2\r\n\r\n[]", -32600),
        (b"Content-Length: 17\r\n\r\n{\"jsonrpc\":\"2.0\"}", -32600),
    ] {
        client.raw(bytes);
        assert_eq!(
            client.expect_refusal(),
            code,
            "{}",
            String::from_utf8_lossy(bytes)
        );
        assert_alive(&mut client);
    }
}

#[test]
fn bad_headers_are_answered_and_the_next_message_is_found() {
    let mut client = running();
    for bytes in [
        "Content-Length: ten\r\n\r\n{}",
        "Content-Length: -2\r\n\r\n{}",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}",
        "printed by a wrapper\n",
        "Content-Type: application/vscode-jsonrpc; charset=utf-16\r\nContent-Length: 2\r\n\r\n{}",
    ] {
        client.raw(bytes);
        assert_eq!(client.expect_refusal(), -32700, "{bytes:?}");
        assert_alive(&mut client);
    }
}

#[test]
fn a_length_that_is_too_short_costs_its_message_only() {
    let mut client = running();
    client.raw("Content-Length: 5\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"x\"}");
    assert_eq!(client.expect_refusal(), -32700);
    client.raw("Content-Length: 22\r\n\r\n{\"method\":\"$/setTrace\"}");
    // The rest of the first, and the second one byte short.
    assert_eq!(client.expect_refusal(), -32700);
    assert_eq!(client.expect_refusal(), -32700);
    assert_alive(&mut client);
    assert_eq!(client.expect_refusal(), -32700, "the byte that was left over");
}

#[test]
fn headers_have_no_case_and_no_order() {
    let mut client = running();
    let body = r#"{"jsonrpc":"2.0","id":"raw","method":"unknown"}"#;
    for header in [
        format!("content-length: {}\r\n\r\n", body.len()),
        format!("CONTENT-LENGTH:{}\r\nX-Other: 1\r\n\r\n", body.len()),
        format!(
            "Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: {}\r\n\r\n",
            body.len()
        ),
        format!("a: b\nc: d\ne: f\ncontent-length: {}\n\n", body.len()),
    ] {
        client.raw(header.clone() + body);
        let answer = client.expect("the answer", |message| message["id"] == "raw");
        assert_eq!(answer["error"]["code"], -32601, "{header:?}");
    }
}

#[test]
fn requests_before_initialize_are_refused() {
    let mut client = start();
    for method in ["textDocument/hover", "unknown", "shutdown"] {
        assert_eq!(
            client.try_request(method, json!({})).unwrap_err()["code"],
            -32002,
            "{method}"
        );
    }
    client.notify("textDocument/didOpen", json!({}));
    client.initialize().shutdown();
}

#[test]
fn initialize_comes_once() {
    let mut client = running();
    let again = client.try_request("initialize", json!({"capabilities": {}}));
    assert_eq!(again.unwrap_err()["code"], -32600);
    assert_alive(&mut client);
}

#[test]
fn shutdown_takes_parameters_and_requests_after_it_are_refused() {
    for parameters in [json!({}), json!([]), json!({"any": 1})] {
        let mut client = running();
        assert_eq!(client.request("shutdown", parameters), Value::Null);
        for method in ["textDocument/hover", "unknown", "shutdown", "initialize"] {
            assert_eq!(
                client.try_request(method, json!({})).unwrap_err()["code"],
                -32600,
                "{method}"
            );
        }
        client.notify("exit", json!({}));
        assert_eq!(client.exit_code(), Some(0));
    }
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    for mut client in [start(), running()] {
        client.notify("exit", Value::Null);
        assert_eq!(client.exit_code(), Some(1));
    }
}

#[test]
fn the_end_of_input_ends_the_process_within_a_second() {
    for (mut client, shut_down) in [(start(), false), (running(), false), (running(), true)] {
        if shut_down {
            client.request("shutdown", Value::Null);
        }
        let start = Instant::now();
        client.process().close_input();
        assert_eq!(client.exit_code(), Some(i32::from(!shut_down)));
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "a second, and one for a busy machine"
        );
    }
}

#[test]
fn a_client_that_reads_no_more_ends_the_process() {
    let mut client = running();
    client.close_output();
    // It finds out when it writes.
    client.send_request("unknown", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_killed_parent_ends_the_process() {
    let mut parent = Command::new("sleep")
        .arg("1000")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut client = start()
        .with_parameter("processId", json!(parent.id()))
        .initialize();
    assert_alive(&mut client);
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn a_parent_that_is_not_on_this_machine_is_not_missed() {
    // Larger than any that Linux gives out, as of an editor outside of our container.
    let mut client = start().with_parameter("processId", json!(4_194_305)).initialize();
    assert_alive(&mut client);
}

/// Requests that a client must have declared, and where it does.
const DECLARED: &[(&str, &str)] = &[
    ("window/showDocument", "/window/showDocument/support"),
    ("window/workDoneProgress/create", "/window/workDoneProgress"),
    ("workspace/applyEdit", "/workspace/applyEdit"),
    ("workspace/codeLens/refresh", "/workspace/codeLens/refreshSupport"),
    ("workspace/configuration", "/workspace/configuration"),
    (
        "workspace/inlayHint/refresh",
        "/workspace/inlayHint/refreshSupport",
    ),
];

#[test]
fn clients_of_every_kind_see_heat_and_are_asked_nothing_that_they_do_not_know() {
    for capabilities in [
        json!({}),
        few_capabilities(),
        all_capabilities(),
        json!([]),
        Value::Null,
    ] {
        let workspace = Workspace::of(HOT);
        let mut client = Client::start(&workspace)
            .ignoring(NOISE)
            .with_capabilities(capabilities.clone())
            .initialize();
        client.open_file("app.py");
        client.expect_diagnostics("app.py", |found| !found.is_empty());
        let hover = client.at(&workspace.find("app.py", "busy"));
        let hover = client.request("textDocument/hover", hover);
        let text = hover["contents"]["value"].as_str();
        assert!(text.is_some_and(|text| text.contains("100.0 %")), "{hover}");
        let command = json!({"command": "sysgrok.hotSpots", "arguments": []});
        client.request("workspace/executeCommand", command);
        client.barrier();
        for (method, declared) in DECLARED {
            let asked = client.take_unread(method);
            let may_be = capabilities.pointer(declared) == Some(&json!(true));
            assert!(may_be || asked.is_empty(), "{method} to {capabilities}");
        }
        let registered = client.take_unread("client/registerCapability");
        let dynamic = capabilities.to_string().contains("\"dynamicRegistration\":true");
        assert!(
            dynamic || registered.is_empty(),
            "{registered:?} to {capabilities}"
        );
        client.shutdown();
    }
}

#[test]
fn initialize_with_next_to_nothing() {
    for parameters in [
        Value::Null,
        json!({}),
        json!({"capabilities": {}, "processId": null, "rootUri": null}),
    ] {
        let mut client = start();
        assert!(client.request("initialize", parameters)["capabilities"].is_object());
        client.notify("initialized", Value::Null);
        assert_alive(&mut client);
    }
}

#[test]
fn no_encoding_offered_means_utf_16_and_the_answer_says_what_was_chosen() {
    for (offered, chosen) in [
        (Value::Null, "utf-16"),
        (json!([]), "utf-16"),
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-7", "utf-16"]), "utf-16"),
        (json!(["utf-32"]), "utf-32"),
        (json!(["utf-8"]), "utf-8"),
    ] {
        let client = start()
            .with_capabilities(json!({"general": {"positionEncodings": offered}}))
            .initialize();
        let said = client.offered()["positionEncoding"].as_str();
        assert_eq!(said.unwrap_or("utf-16"), chosen);
    }
}

#[test]
fn a_client_that_never_answers_is_served() {
    let workspace = Workspace::of(HOT);
    let mut client = Client::start(&workspace)
        .ignoring(NOISE)
        .answering(Answers::Never)
        .initialize();
    client.open_file("app.py");
    let hover = client.at(&workspace.find("app.py", "busy"));
    for _ in 0..20 {
        client.request("textDocument/hover", hover.clone());
    }
    client.shutdown();
}

#[test]
fn a_client_that_refuses_everything_is_served() {
    let workspace = Workspace::of(HOT);
    let mut client = Client::start(&workspace)
        .ignoring(NOISE)
        .answering(Answers::Refuse)
        .initialize();
    client.open_file("app.py");
    client.barrier();
    client.shutdown();
}

#[test]
fn answers_to_nothing_are_dropped() {
    let mut client = running();
    for id in [json!(999), json!("none"), Value::Null, json!({})] {
        client.send(&json!({"jsonrpc": "2.0", "id": id, "result": 1}));
        client.send(&json!({"jsonrpc": "2.0", "id": id, "error": "broken"}));
    }
    assert_alive(&mut client);
}

#[test]
fn two_hundred_requests_and_their_cancels_are_answered_once_each() {
    let workspace = Workspace::of(HOT);
    let mut client = Client::start(&workspace).ignoring(NOISE).initialize();
    client.open_file("app.py");
    let hover = client.at(&workspace.find("app.py", "busy"));
    let ids: Vec<Value> = (0..200)
        .map(|_| client.send_request("textDocument/hover", hover.clone()))
        .collect();
    for id in &ids {
        client.cancel(id);
    }
    for id in &ids {
        if let Err(error) = client.answer_to(id) {
            assert_eq!(error["code"], -32800, "{error}");
        }
        // Long finished.
        client.cancel(id);
    }
    // A second answer would be unread at the end.
    client.barrier();
    client.shutdown();
}

#[test]
fn ids_may_be_used_again_and_be_anything() {
    let mut client = running();
    for _ in 0..2 {
        for id in [
            json!(1),
            json!("1"),
            json!(-5),
            json!(1.5),
            json!(1_u64 << 40),
            json!(""),
        ] {
            client.send_request_as(&id, "unknown", Value::Null);
            assert_eq!(client.answer_to(&id).unwrap_err()["code"], -32601);
        }
    }
}

#[test]
fn unknown_methods_are_answered_or_dropped() {
    let mut client = running();
    assert_eq!(
        client.try_request("$/unknown", json!({})).unwrap_err()["code"],
        -32601
    );
    assert_eq!(
        client
            .try_request("textDocument/hover", json!({"wrong": 1}))
            .unwrap_err()["code"],
        -32602
    );
    for method in [
        "$/setTrace",
        "$/unknown",
        "unknown",
        "textDocument/didOpen",
        "textDocument/hover",
    ] {
        client.notify(method, json!({"wrong": 1}));
    }
    assert_alive(&mut client);
}

#[test]
fn names_that_uris_must_encode_come_raw_or_encoded() {
    for name in [
        "a b.py",
        "pages/[id].py",
        "a|b.py",
        "100%.py",
        "c^{d}`e.py",
        "naïve 日本.py",
        "#1?.py",
    ] {
        let workspace = Workspace::empty();
        workspace.write(name, "def busy():\n    return 1\n");
        workspace.write("app.folded", format!("busy ({name}:2) 60\n"));
        let encoded = workspace.uri(name);
        let raw = format!("{}/{name}", workspace.uri(""));
        // A number sign or question mark must be encoded: raw, it ends the path.
        let spellings = if name.starts_with('#') {
            vec![encoded]
        } else {
            vec![encoded, raw]
        };
        for uri in spellings {
            let mut client = Client::start(&workspace).ignoring(NOISE).initialize();
            let text = workspace.text(name);
            client.notify(
                "textDocument/didOpen",
                json!({"textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": text}}),
            );
            client.expect_notification("textDocument/publishDiagnostics", |published| {
                published["uri"] == uri
                    && published["diagnostics"]
                        .as_array()
                        .is_some_and(|all| !all.is_empty())
            });
            client.shutdown();
        }
    }
}

#[test]
fn a_large_document_is_taken() {
    let mut client = running();
    let text = "x = 1\n".repeat(3 << 20);
    client.open("large.py", &text);
    assert_alive(&mut client);
}

#[test]
fn half_an_emoji_does_not_lose_a_change() {
    let workspace = Workspace::empty();
    let mut client = Client::start(&workspace).ignoring(NOISE).initialize();
    client.open("a.py", "\n");
    let uri = client.uri("a.py");
    // JavaScript sends this when an edit splits the pair.
    let body = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":2}},"contentChanges":[{{"text":"\ud83d"}}]}}}}"#
    );
    client.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    assert_alive(&mut client);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_but_the_protocol_can_get_at_the_pipes() {
    let mut client = running();
    let process = client.process().id();
    let target = |descriptor: u8| std::fs::read_link(format!("/proc/{process}/fd/{descriptor}")).unwrap();
    assert_eq!(target(0), std::path::Path::new("/dev/null"));
    assert_eq!(target(1), target(2), "what is printed by mistake goes to the log");
    client.shutdown();
}

#[test]
fn a_client_on_a_port_is_served_whoever_listens() {
    // The server connects to a client that listens, as VS Code's does.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut server = socket_server(port);
    let (stream, _) = listener.accept().unwrap();
    converse(stream);
    assert_eq!(server.wait().unwrap().code(), Some(0));
    drop(listener);

    // And listens itself where nobody does.
    let mut server = socket_server(0);
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
    let line = log.next().unwrap().unwrap();
    let address = line.split_once("listens on ").unwrap().1;
    converse(TcpStream::connect(address).unwrap());
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

fn socket_server(port: u16) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sysgrok"));
    command.args(["lsp", "--socket", &port.to_string()]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A whole session over a socket.
fn converse(mut stream: TcpStream) {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    for message in [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ] {
        let body = message.to_string();
        write!(stream, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    }
    let mut all = String::new();
    stream.read_to_string(&mut all).unwrap();
    assert!(
        all.contains("serverInfo") && all.contains(r#""id":2,"result":null"#),
        "{all}"
    );
}
