//! What a process is, what its arguments do, and how to make it use less.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::known;
use crate::evidence::Evidence;
use crate::facts::ProcessFacts;
use crate::question::{NO_MODEL, Question, Wishes};
use crate::words;

/// Lines of the manual that may explain one argument.
const OPTION_LINES: usize = 6;

/// Lines of the manual that say what the program is.
const MANUAL_LINES: usize = 40;

/// The question.
pub fn question(facts: &ProcessFacts, wishes: &Wishes) -> Question {
    let mut evidence = Evidence::default();
    evidence.add("The process with its arguments", facts.command.join(" "));
    evidence.add(
        "Its hot functions in the profile, self of the whole",
        functions_text(facts),
    );
    if let Some(software) = software(facts) {
        evidence.add(
            "Notes of sysgrok on the program",
            format!("{} {}", software.summary, software.uses),
        );
        let faster: String = knowledge::faster(software, program(facts))
            .into_iter()
            .map(known::faster_text)
            .collect();
        evidence.add("Notes of sysgrok on faster alternatives", faster);
    }
    if let Some(manual) = &facts.manual {
        let mut text = format!("{}: {}\n", manual.page, manual.summary);
        for line in manual.text.lines().take(MANUAL_LINES) {
            let _ = writeln!(text, "{line}");
        }
        for said in facts
            .command
            .iter()
            .skip(1)
            .filter_map(|argument| paragraph(&manual.text, option(argument)?))
        {
            let _ = writeln!(text, "{said}");
        }
        evidence.add(
            "The system's manual: its beginning, and what it says of the arguments",
            text,
        );
    }
    let stages = if wishes.no_optimisations {
        vec!["explain"]
    } else {
        vec!["explain", "optimise"]
    };
    Question {
        prompt: "explain_process",
        stages,
        evidence,
        long: None,
        bound: None,
        variables: BTreeMap::new(),
        title: format!("explainprocess: {}", words::code(&facts.command.join(" "))),
        without_model: without_model(facts),
        is_unread: false,
    }
}

fn program(facts: &ProcessFacts) -> &str {
    let program = facts.command.first().map_or("", String::as_str);
    program.rsplit('/').next().unwrap_or(program)
}

fn software(facts: &ProcessFacts) -> Option<&'static knowledge::Software> {
    knowledge::software(program(facts), Some(knowledge::Kind::Program))
        .or_else(|| knowledge::software(program(facts), None))
}

fn functions_text(facts: &ProcessFacts) -> String {
    facts
        .functions
        .iter()
        .fold(String::new(), |mut text, (name, share)| {
            let _ = writeln!(text, "{name} {}", words::percent(*share));
            text
        })
}

fn without_model(facts: &ProcessFacts) -> String {
    let program = program(facts);
    let mut text = String::new();
    let software = software(facts);
    if let Some(software) = software {
        let _ = write!(text, "{} {}\n\n", software.summary, software.uses);
    }
    if let Some(manual) = &facts.manual {
        let _ = write!(
            text,
            "{}: {}\n\n",
            words::code(&manual.page),
            words::prose(&manual.summary)
        );
    }
    if software.is_none() && facts.manual.is_none() {
        let _ = write!(
            text,
            "No information available for this process: sysgrok has no notes on {}, and the manual of this machine has no page for it.\n\n",
            words::code(program)
        );
    }
    arguments(&mut text, facts);
    if !facts.functions.is_empty() {
        text.push_str("## Where its time goes\n\n");
        for (name, share) in &facts.functions {
            let about = knowledge::function(Some(program), name).map(|found| found.entry.summary.clone());
            let _ = writeln!(
                text,
                "- {} {} self. {}",
                words::code(name),
                words::percent(*share),
                about.unwrap_or_default()
            );
        }
        text.push('\n');
    }
    if let Some(software) = software {
        let faster = knowledge::faster(software, program);
        if !faster.is_empty() {
            text.push_str("## Faster alternatives\n\n");
            for faster in faster {
                text.push_str(&known::faster_item(faster));
            }
            text.push('\n');
        }
        known::sources(
            &mut text,
            software
                .sources
                .iter()
                .map(|source| (source.title.as_str(), source.url.as_str())),
        );
        text.push('\n');
    }
    text.push_str(NO_MODEL);
    words::tidy(&text)
}

/// What the manual says of each argument.
fn arguments(text: &mut String, facts: &ProcessFacts) {
    if facts.command.len() < 2 {
        return;
    }
    text.push_str("## Its arguments\n\n");
    let page = facts.manual.as_ref().map_or("", |manual| manual.text.as_str());
    for argument in facts.command.iter().skip(1) {
        let _ = write!(text, "- {}", words::code(argument));
        if let Some(option) = option(argument) {
            match paragraph(page, option) {
                Some(said) => {
                    let _ = write!(text, ": {}", words::prose(&said));
                }
                None => text.push_str(": no information available for this argument"),
            }
        }
        text.push('\n');
    }
    text.push('\n');
}

/// The option of an argument, without its value; absent when it is none.
fn option(argument: &str) -> Option<&str> {
    let option = argument.split('=').next().unwrap_or(argument);
    (option.len() > 1 && option.starts_with('-')).then_some(option)
}

/// The paragraph of a manual page that begins with an option.
fn paragraph(page: &str, option: &str) -> Option<String> {
    let begins = |line: &str| {
        let line = line.trim_start();
        line.starts_with('-')
            && line
                .split(|char: char| char.is_whitespace() || matches!(char, ',' | '=' | '[' | '|' | '<'))
                .take(8)
                .any(|word| word == option)
    };
    let lines: Vec<&str> = page.lines().collect();
    let at = lines.iter().position(|line| begins(line))?;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let first = lines.get(at)?;
    let mut said = vec![first.trim()];
    for line in lines.iter().skip(at + 1).take(OPTION_LINES) {
        if line.trim().is_empty() || indent(line) <= indent(first) {
            break;
        }
        said.push(line.trim());
    }
    Some(said.join(" "))
}

#[cfg(test)]
mod tests {
    use super::paragraph;

    #[test]
    fn options_are_found_in_a_page() {
        let page = "NAME\n       ls - list\n\n       -a, --all\n              do not ignore entries\n              starting with .\n\n       --author\n              with -l, print the author\n";
        let check = |option: &str, expected: Option<&str>| {
            assert_eq!(paragraph(page, option).as_deref(), expected);
        };
        check("-a", Some("-a, --all do not ignore entries starting with ."));
        check("--all", Some("-a, --all do not ignore entries starting with ."));
        check("--author", Some("--author with -l, print the author"));
        check("-l", None);
    }
}
