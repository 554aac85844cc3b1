//! What may not run at all, wherever it stands: behind wrappers, in strings that a shell would get, in lines that are
//! no plain words. A help, not a wall: what it misses is asked about.

use super::classes::{Class, Refusal};
use super::harm::harm;
use super::rules;
use super::table::{Wrapper, table};

/// How deep commands within commands are looked at.
const DEEPEST: usize = 6;
/// Longest text that is looked at, in bytes; a shell takes no longer argument on Linux.
const LONGEST: usize = 128 * 1024;

/// What is forbidden about a command with these words.
pub(super) fn in_words(words: &[String]) -> Option<Refusal> {
    command(words, 0)
}

/// What is forbidden in a line that has no plain words.
pub(super) fn in_text(text: &str) -> Option<Refusal> {
    text_at(text, 0)
}

fn text_at(text: &str, depth: usize) -> Option<Refusal> {
    if depth > DEEPEST || text.len() > LONGEST {
        return None;
    }
    commands_of(text).iter().find_map(|found| {
        found
            .targets
            .iter()
            .find_map(|target| written(target))
            .or_else(|| command(&found.words, depth))
    })
}

/// What is forbidden about writing to a file.
fn written(path: &str) -> Option<Refusal> {
    const HARMLESS: &[&str] = &["null", "tty", "stdout", "stderr", "zero", "full"];
    if path.contains("sysrq-trigger") {
        return Some(Refusal::new(
            Class::Power,
            "it would command the kernel through sysrq",
        ));
    }
    let device = path.strip_prefix("/dev/")?;
    let overwrites = !HARMLESS.contains(&device) && !device.starts_with("shm/") && !device.starts_with("fd/");
    overwrites.then(|| Refusal::new(Class::Disks, format!("it would overwrite the device {path}")))
}

fn command(words: &[String], depth: usize) -> Option<Refusal> {
    if depth > DEEPEST {
        return None;
    }
    let is_assignment = |word: &String| {
        word.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || character == '_')
        })
    };
    let is_keyword = |word: &String| {
        matches!(
            word.as_str(),
            "!" | "{"
                | "}"
                | "if"
                | "then"
                | "else"
                | "elif"
                | "do"
                | "while"
                | "until"
                | "time"
                | "coproc"
                | "function"
        )
    };
    let start = words
        .iter()
        .position(|word| !is_assignment(word) && !is_keyword(word))?;
    let words = words.get(start..)?;
    let (first, rest) = words.split_first()?;
    let name = first.rsplit('/').next().unwrap_or(first);
    if let Some(refused) = table()
        .refused(name)
        .filter(|refused| refused.tier == super::Tier::Never)
    {
        return Some(Refusal::new(refused.class, format!("{name} {}", refused.why)));
    }
    if name.starts_with("mkfs") {
        return Some(Refusal::new(Class::Disks, format!("{name} formats disks")));
    }
    if let Some(refusal) = harm(name, rest) {
        return Some(refusal);
    }
    if let Some(refusal) = never_otherwise(name, rest) {
        return Some(refusal);
    }
    if name == "tee" {
        return rest.iter().find_map(|path| written(path));
    }
    table()
        .wrapper
        .get(name)
        .and_then(|wrapper| wrapped(wrapper, rest, depth + 1))
}

/// Package managers, unless they are asked a question.
fn never_otherwise(name: &str, rest: &[String]) -> Option<Refusal> {
    let spec = table().binary(name)?;
    spec.otherwise.filter(|tier| *tier == super::Tier::Never)?;
    let words: Vec<String> = std::iter::once(name.to_owned())
        .chain(rest.iter().cloned())
        .collect();
    rules::judge_command(&words, true).err()
}

/// What a wrapper runs.
fn wrapped(wrapper: &Wrapper, words: &[String], depth: usize) -> Option<Refusal> {
    let mut operands = wrapper.operands;
    let mut index = 0;
    while let Some(word) = words.get(index) {
        index += 1;
        let (flag, attached) = word
            .split_once('=')
            .map_or((word.as_str(), None), |(flag, value)| (flag, Some(value)));
        if wrapper.strings.iter().any(|string| string == flag) {
            let text = attached.map(str::to_owned).or_else(|| words.get(index).cloned());
            if let Some(refusal) = text.and_then(|text| text_at(&text, depth)) {
                return Some(refusal);
            }
        }
        if let Some(string) = wrapper
            .strings
            .iter()
            .filter(|string| string.len() == 2)
            .find_map(|string| word.strip_prefix(string.as_str()))
            .filter(|rest| !rest.is_empty())
        {
            // Flags and their value in one word.
            if let Some(refusal) = text_at(string, depth) {
                return Some(refusal);
            }
        }
        if !wrapper.after.is_empty() {
            if wrapper.after.contains(word)
                && let Some(refusal) = words.get(index..).and_then(|rest| command(rest, depth))
            {
                return Some(refusal);
            }
        } else if word.starts_with('-') && word.len() > 1 {
            if wrapper.takes.contains(word) {
                index += 1;
            }
        } else if operands > 0 {
            operands -= 1;
        } else {
            let rest = words.get(index - 1..)?;
            if wrapper.joined
                && let Some(refusal) = text_at(&rest.join(" "), depth)
            {
                return Some(refusal);
            }
            return command(rest, depth);
        }
    }
    None
}

/// A command as it can be made out in any text.
#[derive(Debug, Default)]
struct Found {
    words: Vec<String>,
    /// Files that it would write to.
    targets: Vec<String>,
}

/// Commands as they are gathered from a text.
#[derive(Debug, Default)]
struct Gathered {
    all: Vec<Found>,
    found: Found,
    word: Option<String>,
    is_target: bool,
}

impl Gathered {
    fn add(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    fn end_word(&mut self) {
        if let Some(word) = self.word.take() {
            if std::mem::take(&mut self.is_target) {
                self.found.targets.push(word);
            } else {
                self.found.words.push(word);
            }
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.is_target = false;
        let found = std::mem::take(&mut self.found);
        if !found.words.is_empty() || !found.targets.is_empty() {
            self.all.push(found);
        }
    }
}

/// Splits a text at whatever a shell might split it, without its quotes and backslashes. Substitutions within a word
/// count as commands of their own.
fn commands_of(text: &str) -> Vec<Found> {
    let has_braces = text.contains('{');
    let mut gathered = Gathered::default();
    let mut quote: Option<char> = None;
    // The quotes around each substitution that is not closed yet.
    let mut around: Vec<Option<char>> = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => gathered.add(character),
            (None, '\'' | '"') => {
                quote = Some(character);
                gathered.word.get_or_insert_default();
            }
            (_, '\\') => match characters.next() {
                Some('\n') | None => {}
                Some(next) => gathered.add(next),
            },
            (_, '$') => match characters.peek() {
                Some('(') => {
                    characters.next();
                    gathered.end_command();
                    around.push(quote.take());
                }
                // The value of a variable is unknown; most often it stands for a space.
                Some(next) if next.is_ascii_alphabetic() || *next == '_' => {
                    while characters
                        .next_if(|next| next.is_ascii_alphanumeric() || *next == '_')
                        .is_some()
                    {}
                    gathered.end_word();
                }
                Some('{') => {
                    for next in characters.by_ref() {
                        if next == '}' {
                            break;
                        }
                    }
                    gathered.end_word();
                }
                Some('\'' | '"') if quote.is_none() => {}
                _ => gathered.add(character),
            },
            (None, ')' | '`') => {
                gathered.end_command();
                quote = around.pop().flatten();
            }
            (Some(_), '`') => {
                gathered.end_command();
                around.push(quote.take());
            }
            (None, ';' | '|' | '&' | '(' | '\n' | '\r') => gathered.end_command(),
            (None, '>') => {
                gathered.end_word();
                while characters
                    .next_if(|next| matches!(next, '>' | '|' | '&'))
                    .is_some()
                {}
                gathered.is_target = true;
            }
            (None, '<') => gathered.end_word(),
            (None, _) if character.is_whitespace() => gathered.end_word(),
            (None, '{' | '}') if gathered.word.is_none() => {}
            // A list in braces becomes words.
            (None, '{' | '}' | ',') if has_braces => gathered.end_word(),
            _ => gathered.add(character),
        }
    }
    gathered.end_command();
    gathered.all
}
