//! The facts about programs, libraries and processes.

use ask::facts::{DependencyFacts, ProcessFacts, SoftwareFacts, SoftwareType};

use super::{Gathering, dependencies, manual};
use crate::View;

/// Functions that are told.
const FUNCTIONS: usize = 12;

/// Sections of the manual that tell of programs.
const OF_PROGRAMS: &[&str] = &["1", "8", "6"];

/// Of a process.
pub(in crate::asking) fn process(gathering: Gathering<'_>, command: &[String]) -> ProcessFacts {
    let program = command.first().map_or("", String::as_str);
    let program = program.rsplit('/').next().unwrap_or(program);
    ProcessFacts {
        command: command.to_vec(),
        manual: manual(gathering.engine, OF_PROGRAMS, program),
        functions: gathering
            .view
            .map(|view| hot_in(view, |mapping, _| mapping == program))
            .unwrap_or_default()
            .1,
    }
}

/// Of a program or library.
pub(in crate::asking) fn software(
    gathering: Gathering<'_>,
    name: &str,
    kind: SoftwareType,
    dependency: Option<&DependencyFacts>,
) -> SoftwareFacts {
    let dependency = dependency.cloned().or_else(|| {
        (kind != SoftwareType::Program)
            .then(|| dependencies::named(gathering.engine, name))
            .flatten()
    });
    let (share, functions) = gathering
        .view
        .map(|view| hot_in(view, |mapping, function| is_of(name, mapping, function)))
        .unwrap_or_default();
    let counted = gathering
        .view
        .map(|view| view.loaded.profile.value(view.value).name.clone());
    SoftwareFacts {
        name: name.to_owned(),
        kind,
        dependency,
        share: share.zip(counted),
        functions,
        manual: (kind == SoftwareType::Program)
            .then(|| manual(gathering.engine, OF_PROGRAMS, name))
            .flatten(),
    }
}

/// Whether a function belongs to a library: by the mapping that it lives in, or by how its language names it.
fn is_of(library: &str, mapping: &str, function: &str) -> bool {
    let snake = library.replace('-', "_");
    let stem = mapping.split('.').next().unwrap_or(mapping);
    let is_named = |prefix: &str, separator: &str| {
        // `<serde_json::de::Deserializer as …>::next`, `std::vec::Vec<serde_json::Value>` is not it.
        let function = function.trim_start_matches('<');
        function
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(separator))
    };
    mapping == library
        || stem == library
        || stem
            .strip_prefix("lib")
            .is_some_and(|stem| stem == library || stem == snake)
        || is_named(&snake, "::")
        || is_named(library, ".")
}

/// What is spent in the functions that are meant, as a fraction of the whole, and the hottest of them.
fn hot_in(view: &View, is_meant: impl Fn(&str, &str) -> bool) -> (Option<f64>, Vec<(String, f64)>) {
    let symbols = &view.loaded.profile.symbols;
    let mut sum = None;
    let mut functions = Vec::new();
    for hot in &view.heat.functions {
        let Some(spot) = view.placement.spots.get(hot.spot as usize) else {
            continue;
        };
        let Some(&member) = spot.members.first() else {
            continue;
        };
        let mapping = symbols.mapping_name(member).unwrap_or_default();
        let mapping = mapping.rsplit('/').next().unwrap_or(mapping);
        if !is_meant(mapping, symbols.name(member)) {
            continue;
        }
        if let Some(own) = view.share(hot.own).filter(|own| *own > 0.0) {
            sum = Some(sum.unwrap_or(0.0) + own);
            if functions.len() < FUNCTIONS {
                functions.push((view.short(hot.spot).unwrap_or_default().to_owned(), own));
            }
        }
    }
    (sum.map(|sum: f64| sum.min(1.0)), functions)
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn functions_are_known_by_mapping_or_name() {
        let check = |library: &str, mapping: &str, function: &str, expected: bool| {
            assert_eq!(
                is_of(library, mapping, function),
                expected,
                "{library} {mapping} {function}"
            );
        };
        check("z", "libz.so.1", "inflate_fast", true);
        check("libz", "libz.so.1", "inflate_fast", true);
        check("serde_json", "app", "serde_json::de::from_str", true);
        check(
            "serde-json",
            "app",
            "<serde_json::de::Deserializer as X>::next",
            true,
        );
        check(
            "serde_json",
            "app",
            "alloc::vec::Vec<serde_json::Value>::push",
            false,
        );
        check("serde", "app", "serde_json::de::from_str", false);
        check("json", "python3", "json.dumps", true);
    }
}
