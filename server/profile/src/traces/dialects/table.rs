//! The table of the Python tool `sysgrok`: `# Index | Process/Library | Function | File`, or as markdown. Frame 1
//! is the outermost; it stands last.

use crate::traces::found::{Found, Item, Opening, Part, Scene, known};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let text = inside(window.first());
    if text.trim_start_matches(['#', ' ']).starts_with("Index")
        && text.contains('|')
        && text.contains("Function")
    {
        // Two columns more and it is a profile.
        let is_stack = text.matches('|').count() == 3;
        return is_stack.then(|| Found::one(Item::Heading(Opening::default())));
    }
    if scene.open && text.contains('|') && text.bytes().all(|byte| b"|-: ".contains(&byte)) {
        return Some(Found::one(Item::Inside));
    }
    let index = index(text)?;
    let cells: Vec<usize> = text.match_indices('|').map(|(at, _)| at).collect();
    let ([first, second, ..], Some(last)) = (cells.as_slice(), cells.last()) else {
        return None;
    };
    let file = text.get(last + 1..)?.trim();
    // A function may hold bars.
    if last <= second || file.ends_with('%') {
        return None;
    }
    let below = window.text(1).and_then(|line| self::index(inside(line)));
    Some(Found::frame(Part {
        function: known(text.get(second + 1..*last)?),
        mapping: known(text.get(first + 1..*second)?),
        place: place(file),
        sure: true,
        outermost_first: below.is_some_and(|below| below > index),
        ..Part::default()
    }))
}

/// Without the edges of a markdown table.
fn inside(line: &str) -> &str {
    line.trim().trim_matches('|').trim()
}

fn index(text: &str) -> Option<u32> {
    let (index, _) = text.split_once('|')?;
    index.trim().parse().ok()
}

/// `src/md5sum.c`, `src/md5sum.c#12`.
pub(super) fn place(file: &str) -> Option<Place<'_>> {
    if file.is_empty() || file == "Unknown file" || file.contains("+0x") {
        return None;
    }
    Some(Place::split(file).unwrap_or_else(|| Place::file(file.strip_suffix("#0").unwrap_or(file))))
}
