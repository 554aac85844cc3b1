//! Processes of a host that a profile of the workspace knows: where their time goes, as links into the source.

use std::collections::HashSet;

use ask::words::code;
use engine::View;
use heat::HotFunction;

use crate::lsp::context::Context;
use crate::lsp::markup::Markup;
use crate::lsp::places::Places;
use crate::lsp::words;

/// Functions that are named of each process.
const LISTED: usize = 5;

/// Texts are looked at up to here; the beginning of an output names the heaviest processes.
const LONGEST: usize = 4 << 20;

/// The kernel cuts a process's name after so many bytes (`TASK_COMM_LEN` of Linux is 16 with its zero).
const COMM: usize = 15;

/// Programs of which the script says what runs.
const INTERPRETERS: [&str; 8] = ["python", "python3", "node", "ruby", "perl", "php", "java", "bash"];

/// The processes that texts name and a shown profile knows, each with its hottest functions. Empty when there is none.
pub(super) fn known(context: &Context, texts: &[&str]) -> String {
    let named = named(texts);
    let mut markup = Markup::new(true);
    for engine in context.engines().iter() {
        let Some(view) = engine.shown() else { continue };
        let processes = processes(&view);
        for process in processes.into_iter().filter(|process| is_in(&named, process)) {
            let hottest = hottest(&view, &process);
            if hottest.is_empty() {
                continue;
            }
            let places = Places::new(context, engine, &view);
            markup.item().words(&code(&process)).words(", as recorded in ");
            markup.code(&words::shown(&view.loaded.name)).words(":");
            for (index, hot) in hottest.into_iter().enumerate() {
                let Some(name) = words::name(&view, hot.spot) else {
                    continue;
                };
                let location = places.in_source(hot.spot);
                let place = (location.as_ref()).map(|location| (&location.uri, location.range.start.line));
                markup
                    .words(if index == 0 { " " } else { ", " })
                    .link(&name, place);
                markup
                    .words(" ")
                    .words(&words::percent(view.share(hot.own.or(hot.total)).unwrap_or(0.0)));
            }
        }
    }
    let list = markup.content().value;
    if list.is_empty() {
        return list;
    }
    format!("\n**Known from the workspace's profile**\n{list}\n")
}

/// Everything in the texts that may be the name of a process.
fn named<'a>(texts: &[&'a str]) -> HashSet<&'a str> {
    let is_part = |char: char| char.is_alphanumeric() || "_.+-/".contains(char);
    texts
        .iter()
        .flat_map(|text| {
            let end = text.len().min(LONGEST);
            let end = (0..=end).rev().find(|end| text.is_char_boundary(*end));
            text.get(..end.unwrap_or(0))
                .unwrap_or_default()
                .split(move |char| !is_part(char))
        })
        .map(|word| base(word.trim_end_matches(['.', '-'])))
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_in(named: &HashSet<&str>, process: &str) -> bool {
    named.contains(process) || process.get(..COMM).is_some_and(|cut| named.contains(cut))
}

/// The last part of a path.
fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What may run under a profile: the recorded program, and what its functions are in.
fn processes(view: &View) -> Vec<String> {
    let mut processes: Vec<String> = Vec::new();
    let recorded = view.loaded.profile.meta.command.as_deref();
    if let Some(program) = recorded.and_then(program) {
        processes.push(program.to_owned());
    }
    let symbols = &view.loaded.profile.symbols;
    for hot in &view.heat.functions {
        let Some(spot) = view.placement.spots.get(hot.spot as usize) else {
            continue;
        };
        for mapping in spot
            .members
            .iter()
            .filter_map(|member| symbols.mapping_name(*member))
        {
            let mapping = base(mapping);
            let is_program = !mapping.is_empty() && !mapping.starts_with('[') && !mapping.contains(".so");
            if is_program
                && !INTERPRETERS.contains(&mapping)
                && !processes.iter().any(|known| known == mapping)
            {
                processes.push(mapping.to_owned());
            }
        }
    }
    processes
}

/// The program of a command line: of an interpreter its script.
fn program(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    let first = base(words.next()?);
    let plain = first.trim_end_matches(|char: char| char.is_ascii_digit() || char == '.');
    if !INTERPRETERS.contains(&first) && !INTERPRETERS.contains(&plain) {
        return Some(first);
    }
    words.find(|word| !word.starts_with('-')).map(base)
}

/// The hottest functions of a process: those of its own mapping; where the profile knows no mappings, or it is the recorded
/// program, of all.
fn hottest<'a>(view: &'a View, process: &str) -> Vec<&'a HotFunction> {
    let symbols = &view.loaded.profile.symbols;
    let is_own = |hot: &&HotFunction| {
        let spot = view.placement.spots.get(hot.spot as usize);
        let mut members = spot.into_iter().flat_map(|spot| &spot.members);
        members.any(|member| {
            symbols
                .mapping_name(*member)
                .is_some_and(|mapping| base(mapping) == process)
        })
    };
    let is_recorded = view.loaded.profile.meta.command.as_deref().and_then(program) == Some(process);
    let functions = view.heat.functions.iter();
    if is_recorded {
        functions.take(LISTED).collect()
    } else {
        functions.filter(is_own).take(LISTED).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_and_ends_of_paths() {
        let named = named(&[
            "  7 root 99.0 /usr/bin/mandel --n 3\n",
            "`words` (pid 12) uses 98 %.",
        ]);
        for name in ["mandel", "words", "root"] {
            assert!(is_in(&named, name), "{name}");
        }
        assert!(!is_in(&named, "man") && !is_in(&named, "bin"));
        let cut = super::named(&["a_very_long_nam 12"]);
        assert!(is_in(&cut, "a_very_long_name"));
    }

    #[test]
    fn an_interpreter_runs_its_script() {
        assert_eq!(program("/usr/bin/words a b"), Some("words"));
        assert_eq!(program("python3.11 -u /srv/app.py x"), Some("app.py"));
        assert_eq!(program("node"), None);
        assert_eq!(program(""), None);
    }
}
