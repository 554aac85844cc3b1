//! Figures in prose and in facts.

use super::gain;
use super::spelled::{self, Spelled};
use super::unit::{self, Dimension, Unit};

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    /// As it is written, with its unit.
    pub(super) text: String,
    /// In its unit.
    pub(super) value: f64,
    pub(super) unit: Unit,
    /// Half of the last digit that is given, in its unit.
    pub(super) precision: f64,
    /// What is said of it.
    pub(super) claim: Claim,
    /// Whether it is a measurement that a fact must hold: it has a unit, a decimal point or three digits, and is no
    /// year, line, version or the like.
    pub(super) counts: bool,
    /// Whether it is a claim that wants evidence although nothing is cited beside it.
    pub(super) is_claim: bool,
    /// How many times as fast something gets, if that is what it says.
    pub(super) gain: Option<f64>,
}

/// What is claimed with a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Claim {
    /// It is this.
    Is,
    /// It is about this.
    About,
    /// It is more.
    Over,
    /// It is less.
    Under,
    /// It lies between these.
    Range(f64, f64),
}

/// Where a figure stands, and what it is.
struct Place {
    start: usize,
    /// Without its unit.
    digits_end: usize,
    end: usize,
    number: Number,
}

/// The figures of a text, in order.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut places: Vec<Place> = Vec::new();
    let mut at = 0;
    while let Some(offset) = text
        .get(at..)
        .and_then(|rest| rest.find(|char: char| char.is_ascii_digit()))
    {
        let start = at + offset;
        match read(text, start) {
            Ok(place) => {
                at = place.end;
                places.push(place);
            }
            Err(end) => at = end,
        }
    }
    join_ranges(text, &mut places);
    places.extend(spelled::factors(text).filter_map(|spelled| gain_in_words(text, &spelled)));
    places.sort_by_key(|place| place.start);
    places.into_iter().map(|place| place.number).collect()
}

/// The figure whose first digit stands at `start`; else where to go on.
fn read(text: &str, start: usize) -> Result<Place, usize> {
    let digits = Digits::read(text.get(start..).unwrap_or_default());
    let end = start + digits.length;
    let rest = text.get(end..).unwrap_or_default();
    let before = tail(text, start);
    let (unit, unit_length) = unit::read(rest);
    // `sha1`, `x86_64`, `utf-8`, `0x1f`, `1.2.3`, `3rd`, `256-bit`.
    let name = begins_in_name(before)
        || digits.value.is_none()
        || unit_length == 0 && unit::continues(rest)
        || unit_length == 0
            && rest
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|char: char| char.is_alphabetic()));
    let (Some(value), false) = (digits.value, name) else {
        let skipped = rest
            .find(|char: char| !char.is_alphanumeric() && char != '_')
            .unwrap_or(rest.len());
        return Err(end + skipped);
    };
    let written = text.get(start..end + unit_length).unwrap_or_default();
    let number = Number {
        text: written.replace('*', ""),
        value,
        unit,
        precision: 0.5 * 10_f64.powi(digits.exponent - digits.decimals),
        claim: claim(before),
        counts: counts(text, start, &digits, unit),
        is_claim: gain::is_claim(
            value,
            unit,
            written,
            text.get(end + unit_length..).unwrap_or_default(),
        ),
        gain: gain::read(
            value,
            unit,
            sentence_before(text, start),
            text.get(end + unit_length..).unwrap_or_default(),
        ),
    };
    Ok(Place {
        start,
        digits_end: end,
        end: end + unit_length,
        number,
    })
}

/// A factor in words, when it is of speed: `twofold` and `three times` are said of much else.
fn gain_in_words(text: &str, spelled: &Spelled) -> Option<Place> {
    let &Spelled {
        start,
        end,
        value,
        unit,
    } = spelled;
    let behind = text.get(end..).unwrap_or_default();
    let gain = gain::read(value, unit, sentence_before(text, start), behind)?;
    Some(Place {
        start,
        digits_end: start,
        end,
        number: Number {
            text: text.get(start..end)?.replace('*', ""),
            value,
            unit,
            precision: 0.5,
            claim: claim(tail(text, start)),
            counts: true,
            is_claim: true,
            gain: Some(gain),
        },
    })
}

/// What stands before `end`, as far as it can say something of a number there.
fn tail(text: &str, end: usize) -> &str {
    let start = (end.saturating_sub(64)..=end)
        .find(|start| text.is_char_boundary(*start))
        .unwrap_or(end);
    text.get(start..end).unwrap_or_default()
}

/// What stands before `end` in its sentence.
fn sentence_before(text: &str, end: usize) -> &str {
    let before = text.get(..end).unwrap_or_default();
    let start = before.rfind(". ").map_or(0, |at| at + 2);
    before.get(start..).unwrap_or_default()
}

/// What may stand between thousands.
pub(super) const GROUPS: [char; 7] = [',', '_', '\'', ' ', '\u{a0}', '\u{202f}', '\u{2009}'];

/// The digits of a figure.
struct Digits {
    /// Absent for what is no number: `1.2.3`.
    value: Option<f64>,
    decimals: i32,
    exponent: i32,
    /// How many digits stand before the point.
    whole: usize,
    grouped: bool,
    leading_zero: bool,
    /// In bytes.
    length: usize,
}

impl Digits {
    fn read(text: &str) -> Digits {
        let run = |at: usize| {
            text.get(at..)
                .unwrap_or_default()
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count()
        };
        let mut length = run(0);
        let mut plain: String = text.get(..length).unwrap_or_default().to_owned();
        let leading_zero = plain.len() > 1 && plain.starts_with('0');
        let mut grouped = false;
        while length > 0 && (grouped || plain.len() <= 3) {
            let Some(separator) = text.get(length..).unwrap_or_default().chars().next() else {
                break;
            };
            let group = length + separator.len_utf8();
            if !GROUPS.contains(&separator) || run(group) != 3 {
                break;
            }
            plain.push_str(text.get(group..group + 3).unwrap_or_default());
            length = group + 3;
            grouped = true;
        }
        let whole = plain.len();
        let mut decimals = 0;
        if text.get(length..).unwrap_or_default().starts_with('.') && run(length + 1) > 0 {
            decimals = run(length + 1);
            plain.push_str(text.get(length..=length + decimals).unwrap_or_default());
            length += 1 + decimals;
        }
        let rest = text.get(length..).unwrap_or_default();
        let version = decimals > 0 && rest.starts_with('.') && run(length + 1) > 0;
        if version {
            length += rest
                .bytes()
                .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
                .count();
        }
        let mut exponent = 0;
        if let Some(power) = rest.strip_prefix(['e', 'E']) {
            let sign = usize::from(power.starts_with(['-', '+']));
            let digits = run(length + 1 + sign);
            if (1..=2).contains(&digits) {
                let written = power.get(..sign + digits).unwrap_or_default();
                exponent = written.parse().unwrap_or(0);
                length += 1 + sign + digits;
            }
        }
        // A thousand digits measure nothing.
        let value = plain
            .parse::<f64>()
            .ok()
            .filter(|_| !version && plain.len() <= 40);
        Digits {
            value: value.map(|value| value * 10_f64.powi(exponent)),
            decimals: decimals as i32,
            exponent,
            whole,
            grouped,
            leading_zero,
            length,
        }
    }
}

/// Whether a number that follows this text belongs to a name or a place.
fn begins_in_name(before: &str) -> bool {
    let mut chars = before.chars().rev();
    let Some(last) = chars.next() else { return false };
    if last.is_alphabetic() || last == '_' {
        // Micro signs and the like are letters too, but no number begins behind them.
        return true;
    }
    let earlier = chars.next();
    let joined = earlier.is_some_and(|char| char.is_alphabetic() || char == '_' || char == ')');
    match last {
        '-' | '+' => joined,
        '/' | '.' | ':' | '@' => {
            earlier.is_some_and(|char| char.is_alphanumeric() || matches!(char, '/' | '_' | '.' | '-'))
        }
        '[' => earlier.is_some_and(|char| char.is_alphanumeric() || char == '_' || char == ')'),
        '#' | '§' => true,
        _ => false,
    }
}

/// Whether a figure is a measurement.
fn counts(text: &str, start: usize, digits: &Digits, unit: Unit) -> bool {
    if unit.dimension != Dimension::Plain {
        // `the 1990s`
        let decade = unit.dimension == Dimension::Time
            && digits.whole == 4
            && digits.decimals == 0
            && text
                .get(start + digits.length..)
                .is_some_and(|rest| rest.starts_with('s'));
        return !decade;
    }
    if digits.leading_zero || digits.decimals == 0 && digits.whole < 3 {
        return false;
    }
    let before = tail(text, start);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let item = line.trim().is_empty()
        && text
            .get(start + digits.length..)
            .is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
    let year = digits.decimals == 0
        && digits.whole == 4
        && !digits.grouped
        && digits
            .value
            .is_some_and(|value| (1900.0..2100.0).contains(&value));
    !year && !item && !is_named(before)
}

/// Whether the word before a number makes a name of it: `line 120`, `HTTP 404`, `Python 3.12`.
fn is_named(before: &str) -> bool {
    const NAMING: [&str; 36] = [
        "line", "lines", "row", "rows", "column", "col", "port", "pid", "tid", "status", "code", "codes",
        "error", "errno", "signal", "version", "versions", "release", "rfc", "issue", "pr", "section",
        "sections", "chapter", "page", "step", "figure", "table", "http", "uid", "gid", "id", "offset",
        "address", "cmd", "command",
    ];
    const OPENING: [&str; 30] = [
        "A",
        "About",
        "Above",
        "After",
        "All",
        "Almost",
        "Approximately",
        "Around",
        "At",
        "Before",
        "Below",
        "Between",
        "By",
        "From",
        "If",
        "In",
        "Is",
        "It",
        "Its",
        "Nearly",
        "Of",
        "Only",
        "Over",
        "Roughly",
        "Some",
        "That",
        "The",
        "These",
        "Total",
        "With",
    ];
    let trimmed = before.trim_end_matches([' ', '\u{a0}', '*', '(', '`']);
    // In `lines 120-130` and `lines 120, 130` the word stands before the first number.
    let earlier =
        trimmed.trim_end_matches(|char: char| char.is_ascii_digit() || matches!(char, '-' | '–' | ',' | ' '));
    let earlier = earlier
        .strip_suffix(" and")
        .or_else(|| earlier.strip_suffix(" to"))
        .unwrap_or(earlier);
    let earlier =
        earlier.trim_end_matches(|char: char| char.is_ascii_digit() || matches!(char, '-' | '–' | ',' | ' '));
    let last = |text: &str| {
        text.rsplit(|char: char| !char.is_alphanumeric() && char != '_')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let word = last(trimmed);
    let naming = |word: &str| NAMING.contains(&word.to_lowercase().as_str());
    let capital = word.starts_with(|char: char| char.is_uppercase()) && !OPENING.contains(&word.as_str());
    naming(&word) || naming(&last(earlier)) || capital
}

/// What the words before a number claim.
fn claim(before: &str) -> Claim {
    const CLAIMS: [(&str, Claim); 33] = [
        ("~", Claim::About),
        ("≈", Claim::About),
        ("about", Claim::About),
        ("around", Claim::About),
        ("roughly", Claim::About),
        ("approximately", Claim::About),
        ("approx.", Claim::About),
        ("nearly", Claim::About),
        ("almost", Claim::About),
        ("some", Claim::About),
        ("circa", Claim::About),
        ("ca.", Claim::About),
        (">", Claim::Over),
        ("≥", Claim::Over),
        (">=", Claim::Over),
        ("over", Claim::Over),
        ("above", Claim::Over),
        ("more than", Claim::Over),
        ("greater than", Claim::Over),
        ("at least", Claim::Over),
        ("exceeds", Claim::Over),
        ("exceeding", Claim::Over),
        ("beyond", Claim::Over),
        ("<", Claim::Under),
        ("≤", Claim::Under),
        ("<=", Claim::Under),
        ("under", Claim::Under),
        ("below", Claim::Under),
        ("less than", Claim::Under),
        ("fewer than", Claim::Under),
        ("at most", Claim::Under),
        ("up to", Claim::Under),
        ("within", Claim::Under),
    ];
    let trimmed = before.trim_end_matches([' ', '\u{a0}', '*', '(']);
    let tail: String = trimmed
        .chars()
        .rev()
        .take(16)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect::<String>()
        .to_lowercase();
    CLAIMS
        .iter()
        .find(|(words, _)| {
            tail.strip_suffix(words).is_some_and(|rest| {
                !words.starts_with(|char: char| char.is_alphabetic())
                    || !rest.ends_with(|char: char| char.is_alphanumeric())
            })
        })
        .map_or(Claim::Is, |(_, claim)| *claim)
}

/// `20-30 %` and `between 20 and 30 %`: the first has the unit of the second, and the claim is that it lies between.
fn join_ranges(text: &str, places: &mut [Place]) {
    for index in 1..places.len() {
        let (earlier, later) = places.split_at_mut(index);
        let (Some(low), Some(high)) = (earlier.last_mut(), later.first_mut()) else {
            continue;
        };
        let between = text.get(low.digits_end..high.start).unwrap_or_default();
        let joined = matches!(
            between.trim_matches([' ', '\u{a0}']),
            "-" | "–" | "—" | "to" | "…" | ".."
        ) || between.trim() == "and"
            && tail(text, low.start)
                .trim_end()
                .to_lowercase()
                .ends_with("between");
        let united = joined || {
            let between = text.get(low.end..high.start).unwrap_or_default();
            matches!(between.trim_matches([' ', '\u{a0}']), "-" | "–" | "—" | "to")
                && low.number.unit == high.number.unit
        };
        if !united || low.number.value >= high.number.value {
            continue;
        }
        if low.number.unit.dimension == Dimension::Plain {
            low.number.unit = high.number.unit;
            low.number.counts = high.number.counts;
            low.number.is_claim = high.number.is_claim;
            low.number.gain = high.number.gain;
            low.number.text = text.get(low.start..high.end).unwrap_or_default().replace('*', "");
        }
        let range = Claim::Range(low.number.value, high.number.value);
        low.number.claim = range;
        high.number.claim = range;
        high.number.text = text.get(low.start..high.end).unwrap_or_default().replace('*', "");
        low.number.text.clone_from(&high.number.text);
    }
}
