//! Which package a function, an import or a name means, and in which version.

use std::ops::Range;
use std::path::Path;

use ask::facts::DependencyFacts;
use source::dependencies::{self, Dependency, Ecosystem};
use source::document::Document;
use source::normalise;

use crate::Engine;

/// The package that a function outside the workspace comes from: by the path that the profile has of its file, else by
/// the crate that its name begins with.
pub(super) fn of_function(engine: &Engine, path: Option<&str>, name: &str) -> Option<DependencyFacts> {
    if let Some(found) = path.and_then(dependencies::of_path) {
        let locked = dependencies::locked(engine.root(), found.ecosystem, &found.name);
        return Some(facts(found, locked));
    }
    let name = normalise(name.trim_start_matches('<'));
    let first = name.segments.first().filter(|_| name.segments.len() > 1)?;
    let locked = dependencies::locked(engine.root(), Ecosystem::CratesIo, first)?;
    Some(facts(
        Dependency {
            ecosystem: Ecosystem::CratesIo,
            name: locked.name.clone(),
            version: None,
        },
        Some(locked),
    ))
}

/// The package of the workspace that is called so, in whatever ecosystem.
pub(super) fn named(engine: &Engine, name: &str) -> Option<DependencyFacts> {
    Ecosystem::ALL.into_iter().find_map(|ecosystem| {
        let locked = dependencies::locked(engine.root(), ecosystem, name)?;
        Some(facts(
            Dependency {
                ecosystem,
                name: locked.name.clone(),
                version: None,
            },
            Some(locked),
        ))
    })
}

/// The package that is named on a line, counted from 1, of a manifest or of a source file, by an import of it.
pub(in crate::asking) fn at(engine: &Engine, file: &Path, text: &str, line: u32) -> Option<DependencyFacts> {
    let found = dependencies::at_line(file, text, line)?;
    let locked = dependencies::locked(engine.root(), found.ecosystem, &found.name);
    let mut facts = facts(found, locked);
    if facts.from.is_empty() {
        facts.from = file.display().to_string();
    }
    Some(facts)
}

/// The packages that a part of a document uses, in the versions that are locked.
pub(super) fn used(engine: &Engine, document: &Document, within: &Range<usize>) -> Vec<DependencyFacts> {
    (dependencies::used(engine.root(), document, within).into_iter())
        .map(|used| DependencyFacts {
            name: used.locked.name,
            ecosystem: used.ecosystem.name().to_owned(),
            version: Some(used.locked.version),
            from: used.locked.file.display().to_string(),
        })
        .collect()
}

fn facts(found: Dependency, locked: Option<dependencies::Locked>) -> DependencyFacts {
    let (version, from) = locked.map(|locked| (locked.version, locked.file)).unzip();
    DependencyFacts {
        name: found.name,
        ecosystem: found.ecosystem.name().to_owned(),
        version: version.or(found.version),
        from: from.map(|from| from.display().to_string()).unwrap_or_default(),
    }
}
