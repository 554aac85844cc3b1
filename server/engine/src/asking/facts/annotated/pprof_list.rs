//! `go tool pprof -list`, and pprof of gperftools: self, total, number and text of each line of a function.
//!
//! Source: `printSource` in `internal/report/source.go` of github.com/google/pprof, and its output (go 1.19).

use super::{Annotated, Piece, base, fraction, number};

/// A piece for each function; absent for other texts.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut whole: Option<f64> = None;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rows = 0_usize;
    let mut others = 0_usize;
    for (at, line) in (1..).zip(text.lines()) {
        if let Some(total) = line.strip_prefix("Total: ") {
            whole = amount(total.trim());
        } else if let Some(routine) = line.strip_prefix("ROUTINE ======================== ") {
            let (function, file) = routine.rsplit_once(" in ").unwrap_or((routine, ""));
            pieces.push(Piece {
                function: Some(function.trim().to_owned()),
                file: Some(file.trim().to_owned()).filter(|file| !file.is_empty()),
                lines: Vec::new(),
            });
        } else if let Some(heading) = heading(line) {
            whole = whole.or(heading);
        } else if let Some(row) = row(line) {
            rows += 1;
            if pieces.is_empty() {
                pieces.push(Piece::default());
            }
            if let Some(piece) = pieces.last_mut() {
                let file = piece.file.as_deref().map(base);
                let place = file.map_or_else(
                    || format!("line {}", row.line),
                    |file| format!("{file}:{}", row.line),
                );
                piece.lines.push(Annotated {
                    number: at,
                    place: Some(place),
                    code: row.code.to_owned(),
                    is_source: true,
                    own: row.own,
                    total: row.total,
                });
            }
        } else if !line.trim().is_empty() {
            others += 1;
        }
    }
    // A paste may begin and end anywhere.
    if rows == 0 || others > rows {
        return None;
    }
    let lines = || pieces.iter().flat_map(|piece| &piece.lines);
    let sum: f64 = lines().filter_map(|line| line.own).sum();
    let largest = lines().filter_map(|line| line.total).fold(0.0, f64::max);
    let whole = whole.unwrap_or_else(|| sum.max(largest));
    for line in pieces.iter_mut().flat_map(|piece| &mut piece.lines) {
        line.own = line.own.and_then(|own| fraction(own, whole));
        line.total = line.total.and_then(|total| fraction(total, whole));
    }
    Some(pieces)
}

struct Row<'a> {
    own: Option<f64>,
    total: Option<f64>,
    line: u32,
    code: &'a str,
}

/// `     430ms      600ms     67:  for …`; a dot or 0 stands for nothing.
fn row(line: &str) -> Option<Row<'_>> {
    let (own, rest) = cell(line)?;
    let (total, rest) = cell(rest)?;
    let (number, code) = rest.trim_start().split_once(':')?;
    Some(Row {
        own,
        total,
        line: number.parse().ok()?,
        code,
    })
}

/// A weight and what follows it.
fn cell(text: &str) -> Option<(Option<f64>, &str)> {
    let (word, rest) = text.trim_start().split_once(' ')?;
    let weight = if word == "." { None } else { Some(amount(word)?) };
    Some((weight, rest))
}

/// The whole that follows from `     530ms      2.12s (flat, cum) 88.70% of Total`; within, absent where nothing does.
#[allow(clippy::option_option)]
fn heading(line: &str) -> Option<Option<f64>> {
    let (weights, share) = line.split_once("(flat, cum)")?;
    let total = weights.split_whitespace().nth(1).and_then(amount);
    let percent = share
        .split_once('%')
        .and_then(|(percent, _)| number(percent.trim()));
    Some(
        total
            .zip(percent)
            .filter(|(_, percent)| *percent > 0.0)
            .map(|(total, percent)| total * 100.0 / percent),
    )
}

/// A weight in seconds, bytes, or whatever is counted (`measurement.go` of pprof: units of one sort are converted into each
/// other).
fn amount(word: &str) -> Option<f64> {
    let end = word
        .find(|char: char| !char.is_ascii_digit() && char != '.')
        .unwrap_or(word.len());
    let (amount, unit) = word.split_at(end);
    let scale = match unit {
        "ns" => 1e-9,
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "mins" => 60.0,
        "hrs" => 3600.0,
        "days" => 86_400.0,
        "kB" => 1024.0,
        "MB" => 1_048_576.0,
        "GB" => 1_073_741_824.0,
        "TB" => 1_099_511_627_776.0,
        _ if unit.chars().all(char::is_alphabetic) => 1.0,
        _ => return None,
    };
    Some(number(amount)? * scale)
}
