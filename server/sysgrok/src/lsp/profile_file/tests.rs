//! The rows of each dialect, as the tools wrote them.

use std::path::Path;

use expect_test::{Expect, expect};
use profile::Format;

use super::rows::{Dialect, Row, rows};

/// Shows rows as `line: function @ file:line own/total`, with what stands at the ranges.
fn check(dialect: Dialect, text: &str, expected: &Expect) {
    let lines: Vec<&str> = text.lines().collect();
    let found = rows(dialect, lines.iter().copied().enumerate());
    let shown: Vec<String> = found.iter().map(|row| show(row, &lines)).collect();
    expected.assert_eq(&(shown.join("\n") + "\n"));
}

fn show(row: &Row, lines: &[&str]) -> String {
    let mut parts = vec![format!("{}:", row.line().unwrap())];
    if let Some(function) = &row.function {
        let at = &lines[function.line][function.bytes.clone()];
        parts.push(function.text.clone());
        parts.extend((at != function.text).then(|| format!("<{at}>")));
    }
    if let Some(file) = &row.file {
        let at = &lines[file.mention.line][file.mention.bytes.clone()];
        parts.push(format!("@ {} {:?} <{at}>", file.mention.text, file.line));
    }
    if let Some(weight) = &row.weight {
        let shown = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.4}"));
        parts.push(format!(
            "{:?} {}/{}",
            weight.of,
            shown(weight.own),
            shown(weight.total)
        ));
    }
    parts.join(" ")
}

/// The first lines of a bundled file.
fn bundled(path: &str, lines: usize) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workspaces");
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    text.split_inclusive('\n').take(lines).collect()
}

#[test]
fn top_n_tables() {
    check(
        Dialect::Profile(Format::TopN),
        &bundled("c/variants/topn-table.txt", 14),
        &expect![[r#"
            1: table_find @ /tmp/sysgrok-demo/c/src/table.c Some(14) </tmp/sysgrok-demo/c/src/table.c#14> Function 0.2727/0.4965
            2: __strcmp_evex @ ./string/../sysdeps/x86_64/multiarch/strcmp-evex.S Some(296) <./string/../sysdeps/x86_64/multiarch/strcmp-evex.S#296> Function 0.1503/0.1503
            3: index_document @ /tmp/sysgrok-demo/c/src/wordex.c Some(59) </tmp/sysgrok-demo/c/src/wordex.c#59> Function 0.1294/0.8217
            4: append @ /tmp/sysgrok-demo/c/src/table.c Some(39) </tmp/sysgrok-demo/c/src/table.c#39> Function 0.0979/0.1364
            5: make_word @ /tmp/sysgrok-demo/c/src/wordex.c Some(28) </tmp/sysgrok-demo/c/src/wordex.c#28> Function 0.0839/0.1014
            6: hash_word @ /tmp/sysgrok-demo/c/src/table.h Some(30) </tmp/sysgrok-demo/c/src/table.h#30> Function 0.0664/0.0664
            7: next_random @ /tmp/sysgrok-demo/c/src/wordex.c Some(18) </tmp/sysgrok-demo/c/src/wordex.c#18> Function 0.0350/0.0350
            8: __ctype_tolower_loc @ ./ctype/./ctype/ctype-info.c Some(53) <./ctype/./ctype/ctype-info.c#53> Function 0.0245/0.0245
            9: make_document @ /tmp/sysgrok-demo/c/src/wordex.c Some(41) </tmp/sysgrok-demo/c/src/wordex.c#41> Function 0.0245/0.1434
            10: holds @ /tmp/sysgrok-demo/c/src/wordex.c Some(75) </tmp/sysgrok-demo/c/src/wordex.c#75> Function 0.0210/0.0245
            11: table_add @ /tmp/sysgrok-demo/c/src/table.c Some(53) </tmp/sysgrok-demo/c/src/table.c#53> Function 0.0210/0.6538
            12: exc_page_fault Function 0.0140/0.0280
            13: __ctype_tolower_loc@plt Function 0.0105/0.0105
        "#]],
    );
    check(
        Dialect::Profile(Format::TopN),
        "| # | Library | Function | File | Self | Total |\n|---|:--|---|---|--|--|\n| 3 | a | f(a|b) | x y.c#3 | 1,5 % | 2 % |\n",
        &expect![[r#"
            2: f(a|b) @ x y.c Some(3) <x y.c#3> Function 0.0150/0.0200
        "#]],
    );
}

#[test]
fn copied_functions_and_stacks() {
    check(
        Dialect::Profile(Format::TopN),
        &bundled("c/variants/topn-copy.txt", 20),
        &expect![[r#"
            1: table_find @ /tmp/sysgrok-demo/c/src/table.c Some(14) </tmp/sysgrok-demo/c/src/table.c#14> Function 0.2727/0.4965
            10: __strcmp_evex @ ./string/../sysdeps/x86_64/multiarch/strcmp-evex.S Some(296) <./string/../sysdeps/x86_64/multiarch/strcmp-evex.S#296> Function 0.1503/0.1503
        "#]],
    );
    check(
        Dialect::Profile(Format::TopN),
        &bundled("c/variants/stack-copy-user.txt", 9),
        &expect![[r#"
            1: hash_word @ /tmp/sysgrok-demo/c/src/table.h Some(30) </tmp/sysgrok-demo/c/src/table.h#30>
            4: table_find @ /tmp/sysgrok-demo/c/src/table.c Some(10) </tmp/sysgrok-demo/c/src/table.c#10>
            7: holds @ /tmp/sysgrok-demo/c/src/wordex.c Some(70) </tmp/sysgrok-demo/c/src/wordex.c#70>
        "#]],
    );
}

#[test]
fn reports() {
    check(
        Dialect::Profile(Format::PerfReport),
        &bundled("c/variants/report-n.txt", 16),
        &expect![[r#"
            11: table_find Function 0.3392/-
            12: main Function 0.2727/-
            13: __strcmp_evex Function 0.1503/-
            14: table_add Function 0.1189/-
            15: __ctype_tolower_loc Function 0.0245/-
        "#]],
    );
    check(
        Dialect::Profile(Format::PerfReport),
        &bundled("c/variants/report-srcline.txt", 14),
        &expect![[r#"
            11: table_find @ table.c Some(14) <table.c:14> Line 0.2168/-
            12: table_add @ table.c Some(39) <table.c:39> Line 0.0874/-
            13: main @ wordex.c Some(53) <wordex.c:53> Line 0.0524/-
        "#]],
    );
    check(
        Dialect::Profile(Format::PerfReport),
        &bundled("c/variants/report-children.txt", 19),
        &expect![[r#"
            11: main Function 0.2727/1.0000
            13: main
            15: index_document
            17: table_add
        "#]],
    );
}

#[test]
fn annotated_functions() {
    check(
        Dialect::Profile(Format::PerfAnnotate),
        &bundled("c/variants/annotate-l.txt", 48),
        &expect![[r#"
            4: @ table.c Some(14) <table.c:14> Instruction 0.6392/0.6392
            5: @ table.h Some(30) <table.h:30> Instruction 0.1340/0.1340
            6: @ table.c Some(13) <table.c:13> Instruction 0.1031/0.1031
            7: @ table.h Some(32) <table.h:32> Instruction 0.0309/0.0309
            8: @ table.h Some(31) <table.h:31> Instruction 0.0309/0.0309
            9: @ table.c Some(11) <table.c:11> Instruction 0.0309/0.0309
            10: @ table.c Some(19) <table.c:19> Instruction 0.0206/0.0206
            11: @ table.c Some(9) <table.c:9> Instruction 0.0103/0.0103
            28: table_find <16c1:   mov    %rsp,%rbp // table.c:9> @ table.c Some(9) <table.c:9> Instruction 0.0103/0.0103
            41: hash_word <16d0:   movzbl (%rsi),%eax // table.h:30> @ table.h Some(30) <table.h:30> Instruction 0.0103/0.0103
            42: hash_word <16d3:   test   %al,%al> Instruction 0.0103/0.0103
        "#]],
    );
}

#[test]
fn scripts() {
    check(
        Dialect::Profile(Format::PerfScript),
        &bundled("c/variants/script-srcline-base.txt", 32),
        &expect![[r#"
        1: clear_page_erms
        3: get_page_from_freelist
        5: __alloc_frozen_pages_noprof
        7: alloc_pages_mpol
        9: vma_alloc_folio_noprof
        11: do_anonymous_page
        13: __handle_mm_fault
        15: handle_mm_fault
        17: exc_page_fault
        19: asm_exc_page_fault
        21: _int_malloc @ malloc.c Some(4378) <malloc.c:4378>
        23: __libc_calloc @ malloc.c Some(3674) <malloc.c:3674>
        25: insert @ table.c Some(23) <table.c:23>
        27: table_add @ table.c Some(55) <table.c:55>
        29: index_document @ wordex.c Some(59) <wordex.c:59>
        31: main
    "#]],
    );
}

#[test]
fn folded_stacks() {
    check(
        Dialect::Profile(Format::Folded),
        "# comment\nmain (/x/a.py:1);work (/x/a b.py:28);<listcomp> 7\na;b_[k];c 3\nnot a stack\n",
        &expect![[r#"
            1: main @ /x/a.py Some(1) </x/a.py:1>
            1: work @ /x/a b.py Some(28) </x/a b.py:28>
            1: <listcomp> Stack 7.0000/-
            2: a
            2: b
            2: c Stack 3.0000/-
        "#]],
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
        &expect![[r#"
            1: table_find @ src/table.c Some(14) <src/table.c:14>
            2: index_document @ /x y/wordex.c Some(59) </x y/wordex.c:59>
            3: __libc_start_main
            5: Table::find(char const*) @ /src/a.cc Some(12) </src/a.cc:12:5>
            6: __libc
            7: main @ src/main.cc Some(3) <src/main.cc:3>
        "#]],
    );
}

#[test]
fn traces_of_rust_and_go() {
    check(
        Dialect::Traces,
        "thread 'main' panicked at src/main.rs:10:5:\noh no\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/90b3/library/std/src/panicking.rs:645:5\n  12:     0x5581 - wordex::main\n             at ./src/main.rs:10:5\n",
        &expect![[r#"
            0: @ src/main.rs Some(10) <src/main.rs:10:5>
            3: rust_begin_unwind @ /rustc/90b3/library/std/src/panicking.rs Some(645) </rustc/90b3/library/std/src/panicking.rs:645:5>
            5: wordex::main @ ./src/main.rs Some(10) <./src/main.rs:10:5>
        "#]],
    );
    check(
        Dialect::Traces,
        "panic: oh\n\ngoroutine 1 [running]:\nexample.org/roads/graph.(*Map).Shortest(0xc000, {0x1, 0x2})\n\t/x/graph/graph.go:12 +0x1d\nmain.main()\n\t/x/main.go:7 +0x2\ncreated by main.start in goroutine 1\n\t/x/main.go:3 +0x1\n",
        &expect![[r#"
            3: example.org/roads/graph.(*Map).Shortest @ /x/graph/graph.go Some(12) </x/graph/graph.go:12>
            5: main.main @ /x/main.go Some(7) </x/main.go:7>
            7: main.start @ /x/main.go Some(3) </x/main.go:3>
        "#]],
    );
}

#[test]
fn traces_of_java_python_and_node() {
    check(
        Dialect::Traces,
        "Exception in thread \"main\" java.lang.RuntimeException\n\tat com.acme.Table.find(Table.java:12)\n\tat java.base/java.lang.Thread.run(Thread.java:840)\n\tat com.acme.X.y(Native Method)\nTraceback (most recent call last):\n  File \"/x y/a.py\", line 12, in correct\n    return\n  File \"<string>\", line 0, in x\nError: no\n    at parse (/x/a.js:10:5)\n    at async Foo.bar (file:///x/b.mjs:3:5)\n    at /x/c.ts:1:2\n    at new X (node:internal/x:1:2)\n",
        &expect![[r#"
            1: com.acme.Table.find @ com/acme/Table.java Some(12) <Table.java:12>
            2: java.lang.Thread.run @ java/lang/Thread.java Some(840) <Thread.java:840>
            3: com.acme.X.y
            5: correct @ /x y/a.py Some(12) </x y/a.py", line 12>
            7: x @ <string> None <<string>", line 0>
            9: parse @ /x/a.js Some(10) </x/a.js:10:5>
            10: Foo.bar @ /x/b.mjs Some(3) <file:///x/b.mjs:3:5>
            11: @ /x/c.ts Some(1) </x/c.ts:1:2>
            12: X @ node:internal/x Some(1) <node:internal/x:1:2>
        "#]],
    );
}

#[test]
fn traces_of_the_kernel_and_dotnet() {
    check(
        Dialect::Traces,
        "[    1.5] BUG: KASAN: use-after-free in f+0x1/0x2\n[    1.6] Call Trace:\n[    1.7]  ? g+0x3/0x9 fs/a.c:12\n[    1.8]  h+0x3/0x9 [shop]\nX.YException: z\n   at Shop.Shelf.Price(String name) in C:\\shop\\Shelf.cs:line 12\n   at Shop.Main()\n",
        &expect![[r#"
            2: g @ fs/a.c Some(12) <fs/a.c:12>
            3: h
            5: Shop.Shelf.Price @ C:\shop\Shelf.cs Some(12) <C:\shop\Shelf.cs:line 12>
            6: Shop.Main
        "#]],
    );
}

#[test]
fn traces_within_strings_of_logs() {
    check(
        Dialect::Traces,
        "{\"level\":\"error\",\"stack\":\"Error: x\\n    at f (/x/a.js:1:2)\\n    at g (/x/b.js:3:4)\"}\n",
        &expect![[r#"
            0: f @ /x/a.js Some(1) </x/a.js:1:2>
            0: g @ /x/b.js Some(3) </x/b.js:3:4>
        "#]],
    );
}

#[test]
fn prose_has_no_rows() {
    let text = "# Heading\n\nSee src/a.c:12 and at noon we #1 met (a.c:3).\n    at the end of the day\n- https://example.org:80/x\n| a | b |\n\u{feff}#\n#1\n#1 \nat \nFile \"\n";
    assert_eq!(rows(Dialect::Traces, text.lines().enumerate()).len(), 0);
}
