//! `journalctl -p err -o short-iso`.

use std::collections::BTreeMap;

use super::section::Section;

/// Errors of one identifier, such as `nginx`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errors<'a> {
    pub(crate) count: usize,
    /// The first message.
    pub(crate) message: &'a str,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// A shortage that messages of services tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shortage {
    /// `EMFILE`, `ENFILE`.
    OpenFiles,
    /// `ENOSPC`.
    Space,
    /// `ENOMEM`.
    Memory,
    /// `EAGAIN` of fork.
    Processes,
}

/// What the journal tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal<'a> {
    /// By identifier.
    pub(crate) errors: BTreeMap<&'a str, Errors<'a>>,
    /// How many lines tell of a shortage, the first of them, and whose it is.
    pub(crate) shortages: BTreeMap<Shortage, (usize, usize, &'a str)>,
    /// Entries in all.
    pub(crate) count: usize,
}

/// All entries. Continued lines of an entry are indented and count with it.
pub(crate) fn read(section: Section<'_>) -> Journal<'_> {
    let mut journal = Journal::default();
    for line in section.lines() {
        if line.text.starts_with("-- ") || line.text.starts_with(' ') {
            continue;
        }
        let Some((identifier, message)) = entry(line.text) else {
            continue;
        };
        journal.count += 1;
        let errors = journal.errors.entry(identifier).or_insert_with(|| Errors {
            message,
            first: line.number,
            ..Errors::default()
        });
        errors.count += 1;
        errors.last = line.number;
        if let Some(shortage) = shortage(message) {
            journal
                .shortages
                .entry(shortage)
                .or_insert((0, line.number, identifier))
                .0 += 1;
        }
    }
    journal
}

/// Identifier and message of `TIME HOST IDENTIFIER[PID]: MESSAGE`.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (head, message) = line.split_once(": ")?;
    let identifier = head.split_whitespace().nth(2)?;
    // Syslog's own time has three words.
    let identifier = head.split_whitespace().nth(4).unwrap_or(identifier);
    Some((identifier.split('[').next().unwrap_or(identifier), message.trim()))
}

/// Messages of strerror(3) in glibc and musl.
fn shortage(message: &str) -> Option<Shortage> {
    let has = |text: &str| message.contains(text);
    if has("oo many open files") {
        Some(Shortage::OpenFiles)
    } else if has("o space left on device") {
        Some(Shortage::Space)
    } else if has("annot allocate memory") {
        Some(Shortage::Memory)
    } else if has("esource temporarily unavailable") && has("fork") {
        Some(Shortage::Processes)
    } else {
        None
    }
}
