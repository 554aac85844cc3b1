//! Expensive code on hot lines: what its language's patterns find, where the profile shows weight.

use std::ops::{Range, RangeInclusive};

use engine::{FileHeat, View};
use source::Cost;
use source::document::Document;

/// Lines of a smaller share are not worth a word.
const HOT: f64 = 0.005;

/// A pattern on a hot line.
pub(super) struct HotCost {
    pub(super) cost: Cost,
    /// The line's self or total, the larger.
    pub(super) share: f64,
}

/// Those on lines of an open document, counted from 1. Nothing is looked for where no line is hot.
pub(super) fn on_lines(
    view: &View,
    heat: &FileHeat,
    document: &Document,
    lines: RangeInclusive<u32>,
) -> Vec<HotCost> {
    let hot: Vec<(u32, f64)> = (heat.lines_in(lines))
        .filter_map(|line| {
            let share = |weight| view.share(weight).unwrap_or(0.0);
            let share = share(line.own).max(share(line.total));
            (share >= HOT).then_some((line.line, share))
        })
        .collect();
    let (Some(first), Some(last)) = (
        hot.iter().map(|line| line.0).min(),
        hot.iter().map(|line| line.0).max(),
    ) else {
        return Vec::new();
    };
    let within = bytes(document, first..=last);
    (document.costs(Some(&within)).into_iter())
        .filter_map(|cost| {
            let (_, share) = hot.iter().find(|(line, _)| *line == cost.line)?;
            Some(HotCost { share: *share, cost })
        })
        .collect()
}

/// The bytes of lines.
fn bytes(document: &Document, lines: RangeInclusive<u32>) -> Range<usize> {
    let rope = document.rope();
    let start = |line: usize| rope.try_line_to_byte(line).unwrap_or(rope.len_bytes());
    start((*lines.start() as usize).saturating_sub(1))..start(*lines.end() as usize)
}
