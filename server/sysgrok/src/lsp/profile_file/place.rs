//! `file:line` as tools write it.

/// The path and the line, from 1, of `path:12`, `path:12:5`, `path#12` or `path(12)`. Absent when no line is
/// named, or the line is 0.
pub(super) fn split(text: &str) -> Option<(&str, u32)> {
    let text = text.trim_end_matches([',', ';']);
    if let Some((path, line)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        return placed(path, line);
    }
    if let Some((path, line)) = text.rsplit_once('#') {
        return placed(path, line);
    }
    let (rest, last) = text.rsplit_once(':')?;
    match rest.rsplit_once(':').and_then(|(path, line)| placed(path, line)) {
        Some(found) if last.bytes().all(|byte| byte.is_ascii_digit()) => Some(found),
        _ => placed(rest, last),
    }
}

fn placed<'a>(path: &'a str, line: &str) -> Option<(&'a str, u32)> {
    let path = path.trim();
    let line: u32 = line.parse().ok()?;
    let is_path = !path.is_empty() && !path.starts_with('[') && !path.starts_with("??");
    (is_path && line > 0).then_some((path, line))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn lines_and_columns_are_told_apart() {
        for (text, wanted) in [
            ("src/a.c:12", Some(("src/a.c", 12))),
            ("src/a.c:12:5", Some(("src/a.c", 12))),
            ("C:\\x\\a.c:12", Some(("C:\\x\\a.c", 12))),
            ("/x/a b.c#7", Some(("/x/a b.c", 7))),
            ("a.c(9)", Some(("a.c", 9))),
            ("a.c:0", None),
            ("??:0", None),
            ("a.c", None),
            ("exc_page_fault+215", None),
            ("a.c:99999999999", None),
            ("", None),
            (":", None),
        ] {
            assert_eq!(split(text), wanted, "{text}");
        }
    }
}
