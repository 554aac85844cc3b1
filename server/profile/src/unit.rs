//! Units of value types, and how amounts in them are shown.

use std::fmt;

/// The unit of a value type. The names are pprof's (`profile.proto`, `ValueType.unit`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub enum Unit {
    /// A number of things.
    #[default]
    Count,
    /// Time.
    Nanoseconds,
    /// Memory.
    Bytes,
    /// Hundredths of a whole that the file does not state.
    Percent,
    /// A unit that sysgrok does not convert, by the name that the file gives it.
    Other(String),
}

impl Unit {
    /// The unit of this name, and what one of the file's amounts is in it: `milliseconds` is
    /// `(Nanoseconds, 1e6)`.
    pub fn parse(name: &str) -> (Unit, f64) {
        match name.to_ascii_lowercase().as_str() {
            "" | "count" | "counts" | "1" | "none" => (Unit::Count, 1.0),
            "ns" | "nanosecond" | "nanoseconds" => (Unit::Nanoseconds, 1.0),
            "us" | "µs" | "microsecond" | "microseconds" => (Unit::Nanoseconds, 1e3),
            "ms" | "millisecond" | "milliseconds" => (Unit::Nanoseconds, 1e6),
            "s" | "sec" | "second" | "seconds" => (Unit::Nanoseconds, 1e9),
            "byte" | "bytes" | "b" => (Unit::Bytes, 1.0),
            "kb" | "kib" | "kilobyte" | "kilobytes" => (Unit::Bytes, 1024.0),
            "mb" | "mib" | "megabyte" | "megabytes" => (Unit::Bytes, 1024.0 * 1024.0),
            "gb" | "gib" | "gigabyte" | "gigabytes" => (Unit::Bytes, 1024.0 * 1024.0 * 1024.0),
            "percent" | "%" => (Unit::Percent, 1.0),
            _ => (Unit::Other(name.to_owned()), 1.0),
        }
    }

    /// The name used in `cpu/nanoseconds`.
    pub fn name(&self) -> &str {
        match self {
            Unit::Count => "count",
            Unit::Nanoseconds => "nanoseconds",
            Unit::Bytes => "bytes",
            Unit::Percent => "percent",
            Unit::Other(name) => name,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An amount for people: `1.25 s`, `3.4 MiB`, `1,204`, `12.5 %`.
pub fn show_amount(amount: f64, unit: &Unit) -> String {
    match unit {
        Unit::Nanoseconds => scaled(amount, &[(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")]),
        Unit::Bytes => scaled(
            amount,
            &[
                (1024.0 * 1024.0 * 1024.0, "GiB"),
                (1024.0 * 1024.0, "MiB"),
                (1024.0, "KiB"),
                (1.0, "B"),
            ],
        ),
        Unit::Percent => format!("{} %", significant(amount)),
        Unit::Count => grouped(amount),
        Unit::Other(name) => format!("{} {name}", grouped(amount)),
    }
}

fn scaled(amount: f64, steps: &[(f64, &str)]) -> String {
    for &(size, name) in steps {
        if amount.abs() >= size {
            return format!("{} {name}", significant(amount / size));
        }
    }
    let smallest = steps.last().map_or("", |step| step.1);
    format!("{} {smallest}", significant(amount))
}

/// Three significant digits, without zeros that say nothing.
fn significant(amount: f64) -> String {
    let digits = if amount.abs() >= 100.0 {
        0
    } else if amount.abs() >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{amount:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn grouped(amount: f64) -> String {
    let digits = format!("{:.0}", amount.abs());
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if amount <= -0.5 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        let check = |amount, unit, expected: &str| assert_eq!(show_amount(amount, &unit), expected);
        check(1_250_000_000.0, Unit::Nanoseconds, "1.25 s");
        check(10_000_000.0, Unit::Nanoseconds, "10 ms");
        check(0.0, Unit::Nanoseconds, "0 ns");
        check(3_565_158.0, Unit::Bytes, "3.4 MiB");
        check(1_234_567.0, Unit::Count, "1,234,567");
        check(-999.0, Unit::Count, "-999");
        check(12.5, Unit::Percent, "12.5 %");
        check(100.0, Unit::Percent, "100 %");
    }
}
