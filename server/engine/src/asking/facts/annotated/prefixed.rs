//! gcov (`    12:    3:code`), and any text whose lines begin with a percentage or a count.

use super::{Annotated, Piece, fraction, number};

/// The lines of a text; none when no line has a weight.
pub(super) fn piece(text: &str) -> Piece {
    let mut lines = Vec::new();
    let mut whole = 0.0;
    let mut are_percent = true;
    for (number, line) in (1..).zip(text.lines()) {
        let (weight, code) = of_line(line);
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
    let are_numbers = counted.len() > 2
        && counted
            .windows(2)
            .all(|pair| matches!(pair, [one, next] if (next - one - 1.0).abs() < f64::EPSILON));
    if are_numbers {
        return Piece::default();
    }
    let whole = if are_percent { 100.0 } else { whole };
    let lines = (lines.into_iter()).map(|(number, weight, code)| Annotated {
        number,
        place: None,
        code,
        is_source: true,
        own: weight.and_then(|weight| fraction(weight.amount, whole)),
        total: None,
    });
    Piece {
        lines: lines.collect(),
        ..Piece::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Weight {
    amount: f64,
    is_percent: bool,
}

/// The weight that a line begins with, and the rest of it.
fn of_line(line: &str) -> (Option<Weight>, &str) {
    // gcov's headings.
    if line.trim_start().starts_with("-:    0:") {
        return (None, "");
    }
    let (token, rest) = word(line);
    let Some(first) = weight(token.trim_end_matches([':', '|'])) else {
        // A line without a weight may have the separator all the same.
        let is_separated = line.trim_start().starts_with([':', '|']);
        return (None, if is_separated { without_number(line) } else { line });
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
        return number(percent).map(|amount| {
            Some(Weight {
                amount,
                is_percent: true,
            })
        });
    }
    let amount = number(word)?;
    // perf writes percentages with two decimals and no sign.
    Some(Some(Weight {
        amount,
        is_percent: word.contains('.'),
    }))
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
