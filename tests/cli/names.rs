//! Names of files that shells, terminals and command lines trip over.

use crate::support::{APP, APP_FOLDED, Folder, list};

const NAMES: &[&str] = &[
    "with space",
    "[brackets]",
    "50%",
    "%s%n",
    "quo'te\"",
    "back\\slash",
    "-dash",
    "--profile",
    "dürüm 火",
    "semi;colon",
    "a:12",
    "#hash",
    "~",
    "$HOME",
    "new\nline",
];

#[test]
fn profiles_of_any_name_are_found() {
    for name in NAMES {
        let file = format!("{name}.folded");
        let folder = Folder::with(&[APP, (&file, APP_FOLDED.1)]);
        let report = folder
            .sysgrok(["check", "--format", "json"])
            .run()
            .exits(0)
            .json();
        let path = report["profiles"][0]["path"].as_str().unwrap();
        assert_eq!(path, file.replace('\\', "/"));
        assert_eq!(report["functions"][0]["name"], "busy");
        let text = folder.sysgrok(["check"]).run().exits(0).quiet();
        assert!(text.contains("--> app.py:7:"), "{name}: {text}");
    }
}

#[test]
fn profiles_of_any_name_can_be_named() {
    for name in NAMES {
        let file = format!("{name}.folded");
        let folder = Folder::with(&[APP, (&file, APP_FOLDED.1)]);
        let joined = format!("--profile={file}");
        let here = format!("./{file}");
        for arguments in [
            &["check", "--format", "json", &joined][..],
            &["check", "--format", "json", "--profile", &here],
            &["inspect", "--json", "--", &file],
            &["inspect", "--json", &here],
        ] {
            let report = folder.sysgrok(arguments).run().exits(0).json();
            assert_eq!(report["functions"][0]["name"], "busy", "{arguments:?}");
        }
        let output = format!("./{name}.pb.gz");
        folder
            .sysgrok(["convert", &here, "--to", "pprof", "-o", &output])
            .run()
            .exits(0);
        folder.sysgrok(["inspect", &output]).run().exits(0);
    }
}

#[test]
fn sources_and_folders_of_any_name_are_matched() {
    for name in NAMES.iter().filter(|name| !name.contains([';', '\n'])) {
        let folder = Folder::with(&[
            (&format!("{name}/{name}.py"), APP.1),
            ("app.folded", &format!("busy ({name}/{name}.py:7) 5\n")),
        ]);
        let report = folder
            .sysgrok(["check", "--format", "json"])
            .run()
            .exits(0)
            .json();
        let expected = format!("{name}/{name}.py").replace('\\', "/");
        let functions = list(&report, "functions");
        assert_eq!(functions.len(), 1, "{name}: {report}");
        assert_eq!(functions[0]["file"], expected, "{name}");
        assert_eq!(report["lines"][0]["line"], 7, "{name}");
    }
}

#[test]
fn a_workspace_of_any_name_can_be_checked() {
    for name in NAMES {
        let folder = Folder::with(&[
            (&format!("{name}/app.py"), APP.1),
            (&format!("{name}/app.folded"), APP_FOLDED.1),
        ]);
        let report = folder
            .sysgrok(["check", "--format", "json", "--", name])
            .run()
            .exits(0)
            .json();
        assert_eq!(report["profiles"][0]["path"], "app.folded", "{name}");
        assert_eq!(report["functions"][0]["file"], "app.py", "{name}");
    }
}

/// Bytes that are no UTF-8 are a file name too.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_do_no_harm() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::with(&[APP]);
    folder.write(OsStr::from_bytes(b"b\xff.py"), APP.1);
    folder.write(OsStr::from_bytes(b"app\xff.folded"), APP_FOLDED.1);
    let named = [OsStr::new("inspect"), OsStr::from_bytes(b"app\xff.folded")];
    folder.sysgrok(named).run().exits(0);
    let named = [
        OsStr::new("check"),
        OsStr::new("-p"),
        OsStr::from_bytes(b"app\xff.folded"),
    ];
    let text = folder.sysgrok(named).run().exits(0).quiet();
    assert!(text.contains("busy"), "{text}");
}

#[cfg(unix)]
#[test]
fn sources_behind_links_out_of_the_workspace_are_not_shown() {
    let outside = Folder::with(&[("secret.py", APP.1), ("folder/deep.py", APP.1)]);
    let folder = Folder::with(&[APP]);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(outside.path().join(to), folder.path().join(name)).unwrap();
    };
    link("secret.py", "secret.py");
    link("folder", "folder");
    let outside = outside.path().to_str().unwrap().to_owned();
    let absolute = format!("{outside}/secret.py");
    let paths = [
        "secret.py",
        "./secret.py",
        "folder/deep.py",
        "../secret.py",
        &absolute,
        "/etc/passwd",
    ];
    let profile = paths.map(|path| format!("busy ({path}:7) 5\n")).concat();
    folder.write("app.folded", profile);
    for format in ["text", "json", "sarif", "github"] {
        let ran = folder.sysgrok(["check", "--format", format]).run().exits(0);
        assert!(
            !ran.stdout().contains("hot: ") && !ran.stdout().contains("::notice"),
            "{}",
            ran.stdout()
        );
    }
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert!(
        list(&report, "functions").is_empty() && list(&report, "lines").is_empty(),
        "{report}"
    );
    assert!(!list(&report, "unplaced").is_empty());
}
