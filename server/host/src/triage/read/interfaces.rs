//! `/proc/net/dev`.

use std::collections::HashMap;

use super::section::Section;

/// Counters of one interface since it appeared.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counters {
    pub(crate) packets: f64,
    pub(crate) errors: f64,
    pub(crate) drops: f64,
    pub(crate) line: usize,
}

/// Interfaces by name, both directions added up. The columns are the same since Linux 2.2: eight for each direction,
/// bytes, packets, errs and drop first.
pub(crate) fn read(section: Section<'_>) -> HashMap<&str, Counters> {
    let mut interfaces = HashMap::new();
    for line in section.lines() {
        let Some((name, rest)) = line.text.split_once(':') else {
            continue;
        };
        let figures: Vec<f64> = rest
            .split_whitespace()
            .map_while(|word| word.parse().ok())
            .collect();
        let both = |place: usize| Some(figures.get(place)? + figures.get(place + 8)?);
        let (Some(packets), Some(errors), Some(drops)) = (both(1), both(2), both(3)) else {
            continue;
        };
        let counters = Counters {
            packets,
            errors,
            drops,
            line: line.number,
        };
        interfaces.insert(name.trim(), counters);
    }
    interfaces
}
