//! Makes traces of what the dialects find.

use std::ops::Range;

use super::dialects::{self, Dialect};
use super::found::{Found, Item, Link, Opening, Part, Scene};
use super::window::Window;
use super::{Frame, Heading, MOST_FRAMES, Trace, Traces, exception};

/// A heading waits for its frames over so many lines that say nothing: messages have several.
const PATIENCE: usize = 16;

/// Numbered frames go on over so many lines that say nothing: `bt full` of gdb prints variables between them.
const PATIENCE_IF_NUMBERED: usize = 200;

/// Exceptions within exceptions within exceptions: more are forgotten.
const DEEPEST: usize = 64;

/// A message has at most so many bytes that are kept.
const LONGEST_HEADING: usize = 16 << 10;

/// Reads a text.
pub(super) fn assemble(text: &str) -> Traces {
    let mut assembler = Assembler::default();
    let mut window = Window::new(text);
    while !window.is_empty() && assembler.frames < MOST_FRAMES {
        let found = dialects::find(&window, |dialect| assembler.scene(dialect));
        if let Some((dialect, found)) = found {
            let lines = found.lines;
            assembler.take(dialect, found, &window);
            window.skip(lines);
        } else {
            assembler.pass(&window);
            window.skip(1);
        }
    }
    assembler.truncated = !window.is_empty();
    assembler.close();
    if assembler.done.is_empty() {
        dialects::folded::whole(text, &mut |found, window| {
            assembler.take(Dialect::Folded, found, window);
        });
        assembler.close();
    }
    Traces {
        traces: assembler.done,
        truncated: assembler.truncated,
    }
}

#[derive(Default)]
struct Assembler {
    done: Vec<Trace>,
    /// How far the heading of each is indented.
    indents: Vec<usize>,
    current: Option<Building>,
    /// A line that may be a heading, and how long ago it was.
    candidate: Option<(Heading, usize)>,
    /// The headings of outer exceptions whose frames follow those of the inner ones.
    outer: Vec<Option<Heading>>,
    caused_by_above: bool,
    frames: usize,
    truncated: bool,
}

struct Building {
    trace: Trace,
    indent: usize,
    frame_indent: usize,
    last: Option<u32>,
    sure: bool,
    outermost_first: bool,
    /// Lines since that said nothing.
    quiet: usize,
    numbered: bool,
}

impl Building {
    fn new(dialect: Dialect, bytes: Range<usize>) -> Building {
        Building {
            trace: Trace {
                dialect,
                heading: None,
                thread: None,
                origin: None,
                frames: Vec::new(),
                cause: None,
                weight: None,
                bytes,
            },
            indent: 0,
            frame_indent: 0,
            last: None,
            sure: false,
            outermost_first: false,
            quiet: 0,
            numbered: false,
        }
    }

    fn patience(&self) -> usize {
        if self.trace.frames.is_empty() {
            PATIENCE
        } else if self.numbered {
            PATIENCE_IF_NUMBERED
        } else {
            0
        }
    }

    fn extend(&mut self, bytes: &Range<usize>) {
        self.trace.bytes.start = self.trace.bytes.start.min(bytes.start);
        self.trace.bytes.end = self.trace.bytes.end.max(bytes.end);
        self.quiet = 0;
    }
}

impl Assembler {
    fn scene(&self, dialect: Option<Dialect>) -> (Option<Dialect>, Scene) {
        let open = self.current.as_ref().map(|current| current.trace.dialect);
        match &self.current {
            Some(current) if dialect.is_none() || dialect == open => (
                open,
                Scene {
                    open: true,
                    has_frames: !current.trace.frames.is_empty(),
                    indent: current.frame_indent,
                },
            ),
            _ => (open, Scene::default()),
        }
    }

    /// Passes over a line that says nothing.
    fn pass(&mut self, window: &Window<'_>) {
        let line = window.first();
        let blank = line.trim().is_empty();
        if let Some(current) = &mut self.current {
            current.quiet += 1;
            if current.quiet > current.patience() {
                self.close();
            }
        }
        if let Some(text) = exception::heading(line) {
            if let Some(bytes) = window.range_of(text) {
                let text = text.to_owned();
                self.candidate = Some((Heading { text, bytes }, 0));
            }
        } else if let Some((heading, age)) = &mut self.candidate {
            *age += 1;
            let text = line.trim();
            if *age > PATIENCE {
                self.candidate = None;
            } else if !blank && heading.text.len() + text.len() < LONGEST_HEADING {
                heading.text.push('\n');
                heading.text.push_str(text);
            }
        }
    }

    fn take(&mut self, dialect: Dialect, found: Found<'_>, window: &Window<'_>) {
        let bytes = window.bytes(found.lines);
        for item in found.items {
            match item {
                Item::Heading(opening) => self.open(dialect, opening, &bytes, window),
                Item::Trailer(text) => {
                    if let (Some(current), Some(bytes)) = (&mut self.current, window.range_of(text)) {
                        current.trace.heading = Some(Heading {
                            text: text.to_owned(),
                            bytes: bytes.clone(),
                        });
                        current.extend(&bytes);
                    }
                    self.close();
                }
                Item::Frame(part) => self.frame(dialect, &part, &bytes, window),
                Item::Repeated(times) => {
                    if let Some(current) = &mut self.current {
                        current.extend(&bytes);
                        if let Some(frame) = current.trace.frames.last_mut() {
                            frame.repeated = times;
                            frame.bytes.end = frame.bytes.end.max(bytes.end);
                        }
                    }
                }
                Item::Elided(count) => {
                    if let Some(current) = &mut self.current {
                        current.extend(&bytes);
                        self.frames += 1;
                        current.trace.frames.push(Frame {
                            elided: Some(count),
                            bytes: bytes.clone(),
                            ..Frame::default()
                        });
                    }
                }
                Item::CausedByAbove => {
                    self.close();
                    self.caused_by_above = !self.done.is_empty();
                }
                Item::Inner(text) => self.inner(dialect, text, &bytes, window),
                Item::EndOfInner => self.end_of_inner(dialect, &bytes),
                Item::Inside => {
                    if let Some(current) = &mut self.current {
                        current.quiet = 0;
                    }
                }
                Item::End => self.close(),
            }
        }
    }

    fn open(&mut self, dialect: Dialect, opening: Opening<'_>, bytes: &Range<usize>, window: &Window<'_>) {
        let more = self.current.as_ref().is_some_and(|current| {
            current.trace.dialect == dialect
                && current.trace.frames.is_empty()
                && (current.trace.thread.is_none() || opening.thread.is_none())
        });
        if !more {
            self.close();
        }
        let mut current = self
            .current
            .take()
            .unwrap_or_else(|| Building::new(dialect, bytes.clone()));
        if !more {
            current.indent = opening.indent;
            current.trace.cause = self.take_cause();
        }
        current.extend(bytes);
        current.outermost_first |= opening.outermost_first;
        if let Some(text) = opening.text {
            let at = window.range_of(&text).unwrap_or_else(|| bytes.clone());
            match &mut current.trace.heading {
                Some(heading) if heading.text.len() + text.len() < LONGEST_HEADING => {
                    heading.text.push('\n');
                    heading.text.push_str(&text);
                    heading.bytes.end = heading.bytes.end.max(at.end);
                }
                Some(_) => {}
                None => {
                    current.trace.heading = Some(Heading {
                        text: cut(&text).to_owned(),
                        bytes: at,
                    });
                }
            }
        }
        current.trace.thread = current
            .trace
            .thread
            .or(opening.thread.map(|thread| cut(thread).to_owned()));
        current.trace.weight = current.trace.weight.or(opening.weight);
        if let Some(place) = opening.place {
            current.trace.origin = current.trace.origin.or(Some(frame_of(&place, bytes, window)));
        }
        let above = self.done.len().checked_sub(1);
        match opening.link {
            Link::None => {}
            Link::CausedByAbove => current.trace.cause = above,
            Link::CauseOfAbove => {
                let index = self.done.len();
                if let Some(outer) = self.above(dialect, current.indent) {
                    outer.cause = Some(index);
                }
            }
        }
        self.current = Some(current);
    }

    /// The trace before, if it caused the one that begins.
    fn take_cause(&mut self) -> Option<usize> {
        let caused = std::mem::take(&mut self.caused_by_above);
        self.done.len().checked_sub(1).filter(|_| caused)
    }

    /// The last trace of a dialect whose heading is not indented further.
    fn above(&mut self, dialect: Dialect, indent: usize) -> Option<&mut Trace> {
        let found = self
            .done
            .iter()
            .zip(&self.indents)
            .rev()
            .take(DEEPEST)
            .position(|(trace, &other)| trace.dialect == dialect && other <= indent)?;
        let index = self.done.len().checked_sub(found + 1)?;
        self.done.get_mut(index)
    }

    fn frame(&mut self, dialect: Dialect, part: &Part<'_>, bytes: &Range<usize>, window: &Window<'_>) {
        let goes_on = self.current.as_ref().is_some_and(|current| {
            let in_order = match (current.last, part.index) {
                (Some(last), Some(index)) => index > last,
                _ => true,
            };
            current.trace.dialect == dialect && in_order && current.quiet <= current.patience()
        });
        if !goes_on {
            self.close();
        }
        let mut current = self.current.take().unwrap_or_else(|| {
            let mut new = Building::new(dialect, bytes.clone());
            new.outermost_first = part.outermost_first;
            new.trace.cause = self.take_cause();
            new
        });
        if current.trace.frames.is_empty() && current.trace.heading.is_none() && dialect.shares_headings() {
            self.adopt(&mut current);
        }
        if part.inlines_above
            && let Some(above) = current.trace.frames.last_mut()
        {
            above.inlined = true;
        }
        current.trace.frames.push(frame_of(part, bytes, window));
        self.frames += 1;
        current.extend(bytes);
        current.sure |= part.sure;
        current.numbered |= part.index.is_some();
        current.last = part.index.or(current.last);
        current.frame_indent = part.indent;
        self.candidate = None;
        self.current = Some(current);
    }

    /// Gives a trace the exception that was named shortly before.
    fn adopt(&mut self, current: &mut Building) {
        let Some((mut heading, _)) = self.candidate.take() else {
            return;
        };
        // The .NET Framework names inner exceptions in the line of the outer one.
        if current.trace.dialect == Dialect::DotNet {
            while let Some((outer, inner)) = heading.text.split_once(" ---> ") {
                let bytes = heading.bytes.clone();
                let outer = Heading {
                    text: outer.trim_end().to_owned(),
                    bytes: bytes.clone(),
                };
                let inner = inner.to_owned();
                self.remember(Some(outer));
                heading = Heading { text: inner, bytes };
            }
        }
        current.trace.bytes.start = current.trace.bytes.start.min(heading.bytes.start);
        current.trace.heading = Some(heading);
    }

    fn remember(&mut self, outer: Option<Heading>) {
        if self.outer.len() < DEEPEST {
            self.outer.push(outer);
        }
    }

    fn inner(&mut self, dialect: Dialect, text: &str, bytes: &Range<usize>, window: &Window<'_>) {
        let waiting = self.current.take_if(|current| current.trace.frames.is_empty());
        let outer = waiting.and_then(|current| current.trace.heading);
        let outer = outer.or_else(|| self.candidate.take().map(|(heading, _)| heading));
        self.close();
        self.remember(outer);
        let opening = Opening::of(text);
        self.open(dialect, opening, bytes, window);
    }

    fn end_of_inner(&mut self, dialect: Dialect, bytes: &Range<usize>) {
        self.close();
        let mut outer = Building::new(dialect, bytes.clone());
        outer.trace.heading = self.outer.pop().flatten();
        outer.trace.cause = self.done.len().checked_sub(1);
        self.current = Some(outer);
    }

    /// Keeps the trace that is being read, if it is one.
    fn close(&mut self) {
        let Some(mut current) = self.current.take() else {
            return;
        };
        let calls = current
            .trace
            .frames
            .iter()
            .filter(|frame| frame.elided.is_none())
            .count();
        let headed = current.trace.heading.is_some() && !current.trace.frames.is_empty();
        if !(headed || calls > 0 && current.sure || calls > 1 || current.trace.origin.is_some()) {
            let none = self.done.len();
            for trace in self.done.iter_mut().rev().take(DEEPEST) {
                trace.cause = trace.cause.filter(|&cause| cause != none);
            }
            return;
        }
        if current.outermost_first {
            current.trace.frames.reverse();
        }
        if current.trace.dialect == Dialect::Php {
            dialects::php::shift(&mut current.trace);
        }
        self.done.push(current.trace);
        self.indents.push(current.indent);
    }
}

fn cut(text: &str) -> &str {
    let end = (LONGEST_HEADING..text.len()).find(|&end| text.is_char_boundary(end));
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

fn frame_of(part: &Part<'_>, bytes: &Range<usize>, window: &Window<'_>) -> Frame {
    let place = part.place.as_ref();
    Frame {
        function: part.function.map(str::to_owned),
        mapping: part.mapping.map(str::to_owned),
        file: place.map(|place| place.path.clone().into_owned()),
        line: place.and_then(|place| place.line),
        column: place.and_then(|place| place.column),
        address: part.address,
        inlined: part.inlined,
        uncertain: part.uncertain,
        repeated: 0,
        elided: None,
        bytes: bytes.clone(),
        function_range: part.function.and_then(|function| window.range_of(function)),
        place_range: place.and_then(|place| window.range_of(place.written)),
    }
}
