//! The flat index: what every feature but the flame graph, callers/callees and conversion reads.

use std::num::NonZeroU32;

use crate::{FunctionId, Text, ValueId};

/// Weights of functions, lines and edges.
#[derive(Clone, Debug, Default)]
pub struct Flat {
    /// One cell for each function and value type that it has a weight of, sorted by value type, then
    /// heaviest own weight first.
    pub functions: Vec<Cell<FunctionId>>,
    /// The same for lines. Empty when the format has no lines.
    pub lines: Vec<Cell<LineKey>>,
    /// Calls as printed by a format that has no stacks. Empty where there are [`crate::Stacks`].
    pub edges: Vec<Edge>,
    /// Lines of which the format shows the text but not the file. Not part of `lines`.
    pub printed: Vec<PrintedLine>,
}

/// A line that is known by its text: `perf annotate` without `-l` prints the source, but no file names.
/// Where it belongs can only be told with the source at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedLine {
    /// The innermost function that the line is in, inlined or not.
    pub function: FunctionId,
    /// The line without leading and trailing blanks.
    pub text: Text,
    /// 1-based line in the unnamed file, as far as the format can be trusted: a line of another text
    /// is not the one. Absent when unknown.
    pub line: Option<NonZeroU32>,
    /// The value type of the weight.
    pub value: ValueId,
    /// Self.
    pub own: i64,
}

/// The weights of one function or line in one value type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<Key> {
    /// What the weights belong to.
    pub key: Key,
    /// The value type that they are counted in.
    pub value: ValueId,
    /// Self: the weight of the place itself; absent when the format does not carry it.
    pub own: Option<i64>,
    /// With all it calls, counted once per stack; absent when the format does not carry it.
    pub total: Option<i64>,
}

/// A source line as the profiler names it. The function is part of the key because a base name alone
/// does not tell two files apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineKey {
    /// The function that the profiler puts the line in.
    pub function: FunctionId,
    /// The file as the profiler names it.
    pub file: Text,
    /// 1-based.
    pub line: NonZeroU32,
}

/// Weight that passes from a caller to a callee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The calling function.
    pub caller: FunctionId,
    /// The called function.
    pub callee: FunctionId,
    /// The value type of the weight.
    pub value: ValueId,
    /// The weight of the stacks in which the caller calls the callee directly.
    pub weight: i64,
}

impl Flat {
    pub(crate) fn shrink_to_fit(&mut self) {
        self.functions.shrink_to_fit();
        self.lines.shrink_to_fit();
        self.edges.shrink_to_fit();
        self.printed.shrink_to_fit();
    }

    /// The function cells of one value type, heaviest own weight first.
    pub fn functions_of(&self, value: ValueId) -> impl Iterator<Item = &Cell<FunctionId>> {
        self.functions.iter().filter(move |cell| cell.value == value)
    }

    /// The line cells of one value type, heaviest own weight first.
    pub fn lines_of(&self, value: ValueId) -> impl Iterator<Item = &Cell<LineKey>> {
        self.lines.iter().filter(move |cell| cell.value == value)
    }
}
