//! What loggers, containers, mail and markdown put around a trace.

use expect_test::expect;
use profile::traces::parse;

use crate::{check, check_file};

#[test]
fn strings_of_log_lines() {
    check_file(
        "written/json-log.txt",
        &expect![[r#"
        JavaScript: TypeError: x is "undefined"
          Shelf.price @ - /app/src/shop.ts:12:10
          sell @ - /app/node_modules/web/index.js:3:1
        Go [goroutine 1 [running]]: panic: no road
          main.main @ - /build/main.go:29
    "#]],
    );
}

#[test]
fn containers_colours_carriage_returns_and_quotation() {
    check_file(
        "written/docker-colours.txt",
        &expect![[r#"
        JavaScript: TypeError: no
          parse @ - /app/a.js:10:5
          - @ - /app/b.js:1:2
        Python: ValueError: bad
          f @ - /app/a.py:3
    "#]],
    );
}

#[test]
fn indented_in_markdown_between_prose() {
    check(
        "It says:\n\n    panic: oh\n\n    goroutine 1 [running]:\n    main.main()\n    \t/x/main.go:7 +0x2\n\nand then\n\n```\n#0  idle (n=3) at /build/app.py:2\n```\n",
        &expect![[r#"
            Go [goroutine 1 [running]]: panic: oh
              main.main @ - /x/main.go:7
            Gdb
              idle @ - /build/app.py:2
        "#]],
    );
}

#[test]
fn prose_and_code_are_no_traces() {
    for text in [
        "",
        "# Heading\n\nSee src/a.c:12 and at noon we #1 met (a.c:3).\n    at the end of the day\n- https://example.org:80/x\n| a | b |\n\u{feff}#\n#1\n#1 \nat \nFile \"\n",
        "int main(void) {\n    for (int i = 0; i < 3; i++) printf(\"%d\\n\", i);\n    return 0;\n}\n",
        "1. one\n2. two\n\n#1 is better than #2\n#3 fix the bug (see below)\n",
        "Error: something\nand more text\n\nTypeError: x\n",
        "mail me@example.org:80 or git@host:path/x.js:1:2\n",
        "a;b\nc;d\n",
        "12\nlines: of\ntext\n",
        "| Name | Size | Date |\n|---|---|---|\n| a | 1 | 2024-01-01 |\n",
        "src/main.rs:10:5: warning: unused\n  --> src/main.rs:10:5\n",
        "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU\n1 | a | f | a.c#3 | 1.00% | 2.00%\n",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}
