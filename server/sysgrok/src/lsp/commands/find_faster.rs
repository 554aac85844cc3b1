//! `sysgrok.findFaster`: something faster than a program, a library or a package.

use std::sync::Arc;

use ask::facts::{DependencyFacts, SoftwareType};
use ask::words;
use engine::asking::Subject;

use super::Given;
use crate::lsp::asking::{Ask, begin};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// Than what is named, or than the dependency or import under the cursor.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let engine = given.engine(context)?;
    let kind = given.software_type.as_deref().map(named_kind).transpose()?;
    let alone = given.text.as_deref().filter(|text| !text.starts_with("file:"));
    let (name, kind, dependency) = if let Some(name) = given.name.as_deref().or(alone) {
        (
            name.trim().to_owned(),
            kind.unwrap_or(SoftwareType::Library),
            None,
        )
    } else {
        let found = under_cursor(context, given)?;
        let kind = kind.unwrap_or_else(|| kind_of(&found));
        (found.name.clone(), kind, Some(found))
    };
    if name.is_empty() {
        return Err("name a program or library".to_owned());
    }
    let title = format!("findfaster: {}", words::code(&name));
    let ask = Ask {
        engine,
        subject: Subject::Software {
            name,
            kind,
            dependency,
        },
        title,
        no_optimisations: false,
    };
    begin(context, ask)
}

/// What a dependency is.
pub(in crate::lsp) fn kind_of(found: &DependencyFacts) -> SoftwareType {
    if found.ecosystem == "pypi" {
        SoftwareType::PythonLibrary
    } else {
        SoftwareType::Library
    }
}

fn named_kind(text: &str) -> Result<SoftwareType, String> {
    match text {
        "program" => Ok(SoftwareType::Program),
        "library" => Ok(SoftwareType::Library),
        "pylibrary" => Ok(SoftwareType::PythonLibrary),
        _ => Err("softwareType is program, library or pylibrary".to_owned()),
    }
}

fn under_cursor(context: &Context, given: &Given) -> Result<DependencyFacts, String> {
    let (Some(key), Some(position)) = (given.key()?, given.position) else {
        return Err("name a program or library, or a place in a document".to_owned());
    };
    let place = context
        .place(&key)
        .ok_or("no dependency is here: open a file of the workspace")?;
    let text = place.open.document.rope().to_string();
    (place.engine)
        .dependency_at(&place.file, &text, position.line + 1)
        .ok_or_else(|| "no dependency is named on this line".to_owned())
}
