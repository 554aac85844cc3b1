//! The prompts: template files under `prompts/`, with a version that changes whenever their text does.
//!
//! A file begins with `version: N` and has sections, each after a line `=== name`. `system` holds for the whole
//! conversation, `part` reads one part of a fact that is too long, and the others are what is asked, one after the other.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

/// The files, by name.
const FILES: [(&str, &str); 8] = [
    ("explain_function", include_str!("../prompts/explain_function.md")),
    ("explain_process", include_str!("../prompts/explain_process.md")),
    ("code", include_str!("../prompts/code.md")),
    ("stack_trace", include_str!("../prompts/stack_trace.md")),
    ("top_n", include_str!("../prompts/top_n.md")),
    ("find_faster", include_str!("../prompts/find_faster.md")),
    ("chat", include_str!("../prompts/chat.md")),
    ("debug_host", include_str!("../prompts/debug_host.md")),
];

/// What the files include.
const INCLUDED: [(&str, &str); 2] = [
    ("rules.md", include_str!("../prompts/rules.md")),
    ("criteria.md", include_str!("../prompts/criteria.md")),
];

/// Changes with the text of what is included.
const RULES_VERSION: u32 = 1;

/// A template is broken, which a test rules out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the prompt {name} cannot be made: {message}; this is a fault of sysgrok")]
pub struct PromptError {
    /// File and section.
    pub name: String,
    /// What the template engine said.
    pub message: String,
}

/// Name and version of a prompt, by which cached answers are told apart.
pub(crate) fn version(name: &str) -> String {
    let version = FILES
        .iter()
        .find(|(known, _)| *known == name)
        .and_then(|(_, text)| text.lines().next()?.strip_prefix("version: "))
        .unwrap_or("0");
    format!("{name} {version}, rules {RULES_VERSION}")
}

/// The text of a section.
pub(crate) fn render(
    name: &str,
    section: &str,
    variables: &BTreeMap<String, String>,
) -> Result<String, PromptError> {
    let full = format!("{name}/{section}");
    let fault = |error: &minijinja::Error| PromptError {
        name: full.clone(),
        message: error.to_string(),
    };
    let environment = environment(name).ok_or_else(|| PromptError {
        name: full.clone(),
        message: "there is no such file".to_owned(),
    })?;
    let template = environment.get_template(section).map_err(|error| fault(&error))?;
    let rendered = template
        .render(Value::from_pairs(
            variables
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        ))
        .map_err(|error| fault(&error))?;
    Ok(rendered.trim().to_owned())
}

/// The sections of a file. Only that file is parsed: a question waits for it.
fn environment(name: &str) -> Option<&'static Environment<'static>> {
    static ENVIRONMENTS: [OnceLock<Environment<'static>>; FILES.len()] =
        [const { OnceLock::new() }; FILES.len()];
    let ((_, text), environment) =
        (FILES.iter().zip(&ENVIRONMENTS)).find(|((known, _), _)| *known == name)?;
    Some(environment.get_or_init(|| {
        let mut environment = Environment::new();
        // The text goes to a model: there is nothing to escape for.
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        for (name, text) in INCLUDED {
            let _ = environment.add_template(name, text);
        }
        for section in text.split("\n=== ").skip(1) {
            let (section, text) = section.split_once('\n').unwrap_or((section, ""));
            let _ = environment.add_template(section, text);
        }
        environment
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_every_file_can_be_made() {
        for (name, text) in FILES {
            let expected = text.matches("\n=== ").count();
            let sections: Vec<&str> = text
                .split("\n=== ")
                .skip(1)
                .map(|section| section.lines().next().unwrap_or_default())
                .collect();
            assert!(
                expected >= 2 && sections.contains(&"system"),
                "{name}: {sections:?}"
            );
            for section in sections {
                let rendered = render(name, section, &BTreeMap::new());
                assert!(
                    rendered
                        .as_ref()
                        .is_ok_and(|text| !text.is_empty() || name == "chat"),
                    "{rendered:?}"
                );
            }
            assert!(!version(name).contains(" 0,"), "{}", version(name));
        }
    }

    #[test]
    fn what_is_asked_about_is_put_in_as_it_is() {
        let mut variables = BTreeMap::new();
        variables.insert("subject".to_owned(), "`a<b>` {{ system }}".to_owned());
        let text = render("explain_function", "short", &variables).unwrap_or_default();
        assert!(
            text.contains("Explain the function `a<b>` {{ system }} for a hover"),
            "{text}"
        );
    }
}
