//! Frames of folded stacks. The innermost frame carries the weight of its line.

use super::place;
use super::rows::{FileMention, Lines, Mention, Of, Row, Weight, mention};

/// The rows.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, line) in lines {
        let Some((stack, count)) = line.trim_end().rsplit_once([' ', '\t']) else {
            continue;
        };
        let Ok(count) = count.parse::<f64>() else { continue };
        if line.starts_with('#') || !count.is_finite() || count < 0.0 {
            continue;
        }
        let mut from = 0;
        let mut frames = Vec::new();
        for frame in stack.split(';') {
            frames.extend(row(number, line, from, frame.len()));
            from += frame.len() + 1;
        }
        if let Some(last) = frames.last_mut() {
            last.weight = Some(Weight {
                own: Some(count),
                total: None,
                of: Of::Stack,
            });
        }
        rows.extend(frames);
    }
    rows
}

/// A frame: a name, perhaps with `(file:line)` behind it, or `name:line`, and marks such as `_[k]`.
fn row(number: usize, line: &str, from: usize, length: usize) -> Option<Row> {
    let whole = mention(number, line, from..from + length)?;
    let text = whole.text.as_str();
    let bare = ["_[k]", "_[i]", "_[j]", "_[w]"]
        .iter()
        .find_map(|mark| text.strip_suffix(mark))
        .unwrap_or(text);
    if let Some((name, place)) = bare.strip_suffix(')').and_then(|text| text.rsplit_once(" (")) {
        let start = whole.bytes.start + name.len() + 2;
        let part = |path: &str, at: Option<u32>| FileMention {
            mention: Mention {
                line: number,
                bytes: start..start + place.len(),
                text: path.to_owned(),
            },
            line: at,
        };
        let file = match place::split(place) {
            Some((path, at)) => Some(part(path, Some(at))),
            None if place.contains(['/', '\\']) && !place.contains(' ') => Some(part(place, None)),
            None => None,
        };
        if file.is_some() {
            let bytes = whole.bytes.start..whole.bytes.start + name.len();
            let function = Mention {
                line: number,
                bytes,
                text: name.to_owned(),
            };
            return Some(Row {
                function: Some(function),
                file,
                weight: None,
            });
        }
    }
    let function = Mention {
        bytes: whole.bytes.start..whole.bytes.start + bare.len(),
        text: bare.to_owned(),
        line: number,
    };
    Some(Row {
        function: Some(function),
        ..Row::default()
    })
}
