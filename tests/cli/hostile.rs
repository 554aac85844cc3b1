//! Files made to do harm: without bound in size or depth, or with names that a terminal would obey.

use std::io::Write;

use expect_test::expect;
use flate2::{Compression, write::GzEncoder};

use crate::support::{APP, Folder, finish, list, plain_environment};

/// Runs under a limit of address space, which ends a process that allocates what a file only claims.
#[cfg(target_os = "linux")]
#[track_caller]
fn in_little_memory(folder: &Folder, arguments: &str) -> crate::support::Ran {
    use std::process::{Command, Stdio};
    let mut command = Command::new("sh");
    // Some 1.5 GB: most of it are the stacks and arenas of threads, which nothing is in.
    command.args([
        "-c",
        &format!("ulimit -v 1500000; exec \"$0\" {arguments}"),
        env!("CARGO_BIN_EXE_sysgrok"),
    ]);
    let _home = plain_environment(&mut command);
    command
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    finish(command.spawn().unwrap(), None)
}

/// Some 1 MB that unpack to 1 GB.
#[cfg(target_os = "linux")]
#[test]
fn a_small_file_that_unpacks_without_end_does_not_fill_the_memory() {
    let folder = Folder::empty();
    let bomb = |head: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(head).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..1 << 10 {
            packed.write_all(&zeros).unwrap();
        }
        packed.finish().unwrap()
    };
    folder.write("zeros.folded.gz", bomb(b""));
    // A profile whose first field, a sample of the profile, claims all that follows: 2 GB.
    folder.write("field.pb.gz", bomb(b"\x12\xff\xff\xff\xff\x07"));
    folder.write("line.folded.gz", bomb(b"main;work 5\nmain;"));
    for (file, code) in [("zeros.folded.gz", 1), ("field.pb.gz", 1), ("line.folded.gz", 0)] {
        let ran = in_little_memory(&folder, &format!("inspect --json {file}"));
        assert_eq!(ran.code, Some(code), "{file}: {}", ran.all());
        assert!(ran.stderr.contains(&format!(": {file}")), "{}", ran.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn one_line_of_100_mb_is_cut_and_the_rest_is_read() {
    let folder = Folder::with(&[APP]);
    let mut text = b"busy (app.py:7) 3\n".to_vec();
    text.resize(100 << 20, b'x');
    text.extend(b" 5\nidle (app.py:3) 4\n");
    folder.write("long.folded", text);
    let ran = in_little_memory(&folder, "check --format json");
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(ran.stderr.contains("bytes were cut"), "{}", ran.stderr);
    let lines: Vec<u64> = list(&ran.json(), "lines")
        .iter()
        .map(|line| line["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [3, 7]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_stack_of_a_million_frames_is_walked_without_recursion() {
    let folder = Folder::with(&[APP]);
    // Lines are cut at 1 MB, so the depth is in lines of perf script.
    let mut text = b"app 1 1.000000: 250000 cpu-clock:\n".to_vec();
    for _ in 0..500_000 {
        text.extend(b"\t1139 busy (/x/app)\n\t113a idle (/x/app)\n");
    }
    text.extend(b"\n");
    folder.write("deep.perf.txt", text);
    let deep = (0..200_000).fold(String::new(), |deep, _| deep + "f;");
    folder.write("deep.folded", format!("{deep}busy (app.py:7) 3\n"));
    let ran = in_little_memory(&folder, "check --format json");
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    for entry in list(&ran.json(), "functions") {
        assert!(entry["total"].as_f64() <= Some(1.0), "{entry}");
    }
    for to in ["folded", "speedscope", "pprof"] {
        let ran = in_little_memory(&folder, &format!("convert deep.folded --to {to}"));
        assert_eq!(ran.code, Some(0), "{to}: {}", ran.stderr);
    }
}

const ESCAPES: &str = "\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}2J\u{202e}\u{8}\r";

/// A workspace in which every name that can be is hostile: of a folder, a file, a function, the profile.
fn hostile() -> Folder {
    let folder = Folder::with(&[(
        "a\u{1b}[32mb/x\u{1b}]0;y\u{7}\u{9b}2J.py",
        "def busy(n):\n    # \u{1b}[31mred \u{9b}2J \u{202e}\n    return '\u{1b}]0;title\u{7}\u{8}\u{202e}'\n",
    )]);
    folder.write(
        "p\u{1b}[5mq.perf.txt",
        format!(
            "app 1 1.000000: 250000 cpu{}:\n\t1139 busy+0x1 (/x/app)\n  a\u{1b}[32mb/x\u{1b}]0;y\u{7}\u{9b}2J.py:3\n\napp 1 2.000000: 250000 cpu{}:\n\t1139 {ESCAPES}evil+0x1 (/x/{ESCAPES})\n  gone{ESCAPES}.c:3\n",
            "\u{1b}[33m", "\u{1b}[33m"
        ),
    );
    folder.write("broken\u{1b}[5m.folded", "\u{1b}[31m\u{9b}no profile\n");
    folder.write(".sysgrok.toml", "\u{1b}[31m = 1\n");
    folder
}

/// What a terminal obeys, besides the colours that sysgrok itself asked for.
#[track_caller]
fn assert_harmless(text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        let (code, after) = rest[at + 1..]
            .split_once('m')
            .unwrap_or_else(|| panic!("{rest:?}"));
        let own = code
            .strip_prefix('[')
            .is_some_and(|code| code.chars().all(|char| char.is_ascii_digit() || char == ';'));
        assert!(own, "{rest:?}");
        rest = after;
    }
    let hostile = |char: char| {
        (char.is_control() && !matches!(char, '\n' | '\u{1b}')) || ('\u{202a}'..='\u{202e}').contains(&char)
    };
    let found = text.lines().find(|line| line.contains(hostile));
    assert_eq!(found, None);
}

#[test]
fn escape_sequences_never_reach_the_terminal() {
    let folder = hostile();
    let profile = "p\u{1b}[5mq.perf.txt";
    for color in ["never", "always"] {
        for format in ["text", "github"] {
            let ran = folder
                .sysgrok(["check", "--format", format, "--color", color])
                .run();
            assert!(
                ran.stdout().contains("busy") && ran.stderr.contains("broken"),
                "{}",
                ran.all()
            );
            // Colours that names bring along must not pass for sysgrok's own.
            let own_red = "\u{1b}[31m";
            assert!(
                !ran.stdout().contains(own_red) && !ran.stdout().contains("\u{1b}[32m"),
                "{:?}",
                ran.stdout()
            );
            assert_harmless(&ran.stdout());
            assert_harmless(&ran.stderr);
        }
        for arguments in [
            &["inspect", profile][..],
            &["inspect", "absent\u{1b}[31m\u{9b}.folded"],
            &["inspect", "broken\u{1b}[5m.folded"],
            &["inspect", profile, "--value-type", "\u{1b}[31m\u{7}"],
            &["check", "absent\u{1b}]0;\u{7}"],
            &[
                "convert",
                profile,
                "--to",
                "folded",
                "-o",
                "absent\u{1b}]0;\u{7}/x",
            ],
            &["check", "--format", "\u{1b}]0;title\u{7}"],
            &["\u{1b}]0;title\u{7}"],
        ] {
            let ran = folder
                .sysgrok(arguments)
                .env("CLICOLOR_FORCE", if color == "always" { "1" } else { "0" })
                .run();
            assert_harmless(&ran.stdout());
            assert_harmless(&ran.stderr);
        }
    }
}

/// Programs get the names as they are, in the escapes of JSON.
#[test]
fn json_carries_hostile_names_unharmed() {
    let folder = hostile();
    for format in ["json", "sarif"] {
        let ran = folder.sysgrok(["check", "--format", format]).run().exits(1);
        assert!(
            !ran.stdout()
                .contains(|char: char| char.is_control() && char != '\n'),
            "{format}"
        );
        ran.json();
    }
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(1)
        .json();
    assert_eq!(
        report["functions"][0]["file"],
        "a\u{1b}[32mb/x\u{1b}]0;y\u{7}\u{9b}2J.py"
    );
}

#[test]
fn made_visible_they_look_like_this() {
    let text = hostile().sysgrok(["check"]).run().exits(1).stdout();
    expect![[r#"
        hot: `busy`: 50.0 % of cpu␛[33m self, 50.0 % total
         --> a␛[32mb/x␛]0;y␇�2J.py:3:5
          |
        1 | def busy(n):
        2 |     # ␛[31mred �2J �
        3 |     return '␛]0;title␇␈�'
          |     ^^^^^^^^^^^^^^^^^^^^^ 50.0 % self
          |
          = note: 1 of 2 samples, ±100 %

        p␛[5mq.perf.txt: perf-script, cpu␛[33m 500,000, 2 samples
          50.0 % of it is in this workspace
          50.0 % ␛[31m␛]0;title␇�2J�␈␍evil: its file gone␛[31m␛]0;title␇�2J�␈␍.c is not in the workspace
    "#]]
    .assert_eq(&text);
}

#[test]
fn huge_counts_neither_wrap_nor_exceed_the_whole() {
    let folder = Folder::with(&[
        APP,
        (
            "huge.folded",
            "busy (app.py:7) 9223372036854775807\nidle (app.py:3) 9223372036854775807\nbusy (app.py:7);idle (app.py:3) 99999999999999999999999\n",
        ),
    ]);
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    for entry in list(&report, "functions").iter().chain(list(&report, "lines")) {
        let share = entry["self"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share), "{entry}");
    }
}
