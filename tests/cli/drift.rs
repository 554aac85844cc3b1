//! Sources that changed since the recording, as far as that is known without git; `tests/cli_tools` has the rest.

use expect_test::expect;

use crate::support::{APP, APP_FOLDED, Folder, Ran, list};

fn check(folder: &Folder, format: &str) -> Ran {
    folder
        .sysgrok(["check", "--format", format, "--limit", "1"])
        .env("PATH", "")
        .run()
        .exits(0)
}

#[test]
fn an_unchanged_source_has_lines() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    folder.touch("app.py", -60);
    let report = check(&folder, "json").json();
    assert_eq!(report["functions"][0]["stale"], false);
    assert_eq!(report["lines"][0]["line"], 7);
}

/// The function is still there by its name; which of its lines were hot is not known.
#[test]
fn a_source_edited_after_the_recording_has_functions_only_and_every_format_says_so() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    folder.edit("app.py", "# Not much.", "# Not\n    # much.");
    folder.touch("app.py", 60);
    expect![[r#"
        hot: `busy`: 75.0 % of samples self, 100.0 % total
         --> app.py:6:5
          |
        6 | def busy(n):
          |     ^^^^
          |
          = note: the file has changed since the recording: the lines are not known, only the function
          = note: 60 of 80 samples, ±13 %
          = note: calls idle 25.0 %

        app.folded: folded, samples 80, 80 samples
          100.0 % of it is in this workspace
    "#]]
    .assert_eq(&check(&folder, "text").quiet());
    let report = check(&folder, "json").json();
    assert_eq!(report["functions"][0]["stale"], true);
    assert_eq!(
        report["functions"][0]["start_line"], 6,
        "where the function is now"
    );
    assert!(list(&report, "lines").is_empty());
    expect![[r#"
        ::notice file=app.py,line=6,title=Hot%3A busy::busy: 75.0 %25 of samples self, 100.0 %25 total; the file changed since the recording, so the line is that of the function
    "#]].assert_eq(&check(&folder, "github").quiet());
    let log = check(&folder, "sarif").json();
    let results = list(&log["runs"][0], "results");
    assert!(
        results.iter().all(|result| result["ruleId"] == "hot-function"),
        "{log}"
    );
    expect![[r#"
        {
          "level": "note",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "app.py"
                },
                "region": {
                  "endLine": 9,
                  "startLine": 6
                }
              }
            }
          ],
          "message": {
            "text": "busy: 75.0 % of samples self, 100.0 % total. The file has changed since the recording, so its hot lines are not known."
          },
          "partialFingerprints": {
            "function/v1": "app.py:busy:hot-function"
          },
          "properties": {
            "profile": "app.folded",
            "self": 0.75,
            "stale": true,
            "total": 1.0
          },
          "ruleId": "hot-function"
        }"#]].assert_eq(&serde_json::to_string_pretty(&results[0]).unwrap());
}

#[test]
fn the_sidecar_knows_the_source_by_its_hash_whatever_the_times_say() {
    let folder = Folder::copy_of("c");
    folder.touch("src/table.c", 3600);
    let report = check(&folder, "json").json();
    assert_eq!(
        (&report["functions"][0]["stale"], &report["lines"][0]["line"]),
        (&false.into(), &14.into())
    );

    folder.edit("src/table.c", "#include", "\n#include");
    folder.touch("src/table.c", -1_000_000);
    let report = check(&folder, "json").json();
    let find = &report["functions"][0];
    assert_eq!(
        (&find["name"], &find["stale"], &find["start_line"]),
        (&"table_find".into(), &true.into(), &9.into())
    );
}

#[test]
fn the_time_in_the_sidecar_counts_rather_than_that_of_the_file() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    folder.touch("app.py", -3600);
    folder.write("app.folded.meta.toml", "recorded = \"2020-01-01T00:00:00Z\"\n");
    let report = check(&folder, "json").json();
    assert_eq!(report["functions"][0]["stale"], true);
}

#[test]
fn a_broken_sidecar_is_a_warning() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    folder.touch("app.py", -3600);
    for text in ["recorded = \"yesterday\"\n", "[sources\n", "colour = 1\n"] {
        folder.write("app.folded.meta.toml", text);
        let ran = check(&folder, "json");
        assert!(ran.stderr.starts_with("warning: app.folded: "), "{}", ran.stderr);
        assert!(ran.stderr.contains("app.folded.meta.toml: "), "{}", ran.stderr);
        assert_eq!(ran.json()["lines"][0]["line"], 7, "{text}");
    }
}

#[test]
fn a_function_that_is_gone_is_listed_with_the_reason() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    folder.write("app.py", "def other():\n    pass\n");
    folder.touch("app.py", 60);
    let report = check(&folder, "json").json();
    assert!(list(&report, "functions").is_empty());
    assert_eq!(
        report["unplaced"][0]["why"],
        "app.py has changed since: no function of it has this name or holds these lines"
    );
}
