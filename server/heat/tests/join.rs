//! The join: recorded weights on the functions and lines of a source that may have changed.

#![expect(
    clippy::unwrap_used,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a test that unwraps nothing has failed"
)]

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use expect_test::{Expect, expect};
use heat::{Code, Found, Heat, LineNow, Located, Names, Placement, Selection, Whereabouts};
use profile::{Options, Profile, read};
use source::Outline;
use source::text::FileText;

/// A workspace in memory.
#[derive(Default)]
struct Memory {
    files: BTreeMap<&'static str, Arc<Outline>>,
    texts: BTreeMap<&'static str, String>,
    /// Files whose lines are not known.
    stale: Vec<&'static str>,
    /// Whether no file can be read.
    unreadable: bool,
    /// Lines inserted at the top of a file since the recording.
    inserted: BTreeMap<&'static str, u32>,
}

impl Memory {
    fn of(files: &[(&'static str, &str)]) -> Memory {
        let outline = |path: &str, text: &str| {
            Arc::new(Outline::of(
                Path::new(path),
                &FileText::new(text.to_owned()),
                None,
                None,
            ))
        };
        Memory {
            files: files
                .iter()
                .map(|(path, text)| (*path, outline(path, text)))
                .collect(),
            texts: files
                .iter()
                .map(|(path, text)| (*path, (*text).to_owned()))
                .collect(),
            ..Memory::default()
        }
    }
}

impl Code for Memory {
    fn locate(&self, path: &str, function: &str) -> Located {
        let base = path.rsplit('/').next().unwrap();
        let candidates: Vec<&&str> = self
            .files
            .keys()
            .filter(|file| file.rsplit('/').next() == Some(base))
            .collect();
        match candidates.as_slice() {
            [] => Located::Elsewhere,
            [only] => Located::File {
                path: Path::new(only).into(),
                by_function: false,
            },
            several => {
                let name = source::normalise(function);
                let mut holding = several
                    .iter()
                    .filter(|file| !self.files[**file].matching(&name).1.is_empty());
                match (holding.next(), holding.next()) {
                    (Some(only), None) => Located::File {
                        path: Path::new(only).into(),
                        by_function: true,
                    },
                    _ => Located::Ambiguous(several.iter().map(Into::into).collect()),
                }
            }
        }
    }

    fn outline(&self, file: &Path) -> Option<Arc<Outline>> {
        self.files
            .get(file.to_str()?)
            .filter(|_| !self.unreadable)
            .cloned()
    }

    fn find(&self, names: &[&str]) -> Vec<Found> {
        let find = |name: &&str| {
            let name = source::normalise(name);
            let found: Vec<(&str, usize)> = (self.files.iter())
                .flat_map(|(path, outline)| outline.matching(&name).1.into_iter().map(|index| (*path, index)))
                .collect();
            match found.as_slice() {
                [] => Found::Nothing,
                [(path, function)] => Found::One {
                    path: Path::new(path).into(),
                    function: *function,
                },
                several => Found::Several(several.iter().map(|(path, _)| (path.into(), 1)).collect()),
            }
        };
        names.iter().map(find).collect()
    }

    fn lines_of_text(&self, file: &Path, text: &str, within: RangeInclusive<u32>) -> Vec<u32> {
        let lines = (1..).zip(self.texts[file.to_str().unwrap()].lines());
        lines
            .filter(|(line, content)| within.contains(line) && content.trim() == text)
            .map(|(line, _)| line)
            .collect()
    }

    fn line_now(&self, file: &Path, line: u32) -> LineNow {
        let file = file.to_str().unwrap();
        if self.stale.contains(&file) {
            return LineNow::Unknown;
        }
        LineNow::At(line + self.inserted.get(file).copied().unwrap_or(0))
    }
}

fn folded(text: &str) -> Profile {
    read("test.folded", text.as_bytes(), &Options::default()).unwrap()
}

/// Functions as `self/total name place`, then lines, then calls.
fn check(profile: &Profile, code: &Memory, expected: &Expect) {
    let value = profile.selected();
    let placement = Placement::of(profile, value, code, &Selection::default());
    let heat = Heat::of(profile, value, &placement, code);
    let show = |weight: Option<i64>| weight.map_or("-".to_owned(), |weight| weight.to_string());
    let name = |spot: u32| Names::of(profile, value, &placement.spots[spot as usize]).short;
    let mut shown = String::new();
    for hot in &heat.functions {
        let place = match &*placement.spots[hot.spot as usize].whereabouts {
            Whereabouts::Source {
                file,
                start_line,
                end_line,
                stale,
                ..
            } => {
                format!(
                    "{}:{start_line}-{end_line}{}",
                    file.display(),
                    if *stale { " stale" } else { "" }
                )
            }
            Whereabouts::Nowhere(why) => format!("({why})"),
        };
        shown += &format!(
            "{}/{} {} {place}\n",
            show(hot.own),
            show(hot.total),
            name(hot.spot)
        );
    }
    for line in &heat.lines {
        shown += &format!(
            "{}/{} {}:{}\n",
            show(line.own),
            show(line.total),
            line.file.display(),
            line.line
        );
    }
    for hot in &heat.functions {
        for (callee, weight) in heat.calls.callees(hot.spot) {
            shown += &format!("{} -> {} {weight}\n", name(hot.spot), name(callee));
        }
        for (caller, weight) in heat.calls.callers(hot.spot) {
            assert!(heat.calls.callees(caller).any(|call| call == (hot.spot, weight)));
        }
    }
    expected.assert_eq(&shown);
    let whole = profile.value(value).whole();
    assert!(
        heat.functions
            .iter()
            .all(|hot| hot.own <= Some(whole) && hot.total <= Some(whole))
    );
    assert!(
        heat.lines
            .iter()
            .all(|hot| hot.own <= Some(whole) && hot.total <= Some(whole))
    );
}

const APP: &str = "\
def outer(n):
    return inner(n) + 1

def inner(n):
    if n:
        return inner(n - 1)
    return 0
";

#[test]
fn recursion_counts_once_a_stack() {
    let profile = folded(
        "outer (app.py:2);inner (app.py:6);inner (app.py:6);inner (app.py:7) 5\nouter (app.py:2);inner (app.py:5) 3\n",
    );
    check(
        &profile,
        &Memory::of(&[("src/app.py", APP)]),
        &expect![[r#"
            8/8 inner src/app.py:4-7
            0/8 outer src/app.py:1-2
            5/5 src/app.py:7
            3/3 src/app.py:5
            0/8 src/app.py:2
            0/5 src/app.py:6
            outer -> inner 8
        "#]],
    );
}

/// Each instance is a function of its own to the profiler; they call each other, and are one function.
#[test]
fn instances_of_a_generic_are_one_function_and_never_more_than_the_whole() {
    let code = Memory::of(&[(
        "src/fold.rs",
        "pub fn fold<const N: usize>() -> usize {\n    N\n}\n",
    )]);
    let profile = folded("main;fold<3> at /b/fold.rs:2;fold<2> at /b/fold.rs:2;fold<1> at /b/fold.rs:2 10\n");
    let placement = Placement::of(&profile, profile.selected(), &code, &Selection::default());
    let heat = Heat::of(&profile, profile.selected(), &placement, &code);
    let fold = heat
        .functions
        .iter()
        .find(|hot| {
            matches!(
                *placement.spots[hot.spot as usize].whereabouts,
                Whereabouts::Source { .. }
            )
        })
        .unwrap();
    assert_eq!((fold.own, fold.total), (Some(10), Some(10)));
    assert_eq!(placement.spots[fold.spot as usize].members.len(), 3);
    assert_eq!((heat.lines[0].own, heat.lines[0].total), (Some(10), Some(10)));
}

#[test]
fn a_declaration_of_python_is_no_hot_line() {
    let text = "@cache\ndef busy(n):\n    return n\n\ndef one(n): return n\n\nprint(busy(one(1)))\n";
    check(
        &folded("<module> (app.py:7);busy (app.py:1) 4\nbusy (app.py:3) 2\none (app.py:5) 1\n"),
        &Memory::of(&[("app.py", text)]),
        &expect![[r#"
            6/6 busy app.py:1-3
            1/1 one app.py:5-5
            0/4 <module> app.py:1-7
            2/2 app.py:3
            1/1 app.py:5
            0/4 app.py:7
            <module> -> busy 4
        "#]],
    );
}

#[test]
fn a_file_that_cannot_be_read_has_not_changed() {
    let mut code = Memory::of(&[("app.py", "")]);
    code.unreadable = true;
    check(
        &folded("busy (app.py:1) 4\n"),
        &code,
        &expect![[r#"
        4/4 busy (its file app.py cannot be read, or is of no language that is known here)
        4/4 app.py:1
    "#]],
    );
}

#[test]
fn heat_moves_with_inserted_lines() {
    let mut code = Memory::of(&[("app.py", &format!("# a\n# b\n{APP}"))]);
    code.inserted.insert("app.py", 2);
    check(
        &folded("outer (app.py:2) 4\n"),
        &code,
        &expect![[r#"
            4/4 outer app.py:3-4
            4/4 app.py:4
        "#]],
    );
}

/// Without knowledge of the change the name still tells the function; no line is guessed.
#[test]
fn a_changed_file_carries_heat_on_functions_only() {
    let mut code = Memory::of(&[("app.py", &format!("# moved\n{APP}"))]);
    code.stale.push("app.py");
    check(
        &folded("outer (app.py:2);inner (app.py:5) 4\nouter (app.py:2);gone (app.py:90) 1\n"),
        &code,
        &expect![[r#"
            4/4 inner app.py:5-8 stale
            1/1 gone (app.py has changed since: no function of it has this name or holds these lines)
            0/5 outer app.py:2-3 stale
            outer -> inner 4
            outer -> gone 1
        "#]],
    );
}

#[test]
fn two_files_of_one_base_name_are_told_apart_by_the_function() {
    let code = Memory::of(&[
        ("a/util.py", "def left():\n    pass\n"),
        ("b/util.py", "def right():\n    pass\n"),
    ]);
    check(
        &folded("left (util.py:2) 3\nright (util.py:2) 2\nboth (util.py:2) 1\n"),
        &code,
        &expect![[r#"
            3/3 left a/util.py:1-2
            2/2 right b/util.py:1-2
            1/1 both (its file util.py may be a/util.py or b/util.py; a path_map rule decides)
            3/3 a/util.py:2
            2/2 b/util.py:2
        "#]],
    );
}

#[test]
fn a_name_without_a_file_is_looked_up_and_never_guessed() {
    let code = Memory::of(&[
        (
            "a.c",
            "int work(int n) {\n    return n;\n}\nint twice(void) {\n    return 0;\n}\n",
        ),
        ("b.c", "int twice(void) {\n    return 1;\n}\n"),
    ]);
    check(
        &folded("main;work 6\nmain;twice 3\nmain;[unknown] 1\n"),
        &code,
        &expect![[r#"
            6/6 work a.c:1-3
            3/3 twice (the profile names no file, and it may be a.c:1 or b.c:1)
            1/1 [unknown] (the profile has no symbol for it)
            0/10 main (the profile names no file, and no function of the workspace has its name)
            main -> work 6
            main -> twice 3
            main -> [unknown] 1
        "#]],
    );
}

/// Only files that hold hot functions are asked for.
#[test]
fn a_light_function_is_not_looked_for() {
    let text: String = (0..100)
        .map(|n| format!("f{n} (f{n}.py:1) {}\n", if n == 7 { 100_000 } else { 1 }))
        .collect();
    let code = Memory::of(&[("f7.py", "def f7(): pass\n"), ("f8.py", "def f8(): pass\n")]);
    let profile = folded(&text);
    let selection = Selection {
        always: 1,
        ..Selection::default()
    };
    let placement = Placement::of(&profile, profile.selected(), &code, &selection);
    let placed: Vec<&str> = (placement.spots.iter())
        .filter_map(|spot| match &*spot.whereabouts {
            Whereabouts::Source { file, .. } => file.to_str(),
            Whereabouts::Nowhere(_) => None,
        })
        .collect();
    assert_eq!(placed, ["f7.py"]);
}

/// `perf annotate` without `-l` prints the source without saying where it is from; the text tells. (Figures:
/// tests/workspaces/c/variants/README.md.)
#[test]
fn printed_source_is_found_in_the_source() {
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/workspaces/c/");
    let source = std::fs::read_to_string(format!("{workspace}src/table.c")).unwrap();
    let header = std::fs::read_to_string(format!("{workspace}src/table.h")).unwrap();
    let code = Memory::of(&[("src/table.c", &source), ("src/table.h", &header)]);
    let recording = std::fs::read(format!("{workspace}variants/annotate.txt")).unwrap();
    let profile = read("annotate.txt", &recording[..], &Options::default()).unwrap();
    let placement = Placement::of(&profile, profile.selected(), &code, &Selection::default());
    let heat = Heat::of(&profile, profile.selected(), &placement, &code);
    let hottest = &heat.lines[0];
    assert_eq!((hottest.file.to_str(), hottest.line), (Some("src/table.c"), 14));
}

/// A stack counts once for a line and what it calls, also when it passes there twice; a call of the own
/// function counts too.
#[test]
fn a_line_knows_what_it_calls() {
    let code = Memory::of(&[(
        "a.py",
        "def walk(n):\n    if n: return walk(n - 1)\n    return leaf(n)\n\ndef leaf(n):\n    return n\n",
    )]);
    let profile = folded(
        "walk (a.py:2);walk (a.py:2);walk (a.py:3);leaf (a.py:6) 10\nwalk (a.py:3);leaf (a.py:6) 5\nwalk (a.py:3);memcpy 2\n",
    );
    let placement = Placement::of(&profile, profile.selected(), &code, &Selection::default());
    let heat = Heat::of(&profile, profile.selected(), &placement, &code);
    let calls = heat::LineCalls::of(&profile, &placement, &heat);
    let name = |spot: u32| Names::of(&profile, heat.value, &placement.spots[spot as usize]).short;
    let mut shown = String::new();
    for (index, line) in heat.lines.iter().enumerate() {
        for (callee, weight) in calls.callees(index) {
            shown += &format!("{} calls {}: {weight}\n", line.line, name(callee));
        }
    }
    expect![[r#"
        3 calls leaf: 15
        3 calls memcpy: 2
        2 calls walk: 10
    "#]]
    .assert_eq(&shown);
}

/// `perf report --sort sym,srcline` and `perf annotate -l` give one function lines in several files, when
/// others are inlined into it.
#[test]
fn rows_count_by_file_and_line_first_and_by_symbol_second() {
    let report = "\
# Samples: 100  of event 'cycles'
# Event count (approx.): 1000
#
# Overhead  Symbol       Source:Line
# ........  ...........  ................
#
    50.00%  [.] work     /src/inlined.h:2
    40.00%  [.] work     /src/work.c:3
    10.00%  [.] inlined  /src/inlined.h:2
";
    let profile = read("test.perf.txt", report.as_bytes(), &Options::default()).unwrap();
    let code = Memory::of(&[
        (
            "inlined.h",
            "static inline int inlined(int n)\n{ return n + 1; }\n",
        ),
        ("work.c", "int work(int n)\n{\n    return inlined(n);\n}\n"),
    ]);
    check(
        &profile,
        &code,
        &expect![[r#"
            600000/- inlined inlined.h:1-2
            400000/- work work.c:1-4
            600000/- inlined.h:2
            400000/- work.c:3
        "#]],
    );
}

/// What stands in a header of the system is not the workspace's, though one line of the same symbol is.
#[test]
fn one_line_in_the_workspace_does_not_make_a_function_of_the_system_ours() {
    let code = Memory::of(&[(
        "a.cpp",
        "int main() {\n    sort([](int a, int b) {\n        return a < b; });\n}\n",
    )]);
    let sort = "\t               1 std::sort<main::{lambda(int, int)#1}>+0x1 (/b/a)\n";
    let sample = |source: &str| format!("a 1 1.0: 1 cycles: \n{sort}  {source}\n\n");
    let text = sample("/usr/include/algo.h:9").repeat(7) + &sample("/b/a.cpp:3").repeat(3);
    let profile = read("a.perf.txt", text.as_bytes(), &Options::default()).unwrap();
    check(
        &profile,
        &code,
        &expect![[r#"
            7/7 std::sort<main::{lambda(int, int)#1}> (its file /usr/include/algo.h is not in the workspace)
            3/3 main a.cpp:1-4
            3/3 a.cpp:3
        "#]],
    );
}
