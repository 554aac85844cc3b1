//! Stack traces in text that people paste: from debuggers, runtimes, sanitizers, kernels, profilers.
//!
//! What enters: any text, with log prefixes, colours, quoting or JSON escapes around the traces.
//! What leaves: [`Traces`], or nothing where the text holds none. Frames stand innermost first, whatever the
//! order of the text, and each knows the bytes that it was read from.
//!
//! One file a dialect under `dialects/`; each looks at a window of lines and says what stands there
//! (`found.rs`), and `assemble.rs` makes traces of it. Time is linear in the text, and memory is bounded by it
//! and by [`MOST_FRAMES`].

mod assemble;
mod clean;
mod dialects;
mod escaped;
mod exception;
mod found;
mod library;
mod line;
mod place;
mod window;

use std::num::NonZeroU32;
use std::ops::Range;

pub use dialects::Dialect;

use crate::Unit;

/// No text has more frames than these; what follows is left out, and [`Traces::truncated`] says so.
pub const MOST_FRAMES: usize = 200_000;

/// The stack traces of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traces {
    /// In the order of the text; never empty.
    pub traces: Vec<Trace>,
    /// Whether the text has more frames than [`MOST_FRAMES`].
    pub truncated: bool,
}

/// One stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Who wrote it.
    pub dialect: Dialect,
    /// Why it was written: exception and message, signal, panic, "WARNING: DATA RACE", event. Several lines
    /// are joined by `\n`. Absent when the text does not say.
    pub heading: Option<Heading>,
    /// The thread, goroutine or process, as the text calls it.
    pub thread: Option<String>,
    /// The place that the heading names, where it names one: of a Rust panic, a kernel's `RIP`.
    pub origin: Option<Frame>,
    /// Innermost first. Empty only where there is an [`origin`](Trace::origin).
    pub frames: Vec<Frame>,
    /// The trace in [`Traces::traces`] that caused this one: Java's "Caused by", Python's chained exceptions.
    pub cause: Option<usize>,
    /// How much was sampled here, for traces of profilers.
    pub weight: Option<Weight>,
    /// From the heading to the last frame, in the text.
    pub bytes: Range<usize>,
}

/// Why a trace was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Without the decoration around it.
    pub text: String,
    /// Where it stands in the text.
    pub bytes: Range<usize>,
}

/// What a profiler printed above a stack.
#[derive(Clone, Debug, PartialEq)]
pub struct Weight {
    /// In [`unit`](Weight::unit).
    pub amount: f64,
    /// Counts where the text names no unit.
    pub unit: Unit,
}

/// One call of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// As the tool writes it, without arguments; absent where only an address or a file is known.
    pub function: Option<String>,
    /// The library, module, package or process.
    pub mapping: Option<String>,
    /// The path as written; for Java, whose traces name only the file, below the folders of its package.
    pub file: Option<String>,
    /// From 1.
    pub line: Option<NonZeroU32>,
    /// From 1.
    pub column: Option<NonZeroU32>,
    /// Of the instruction, in the process or in the mapping, as the tool writes it.
    pub address: Option<u64>,
    /// Whether the tool says that the call was inlined.
    pub inlined: bool,
    /// Whether the tool doubts it: `?` in the kernel's traces.
    pub uncertain: bool,
    /// How many more times the frame follows (`[Previous line repeated 3 more times]`).
    pub repeated: u32,
    /// Set when this is no call but frames that were left out: how many, or 0 where the tool does not say.
    pub elided: Option<u32>,
    /// The lines that say all this, in the text.
    pub bytes: Range<usize>,
    /// Where the function is named.
    pub function_range: Option<Range<usize>>,
    /// Where file and line are named.
    pub place_range: Option<Range<usize>>,
}

impl Traces {
    /// Each dialect in the text once, in the order of the text.
    pub fn dialects(&self) -> Vec<Dialect> {
        let mut dialects = Vec::new();
        for trace in &self.traces {
            if !dialects.contains(&trace.dialect) {
                dialects.push(trace.dialect);
            }
        }
        dialects
    }
}

impl Trace {
    /// Whether a frame of this trace belongs to a runtime, a standard library, a package manager's folder or
    /// the kernel, as far as its text tells; callers fold such frames. Frames that were left out count as such.
    pub fn is_library_frame(&self, frame: &Frame) -> bool {
        frame.elided.is_some() || library::is_library(self.dialect, frame)
    }
}

/// The stack traces of a text; absent when there is none.
pub fn parse(text: &str) -> Option<Traces> {
    let traces = assemble::assemble(text);
    (!traces.traces.is_empty()).then_some(traces)
}
