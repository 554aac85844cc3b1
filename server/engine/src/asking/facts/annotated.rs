//! Source that a profiler has annotated, as text: which lines weigh how much, and what of each line is code.
//!
//! Known are gcov (`    12:    3:code`), `line_profiler`'s table, `go tool pprof -list`, `perf annotate --stdio`, and any
//! text whose lines begin with a percentage or a count.

use std::ops::Range;

/// A line of annotated source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Annotated {
    /// Of the text, counted from 1.
    pub(super) number: u32,
    /// The weight as a fraction of all; absent when the line has none.
    pub(super) share: Option<f64>,
    /// The line without the annotation.
    pub(super) code: String,
}

/// The lines of a text that has annotations; empty when none has.
pub(super) fn annotated(text: &str) -> Vec<Annotated> {
    let columns = line_profiler(text);
    let mut lines = Vec::new();
    let mut whole = 0.0;
    let mut are_percent = true;
    for (number, line) in (1..).zip(text.lines()) {
        let (weight, code) = match &columns {
            Some(columns) => of_columns(line, columns),
            None => of_line(line),
        };
        if let Some(weight) = weight {
            are_percent &= weight.is_percent;
            whole += weight.amount;
        }
        lines.push((number, weight, code.to_owned()));
    }
    let counted: Vec<f64> = lines
        .iter()
        .filter_map(|(_, weight, _)| Some((*weight)?.amount))
        .collect();
    // Numbers that count the lines are no weights.
    if counted.len() > 2
        && counted
            .windows(2)
            .all(|pair| matches!(pair, [one, next] if (next - one - 1.0).abs() < f64::EPSILON))
    {
        return Vec::new();
    }
    let is_marked = lines
        .iter()
        .any(|(_, weight, _)| weight.is_some_and(|weight| weight.amount > 0.0));
    if !is_marked {
        return Vec::new();
    }
    let whole = if are_percent { 100.0 } else { whole };
    (lines.into_iter())
        .map(|(number, weight, code)| Annotated {
            number,
            share: weight
                .map(|weight| (weight.amount / whole).clamp(0.0, 1.0))
                .filter(|share| *share > 0.0),
            code,
        })
        .collect()
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Weight {
    amount: f64,
    is_percent: bool,
}

/// The weight that a line begins with, and the rest of it.
fn of_line(line: &str) -> (Option<Weight>, &str) {
    // The headings of `pprof -list` and gcov.
    if line.contains("(flat, cum)") || line.trim_start().starts_with("-:    0:") {
        return (None, "");
    }
    let (token, rest) = word(line);
    let Some(first) = weight(token.trim_end_matches([':', '|'])) else {
        // A line without a weight may have the separator all the same.
        let is_separated = line.trim_start().starts_with([':', '|']);
        return (None, if is_separated { without_number(line) } else { line });
    };
    // `pprof -list`: self, then total; self counts.
    let (second, after) = word(rest);
    let rest = if weight(second).is_some() && !second.ends_with([':', '|']) && token != "#####" {
        let (third, code) = word(after);
        // Two weights stand before the number of the line.
        if third.trim_end_matches(':').parse::<u32>().is_ok() && third.ends_with(':') {
            code
        } else {
            rest
        }
    } else {
        rest
    };
    (first, without_number(rest))
}

/// The first word of a line, and what follows it.
fn word(line: &str) -> (&str, &str) {
    let line = line.trim_start();
    // gcov writes no blank between count, number and code.
    let end = line.find(|char: char| char.is_whitespace()).unwrap_or(line.len());
    let token = line.get(..end).unwrap_or_default();
    match token.find([':', '|']) {
        Some(at) if token.get(..at).is_some_and(|before| weight(before).is_some()) => line.split_at(at + 1),
        _ => line.split_at(end),
    }
}

/// A weight, or `Some(None)` for a word that says that there is none. Absent for any other word.
#[allow(clippy::option_option)]
fn weight(word: &str) -> Option<Option<Weight>> {
    if matches!(word, "-" | "." | "#####" | "=====") {
        return Some(None);
    }
    if let Some(percent) = word.strip_suffix('%') {
        return finite(percent).map(|amount| {
            Some(Weight {
                amount,
                is_percent: true,
            })
        });
    }
    // Times as Go writes them.
    for (unit, scale) in [
        ("mins", 60.0),
        ("ns", 1e-9),
        ("us", 1e-6),
        ("µs", 1e-6),
        ("ms", 1e-3),
        ("s", 1.0),
    ] {
        if let Some(amount) = word.strip_suffix(unit).and_then(finite) {
            return Some(Some(Weight {
                amount: amount * scale,
                is_percent: false,
            }));
        }
    }
    let amount = finite(word)?;
    // perf writes percentages with two decimals and no sign.
    Some(Some(Weight {
        amount,
        is_percent: word.contains('.'),
    }))
}

fn finite(text: &str) -> Option<f64> {
    let is_number = text.starts_with(|char: char| char.is_ascii_digit());
    text.parse::<f64>()
        .ok()
        .filter(|number| is_number && number.is_finite())
}

/// Takes separators and the number of the line off code, and leaves its own indentation.
fn without_number(code: &str) -> &str {
    let trimmed = code.trim_start();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = trimmed.split_at(digits);
    if let Some(rest) = rest.strip_prefix([':', '|']) {
        // A number without a separator before it may be the code's own.
        if number.is_empty() {
            let next = rest.trim_start();
            let digits = next.bytes().take_while(u8::is_ascii_digit).count();
            let after = next
                .get(digits..)
                .and_then(|after| after.strip_prefix([':', '|']));
            return after.filter(|_| digits > 0).unwrap_or(rest);
        }
        return rest;
    }
    code.strip_prefix(' ').unwrap_or(code)
}

/// The columns of `line_profiler`'s table: those of `% Time`, and where the code begins.
struct Columns {
    percent: Range<usize>,
    code: usize,
}

fn line_profiler(text: &str) -> Option<Columns> {
    let heading = text
        .lines()
        .find(|line| line.contains("% Time") && line.contains("Line Contents"))?;
    let end = heading.find("% Time")? + "% Time".len();
    let before = heading.get(..end - "% Time".len())?.trim_end().len();
    Some(Columns {
        percent: before..end,
        code: heading.find("Line Contents")?,
    })
}

fn of_columns<'a>(line: &'a str, columns: &Columns) -> (Option<Weight>, &'a str) {
    let is_row = line.trim_start().starts_with(|char: char| char.is_ascii_digit());
    let percent = line.get(columns.percent.clone()).map(str::trim).and_then(finite);
    let weight = percent.filter(|_| is_row).map(|amount| Weight {
        amount,
        is_percent: true,
    });
    (
        weight,
        if is_row {
            line.get(columns.code..).unwrap_or_default()
        } else {
            ""
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    use expect_test::{Expect, expect};

    #[allow(clippy::needless_pass_by_value)] // Literals are handed over.
    fn check(text: &str, expected: Expect) {
        let mut shown = String::new();
        for line in annotated(text) {
            let share = line.share.map(|share| format!("{share:.3}")).unwrap_or_default();
            let _ = writeln!(shown, "{} {share}|{}", line.number, line.code);
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn percentages() {
        check(
            " 21.7% | for (i = 0; i < strlen(s); i++)\n  3.5% |     n += s[i];\n       | return n;\n",
            expect![[r#"
                1 0.217| for (i = 0; i < strlen(s); i++)
                2 0.035|     n += s[i];
                3 | return n;
            "#]],
        );
    }

    #[test]
    fn gcov() {
        check(
            "        -:    0:Source:a.c\n       30:    3:int f(int n) {\n       70:    4:    return n;\n    #####:    5:    abort();\n",
            expect![[r#"
                1 |
                2 0.300|int f(int n) {
                3 0.700|    return n;
                4 |    abort();
            "#]],
        );
    }

    #[test]
    fn line_profilers_table() {
        check(
            "Line #      Hits         Time  Per Hit   % Time  Line Contents\n     1                                           def f(x):\n     2       100       2000.0     20.0     40.0      y = x * 2\n",
            expect![[r#"
                1 |
                2 |def f(x):
                3 0.400|    y = x * 2
            "#]],
        );
    }

    #[test]
    fn what_pprof_lists() {
        check(
            "      10ms       90ms (flat, cum)  9.0% of Total\n         .          .     14:func f() {\n      10ms       30ms     15:\tx := 1\n",
            expect![[r#"
                1 |
                2 |func f() {
                3 1.000|	x := 1
            "#]],
        );
    }

    #[test]
    fn plain_source_has_no_annotations() {
        check("int main(void) {\n    return 0;\n}\n", expect![""]);
        check("1 int main(void) {\n2     return 0;\n3 }\n", expect![""]);
    }
}
