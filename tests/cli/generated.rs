//! What packagers want: help, version, completions for shells, manual pages.

use crate::support::{Folder, sysgrok};

#[test]
fn completions_know_commands_and_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = sysgrok(["completions", shell]).run().exits(0).quiet();
        for word in ["check", "inspect", "convert", "value-type", "input-format"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    sysgrok(["completions", "cmd"]).run().exits(2);
}

#[test]
fn manual_pages_are_written_one_a_command() {
    let page = sysgrok(["man"]).run().exits(0).quiet();
    assert!(page.contains(".TH sysgrok 1"), "{page}");
    let folder = Folder::empty();
    folder.sysgrok(["man", "pages/man1"]).run().exits(0);
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("pages/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(
        names
            .iter()
            .all(|name| name.starts_with("sysgrok") && name.ends_with(".1")),
        "{names:?}"
    );
    assert!(names.contains(&"sysgrok-check.1".to_owned()), "{names:?}");
    let check = std::fs::read_to_string(folder.path().join("pages/man1/sysgrok-check.1")).unwrap();
    assert!(check.contains("Exit codes: 0 all profiles were read"), "{check}");
}

#[test]
fn help_and_version_go_to_standard_output() {
    let help = sysgrok(["check", "--help"]).run().exits(0).quiet();
    for option in [
        "--profile",
        "--format",
        "--value-type",
        "--limit",
        "--input-format",
        "--color",
    ] {
        assert!(help.contains(option), "{option}");
    }
    let version = sysgrok(["--version"]).run().exits(0).quiet();
    assert_eq!(version, format!("sysgrok {}\n", env!("CARGO_PKG_VERSION")));
}
