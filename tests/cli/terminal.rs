//! What only happens on a terminal: colours and progress.

use std::fs;

use crate::pty::{on_terminal, start};
use crate::support::{APP, APP_FOLDED, Folder, Sysgrok, finish, sysgrok};

#[test]
fn colours_are_for_terminals_unless_told_otherwise() {
    let folder = Folder::with(&[APP, APP_FOLDED, (".sysgrok.toml", "colour = true\n")]);
    let coloured = |arguments: &[&str], variable: &str, value: &str| {
        let check = ["check"].iter().chain(arguments);
        let run = folder.sysgrok(check).env(variable, value);
        let piped = run.run().exits(0);
        (piped.stdout().contains('\u{1b}'), piped.stderr.contains('\u{1b}'))
    };
    assert_eq!(coloured(&[], "UNSET", ""), (false, false));
    assert_eq!(coloured(&["--color", "always"], "UNSET", ""), (true, true));
    assert_eq!(
        coloured(&["--color", "always"], "NO_COLOR", "1"),
        (true, true),
        "the command line goes before the environment"
    );
    assert_eq!(
        coloured(&["--color", "auto"], "CLICOLOR_FORCE", "1"),
        (true, true)
    );
    assert_eq!(
        coloured(&["--color", "never"], "CLICOLOR_FORCE", "1"),
        (false, false)
    );
}

#[test]
fn a_terminal_gets_colours_unless_no_color_is_set() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    let check = |color: &str| folder.sysgrok(["check", "--color", color]);
    let text = on_terminal(check("auto"));
    assert!(text.contains("\u{1b}[") && text.contains("hot"), "{text:?}");
    assert!(!on_terminal(check("auto").env("NO_COLOR", "1")).contains('\u{1b}'));
    assert!(!on_terminal(check("auto").env("TERM", "dumb")).contains('\u{1b}'));
    assert!(!on_terminal(check("never")).contains('\u{1b}'));
    // Without its colours it is what a pipe gets.
    let plain = on_terminal(check("never")).replace("\r\n", "\n");
    assert_eq!(plain, folder.sysgrok(["check"]).run().exits(0).quiet());
}

/// A folder with a `perf.data`, and a `perf` that waits until somebody opens the gate.
fn slow_perf() -> Folder {
    use rustix::fs::{CWD, FileType, Mode};
    let folder = Folder::with(&[
        ("app.c", "int busy(void)\n{\n    return 1;\n}\n"),
        ("perf.data", "PERFILE2"),
        (
            "bin/perf",
            "#!/bin/sh\nread -r _ <\"$GATE\"\nprintf 'app 1 1.000000: 250000 cpu-clock:\\n\\t1139 busy+0x1 (/x/app)\\n\\n'\n",
        ),
    ]);
    executable(&folder, "bin/perf");
    rustix::fs::mknodat(
        CWD,
        folder.path().join("gate"),
        FileType::Fifo,
        Mode::RUSR | Mode::WUSR,
        0,
    )
    .unwrap();
    folder
}

fn executable(folder: &Folder, path: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(0o755)).unwrap();
}

fn with_tools(folder: &Folder, arguments: &[&str]) -> Sysgrok {
    folder
        .sysgrok(arguments)
        .env("PATH", folder.path().join("bin"))
        .env("GATE", folder.path().join("gate"))
}

fn open_gate(folder: &Folder) {
    fs::write(folder.path().join("gate"), "go\n").unwrap();
}

/// Where the bar was is nothing in the end.
#[track_caller]
fn assert_cleared(text: &str, bar: &str) {
    let after = &text[text.rfind(bar).unwrap()..];
    assert!(after.contains("\u{1b}[2K"), "{after:?}");
    assert!(!after.split("\u{1b}[2K").last().unwrap().contains(bar));
}

#[test]
fn a_load_of_more_than_300_ms_shows_its_progress() {
    let folder = slow_perf();
    for arguments in [
        &["check"][..],
        &["inspect", "perf.data"],
        &["convert", "perf.data", "--to", "folded"],
    ] {
        let (child, mut screen) = start(&mut with_tools(&folder, arguments));
        screen.wait_for("reading perf.data");
        open_gate(&folder);
        let text = screen.end();
        finish(child, None).exits(0);
        assert!(text.contains("busy"), "{text:?}");
        assert_cleared(&text, "reading perf.data");
    }
}

/// The search through the sources takes its time too, here because git does not answer.
#[test]
fn a_slow_join_shows_that_it_works() {
    let folder = slow_perf();
    fs::remove_file(folder.path().join("perf.data")).unwrap();
    folder.write("app.folded", "busy (app.c:3) 1\n");
    // Changed since, so git is asked.
    folder.touch("app.c", 60);
    folder.write("bin/git", "#!/bin/sh\nread -r _ <\"$GATE\"\nexit 1\n");
    executable(&folder, "bin/git");
    let (child, mut screen) = start(&mut with_tools(&folder, &["check"]));
    screen.wait_for("placing app.folded");
    fs::write(folder.path().join("bin/git"), "#!/bin/sh\nexit 1\n").unwrap();
    open_gate(&folder);
    let text = screen.end();
    finish(child, None).exits(0);
    assert_cleared(&text, "placing app.folded");
}

/// The shell waits here, as perf does when it looks for source lines: what is to be seen is that nothing is drawn.
#[test]
fn progress_is_for_terminals_only() {
    let folder = slow_perf();
    folder.write(
        "bin/perf",
        "#!/bin/sh\nPATH=/usr/bin:/bin\nsleep 0.6\nprintf 'app 1 1.000000: 250000 cpu-clock:\\n\\t1139 busy+0x1 (/x/app)\\n\\n'\n",
    );
    executable(&folder, "bin/perf");
    let ran = with_tools(&folder, &["inspect", "perf.data", "--color", "always"])
        .run()
        .exits(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_small_file_shows_none() {
    let path = "tests/workspaces/c/recordings/cpu.perf.txt";
    // A machine that is busy with other things may need 300 ms for anything.
    let quiet = (0..5).any(|_| !on_terminal(sysgrok(["inspect", path])).contains("reading"));
    assert!(quiet);
}

#[test]
fn an_interrupt_ends_it_at_once_and_leaves_nothing_behind() {
    let folder = slow_perf();
    let temporary = Folder::empty();
    for arguments in [
        &["check"][..],
        &["inspect", "perf.data"],
        &["check", "-p", "perf.data", "-p", "app.c"],
    ] {
        let mut run = with_tools(&folder, arguments).env("TMPDIR", temporary.path());
        let (child, mut screen) = start(&mut run);
        screen.wait_for("reading perf.data");
        let id = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        let ran = finish(child, None);
        assert_eq!(
            ran.code,
            Some(130),
            "as shells count a death by SIGINT: {arguments:?}"
        );
        let text = screen.end();
        assert!(!text.contains("error"), "{text:?}");
        assert_eq!(
            fs::read_dir(temporary.path()).unwrap().count(),
            0,
            "{arguments:?}"
        );
    }
}

#[test]
fn pprof_is_not_written_to_a_terminal() {
    let folder = Folder::with(&[APP_FOLDED]);
    let (child, screen) = start(&mut folder.sysgrok(["convert", "app.folded", "--to", "pprof"]));
    assert!(screen.end().contains("pprof is binary; name a file with -o"));
    finish(child, None).exits(2);
}
