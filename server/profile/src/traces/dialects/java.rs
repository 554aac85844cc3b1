//! The JVM's exceptions (`Throwable.printStackTrace`, JDK 17; logback's variants) and dumps of threads
//! (`jstack`): `at com.acme.Table.find(Table.java:12)`, `at java.base/java.lang.Thread.run(Thread.java:840)`,
//! `at java.lang.Thread.run(java.base@17.0.15/Thread.java:840)`.

use std::borrow::Cow;

use crate::traces::exception;
use crate::traces::found::{Found, Item, Link, Opening, Part, Scene, indent, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(rest) = text.strip_prefix("at ") {
        return Some(Found::frame(Part {
            indent: indent(line),
            ..frame(rest)?
        }));
    }
    if let Some(rest) = text.strip_prefix("... ").filter(|_| scene.open) {
        let (count, rest) = number(rest)?;
        return rest.starts_with(' ').then(|| Found::one(Item::Elided(count)));
    }
    heading(line, text, scene)
}

fn heading<'w>(line: &'w str, text: &'w str, scene: Scene) -> Option<Found<'w>> {
    if let Some(rest) = text.strip_prefix("Exception in thread \"") {
        let (thread, exception) = rest.split_once("\" ")?;
        return Some(Found::one(Item::Heading(Opening {
            thread: Some(thread),
            ..Opening::of(exception)
        })));
    }
    let links = [
        ("Caused by: ", Link::CauseOfAbove),
        ("Wrapped by: ", Link::CausedByAbove),
        ("Suppressed: ", Link::None),
    ];
    for (word, link) in links {
        if let Some(exception) = text
            .strip_prefix(word)
            .filter(|text| exception::is_exception(text))
        {
            return Some(Found::one(Item::Heading(Opening {
                link,
                indent: indent(line),
                ..Opening::of(exception)
            })));
        }
    }
    // `"main" #1 prio=5 os_prio=0 ... tid=0x1 nid=0x2 runnable`.
    if line.starts_with('"') && text.contains(" tid=0x") {
        let (name, _) = text.strip_prefix('"')?.rsplit_once("\" ")?;
        return Some(Found::thread(name.split("\" #").next().unwrap_or(name)));
    }
    let inside = text.starts_with("java.lang.Thread.State: ")
        || text.starts_with("- ")
        || text.starts_with("[CIRCULAR");
    (scene.open && inside).then(|| Found::one(Item::Inside))
}

fn frame(text: &str) -> Option<Part<'_>> {
    let open = text.find('(')?;
    let close = open + text.get(open..)?.find(')')?;
    let (name, inside) = (text.get(..open)?, text.get(open + 1..close)?);
    if name.contains(char::is_whitespace) || !name.contains('.') {
        return None;
    }
    let (module, name) = module_of(name);
    let (other, inside) = inside
        .rsplit_once('/')
        .map_or((None, inside), |(module, inside)| (Some(module), inside));
    let without = [
        "Native Method",
        "Unknown Source",
        "<generated>",
        "Unknown",
        "SourceFile",
    ];
    let place = if without.contains(&inside) {
        None
    } else {
        let place = Place::split(inside).unwrap_or_else(|| Place::file(inside));
        let is_file = place.path.contains('.') || &*place.path == "SourceFile";
        let plain = !place.path.contains([' ', ',', '\\', ':', '<']);
        Some(in_package(name, place))
            .filter(|_| is_file && plain)
            .map(Some)?
    };
    Some(Part {
        function: Some(name),
        mapping: module
            .or(other)
            .map(|module| module.split('@').next().unwrap_or(module)),
        place,
        sure: true,
        ..Part::default()
    })
}

/// `java.base/java.lang.Thread.run`, `app//com.acme.Main.main`; a lambda has a `/` of its own.
fn module_of(name: &str) -> (Option<&str>, &str) {
    let class = name.find('$').unwrap_or(name.len());
    match name.get(..class).and_then(|head| head.rfind('/')) {
        Some(at) => {
            let module = name
                .get(..at)
                .unwrap_or("")
                .split('/')
                .next()
                .filter(|module| !module.is_empty());
            (module, name.get(at + 1..).unwrap_or(name))
        }
        None => (None, name),
    }
}

/// The package is the folder.
fn in_package<'w>(name: &str, mut place: Place<'w>) -> Place<'w> {
    let package: Vec<&str> = name.split('.').collect();
    if let Some(package) = package
        .len()
        .checked_sub(2)
        .and_then(|end| package.get(..end))
        .filter(|it| !it.is_empty())
    {
        place.path = Cow::Owned(format!("{}/{}", package.join("/"), place.path));
    }
    place
}
