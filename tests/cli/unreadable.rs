//! Input that is no profile, or only a part of one: a clear error, or what can be had of it with a warning; never a
//! hang, a panic, or memory without bound.

use std::fs;

use expect_test::expect;

use crate::support::{APP, APP_FOLDED, Folder, bundled, gzip, list};

#[test]
fn each_error_names_the_file_and_what_is_wrong() {
    let folder = Folder::with(&[
        ("empty.folded", ""),
        ("blank.folded", "\n\n\n"),
        ("text.folded", "Dear diary,\ntoday nothing happened.\n"),
    ]);
    fs::create_dir(folder.path().join("folder.folded")).unwrap();
    folder.write(
        "elf.pprof",
        [b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".as_slice(), &[0; 100]].concat(),
    );
    folder.write("nothing.folded.gz", gzip(b""));
    folder.write("no.folded.gz", [0x1f, 0x8b, 0xff, 0xff, 0xff]);
    let mut shown = String::new();
    for file in [
        "missing.folded",
        "empty.folded",
        "blank.folded",
        "text.folded",
        "folder.folded",
        "elf.pprof",
        "nothing.folded.gz",
        "no.folded.gz",
    ] {
        let ran = folder.sysgrok(["inspect", file]).run().exits(1);
        assert_eq!(ran.stdout(), "");
        shown += &ran.stderr;
    }
    expect![[r#"
        error: missing.folded: cannot be opened: No such file or directory (os error 2)
        error: empty.folded: the file is empty
        error: blank.folded: not a profile that sysgrok knows; it begins with "\n\n\n". Known: perf script, perf report, perf annotate, perf.data, folded stacks, pprof, Top-N tables; if the file is one of these, `sysgrok inspect --input-format` tells what is wrong with it
        error: text.folded: not a profile that sysgrok knows; it begins with "Dear diary,\ntoday nothing happened.\n". Known: perf script, perf report, perf annotate, perf.data, folded stacks, pprof, Top-N tables; if the file is one of these, `sysgrok inspect --input-format` tells what is wrong with it
        error: folder.folded: not a regular file; what a pipe holds is read from standard input
        error: elf.pprof: not a profile that sysgrok knows; it begins with "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0". Known: perf script, perf report, perf annotate, perf.data, folded stacks, pprof, Top-N tables; if the file is one of these, `sysgrok inspect --input-format` tells what is wrong with it
        error: nothing.folded.gz: the file is empty
        error: no.folded.gz: cannot be read: unexpected end of file
    "#]].assert_eq(&shown);
}

#[test]
fn garbage_is_refused() {
    // The same bytes every time, of a generator with a long period (xorshift64).
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut garbage = || {
        std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        })
        .take(40_000)
        .flatten()
        .collect::<Vec<u8>>()
    };
    let folder = Folder::empty();
    for file in ["a.folded", "a.pprof", "a.perf.txt", "a.topn"] {
        folder.write(file, garbage());
        let ran = folder.sysgrok(["inspect", file]).run().exits(1);
        assert!(
            ran.stderr.starts_with(&format!(
                "error: {file}: not a profile that sysgrok knows; it begins with "
            )),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.chars().all(|char| !char.is_control() || char == '\n'),
            "{:?}",
            ran.stderr
        );
    }
    for format in [
        "perf-script",
        "perf-report",
        "perf-annotate",
        "folded",
        "pprof",
        "topn",
    ] {
        let ran = folder
            .sysgrok(["inspect", "a.folded", "--input-format", format])
            .run();
        assert!(matches!(ran.code, Some(0 | 1)), "{format}: {}", ran.all());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_no_file_is_refused_before_it_is_opened() {
    use rustix::fs::{CWD, FileType, Mode};
    let folder = Folder::with(&[APP, APP_FOLDED]);
    rustix::fs::mknodat(
        CWD,
        folder.path().join("pipe.folded"),
        FileType::Fifo,
        Mode::RUSR | Mode::WUSR,
        0,
    )
    .unwrap();
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.folded")).unwrap();
    for file in ["pipe.folded", "socket.folded", "/dev/zero"] {
        for command in [&["inspect", file][..], &["check", "--profile", file]] {
            let ran = folder.sysgrok(command).run().exits(1);
            assert!(
                ran.stderr
                    .starts_with(&format!("error: {file}: not a regular file")),
                "{}",
                ran.stderr
            );
        }
    }
    drop(socket);
    // Discovery passes over them.
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(list(&report, "profiles").len(), 1);
}

/// Root reads files of any mode, so for root the file is one that the system itself keeps shut.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[APP, APP_FOLDED]);
    let shut = folder.write("shut.folded", APP_FOLDED.1);
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    let file = if fs::read(&shut).is_err() {
        "shut.folded"
    } else {
        // Readable by its mode, but each read of it fails.
        assert!(fs::read("/proc/self/mem").is_err());
        "/proc/self/mem"
    };
    let ran = folder
        .sysgrok(["check", "--profile", file, "--profile", "app.folded"])
        .run()
        .exits(1);
    assert!(
        ran.stderr.starts_with(&format!("error: {file}: cannot be ")),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout().contains("busy"));
}

/// Texts end where they end; formats with a structure say that it is broken. What came before is there.
#[test]
fn a_file_that_is_cut_off_gives_what_came_before() {
    let half = |file: &str| {
        let bytes = fs::read(bundled(file)).unwrap();
        bytes[..bytes.len() / 2].to_vec()
    };
    let folder = Folder::empty();
    for (file, whole, warns) in [
        ("c/recordings/cpu.perf.txt", 1_144_000_000.0, false),
        ("c/variants/report-n.txt", 1_144_000_000.0, false),
        ("c/variants/annotate-l.txt", 221.0, false),
        ("c/variants/topn-table.txt", 100.0, true),
        ("c/variants/folded-inferno.txt", 1_144_000_000.0, true),
        ("go/variants/cpu-plain.bin", 239.0, true),
        ("go/recordings/cpu.pprof", 239.0, true),
    ] {
        folder.write("half", half(file));
        let ran = folder.sysgrok(["inspect", "half", "--json"]).run().exits(0);
        assert_eq!(
            ran.stderr.starts_with("warning: half"),
            warns,
            "{file}: {}",
            ran.stderr
        );
        let report = ran.json();
        assert!(!list(&report, "functions").is_empty(), "{file}");
        let total = report["value_types"][0]["total"].as_f64().unwrap();
        assert!(0.0 < total && total <= whole, "{file}: {total}");
    }
}

/// Every length of a small file of each format: read, or refused with a sentence; `--input-format` too.
#[test]
fn no_cut_makes_it_fail_otherwise() {
    let folder = Folder::empty();
    for (file, format) in [
        ("c/recordings/cpu.perf.txt", "perf-script"),
        ("c/variants/report-n.txt", "perf-report"),
        ("c/variants/annotate-l.txt", "perf-annotate"),
        ("c/variants/topn-table.txt", "topn"),
        ("python/recordings/py-spy.folded", "folded"),
        ("go/variants/cpu-plain.bin", "pprof"),
        ("go/recordings/cpu.pprof", "pprof"),
        ("c/variants/perf-data-fp.bin", "perf-data"),
    ] {
        let bytes = fs::read(bundled(file)).unwrap();
        for length in [0, 1, 7, 64, 301, 1009, 5003] {
            folder.write("cut", &bytes[..length.min(bytes.len())]);
            for arguments in [
                &["inspect", "cut"][..],
                &["inspect", "cut", "--input-format", format],
            ] {
                // Without perf, so that it is always the same program.
                let ran = folder.sysgrok(arguments).env("PATH", "").run();
                assert!(matches!(ran.code, Some(0 | 1)), "{file} {length}: {}", ran.all());
                assert!(
                    ran.code == Some(0) || ran.stderr.contains("error: cut: "),
                    "{file} {length}: {}",
                    ran.all()
                );
                assert!(!ran.stderr.contains("panicked"), "{file} {length}: {}", ran.all());
            }
        }
    }
}

#[test]
fn perf_data_without_perf_says_what_to_run_where() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    fs::copy(
        bundled("c/variants/perf-data-fp.bin"),
        folder.path().join("perf.data"),
    )
    .unwrap();
    let ran = folder.sysgrok(["inspect", "perf.data"]).env("PATH", "").run();
    expect![[r#"
        -- 1 --
        error: perf.data: a perf.data file is read through perf, which is not to be had here; on the machine that recorded it run: perf script -i perf.data -F +srcline --full-source-path > perf.data.perf.txt
    "#]].assert_eq(&ran.all());
    // What else there is is shown.
    let ran = folder
        .sysgrok(["check", "--format", "json"])
        .env("PATH", "")
        .run()
        .exits(1);
    assert_eq!(list(&ran.json(), "profiles").len(), 1);
    // The command is right where the user stands.
    let ran = folder.sysgrok(["check", "."]).env("PATH", "").run().exits(1);
    assert!(
        ran.stderr.contains("run: perf script -i perf.data "),
        "{}",
        ran.stderr
    );
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let above = folder.path().parent().unwrap();
    let ran = folder
        .sysgrok(["check", name])
        .in_folder(above)
        .env("PATH", "")
        .run()
        .exits(1);
    assert!(
        ran.stderr
            .contains(&format!("run: perf script -i {name}/perf.data ")),
        "{}",
        ran.stderr
    );
}

#[test]
fn carriage_returns_nul_bytes_and_broken_utf_8_cost_no_line() {
    let folder = Folder::with(&[APP]);
    let total = |content: &[u8]| {
        folder.write("x.folded", content);
        let report = folder
            .sysgrok(["check", "--format", "json"])
            .run()
            .exits(0)
            .json();
        report["profiles"][0]["value_types"][0]["total"].as_i64().unwrap()
    };
    assert_eq!(total(b"busy (app.py:7) 3\r\nidle (app.py:3) 4\r\n"), 7);
    assert_eq!(total(b"\xef\xbb\xbfbusy (app.py:7) 3\nidle (app.py:3) 4"), 7);
    assert_eq!(total(b"bu\0sy 3\nidle (app.py:3) 4\n"), 7);
    assert_eq!(total(b"bu\xffsy\xc3 3\nidle (app.py:3) 4\n"), 7);
}

/// PowerShell before version 6 writes UTF-16 for `perf script > cpu.perf.txt`.
#[test]
fn utf_16_with_its_mark_is_read() {
    let text = fs::read_to_string(bundled("c/recordings/cpu.perf.txt")).unwrap();
    let folder = Folder::empty();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    folder.write("little.perf.txt", [b"\xff\xfe".as_slice(), &little].concat());
    folder.write("big.perf.txt", [b"\xfe\xff".as_slice(), &big].concat());
    for file in ["little.perf.txt", "big.perf.txt"] {
        let ran = folder.sysgrok(["inspect", file, "--json"]).run().exits(0);
        assert_eq!(ran.stderr, "");
        assert_eq!(ran.json()["samples"], 286);
    }
    // An odd byte at the end, half of a pair, and characters outside the basic plane.
    folder.write(
        "odd.folded",
        b"\xff\xfea\0;\0\x00\xd8b\0 \x001\0\n\0\x3d\xd8\x00\xde \x002\0\n\0x",
    );
    let ran = folder.sysgrok(["inspect", "odd.folded", "--json"]).run().exits(0);
    assert_eq!(ran.json()["value_types"][0]["total"], 3, "{}", ran.all());
}
