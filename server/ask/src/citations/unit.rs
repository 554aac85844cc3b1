//! Units of figures, as prose and profilers write them.

/// What a figure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    /// Nothing that is said.
    Plain,
    /// Shares. The base is one percent.
    Share,
    /// How many times.
    Factor,
    /// The base is a second.
    Time,
    /// The base is a byte.
    Bytes,
    /// Counted things.
    Count,
}

/// A unit: its dimension, and how many of the base it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) dimension: Dimension,
    pub(super) scale: f64,
}

/// No unit.
pub(super) const NONE: Unit = Unit {
    dimension: Dimension::Plain,
    scale: 1.0,
};

const fn unit(dimension: Dimension, scale: f64) -> Unit {
    Unit { dimension, scale }
}

/// Longer names before those that they begin with.
const UNITS: [(&str, Unit); 66] = [
    ("percentage points", unit(Dimension::Share, 1.0)),
    ("per cent", unit(Dimension::Share, 1.0)),
    ("percent", unit(Dimension::Share, 1.0)),
    ("%", unit(Dimension::Share, 1.0)),
    ("\\%", unit(Dimension::Share, 1.0)),
    ("times", unit(Dimension::Factor, 1.0)),
    ("-fold", unit(Dimension::Factor, 1.0)),
    ("fold", unit(Dimension::Factor, 1.0)),
    ("×", unit(Dimension::Factor, 1.0)),
    ("x", unit(Dimension::Factor, 1.0)),
    ("X", unit(Dimension::Factor, 1.0)),
    ("nanoseconds", unit(Dimension::Time, 1e-9)),
    ("nanosecond", unit(Dimension::Time, 1e-9)),
    ("nsec", unit(Dimension::Time, 1e-9)),
    ("ns", unit(Dimension::Time, 1e-9)),
    ("microseconds", unit(Dimension::Time, 1e-6)),
    ("microsecond", unit(Dimension::Time, 1e-6)),
    ("usec", unit(Dimension::Time, 1e-6)),
    ("us", unit(Dimension::Time, 1e-6)),
    ("µs", unit(Dimension::Time, 1e-6)),
    ("μs", unit(Dimension::Time, 1e-6)),
    ("milliseconds", unit(Dimension::Time, 1e-3)),
    ("millisecond", unit(Dimension::Time, 1e-3)),
    ("msec", unit(Dimension::Time, 1e-3)),
    ("ms", unit(Dimension::Time, 1e-3)),
    ("seconds", unit(Dimension::Time, 1.0)),
    ("second", unit(Dimension::Time, 1.0)),
    ("secs", unit(Dimension::Time, 1.0)),
    ("sec", unit(Dimension::Time, 1.0)),
    ("s", unit(Dimension::Time, 1.0)),
    ("minutes", unit(Dimension::Time, 60.0)),
    ("minute", unit(Dimension::Time, 60.0)),
    ("min", unit(Dimension::Time, 60.0)),
    ("hours", unit(Dimension::Time, 3600.0)),
    ("hour", unit(Dimension::Time, 3600.0)),
    ("h", unit(Dimension::Time, 3600.0)),
    ("kilobytes", unit(Dimension::Bytes, 1e3)),
    ("megabytes", unit(Dimension::Bytes, 1e6)),
    ("gigabytes", unit(Dimension::Bytes, 1e9)),
    ("bytes", unit(Dimension::Bytes, 1.0)),
    ("byte", unit(Dimension::Bytes, 1.0)),
    ("KiB", unit(Dimension::Bytes, 1024.0)),
    ("MiB", unit(Dimension::Bytes, 1_048_576.0)),
    ("GiB", unit(Dimension::Bytes, 1_073_741_824.0)),
    ("TiB", unit(Dimension::Bytes, 1_099_511_627_776.0)),
    ("KB", unit(Dimension::Bytes, 1e3)),
    ("kB", unit(Dimension::Bytes, 1e3)),
    ("MB", unit(Dimension::Bytes, 1e6)),
    ("GB", unit(Dimension::Bytes, 1e9)),
    ("TB", unit(Dimension::Bytes, 1e12)),
    ("B", unit(Dimension::Bytes, 1.0)),
    ("samples", unit(Dimension::Count, 1.0)),
    ("sample", unit(Dimension::Count, 1.0)),
    ("calls", unit(Dimension::Count, 1.0)),
    ("call", unit(Dimension::Count, 1.0)),
    ("cycles", unit(Dimension::Count, 1.0)),
    ("instructions", unit(Dimension::Count, 1.0)),
    ("events", unit(Dimension::Count, 1.0)),
    ("allocations", unit(Dimension::Count, 1.0)),
    ("misses", unit(Dimension::Count, 1.0)),
    ("thousand", unit(Dimension::Count, 1e3)),
    ("million", unit(Dimension::Count, 1e6)),
    ("billion", unit(Dimension::Count, 1e9)),
    ("trillion", unit(Dimension::Count, 1e12)),
    ("bn", unit(Dimension::Count, 1e9)),
    ("rows", unit(Dimension::Count, 1.0)),
];

/// Multiples that stand at the digits: `1.2M`, `286K samples`.
const MULTIPLES: [(char, f64); 5] = [('k', 1e3), ('K', 1e3), ('M', 1e6), ('G', 1e9), ('T', 1e12)];

/// The unit that follows a number, and how many bytes it takes, what lies between included; none and zero where none
/// follows.
pub(super) fn read(text: &str) -> (Unit, usize) {
    if let Some((scale, rest)) = MULTIPLES
        .iter()
        .find_map(|(letter, scale)| Some((*scale, text.strip_prefix(*letter)?)))
        && !continues(rest)
    {
        // What is counted follows at times.
        let (counted, length) = after_blank(rest);
        let length = if counted.dimension == Dimension::Count {
            length
        } else {
            0
        };
        return (
            Unit {
                dimension: Dimension::Count,
                scale,
            },
            1 + length,
        );
    }
    // `1.2 M cycles`; by itself a letter behind a blank is a name.
    if let Some((scale, rest)) = MULTIPLES.iter().find_map(|(letter, scale)| {
        Some((*scale, text.strip_prefix([' ', '\u{a0}'])?.strip_prefix(*letter)?))
    }) && let (
        Unit {
            dimension: Dimension::Count,
            ..
        },
        length @ 1..,
    ) = after_blank(rest)
    {
        return (
            Unit {
                dimension: Dimension::Count,
                scale,
            },
            text.len() - rest.len() + length,
        );
    }
    after_blank(text)
}

fn after_blank(text: &str) -> (Unit, usize) {
    // Emphasis may end between number and unit, or begin.
    let stars = |text: &str| text.len() - text.trim_start_matches('*').len();
    let mut at = stars(text);
    let blank = text
        .get(at..)
        .unwrap_or_default()
        .chars()
        .next()
        .filter(|char| matches!(char, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'));
    at += blank.map_or(0, char::len_utf8);
    at += stars(text.get(at..).unwrap_or_default());
    let rest = text.get(at..).unwrap_or_default();
    for (name, unit) in UNITS {
        let Some(behind) = rest.strip_prefix(name) else {
            continue;
        };
        let letters = name.ends_with(|char: char| char.is_alphabetic());
        // `3 x 4` multiplies, and `10s of thousands` is no time.
        let operator = name == "x"
            && blank.is_some()
            && behind.starts_with(|char: char| char.is_whitespace())
            && behind
                .trim_start()
                .starts_with(|char: char| char.is_ascii_digit());
        let tens = name == "s" && blank.is_none() && behind.starts_with(" of ");
        if letters && continues(behind) || operator || tens {
            continue;
        }
        return (unit, at + name.len());
    }
    (NONE, 0)
}

/// Whether a name goes on here.
pub(super) fn continues(text: &str) -> bool {
    text.starts_with(|char: char| char.is_alphanumeric() || char == '_')
}
