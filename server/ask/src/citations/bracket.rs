//! What stands in the brackets of a citation: `[E3]`, `[cmd 4, lines 10-12; cmd 5]`, and what models write instead:
//! `[E1-E3]`, `[E1 and E2]`, `[Cmd4 L10–L12]`, `[commands 4 & 5]`, `[cmd 4:10]`.

/// What kind of fact is cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `E3`: a fact among the evidence.
    Evidence,
    /// `cmd 4`: what a command printed. Its lines count from 1.
    Command,
}

/// One part of a citation: `E3`, `E3-E5`, or `cmd 4, lines 10-12`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) kind: Kind,
    pub(super) first: usize,
    pub(super) last: usize,
    /// First and last lines, as they are written; empty when the whole is cited.
    pub(super) lines: Vec<(usize, usize)>,
    /// Where it begins in the bracket, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// The longest citation, in bytes; a longer bracket is text.
const LONGEST: usize = 160;

/// The parts of a closed bracket; absent when it is no citation.
pub(super) fn parts(bracket: &str) -> Option<Vec<Part>> {
    let inside = bracket.strip_prefix('[')?.strip_suffix(']')?;
    let tokens = tokens(inside, false)?;
    let mut rest = tokens.as_slice();
    let mut parts: Vec<Part> = Vec::new();
    let mut kind = None;
    let mut in_lines = false;
    // Whether a number may follow, and whether one must.
    let (mut may, mut must) = (false, false);
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        match token.what {
            What::Kind(named) if !must => {
                (kind, in_lines, may, must) = (Some(named), false, true, true);
            }
            What::Lines | What::Colon if !must && !parts.is_empty() => {
                (in_lines, may, must) = (true, true, token.what == What::Lines);
            }
            What::Comma if !must && !parts.is_empty() => may = true,
            What::Number(first) if may => {
                let word = if in_lines { What::Lines } else { What::Kind(kind?) };
                let (last, end, after) = range(rest, word).unwrap_or((first, token.end, rest));
                rest = after;
                if in_lines {
                    let part = parts.last_mut()?;
                    part.lines.push((first, last));
                    part.end = 1 + end;
                } else {
                    parts.push(Part {
                        kind: kind?,
                        first,
                        last,
                        lines: Vec::new(),
                        start: 1 + if must {
                            word_before(inside, token.start)
                        } else {
                            token.start
                        },
                        end: 1 + end,
                    });
                }
                (may, must) = (false, false);
            }
            _ => return None,
        }
    }
    (!may && !parts.is_empty()).then_some(parts)
}

/// What `E3` or `cmd 4` names by itself.
pub(super) fn label(label: &str) -> Option<(Kind, usize)> {
    match parts(&format!("[{label}]"))?.as_slice() {
        [part] if part.first == part.last && part.lines.is_empty() => Some((part.kind, part.first)),
        _ => None,
    }
}

/// Whether an open bracket may still become a citation.
pub(super) fn may_become(open: &str) -> bool {
    let inside = open.strip_prefix('[').unwrap_or_default();
    open.len() <= LONGEST
        && inside.chars().next().is_none_or(char::is_alphabetic)
        && tokens(inside, true).is_some_and(|tokens| {
            (tokens.first()).is_none_or(|token| matches!(token.what, What::Kind(_) | What::Unfinished))
        })
}

/// The rest of a range, `-12`, `-E5` or `-L12`: its last number, where it ends, and what follows.
fn range(tokens: &[Token], word: What) -> Option<(usize, usize, &[Token])> {
    let (dash, rest) = tokens.split_first()?;
    let rest = match rest.split_first() {
        Some((token, rest)) if token.what == word => rest,
        _ => rest,
    };
    match (dash.what, rest.split_first()?) {
        (
            What::Dash,
            (
                Token {
                    what: What::Number(last),
                    end,
                    ..
                },
                rest,
            ),
        ) => Some((*last, *end, rest)),
        _ => None,
    }
}

/// Where the word begins that stands before a number.
fn word_before(inside: &str, number: usize) -> usize {
    let before = inside.get(..number).unwrap_or_default();
    before
        .trim_end()
        .trim_end_matches(|char: char| char.is_ascii_alphabetic())
        .len()
}

#[derive(Clone, Copy, Debug)]
struct Token {
    what: What,
    /// In bytes.
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Kind(Kind),
    Lines,
    Number(usize),
    Comma,
    Colon,
    Dash,
    /// The beginning of a word, at the end of an open bracket.
    Unfinished,
}

const WORDS: [(&str, What); 11] = [
    ("e", What::Kind(Kind::Evidence)),
    ("cmd", What::Kind(Kind::Command)),
    ("cmds", What::Kind(Kind::Command)),
    ("command", What::Kind(Kind::Command)),
    ("commands", What::Kind(Kind::Command)),
    ("l", What::Lines),
    ("ln", What::Lines),
    ("line", What::Lines),
    ("lines", What::Lines),
    ("and", What::Comma),
    ("to", What::Dash),
];

/// Words, numbers and marks; absent when there is anything else.
fn tokens(inside: &str, is_open: bool) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = inside.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = inside.get(at..).unwrap_or_default();
        let run = |belongs: fn(&char) -> bool| {
            let length = rest.chars().take_while(belongs).count();
            rest.get(..length).unwrap_or_default()
        };
        let (what, length) = match character {
            ' ' | '\u{a0}' | '\u{202f}' => {
                at += character.len_utf8();
                continue;
            }
            ',' | ';' | '&' => (What::Comma, 1),
            ':' => (What::Colon, 1),
            '-' | '\u{2010}'..='\u{2014}' | '\u{2212}' => (What::Dash, character.len_utf8()),
            '0'..='9' => {
                let digits = run(char::is_ascii_digit);
                (What::Number(digits.parse().unwrap_or(usize::MAX)), digits.len())
            }
            _ => {
                let word = run(char::is_ascii_alphabetic);
                let behind = rest.get(word.len()..).unwrap_or_default();
                (read_word(word, behind, is_open)?, word.len())
            }
        };
        tokens.push(Token {
            what,
            start: at,
            end: at + length,
        });
        at += length;
    }
    Some(tokens)
}

fn read_word(word: &str, behind: &str, is_open: bool) -> Option<What> {
    let lower = word.to_ascii_lowercase();
    let known = WORDS
        .iter()
        .find(|(name, _)| *name == lower)
        .map(|(_, what)| *what);
    if is_open && behind.is_empty() {
        let begins = !word.is_empty() && WORDS.iter().any(|(name, _)| name.starts_with(&lower));
        return begins.then(|| known.unwrap_or(What::Unfinished));
    }
    // The letter alone is a word of many languages.
    let is_alone = lower == "e" && !behind.starts_with(|char: char| char.is_ascii_digit());
    known.filter(|_| !is_alone)
}
