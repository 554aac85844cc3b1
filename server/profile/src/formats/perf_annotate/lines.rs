//! The kinds of lines that `perf annotate --stdio` prints.
//!
//! Source: `symbol__annotate_printf`, `annotation_line__print` and `print_summary` in
//! `tools/perf/util/annotate.c` (perf 6.1), and its output.

use std::num::NonZeroU32;

use crate::formats::number;

/// What the column of weights holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    /// Hundredths of what `percent:` names.
    Percent,
    /// `-n`: samples.
    Samples,
    /// `--show-total-period`.
    Period,
}

/// ` Percent |  Source code & Disassembly of wordex for cpu-clock (97 samples, percent: local period)`
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) column: Column,
    pub(super) binary: &'a [u8],
    /// One, or those of a group in the order of the columns; empty in versions that name none.
    pub(super) events: Vec<&'a [u8]>,
    /// Samples in the symbol; absent in versions that print none. Of a group, those of its first event.
    pub(super) samples: Option<i64>,
    /// Whether percentages are of the event's whole (`--percent-type global-*`), not of the symbol.
    pub(super) global: bool,
}

impl<'a> Header<'a> {
    pub(super) fn parse(line: &'a [u8]) -> Option<Header<'a>> {
        let bar = memchr::memchr(b'|', line)?;
        let column = match line.get(..bar)?.trim_ascii() {
            b"Percent" => Column::Percent,
            b"Samples" => Column::Samples,
            b"Period" | b"Event count" => Column::Period,
            _ => return None,
        };
        let rest = line.get(bar + 1..)?.trim_ascii();
        let rest = rest.strip_prefix(b"Source code & Disassembly of ")?;
        let (rest, note) = match memchr::memmem::rfind(rest, b" (") {
            Some(at) if rest.ends_with(b")") => (rest.get(..at)?, rest.get(at + 2..rest.len() - 1)?),
            _ => (rest, &b""[..]),
        };
        let (binary, event) = match memchr::memmem::rfind(rest, b" for ") {
            Some(at) => (rest.get(..at)?, rest.get(at + 5..)?),
            None => (rest, &b""[..]),
        };
        let samples = memchr::memmem::find(note, b" samples")
            .and_then(|at| note.get(..at))
            .and_then(|count| number::count(count.trim_ascii()));
        Some(Header {
            column,
            binary,
            events: group(event),
            samples,
            global: memchr::memmem::find(note, b"percent: global").is_some(),
        })
    }
}

/// Events of one group that are read.
const MOST_EVENTS: usize = 64;

/// The events of `anon group { cpu-clock, task-clock }`, or the one event.
fn group(event: &[u8]) -> Vec<&[u8]> {
    let inside = memchr::memchr(b'{', event).and_then(|at| event.get(at + 1..)?.strip_suffix(b"}"));
    match inside {
        Some(events) => events
            .split(|&byte| byte == b',')
            .map(<[u8]>::trim_ascii)
            .take(MOST_EVENTS)
            .collect(),
        None if event.is_empty() => Vec::new(),
        None => vec![event],
    }
}

/// A line of a symbol's listing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Listed<'a> {
    /// An instruction: `   11.34 :   16f1:   test   %al,%al // table.h:30`.
    Instruction {
        /// One for each event of the group, in the column's own measure.
        weights: Vec<i64>,
        comment: Comment<'a>,
    },
    /// Source, the name of a function, or an empty line: `         : 30   for (; *word; word++) {`.
    Text { number: Option<u32>, text: &'a [u8] },
}

/// What `-l` appends to an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comment<'a> {
    None,
    Place(&'a [u8], NonZeroU32),
    /// perf found no line: `filter.rs:0`, `strcmp@plt+16`.
    Nowhere,
}

impl<'a> Listed<'a> {
    pub(super) fn parse(line: &'a [u8], column: Column) -> Option<Listed<'a>> {
        let colon = memchr::memchr(b':', line)?;
        let (left, right) = (line.get(..colon)?.trim_ascii(), line.get(colon + 1..)?);
        let code = right.trim_ascii();
        if left.is_empty() {
            let digits = code
                .iter()
                .position(|byte| !byte.is_ascii_digit())
                .unwrap_or(code.len());
            // Versions that print no numbers still print padded addresses.
            let padded = digits > 1 && code.starts_with(b"0");
            let gap = !padded && code.get(digits).is_none_or(|byte| *byte == b' ');
            let number = code
                .get(..digits)
                .filter(|_| gap)
                .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
            let text = match number {
                Some(_) => code.get(digits..)?.trim_ascii(),
                None => code,
            };
            return Some(Listed::Text { number, text });
        }
        let weight = |text: &[u8]| match column {
            Column::Percent => number::percent(text).map(|millionths| millionths / 100),
            Column::Samples | Column::Period => number::count(text),
        };
        let weights: Option<Vec<_>> = left
            .split(|&byte| byte == b' ')
            .filter(|text| !text.is_empty())
            .map(weight)
            .collect();
        let address = code.split(|&byte| byte == b':').next()?;
        let is_address = !address.is_empty()
            && address.len() < code.len()
            && address.len() <= 16
            && address.iter().all(u8::is_ascii_hexdigit);
        is_address.then_some(Listed::Instruction {
            weights: weights?,
            comment: comment(code),
        })
    }
}

/// Some assemblers put comments of their own behind `//`: these name no place.
fn comment(code: &[u8]) -> Comment<'_> {
    let Some(path) = memchr::memmem::rfind(code, b" // ").and_then(|at| code.get(at + 4..)) else {
        return Comment::None;
    };
    place(path).unwrap_or(Comment::None)
}

/// What `get_srcline` (`tools/perf/util/srcline.c`) prints of an address: a place, `sym+16`, or `lib[10c0]`.
fn place(path: &[u8]) -> Option<Comment<'_>> {
    let bare =
        memchr::memmem::find(path, b" (discriminator").map_or(path, |at| path.get(..at).unwrap_or(path));
    if let Some((file, line)) = number::file_and_line(bare, b':') {
        return Some(Comment::Place(file, line));
    }
    let bare = bare.strip_suffix(b"]").unwrap_or(bare);
    let at = bare.iter().rposition(|byte| matches!(byte, b':' | b'+' | b'['))?;
    let tail = bare.get(at + 1..)?;
    (at > 0 && !tail.is_empty() && tail.iter().all(u8::is_ascii_hexdigit)).then_some(Comment::Nowhere)
}

/// A line of the summary of `-l`: `   63.92 table.c:14`, with a percentage for each event of a group.
pub(super) fn summary(line: &[u8]) -> Option<(Vec<i64>, Comment<'_>)> {
    let mut rest = line.strip_prefix(b" ")?.trim_ascii();
    let mut weights = Vec::new();
    while let Some(at) = memchr::memchr(b' ', rest) {
        let Some(weight) = rest
            .get(..at)
            .filter(|text| text.contains(&b'.'))
            .and_then(number::percent)
        else {
            break;
        };
        weights.push(weight / 100);
        rest = rest.get(at..)?.trim_ascii_start();
    }
    (!weights.is_empty()).then_some((weights, place(rest)?))
}

/// Address and name in `00000000000016c0 <table_find>:`, without an offset.
pub(super) fn symbol(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (address, rest) = text.split_at_checked(memchr::memchr(b' ', text)?)?;
    let name = rest.trim_ascii().strip_prefix(b"<")?.strip_suffix(b">:")?;
    if address.len() < 8 || !address.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let offset = memchr::memmem::rfind(name, b"+0x");
    Some((address, offset.map_or(name, |at| name.get(..at).unwrap_or(name))))
}

/// The name of a function as objdump announces it (`show_line` in binutils' `objdump.c`): `table_find():`,
/// or demangled `Sphere::hit(Ray const&) const:`. `certain` tells that nothing else can stand there; else
/// only what source would hardly look like is one.
pub(super) fn function(text: &[u8], certain: bool) -> Option<&[u8]> {
    let name = text.strip_suffix(b":")?;
    let last = name.last()?;
    let plain = name.ends_with(b"()") && !name.contains(&b' ');
    let path = memchr::memmem::find(name, b"::").is_some()
        && !matches!(last, b':' | b' ')
        && !name.contains(&b';')
        && !name.starts_with(b"case ");
    (certain || plain || path).then(|| without_call(name))
}

/// objdump appends `()` to names that have no parameters.
pub(super) fn without_call(name: &[u8]) -> &[u8] {
    name.strip_suffix(b"()").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(line: &str, expected: &Expect) {
        expected.assert_eq(&match Listed::parse(line.as_bytes(), Column::Percent) {
            Some(Listed::Instruction { weights, comment }) => match comment {
                Comment::Place(file, line) => {
                    format!("{weights:?} {}:{line}", String::from_utf8_lossy(file))
                }
                other => format!("{weights:?} {other:?}"),
            },
            Some(Listed::Text { number, text }) => format!("{number:?} {}", String::from_utf8_lossy(text)),
            None => "nothing".to_owned(),
        });
    }

    #[test]
    fn lines_of_a_listing() {
        check("    0.00 :   16c0:   push   %rbp", &expect!["[0] None"]);
        check(
            "    1.03 :   16c1:   mov    %rsp,%rbp // table.c:9",
            &expect!["[103] table.c:9"],
        );
        check(
            "   25.00   12.50 :   1191:   je     119b <work+0x2b> // t.c:16",
            &expect!["[2500, 1250] t.c:16"],
        );
        check(
            "  100.00 :   1191:   b.hs  1195 // b.hs, b.nlast",
            &expect!["[10000] None"],
        );
        check(
            "    1.00 :   1191:   bnd jmp // strcmp@plt+16",
            &expect!["[100] Nowhere"],
        );
        check(
            "    1.00 :   1191:   push %r15 // filter.rs:0",
            &expect!["[100] Nowhere"],
        );
        check(
            "         : 30   for (; *word; word++) {",
            &expect!["Some(30) for (; *word; word++) {"],
        );
        check("         :", &expect!["None "]);
        check(
            "         :      0x12 is no number",
            &expect!["None 0x12 is no number"],
        );
        check("prose: with a colon", &expect!["nothing"]);
        check("    1.03 :   not an address: x", &expect!["nothing"]);
    }

    #[test]
    fn headers() {
        let check = |line: &str, expected: Expect| {
            expected.assert_eq(
                &Header::parse(line.as_bytes()).map_or("nothing".to_owned(), |header| {
                    let events: Vec<_> = header
                        .events
                        .iter()
                        .map(|event| String::from_utf8_lossy(event))
                        .collect();
                    let binary = String::from_utf8_lossy(header.binary);
                    format!(
                        "{:?} of {binary} for {events:?}, {:?} samples, global {}",
                        header.column, header.samples, header.global
                    )
                }),
            );
        };
        check(
            " Percent |\tSource code & Disassembly of a for b for cycles:u (97 samples, percent: local period)",
            expect![[r#"Percent of a for b for ["cycles:u"], Some(97) samples, global false"#]],
        );
        check(
            " Samples         |\tSource code & Disassembly of t for anon group { cpu-clock, task-clock } (12 samples, percent: global hits)",
            expect![[r#"Samples of t for ["cpu-clock", "task-clock"], Some(12) samples, global true"#]],
        );
        check(
            " Percent |      Source code & Disassembly of libc-2.19.so",
            expect![["Percent of libc-2.19.so for [], None samples, global false"]],
        );
        check("| Percent | Source code |", expect![["nothing"]]);
    }
}
