//! The text of `perf script`, with any selection of fields that leaves the symbol in.
//!
//! What stands where was read off `perf script` 6.1 and `tools/perf/builtin-script.c`
//! (`perf_sample__fprintf_start`, `process_event`) and `tools/perf/util/evsel_fprintf.c`
//! (`sample__fprintf_callchain`): a sample is a header line, then either a frame on the same line or
//! one frame a line, each behind a tab, innermost first, up to an empty line. A source line follows
//! its frame on a line of its own, behind two spaces.
//!
//! Speed: the outer part of a stack repeats from sample to sample, so it is looked up by one hash of
//! its bytes (`stacks.rs`); only what is new is split into frames, and only frames that are new are
//! taken apart (`frames.rs`).

mod frames;
mod header;
mod stacks;

use memchr::memmem;

use crate::builder::Builder;
use crate::formats::perf_header;
use crate::input::{Input, excerpt};
use crate::{Error, NodeId, SeriesId};

pub(crate) use frames::Frame;
use header::Samples;
pub(crate) use header::{Header, unit_of_event};
use stacks::StackTable;

/// A stack longer than this is not one that perf writes (it stops at 127 frames unless told more).
const LONGEST_STACK: usize = 16 << 20;

/// Lines that may be passed over before the first sample shows up.
const PATIENCE: u64 = 1000;

/// Whether these first bytes are of this format: a sample's header and a frame within the first lines.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let mut lines = head
        .split(|&byte| byte == b'\n')
        .map(trim_carriage_return)
        .take(400)
        .peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() || line.starts_with(b"#") || line.starts_with(b"\t") {
            continue;
        }
        let next = lines.peek().copied().unwrap_or_default();
        if Header::bare(line).is_some() && frames::looks_like(next) {
            return true;
        }
        let Some(header) = Header::parse(line).filter(Header::is_certain) else {
            continue;
        };
        if frames::looks_like(next) || frames::looks_like_inline(header.rest) {
            return true;
        }
    }
    false
}

/// Reads the rest of the input.
pub(crate) fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), Error> {
    let mut samples = Samples::default();
    let mut stacks = StackTable::new();
    let mut rejected = 0u64;
    let mut scratch = Vec::new();
    let carriage_returns = memmem::find(&input.window()[..input.window().len().min(4096)], b"\r\n").is_some();
    let blank = memmem::Finder::new(if carriage_returns {
        b"\r\n\r\n".as_slice()
    } else {
        b"\n\n"
    });
    while let Some(header_end) = line_end(input)? {
        let line = trim_carriage_return(&input.window()[..header_end]);
        if line.is_empty() {
            skip(input, header_end + 1, 1);
            continue;
        }
        if line.starts_with(b"#") {
            if let Ok(text) = std::str::from_utf8(line) {
                perf_header::apply(text, builder.meta());
            }
            skip(input, header_end + 1, 1);
            continue;
        }
        let parsed = Header::parse(line).is_some()
            || (Header::bare(line).is_some() && frame_follows(input, header_end)?);
        let line = trim_carriage_return(&input.window()[..header_end]);
        let Some(header) = Header::parse(line)
            .or_else(|| Header::bare(line))
            .filter(|_| parsed)
        else {
            let passed_over = !line.starts_with(b"\t") && !line.starts_with(b"  ");
            let found = excerpt(line);
            skip(input, header_end + 1, 1);
            if passed_over {
                rejected += 1;
                builder.warn(
                    Some(input.line()),
                    format!("passed over: no sample of perf script begins with {found:?}"),
                );
                if samples.count() == 0 && rejected >= PATIENCE {
                    return Err(input
                        .malformed_line("a sample such as \"comm 123 45.678: cycles:\"", found.as_bytes()));
                }
            }
            continue;
        };
        let series = samples.series(&header, builder);
        let period = header.period;
        let inline_frame = frames::looks_like_inline(header.rest);
        let rest_at = line.len() - header.rest.len();

        // The frames: to the blank line, or what the header's own line holds.
        let (stack_start, stack_end, next) = if inline_frame {
            let end = inline_end(input, header_end)?;
            (rest_at, end, end + 1)
        } else {
            match stack_bounds(input, header_end, &blank)? {
                Bounds::Stack { end, next } => (header_end + 1, end, next),
                Bounds::None { next } => (header_end, header_end, next),
                Bounds::TooLong { next } => {
                    skip(input, next, 1);
                    builder.warn(Some(input.line()), "a stack of more than 16 MiB was dropped");
                    continue;
                }
            }
        };
        let stack = input.window().get(stack_start..stack_end).unwrap_or_default();
        let stack = if carriage_returns {
            scratch.clear();
            scratch.extend(stack.iter().filter(|&&byte| byte != b'\r'));
            scratch.as_slice()
        } else {
            stack
        };
        let (node, lines) = stacks.node(stack, builder);
        series.weigh(node, period, builder);
        if next > stack_end + 1 || inline_frame {
            skip(
                input,
                next,
                lines + u64::from(!inline_frame) + u64::from(next > stack_end + 1),
            );
        } else {
            skip(input, next, lines + 1);
        }
    }
    samples.finish(builder);
    if rejected > samples.count() {
        return Err(input.malformed_line(
            "mostly samples of perf script",
            format!("{rejected} other lines against {} samples", samples.count()).as_bytes(),
        ));
    }
    Ok(())
}

enum Bounds {
    /// The stack ends here, and what follows it begins at `next`.
    Stack { end: usize, next: usize },
    /// No frame follows the header.
    None { next: usize },
    /// No end in sight.
    TooLong { next: usize },
}

/// Where the frames behind the header's line end.
fn stack_bounds(
    input: &mut Input<'_>,
    header_end: usize,
    blank: &memmem::Finder<'_>,
) -> Result<Bounds, Error> {
    let start = header_end + 1;
    while input.window().len() <= start + 1 {
        if !input.refill()? {
            break;
        }
    }
    if input.window().get(start) != Some(&b'\t') {
        return Ok(Bounds::None {
            next: start.min(input.window().len()),
        });
    }
    let mut searched = start;
    loop {
        let window = input.window();
        if let Some(at) = blank.find(&window[searched..]) {
            let end = searched + at;
            return Ok(Bounds::Stack {
                end,
                next: end + blank.needle().len(),
            });
        }
        if window.len() - start > LONGEST_STACK {
            return Ok(Bounds::TooLong { next: window.len() });
        }
        searched = window.len().saturating_sub(blank.needle().len()).max(start);
        if !input.refill()? {
            let window = input.window();
            let end = start + window[start..].trim_ascii_end().len();
            return Ok(Bounds::Stack {
                end,
                next: window.len(),
            });
        }
    }
}

/// Whether the line behind the header's is a frame of a stack.
fn frame_follows(input: &mut Input<'_>, header_end: usize) -> Result<bool, Error> {
    while input.window().len() <= header_end + 1 {
        if !input.refill()? {
            break;
        }
    }
    Ok(input.window().get(header_end + 1) == Some(&b'\t'))
}

/// Where a frame on the header's own line ends: there, or with the source line below it.
fn inline_end(input: &mut Input<'_>, header_end: usize) -> Result<usize, Error> {
    let start = header_end + 1;
    loop {
        let window = input.window();
        let below = window.get(start..).unwrap_or_default();
        let length = memchr::memchr(b'\n', below);
        if length.is_some() || input.at_end() {
            let below = &below[..length.unwrap_or(below.len())];
            // The next sample's line is indented as well, but further, and it has a header's fields.
            let source_line = below.starts_with(b"  ") && below.get(2).is_some_and(|&byte| byte != b' ');
            let is_source = source_line && Header::parse(trim_carriage_return(below)).is_none();
            return Ok(if is_source {
                start + below.len()
            } else {
                header_end
            });
        }
        if window.len() > LONGEST_STACK || !input.refill()? {
            return Ok(header_end);
        }
    }
}

/// The end of the first line in the window; `None` at the end of the input.
fn line_end(input: &mut Input<'_>) -> Result<Option<usize>, Error> {
    let mut searched = 0;
    loop {
        let window = input.window();
        if let Some(at) = memchr::memchr(b'\n', &window[searched..]) {
            return Ok(Some(searched + at));
        }
        searched = window.len();
        if searched > LONGEST_STACK || !input.refill()? {
            return Ok((searched > 0).then_some(searched));
        }
    }
}

fn skip(input: &mut Input<'_>, bytes: usize, lines: u64) {
    input.consume(bytes);
    input.count_lines(lines);
}

fn trim_carriage_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The two weights of a sample: its period in its event, and one sample.
#[derive(Clone, Copy, Default)]
struct SampleSeries {
    period: Option<SeriesId>,
    count: Option<SeriesId>,
}

impl SampleSeries {
    fn weigh(self, node: NodeId, period: Option<i64>, builder: &mut Builder) {
        match (self.period.zip(period), self.count) {
            (Some(period), Some(count)) => builder.weigh_all(node, &[period, (count, 1)]),
            (None, Some(count)) => builder.weigh_all(node, &[(count, 1)]),
            (_, None) => {}
        }
    }
}
