//! How far back logs are read, as people say it.

use std::time::Duration;

/// A whole number and its unit, `s`, `m`, `h` or `d`; a minute at least, a year at most.
///
/// # Errors
/// What is wanted, in words.
pub fn read_since(text: &str) -> Result<Duration, String> {
    let wanted = || "a time such as 30m, 2h or 1d is wanted, from 1m to 365d".to_owned();
    let unit = text.chars().last().ok_or_else(wanted)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(wanted()),
    };
    let count: u64 = (text.strip_suffix(unit).and_then(|count| count.parse().ok())).ok_or_else(wanted)?;
    match count.checked_mul(seconds) {
        Some(seconds @ 60..=31_536_000) => Ok(Duration::from_secs(seconds)),
        _ => Err(wanted()),
    }
}
