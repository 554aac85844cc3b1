//! The choice of what runs on a host, on a terminal; and Ctrl-C there.

use model_server::{Dialect, ModelServer};

use crate::hosts::{Case, proposed, proposes, wants_commands};
use crate::pty::{Screen, in_session};
use crate::support::{Sysgrok, finish};

const CHOICE: &str = "q quits: ";

/// Types an answer to the question what runs, once it is there.
fn choose(screen: &mut Screen, answer: &str) {
    screen.wait_for(CHOICE);
    screen.forget();
    screen.press(&format!("{answer}\r"));
}

/// Runs on a terminal; gives what was seen after the last answer.
fn chosen(run: &mut Sysgrok, answers: &[&str], code: i32) -> String {
    let (child, mut screen) = in_session(run, None);
    for answer in answers {
        choose(&mut screen, answer);
    }
    let text = screen.end();
    finish(child, None).exits(code);
    text
}

#[test]
fn what_is_ticked_runs() {
    let case = Case::new();
    let mark = case.mark();
    let server = proposes(&[
        &["uptime"],
        &["touch", mark.to_str().unwrap()],
        &["reboot", "--help"],
        &["head", "-n", "1", "/proc/loadavg"],
    ]);
    // What never runs cannot be ticked.
    let text = chosen(&mut case.run(&server, &["debughost", "-e"]), &["3", "2 4", ""], 0);
    assert!(mark.exists());
    let expected = [format!("'touch' '{}'", mark.display()), "'uptime'".to_owned()];
    assert_eq!(case.ran(), expected.map(|command| (command, "tick".to_owned())));
    assert!(text.contains("it is idle"), "{text}");
    assert!(text.contains("kept in "), "{text}");
    let tiers: Vec<String> = (case.audit().iter())
        .filter(|entry| entry["allowed"] == "tick")
        .map(|entry| entry["tier"].to_string())
        .collect();
    assert!(tiers.contains(&"\"ask\"".to_owned()), "{tiers:?}");
}

#[test]
fn what_a_round_printed_is_shown_once_and_before_the_next_plan() {
    let case = Case::new();
    let server = ModelServer::start(Dialect::OpenAi);
    let mut rounds = vec![proposed(&[&["uptime"]]), proposed(&[&["echo", "one-round"]])];
    server.respond(move |_| rounds.pop().unwrap_or_else(|| proposed(&[])));
    let (child, mut screen) = in_session(&mut case.run(&server, &["debughost"]), None);
    choose(&mut screen, "");
    screen.wait_for(CHOICE);
    let text = screen.text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(at("one-round") < at("Plan for local"), "{text}");
    choose(&mut screen, "q");
    let text = screen.end();
    finish(child, None).exits(0);
    assert_eq!(
        text.matches("one-round").count(),
        1,
        "only what ran names it: {text}"
    );
    assert_eq!(case.report().matches("\none-round\n").count(), 1);
}

#[test]
fn an_edited_plan_is_judged_anew() {
    let case = Case::new();
    let server = proposes(&[&["uptime"], &["reboot", "--help"]]);
    let list = "- [x] `head -n 1 /proc/loadavg`\\n- [x] `reboot --help` (read)\\n- [x] `sh -c id` (read)\\n";
    let editor = format!("f() {{ printf '%b' '{list}' >\"$1\"; }}; f");
    let mut run = case.run(&server, &["debughost"]).env("VISUAL", editor);
    chosen(&mut run, &["e", ""], 0);
    assert_eq!(
        case.ran(),
        [("'head' '-n' '1' '/proc/loadavg'".to_owned(), "tick".to_owned())]
    );
}

#[test]
fn an_editor_that_fails_leaves_the_plan() {
    let case = Case::new();
    let server = proposes(&[&["uptime"]]);
    let mut run = case.run(&server, &["debughost"]).env("VISUAL", "false");
    chosen(&mut run, &["e", ""], 0);
    assert_eq!(case.ran(), [("'uptime'".to_owned(), "tick".to_owned())]);
}

#[test]
fn suggesting_and_quitting_run_nothing() {
    for answer in ["s", "q"] {
        let case = Case::new();
        let server = proposes(&[&["uptime"]]);
        let text = chosen(&mut case.run(&server, &["debughost"]), &[answer], 0);
        assert_eq!(case.ran(), []);
        assert_eq!(text.contains("Plan for local"), answer == "s", "{text}");
        assert_eq!(server.chats().len(), 1);
    }
}

#[test]
fn yolo_still_asks_what_has_to_be_asked() {
    let case = Case::new();
    let mark = case.mark();
    let server = proposes(&[&["uptime"], &["touch", mark.to_str().unwrap()]]);
    chosen(&mut case.run(&server, &["debughost", "--yolo"]), &[""], 0);
    assert_eq!(case.ran(), [("'uptime'".to_owned(), "yolo".to_owned())]);
    assert!(!mark.exists());
}

#[test]
fn a_command_that_has_to_be_asked_about_runs_after_a_yes() {
    for (answer, code, runs) in [("y", 0, true), ("n", 3, false), ("", 3, false)] {
        let case = Case::new();
        let mark = case.mark();
        let arguments = ["analyzecmd", "--no-model", "--", "touch", mark.to_str().unwrap()];
        let server = ModelServer::start(Dialect::OpenAi);
        let (child, mut screen) = in_session(&mut case.run(&server, &arguments), None);
        screen.wait_for("[y/N] ");
        let asked = screen.text();
        assert!(
            asked.contains(&format!("'touch' '{}'", mark.display())),
            "{asked}"
        );
        assert!(asked.contains("touch writes files"), "{asked}");
        screen.press(&format!("{answer}\r"));
        screen.end();
        finish(child, None).exits(code);
        assert_eq!(mark.exists(), runs);
        assert_eq!(case.audit().len(), usize::from(runs));
    }
}

#[test]
fn ctrl_c_ends_what_runs_and_keeps_what_came() {
    let case = Case::new();
    let server = ModelServer::start(Dialect::OpenAi);
    server.respond(|chat| {
        assert!(wants_commands(chat), "nothing is reported on after Ctrl-C");
        proposed(&[&["uptime"], &["vmstat", "1", "50"]])
    });
    let (child, mut screen) = in_session(&mut case.run(&server, &["debughost", "--yolo"]), None);
    // The first has ended, and the second has begun with it.
    screen.wait_for("cmd-1: exit code 0");
    screen.press("\u{3}");
    let text = screen.end();
    finish(child, None).exits(130);
    assert!(text.contains("it was cancelled"), "{text}");
    let report = case.report();
    assert!(report.contains("- cmd 1: `uptime`: exit code 0"), "{report}");
    assert!(report.contains("- cmd 2: `vmstat 1 50`: "), "{report}");
}
