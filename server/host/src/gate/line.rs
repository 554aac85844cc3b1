//! The strict reader: plain words, pipes and `&& || ;`, and nothing else.
//!
//! Its own judge of what a word is, so that no shell's reading has to be trusted: outside quotes only characters that
//! no shell gives a meaning to; within quotes only text that every shell takes literally (POSIX.1-2017, Shell Command
//! Language, 2.2 Quoting).

use super::classes::{Class, Refusal};

/// What stands between two commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// `|`
    Pipe,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;`
    Then,
}

impl Join {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Join::Pipe => "|",
            Join::And => "&&",
            Join::Or => "||",
            Join::Then => ";",
        }
    }
}

/// The words of a line. There is one join less than there are commands, and no command is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) commands: Vec<Vec<String>>,
    pub(super) joins: Vec<Join>,
}

/// Whether a character can make a line look like another.
pub(super) fn is_deceptive(character: char) -> bool {
    character.is_control() || (!character.is_ascii() && !character.is_alphanumeric())
}

impl Line {
    /// Commands that feed each other.
    pub(super) fn pipeline(commands: Vec<Vec<String>>) -> Line {
        let joins = vec![Join::Pipe; commands.len().saturating_sub(1)];
        Line { commands, joins }
    }

    /// Whether every command has words.
    pub(super) fn is_complete(&self) -> bool {
        !self.commands.is_empty() && self.commands.iter().all(|words| !words.is_empty())
    }

    /// Reads a line, or says at what it stops being plain.
    pub(super) fn read(text: &str) -> Result<Line, Refusal> {
        if let Some(character) = text
            .chars()
            .find(|character| character.is_control() || !character.is_ascii())
        {
            return Err(Refusal::new(
                Class::Character,
                format!(
                    "it holds {}, which is no part of a plain command line",
                    name(character)
                ),
            ));
        }
        let mut line = Line::default();
        let mut words = Vec::new();
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches(' ');
            let Some(first) = rest.chars().next() else {
                break;
            };
            let join = match first {
                '|' if rest.starts_with("||") => Some(Join::Or),
                '|' => Some(Join::Pipe),
                '&' if rest.starts_with("&&") => Some(Join::And),
                ';' => Some(Join::Then),
                _ => None,
            };
            if let Some(join) = join {
                if words.is_empty() {
                    return Err(incomplete());
                }
                line.commands.push(std::mem::take(&mut words));
                line.joins.push(join);
                rest = rest.get(join.as_str().len()..).unwrap_or_default();
            } else {
                let (word, after) = word(rest, words.is_empty())?;
                words.push(word);
                rest = after;
            }
        }
        if words.is_empty() {
            return Err(incomplete());
        }
        line.commands.push(words);
        Ok(line)
    }
}

fn incomplete() -> Refusal {
    Refusal::new(Class::Syntax, "a command is missing")
}

/// One word and what follows it.
fn word(text: &str, is_command: bool) -> Result<(String, &str), Refusal> {
    let mut word = String::new();
    let (mut pieces, mut is_quoted) = (0, false);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '|' | ';' => break,
            '&' if rest.starts_with("&&") => break,
            '\'' => {
                is_quoted = true;
                let inner = rest.get(1..).unwrap_or_default();
                let end = inner.find('\'').ok_or_else(unclosed)?;
                word.push_str(inner.get(..end).unwrap_or_default());
                end + 2
            }
            '"' => {
                is_quoted = true;
                let inner = rest.get(1..).unwrap_or_default();
                let end = double_quoted(inner)?;
                word.push_str(inner.get(..end).unwrap_or_default());
                end + 2
            }
            _ => {
                let end = rest.find(|character| !is_plain(character)).unwrap_or(rest.len());
                if end == 0 {
                    return Err(meaningful(first));
                }
                word.push_str(rest.get(..end).unwrap_or_default());
                end
            }
        };
        pieces += 1;
        rest = rest.get(length..).unwrap_or_default();
    }
    if is_command {
        if is_quoted && pieces > 1 {
            return Err(Refusal::new(
                Class::Syntax,
                "the name of a command is pieced together",
            ));
        }
        if !is_quoted && word.contains('=') {
            return Err(Refusal::new(
                Class::Syntax,
                "it sets a variable, which can change what programs do",
            ));
        }
    }
    Ok((word, rest))
}

/// Length of what stands between double quotes, if every shell takes it literally.
fn double_quoted(text: &str) -> Result<usize, Refusal> {
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Ok(index),
            '$' | '`' | '!' => return Err(meaningful(character)),
            // Before anything else a backslash stands for itself.
            '\\' => match characters.peek() {
                Some((_, '$' | '`' | '"' | '\\' | '!')) | None => return Err(meaningful(character)),
                Some(_) => {}
            },
            _ => {}
        }
    }
    Err(unclosed())
}

fn unclosed() -> Refusal {
    Refusal::new(Class::Syntax, "a quotation mark is not closed")
}

/// Whether no shell gives a meaning to the character, wherever it stands in a word.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_@%+=:,./-".contains(character)
}

/// Why a line with this character is not plain.
fn meaningful(character: char) -> Refusal {
    let what = match character {
        '$' | '`' => "a part of it would be replaced by the shell",
        '\\' => "a backslash hides what follows it",
        '*' | '?' | '[' | ']' => "a pattern would be replaced by the names of files; quote it if it is text",
        '{' | '}' => "braces would be expanded or group commands; quote them if they are text",
        '~' => "a tilde would be replaced by a folder",
        '<' | '>' => "it redirects input or output",
        '&' => "it would run in the background",
        '(' | ')' => "it starts a subshell or defines a function; quote parentheses if they are text",
        '#' => "the rest is a comment",
        '!' => "an exclamation mark negates, or repeats what was typed before",
        _ => {
            return Refusal::new(
                Class::Syntax,
                format!("{} has a meaning to some shells; quote it", name(character)),
            );
        }
    };
    Refusal::new(Class::Syntax, what)
}

/// A character as the user can tell it.
fn name(character: char) -> String {
    match character {
        '\n' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        '\r' => "a carriage return".to_owned(),
        _ if is_deceptive(character) => format!("the invisible character U+{:04X}", u32::from(character)),
        _ => format!("`{character}`"),
    }
}
