//! What a dialect finds at the beginning of a window.

use std::borrow::Cow;

use super::Weight;
use super::place::Place;

/// What stands in the first lines.
#[derive(Default)]
pub(super) struct Found<'w> {
    /// In order.
    pub items: Vec<Item<'w>>,
    /// How many lines say it; at least one.
    pub lines: usize,
}

/// One thing that a line says.
pub(super) enum Item<'w> {
    /// Begins a trace, or says more of one that has no frames yet.
    Heading(Opening<'w>),
    /// The heading stands behind the frames, and ends the trace.
    Trailer(&'w str),
    /// A call.
    Frame(Box<Part<'w>>),
    /// The frame before follows so many more times.
    Repeated(u32),
    /// So many frames were left out; 0 where the tool does not say.
    Elided(u32),
    /// What the trace that follows was caused by is the trace before.
    CausedByAbove,
    /// The trace is that of an inner exception; the outer one's heading is the one so far.
    Inner(&'w str),
    /// The inner exception's trace ends, the outer one's goes on.
    EndOfInner,
    /// Part of the trace, but nothing to keep.
    Inside,
    /// Ends the trace.
    End,
}

/// How a trace begins.
#[derive(Default)]
pub(super) struct Opening<'w> {
    pub text: Option<Cow<'w, str>>,
    pub thread: Option<&'w str>,
    pub place: Option<Part<'w>>,
    pub weight: Option<Weight>,
    pub link: Link,
    pub outermost_first: bool,
    /// How far the heading is indented: causes belong to what stands at their own depth.
    pub indent: usize,
}

/// How a trace and the one before it belong together.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Link {
    #[default]
    None,
    /// This one caused the one above.
    CauseOfAbove,
    /// This one was caused by the one above.
    CausedByAbove,
}

/// A call, as it is written.
// Each of them is a mark by itself, and any may be set with any.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Default)]
pub(super) struct Part<'w> {
    pub function: Option<&'w str>,
    pub mapping: Option<&'w str>,
    pub place: Option<Place<'w>>,
    pub address: Option<u64>,
    pub inlined: bool,
    /// The call before this one was inlined into it.
    pub inlines_above: bool,
    pub uncertain: bool,
    /// Whether one such line alone is a trace: its shape occurs nowhere else.
    pub sure: bool,
    /// The number of the frame, where it counts up from the innermost one.
    pub index: Option<u32>,
    pub indent: usize,
    pub outermost_first: bool,
}

/// The trace that is being read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scene {
    /// Whether one of this dialect is.
    pub open: bool,
    /// Whether it has frames.
    pub has_frames: bool,
    /// How far its last frame is indented.
    pub indent: usize,
}

impl<'w> Found<'w> {
    pub(super) fn one(item: Item<'w>) -> Found<'w> {
        Found::over(item, 1)
    }

    pub(super) fn over(item: Item<'w>, lines: usize) -> Found<'w> {
        Found {
            items: vec![item],
            lines,
        }
    }

    /// A frame in one line.
    pub(super) fn frame(part: Part<'w>) -> Found<'w> {
        Found::one(Item::Frame(Box::new(part)))
    }

    /// A heading that is all of this text.
    pub(super) fn heading(text: &'w str) -> Found<'w> {
        Found::one(Item::Heading(Opening::of(text)))
    }

    /// The heading of a thread's stack.
    pub(super) fn thread(thread: &'w str) -> Found<'w> {
        Found::one(Item::Heading(Opening {
            thread: Some(thread),
            ..Opening::default()
        }))
    }
}

impl<'w> Opening<'w> {
    pub(super) fn of(text: &'w str) -> Opening<'w> {
        Opening {
            text: Some(Cow::Borrowed(text)),
            ..Opening::default()
        }
    }
}

/// How many blanks and tabs a line begins with.
pub(super) fn indent(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// The number that a text begins with, and what follows it.
pub(super) fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits)?.parse().ok()?;
    Some((number, text.get(digits..)?))
}

/// The address that a text begins with (`0x7f12`), and what follows it.
pub(super) fn address(text: &str) -> Option<(u64, &str)> {
    let hex = text.strip_prefix("0x")?;
    let digits = hex.bytes().take_while(u8::is_ascii_hexdigit).count();
    let address = u64::from_str_radix(hex.get(..digits)?, 16).ok()?;
    Some((address, hex.get(digits..)?))
}

/// A symbol without its offset (`f+0x1d`, `f+0x1/0x2`), and whether it had one.
pub(super) fn without_offset(symbol: &str) -> (&str, bool) {
    match symbol.rsplit_once("+0x") {
        Some((name, offset))
            if offset
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || b"/x".contains(&byte)) =>
        {
            (name, true)
        }
        _ => (symbol, false),
    }
}

/// What is known; absent for the words that stand for an unknown function.
pub(super) fn known(function: &str) -> Option<&str> {
    let function = function.trim();
    let unknown = [
        "",
        "??",
        "???",
        "<unknown>",
        "[unknown]",
        "<null>",
        "n/a",
        "Unknown function",
    ];
    (!unknown.contains(&function)).then_some(function)
}
