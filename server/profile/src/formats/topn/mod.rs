//! Top-N tables, and what is copied from the pages of Elastic Universal Profiling.
//!
//! Source of the shapes: `tests/workspaces/FORMATS-TOPN.md`, from the test inputs and converters of the
//! Python tool `sysgrok` (<https://github.com/elastic/sysgrok>).
//!
//! A table gives rows: weights are millionths of all samples (value type `cpu/percent`), of which only
//! the first N are there, so that coverage is partial. Where a page gives numbers of samples, those are
//! a value type too.
//!
//! A row's weights are those of a function of a file in a library; the line in it is one that was sampled,
//! and moves from one page to the next while the weights stay. So the row is the function's, and the line
//! is a line without weights. Equal rows of several pages add up, totals to 100 % at most.
//!
//! A copied stack, or a table without percentages, is one stack: it weighs one sample. Several stacks in
//! one file are several samples.

mod copied;
mod table;

use std::num::{NonZeroU32, NonZeroU64};

use crate::builder::Builder;
use crate::formats::number;
use crate::input::Input;
use crate::{Error, FunctionId, LineKey, Place, PlaceId, Unit, ValueId, input};

use copied::Copied;
use table::Table;

/// 100 % in millionths.
const WHOLE: i64 = 1_000_000;

/// Functions of one stack that are kept.
const DEEPEST: usize = 4096;

const EXPECTED: &str = "a header such as `# Index | Process/Library | Function | File | Self CPU | Self+Children \
     CPU`, a row of such a table, or what the Functions or Stacktraces page of Elastic Universal Profiling copies";

/// Which of the shapes a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Table,
    /// Nine lines a function.
    Functions,
    /// Three lines a frame.
    Stack,
}

/// Whether these first bytes are of this format.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    shape(head, true).is_some()
}

/// The shape of a file that begins so. `strict` asks for what nothing else has.
fn shape(head: &[u8], strict: bool) -> Option<Shape> {
    let lines: Vec<_> = head
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .take(7)
        .collect();
    // Who says that it is one may have words above the table.
    let beginnings = lines.iter().take(if strict { 1 } else { lines.len() });
    let begins = |line: &[u8]| {
        let header = table::Columns::of_header(line);
        header.is_some_and(|header| !strict || header.is_usual()) || table::is_row(line, strict)
    };
    if beginnings.into_iter().any(|line| begins(line)) {
        return Some(Shape::Table);
    }
    copied::shape(&lines)
}

/// Reads the rest of the input.
pub(crate) fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), Error> {
    let shape = shape(input.head(), false);
    let mut rows = Rows::default();
    let mut table = Table::default();
    let mut copied = Copied::new(shape == Some(Shape::Stack));
    let mut line = Vec::new();
    while let Some(found) = input.next_line()? {
        line.clear();
        line.extend_from_slice(found.trim_ascii());
        if line.is_empty() {
            continue;
        }
        let taken = match shape {
            None => return Err(input.malformed_line(EXPECTED, &line)),
            Some(Shape::Table) => table.line(&line, &mut rows, builder),
            Some(Shape::Functions | Shape::Stack) => {
                copied.line(input.line(), &line, &mut rows, builder);
                true
            }
        };
        if !taken {
            let excerpt = input::excerpt(&line);
            builder.warn(
                Some(input.line()),
                format!("passed over: no row of the table: {excerpt:?}"),
            );
        }
    }
    copied.finish(&mut rows, builder);
    rows.finish(builder);
    Ok(())
}

/// A function as any of the shapes names it.
#[derive(Clone, Copy, Debug, Default)]
struct Entry<'a> {
    library: &'a [u8],
    function: &'a [u8],
    /// `path#line`, `library+0xaddress`, or nothing.
    file: &'a [u8],
}

/// Where the shapes put what they read.
#[derive(Default)]
struct Rows {
    totals: std::collections::HashMap<FunctionId, i64>,
    percent: Option<ValueId>,
    samples: Option<ValueId>,
    stack: Vec<PlaceId>,
    stacks: i64,
    /// The index of the frame before.
    last: Option<i64>,
    /// Frames come outermost first.
    ascending: bool,
}

impl Rows {
    /// Adds a function with its shares in millionths.
    fn add(
        &mut self,
        entry: Entry<'_>,
        own: i64,
        total: Option<i64>,
        samples: Option<i64>,
        builder: &mut Builder,
    ) {
        let percent = *self.percent.get_or_insert_with(|| {
            let value = builder.value("cpu", &Unit::Percent, 100.0 / WHOLE as f64);
            builder.state_total(value, WHOLE);
            builder.mark_partial(value);
            value
        });
        let place = entry.place(true, builder);
        let function = place.function;
        if let Some((file, line)) = place.file.zip(place.line) {
            let key = LineKey { function, file, line };
            builder.line(key, percent, None, None);
        }
        let sum = self.totals.entry(function).or_default();
        let total = total.map(|total| total.min(WHOLE - *sum).max(0));
        *sum += total.unwrap_or(0);
        builder.row(function, percent, Some(own), total);
        if let Some(samples) = samples {
            let value = *self.samples.get_or_insert_with(|| {
                let value = builder.value("samples", &Unit::Count, 1.0);
                builder.mark_partial(value);
                value
            });
            builder.row(function, value, Some(samples), None);
        }
    }

    /// Adds a frame. Indices count down to the outermost frame; where they start anew, so does a stack.
    fn frame(&mut self, index: Option<i64>, entry: Entry<'_>, builder: &mut Builder) {
        if let (Some(last), Some(index)) = (self.last, index) {
            if self.stack.len() == 1 && last.checked_add(1) == Some(index) {
                self.ascending = true;
            }
            let goes_on = if self.ascending {
                index > last
            } else {
                index < last
            };
            if !goes_on {
                self.finish_stack(builder);
            }
        }
        self.last = index.or(self.last);
        if self.stack.len() < DEEPEST {
            let place = entry.place(false, builder);
            self.stack.push(builder.place(place));
        }
    }

    fn finish_stack(&mut self, builder: &mut Builder) {
        if self.stack.is_empty() {
            return;
        }
        if !self.ascending {
            self.stack.reverse();
        }
        let value = builder.value("samples", &Unit::Count, 1.0);
        let series = builder.series(value, None, Vec::new());
        builder.stack(&self.stack, series, 1);
        self.stacks += 1;
        builder.meta().samples = u64::try_from(self.stacks).ok();
        self.stack.clear();
        self.last = None;
        self.ascending = false;
    }

    fn finish(&mut self, builder: &mut Builder) {
        self.finish_stack(builder);
    }
}

impl Entry<'_> {
    /// The place of it; `declares` tells that the file is the function's own.
    fn place(self, declares: bool, builder: &mut Builder) -> Place {
        let mapping = (!self.library.is_empty()).then(|| builder.mapping(self.library, None));
        let marks = [&b" [inlined]"[..], b" (inlined)", b" [Inline]"];
        let bare = marks.iter().find_map(|mark| self.function.strip_suffix(*mark));
        let name = match bare.unwrap_or(self.function) {
            b"" => b"[unknown]",
            name if name.eq_ignore_ascii_case(b"unknown function") => b"[unknown]",
            name => name,
        };
        let name = builder.text_of_bytes(name);
        let (mut file, mut line, mut at) = (None, None, None);
        if let Some(found) = address(self.file, self.library) {
            at = NonZeroU64::new(found);
        } else if let Some((path, number)) = number::file_and_line(self.file, b'#') {
            (file, line) = (Some(path), Some(number));
        } else if !matches!(self.file, b"" | b"-") && !self.file.eq_ignore_ascii_case(b"unknown file") {
            // A stack without line numbers, or `#0`.
            file = Some(self.file.strip_suffix(b"#0").unwrap_or(self.file));
        }
        let file = file.map(|file| builder.text_of_bytes(file));
        let mut place = Place::of(builder.function(name, mapping, file.filter(|_| declares), None));
        (place.file, place.line, place.address) = (file, line, at);
        place.inlined = bare.is_some();
        place
    }
}

/// The address of `library+0x123`.
fn address(file: &[u8], library: &[u8]) -> Option<u64> {
    let at = memchr::memmem::rfind(file, b"+0x")?;
    let digits = std::str::from_utf8(file.get(at + 3..)?).ok()?;
    let named = library.is_empty() || file.get(..at) == Some(library) || !file.contains(&b'/');
    named.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
}

/// A percentage, also with a decimal comma.
fn percent(text: &[u8]) -> Option<i64> {
    let digits = text.strip_suffix(b"%")?.trim_ascii_end();
    number::percent(digits).or_else(|| {
        let at = memchr::memchr(b',', digits)?;
        let decimals = digits.get(at + 1..)?;
        if decimals.is_empty() || decimals.len() > 2 {
            return None;
        }
        let mut with_point = digits.to_vec();
        *with_point.get_mut(at)? = b'.';
        number::percent(&with_point)
    })
}

fn line_of(file: &[u8]) -> Option<NonZeroU32> {
    number::file_and_line(file, b'#').map(|(_, line)| line)
}
