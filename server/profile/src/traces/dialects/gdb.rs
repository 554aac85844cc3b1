//! gdb's `bt` (gdb 13, "Backtraces" in its manual), also `coredumpctl info` and `eu-stack`:
//! `#1  0x0055 in index (w=0x0) at src/a.c:59`, `#2  0x7f in f () from /lib/libc.so.6`,
//! `#0  0x00007f9c abort (libc.so.6 + 0x28d9f)`, `#3  <signal handler called>`.

use crate::traces::found::{Found, Item, Opening, Part, Scene, address, indent, known, number};
use crate::traces::place::Place;
use crate::traces::window::{AHEAD, Window};

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(rest) = text.strip_prefix('#') {
        let (index, rest) = number(rest)?;
        let part = Part {
            index: Some(index),
            indent: indent(line),
            ..Part::default()
        };
        return frame(window, rest.strip_prefix([' ', '\t'])?.trim_start(), part, scene);
    }
    heading(text, scene)
}

fn heading(text: &str, scene: Scene) -> Option<Found<'_>> {
    if let Some(rest) = text.strip_prefix("Thread ") {
        let (_, rest) = number(rest)?;
        if rest.starts_with(" (") && text.ends_with(':') {
            return Some(Found::thread(text.trim_end_matches(':')));
        }
        let (name, signal) = rest.split_once(" received signal ")?;
        let thread = text.get(..text.len() - rest.len() + name.len())?;
        return Some(Found::one(Item::Heading(Opening {
            thread: Some(thread),
            ..Opening::of(signal)
        })));
    }
    let mut signals = ["Program received signal ", "Program terminated with signal "].iter();
    if let Some(signal) = signals.find_map(|word| text.strip_prefix(word)) {
        return Some(Found::heading(signal));
    }
    if let Some(thread) = text.strip_prefix("Stack trace of ") {
        return Some(Found::thread(thread.trim_end_matches(':')));
    }
    if scene.has_frames && text.starts_with("(More stack frames follow") {
        return Some(Found::one(Item::Elided(0)));
    }
    (scene.has_frames && text.starts_with("Backtrace stopped:")).then(|| Found::one(Item::End))
}

fn frame<'w>(window: &'w Window<'_>, rest: &'w str, mut part: Part<'w>, scene: Scene) -> Option<Found<'w>> {
    if rest.starts_with('<') && rest.ends_with("called>") {
        part.function = Some(rest);
        part.sure = true;
        return Some(Found::frame(part));
    }
    let mut rest = rest;
    let mut addressed = false;
    if let Some((address, behind)) = address(rest) {
        part.address = Some(address);
        addressed = true;
        rest = match behind.strip_prefix(" in ") {
            Some(name) => name,
            // Only what is written without arguments lacks the word.
            None => return without_arguments(behind.strip_prefix(' ')?.trim_start(), part, scene),
        };
    }
    let open = arguments(rest)?;
    part.function = known(rest.get(..open)?);
    // Arguments are wrapped at the width of the terminal.
    let mut lines = 1;
    let mut last = rest.get(open..)?;
    while !is_end(last) {
        last = window
            .text(lines)
            .filter(|text| text.starts_with(' ') && !text.trim_start().starts_with('#'))?;
        lines += 1;
        if lines >= AHEAD {
            return None;
        }
    }
    let last = last.trim_end();
    if let Some((_, place)) = last.rsplit_once(") at ") {
        part.place = Place::split(place);
        part.sure = part.place.is_some();
    } else if let Some((_, library)) = last.rsplit_once(") from ") {
        part.mapping = Some(library);
        part.sure = true;
    } else if !addressed && !scene.open && !last.ends_with("()") && !last.contains('=') {
        return None;
    } else {
        part.sure = addressed;
    }
    Some(Found::over(Item::Frame(Box::new(part)), lines))
}

fn is_end(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(')') || text.contains(") at ") || text.contains(") from ")
}

/// Where the arguments begin: names have parentheses of their own, but no blank before them, except for what
/// has no name.
fn arguments(text: &str) -> Option<usize> {
    text.match_indices(" (")
        .map(|(at, _)| at)
        .find(|&at| {
            !text
                .get(at..)
                .is_some_and(|rest| rest.starts_with(" (anonymous namespace)"))
        })
        .filter(|&at| at > 0)
}

/// `main (a.out + 0x1139)`, `poll`.
fn without_arguments<'w>(rest: &'w str, mut part: Part<'w>, scene: Scene) -> Option<Found<'w>> {
    if let Some((name, module)) = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("))
        && let Some((module, _)) = module.split_once(" + 0x")
    {
        part.function = known(name);
        part.mapping = Some(module);
        part.sure = true;
        return Some(Found::frame(part));
    }
    if rest.contains([' ', '(', ':']) && !scene.open || rest.ends_with(')') {
        return None;
    }
    let (name, library) = rest
        .split_once(" - /")
        .map_or((rest, None), |(name, _)| (name, rest.get(name.len() + 3..)));
    part.function = known(name);
    part.mapping = library;
    Some(Found::frame(part))
}
