//! Valgrind's reports (Valgrind 3.19): `==1==    at 0x109155: first (a.c:2)`, then `==1==    by 0x...`, with
//! `(in /usr/lib/x.so)` where no line is known.

use crate::traces::found::{Found, Item, Opening, Part, Scene, address, known, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let text = inside(window.first())?;
    if let Some(part) = frame(text) {
        // `at` begins a stack: what stands above is its heading even if it was not one so far.
        return Some(Found::frame(part));
    }
    if let Some(thread) = text
        .strip_prefix("Thread ")
        .filter(|thread| thread.ends_with(':'))
    {
        return Some(Found::thread(thread.trim_end_matches(':')));
    }
    if scene.open && text.starts_with("Locks held") {
        return Some(Found::one(Item::Inside));
    }
    let mut below = (1..3)
        .filter_map(|line| inside(window.text(line)?))
        .skip_while(|text| text.starts_with("Locks held"));
    let heads = !text.is_empty() && below.next().is_some_and(|text| text.starts_with("at 0x"));
    if heads {
        let thread = text.rsplit_once(" by thread ").map(|(_, thread)| thread);
        return Some(Found::one(Item::Heading(Opening {
            thread,
            ..Opening::of(text)
        })));
    }
    scene.has_frames.then(|| Found::one(Item::End))
}

/// Behind `==1== ` or, for what the program was asked to print, `**1** `.
fn inside(line: &str) -> Option<&str> {
    let text = line.trim();
    let mark = text.get(..2).filter(|mark| *mark == "==" || *mark == "**")?;
    let (_, rest) = number(text.get(2..)?)?;
    rest.strip_prefix(mark).map(str::trim)
}

fn frame(text: &str) -> Option<Part<'_>> {
    let (address, rest) = address(text.strip_prefix("at ").or_else(|| text.strip_prefix("by "))?)?;
    let (name, place) = rest.strip_prefix(": ")?.strip_suffix(')')?.rsplit_once(" (")?;
    let mapping = place.strip_prefix("in ");
    Some(Part {
        function: known(name),
        mapping,
        place: if mapping.is_none() {
            Place::split(place)
        } else {
            None
        },
        address: Some(address),
        index: text.starts_with("at ").then_some(0),
        sure: true,
        ..Part::default()
    })
}
