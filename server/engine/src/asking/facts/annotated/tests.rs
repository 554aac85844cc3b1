//! Texts as the tools print them.

use super::*;
use std::fmt::Write;

use expect_test::{Expect, expect};

/// `LINE PLACE SELF TOTAL|CODE`, under the function and file of each piece.
#[allow(clippy::needless_pass_by_value)] // Literals are handed over.
fn check(text: &str, expected: Expect) {
    let mut shown = String::new();
    for piece in pieces(text) {
        if let Some(function) = &piece.function {
            let _ = writeln!(shown, "{function} in {}", piece.file.as_deref().unwrap_or("-"));
        }
        for line in piece.lines {
            let share = |share: Option<f64>| share.map(|share| format!("{share:.3}")).unwrap_or_default();
            let _ = writeln!(
                shown,
                "{} {} {} {}|{}",
                line.number,
                line.place.as_deref().unwrap_or("-"),
                share(line.own),
                share(line.total),
                line.code
            );
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn percentages() {
    check(
        " 21.7% | for (i = 0; i < strlen(s); i++)\n  3.5% |     n += s[i];\n       | return n;\n",
        expect![[r#"
            1 - 0.217 | for (i = 0; i < strlen(s); i++)
            2 - 0.035 |     n += s[i];
            3 -  | return n;
        "#]],
    );
}

#[test]
fn gcov() {
    check(
        "        -:    0:Source:a.c\n       30:    3:int f(int n) {\n       70:    4:    return n;\n    #####:    5:    abort();\n",
        expect![[r#"
            1 -  |
            2 - 0.300 |int f(int n) {
            3 - 0.700 |    return n;
            4 -  |    abort();
        "#]],
    );
}

#[test]
fn line_profilers_table() {
    check(
        "File: a.py\nFunction: f at line 1\n\nLine #      Hits         Time  Per Hit   % Time  Line Contents\n     1                                           def f(x):\n     2       100       2000.0     20.0     40.0      y = x * 2\n",
        expect![[r#"
            f in a.py
            5 a.py:1  |def f(x):
            6 a.py:2 0.400 |    y = x * 2
        "#]],
    );
}

#[test]
fn what_pprof_lists() {
    check(
        "Total: 900ms\nROUTINE ======================== main.join in /src/join.go\n     120ms      600ms (flat, cum) 66.67% of Total\n         .          .      5:func join(parts []string) string {\n      20ms       20ms      7:\tfor _, part := range parts {\n     100ms      580ms      8:\t\tout += part\n         .       90ms      9:\t\tlog(out)\n",
        expect![[r#"
            main.join in /src/join.go
            4 join.go:5  |func join(parts []string) string {
            5 join.go:7 0.022 0.022|	for _, part := range parts {
            6 join.go:8 0.111 0.644|		out += part
            7 join.go:9  0.100|		log(out)
        "#]],
    );
}

#[test]
fn rows_of_pprof_without_their_headings() {
    check(
        "      20ms       20ms      7:\tfor _, part := range parts {\n     80ms      180ms      8:\t\tout += part\n",
        expect![[r#"
            1 line 7 0.111 0.111|	for _, part := range parts {
            2 line 8 0.444 1.000|		out += part
        "#]],
    );
    // The heading alone tells the whole.
    check(
        "      10ms       90ms (flat, cum)  9.0% of Total\n         .          .     14:func f() {\n      10ms       30ms     15:\tx := 1\n",
        expect![[r#"
            2 line 14  |func f() {
            3 line 15 0.010 0.030|	x := 1
        "#]],
    );
}

#[test]
fn memory_that_pprof_lists() {
    check(
        "Total: 4MB\nROUTINE ======================== main.f in f.go\n         0        2MB (flat, cum) 50.00% of Total\n         .   512.00kB      3:\tg()\n         .     1.50MB      4:\th()\n",
        expect![[r#"
            main.f in f.go
            4 f.go:3  0.125|	g()
            5 f.go:4  0.375|	h()
        "#]],
    );
}

#[test]
fn what_perf_annotates() {
    check(
        " Percent |\tSource code & Disassembly of count for cycles (10 samples, percent: local period)\n-----\n         :\n         : 3    Disassembly of section .text:\n         :\n         : 5    0000000000001140 <count>:\n         : 6    count():\n         : 2    int count(const char *s) {\n         : 3    int n = 0;\n         : 4    for (int i = 0; i < strlen(s); i++) {\n   10.00 :   1140:   push %rbp\n         : 5    n += s[i];\n   20.00 :   1148:   add %eax,%ebx\n         : 4    for (int i = 0; i < strlen(s); i++) {\n   70.00 :   1150:   call 1030 <strlen@plt> // c.c:4\n         : 7    }\n         : 8    return n;\n",
        expect![[r#"
            count in -
            8 -  |int count(const char *s) {
            9 -  |int n = 0;
            14 c.c:4 0.800 |for (int i = 0; i < strlen(s); i++) {
            12 - 0.200 |n += s[i];
            16 -  |}
            17 -  |return n;
        "#]],
    );
}

#[test]
fn plain_source_has_no_annotations() {
    check("int main(void) {\n    return 0;\n}\n", expect![""]);
    check("1 int main(void) {\n2     return 0;\n3 }\n", expect![""]);
}
