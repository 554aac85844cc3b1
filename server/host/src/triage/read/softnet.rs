//! `/proc/net/softnet_stat`: a line a CPU of hexadecimal figures.

use super::section::Section;

/// Packets dropped by all CPUs, since the host started: the second column.
pub(crate) fn dropped(section: Section<'_>) -> Option<f64> {
    let mut dropped = None;
    for line in section.lines() {
        let word = line.text.split_whitespace().nth(1);
        if let Some(count) = word.and_then(|word| u64::from_str_radix(word, 16).ok()) {
            *dropped.get_or_insert(0.0) += count as f64;
        }
    }
    dropped
}
