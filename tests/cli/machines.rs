//! `check --format sarif` and `--format github`.

use expect_test::expect;
use serde_json::Value;

use crate::support::{APP, APP_FOLDED, Folder, list, sysgrok};

/// What the JSON schema of SARIF 2.1.0 requires, and what GitHub's code scanning reads.
#[test]
fn sarif_has_what_its_schema_requires() {
    for workspace in ["c", "cpp", "rust", "python", "go"] {
        let path = format!("tests/workspaces/{workspace}");
        let log = sysgrok(["check", &path, "--format", "sarif"])
            .run()
            .exits(0)
            .json();
        assert_eq!(log["version"], "2.1.0");
        let [run] = list(&log, "runs") else {
            panic!("{log}")
        };
        let driver = &run["tool"]["driver"];
        assert_eq!(
            (&driver["name"], &driver["version"]),
            (&"sysgrok".into(), &env!("CARGO_PKG_VERSION").into())
        );
        let rules: Vec<&str> = list(driver, "rules")
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect();
        let results = list(run, "results");
        assert!(results.len() >= 2, "{workspace}");
        for result in results {
            assert!(rules.contains(&result["ruleId"].as_str().unwrap()), "{result}");
            assert_eq!(result["level"], "note", "hot code is no fault");
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let [location] = list(result, "locations") else {
                panic!("{result}")
            };
            let physical = &location["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
            assert!(crate::support::repository().join(uri).is_file(), "{uri}");
            let region = &physical["region"];
            let (start, end) = (
                region["startLine"].as_u64().unwrap(),
                region["endLine"].as_u64().unwrap(),
            );
            assert!(1 <= start && start <= end);
            let prints = result["partialFingerprints"].as_object().unwrap();
            assert!(prints.values().all(Value::is_string));
        }
        let first = &results[0];
        assert_eq!(first["ruleId"], "hot-function");
        assert_eq!(results[1]["ruleId"], "hot-line");
    }
}

#[test]
fn sarif_points_at_the_hot_line() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    let log = folder
        .sysgrok(["check", "--format", "sarif", "--limit", "1"])
        .run()
        .exits(0)
        .json();
    expect![[r#"
        [
          {
            "level": "note",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "app.py"
                  },
                  "region": {
                    "endLine": 8,
                    "startLine": 5
                  }
                }
              }
            ],
            "message": {
              "text": "busy: 75.0 % of samples self, 100.0 % total."
            },
            "partialFingerprints": {
              "function/v1": "app.py:busy:hot-function"
            },
            "properties": {
              "profile": "app.folded",
              "self": 0.75,
              "stale": false,
              "total": 1.0
            },
            "ruleId": "hot-function"
          },
          {
            "level": "note",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "app.py"
                  },
                  "region": {
                    "endLine": 7,
                    "startLine": 7
                  }
                }
              }
            ],
            "message": {
              "text": "Hottest line of busy: 75.0 % self."
            },
            "partialFingerprints": {
              "function/v1": "app.py:busy:hot-line"
            },
            "properties": {
              "profile": "app.folded",
              "self": 0.75,
              "stale": false,
              "total": 1.0
            },
            "ruleId": "hot-line"
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&log["runs"][0]["results"]).unwrap());
}

#[test]
fn sarif_encodes_paths_as_uris() {
    let folder = Folder::with(&[
        ("a b/[ä] 50%.py", APP.1),
        ("app.folded", "busy (a b/[ä] 50%.py:7) 1\n"),
    ]);
    let log = folder
        .sysgrok(["check", "--format", "sarif"])
        .run()
        .exits(0)
        .json();
    let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        location["artifactLocation"]["uri"],
        "a%20b/%5B%C3%A4%5D%2050%25.py"
    );
}

#[test]
fn github_gets_a_notice_for_each_hot_function() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    let text = folder
        .sysgrok(["check", "--format", "github"])
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        ::notice file=app.py,line=7,title=Hot%3A busy::busy: 75.0 %25 of samples self, 100.0 %25 total; this line: 75.0 %25
        ::notice file=app.py,line=3,title=Hot%3A idle::idle: 25.0 %25 of samples self, 25.0 %25 total; this line: 25.0 %25
    "#]].assert_eq(&text);
}

/// `%`, `:` and `,` end or split a workflow command unless they are escaped; line breaks start a new one.
#[test]
fn github_commands_cannot_be_broken_by_names() {
    let folder = Folder::with(&[
        ("50%,a:b.cpp", "namespace n {\nint f()\n{\n    return 1;\n}\n}\n"),
        ("app.folded", "n::f() (50%,a:b.cpp:4) 7\n"),
    ]);
    let text = folder
        .sysgrok(["check", "--format", "github"])
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        ::notice file=50%25%2Ca%3Ab.cpp,line=4,title=Hot%3A n%3A%3Af::n::f: 100.0 %25 of samples self, 100.0 %25 total; this line: 100.0 %25
    "#]].assert_eq(&text);
}

#[test]
fn several_profiles_are_told_apart() {
    let folder = Folder::with(&[
        APP,
        ("one.folded", "busy (app.py:7) 1\n"),
        ("two.folded", "idle (app.py:3) 1\n"),
    ]);
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    let of = |key: &str| -> Vec<String> {
        let entries = list(&report, key).iter();
        entries
            .map(|entry| format!("{} {}", entry["profile"], entry["name"]))
            .collect()
    };
    assert_eq!(of("functions"), ["0 \"busy\"", "1 \"idle\""]);
    let log = folder
        .sysgrok(["check", "--format", "sarif"])
        .run()
        .exits(0)
        .json();
    let results = list(&log["runs"][0], "results").iter();
    let profiles: Vec<&str> = results
        .map(|result| result["properties"]["profile"].as_str().unwrap())
        .collect();
    assert_eq!(profiles, ["one.folded", "one.folded", "two.folded", "two.folded"]);
}
