//! `.sysgrok.toml` of a workspace, and the user's own file.

use expect_test::expect;

use crate::support::{APP, APP_FOLDED, Folder, list};

/// Two files of one name, of which no path and no name of a function tells which is meant.
fn ambiguous() -> Folder {
    Folder::with(&[
        ("old/app.py", APP.1),
        ("new/app.py", APP.1),
        ("app.folded", "busy (/build/service/app.py:7) 5\n"),
    ])
}

#[test]
fn a_path_that_means_several_files_is_painted_on_none() {
    let text = ambiguous().sysgrok(["check"]).run().exits(0).quiet();
    expect![[r#"
        app.folded: folded, samples 5, 5 samples
          0.0 % of it is in this workspace
          100.0 % busy: its file /build/service/app.py may be new/app.py or old/app.py; a path_map rule decides
    "#]].assert_eq(&text);
}

#[test]
fn a_rule_decides_between_files() {
    let folder = ambiguous();
    folder.write(
        ".sysgrok.toml",
        "[[path_map]]\nfrom = \"/build/service\"\nto = \"new\"\n",
    );
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(report["functions"][0]["file"], "new/app.py");
    assert_eq!(report["lines"][0]["line"], 7);
    assert!(list(&report, "unplaced").is_empty());
}

#[test]
fn a_rule_that_leads_out_of_the_workspace_is_not_followed() {
    let outside = Folder::with(&[APP]);
    let folder = Folder::with(&[("app.folded", "busy (/build/service/app.py:7) 5\n")]);
    for to in [outside.path().to_str().unwrap(), "../"] {
        folder.write(
            ".sysgrok.toml",
            format!("[[path_map]]\nfrom = \"/build/service\"\nto = {to:?}\n"),
        );
        let report = folder
            .sysgrok(["check", "--format", "json"])
            .run()
            .exits(0)
            .json();
        assert!(list(&report, "functions").is_empty(), "{to}");
    }
}

#[test]
fn a_broken_file_is_a_warning_and_the_rest_works() {
    let folder = Folder::with(&[APP, APP_FOLDED, (".sysgrok.toml", "[[path_map]\n")]);
    let ran = folder.sysgrok(["check", "--format", "json"]).run().exits(0);
    expect![[r#"
        warning: ./.sysgrok.toml: TOML parse error at line 1, column 12⏎  |⏎1 | [[path_map]⏎  |            ^⏎unclosed array table, expected `]`⏎
    "#]].assert_eq(&ran.stderr);
    assert_eq!(ran.json()["functions"][0]["name"], "busy");
    folder.write(".sysgrok.toml", "colour = true\n");
    let ran = folder.sysgrok(["check", "--format", "json"]).run().exits(0);
    assert!(
        ran.stderr.starts_with("warning: ./.sysgrok.toml: ") && ran.stderr.contains("colour"),
        "{}",
        ran.stderr
    );
    folder.write(".sysgrok.toml", b"\xff\xfe\x00");
    let ran = folder.sysgrok(["check", "--format", "json"]).run().exits(0);
    assert!(
        ran.stderr.starts_with("warning: ./.sysgrok.toml: "),
        "{}",
        ran.stderr
    );
}

/// Neither the settings nor what is told beside a profile may be waited for.
#[cfg(target_os = "linux")]
#[test]
fn pipes_in_the_place_of_files_are_not_opened() {
    use rustix::fs::{CWD, FileType, Mode};
    let folder = Folder::with(&[APP, APP_FOLDED]);
    for name in [".sysgrok.toml", "app.folded.meta.toml"] {
        let path = folder.path().join(name);
        rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    }
    let ran = folder.sysgrok(["check", "--format", "json"]).run().exits(0);
    assert_eq!(
        ran.stderr,
        "warning: ./.sysgrok.toml: cannot be read: not a regular file\n"
    );
    assert_eq!(ran.json()["functions"][0]["name"], "busy");
}

#[test]
fn settings_name_profiles_and_the_value_type() {
    let folder = Folder::with(&[APP, ("notes.txt", "before;busy 3 5\nbefore;idle 1 2\n")]);
    folder.write(
        ".sysgrok.toml",
        "profiles = [\"notes.txt\"]\nvalue_type = \"before\"\n",
    );
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(report["profiles"][0]["path"], "notes.txt");
    assert_eq!(report["profiles"][0]["value_type"], "before/count");
    let report = folder
        .sysgrok(["check", "--format", "json", "--value-type", "after"])
        .run()
        .exits(0)
        .json();
    assert_eq!(report["profiles"][0]["value_type"], "after/count");
}

#[test]
fn the_users_own_settings_count_where_the_workspace_is_silent() {
    let folder = ambiguous();
    let user = Folder::with(&[(
        "sysgrok/config.toml",
        "[[path_map]]\nfrom = \"/build/service\"\nto = \"old\"\n",
    )]);
    let check = || {
        folder
            .sysgrok(["check", "--format", "json"])
            .env("XDG_CONFIG_HOME", user.path())
            .run()
            .exits(0)
            .json()
    };
    assert_eq!(check()["functions"][0]["file"], "old/app.py");
    folder.write(
        ".sysgrok.toml",
        "[[path_map]]\nfrom = \"/build/service\"\nto = \"new\"\n",
    );
    assert_eq!(check()["functions"][0]["file"], "new/app.py");
}
