//! The JSON of `check` and `inspect`: field by field, since programs read it.

use expect_test::expect;
use serde_json::Value;

use crate::support::{APP, APP_FOLDED, Folder, keys, list, sysgrok};

#[test]
fn check_writes_these_fields() {
    let folder = Folder::with(&[
        APP,
        APP_FOLDED,
        ("other.folded", "busy (app.py:7);gone (lost.py:3) 1\n"),
    ]);
    let ran = folder.sysgrok(["check", "--format", "json"]).run().exits(0);
    let report = ran.json();
    let pretty = serde_json::to_string_pretty(&report).unwrap();
    assert_eq!(ran.quiet().matches('\n').count(), 1, "one object on one line");
    expect![[r#"
        {
          "functions": [
            {
              "end_line": 8,
              "file": "app.py",
              "mapping": null,
              "name": "busy",
              "profile": 0,
              "self": 0.75,
              "stale": false,
              "start_line": 5,
              "total": 1.0
            },
            {
              "end_line": 3,
              "file": "app.py",
              "mapping": null,
              "name": "idle",
              "profile": 0,
              "self": 0.25,
              "stale": false,
              "start_line": 1,
              "total": 0.25
            },
            {
              "end_line": 8,
              "file": "app.py",
              "mapping": null,
              "name": "busy",
              "profile": 1,
              "self": 0.0,
              "stale": false,
              "start_line": 5,
              "total": 1.0
            }
          ],
          "lines": [
            {
              "file": "app.py",
              "line": 7,
              "profile": 0,
              "self": 0.75,
              "total": 1.0
            },
            {
              "file": "app.py",
              "line": 3,
              "profile": 0,
              "self": 0.25,
              "total": 0.25
            },
            {
              "file": "app.py",
              "line": 7,
              "profile": 1,
              "self": 0.0,
              "total": 1.0
            }
          ],
          "profiles": [
            {
              "format": "folded",
              "path": "app.folded",
              "samples": 80,
              "value_type": "samples/count",
              "value_types": [
                {
                  "total": 80,
                  "type": "samples",
                  "unit": "count"
                }
              ]
            },
            {
              "format": "folded",
              "path": "other.folded",
              "samples": 1,
              "value_type": "samples/count",
              "value_types": [
                {
                  "total": 1,
                  "type": "samples",
                  "unit": "count"
                }
              ]
            }
          ],
          "unplaced": [
            {
              "file": "lost.py",
              "name": "gone",
              "profile": 1,
              "self": 1.0,
              "why": "its file lost.py is not in the workspace"
            }
          ]
        }"#]]
    .assert_eq(&pretty);
}

#[test]
fn every_entry_of_a_real_profile_has_all_fields() {
    for workspace in ["c", "cpp", "rust", "python", "go"] {
        let path = format!("tests/workspaces/{workspace}");
        let report = sysgrok(["check", &path, "--format", "json"])
            .run()
            .exits(0)
            .json();
        assert_eq!(keys(&report), ["functions", "lines", "profiles", "unplaced"]);
        let profiles = list(&report, "profiles");
        assert_eq!(profiles.len(), 1);
        assert_eq!(
            keys(&profiles[0]),
            ["format", "path", "samples", "value_type", "value_types"]
        );
        for value_type in list(&profiles[0], "value_types") {
            assert_eq!(keys(value_type), ["total", "type", "unit"]);
            assert!(value_type["total"].as_f64().unwrap() > 0.0);
        }
        for function in list(&report, "functions") {
            assert_eq!(
                keys(function),
                [
                    "end_line",
                    "file",
                    "mapping",
                    "name",
                    "profile",
                    "self",
                    "stale",
                    "start_line",
                    "total"
                ]
            );
            assert!(
                function["start_line"].as_u64() >= Some(1)
                    && function["end_line"].as_u64() >= function["start_line"].as_u64()
            );
        }
        for line in list(&report, "lines") {
            assert_eq!(keys(line), ["file", "line", "profile", "self", "total"]);
            assert!(line["line"].as_u64() >= Some(1));
        }
        for unplaced in list(&report, "unplaced") {
            assert_eq!(keys(unplaced), ["file", "name", "profile", "self", "why"]);
        }
        let entries = ["functions", "lines", "unplaced"].map(|key| list(&report, key));
        assert!(entries.iter().all(|entries| !entries.is_empty()), "{workspace}");
        for entry in entries.into_iter().flatten() {
            assert_eq!(entry["profile"], 0);
            let shares = [&entry["self"], &entry["total"]].map(|share| share.as_f64().unwrap_or(0.0));
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{entry}");
        }
        for entry in list(&report, "functions").iter().chain(list(&report, "lines")) {
            let file = entry["file"].as_str().unwrap();
            assert!(
                crate::support::bundled(workspace).join(file).is_file(),
                "{file} is not relative to PATH"
            );
            assert!(!file.contains('\\'));
        }
    }
}

/// All weight is somewhere: in functions of the workspace or outside.
#[test]
fn shares_of_self_add_up_to_one() {
    for workspace in ["c", "cpp", "rust", "python", "go"] {
        let path = format!("tests/workspaces/{workspace}");
        let report = sysgrok(["check", &path, "--format", "json"])
            .run()
            .exits(0)
            .json();
        let sum = |key: &str| -> f64 {
            list(&report, key)
                .iter()
                .filter_map(|entry| entry["self"].as_f64())
                .sum()
        };
        let all = sum("functions") + sum("unplaced");
        assert!((all - 1.0).abs() < 1e-9, "{workspace}: {all}");
        assert!(sum("lines") <= sum("functions") + 1e-9, "{workspace}");
    }
}

#[test]
fn paths_are_relative_to_the_folder_wherever_the_user_stands() {
    let folder = Folder::with(&[
        ("project/src/app.py", APP.1),
        ("project/run/app.folded", APP_FOLDED.1),
    ]);
    let absolute = folder.path().join("project/run/app.folded");
    let absolute = absolute.to_str().unwrap();
    for (stand, path, profile) in [
        ("", "project", None),
        ("", "project/", Some("project/run/app.folded")),
        ("", "./project", Some(absolute)),
        ("project", ".", None),
        ("project", ".", Some("run/app.folded")),
        ("project/run", "..", Some("app.folded")),
        ("project/run", "..", None),
    ] {
        let mut arguments = vec!["check", path, "--format", "json"];
        arguments.extend(profile.iter().flat_map(|profile| ["--profile", profile]));
        let ran = folder
            .sysgrok(arguments)
            .in_folder(&folder.path().join(stand))
            .run()
            .exits(0);
        let report = ran.json();
        assert_eq!(
            report["profiles"][0]["path"], "run/app.folded",
            "{stand:?} {path:?} {profile:?}"
        );
        assert_eq!(report["functions"][0]["file"], "src/app.py");
    }
    folder.write("elsewhere.folded", APP_FOLDED.1);
    let report = folder
        .sysgrok(["check", "project", "-p", "elsewhere.folded", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(report["profiles"][0]["path"], "../elsewhere.folded");
}

#[test]
fn inspect_writes_these_fields() {
    let folder = Folder::with(&[APP_FOLDED]);
    let report = folder
        .sysgrok(["inspect", "--json", "app.folded"])
        .run()
        .exits(0)
        .json();
    expect![[r#"
        {
          "format": "folded",
          "functions": [
            {
              "file": "app.py",
              "line": 7,
              "mapping": null,
              "name": "busy",
              "self": 60,
              "total": 80
            },
            {
              "file": "app.py",
              "line": 3,
              "mapping": null,
              "name": "idle",
              "self": 20,
              "total": 20
            }
          ],
          "samples": 80,
          "value_type": "samples/count",
          "value_types": [
            {
              "total": 80,
              "type": "samples",
              "unit": "count"
            }
          ]
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn what_a_format_does_not_carry_is_null() {
    let folder = Folder::with(&[
        (
            "table.topn",
            "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU\n1 | wordex | find | | 60.00% | 80.00%\n",
        ),
        (
            "report.perf.txt",
            "# Samples: 10  of event 'cycles'\n# Event count (approx.): 1000\n#\n# Overhead  Command  Shared Object  Symbol\n# ........  .......  .............  ......\n#\n    60.00%  app      app            [.] find\n    40.00%  app      app            [.] 0x0000000000001234\n",
        ),
    ]);
    let inspect = |file: &str| folder.sysgrok(["inspect", "--json", file]).run().exits(0).json();
    let table = inspect("table.topn");
    assert_eq!(table["samples"], Value::Null);
    let row = &table["functions"][0];
    assert_eq!([&row["file"], &row["line"]], [&Value::Null, &Value::Null]);
    assert_eq!(
        [row["self"].as_f64(), row["total"].as_f64()],
        [Some(60.0), Some(80.0)]
    );
    let report = inspect("report.perf.txt");
    assert_eq!(report["samples"], 10);
    let row = &report["functions"][0];
    assert_eq!(
        [&row["file"], &row["line"], &row["total"]],
        [&Value::Null; 3],
        "{report}"
    );
    assert_eq!(row["mapping"], "app");
}
