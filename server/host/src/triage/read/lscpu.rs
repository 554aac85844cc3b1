//! `lscpu` of util-linux.

use super::section::Section;

/// The value of a key such as `Model name`, and its line.
pub(crate) fn value<'a>(section: Section<'a>, key: &str) -> Option<(&'a str, usize)> {
    section.lines().find_map(|line| {
        let (found, value) = line.text.split_once(':')?;
        (found.trim() == key).then(|| (value.trim(), line.number))
    })
}
