//! Columns by name, and figures as tools print them.

/// The names of a table's columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns<'a> {
    names: Vec<&'a str>,
}

impl<'a> Columns<'a> {
    /// The columns of a header line.
    pub(crate) fn of(header: &'a str) -> Columns<'a> {
        Columns {
            names: header.split_whitespace().collect(),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Place of the first of these names that there is.
    pub(crate) fn place(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|wanted| self.names.iter().position(|name| name == wanted))
    }

    /// The word of a row under the first of these names that there is.
    pub(crate) fn word<'r>(&self, row: &[&'r str], names: &[&str]) -> Option<&'r str> {
        row.get(self.place(names)?).copied()
    }

    /// The figure of a row under the first of these names that there is.
    pub(crate) fn figure(&self, row: &[&str], names: &[&str]) -> Option<f64> {
        decimal(self.word(row, names)?)
    }
}

/// A figure, with a point or, in other locales than C, a comma.
pub(crate) fn decimal(word: &str) -> Option<f64> {
    let value: f64 = match word.parse() {
        Ok(value) => value,
        Err(_) => word.replacen(',', ".", 1).parse().ok()?,
    };
    value.is_finite().then_some(value)
}

/// A size in KiB, or with `BusyBox`'s and top's suffixes `m`, `g`, `t`, as bytes.
pub(crate) fn kibibytes(word: &str) -> Option<u64> {
    let (digits, scale) = match word.char_indices().last()? {
        (at, 'k' | 'K') => (word.get(..at)?, 1.0),
        (at, 'm' | 'M') => (word.get(..at)?, 1024.0),
        (at, 'g' | 'G') => (word.get(..at)?, 1024.0 * 1024.0),
        (at, 't' | 'T') => (word.get(..at)?, 1024.0 * 1024.0 * 1024.0),
        _ => (word, 1.0),
    };
    let value = decimal(digits)?;
    (value >= 0.0).then_some((value * scale * 1024.0) as u64)
}

/// Seconds of `[[days-]hours:]minutes:seconds`, with or without a fraction. Saturates.
pub(crate) fn clock(word: &str) -> Option<u64> {
    let (days, rest) = match word.split_once('-') {
        Some((days, rest)) => (days.parse::<u64>().ok()?, rest),
        None => (0, word),
    };
    let mut seconds: u64 = 0;
    for part in rest.split(':') {
        let whole = part.split('.').next()?;
        seconds = seconds
            .saturating_mul(60)
            .saturating_add(whole.parse::<u64>().ok()?);
    }
    Some(days.saturating_mul(86_400).saturating_add(seconds))
}

/// The mean, if there is anything to take it of.
pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}
