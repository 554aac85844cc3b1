//! What could take the place of a program or library and is faster.

use std::collections::BTreeMap;
use std::fmt::Write;

use knowledge::{Faster, Kind, Software};

use super::known;
use crate::evidence::Evidence;
use crate::facts::{SoftwareFacts, SoftwareType};
use crate::question::{NO_MODEL, Question};
use crate::words;

/// The question.
pub fn question(facts: &SoftwareFacts) -> Question {
    let software = software(facts);
    let mut evidence = Evidence::default();
    evidence.add("What is to be replaced", about(facts));
    if let Some((share, counted)) = &facts.share {
        let mut text = format!("{} of {counted} is spent in it\n", words::percent(*share));
        if let Some(bound) = words::bound(*share) {
            let _ = writeln!(text, "Without it the program is at most {bound:.2}x as fast");
        }
        for (name, share) in &facts.functions {
            let _ = writeln!(text, "{name} {} self", words::percent(*share));
        }
        evidence.add("Its heat in the profile of the program that uses it", text);
    }
    if let Some(software) = software {
        evidence.add(
            "Notes of sysgrok on it",
            format!("{} {}", software.summary, software.uses),
        );
        let (whole, parts) = alternatives(facts, software);
        let faster: String = whole.into_iter().map(known::faster_text).collect();
        evidence.add(
            "Notes of sysgrok on faster alternatives, with published measurements",
            faster,
        );
        let faster: String = parts.into_iter().map(known::faster_text).collect();
        evidence.add("Notes of sysgrok on faster alternatives to parts of it", faster);
    }
    if let Some(manual) = &facts.manual {
        evidence.add(
            "The system's manual",
            format!("{}: {}", manual.page, manual.summary),
        );
    }
    let mut variables = BTreeMap::new();
    let name = words::name_in_task(&facts.name).unwrap_or_else(|| words::FIRST_FACT.to_owned());
    variables.insert("subject".to_owned(), name);
    variables.insert("kind".to_owned(), plural(facts.kind).to_owned());
    Question {
        prompt: "find_faster",
        stages: vec!["answer"],
        evidence,
        long: None,
        bound: facts.share.as_ref().and_then(|(share, _)| words::bound(*share)),
        variables,
        title: format!("findfaster: {}", words::code(&facts.name)),
        without_model: without_model(facts, software),
        is_unread: false,
    }
}

fn plural(kind: SoftwareType) -> &'static str {
    match kind {
        SoftwareType::Program => "programs",
        SoftwareType::Library => "libraries",
        SoftwareType::PythonLibrary => "Python libraries",
    }
}

/// Whether sysgrok itself has notes on something faster.
pub fn is_known(facts: &SoftwareFacts) -> bool {
    software(facts).is_some_and(|software| !alternatives(facts, software).0.is_empty())
}

fn software(facts: &SoftwareFacts) -> Option<&'static Software> {
    let kind = match facts.kind {
        SoftwareType::Program => Kind::Program,
        SoftwareType::Library => Kind::Library,
        SoftwareType::PythonLibrary => Kind::Pylibrary,
    };
    // What the workspace depends on is of an ecosystem: a header `json/json.h` is not Python's json.
    if let Some(dependency) = &facts.dependency {
        return knowledge::package(&dependency.ecosystem, &dependency.name);
    }
    knowledge::software(&facts.name, Some(kind))
        .or_else(|| knowledge::software(&facts.name, None))
        .or_else(|| {
            // Who names a function or type means the library that has it; a program `free` is none.
            let part = || knowledge::library_of_part(&facts.name);
            (facts.kind == SoftwareType::Library).then(part).flatten()
        })
}

/// What can take the place of the software, and what of parts of it.
fn alternatives(facts: &SoftwareFacts, software: &Software) -> (Vec<&'static Faster>, Vec<&'static Faster>) {
    let name = (facts.dependency.as_ref()).map_or(facts.name.as_str(), |dependency| &dependency.name);
    (
        knowledge::faster(software, name),
        knowledge::faster_for_parts(software, name),
    )
}

fn about(facts: &SoftwareFacts) -> String {
    let sort = match facts.kind {
        SoftwareType::Program => "program",
        SoftwareType::Library => "library",
        SoftwareType::PythonLibrary => "Python library",
    };
    let mut text = format!("{} ({sort})\n", facts.name);
    if let Some(dependency) = &facts.dependency {
        let version = dependency.version.as_deref().unwrap_or("unknown");
        let _ = writeln!(
            text,
            "Package {} of {}, version {version}, named in {}",
            dependency.name, dependency.ecosystem, dependency.from
        );
    }
    text
}

fn without_model(facts: &SoftwareFacts, software: Option<&Software>) -> String {
    let mut text = String::new();
    if let Some(dependency) = &facts.dependency {
        let version = dependency.version.as_deref().unwrap_or("of unknown version");
        let _ = write!(
            text,
            "In use: {} {} ({}), named in {}.\n\n",
            words::code(&dependency.name),
            words::prose(version),
            dependency.ecosystem,
            words::code(&dependency.from)
        );
    }
    if let Some((share, counted)) = &facts.share {
        let _ = write!(
            text,
            "**{}** of {} is spent in it.",
            words::percent(*share),
            words::prose(counted)
        );
        if let Some(bound) = words::bound(*share) {
            let _ = write!(
                text,
                " Replacing it can make the program at most {bound:.2} times as fast."
            );
        }
        text.push_str("\n\n");
        for (name, share) in &facts.functions {
            let _ = writeln!(text, "- {} {} self", words::code(name), words::percent(*share));
        }
        if !facts.functions.is_empty() {
            text.push('\n');
        }
    }
    let (faster, parts) = software
        .map(|software| alternatives(facts, software))
        .unwrap_or_default();
    if let Some(software) = software {
        let _ = write!(text, "{} {}\n\n", software.summary, software.uses);
    } else if let Some(manual) = &facts.manual {
        let _ = write!(
            text,
            "{}: {}\n\n",
            words::code(&manual.page),
            words::prose(&manual.summary)
        );
    }
    for faster in &faster {
        alternative(&mut text, faster, None);
    }
    if let Some(software) = software {
        for faster in &parts {
            alternative(&mut text, faster, faster.parts.get(&software.id));
        }
    }
    if faster.is_empty() && parts.is_empty() {
        text.push_str("sysgrok has no notes on anything faster than this.\n\n");
    } else {
        text.push_str(
            "What others measured holds for their machine and their input. Measure with yours.\n\n",
        );
    }
    text.push_str(NO_MODEL);
    words::tidy(&text)
}

/// Something faster, under a heading of its own, with the parts that it replaces where it replaces no more.
fn alternative(text: &mut String, faster: &Faster, parts: Option<&Vec<String>>) {
    let _ = write!(
        text,
        "## {}\n\n{} ({})\n\n{}\n",
        faster.id, faster.summary, faster.ecosystem, faster.compatible
    );
    if let Some(parts) = parts {
        let parts: Vec<String> = parts.iter().map(|part| words::code(part)).collect();
        let _ = write!(
            text,
            "\nIt takes the place of a part only: {}.\n",
            parts.join(", ")
        );
    }
    known::list(text, "For it", &faster.pros);
    known::list(text, "Against it", &faster.cons);
    if !faster.claim.is_empty() {
        text.push_str("\n**Published measurements**\n\n");
        text.push_str(&known::claims(faster));
    }
    known::sources(
        text,
        faster
            .sources
            .iter()
            .map(|source| (source.title.as_str(), source.url.as_str())),
    );
    text.push('\n');
}
