//! The data files: complete, consistent, and each fact with its source.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use knowledge::{Base, FILES, Source, base};

fn read() -> Base {
    Base::read(FILES).unwrap_or_else(|error| panic!("{error}"))
}

/// Fails with all complaints at once.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_file_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    let mut folders = vec![root.join("data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(root).unwrap().to_string_lossy();
                found.insert(relative.replace('\\', "/"));
            }
        }
    }
    let listed: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let difference: Vec<&String> = found.symmetric_difference(&listed).collect();
    assert!(
        difference.is_empty(),
        "src/data.rs and data/ differ: {difference:?}"
    );
    assert_eq!(base().functions().len(), read().functions().len());
}

#[test]
fn there_is_enough() {
    let base = read();
    assert!(base.functions().len() >= 80, "{}", base.functions().len());
    let kernel = base
        .functions()
        .iter()
        .filter(|function| function.software.iter().any(|id| id == "linux"));
    assert!(kernel.count() >= 20);
}

fn check_refused(text: &str, expected: &Expect) {
    let error = Base::read(&[("data/new.toml", text)]).unwrap_err();
    expected.assert_eq(&error.to_string());
}

#[test]
fn what_the_schema_does_not_know_is_refused() {
    check_refused(
        "[[function]]\nnames = [\"f\"]\nsofware = [\"glibc\"]",
        &expect![[r#"
            data/new.toml: TOML parse error at line 3, column 1
              |
            3 | sofware = ["glibc"]
              | ^^^^^^^
            unknown field `sofware`, expected one of `names`, `software`, `anywhere`, `placed`, `summary`, `hot`, `look`, `remedies`, `faster`, `sources`
        "#]],
    );
    check_refused(
        "[[software]]\nid = \"x\"\nnames = [\"x\"]\nkind = \"crate\"",
        &expect![[r#"
            data/new.toml: TOML parse error at line 4, column 8
              |
            4 | kind = "crate"
              |        ^^^^^^^
            unknown variant `crate`, expected one of `library`, `program`, `kernel`, `pylibrary`, `runtime`
        "#]],
    );
    check_refused(
        "[[faster]]\nid = \"x\"",
        &expect![[r#"
            data/new.toml: TOML parse error at line 1, column 1
              |
            1 | [[faster]]
              | ^^^^^^^^^^
            missing field `of`
        "#]],
    );
}

#[test]
fn ids_are_unique_and_resolve() {
    let base = read();
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for software in base.all_software() {
        if !seen.insert(&software.id) {
            complaints.push(format!("software {} twice", software.id));
        }
        for part in software
            .parts
            .iter()
            .filter(|part| !software.names.contains(part))
        {
            complaints.push(format!(
                "software {}: its part {part} is none of its names",
                software.id
            ));
        }
    }
    let mut seen = BTreeSet::new();
    for faster in base.all_faster() {
        if !seen.insert(&faster.id) {
            complaints.push(format!("faster {} twice", faster.id));
        }
        for of in faster.of.iter().filter(|of| base.software_by_id(of).is_none()) {
            complaints.push(format!("faster {} is of {of}, which is no software", faster.id));
        }
        for of in faster.parts.keys().filter(|of| !faster.of.contains(of)) {
            complaints.push(format!(
                "faster {} replaces parts of {of}, but is not of it",
                faster.id
            ));
        }
        if faster.of.is_empty() {
            complaints.push(format!("faster {} is of nothing", faster.id));
        }
    }
    for function in base.functions() {
        let name = &function.names[0];
        for id in function
            .software
            .iter()
            .filter(|id| base.software_by_id(id).is_none())
        {
            complaints.push(format!("{name} is of {id}, which is no software"));
        }
        for id in function
            .faster
            .iter()
            .filter(|id| base.faster_by_id(id).is_none())
        {
            complaints.push(format!(
                "{name} is replaced by {id}, which is no faster alternative"
            ));
        }
    }
    none(&complaints);
}

#[test]
fn a_name_belongs_to_one_entry_of_its_software() {
    let base = read();
    let mut complaints = Vec::new();
    let mut owners: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for function in base.functions() {
        for (software, name) in function
            .software
            .iter()
            .flat_map(|software| function.names.iter().map(move |name| (software, name)))
        {
            if let Some(first) = owners.insert((software, name), &function.names[0]) {
                complaints.push(format!(
                    "{name} of {software} is claimed by {first} and by {}",
                    function.names[0]
                ));
            }
        }
    }
    let mut owners: BTreeMap<(String, String, String), &str> = BTreeMap::new();
    for software in base.all_software() {
        let names: BTreeSet<String> = software.names.iter().map(|name| name.to_lowercase()).collect();
        for name in names {
            let key = (software.ecosystem.clone(), format!("{:?}", software.kind), name);
            if let Some(first) = owners.insert(key.clone(), &software.id) {
                complaints.push(format!("{key:?} is claimed by {first} and by {}", software.id));
            }
        }
    }
    none(&complaints);
}

/// A day, or with `coarse` also a month or a year.
fn is_date(text: &str, coarse: bool) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let shape = match lengths.as_slice() {
        [4, 2, 2] => true,
        [4, 2] | [4] => coarse,
        _ => false,
    };
    shape
        && numbers.len() == parts.len()
        && (1970..2100).contains(&numbers[0])
        && numbers.get(1).is_none_or(|month| (1..=12).contains(month))
        && numbers.get(2).is_none_or(|day| (1..=31).contains(day))
}

fn sources(place: &str, sources: &[Source], complaints: &mut Vec<String>) {
    if sources.is_empty() {
        complaints.push(format!("{place} has no source"));
    }
    for source in sources {
        if !source.url.starts_with("https://") || source.title.trim().is_empty() {
            complaints.push(format!("{place}: {source:?}"));
        }
        if !is_date(&source.read, false) {
            complaints.push(format!("{place}: read = {:?} is no day", source.read));
        }
    }
}

/// A text within its limits, in characters.
fn text(place: &str, text: &str, longest: usize, complaints: &mut Vec<String>) {
    let length = text.chars().count();
    if text.trim() != text || text.chars().any(char::is_control) || !(1..=longest).contains(&length) {
        complaints.push(format!(
            "{place}: {length} characters of at most {longest}: {text:?}"
        ));
    }
}

#[test]
fn functions_are_complete() {
    let base = read();
    let mut complaints = Vec::new();
    for function in base.functions() {
        let place = function
            .names
            .first()
            .map_or("a function without a name", String::as_str);
        text(place, &function.summary, 320, &mut complaints);
        text(place, &function.hot, 420, &mut complaints);
        for line in function.look.iter().chain(&function.remedies) {
            text(place, line, 260, &mut complaints);
        }
        for name in &function.names {
            text(place, name, 100, &mut complaints);
        }
        if function.names.is_empty()
            || function.software.is_empty()
            || function.look.is_empty()
            || function.remedies.is_empty()
        {
            complaints.push(format!("{place} lacks names, software, look or remedies"));
        }
        sources(place, &function.sources, &mut complaints);
    }
    none(&complaints);
}

#[test]
fn software_is_complete() {
    let base = read();
    let mut complaints = Vec::new();
    for software in base.all_software() {
        let place = &software.id;
        text(place, &software.summary, 320, &mut complaints);
        text(place, &software.uses, 420, &mut complaints);
        text(place, &software.ecosystem, 20, &mut complaints);
        for name in &software.names {
            text(place, name, 100, &mut complaints);
        }
        if software.names.is_empty() {
            complaints.push(format!("{place} has no name"));
        }
        sources(place, &software.sources, &mut complaints);
    }
    none(&complaints);
}

#[test]
fn faster_alternatives_are_complete_and_every_claim_says_who_measured_what() {
    let base = read();
    let mut complaints = Vec::new();
    for faster in base.all_faster() {
        let place = &faster.id;
        text(place, &faster.summary, 320, &mut complaints);
        text(place, &faster.compatible, 420, &mut complaints);
        for line in faster.pros.iter().chain(&faster.cons) {
            text(place, line, 260, &mut complaints);
        }
        sources(place, &faster.sources, &mut complaints);
        for claim in &faster.claim {
            text(place, &claim.says, 420, &mut complaints);
            for field in [&claim.who, &claim.version, &claim.hardware] {
                text(place, field, 260, &mut complaints);
            }
            if claim.date != "not stated" && !is_date(&claim.date, true) {
                complaints.push(format!("{place}: {:?} is no date", claim.date));
            }
            if !claim.url.starts_with("https://") || !is_date(&claim.read, false) {
                complaints.push(format!("{place}: {claim:?}"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn dates_are_days_or_for_claims_also_months_and_years() {
    assert!(is_date("2026-11-25", false));
    assert!(!is_date("2026-11", false) && is_date("2026-11", true) && is_date("2026", true));
    assert!(!is_date("25.11.2026", true) && !is_date("2026-13-01", false) && !is_date("", true));
}
