//! Exit codes that scripts can rely on: 0 done, 1 some input unreadable, 2 wrong usage, 3 no profile, 4 output that
//! cannot be written.

use std::fs;
use std::process::Stdio;

use expect_test::expect;

use crate::support::{APP, APP_FOLDED, Folder, bundled, finish, list, sysgrok};

#[test]
fn all_profiles_read_is_0() {
    Folder::with(&[APP, APP_FOLDED]).sysgrok(["check"]).run().exits(0);
    // Also when none of it is in the workspace.
    Folder::with(&[APP_FOLDED]).sysgrok(["check"]).run().exits(0);
}

#[test]
fn one_unreadable_profile_of_several_is_1_and_the_others_are_shown() {
    let folder = Folder::with(&[APP, APP_FOLDED, ("broken.folded", "\u{0}\u{1}\u{2}")]);
    for format in ["text", "json", "sarif", "github"] {
        let ran = folder.sysgrok(["check", "--format", format]).run().exits(1);
        assert!(ran.stdout().contains("busy"), "{format}");
        assert!(ran.stderr.starts_with("error: broken.folded: "), "{}", ran.stderr);
    }
    let report = folder.sysgrok(["check", "--format", "json"]).run().json();
    assert_eq!(list(&report, "profiles").len(), 1);
    assert_eq!(report["functions"][0]["profile"], 0);
}

#[test]
fn only_unreadable_profiles_are_1() {
    let folder = Folder::with(&[APP, ("broken.folded", "\u{0}\u{1}\u{2}")]);
    let ran = folder.sysgrok(["check", "--format", "json"]).run().exits(1);
    assert_eq!(ran.stdout(), "", "there is nothing to show");
    folder.sysgrok(["inspect", "broken.folded"]).run().exits(1);
    folder
        .sysgrok(["convert", "broken.folded", "--to", "folded"])
        .run()
        .exits(1);
}

#[test]
fn wrong_usage_is_2() {
    for arguments in [
        &["chek"][..],
        &["check", "--format", "html"],
        &["check", "--limit", "many"],
        &["check", "--profile"],
        &["check", ".", "."],
        &["inspect"],
        &["convert", "app.folded"],
        &["convert", "app.folded", "--to", "svg"],
        &[],
    ] {
        let ran = sysgrok(arguments).run().exits(2);
        assert_eq!(ran.stdout(), "", "{arguments:?}");
        assert!(
            ran.stderr.contains("Usage:") || ran.stderr.contains("--help"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_path_that_is_no_folder_is_2() {
    let folder = Folder::with(&[APP]);
    let file = folder.sysgrok(["check", "app.py"]).run();
    expect![[r#"
        -- 2 --
        error: app.py: not a folder; give the folder with the sources, and profiles with --profile
    "#]]
    .assert_eq(&file.all());
    let absent = folder.sysgrok(["check", "absent"]).run();
    expect![[r#"
        -- 2 --
        error: absent: not a folder; give the folder with the sources, and profiles with --profile
    "#]]
    .assert_eq(&absent.all());
}

#[test]
fn no_profile_is_3() {
    let folder = Folder::with(&[APP]);
    for format in ["text", "json", "sarif", "github"] {
        let ran = folder.sysgrok(["check", "--format", format]).run().exits(3);
        assert_eq!(ran.stdout(), "");
        assert!(
            ran.stderr.starts_with("error: no profile found in ."),
            "{}",
            ran.stderr
        );
    }
}

/// Every command that prints, with enough to fill a pipe or nearly nothing.
fn printing() -> Vec<Vec<String>> {
    let recording = bundled("c/recordings/cpu.perf.txt");
    let recording = recording.to_str().unwrap();
    [
        &["check", "tests/workspaces/c"][..],
        &["check", "tests/workspaces/c", "--format", "json"],
        &["check", "tests/workspaces/c", "--format", "sarif"],
        &["check", "tests/workspaces/c", "--format", "github"],
        &["inspect", recording],
        &["inspect", recording, "--json"],
        &["convert", recording, "--to", "folded"],
        &["convert", recording, "--to", "speedscope"],
        &["convert", recording, "--to", "pprof"],
        &["completions", "bash"],
        &["man"],
    ]
    .iter()
    .map(|arguments| arguments.iter().map(|argument| (*argument).to_owned()).collect())
    .collect()
}

/// As in `sysgrok check | head -1`, when `head` has gone before the first byte.
#[test]
fn a_reader_that_goes_away_is_0_and_silent() {
    for arguments in printing() {
        let mut run = sysgrok(&arguments);
        let command = run.command();
        command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .stdout(closed_pipe());
        let ran = finish(command.spawn().unwrap(), None);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

/// The writing end of a pipe that nobody reads.
fn closed_pipe() -> std::io::PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_4() {
    for arguments in printing() {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = sysgrok(&arguments).stdout_to(full).exits(4);
        assert_eq!(
            ran.stderr, "error: cannot write: No space left on device (os error 28)\n",
            "{arguments:?}"
        );
    }
    let folder = Folder::with(&[APP_FOLDED]);
    let ran = folder
        .sysgrok(["convert", "app.folded", "--to", "pprof", "-o", "/dev/full"])
        .run()
        .exits(4);
    assert_eq!(
        ran.stderr,
        "error: cannot write /dev/full: No space left on device (os error 28)\n"
    );
}

#[test]
fn an_output_that_cannot_be_made_is_4() {
    let folder = Folder::with(&[APP_FOLDED]);
    for output in ["absent/out.folded", "."] {
        let ran = folder
            .sysgrok(["convert", "app.folded", "--to", "folded", "-o", output])
            .run()
            .exits(4);
        assert!(
            ran.stderr.starts_with(&format!("error: cannot write {output}: ")),
            "{}",
            ran.stderr
        );
    }
    folder.sysgrok(["man", "app.folded/pages"]).run().exits(4);
}

#[test]
fn an_unreadable_input_leaves_the_output_alone() {
    let folder = Folder::with(&[("out.folded", "kept 1\n"), ("broken.folded", "\u{0}\u{1}")]);
    folder
        .sysgrok(["convert", "broken.folded", "--to", "folded", "-o", "out.folded"])
        .run()
        .exits(1);
    assert_eq!(
        fs::read_to_string(folder.path().join("out.folded")).unwrap(),
        "kept 1\n"
    );
}
