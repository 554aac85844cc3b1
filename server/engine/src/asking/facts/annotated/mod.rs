//! Source that a profiler has annotated, as text: which lines weigh how much, and what of each line is code.
//!
//! Known are `perf annotate --stdio`, `go tool pprof -list`, `line_profiler`'s table, gcov, and any text whose lines begin
//! with a percentage or a count. One file a shape.

mod line_profiler;
mod perf;
mod pprof_list;
mod prefixed;

/// A line of annotated source.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Annotated {
    /// Of the text, counted from 1.
    pub(super) number: u32,
    /// File and line of the source, as far as the text tells.
    pub(super) place: Option<String>,
    /// The line without the annotation.
    pub(super) code: String,
    /// Whether that is source; else it is an instruction.
    pub(super) is_source: bool,
    /// Self as a fraction of all; absent when the line has none.
    pub(super) own: Option<f64>,
    /// Total as a fraction of all; absent when the text does not tell totals.
    pub(super) total: Option<f64>,
}

impl Annotated {
    /// The larger of self and total; 0 where neither is known.
    pub(super) fn share(&self) -> f64 {
        self.own.unwrap_or(0.0).max(self.total.unwrap_or(0.0))
    }
}

/// Lines that belong together: of one function, or of the text as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Piece {
    /// The function, where the text names it.
    pub(super) function: Option<String>,
    /// Its file, where the text names it.
    pub(super) file: Option<String>,
    /// In the order of the text.
    pub(super) lines: Vec<Annotated>,
}

/// The parts of a text that has annotations; empty when it has none.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    if let Some(pieces) = perf::pieces(text) {
        return pieces;
    }
    if let Some(pieces) = pprof_list::pieces(text) {
        return pieces;
    }
    let piece = line_profiler::piece(text).unwrap_or_else(|| prefixed::piece(text));
    let is_marked = piece.lines.iter().any(|line| line.share() > 0.0);
    if is_marked { vec![piece] } else { Vec::new() }
}

/// A part of a whole; absent when it is nothing.
fn fraction(amount: f64, whole: f64) -> Option<f64> {
    (amount > 0.0 && whole > 0.0).then(|| (amount / whole).min(1.0))
}

/// A number as tools print them, without sign or exponent.
fn number(text: &str) -> Option<f64> {
    let is_number = text.starts_with(|char: char| char.is_ascii_digit());
    text.parse::<f64>()
        .ok()
        .filter(|number| is_number && number.is_finite())
}

/// The last part of a path.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests;
