//! Folded stacks: a stack a line, outermost frame first, frames joined by `;`, then a space and the
//! count (<https://github.com/brendangregg/FlameGraph>, "2. Fold stacks"). With two counts a line is
//! differential (`difffolded.pl`, `inferno-diff-folded`): before, then after.
//!
//! Lines are mostly sorted, so that a line is compared with the one before, and only the frames behind
//! what they share are looked at.

mod frame;

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

pub(crate) use self::frame::Frame;
use crate::builder::Builder;
use crate::input::{Input, excerpt};
use crate::{Error, Format, NodeId, Place, PlaceId, Position, SeriesId, Unit};

/// Lines of the head that decide about the format and its variants.
const LINES_LOOKED_AT: usize = 200;

/// Texts of frames remembered; past it they are forgotten, which costs time only.
const CACHED_BYTES: usize = 64 << 20;

/// Unreadable lines after which the file is given up, if they are the majority.
const PATIENCE: u64 = 1000;

const EXPECTED: &str = "frames joined by `;`, a space and a count";

/// Whether these first bytes are of this format.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let shape = Shape::of(head);
    shape.counted > 0 && shape.counted * 10 >= shape.lines * 9 && shape.joined * 2 >= shape.counted
}

/// Whether these first bytes, of a file whose name says that it is of this format, are.
pub(crate) fn may_be(head: &[u8]) -> bool {
    let shape = Shape::of(head);
    shape.counted > 0 && shape.counted * 2 >= shape.lines
}

/// What the first lines look like.
#[derive(Default)]
struct Shape {
    lines: usize,
    /// Lines that end with a count.
    counted: usize,
    /// Lines that have a separator before the count.
    joined: usize,
    /// Lines with two counts.
    differential: usize,
    /// Most digits behind the point of a count.
    decimals: usize,
    /// Separators, and those that a space follows.
    separators: usize,
    spaced: usize,
}

impl Shape {
    fn of(head: &[u8]) -> Shape {
        let mut shape = Shape::default();
        // The last line may be cut off, unless it is the only one.
        let whole = memchr::memrchr(b'\n', head).map_or(head, |end| &head[..end]);
        let lines = whole.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
        for line in lines.filter(|line| is_stack(line)).take(LINES_LOOKED_AT) {
            shape.lines += 1;
            let Some((rest, count)) = split_count(line) else {
                continue;
            };
            shape.counted += 1;
            shape.decimals = shape.decimals.max(decimals(count));
            let before = split_count(rest);
            shape.differential += usize::from(before.is_some());
            let stack = before.map_or(rest, |before| before.0);
            for at in memchr::memchr_iter(b';', stack) {
                shape.separators += 1;
                shape.spaced += usize::from(stack.get(at + 1) == Some(&b' '));
            }
            // A `;` at the start of a line begins a comment in assembly and Lisp.
            shape.joined += usize::from(memchr::memchr(b';', stack).is_some_and(|at| at > 0));
        }
        shape
    }
}

/// Comments are Austin's header and what people add.
fn is_stack(line: &[u8]) -> bool {
    !line.is_empty() && line[0] != b'#'
}

/// Splits at the last space. The count may be negative, and may have decimals.
pub(crate) fn split_count(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memrchr2(b' ', b'\t', line)?;
    let count = &line[at + 1..];
    let digits = count.strip_prefix(b"-").unwrap_or(count);
    let plain = digits.iter().all(u8::is_ascii_digit);
    let is_count = digits.first().is_some_and(u8::is_ascii_digit)
        && (plain
            || (digits
                .iter()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
                && std::str::from_utf8(count).is_ok_and(|count| count.parse::<f64>().is_ok())));
    is_count.then(|| (&line[..at], count))
}

fn decimals(count: &[u8]) -> usize {
    memchr::memchr(b'.', count).map_or(0, |point| count.len() - point - 1)
}

/// The count as a stored weight.
fn weight(count: &[u8], factor: f64) -> i64 {
    let (negative, digits) = match count {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if factor < 2.0 && digits.iter().all(u8::is_ascii_digit) {
        let amount = digits.iter().fold(0i64, |amount, digit| {
            amount.saturating_mul(10).saturating_add(i64::from(digit - b'0'))
        });
        return if negative { -amount } else { amount };
    }
    let amount: f64 = std::str::from_utf8(count)
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(0.0);
    (amount * factor).round() as i64
}

/// Reads the rest of the input.
pub(crate) fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), Error> {
    let shape = Shape::of(input.head());
    let decimals = shape.decimals.min(6) as u32;
    let factor = 10f64.powi(decimals as i32);
    let differential = shape.differential > 0 && shape.differential == shape.counted;
    let names: &[&str] = if differential {
        &["before", "after"]
    } else {
        &["samples"]
    };
    let values: Vec<_> = (names.iter())
        .map(|name| builder.value(name, &Unit::Count, 1.0 / factor))
        .collect();
    builder.meta().selected = values.last().copied();
    let series = values
        .iter()
        .map(|&value| builder.series(value, None, Vec::new()))
        .collect();
    let mut reader = Reader {
        builder,
        series,
        differential,
        factor,
        spaced: shape.separators > 0 && shape.spaced == shape.separators,
        previous: Vec::new(),
        open: Vec::new(),
        frames: Frames::default(),
        prunings: 0,
        read: 0,
        unread: 0,
        first_unread: None,
        rounded: None,
    };
    loop {
        let number = input.line() + 1;
        let Some(line) = input.next_line()? else {
            break;
        };
        if !reader.line(line, number) && reader.unread >= PATIENCE && reader.unread > reader.read {
            break;
        }
    }
    reader.finish(input)
}

struct Reader<'a> {
    builder: &'a mut Builder,
    /// One, or of a differential file two.
    series: Vec<SeriesId>,
    differential: bool,
    /// What counts are multiplied with, so that decimals are kept.
    factor: f64,
    /// Whether every separator has a space behind it, as tracing-flame writes them. In all other files a
    /// `;` before a space is part of a name: `[u8; 32]`, `sh -c a; b`.
    spaced: bool,
    previous: Vec<u8>,
    /// For each frame of the previous line but its last: where the separator behind it stands, and its node.
    open: Vec<(usize, NodeId)>,
    frames: Frames,
    prunings: u32,
    read: u64,
    unread: u64,
    first_unread: Option<(u64, String)>,
    rounded: Option<u64>,
}

impl Reader<'_> {
    /// Reads a line; false when it is unreadable.
    fn line(&mut self, line: &[u8], number: u64) -> bool {
        let line = line.trim_ascii_end();
        if !is_stack(line) {
            return true;
        }
        let parts = split_count(line).and_then(|(rest, last)| {
            if self.differential {
                split_count(rest).map(|(stack, before)| (stack, [before, last]))
            } else {
                Some((rest, [last, last]))
            }
        });
        let Some((stack, counts)) = parts else {
            self.unread += 1;
            if self.first_unread.is_none() {
                self.first_unread = Some((number, excerpt(line)));
            }
            return false;
        };
        self.read += 1;
        if self.rounded.is_none()
            && counts
                .iter()
                .any(|count| decimals(count) as i32 > self.factor.log10() as i32)
        {
            self.rounded = Some(number);
        }
        let node = self.node(stack);
        let weights = counts.map(|count| weight(count, self.factor));
        match (self.series.as_slice(), weights) {
            (&[before, after], weights) => {
                self.builder
                    .weigh_all(node, &[(before, weights[0]), (after, weights[1])]);
            }
            (&[series], [weight, _]) if weight != 0 => self.builder.weigh(node, series, weight),
            _ => {}
        }
        true
    }

    /// The node of the innermost frame of a stack.
    fn node(&mut self, stack: &[u8]) -> NodeId {
        if self.builder.prunings() != self.prunings {
            self.prunings = self.builder.prunings();
            self.open.clear();
            self.previous.clear();
        }
        let shared = shared_prefix(&self.previous, stack);
        // Whether a `;` separates depends on the byte behind it, which must be shared as well.
        while self
            .open
            .last()
            .is_some_and(|&(separator, _)| separator + 1 >= shared)
        {
            self.open.pop();
        }
        self.previous.truncate(shared);
        self.previous.extend_from_slice(&stack[shared..]);

        let (mut start, mut node) = match self.open.last() {
            Some(&(separator, node)) => (separator + 1, node),
            None => (0, NodeId::ROOT),
        };
        let mut search = start;
        while let Some(found) = memchr::memchr(b';', &stack[search..]) {
            let separator = search + found;
            search = separator + 1;
            if !self.spaced && stack.get(search) == Some(&b' ') {
                continue;
            }
            let place = self.frames.place(&stack[start..separator], self.builder);
            node = self.builder.child(node, place);
            self.open.push((separator, node));
            start = search;
        }
        let place = self.frames.place(&stack[start..], self.builder);
        self.builder.child(node, place)
    }

    fn finish(self, input: &Input<'_>) -> Result<(), Error> {
        if let Some((line, found)) = self.first_unread {
            if self.unread > self.read {
                return Err(Error::Malformed {
                    name: input.name().to_owned(),
                    format: Format::Folded,
                    position: Position::Line(line),
                    expected: EXPECTED.to_owned(),
                    found,
                });
            }
            let more = match self.unread {
                1 => String::new(),
                more => format!(" ({more} such lines, this is the first)"),
            };
            self.builder.warn(
                Some(line),
                format!("expected {EXPECTED}, found {found:?}; passed over{more}"),
            );
        }
        if let Some(line) = self.rounded {
            self.builder.warn(
                Some(line),
                "a count with more decimals than the first lines have; such counts were rounded",
            );
        }
        Ok(())
    }
}

/// How many bytes two stacks begin with alike.
fn shared_prefix(left: &[u8], right: &[u8]) -> usize {
    const STEP: usize = 16;
    let mut shared = 0;
    for (left, right) in left.chunks_exact(STEP).zip(right.chunks_exact(STEP)) {
        if left != right {
            break;
        }
        shared += STEP;
    }
    let rest = left.iter().skip(shared).zip(right.iter().skip(shared));
    shared + rest.take_while(|(left, right)| left == right).count()
}

/// The places of frames by their text.
#[derive(Default)]
struct Frames {
    texts: Vec<u8>,
    entries: Vec<(u32, u32, PlaceId)>,
    index: HashTable<u32>,
    hasher: FixedState,
}

impl Frames {
    fn place(&mut self, text: &[u8], builder: &mut Builder) -> PlaceId {
        let hash = self.hasher.hash_one(text);
        let (texts, entries) = (&self.texts, &self.entries);
        let text_of = |entry: u32| {
            let (start, end, _) = entries[entry as usize];
            &texts[start as usize..end as usize]
        };
        if let Some(&found) = self.index.find(hash, |&entry| text_of(entry) == text) {
            return entries[found as usize].2;
        }
        let place = place_of(&String::from_utf8_lossy(text), builder);
        if self.texts.len() + text.len() > CACHED_BYTES {
            *self = Frames::default();
        }
        let start = self.texts.len() as u32;
        self.texts.extend_from_slice(text);
        let entry = self.entries.len() as u32;
        self.entries.push((start, self.texts.len() as u32, place));
        let (texts, entries, hasher) = (&self.texts, &self.entries, &self.hasher);
        self.index.insert_unique(hash, entry, |&entry| {
            let (start, end, _) = entries[entry as usize];
            hasher.hash_one(&texts[start as usize..end as usize])
        });
        place
    }
}

fn place_of(text: &str, builder: &mut Builder) -> PlaceId {
    let frame = Frame::parse(text);
    let mapping = frame.mapping.map(|name| builder.mapping(name.as_bytes(), None));
    let file = frame.file.map(|file| builder.text(file));
    let raw = builder.text(frame.name);
    let function = builder.function(raw, mapping, file, frame.declared);
    if let Some(shown) = frame.shown {
        let shown = builder.text(shown);
        builder.set_shown(function, shown);
    }
    builder.place(Place {
        file,
        line: frame.line,
        column: frame.column,
        address: frame.address,
        inlined: frame.inlined,
        ..Place::of(function)
    })
}
