//! Frames of `perf script`.

use super::rows::{Lines, Row, file_mention, mention};

/// The rows.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, line) in lines {
        if let Some(row) = frame(number, line) {
            rows.push(row);
        } else if line.starts_with("  ") || line.starts_with('\t') {
            // `  table.c:23 (inlined)`, below the frame.
            let end = line
                .trim_end()
                .strip_suffix("(inlined)")
                .unwrap_or(line)
                .trim_end()
                .len();
            if let (Some(row), Some(file)) = (rows.last_mut(), file_mention(number, line, 0..end))
                && row.file.is_none()
                && row.line().is_some_and(|above| above + 1 == number)
            {
                row.file = Some(file);
            }
        }
    }
    rows
}

/// `\t   17ee table_add+0x9e (/path/wordex)`.
pub(super) fn frame(number: usize, line: &str) -> Option<Row> {
    let trimmed = line.trim_start();
    let start = line.len() - trimmed.len();
    let (address, _) = trimmed.split_once(' ')?;
    if start == 0 || address.is_empty() || !address.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let start = start + address.len();
    let rest = line.get(start..)?;
    // The binary stands in the last parentheses; a function may have its own.
    let end = start + rest.rfind(" (").unwrap_or(rest.len());
    let name = line.get(start..end)?;
    let end = start + name.rfind("+0x").unwrap_or(name.len());
    Some(Row {
        function: Some(mention(number, line, start..end)?),
        ..Row::default()
    })
}
