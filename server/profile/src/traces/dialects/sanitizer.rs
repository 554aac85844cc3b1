//! The sanitizers' reports (`sanitizer_stacktrace_printer.cpp` of compiler-rt; GCC 12 and Clang):
//! `#1 0x55 in f(char*) /x/a.cc:59:5`, `#1 0x55 in f (/lib/libc.so.6+0x29d8f) (BuildId: ab)`, without address
//! and `in` from `ThreadSanitizer`.

use crate::traces::found::{Found, Item, Opening, Part, Scene, address, indent, known, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(rest) = text.strip_prefix('#') {
        let (index, rest) = number(rest)?;
        let part = frame(rest.strip_prefix([' ', '\t'])?.trim(), scene)?;
        return Some(Found::frame(Part {
            index: Some(index),
            indent: indent(line),
            ..part
        }));
    }
    heading(text, scene)
}

fn heading(text: &str, scene: Scene) -> Option<Found<'_>> {
    let report = text.strip_prefix("==").and_then(|rest| {
        let (_, rest) = number(rest)?;
        rest.strip_prefix("==")?
            .strip_prefix("ERROR: ")
            .or_else(|| rest.strip_prefix("==")?.strip_prefix("WARNING: "))
    });
    let report = report.or_else(|| {
        text.strip_prefix("WARNING: ")
            .filter(|text| text.contains("Sanitizer: "))
    });
    if let Some(report) = report {
        return Some(Found::heading(report));
    }
    if let Some((place, _)) = text.split_once(": runtime error: ") {
        return Some(Found::one(Item::Heading(Opening {
            place: Some(Part {
                place: Some(Place::split(place)?),
                ..Part::default()
            }),
            ..Opening::of(text.get(place.len() + 2..)?)
        })));
    }
    if text.starts_with("SUMMARY: ") && text.contains("Sanitizer: ") {
        return Some(Found::one(Item::End));
    }
    let access = ["READ of size ", "WRITE of size "]
        .iter()
        .any(|word| text.starts_with(word));
    let lower = [
        "Read of size ",
        "Write of size ",
        "Previous read of size ",
        "Previous write of size ",
        "Atomic ",
    ];
    let race = text.ends_with(':') && lower.iter().any(|word| text.starts_with(word));
    let block = [
        "freed by thread ",
        "previously allocated by thread ",
        "allocated by thread ",
    ];
    let block = text.ends_with("here:") && block.iter().any(|word| text.starts_with(word));
    let created = text.starts_with("Thread T") && text.contains(" created by ");
    let leak = text.ends_with("allocated from:") && text.contains("leak of ");
    let more = scene.open
        && (text.ends_with(" allocated of size") || text.starts_with("Mutex M") && text.ends_with(':'));
    (access || race || block || created || leak || more).then(|| {
        Found::one(Item::Heading(Opening {
            thread: thread(text),
            ..Opening::of(text.trim_end_matches(':'))
        }))
    })
}

/// `T1` of `... by thread T1 (mutexes: ...):`, `Thread T1` of `Thread T1 (tid=1, running) created by ...`.
fn thread(text: &str) -> Option<&str> {
    if text.starts_with("Thread ") {
        return text
            .split(" (")
            .next()
            .map(|thread| thread.split(" created").next().unwrap_or(thread));
    }
    if text.contains(" by main thread") {
        return text
            .split(" by ")
            .nth(1)
            .map(|thread| thread.trim_end_matches(':'));
    }
    let (_, thread) = text.split_once("thread ")?;
    Some(thread.split([' ', ':']).next().unwrap_or(thread))
}

fn frame(text: &str, scene: Scene) -> Option<Part<'_>> {
    let (text, _) = text.split_once(" (BuildId: ").unwrap_or((text, ""));
    let (address, rest) = match address(text) {
        Some((address, rest)) => (Some(address), rest.trim_start()),
        None => (None, text),
    };
    let rest = rest.strip_prefix("in ").unwrap_or(rest);
    let mut part = Part {
        address,
        sure: address.is_some(),
        ..Part::default()
    };
    // `(/lib/libc.so.6+0x29d8f)`, behind the place or instead of it.
    let module = rest
        .strip_suffix(')')
        .and_then(|text| Some((text.rfind('(')?, text)));
    let mut name = rest;
    if let Some((open, text)) = module
        && let Some((library, _)) = text.get(open + 1..)?.rsplit_once("+0x")
    {
        part.mapping = Some(library);
        part.sure = true;
        name = rest.get(..open)?.trim_end();
    }
    // The path may hold blanks; the name ends before the first word that begins a path.
    let begin = name.find(" /").or_else(|| name.rfind(' '));
    let place = begin.and_then(|at| Some((at, Place::split(name.get(at..)?)?)));
    if let Some((at, place)) = place {
        part.function = known(name.get(..at)?);
        part.place = Some(place);
    } else if part.mapping.is_none() && !(address.is_some() && scene.open) {
        return None;
    } else {
        let name = name.strip_suffix(" <null>").unwrap_or(name);
        part.function = known(name);
    }
    Some(part)
}
