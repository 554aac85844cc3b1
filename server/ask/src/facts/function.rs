//! What is known of a function.

use crate::facts::{DependencyFacts, ManualFacts};

/// A function, by its name at least.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunctionFacts {
    /// Its name: that of the source where there is one.
    pub name: String,
    /// The library or program that it lives in; absent when unknown.
    pub mapping: Option<String>,
    /// Its source; absent when it is not at hand.
    pub source: Option<SourceFacts>,
    /// What a profile says of it; absent without a profile.
    pub heat: Option<HeatFacts>,
    /// Expensive code on its hot lines.
    pub costs: Vec<CostFacts>,
    /// The package that it comes from, where that is a dependency.
    pub dependency: Option<DependencyFacts>,
    /// Packages that its source uses, in the versions that the workspace has locked.
    pub uses: Vec<DependencyFacts>,
    /// What the system's manual says; absent when it has no page.
    pub manual: Option<ManualFacts>,
}

/// The source of a function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceFacts {
    /// Path, relative to the workspace.
    pub file: String,
    /// The language by its name, such as `Rust`; absent when unknown.
    pub language: Option<String>,
    /// All that stands before its body, on one line.
    pub signature: String,
    /// Its doc comment without the marks; absent when there is none.
    pub doc: Option<String>,
    /// Its lines.
    pub lines: Vec<LineFacts>,
    /// Whether it changed since the recording, so that no line has heat.
    pub stale: bool,
}

/// A line of source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineFacts {
    /// Counted from 1.
    pub number: u32,
    /// Without the line break.
    pub text: String,
    /// Self as a fraction of the whole; absent when it has none.
    pub own: Option<f64>,
    /// Total as a fraction of the whole; absent when it has none.
    pub total: Option<f64>,
}

impl LineFacts {
    /// The larger of its shares; 0 when it has none.
    pub fn share(&self) -> f64 {
        self.own.unwrap_or(0.0).max(self.total.unwrap_or(0.0))
    }
}

/// The heat of a function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatFacts {
    /// Self as a fraction of the whole; absent when the format does not carry it.
    pub own: Option<f64>,
    /// Total as a fraction of the whole; absent when the format does not carry it.
    pub total: Option<f64>,
    /// What is counted, such as `cpu-clock`.
    pub counted: String,
    /// Samples of its self, samples of the whole, and the margin as a fraction; absent when not counted.
    pub samples: Option<(i64, i64, f64)>,
    /// Where the profile comes from, in words.
    pub provenance: String,
    /// Who calls it, heaviest first.
    pub callers: Vec<Call>,
    /// What it calls, heaviest first.
    pub callees: Vec<Call>,
}

/// One end of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// The function at the other end.
    pub name: String,
    /// The library or program that it lives in; absent when unknown.
    pub mapping: Option<String>,
    /// What passes, as a fraction of the whole.
    pub share: f64,
}

/// Code that is known to be expensive, on a hot line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CostFacts {
    /// The line, counted from 1.
    pub line: u32,
    /// The line's self or total, the larger, as a fraction of the whole; absent where the text has no heat.
    pub share: Option<f64>,
    /// What it is.
    pub title: String,
    /// Why it costs.
    pub why: String,
    /// When it does not matter.
    pub unless: String,
    /// What to write instead.
    pub instead: String,
}
