//! What stands around a line and is not part of it: colours, quoting, what loggers and `docker` put before it.

use std::collections::VecDeque;

use super::escaped;
use super::line::{Line, Rebuilt};

const ESCAPE: char = '\u{1b}';

/// Prefixes are peeled off so many times: a container's, a quotation's, a logger's, the kernel's.
const MOST_PREFIXES: usize = 8;

/// Cleans a line, and appends what comes out: several lines where it holds strings with escaped breaks.
pub(super) fn lines<'a>(line: Line<'a>, out: &mut VecDeque<Line<'a>>) {
    let plain = if line.text().contains(ESCAPE) {
        without_colours(&line)
    } else {
        line
    };
    let mut plain = plain;
    let skip = prefix(plain.text());
    plain.skip(skip);
    let inner = escaped::lines(&plain);
    if inner.is_empty() {
        out.push_back(plain);
        return;
    }
    for line in inner {
        let mut line = if line.text().contains(ESCAPE) {
            without_colours(&line)
        } else {
            line
        };
        let skip = prefix(line.text());
        line.skip(skip);
        out.push_back(line);
    }
}

/// Without control sequences (ECMA-48: `ESC [`, parameters, a final byte from `@` to `~`) and operating
/// system commands (`ESC ]` to BEL or `ESC \`), which terminals use for links.
fn without_colours(line: &Line<'_>) -> Line<'static> {
    let text = line.text();
    let mut rebuilt = Rebuilt::new(line);
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(ESCAPE)) {
        rebuilt.keep(at..at + found);
        at += found + 1;
        let rest = text.get(at..).unwrap_or("");
        at += match rest.as_bytes().first() {
            Some(b'[') => rest
                .bytes()
                .skip(1)
                .position(|byte| (b'@'..=b'~').contains(&byte))
                .map_or(rest.len(), |end| end + 2),
            Some(b']') => rest.find(['\u{7}', ESCAPE]).map_or(rest.len(), |end| {
                end + if rest.get(end..).is_some_and(|rest| rest.starts_with("\u{1b}\\")) {
                    2
                } else {
                    1
                }
            }),
            _ => 0,
        };
    }
    rebuilt.keep(at..text.len());
    rebuilt.finish(0..text.len())
}

/// How long the prefixes are.
fn prefix(text: &str) -> usize {
    let mut at = 0;
    let mut stamped = false;
    for _ in 0..MOST_PREFIXES {
        let rest = text.get(at..).unwrap_or("");
        let found = quotation(rest)
            .or_else(|| stamp(rest).inspect(|_| stamped = true))
            .or_else(|| container(rest).filter(|_| !stamped))
            .or_else(|| stamped.then(|| source_of_log(rest)).flatten());
        match found {
            Some(length) => at += length,
            None => break,
        }
    }
    at
}

/// Markdown's and mail's `> `.
fn quotation(text: &str) -> Option<usize> {
    let indent = text.len() - text.trim_start_matches(' ').len();
    let rest = text.get(indent..)?.strip_prefix('>')?;
    let is_one = indent < 4 && (rest.is_empty() || rest.starts_with(' '));
    is_one.then(|| indent + 1 + usize::from(rest.starts_with(' ')))
}

/// `app_1  | ` of docker compose, `[pod/web/app] ` of `kubectl logs --prefix`.
fn container(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix("[pod/") {
        return rest.find("] ").map(|end| "[pod/".len() + end + 2);
    }
    let name = text
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte))
        .count();
    let rest = text.get(name..)?;
    let bar = rest.trim_start_matches(' ').strip_prefix("| ")?;
    let named = text.starts_with(|first: char| first.is_ascii_alphabetic()) && rest.starts_with(' ');
    named.then(|| text.len() - bar.len())
}

/// The times that loggers write, each with one blank behind it.
fn stamp(text: &str) -> Option<usize> {
    let end = clock(text)
        .or_else(|| uptime(text))
        .or_else(|| syslog(text))
        .or_else(|| bracketed(text))?;
    let rest = text.get(end..)?;
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| end + usize::from(rest.starts_with(' ')))
}

fn bracketed(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    // `dmesg -T` writes `[Mon Jan  1 12:00:00 2024]`.
    let end = clock(inner).or_else(|| {
        let day = inner.get(4..)?;
        let end = 4 + month_and_time(day)?;
        shaped(inner.get(end..)?, " 0000").map(|year| end + year)
    })?;
    inner.get(end..)?.starts_with(']').then_some(end + 2)
}

/// `2024-01-02T03:04:05.678Z`, `2024/01/02 03:04:05`, `01-02 03:04:05.678  12  34 E tag: `, `03:04:05.678`.
fn clock(text: &str) -> Option<usize> {
    let date = shaped(text, "0000-00-00").or_else(|| shaped(text, "0000/00/00"));
    let short = date.is_none().then(|| shaped(text, "00-00")).flatten();
    let mut at = match date.or(short) {
        Some(date) if text.get(date..)?.starts_with(['T', ' ']) => date + 1,
        Some(_) => return None,
        None => 0,
    };
    at += shaped(text.get(at..)?, "00:00:00")?;
    let rest = text.get(at..)?;
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        at += 1 + fraction.bytes().take_while(u8::is_ascii_digit).count();
    }
    let rest = text.get(at..)?;
    at += if rest.starts_with('Z') {
        1
    } else {
        ["+00:00", "-00:00", "+0000", "-0000"]
            .iter()
            .find_map(|zone| shaped(rest, zone))
            .unwrap_or(0)
    };
    if short.is_some() {
        at += logcat(text.get(at..)?)?;
    }
    Some(at)
}

/// `  1234  1250 E AndroidRuntime:`.
fn logcat(text: &str) -> Option<usize> {
    let tag = text.find(": ")?;
    let mut words = text.get(..tag)?.split_whitespace();
    let numbers = words
        .by_ref()
        .take(2)
        .filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
        .count();
    let is_one = numbers == 2 && words.next().is_some_and(|level| level.len() == 1);
    is_one.then_some(tag + 1)
}

/// The kernel's `[   12.345678]` and `<4>[   12.345678][  T123]`.
fn uptime(text: &str) -> Option<usize> {
    let level = text.strip_prefix('<').and_then(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest.get(digits..)?.starts_with(">[").then_some(digits + 2)
    });
    let start = level.unwrap_or(0);
    let inner = text.get(start..)?.strip_prefix('[')?;
    let end = inner.find(']')?;
    let (seconds, micros) = inner.get(..end)?.trim_start().split_once('.')?;
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric(seconds) || !numeric(micros) {
        return None;
    }
    let end = start + end + 2;
    let rest = text.get(end..)?;
    let caller = rest.strip_prefix('[').and_then(|rest| {
        let close = rest.find(']')?;
        rest.get(..close)?
            .trim_start()
            .starts_with(['T', 'C'])
            .then_some(close + 2)
    });
    Some(end + caller.unwrap_or(0))
}

/// `Jan  2 03:04:05 host tag:`.
fn syslog(text: &str) -> Option<usize> {
    let at = month_and_time(text)?;
    let host = text.get(at..)?.strip_prefix(' ')?;
    let end = host.find(' ')?;
    let tag = tag(host.get(end + 1..)?)?;
    Some(at + 1 + end + 1 + tag)
}

fn month_and_time(text: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = [
        "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec ",
    ];
    let month = text.get(..4).filter(|month| MONTHS.contains(month))?.len();
    let day = text.get(month..month + 2)?;
    let numeric = day.trim_start().bytes().all(|byte| byte.is_ascii_digit());
    let time = shaped(text.get(month + 2..)?, " 00:00:00")?;
    numeric.then_some(month + 2 + time)
}

/// `kernel:`, `app[123]:`.
fn tag(text: &str) -> Option<usize> {
    let end = text
        .find(": ")
        .or_else(|| text.ends_with(':').then(|| text.len() - 1))?;
    let name = text.get(..end)?;
    (name == "kernel" || name.ends_with(']') && !name.contains(' ')).then_some(end + 1)
}

/// What follows a time: a container's stream, a host and tag, a level.
fn source_of_log(text: &str) -> Option<usize> {
    const WORDS: [&str; 20] = [
        "stdout F ",
        "stderr F ",
        "stdout P ",
        "stderr P ",
        "FATAL ",
        "ERROR ",
        "WARN ",
        "INFO ",
        "DEBUG ",
        "TRACE ",
        "WARNING ",
        "CRITICAL ",
        "SEVERE ",
        "[error] ",
        "[ERROR] ",
        "[fatal] ",
        "[FATAL] ",
        "[crit] ",
        "[warn] ",
        "[WARN] ",
    ];
    if let Some(word) = WORDS.iter().find(|word| text.starts_with(**word)) {
        return Some(word.len());
    }
    let (host, rest) = text.split_once(' ')?;
    let tag = tag(rest).filter(|_| !host.is_empty() && !host.contains([':', '(']))?;
    let end = host.len() + 1 + tag;
    Some(end + usize::from(text.get(end..)?.starts_with(' ')))
}

/// The length of a shape that the text begins with: `0` is any digit, the rest is itself.
fn shaped(text: &str, shape: &str) -> Option<usize> {
    let begins = text.len() >= shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            });
    begins.then_some(shape.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_told_from_frames() {
        for (text, left) in [
            (
                "[   12.345678]  do_one_initcall+0x46/0x1f0",
                " do_one_initcall+0x46/0x1f0",
            ),
            (
                "[1532.198517][T14157] sysfs_get_tree (fs/sysfs/mount.c:32)",
                "sysfs_get_tree (fs/sysfs/mount.c:32)",
            ),
            ("<4>[    1.2]  f+0x1/0x2", " f+0x1/0x2"),
            (
                "Aug 13 12:28:38 host kernel: [ 3846.639489] RIP: 0010:0x0",
                "RIP: 0010:0x0",
            ),
            (
                "Aug  3 12:28:38 host app[12]: \tat a.b.C.d(C.java:1)",
                "\tat a.b.C.d(C.java:1)",
            ),
            (
                "2024-01-02T03:04:05.123+01:00 host app[1]: main.main()",
                "main.main()",
            ),
            (
                "2024-01-02T03:04:05.123456789Z stderr F     at f (/x.js:1:2)",
                "    at f (/x.js:1:2)",
            ),
            (
                "2024-01-02 03:04:05,123 ERROR java.lang.Error: x",
                "java.lang.Error: x",
            ),
            ("[2024-01-02 03:04:05] PHP Fatal error", "PHP Fatal error"),
            ("[Mon Jan  1 12:00:00 2024]  f+0x1/0x2", " f+0x1/0x2"),
            (
                "01-02 03:04:05.678  1234  1250 E AndroidRuntime: \tat a.b(C.java:1)",
                "\tat a.b(C.java:1)",
            ),
            ("app_1  |     at f (/x.js:1:2)", "    at f (/x.js:1:2)"),
            ("[pod/web/app] goroutine 1 [running]:", "goroutine 1 [running]:"),
            ("> > #0  f (x=1) at a.c:1", "#0  f (x=1) at a.c:1"),
            ("16 | vmlinux | f | a.c", "16 | vmlinux | f | a.c"),
            ("    at f (/x.js:1:2)", "    at f (/x.js:1:2)"),
            ("12:34", "12:34"),
            ("[1, 2.5] and", "[1, 2.5] and"),
            (" ---> System.Exception: x", " ---> System.Exception: x"),
        ] {
            assert_eq!(&text[prefix(text)..], left, "{text}");
        }
    }

    #[test]
    fn colours_and_links_go() {
        let text = "\u{1b}[1;31mat\u{1b}[0m \u{1b}]8;;file:///x\u{1b}\\f\u{1b}]8;;\u{7} x\u{1b}";
        let line = Line::new(text, 0);
        assert_eq!(without_colours(&line).text(), "at f x");
    }
}
