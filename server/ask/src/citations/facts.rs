//! The figures of the evidence, and whether one of an answer is among them.

use super::Labelled;
use super::bracket::{self, Kind};
use super::number::{Claim, GROUPS, Number, numbers};
use super::unit::Dimension;

/// What an answer is checked against.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) facts: Vec<Fact>,
    /// How many times as fast the whole can get at most; absent when that is not known.
    pub(super) bound: Option<f64>,
}

impl Known {
    /// Whether any fact holds the figure, cited or not.
    pub(super) fn bears_out(&self, stated: &Number) -> bool {
        self.facts.iter().any(|fact| fact.bears_out(stated))
    }

    /// The bound, where a figure claims more than that.
    pub(super) fn exceeded(&self, stated: &Number) -> Option<f64> {
        let gain = stated.gain?;
        // The bound is shown with two decimals.
        self.bound.filter(|bound| gain > bound + 0.005)
    }
}

/// The figures of one fact.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// As it is cited: `cmd 4`.
    label: String,
    /// What the label says; absent when nothing can cite it.
    number: Option<(Kind, usize)>,
    /// In the order of the lines.
    figures: Vec<Number>,
    /// How many figures there are up to the end of each line.
    line_ends: Vec<usize>,
}

/// What a sentence cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cited {
    /// Index of the fact.
    pub(super) fact: usize,
    /// The first line and the last, from 1; absent for the whole.
    pub(super) lines: Option<(usize, usize)>,
}

impl Cited {
    /// As marks have it: `E3`, `cmd 4 lines 10-12`.
    pub(super) fn name(&self, facts: &[Fact]) -> String {
        let label = facts.get(self.fact).map_or("", |fact| &fact.label);
        match self.lines {
            None => label.to_owned(),
            Some((first, last)) if first == last => format!("{label} line {first}"),
            Some((first, last)) => format!("{label} lines {first}-{last}"),
        }
    }

    /// Whether the figure is there, up to rounding at the precision that is given.
    pub(super) fn holds(&self, facts: &[Fact], stated: &Number) -> bool {
        facts.get(self.fact).is_some_and(|fact| match self.lines {
            None => fact.holds(stated),
            Some((first, last)) => holds(fact.figures(first, last), stated),
        })
    }
}

impl Fact {
    /// Reads a fact. What looks like thousands, `100,200,300` or `100 200`, may be a list, so its parts are figures too.
    pub(super) fn new(fact: &Labelled) -> Fact {
        let mut figures = Vec::new();
        let mut line_ends = Vec::new();
        for line in fact.text.lines() {
            let found = numbers(line);
            let parts: Vec<Number> = (found.iter())
                .filter(|number| number.text.contains(GROUPS))
                .flat_map(|number| number.text.split(GROUPS).flat_map(numbers))
                .collect();
            figures.extend(found);
            figures.extend(parts);
            line_ends.push(figures.len());
        }
        Fact {
            label: fact.label.clone(),
            number: bracket::label(&fact.label),
            figures,
            line_ends,
        }
    }

    /// Its number among those of its kind; absent when it is of another.
    pub(super) fn number(&self, kind: Kind) -> Option<usize> {
        self.number
            .filter(|number| number.0 == kind)
            .map(|number| number.1)
    }

    /// How many lines it has.
    pub(super) fn lines(&self) -> usize {
        self.line_ends.len()
    }

    /// Whether the fact holds the figure, up to rounding at the precision that is given.
    pub(super) fn holds(&self, stated: &Number) -> bool {
        holds(&self.figures, stated)
    }

    /// Whether anybody can cite it.
    pub(super) fn is_citable(&self) -> bool {
        self.number.is_some()
    }

    /// Whether the fact holds what a figure claims with nothing cited beside it: measured in the same, or without a unit
    /// in a figure that is no line, version or small count. Any `5` of a listing would do for `5x` else.
    pub(super) fn bears_out(&self, stated: &Number) -> bool {
        let mut stated = stated.clone();
        if stated.unit.dimension == Dimension::Factor {
            // `2x` says more than 1.72.
            stated.precision = stated.precision.min(0.05 * stated.value);
        }
        // `40 % faster` is no share of the whole that some function takes.
        let is_speed = stated.unit.dimension == Dimension::Share
            && (stated.gain).is_some_and(|gain| (gain - 1.0 - stated.value / 100.0).abs() < 1e-9);
        let like = self.figures.iter().filter(|figure| {
            if is_speed && figure.gain.is_none() {
                return false;
            }
            figure.unit.dimension == stated.unit.dimension
                || figure.unit.dimension == Dimension::Plain
                    && figure.counts
                    && stated.unit.dimension != Dimension::Factor
        });
        holds(like, &stated)
    }

    /// The figures of these lines, counted from 1.
    fn figures(&self, first: usize, last: usize) -> &[Number] {
        let end_of = |line: usize| match line.checked_sub(1) {
            None => Some(0),
            Some(index) => self.line_ends.get(index).copied(),
        };
        (first.checked_sub(1).and_then(end_of))
            .zip(end_of(last))
            .and_then(|(start, end)| self.figures.get(start..end))
            .unwrap_or_default()
    }
}

fn holds<'a>(figures: impl IntoIterator<Item = &'a Number>, stated: &Number) -> bool {
    figures.into_iter().any(|figure| {
        in_units_of(figure, stated)
            .into_iter()
            .flatten()
            .any(|value| fits(stated, value))
    })
}

/// Whether a value fits what is claimed of a figure, both in its unit.
fn fits(stated: &Number, value: f64) -> bool {
    let given = stated.value;
    let rounding = stated.precision * (1.0 + 1e-9) + given.abs() * 1e-12;
    let near = (value - given).abs() <= rounding;
    match stated.claim {
        Claim::Is => near,
        Claim::About => near || (value - given).abs() <= round_figure(given).max(given.abs() * 0.05),
        // Whoever says "over 40 %" means the forties, not ninety.
        Claim::Over => near || value >= given && value <= 2.0 * given,
        Claim::Under => near || value <= given && value >= 0.5 * given,
        Claim::Range(low, high) => value >= low - rounding && value <= high + rounding,
    }
}

/// How far a figure with zeros at its end may be off when it is said to be about right: half of the last other digit.
fn round_figure(given: f64) -> f64 {
    let mut step = 1.0;
    while given > 0.0 && given % (step * 10.0) == 0.0 && step < 1e15 {
        step *= 10.0;
    }
    if step > 1.0 { step / 2.0 } else { 0.0 }
}

/// What a figure of a fact may be in the unit of a figure of an answer. Figures of tables have no units, so one without
/// a unit may be in any; two with units must agree.
fn in_units_of(fact: &Number, stated: &Number) -> [Option<f64>; 8] {
    use Dimension::{Bytes, Count, Factor, Plain, Share, Time};
    let mut values = [None; 8];
    let base = fact.value * fact.unit.scale;
    match (fact.unit.dimension, stated.unit.dimension) {
        (Bytes, Bytes) => {
            // KB is 1000 bytes to some and 1024 to others.
            let binary = |scale: f64| 1024_f64.powf((scale.log10() / 3.0).round());
            let decimal_fact = fact.unit.scale.log10().fract() == 0.0;
            let decimal_stated = stated.unit.scale.log10().fract() == 0.0;
            let alternative = if decimal_fact {
                fact.value * binary(fact.unit.scale)
            } else {
                base
            };
            values[0] = Some(base / stated.unit.scale);
            values[1] = Some(alternative / stated.unit.scale);
            if decimal_stated {
                values[2] = Some(base / binary(stated.unit.scale));
                values[3] = Some(alternative / binary(stated.unit.scale));
            }
        }
        (one, other) if one == other => values[0] = Some(base / stated.unit.scale),
        (Plain | Count | Factor, Plain | Count | Factor) => values[0] = Some(base / stated.unit.scale),
        (Share, Plain) | (Plain, Share) => {
            values[0] = Some(fact.value);
            // 0.42 is 42 %.
            values[1] = Some(if stated.unit.dimension == Share {
                fact.value * 100.0
            } else {
                fact.value / 100.0
            });
        }
        (Plain, Time) => {
            for (value, power) in values.iter_mut().zip([0, 3, 6, 9, -3, -6, -9]) {
                *value = Some(fact.value * 10_f64.powi(power));
            }
        }
        (Plain, Bytes) => {
            let scales = [
                1.0,
                stated.unit.scale,
                1024_f64.powf((stated.unit.scale.log10() / 3.0).round()),
            ];
            for (value, scale) in values.iter_mut().zip(scales) {
                *value = Some(fact.value / scale);
            }
        }
        (Time | Bytes, Plain) => values[0] = Some(fact.value),
        _ => {}
    }
    values
}
