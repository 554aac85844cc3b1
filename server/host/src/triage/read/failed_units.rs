//! `systemctl --failed`.

use super::section::Section;

/// Failed units and their lines, with or without the table's head and bullets.
pub(crate) fn read(section: Section<'_>) -> Vec<(&str, usize)> {
    section
        .lines()
        .filter_map(|line| {
            let words = line.columns();
            let unit = words.iter().position(|word| word.contains('.'))?;
            let is_failed = words.get(unit + 2) == Some(&"failed");
            (unit <= 1 && is_failed).then(|| (words.get(unit).copied().unwrap_or_default(), line.number))
        })
        .collect()
}
