//! Which frames are told to be of a library.

use profile::traces::parse;

#[test]
fn frames_of_runtimes_and_packages_are_told_from_ones_own() {
    let library = |text: &str| -> Vec<bool> {
        let traces = parse(text).unwrap();
        let trace = &traces.traces[0];
        trace
            .frames
            .iter()
            .map(|frame| trace.is_library_frame(frame))
            .collect()
    };
    for (text, expected) in [
        (
            "Error: x\n    at f (/app/src/a.js:1:2)\n    at g (/app/node_modules/b/c.js:1:2)\n    at h (node:fs:1:2)\n    at Array.map (<anonymous>)\n",
            vec![false, true, true, true],
        ),
        (
            "\tat com.acme.A.b(A.java:1)\n\tat java.base/java.util.List.map(List.java:2)\n\tat java.lang.Thread.run(Unknown Source)\n\t... 3 more\n",
            vec![false, true, true, true],
        ),
        (
            "goroutine 1 [running]:\nruntime.gopanic(0x1)\n\t/usr/local/go/src/runtime/panic.go:1 +0x1\nmain.main()\n\t/build/main.go:2 +0x1\n",
            vec![true, false],
        ),
        (
            "#0  f (x=1) at src/a.c:1\n#1  0x01 in __libc_start_call_main () from /lib/x86_64-linux-gnu/libc.so.6\n",
            vec![false, true],
        ),
        (
            "stack backtrace:\n   0: core::panicking::panic\n             at /rustc/ab/library/core/src/panicking.rs:1:2\n   1: shop::main\n             at ./src/main.rs:3:4\n",
            vec![true, false],
        ),
        (
            "Traceback (most recent call last):\n  File \"/srv/app.py\", line 1, in f\n  File \"/srv/venv/lib/python3.11/site-packages/web.py\", line 1, in g\n  File \"/usr/lib/python3.11/json.py\", line 1, in h\nE: x\n",
            vec![true, true, false],
        ),
        (
            "2 | vmlinux | vfs_read | Unknown file\n1 | sha1sum | main | src/md5sum.c\n",
            vec![true, false],
        ),
        (
            "X.YException: z\n   at System.Linq.Enumerable.Sum(Int32 x)\n   at Shop.Main() in C:\\shop\\a.cs:line 3\n",
            vec![true, false],
        ),
    ] {
        assert_eq!(library(text), expected, "{text}");
    }
}
