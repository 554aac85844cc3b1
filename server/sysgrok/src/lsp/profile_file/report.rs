//! Rows of `perf report --stdio`: a row an entry, and the call graph below it.

use super::rows::{Lines, Of, Row, Weight, file_mention, fraction, mention};

/// The rows.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut has_own = false;
    for (number, line) in lines {
        if let Some(header) = line.strip_prefix('#') {
            if header.contains("Overhead") || header.contains("Children") {
                has_own = header.contains("Children") && header.contains("Self");
            }
            continue;
        }
        if let Some(found) = entry(number, line, has_own) {
            rows.push(found);
        } else if line.contains(['|', '-']) || line.starts_with("            ") {
            rows.extend(call(number, line));
        }
    }
    rows
}

/// `33.92%  97  wordex  wordex  [.] table_find   table.c:14`, with a second percentage where children count.
fn entry(number: usize, line: &str, has_own: bool) -> Option<Row> {
    let first = line.trim_start();
    let percent = first.split_whitespace().next()?;
    let share = percent.ends_with('%').then(|| fraction(percent)).flatten()?;
    if !line.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let own = if has_own {
        first.split_whitespace().nth(1).and_then(fraction)
    } else {
        Some(share)
    };
    // The kind of the symbol stands before it: `[.]`, `[k]`, `[u]`, `[H]`.
    let marked = line.match_indices("] ").find(|(at, _)| {
        line.get(at.saturating_sub(2)..*at)
            .is_some_and(|mark| mark.starts_with('[') && mark.len() == 2)
    });
    let start = marked.map(|(at, _)| at + 2)?;
    let rest = line.get(start..)?;
    // Columns are set apart by two blanks at least; what stands in one has one at most.
    let end = start + rest.trim_end().find("  ").unwrap_or(rest.trim_end().len());
    let last = line
        .trim_end()
        .rfind("  ")
        .map(|at| at + 2)
        .filter(|&at| at > end);
    let function = mention(number, line, start..end)?;
    let file = last.and_then(|at| file_mention(number, line, at..line.len()));
    // With a column of lines the entries are lines, not functions.
    let of = if file.is_some() { Of::Line } else { Of::Function };
    Some(Row {
        function: Some(super::rows::Mention {
            text: function.text.trim_end_matches(" (inlined)").to_owned(),
            ..function
        }),
        file,
        weight: Some(Weight {
            own,
            total: has_own.then_some(share),
            of,
        }),
    })
}

/// A line of the call graph: bars, dashes, perhaps a percentage, then a function.
fn call(number: usize, line: &str) -> Option<Row> {
    let start = line.find(|c: char| !matches!(c, ' ' | '|' | '-' | '\t'))?;
    let rest = line.get(start..)?;
    let start = match rest.find("%--") {
        Some(at) if fraction(rest.get(..at)?).is_some() => start + at + 3,
        _ => start,
    };
    let mut function = mention(number, line, start..line.len())?;
    if let Some(bare) = function.text.strip_suffix(" (inlined)") {
        function.bytes.end -= " (inlined)".len();
        function.text = bare.to_owned();
    }
    // `function file:line` under `-g srcline`.
    let file = (function.text.rfind(' '))
        .and_then(|at| file_mention(number, line, function.bytes.start + at + 1..function.bytes.end));
    if let Some(file) = &file {
        let end = file.mention.bytes.start;
        function = mention(number, line, function.bytes.start..end)?;
    }
    Some(Row {
        function: Some(function),
        file,
        weight: None,
    })
}
