//! Answers on a terminal: drawn, stopped by Ctrl-C, and talked about.

use std::os::unix::fs::PermissionsExt;

use model_server::{Dialect, ModelServer, Reply};

use crate::answers::{asks, sent};
use crate::pty::{Screen, in_session};
use crate::support::{Folder, Sysgrok, finish};

const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";

fn chat(folder: &Folder, server: &ModelServer, arguments: &[&str]) -> Sysgrok {
    asks(folder, server, Dialect::OpenAi, arguments)
}

/// Types a line at the prompt, once it is there.
fn say(screen: &mut Screen, text: &str) {
    screen.wait_for("chat> ");
    screen.forget();
    screen.press(&format!("{text}\r"));
}

#[test]
fn a_terminal_gets_the_answer_drawn() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("# Why\n\nIt is **slow**.\n\n| a | bb |\n|---|---|\n| 1 | 2 |\n");
    let (child, screen) = in_session(&mut chat(&folder, &server, &["findfaster", "grep"]), None);
    let text = screen.end();
    finish(child, None).exits(0);
    assert!(text.contains("\u{1b}[1mslow\u{1b}[0m"), "{text:?}");
    assert!(!text.contains("**slow**") && !text.contains("|---|"), "{text:?}");
    assert!(text.contains("kept in "), "{text:?}");
}

#[test]
fn a_fault_is_told_once_on_a_terminal() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::no_credit());
    let (child, screen) = in_session(&mut chat(&folder, &server, &["findfaster", "grep"]), None);
    let text = screen.end();
    finish(child, None).exits(5);
    assert_eq!(text.matches("no credit left").count(), 1, "{text:?}");
}

#[test]
fn no_color_gets_markdown_as_it_is() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("It is **slow**.");
    let mut run = chat(&folder, &server, &["findfaster", "grep"]).env("NO_COLOR", "1");
    let (child, screen) = in_session(&mut run, None);
    let text = screen.end();
    finish(child, None).exits(0);
    assert!(text.contains("It is **slow**."), "{text:?}");
}

#[test]
fn a_chat_remembers_what_was_said() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("First answer.").answer("Second answer.");
    let (child, mut screen) = in_session(&mut chat(&folder, &server, &["chat"]), None);
    say(&mut screen, "one?");
    screen.wait_for_after("First answer.", "chat> ");
    say(&mut screen, "two?");
    screen.wait_for_after("Second answer.", "chat> ");
    screen.press("q\r");
    screen.end();
    finish(child, None).exits(0);
    let chats = server.chats();
    assert_eq!(chats.len(), 2);
    let second = chats[1].body["messages"].to_string();
    for said in ["one?", "First answer.", "two?"] {
        assert!(second.contains(said), "{second}");
    }
}

/// What stands below an answer is a paragraph of its own, also below a further one.
#[test]
fn what_is_not_borne_out_is_parted_from_the_answer() {
    let (folder, state) = (Folder::empty(), Folder::empty());
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("It searches.").answer("It is slow [E99].");
    let mut run = chat(&folder, &server, &["-c", "findfaster", "grep"]).env("XDG_STATE_HOME", state.path());
    let (child, mut screen) = in_session(&mut run, None);
    screen.wait_for_after("It searches.", "chat> ");
    say(&mut screen, "why?");
    screen.wait_for_after("E99", "chat> ");
    screen.press("q\r");
    screen.end();
    finish(child, None).exits(0);
    let kept = folder
        .sysgrok(["reports", "show"])
        .env("XDG_STATE_HOME", state.path())
        .run()
        .exits(0)
        .quiet();
    assert!(
        kept.contains("It is slow [E99 ⚠ no such evidence].\n\n**Not borne out by the evidence**\n\n- "),
        "{kept}"
    );
}

#[test]
fn c_goes_on_with_the_question_and_ctrl_d_ends() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("It counts.").answer("Bytes.").answer("Count less.");
    let arguments = ["-c", "explainfunction", "libc.so.6", "strlen"];
    let (child, mut screen) = in_session(&mut chat(&folder, &server, &arguments), None);
    screen.wait_for_after("It counts.", "chat> ");
    assert!(screen.text().contains("Evidence"), "{}", screen.text());
    say(&mut screen, "what?");
    screen.wait_for_after("Bytes.", "chat> ");
    say(&mut screen, "c");
    screen.wait_for_after("Count less.", "chat> ");
    screen.press(CTRL_D);
    screen.end();
    finish(child, None).exits(0);
    assert_eq!(server.chats().len(), 3);
}

#[test]
fn ctrl_c_stops_the_answer_and_keeps_the_part() {
    let folder = Folder::empty();
    let state = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.reply(Reply::pieces(&["Half", " of", " it"]).hold_before(3));
    let mut run = chat(&folder, &server, &["findfaster", "grep"]).env("XDG_STATE_HOME", state.path());
    let (child, mut screen) = in_session(&mut run, None);
    screen.wait_for("Half of");
    screen.press(CTRL_C);
    server.wait_for_given_up(1);
    let text = screen.end();
    finish(child, None).exits(130);
    assert!(text.contains("The answer is not whole"), "{text:?}");
    let kept = folder
        .sysgrok(["reports", "show"])
        .env("XDG_STATE_HOME", state.path())
        .run()
        .exits(0)
        .quiet();
    assert!(kept.contains("Half of") && kept.contains("not whole"), "{kept}");
}

#[test]
fn ctrl_c_before_the_first_word_ends_it_too() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.reply(Reply::hang());
    let (child, mut screen) = in_session(&mut chat(&folder, &server, &["findfaster", "grep"]), None);
    server.wait_for_open(1);
    screen.press(CTRL_C);
    server.wait_for_given_up(1);
    screen.end();
    finish(child, None).exits(130);
}

#[test]
fn in_a_chat_ctrl_c_returns_to_the_prompt() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.reply(Reply::pieces(&["Half", " of", " it"]).hold_before(3));
    server.answer("The rest.");
    let (child, mut screen) = in_session(&mut chat(&folder, &server, &["chat"]), None);
    say(&mut screen, "all?");
    screen.wait_for("Half of");
    screen.press(CTRL_C);
    server.wait_for_given_up(1);
    screen.wait_for_after("not whole", "chat> ");
    say(&mut screen, "go on");
    screen.wait_for_after("The rest.", "chat> ");
    // The model knows how far it had come.
    assert!(
        server.chats()[1].body["messages"].to_string().contains("Half of"),
        "{}",
        sent(&server)
    );
    screen.press(CTRL_C);
    screen.wait_for("Ctrl-C once more");
    screen.press(CTRL_C);
    screen.end();
    finish(child, None).exits(130);
}

#[test]
fn lines_can_be_edited_and_are_remembered() {
    let folder = Folder::empty();
    let state = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("Yes."));
    let run = |arguments: &[&str]| chat(&folder, &server, arguments).env("XDG_STATE_HOME", state.path());
    let (child, mut screen) = in_session(&mut run(&["chat"]), None);
    // Ctrl-A, and a letter at the beginning.
    say(&mut screen, "bc?\u{1}a");
    screen.wait_for_after("Yes.", "chat> ");
    screen.press("q\r");
    screen.end();
    finish(child, None).exits(0);
    assert_eq!(server.chats()[0].question().trim(), "abc?");

    let history = state.path().join("sysgrok/chat_history");
    let mode = std::fs::metadata(&history).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The arrow up brings it back in another process.
    let (child, mut screen) = in_session(&mut run(&["chat", "--no-cache"]), None);
    screen.wait_for("chat> ");
    screen.press("\u{1b}[A\r");
    screen.wait_for_after("Yes.", "chat> ");
    screen.press(CTRL_D);
    screen.end();
    finish(child, None).exits(0);
    assert_eq!(server.chats().last().unwrap().question().trim(), "abc?");
}

/// The Python tool refuses this.
#[test]
fn a_chat_reads_the_terminal_when_standard_input_is_a_file() {
    let folder = Folder::with(&[("trace.txt", "main\nparse_json\n")]);
    let server = ModelServer::start(Dialect::OpenAi);
    server.answer("Parsing.").answer("Because.");
    let trace = folder.path().join("trace.txt");
    let mut run = chat(&folder, &server, &["stacktrace", "-c"]);
    let (child, mut screen) = in_session(&mut run, Some(&trace));
    screen.wait_for_after("Parsing.", "chat> ");
    say(&mut screen, "why?");
    screen.wait_for_after("Because.", "chat> ");
    screen.press("q\r");
    screen.end();
    finish(child, None).exits(0);
}

#[test]
fn without_a_model_there_is_nobody_to_talk_with() {
    let folder = Folder::empty();
    let (child, screen) = in_session(&mut folder.sysgrok(["findfaster", "grep", "-c"]), None);
    let text = screen.end();
    finish(child, None).exits(0);
    assert!(text.contains("there is no model to talk with"), "{text:?}");
    assert!(text.contains("No model was asked"), "{text:?}");
    // No question is typed in vain.
    let (child, screen) = in_session(&mut folder.sysgrok(["chat"]), None);
    let text = screen.end();
    finish(child, None).exits(5);
    assert!(
        text.contains("there is no model to talk with") && !text.contains("chat> "),
        "{text:?}"
    );
}

#[test]
fn without_a_terminal_there_is_no_chat_and_nobody_is_asked() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::OpenAi);
    let mut run = chat(&folder, &server, &["findfaster", "grep", "-c"]);
    // A session of its own has no terminal.
    let mut session = std::process::Command::new("setsid");
    let command = run.command();
    session
        .arg("--wait")
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => session.env(name, value),
            None => session.env_remove(name),
        };
    }
    session
        .current_dir(folder.path())
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let ran = finish(session.spawn().unwrap(), None).exits(2);
    assert!(ran.stderr.contains("a chat needs a terminal"), "{}", ran.stderr);
    assert_eq!(server.connections(), 0);
}
