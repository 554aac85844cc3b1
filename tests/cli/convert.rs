//! `sysgrok convert`: to folded stacks, speedscope and pprof, and back where sysgrok reads the format itself.

use std::collections::BTreeMap;

use expect_test::expect;
use serde_json::Value;

use crate::support::{APP_FOLDED, Folder, bundled, list, sysgrok};

/// Profiles with stacks, of all formats that have them.
const STACKS: &[&str] = &[
    "c/recordings/cpu.perf.txt",
    "c/variants/events-script.txt",
    "c/variants/folded-inferno.txt",
    "go/recordings/cpu.pprof",
    "go/variants/heap.bin",
    "python/recordings/py-spy.folded",
    "rust/variants/v0-script-mangled.txt",
];

fn inspect(bytes: &[u8]) -> Value {
    sysgrok(["inspect", "-", "--json"])
        .stdin(bytes)
        .run()
        .exits(0)
        .json()
}

/// Functions with their weights, from the JSON of `inspect`.
fn functions(report: &Value) -> BTreeMap<String, (i64, i64)> {
    let mut functions = BTreeMap::new();
    for function in list(report, "functions") {
        let weight = |key: &str| function[key].as_i64().unwrap();
        let sum: &mut (i64, i64) = functions
            .entry(function["name"].as_str().unwrap().to_owned())
            .or_default();
        sum.0 += weight("self");
        sum.1 += weight("total");
    }
    functions
}

#[test]
fn pprof_keeps_value_types_totals_and_functions() {
    for file in STACKS {
        let path = bundled(file);
        let before = inspect(&std::fs::read(&path).unwrap());
        let ran = sysgrok(["convert", path.to_str().unwrap(), "--to", "pprof"])
            .run()
            .exits(0);
        assert!(ran.bytes.starts_with(&[0x1f, 0x8b]), "{file}: pprof is gzipped");
        let after = inspect(&ran.bytes);
        assert_eq!(after["format"], "pprof");
        let mut sorted = [&before, &after].map(|report| {
            let mut value_types: Vec<String> =
                list(report, "value_types").iter().map(Value::to_string).collect();
            value_types.sort();
            value_types
        });
        let [before_types, after_types] = &mut sorted;
        assert_eq!(before_types, after_types, "{file}");
        assert_eq!(before["value_type"], after["value_type"], "{file}");
        assert_eq!(functions(&before), functions(&after), "{file}");
    }
}

#[test]
fn folded_keeps_the_total_and_the_functions() {
    for file in STACKS {
        let path = bundled(file);
        let before = inspect(&std::fs::read(&path).unwrap());
        let ran = sysgrok(["convert", path.to_str().unwrap(), "--to", "folded"])
            .run()
            .exits(0);
        let after = inspect(&ran.bytes);
        assert_eq!(after["format"], "folded");
        let selected = list(&before, "value_types").iter().find(|value_type| {
            before["value_type"]
                == format!(
                    "{}/{}",
                    value_type["type"].as_str().unwrap(),
                    value_type["unit"].as_str().unwrap()
                )
        });
        assert_eq!(
            selected.unwrap()["total"],
            after["value_types"][0]["total"],
            "{file}"
        );
        let weights = |report: &Value| {
            let mut weights: Vec<i64> = functions(report).into_values().map(|(own, _)| own).collect();
            weights.retain(|weight| *weight > 0);
            weights.sort_unstable();
            weights
        };
        // A name may lose its `;`, and functions of one name become one, but no self goes elsewhere.
        assert_eq!(weights(&before), weights(&after), "{file}");
    }
}

#[test]
fn speedscope_holds_every_sample() {
    for file in STACKS {
        let path = bundled(file);
        let before = inspect(&std::fs::read(&path).unwrap());
        let document = sysgrok(["convert", path.to_str().unwrap(), "--to", "speedscope"])
            .run()
            .exits(0)
            .json();
        assert_eq!(
            document["$schema"],
            "https://www.speedscope.app/file-format-schema.json"
        );
        let frames = list(&document["shared"], "frames").len() as u64;
        let mut sums: Vec<f64> = Vec::new();
        for profile in list(&document, "profiles") {
            assert_eq!(profile["type"], "sampled");
            let (samples, weights) = (list(profile, "samples"), list(profile, "weights"));
            assert_eq!(samples.len(), weights.len());
            let ids = samples.iter().flat_map(|stack| stack.as_array().unwrap());
            assert!(ids.map(|id| id.as_u64().unwrap()).all(|id| id < frames), "{file}");
            let sum: f64 = weights.iter().map(|weight| weight.as_f64().unwrap()).sum();
            let length = profile["endValue"].as_f64().unwrap() - profile["startValue"].as_f64().unwrap();
            assert!((sum - length).abs() < 1e-6, "{file}: {sum} in {length}");
            sums.push(sum);
        }
        for value_type in list(&before, "value_types") {
            let total = value_type["total"].as_f64().unwrap();
            assert!(
                sums.iter().any(|sum| (sum - total).abs() < 1e-6),
                "{file}: {total} is not in {sums:?}"
            );
        }
    }
}

#[test]
fn a_small_profile_in_all_three() {
    let folder = Folder::with(&[APP_FOLDED]);
    let folded = folder
        .sysgrok(["convert", "app.folded", "--to", "folded"])
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        busy 60
        busy;idle 20
    "#]]
    .assert_eq(&folded);
    let speedscope = folder
        .sysgrok(["convert", "app.folded", "--to", "speedscope"])
        .run()
        .exits(0)
        .json();
    expect![[r#"
        {
          "$schema": "https://www.speedscope.app/file-format-schema.json",
          "activeProfileIndex": 0,
          "exporter": "sysgrok@0.1.0",
          "name": "app.folded",
          "profiles": [
            {
              "endValue": 80,
              "name": "samples/count",
              "samples": [
                [
                  0
                ],
                [
                  0,
                  1
                ]
              ],
              "startValue": 0,
              "type": "sampled",
              "unit": "none",
              "weights": [
                60,
                20
              ]
            }
          ],
          "shared": {
            "frames": [
              {
                "file": "app.py",
                "line": 7,
                "name": "busy"
              },
              {
                "file": "app.py",
                "line": 3,
                "name": "idle"
              }
            ]
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&speedscope).unwrap());
    let ran = folder
        .sysgrok(["convert", "app.folded", "--to", "pprof", "-o", "app.pb.gz"])
        .run()
        .exits(0);
    assert_eq!(ran.quiet(), "");
    let report = folder
        .sysgrok(["inspect", "app.pb.gz", "--json"])
        .run()
        .exits(0)
        .json();
    expect![[r#"{"format":"pprof","functions":[{"file":"app.py","line":7,"mapping":null,"name":"busy","self":60,"total":80},{"file":"app.py","line":3,"mapping":null,"name":"idle","self":20,"total":20}],"samples":80,"value_type":"samples/count","value_types":[{"total":80,"type":"samples","unit":"count"}]}"#]].assert_eq(&report.to_string());
}

#[test]
fn what_has_no_stacks_says_what_is_lost_or_why_it_cannot_be() {
    for (file, to) in [
        ("c/variants/report-n.txt", "folded"),
        ("c/variants/report-n.txt", "speedscope"),
        ("c/variants/report-n.txt", "pprof"),
        ("c/variants/topn-table.txt", "pprof"),
    ] {
        let path = bundled(file);
        let ran = sysgrok(["convert", path.to_str().unwrap(), "--to", to]).run();
        let said = ran.stderr.replace(path.to_str().unwrap(), file);
        assert!(
            said.contains("stacks") || said.contains("row"),
            "{file} to {to}: {} {said}",
            ran.code.unwrap()
        );
        if ran.code == Some(0) {
            assert!(said.starts_with("warning: "), "{said}");
            assert!(!ran.bytes.is_empty());
        } else {
            assert_eq!(ran.code, Some(1));
            assert!(said.starts_with("error: "), "{said}");
        }
    }
}

#[test]
fn the_value_type_decides_what_folded_stacks_count() {
    let path = bundled("go/variants/heap.bin");
    let total = |arguments: &[&str]| {
        let ran = sysgrok(
            ["convert", path.to_str().unwrap(), "--to", "folded"]
                .iter()
                .chain(arguments),
        )
        .run()
        .exits(0);
        let stdout = ran.stdout();
        stdout
            .lines()
            .map(|line| line.rsplit_once(' ').unwrap().1.parse::<i64>().unwrap())
            .sum::<i64>()
    };
    assert_eq!(total(&[]), 1_168_039);
    assert_eq!(total(&["--value-type", "alloc_objects"]), 87_359);
}
