//! `df -P` and `df -Pi` of GNU coreutils and `BusyBox`.

use super::section::Section;
use super::table::Columns;

/// Use of one file system, in KiB or inodes.
#[derive(Clone, Debug)]
pub(crate) struct Usage<'a> {
    pub(crate) device: &'a str,
    pub(crate) used: f64,
    /// What ordinary users may still take.
    pub(crate) available: f64,
    pub(crate) at: &'a str,
    pub(crate) line: usize,
}

impl Usage<'_> {
    /// Percent of what ordinary users can have that is still available; absent for file systems without a size.
    pub(crate) fn available_percent(&self) -> Option<f64> {
        let all = self.used + self.available;
        (all > 0.0).then(|| 100.0 * self.available / all)
    }
}

/// The rows. A device's name may hold blanks, so a row is read from its percent sign, which is the first that follows
/// three figures.
pub(crate) fn read(section: Section<'_>) -> Vec<Usage<'_>> {
    let mut columns = Columns::default();
    let mut rows = Vec::new();
    for line in section.lines() {
        let words = line.columns();
        if words.first() == Some(&"Filesystem") {
            columns = Columns::of(line.text);
            continue;
        }
        let Some(percent) = words
            .iter()
            .position(|word| word.ends_with('%') || *word == "-")
            .filter(|&place| place >= 4)
        else {
            continue;
        };
        let figure = |back: usize| {
            words
                .get(percent - back)
                .and_then(|word| word.parse::<f64>().ok())
        };
        let (Some(used), Some(available)) = (figure(2), figure(1)) else {
            continue;
        };
        let Some(at) = rest_after(line.text, percent) else {
            continue;
        };
        if columns.len() == 0 || figure(3).is_none() {
            continue;
        }
        rows.push(Usage {
            device: words.first().copied().unwrap_or_default(),
            used,
            available,
            at,
            line: line.number,
        });
    }
    rows
}

/// What follows the word of this number, blanks included.
fn rest_after(line: &str, word: usize) -> Option<&str> {
    let mut rest = line.trim_start();
    for _ in 0..=word {
        let end = rest.find(char::is_whitespace)?;
        rest = rest.get(end..)?.trim_start();
    }
    let rest = rest.trim_end();
    (!rest.is_empty()).then_some(rest)
}
