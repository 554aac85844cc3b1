//! `/proc/net/snmp` and `/proc/net/netstat`: a line of names, then a line of figures, both with the protocol first.

use super::section::Section;

/// The figure of a counter and its line.
pub(crate) fn counter(section: Section<'_>, protocol: &str, name: &str) -> Option<(f64, usize)> {
    let mut place = None;
    for line in section.lines() {
        let mut words = line.text.split_whitespace();
        if words.next().and_then(|word| word.strip_suffix(':')) != Some(protocol) {
            continue;
        }
        match place {
            None => place = Some(words.position(|word| word == name)?),
            Some(place) => return Some((words.nth(place)?.parse().ok()?, line.number)),
        }
    }
    None
}
