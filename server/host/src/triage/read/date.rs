//! `date`, in the triage's own form and in that of a terminal.

use jiff::civil::DateTime;

use super::kernel_log::iso;
use super::section::Section;

/// The local time: `2026-11-25T04:33:37+0000`, or `Wed Nov 25 04:33:37 UTC 2026`.
pub(crate) fn read(section: Section<'_>) -> Option<DateTime> {
    let line = section.first_line()?;
    if let Some(time) = line.text.split_whitespace().next().and_then(iso) {
        return Some(time);
    }
    let words = line.columns();
    let without_zone = [words.get(1)?, words.get(2)?, words.get(3)?, words.last()?]
        .map(|word| *word)
        .join(" ");
    DateTime::strptime("%b %e %H:%M:%S %Y", without_zone).ok()
}
