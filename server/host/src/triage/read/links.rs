//! `ip link` of iproute2 and `BusyBox`.

use super::section::Section;

/// An interface that is up and has no carrier, and its line.
pub(crate) fn without_carrier(section: Section<'_>) -> Vec<(&str, usize)> {
    section
        .lines()
        .filter_map(|line| {
            let mut words = line.text.split_whitespace();
            words.next()?.strip_suffix(':')?.parse::<u32>().ok()?;
            let name = words.next()?.trim_end_matches(':').split('@').next()?;
            words
                .next()?
                .starts_with("<NO-CARRIER")
                .then_some((name, line.number))
        })
        .collect()
}
