//! One line of a text, cleaned, that knows where each of its bytes came from.

use std::borrow::Cow;
use std::ops::Range;

/// A line without its break, log prefix, colours and escapes.
#[derive(Clone, Debug, Default)]
pub(super) struct Line<'a> {
    whole: Cow<'a, str>,
    /// Where the text begins behind log prefixes.
    from: usize,
    /// Where parts of `whole` stand in the source, in order; empty when all of it stands at `bytes.start`.
    anchors: Vec<Anchor>,
    /// What the line was read from, in the source.
    bytes: Range<usize>,
}

/// From here on, bytes of the line and of the source go together.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    here: usize,
    source: usize,
}

impl<'a> Line<'a> {
    /// The line at this offset of the source.
    pub(super) fn new(text: &'a str, start: usize) -> Line<'a> {
        Line {
            whole: Cow::Borrowed(text),
            from: 0,
            anchors: Vec::new(),
            bytes: start..start + text.len(),
        }
    }

    /// What is left to read.
    pub(super) fn text(&self) -> &str {
        self.whole.get(self.from..).unwrap_or("")
    }

    /// Passes over so many bytes of the text, which must end at a character.
    pub(super) fn skip(&mut self, bytes: usize) {
        if self.whole.is_char_boundary(self.from + bytes) {
            self.from += bytes;
        }
    }

    /// Where the line stands in the source.
    pub(super) fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// Where a part of the text stands in the source; absent when it is no part of it.
    pub(super) fn range_of(&self, part: &str) -> Option<Range<usize>> {
        let start = part.as_ptr().addr().checked_sub(self.whole.as_ptr().addr())?;
        let end = start + part.len();
        (end <= self.whole.len()).then(|| {
            let from = self.source_of(start);
            from..self.source_of_end(end).max(from)
        })
    }

    fn source_of(&self, at: usize) -> usize {
        let after = self.anchors.partition_point(|anchor| anchor.here <= at);
        self.resolve(after, at)
    }

    /// The end of a part does not take in what was cut out behind it.
    fn source_of_end(&self, at: usize) -> usize {
        let after = self.anchors.partition_point(|anchor| anchor.here < at);
        self.resolve(after, at)
    }

    fn resolve(&self, after: usize, at: usize) -> usize {
        match after.checked_sub(1).and_then(|index| self.anchors.get(index)) {
            Some(anchor) => anchor.source + (at - anchor.here),
            None => self.bytes.start + at,
        }
    }
}

/// Makes a line of parts of another.
pub(super) struct Rebuilt<'l, 'a> {
    of: &'l Line<'a>,
    text: String,
    anchors: Vec<Anchor>,
}

impl<'l, 'a> Rebuilt<'l, 'a> {
    pub(super) fn new(of: &'l Line<'a>) -> Rebuilt<'l, 'a> {
        Rebuilt {
            of,
            text: String::new(),
            anchors: Vec::new(),
        }
    }

    /// Appends a part as it stands; `range` is of the other line's text.
    pub(super) fn keep(&mut self, range: Range<usize>) {
        let Some(part) = self.of.text().get(range.clone()) else {
            return;
        };
        let start = self.of.from + range.start;
        let here = self.text.len();
        self.anchors.push(Anchor {
            here,
            source: self.of.source_of(start),
        });
        let first = self.of.anchors.partition_point(|anchor| anchor.here <= start);
        for anchor in self.of.anchors.get(first..).unwrap_or_default() {
            if anchor.here >= start + part.len() {
                break;
            }
            self.anchors.push(Anchor {
                here: here + (anchor.here - start),
                source: anchor.source,
            });
        }
        self.text.push_str(part);
    }

    /// Appends a character that is written as something at least as long, from `at` on.
    pub(super) fn put(&mut self, character: char, at: usize) {
        self.anchors.push(Anchor {
            here: self.text.len(),
            source: self.of.source_of(self.of.from + at),
        });
        self.text.push(character);
    }

    /// The line so far, read from this range of the other's text; the next begins.
    pub(super) fn finish(&mut self, range: Range<usize>) -> Line<'static> {
        let bytes = self.of.source_of(self.of.from + range.start)
            ..self.of.source_of_end(self.of.from + range.end.max(range.start));
        Line {
            whole: Cow::Owned(std::mem::take(&mut self.text)),
            from: 0,
            anchors: std::mem::take(&mut self.anchors),
            bytes: bytes.start..bytes.end.max(bytes.start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_in_the_source_through_two_rebuildings() {
        let source = "xx ab\u{1b}[1mcd\\tef";
        let line = Line::new(&source[3..], 3);
        let mut colours = Rebuilt::new(&line);
        colours.keep(0..2);
        colours.keep(6..12);
        let plain = colours.finish(0..12);
        assert_eq!(plain.text(), "abcd\\tef");
        let mut escapes = Rebuilt::new(&plain);
        escapes.keep(0..4);
        escapes.put('\t', 4);
        escapes.keep(6..8);
        let read = escapes.finish(0..8);
        assert_eq!(read.text(), "abcd\tef");
        for (part, at) in [
            (0..2, "ab"),
            (2..4, "cd"),
            (1..3, "b\u{1b}[1mc"),
            (5..7, "ef"),
            (3..6, "d\\te"),
        ] {
            let range = read.range_of(&read.text()[part]).unwrap();
            assert_eq!(&source[range], at);
        }
        assert_eq!(read.range_of("elsewhere"), None);
    }
}
