//! The rows of each dialect, as the tools wrote them.

use std::path::Path;

use expect_test::{Expect, expect};
use profile::Format;

use super::rows::{Dialect, Row, rows};

/// Shows rows as `line: function @ file:line own/total`, with what stands at the ranges.
fn check(dialect: Dialect, text: &str, expected: Expect) {
    let lines: Vec<&str> = text.lines().collect();
    let shown: Vec<String> = rows(dialect, lines.iter().copied().enumerate()).iter().map(|row| show(row, &lines)).collect();
    expected.assert_eq(&(shown.join("\n") + "\n"));
}

fn show(row: &Row, lines: &[&str]) -> String {
    let mut shown = format!("{}:", row.line().unwrap());
    if let Some(function) = &row.function {
        let at = &lines[function.line][function.bytes.clone()];
        shown += &format!(" {}", function.text);
        if at != function.text {
            shown += &format!(" <{at}>");
        }
    }
    if let Some(file) = &row.file {
        let at = &lines[file.mention.line][file.mention.bytes.clone()];
        shown += &format!(" @ {} {:?} <{at}>", file.mention.text, file.line);
    }
    if let Some(weight) = &row.weight {
        shown += &format!(" {:?} {:?}/{:?}", weight.of, weight.own, weight.total);
    }
    shown
}

/// The first lines of a bundled file.
fn bundled(path: &str, lines: usize) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workspaces");
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    text.lines().take(lines).map(|line| format!("{line}\n")).collect()
}

#[test]
fn top_n_tables() {
    check(Dialect::Profile(Format::TopN), &bundled("c/variants/topn-table.txt", 14), expect![[""]]);
    check(
        Dialect::Profile(Format::TopN),
        "| # | Library | Function | File | Self | Total |\n|---|:--|---|---|--|--|\n| 3 | a | f(a|b) | x y.c#3 | 1,5 % | 2 % |\n",
        expect![[""]],
    );
}

#[test]
fn copied_functions_and_stacks() {
    check(Dialect::Profile(Format::TopN), &bundled("c/variants/topn-copy.txt", 20), expect![[""]]);
    check(Dialect::Profile(Format::TopN), &bundled("c/variants/stack-copy-user.txt", 9), expect![[""]]);
}

#[test]
fn reports() {
    check(Dialect::Profile(Format::PerfReport), &bundled("c/variants/report-n.txt", 16), expect![[""]]);
    check(Dialect::Profile(Format::PerfReport), &bundled("c/variants/report-srcline.txt", 14), expect![[""]]);
    check(Dialect::Profile(Format::PerfReport), &bundled("c/variants/report-children.txt", 19), expect![[""]]);
}

#[test]
fn annotated_functions() {
    check(Dialect::Profile(Format::PerfAnnotate), &bundled("c/variants/annotate-l.txt", 48), expect![[""]]);
}

#[test]
fn scripts() {
    check(Dialect::Profile(Format::PerfScript), &bundled("c/variants/script-srcline-base.txt", 32), expect![[""]]);
}

#[test]
fn folded_stacks() {
    check(
        Dialect::Profile(Format::Folded),
        "# comment\nmain (/x/a.py:1);work (/x/a b.py:28);<listcomp> 7\na;b_[k];c 3\nnot a stack\n",
        expect![[""]],
    );
}

#[test]
fn traces_of_gdb_and_sanitizers() {
    check(
        Dialect::Traces,
        "Thread 1:\n\
         #0  table_find (table=0x7ffe, word=0x55 \"a (b) at c\") at src/table.c:14\n\
         #1  0x0000555555555269 in index_document (document=0x0) at /x y/wordex.c:59\n\
         #2  0x00007ffff7df3d8a in __libc_start_main () from /lib/libc.so.6\n\
         ==1==ERROR: AddressSanitizer\n    #0 0x4f5 in Table::find(char const*) /src/a.cc:12:5\n    #1 0x7f in __libc (/lib/libc.so.6+0x29d8f)\n    #2 0x7f in main src/main.cc:3\n",
        expect![[""]],
    );
}

#[test]
fn traces_of_rust_and_go() {
    check(
        Dialect::Traces,
        "thread 'main' panicked at src/main.rs:10:5:\noh no\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/90b3/library/std/src/panicking.rs:645:5\n  12:     0x5581 - wordex::main\n             at ./src/main.rs:10:5\n",
        expect![[""]],
    );
    check(
        Dialect::Traces,
        "panic: oh\n\ngoroutine 1 [running]:\nexample.org/roads/graph.(*Map).Shortest(0xc000, {0x1, 0x2})\n\t/x/graph/graph.go:12 +0x1d\nmain.main()\n\t/x/main.go:7 +0x2\ncreated by main.start in goroutine 1\n\t/x/main.go:3 +0x1\n",
        expect![[""]],
    );
}

#[test]
fn traces_of_java_python_and_node() {
    check(
        Dialect::Traces,
        "Exception in thread \"main\" java.lang.RuntimeException\n\tat com.acme.Table.find(Table.java:12)\n\tat java.base/java.lang.Thread.run(Thread.java:840)\n\tat com.acme.X.y(Native Method)\nTraceback (most recent call last):\n  File \"/x y/a.py\", line 12, in correct\n    return\n  File \"<string>\", line 0, in x\nError: no\n    at parse (/x/a.js:10:5)\n    at async Foo.bar (file:///x/b.mjs:3:5)\n    at /x/c.ts:1:2\n    at new X (node:internal/x:1:2)\n",
        expect![[""]],
    );
}

#[test]
fn prose_has_no_rows() {
    check(
        Dialect::Traces,
        "# Heading\n\nSee src/a.c:12 and at noon we #1 met (a.c:3).\n    at the end of the day\n- https://example.org:80/x\n| a | b |\n\u{feff}#\n#1\n#1 \nat \nFile \"\n",
        expect![[""]],
    );
}
