//! The figures of the evidence, and whether one of an answer is among them.

use super::number::{Claim, GROUPS, Number, numbers};
use super::unit::Dimension;

/// The figures of one fact.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    numbers: Vec<Number>,
}

impl Fact {
    /// Reads a fact. What looks like thousands, `100,200,300` or `100 200`, may be a list, so its parts are figures too.
    pub(super) fn new(text: &str) -> Fact {
        let mut found = numbers(text);
        let parts: Vec<Number> = (found.iter())
            .filter(|number| number.text.contains(GROUPS))
            .flat_map(|number| number.text.split(GROUPS).flat_map(numbers))
            .collect();
        found.extend(parts);
        Fact { numbers: found }
    }

    /// Whether the fact holds the figure, up to rounding at the precision that is given.
    pub(super) fn holds(&self, stated: &Number) -> bool {
        self.numbers.iter().any(|fact| {
            in_units_of(fact, stated)
                .into_iter()
                .flatten()
                .any(|value| fits(stated, value))
        })
    }
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
