//! Rows of Top-N tables, and of what is copied from the pages of Elastic Universal Profiling.

use std::ops::Range;

use super::rows::{FileMention, Lines, Mention, Of, Row, Weight, file_mention, fraction, mention};

/// Lines of a copied function or frame that are looked at.
const COPIED: usize = 6;

/// The rows.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    // The lines since the last row, for the shapes that take several.
    let mut since: Vec<(usize, &str)> = Vec::new();
    let mut columns: Option<Columns> = None;
    for (number, line) in lines {
        if line.contains('|') && !line.contains(": ") || line.matches('|').count() >= 3 {
            if let Some(header) = Columns::of_header(line) {
                columns = Some(header);
            } else if !line.bytes().all(|byte| b"|-:+= \t".contains(&byte)) {
                rows.extend(row(number, line, columns.as_ref()));
            }
            since.clear();
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        // The fourth number is that of samples where percentages follow, else the next frame's index.
        if since.len() == 4 && !line.contains('%') {
            rows.extend(copied(since.get(..3).unwrap_or_default()));
            since.drain(..3);
        }
        if line.trim().bytes().all(|byte| byte.is_ascii_digit()) && since.len() != 3 {
            rows.extend(copied(&since));
            since.clear();
        }
        if since.len() < COPIED {
            since.push((number, line));
        }
    }
    rows.extend(copied(&since));
    rows
}

/// Where the cells of a row stand.
struct Columns {
    count: usize,
    function: usize,
    file: Option<usize>,
    own: Option<usize>,
    total: Option<usize>,
}

impl Columns {
    fn of_header(line: &str) -> Option<Columns> {
        let cells = cells(line);
        let names: Vec<String> = (cells.iter())
            .map(|cell| {
                line.get(cell.clone())
                    .unwrap_or_default()
                    .trim_matches(['#', ' ', '\t'])
                    .to_lowercase()
            })
            .collect();
        let at = |word: &str| names.iter().position(|name| name.starts_with(word));
        let has_total = |name: &String| name.contains("children") || name.starts_with("total");
        Some(Columns {
            count: cells.len(),
            function: at("function").or_else(|| at("symbol"))?,
            file: at("file").or_else(|| at("source")),
            own: names
                .iter()
                .position(|name| name.starts_with("self") && !has_total(name)),
            total: names.iter().position(has_total),
        })
    }

    /// Those of the usual table.
    fn usual(cells: usize) -> Columns {
        let weights = cells.saturating_sub(4).min(2);
        Columns {
            count: cells,
            function: 2,
            file: Some(3),
            own: (weights > 0).then_some(4),
            total: (weights > 1).then_some(5),
        }
    }
}

fn row(number: usize, line: &str, columns: Option<&Columns>) -> Option<Row> {
    let cells = cells(line);
    let usual = Columns::usual(cells.len());
    let columns = columns.unwrap_or(&usual);
    // A function may hold `|` itself.
    let more = cells.len().checked_sub(columns.count)?;
    let cell = |column: Option<usize>| {
        let column = column?;
        cells
            .get(if column > columns.function {
                column + more
            } else {
                column
            })
            .cloned()
    };
    let function = cells.get(columns.function)?.start..cells.get(columns.function + more)?.end;
    let weight = |column| fraction(line.get(cell(column)?)?);
    let (own, total) = (weight(columns.own), weight(columns.total));
    let weighed = own.is_some() || total.is_some();
    Some(Row {
        function: Some(plain(mention(number, line, function)?)),
        file: cell(columns.file).and_then(|cell| file(number, line, cell)),
        weight: weighed.then_some(Weight {
            own,
            total,
            of: Of::Function,
        }),
    })
}

/// The cells of a row, without the bars at the edges of a markdown table.
fn cells(line: &str) -> Vec<Range<usize>> {
    let start = line.len() - line.trim_start().trim_start_matches('|').len();
    let end = line.trim_end().trim_end_matches('|').len().max(start);
    let mut cells = Vec::new();
    let mut from = start;
    for (at, _) in line.get(start..end).unwrap_or_default().match_indices('|') {
        cells.push(from..start + at);
        from = start + at + 1;
    }
    cells.push(from..end);
    cells
}

/// A function or frame of some lines: index, `library: function`, place, and for a function samples, self and
/// total.
fn copied(lines: &[(usize, &str)]) -> Option<Row> {
    let [_, (number, name), place, rest @ ..] = lines else {
        return None;
    };
    let start = name.find(": ").map_or(0, |at| at + 2);
    let share = |at: usize| {
        rest.get(at)
            .and_then(|(_, line)| line.contains('%').then(|| fraction(line))?)
    };
    let (own, total) = (share(1), share(2));
    let weighed = own.is_some() || total.is_some();
    Some(Row {
        function: Some(plain(mention(*number, name, start..name.len())?)),
        file: file(place.0, place.1, 0..place.1.len()),
        weight: weighed.then_some(Weight {
            own,
            total,
            of: Of::Function,
        }),
    })
}

/// `path#line`, or a path without a line where it looks like one.
fn file(number: usize, line: &str, bytes: Range<usize>) -> Option<FileMention> {
    if let Some(found) = file_mention(number, line, bytes.clone()) {
        return Some(found);
    }
    let mention = mention(number, line, bytes)?;
    let named = mention.text.strip_suffix("#0").unwrap_or(&mention.text);
    let is_path =
        named.contains('/') && !named.contains("+0x") || named.contains('.') && !named.contains("+0x");
    let text = named.to_owned();
    is_path.then_some(FileMention {
        mention: Mention { text, ..mention },
        line: None,
    })
}

/// Without the mark of what was inlined.
fn plain(mut mention: Mention) -> Mention {
    for mark in [" [inlined]", " (inlined)", " [Inline]"] {
        if let Some(bare) = mention.text.strip_suffix(mark) {
            mention.bytes.end -= mark.len();
            mention.text = bare.to_owned();
        }
    }
    mention
}
