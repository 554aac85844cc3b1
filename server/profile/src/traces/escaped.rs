//! Traces inside of strings: `{"level":"error","stack":"Error: x\n    at f (/x/a.js:1:2)"}`, logfmt's
//! `msg="panic: x\ngoroutine 1 [running]:"`.

use super::line::{Line, Rebuilt};

/// The lines within the strings of a line; none where it holds no string with an escaped break.
pub(super) fn lines(line: &Line<'_>) -> Vec<Line<'static>> {
    let text = line.text();
    if !text.contains("\\n") || !holds_strings(text) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut at = 0;
    while let Some(open) = find(text, at, b'"') {
        let start = open + 1;
        let mut end = start;
        let mut breaks = false;
        // The closing quote is the first that no backslash escapes.
        while let Some(byte) = text.as_bytes().get(end) {
            match byte {
                b'"' => break,
                b'\\' => {
                    breaks |= text.as_bytes().get(end + 1) == Some(&b'n');
                    end += 2;
                }
                _ => end += 1,
            }
        }
        let end = end.min(text.len());
        if breaks && text.is_char_boundary(end) {
            unescape(line, start, end, &mut lines);
        }
        at = end + 1;
    }
    lines
}

/// JSON, or logfmt: other lines with quotes are text of programs.
fn holds_strings(text: &str) -> bool {
    let text = text.trim_start();
    let key = text
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-@".contains(byte))
        .count();
    text.starts_with(['{', '"']) || key > 0 && text.get(key..).is_some_and(|rest| rest.starts_with('='))
}

fn find(text: &str, from: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, text.as_bytes().get(from..)?).map(|at| from + at)
}

fn unescape(line: &Line<'_>, start: usize, end: usize, lines: &mut Vec<Line<'static>>) {
    let text = line.text();
    let mut rebuilt = Rebuilt::new(line);
    let (mut begun, mut at) = (start, start);
    while let Some(escape) = find(text, at, b'\\').filter(|&escape| escape < end) {
        rebuilt.keep(at..escape);
        let (character, length) = character(text.get(escape..end).unwrap_or(""));
        at = escape + length;
        match character {
            Some('\n') => {
                lines.push(rebuilt.finish(begun..escape));
                begun = at;
            }
            Some('\r') => {}
            Some(character) => rebuilt.put(character, escape),
            None => rebuilt.keep(escape..at),
        }
    }
    rebuilt.keep(at.min(end)..end);
    lines.push(rebuilt.finish(begun.min(end)..end));
}

/// What an escape stands for, and its length; nothing where it is none (RFC 8259, section 7).
fn character(escape: &str) -> (Option<char>, usize) {
    let Some(letter) = escape.chars().nth(1) else {
        return (None, escape.len().max(1));
    };
    let plain = match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '"' | '\\' | '/' => letter,
        'b' | 'f' => ' ',
        'u' => return unicode(escape),
        _ => return (None, 1 + letter.len_utf8()),
    };
    (Some(plain), 2)
}

fn unicode(escape: &str) -> (Option<char>, usize) {
    let unit = |from: usize| {
        let digits = escape.get(from..from + 4)?;
        let numeric = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        numeric.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    let Some(first) = unit(2) else {
        return (None, 2);
    };
    if (0xd800..0xdc00).contains(&first)
        && escape.get(6..8) == Some("\\u")
        && let Some(second) = unit(8).filter(|second| (0xdc00..0xe000).contains(second))
    {
        let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (char::from_u32(code), 12);
    }
    (
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)),
        6,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_become_lines() {
        for (text, expected) in [
            (
                r#"{"a":1,"s":"x\n\tat \"f\" \u00e9\ud83d\ude00"}"#,
                vec!["x", "\tat \"f\" é😀"],
            ),
            (r#"level=error msg="panic: x\r\ngo" n=1"#, vec!["panic: x", "go"]),
            (r#""x\\nb\n\q\u12"#, vec!["x\\nb", "\\q\\u12"]),
            (r##"#0  f (s=0x1 "a\nb") at a.c:1"##, vec![]),
            (r#"{"a":"b"}\n"#, vec![]),
            (r#"{"\n\"#, vec!["", "\\"]),
        ] {
            let line = Line::new(text, 0);
            let found = lines(&line);
            let found: Vec<&str> = found.iter().map(Line::text).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
