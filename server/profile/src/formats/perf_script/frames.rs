//! One frame of a stack, as text, to a place.
//!
//! A frame is `\t<address> <symbol>+0x<offset> (<mapping>)`, perhaps `(inlined)` in place of the
//! mapping, perhaps followed by `\n  <file>:<line>` and then `(inlined)` behind that: the order of
//! `sample__fprintf_callchain` in `tools/perf/util/evsel_fprintf.c` (perf 6.1).

use std::num::{NonZeroU32, NonZeroU64};

use crate::builder::Builder;
use crate::{MappingId, Place, PlaceId};

/// A frame's parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub address: Option<NonZeroU64>,
    /// Without offset; empty when perf wrote `[unknown]`.
    pub symbol: &'a [u8],
    pub mapping: Option<&'a [u8]>,
    pub inlined: bool,
    pub file: Option<&'a [u8]>,
    pub line: Option<NonZeroU32>,
}

impl<'a> Frame<'a> {
    /// Takes a frame apart, source line included.
    pub(crate) fn parse(text: &'a [u8]) -> Frame<'a> {
        let (first, second) = match memchr::memchr(b'\n', text) {
            Some(at) => (&text[..at], Some(text[at + 1..].trim_ascii())),
            None => (text, None),
        };
        let mut rest = first.trim_ascii();
        let mut frame = Frame::default();
        if let Some(before) = rest.strip_suffix(b" (inlined)") {
            frame.inlined = true;
            rest = before.trim_ascii_end();
        } else if let Some(open) = last_group(rest) {
            frame.mapping = rest.get(open + 1..rest.len() - 1).filter(|name| !name.is_empty());
            rest = rest.get(..open).unwrap_or_default().trim_ascii_end();
        }
        let (address, symbol) = split_address(rest);
        frame.address = address.and_then(NonZeroU64::new);
        frame.symbol = without_offset(symbol);
        if frame.symbol == b"[unknown]" {
            frame.symbol = b"";
        }
        if let Some(mut source) = second {
            if let Some(before) = source.strip_suffix(b" (inlined)") {
                frame.inlined = true;
                source = before;
            }
            (frame.file, frame.line) = source_line(source);
        }
        frame
    }

    /// Stores the frame, without its address: every sample has one of its own, and since the text has
    /// no build-ids none could be looked up later; they would only split the tree. An inlined one lives
    /// where the frame that it was inlined into lives; perf does not print that again.
    pub(super) fn place(&self, outer: Option<MappingId>, builder: &mut Builder) -> PlaceId {
        let mapping = match self.mapping {
            Some(b"[unknown]") | None => outer.filter(|_| self.inlined),
            Some(name) => Some(builder.mapping(name.strip_suffix(b" (deleted)").unwrap_or(name), None)),
        };
        let raw = match (self.symbol, self.mapping) {
            // perf report shows such samples by their address; without symbols one row a mapping says more.
            (b"", Some(name)) if name != b"[unknown]" => {
                let base = name.rsplit(|&byte| byte == b'/').next().unwrap_or(name);
                builder.text(&format!("[unknown] in {}", String::from_utf8_lossy(base)))
            }
            (b"", _) => builder.text("[unknown]"),
            (symbol, _) => builder.text_of_bytes(symbol),
        };
        let function = builder.function(raw, mapping, None, None);
        let file = self.file.map(|file| builder.text_of_bytes(file));
        let place = Place {
            function,
            file,
            line: self.line,
            column: None,
            address: None,
            inlined: self.inlined,
        };
        builder.place(place)
    }
}

/// Whether the line is a frame of a stack.
pub(super) fn looks_like(line: &[u8]) -> bool {
    line.first() == Some(&b'\t') && split_address(line.trim_ascii()).0.is_some()
}

/// Whether the text behind a header's event is a frame. The payload of a tracepoint is not.
pub(super) fn looks_like_inline(rest: &[u8]) -> bool {
    match split_address(rest) {
        (Some(_), symbol) => !symbol.is_empty(),
        (None, _) => false,
    }
}

/// Splits the leading address off.
fn split_address(text: &[u8]) -> (Option<u64>, &[u8]) {
    let digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let behind = text.get(digits..).unwrap_or_default();
    let separated = behind.first().is_none_or(|&byte| byte == b' ');
    let symbol = behind.trim_ascii_start();
    if !(1..=16).contains(&digits) || !separated {
        return (None, text);
    }
    let address = (text.iter().take(digits)).fold(0u64, |address, &byte| {
        (address << 4) | u64::from((byte as char).to_digit(16).unwrap_or(0))
    });
    (Some(address), symbol)
}

/// Where the last parenthesised group begins: the mapping. Groups nest (`(/tmp/x (deleted))`).
fn last_group(text: &[u8]) -> Option<usize> {
    if text.last() != Some(&b')') {
        return None;
    }
    let mut depth = 0usize;
    for (index, &byte) in text.iter().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    // The parameters of `f(int)` are not set off by a space.
                    let set_off = index == 0 || text.get(index - 1) == Some(&b' ');
                    return set_off.then_some(index);
                }
            }
            _ => {}
        }
    }
    None
}

fn without_offset(symbol: &[u8]) -> &[u8] {
    let Some(plus) = memchr::memrchr(b'+', symbol) else {
        return symbol;
    };
    let is_offset = (symbol.get(plus + 1..))
        .and_then(|offset| offset.strip_prefix(b"0x"))
        .is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit));
    if is_offset {
        symbol.get(..plus).unwrap_or(symbol)
    } else {
        symbol
    }
}

/// `file:line` of `-F +srcline`. What perf prints when it knows neither (`mapping[address]`,
/// `symbol+offset`, `??:0`) is nothing.
pub(crate) fn source_line(text: &[u8]) -> (Option<&[u8]>, Option<NonZeroU32>) {
    // addr2line adds `(discriminator 2)`.
    let text = match memchr::memmem::find(text, b" (discriminator") {
        Some(at) => text.get(..at).unwrap_or(text),
        None => text,
    };
    let Some(colon) = memchr::memrchr(b':', text) else {
        return (None, None);
    };
    let file = text.get(..colon).unwrap_or_default();
    let digits = text.get(colon + 1..).unwrap_or_default();
    let number = std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| digits.parse::<u32>().ok());
    let known = !file.is_empty() && file != b"??" && file.last() != Some(&b']');
    match number {
        Some(number) if known => (Some(file), NonZeroU32::new(number)),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: &Expect) {
        let frame = Frame::parse(text.as_bytes());
        let show =
            |bytes: Option<&[u8]>| bytes.map_or("-".to_owned(), |b| String::from_utf8_lossy(b).into_owned());
        expected.assert_eq(&format!(
            "{:x?} | {} | {} | {} | {}:{}",
            frame.address.map_or(0, NonZeroU64::get),
            show(Some(frame.symbol)),
            show(frame.mapping),
            if frame.inlined { "inlined" } else { "real" },
            show(frame.file),
            frame.line.map_or(0, NonZeroU32::get),
        ));
    }

    #[test]
    fn frames_of_perf() {
        check(
            "\t            11e6 fib.part.0+0x16 (/tmp/rec/a)",
            &expect!["11e6 | fib.part.0 | /tmp/rec/a | real | -:0"],
        );
        check(
            "\t     11e6 mix (inlined)",
            &expect!["11e6 | mix | - | inlined | -:0"],
        );
        check(
            "\t     11e6 mix\n  /tmp/a b.c:2 (inlined)",
            &expect!["11e6 | mix | - | inlined | /tmp/a b.c:2"],
        );
        check(
            "\t 7f [unknown] ([unknown])",
            &expect!["7f |  | [unknown] | real | -:0"],
        );
        check(
            "\t 7f a::f(int, char)+0x2 (/tmp/x (deleted))",
            &expect!["7f | a::f(int, char) | /tmp/x (deleted) | real | -:0"],
        );
        check(
            "\t 7f a::f(int) (/opt/my app (x86)/b)",
            &expect!["7f | a::f(int) | /opt/my app (x86)/b | real | -:0"],
        );
        check(
            "\t 7f operator+(a, b)+0x10 (/x)",
            &expect!["7f | operator+(a, b) | /x | real | -:0"],
        );
        check("\t 7f (/bin/x)", &expect!["7f |  | /bin/x | real | -:0"]);
        check(
            "\tffff f+0x1 ([kernel.kallsyms])\n  [kernel.kallsyms][ffff]",
            &expect!["ffff | f | [kernel.kallsyms] | real | -:0"],
        );
        check("\t1 f+0x1 (/x)\n  ??:0", &expect!["1 | f | /x | real | -:0"]);
        check("\t1 f+0x1 (/x)\n  f+1400139", &expect!["1 | f | /x | real | -:0"]);
        check(
            "\t1 f+0x1 (/x)\n  a.c:7 (discriminator 2)",
            &expect!["1 | f | /x | real | a.c:7"],
        );
        check("\t1 f+0x1 (/x)\n  a.c:0", &expect!["1 | f | /x | real | a.c:0"]);
    }
}
