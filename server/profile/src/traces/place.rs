//! `file:line` as tools write it.

use std::borrow::Cow;
use std::num::NonZeroU32;

/// A file and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place<'w> {
    /// All that names it in the text.
    pub written: &'w str,
    pub path: Cow<'w, str>,
    /// From 1; absent where the tool says 0.
    pub line: Option<NonZeroU32>,
    pub column: Option<NonZeroU32>,
}

impl<'w> Place<'w> {
    /// `path:12`, `path:12:5`, `path#12`, `path(12)`, `path(12,5)`. Absent when no line is named, or what is
    /// before it is no path.
    pub(super) fn split(text: &'w str) -> Option<Place<'w>> {
        let text = text.trim().trim_end_matches([',', ';']);
        let text = text.split(" (discriminator").next().unwrap_or(text);
        if let Some((path, lines)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
            let (line, column) = lines
                .split_once(',')
                .map_or((lines, None), |(line, column)| (line, Some(column)));
            return Place::new(text, path, line, column);
        }
        if let Some((path, line)) = text.rsplit_once('#') {
            return Place::new(text, path, line, None);
        }
        let (rest, last) = text.rsplit_once(':')?;
        rest.rsplit_once(':')
            .and_then(|(path, line)| Place::new(text, path, line, Some(last)))
            .or_else(|| Place::new(text, rest, last, None))
    }

    /// A file without a line.
    pub(super) fn file(path: &'w str) -> Place<'w> {
        Place {
            written: path,
            path: Cow::Borrowed(path),
            line: None,
            column: None,
        }
    }

    /// The parts as they are known; absent where line or column are no numbers.
    pub(super) fn new(
        written: &'w str,
        path: &'w str,
        line: &str,
        column: Option<&str>,
    ) -> Option<Place<'w>> {
        let path = path.trim();
        let is_path =
            !path.is_empty() && !path.starts_with(['[', '(']) && !path.starts_with("??") && path != "<null>";
        let line = digits(line)?;
        let column = match column {
            Some(column) => digits(column)?,
            None => 0,
        };
        let path = path.strip_prefix("file://").unwrap_or(path);
        is_path.then(|| Place {
            written,
            path: Cow::Borrowed(path),
            line: NonZeroU32::new(line),
            column: NonZeroU32::new(column),
        })
    }
}

fn digits(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_told_apart() {
        for (text, wanted) in [
            ("src/a.c:12", Some(("src/a.c", 12, 0))),
            ("src/a.c:12:5", Some(("src/a.c", 12, 5))),
            ("C:\\x\\a.c:12", Some(("C:\\x\\a.c", 12, 0))),
            ("/x/a b.c#7", Some(("/x/a b.c", 7, 0))),
            ("a.c(9)", Some(("a.c", 9, 0))),
            ("a.c(9,4)", Some(("a.c", 9, 4))),
            ("file:///x/a.js:1:2", Some(("/x/a.js", 1, 2))),
            ("fs/a.c:3 (discriminator 2)", Some(("fs/a.c", 3, 0))),
            ("a.c:0", Some(("a.c", 0, 0))),
            ("??:0", None),
            ("a.c", None),
            ("exc_page_fault+215", None),
            ("a.c:99999999999", None),
            ("", None),
            (":", None),
        ] {
            let found = Place::split(text);
            let number = |number: Option<NonZeroU32>| number.map_or(0, NonZeroU32::get);
            let found = found
                .as_ref()
                .map(|place| (&*place.path, number(place.line), number(place.column)));
            assert_eq!(found, wanted, "{text}");
        }
    }
}
