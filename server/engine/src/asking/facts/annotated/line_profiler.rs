//! The table that `line_profiler` prints (`show_func` in its `line_profiler.py`, version 4).

use std::ops::Range;

use super::{Annotated, Piece, base, fraction};

/// The lines of a text that has such a table.
pub(super) fn piece(text: &str) -> Option<Piece> {
    let columns = columns(text)?;
    let field = |name: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(name))?.trim();
        Some(value.to_owned()).filter(|value| !value.is_empty())
    };
    let file = field("File: ");
    let function = field("Function: ").map(|function| {
        let name = function.split(" at line ").next().unwrap_or_default();
        name.to_owned()
    });
    let rows = (1..).zip(text.lines()).filter_map(|(number, line)| {
        let digits = line.trim_start();
        let end = digits
            .find(|char: char| !char.is_ascii_digit())
            .unwrap_or(digits.len());
        let of_source = digits.get(..end).filter(|digits| !digits.is_empty())?;
        let place = match &file {
            Some(file) => format!("{}:{of_source}", base(file)),
            None => format!("line {of_source}"),
        };
        let percent = line
            .get(columns.percent.clone())
            .map(str::trim)
            .and_then(super::number);
        Some(Annotated {
            number,
            place: Some(place),
            code: line.get(columns.code..).unwrap_or_default().to_owned(),
            is_source: true,
            own: percent.and_then(|percent| fraction(percent, 100.0)),
            total: None,
        })
    });
    let lines = rows.collect();
    Some(Piece {
        function,
        file,
        lines,
    })
}

/// Where `% Time` stands, and where the code begins.
struct Columns {
    percent: Range<usize>,
    code: usize,
}

fn columns(text: &str) -> Option<Columns> {
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
