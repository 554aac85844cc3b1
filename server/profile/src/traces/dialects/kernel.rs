//! Linux's oopses, warnings and reports (`show_trace_log_lvl` in arch/x86/kernel/dumpstack.c,
//! Documentation/admin-guide/bug-hunting.rst), as they are, with `scripts/decode_stacktrace.sh`, and as syzbot
//! prints them: ` ? f+0x12/0x34 [module]`, ` f (fs/a.c:12) module`, ` f+0x12/0x34 fs/a.c:12`,
//! ` f fs/a.c:12 [inline]`, `[<ffffffff81>] f+0x12/0x34`, `[<0>] f+0x12/0x34` of /proc/PID/stack.

use crate::traces::found::{Found, Item, Opening, Part, Scene, known, without_offset};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let text = window.first().trim();
    if let Some(part) = frame(text, scene) {
        return Some(Found::frame(part));
    }
    if let Some(found) = heading(text, scene) {
        return Some(found);
    }
    let marks = [
        "<TASK>",
        "<IRQ>",
        "</IRQ>",
        "<NMI>",
        "</NMI>",
        "<SOFTIRQ>",
        "</SOFTIRQ>",
        "<EOE>",
        "<EOI>",
    ];
    if !scene.open {
        return None;
    }
    if scene.has_frames && (text == "</TASK>" || text.starts_with("---[ end trace")) {
        return Some(Found::one(Item::End));
    }
    let registers = [
        "Code: ", "RSP: ", "RAX: ", "RBP: ", "R10: ", "R13: ", "RDX: ", "FS: ", "CS: ", "CR2: ", "CPU: ",
    ];
    let known = marks.contains(&text)
        || !scene.has_frames
            && (text.starts_with("Hardware name:") || text.starts_with("Modules linked in:"))
        || !scene.has_frames && registers.iter().any(|word| text.starts_with(word));
    known.then(|| Found::one(Item::Inside))
}

fn heading(text: &str, scene: Scene) -> Option<Found<'_>> {
    const REPORTS: [&str; 13] = [
        "BUG: ",
        "WARNING: CPU: ",
        "kernel BUG at ",
        "Unable to handle kernel ",
        "Internal error: Oops",
        "general protection fault",
        "INFO: task ",
        "INFO: rcu_",
        "rcu: INFO: ",
        "watchdog: BUG: ",
        "Kernel panic - not syncing",
        "unreferenced object 0x",
        "page allocation failure",
    ];
    if REPORTS.iter().any(|word| text.starts_with(word)) {
        let place = text
            .strip_prefix("kernel BUG at ")
            .or_else(|| text.split_once(" at ").map(|(_, place)| place));
        let place = place
            .map(|place| place.split([' ', '!']).next().unwrap_or(place))
            .and_then(Place::split);
        return Some(Found::one(Item::Heading(Opening {
            place: place.map(|place| Part {
                place: Some(place),
                ..Part::default()
            }),
            ..Opening::of(text)
        })));
    }
    // Where it happened: the trace begins with the caller, or with how the trap was handled.
    let pointer = ["RIP: 0010:", "RIP: 0018:", "IP: ", "pc : "]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    if let Some(pointer) = pointer.filter(|_| scene.open && !scene.has_frames) {
        let pointer = pointer.split_once(">] ").map_or(pointer, |(_, pointer)| pointer);
        let place = symbol(pointer, true).map(|(part, _)| part);
        return Some(Found::one(place.map_or(Item::Inside, |place| {
            Item::Heading(Opening {
                place: Some(place),
                ..Opening::default()
            })
        })));
    }
    let begins = text.eq_ignore_ascii_case("call trace:") || text == "backtrace:" || text == "Backtrace:";
    let task = text.strip_suffix(':').is_some_and(|text| {
        [
            "Allocated by task ",
            "Freed by task ",
            "Last potentially related work creation",
        ]
        .iter()
        .any(|word| text.starts_with(word))
    });
    if task {
        return Some(Found::heading(text.trim_end_matches(':')));
    }
    begins.then(|| Found::one(Item::Heading(Opening::default())))
}

fn frame(text: &str, scene: Scene) -> Option<Part<'_>> {
    let mut rest = text;
    let mut addressed = false;
    if let Some(inner) = text.strip_prefix("[<") {
        let (hex, behind) = inner.split_once(">]")?;
        addressed = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        rest = behind.trim_start();
    }
    let uncertain = rest.starts_with("? ");
    let rest = rest.strip_prefix("? ").unwrap_or(rest);
    let (part, offset) = symbol(rest, scene.open)?;
    (offset || scene.open && part.place.is_some()).then_some(Part {
        uncertain,
        sure: addressed || offset && uncertain,
        ..part
    })
}

/// A symbol, its place and its module, and whether it has the offset and size that only the kernel prints.
fn symbol(text: &str, open: bool) -> Option<(Part<'_>, bool)> {
    let (text, inlined) = match text.strip_suffix(" [inline]") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (name, behind) = text.split_once(' ').unwrap_or((text, ""));
    let (function, has_offset) = without_offset(name);
    let offset = has_offset
        && name
            .get(function.len() + 1..)
            .is_some_and(|offset| offset.contains("/0x"));
    let plain = function
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.$".contains(&byte));
    if !plain || known(function).is_none() || has_offset && !offset {
        return None;
    }
    let mut part = Part {
        function: Some(function),
        inlined,
        ..Part::default()
    };
    let mut behind = behind.trim();
    if let Some(inside) = behind.strip_prefix('(') {
        // `(kernel/task_work.c:181 (discriminator 1)) module`
        let close = inside.find("))").map(|at| at + 1).or_else(|| inside.find(')'))?;
        part.place = Some(Place::split(inside.get(..close)?)?);
        behind = inside.get(close + 1..)?.trim();
        part.mapping = (!behind.is_empty()).then_some(behind.trim_matches(['[', ']']));
        return Some((part, offset));
    }
    if let Some(module) = behind
        .strip_suffix(']')
        .and_then(|text| Some((text.rfind('[')?, text)))
    {
        part.mapping = module
            .1
            .get(module.0 + 1..)
            .map(|module| module.split(' ').next().unwrap_or(module));
        behind = behind.get(..module.0)?.trim();
    }
    if !behind.is_empty() {
        part.place = Some(Place::split(behind).filter(|_| open && !behind.contains(' '))?);
    }
    Some((part, offset))
}
