//! What is copied from the pages: some lines a function or frame.

use std::collections::VecDeque;

use super::{Entry, Rows, Shape, address, line_of, percent};
use crate::Builder;
use crate::formats::number;
use crate::input;

/// Lines of a function that are read; the rest is carbon dioxide, cost and a button.
const FUNCTION: usize = 6;

/// Lines of a frame.
const FRAME: usize = 3;

/// The shape of a file with these first lines.
pub(super) fn shape(lines: &[&[u8]]) -> Option<Shape> {
    if is_function(lines) {
        return Some(Shape::Functions);
    }
    let frame = is_frame(lines)?;
    match lines.get(FRAME..) {
        // One frame is a stack if nothing else follows.
        None | Some([]) => (frame == 1).then_some(Shape::Stack),
        Some(rest @ [_, _, _, ..]) => (is_frame(rest)? == frame - 1).then_some(Shape::Stack),
        Some([index, ..]) => (number::count(index) == Some(frame - 1)).then_some(Shape::Stack),
    }
}

fn is_function(lines: &[&[u8]]) -> bool {
    matches!(lines, [index, name, file, samples, own, total, ..]
        if number::count(index).is_some()
            && is_name(name)
            && !file.is_empty()
            && number::count(samples).is_some()
            && percent(own).is_some()
            && percent(total).is_some())
}

/// The index of the frame that these lines begin with.
fn is_frame(lines: &[&[u8]]) -> Option<i64> {
    let [index, name, file, ..] = lines else {
        return None;
    };
    let placed = line_of(file).is_some() || address(file, b"").is_some();
    (placed && is_name(name)).then(|| number::count(index)).flatten()
}

/// Whether it may be `library: function` or `library`.
fn is_name(name: &[u8]) -> bool {
    number::count(name).is_none()
        && percent(name).is_none()
        && (memchr::memmem::find(name, b": ").is_some() || !name.contains(&b' '))
}

/// Reads copied lines.
pub(super) struct Copied {
    stack: bool,
    pending: VecDeque<(u64, Vec<u8>)>,
}

impl Copied {
    pub(super) fn new(stack: bool) -> Copied {
        Copied {
            stack,
            pending: VecDeque::new(),
        }
    }

    /// Takes a line that is not empty.
    pub(super) fn line(&mut self, at: u64, line: &[u8], rows: &mut Rows, builder: &mut Builder) {
        self.pending.push_back((at, line.to_vec()));
        let wanted = if self.stack { FRAME } else { FUNCTION };
        if self.pending.len() >= wanted {
            self.take(rows, builder);
        }
    }

    /// Takes one function or frame off the lines, or passes over one line.
    fn take(&mut self, rows: &mut Rows, builder: &mut Builder) {
        let lines: Vec<_> = self.pending.iter().map(|(_, line)| line.as_slice()).collect();
        let [index, name, file, ..] = lines.as_slice() else {
            return;
        };
        let used = if self.stack && is_frame(&lines).is_some() {
            rows.frame(number::count(index), entry(name, file), builder);
            FRAME
        } else if !self.stack && is_function(&lines) {
            let number =
                |at: usize, parse: fn(&[u8]) -> Option<i64>| lines.get(at).and_then(|line| parse(line));
            let own = number(4, percent).unwrap_or(0);
            let total = number(5, percent).map(|total| total.max(own));
            rows.add(entry(name, file), own, total, number(3, number::count), builder);
            FUNCTION
        } else {
            0
        };
        if used > 0 {
            self.pending.drain(..used);
        } else if let Some((at, line)) = self.pending.pop_front() {
            pass_over(at, &line, builder);
        }
    }

    /// Takes what is left at the end of the input.
    pub(super) fn finish(&mut self, rows: &mut Rows, builder: &mut Builder) {
        let wanted = if self.stack { FRAME } else { FUNCTION };
        while self.pending.len() >= wanted {
            self.take(rows, builder);
        }
        for (at, line) in self.pending.drain(..) {
            pass_over(at, &line, builder);
        }
    }
}

/// Warns of a line, unless it is one of those that say nothing of time.
fn pass_over(at: u64, line: &[u8], builder: &mut Builder) {
    if line.starts_with(b"~") || line.starts_with(b"show_more") {
        return;
    }
    let excerpt = input::excerpt(line);
    builder.warn(
        Some(at),
        format!("passed over: part of no function or frame: {excerpt:?}"),
    );
}

fn entry<'a>(name: &'a [u8], file: &'a [u8]) -> Entry<'a> {
    let (library, function) = match memchr::memmem::find(name, b": ") {
        Some(at) => (
            name.get(..at).unwrap_or_default(),
            name.get(at + 2..).unwrap_or_default(),
        ),
        None => (name.strip_suffix(b":").unwrap_or(name), &b""[..]),
    };
    Entry {
        library: library.trim_ascii(),
        function: function.trim_ascii(),
        file,
    }
}
