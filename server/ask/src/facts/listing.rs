//! What is known of texts that the user gives: rows, frames, annotated lines.

use crate::facts::{CostFacts, FunctionFacts};

/// The rows of a Top-N.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TopNFacts {
    /// The text as it was given.
    pub text: String,
    /// How many of its first lines are headings.
    pub headings: usize,
    /// Its rows; empty when the text is of no known shape.
    pub rows: Vec<RowFacts>,
    /// How many more rows the text has.
    pub left_out: usize,
    /// What the rows count, such as `cpu`; absent when unknown.
    pub counted: Option<String>,
    /// Functions of the workspace among the rows.
    pub known: Vec<FunctionFacts>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowFacts {
    /// The function.
    pub function: String,
    /// The library or program; absent when not given.
    pub mapping: Option<String>,
    /// Self as a fraction of the whole; absent when not given.
    pub own: Option<f64>,
    /// Total as a fraction of the whole; absent when not given.
    pub total: Option<f64>,
    /// File of the workspace and line where it stands; absent when it is not there.
    pub place: Option<(String, u32)>,
}

/// A stack trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TraceFacts {
    /// The text as it was given.
    pub text: String,
    /// Which tool prints such traces, in words; absent when it is of no known shape.
    pub dialect: Option<String>,
    /// What was said with it: an error, a signal, a thread.
    pub heading: Option<String>,
    /// Whether an error led to it.
    pub is_error: bool,
    /// Innermost first.
    pub frames: Vec<FrameFacts>,
    /// What caused it, as the text has it, from the one that it names to the root cause; empty where it names none.
    pub causes: Vec<CauseFacts>,
    /// Functions of the workspace among the frames, innermost first.
    pub known: Vec<FunctionFacts>,
}

/// A stack that caused another: Java's "Caused by".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CauseFacts {
    /// What was said with it; absent when nothing was.
    pub heading: Option<String>,
    /// Innermost first.
    pub frames: Vec<FrameFacts>,
}

/// A frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameFacts {
    /// The function; absent when unknown.
    pub function: Option<String>,
    /// The library or program; absent when not given.
    pub mapping: Option<String>,
    /// The file as the trace has it, without the line: for scripts it tells the library; absent when not given.
    pub file: Option<String>,
    /// File and line as the trace has them; absent when not given.
    pub given: Option<String>,
    /// File of the workspace and line; absent when it is not there.
    pub place: Option<(String, u32)>,
    /// That line as it is now; absent when it is not there, or the trace names no line.
    pub code: Option<String>,
    /// Whether it belongs to a runtime or a library.
    pub is_library: bool,
}

/// Source that a profiler has annotated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeFacts {
    /// The text as it was given.
    pub text: String,
    /// Its lines that have weight, hottest first.
    pub hot: Vec<HotLine>,
    /// Expensive code on hot lines; lines are those of the text.
    pub costs: Vec<CostFacts>,
    /// The language by its name, such as `C`; absent when unknown.
    pub language: Option<String>,
    /// Functions of the workspace that it shows.
    pub known: Vec<FunctionFacts>,
}

/// A line of annotated source that has weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HotLine {
    /// Of the text, counted from 1.
    pub number: u32,
    /// File and line of the source, as far as the text tells: `table.c:14`, `line 14`.
    pub place: Option<String>,
    /// The line without its annotation.
    pub code: String,
    /// Self as a fraction of all that the text tells of; absent when not given.
    pub own: Option<f64>,
    /// Total as a fraction of all; absent when not given.
    pub total: Option<f64>,
}
