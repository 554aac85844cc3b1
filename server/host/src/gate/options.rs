//! The words of a command by the table: flags, their values, operands.

use super::classes::{Class, Refusal};
use super::table::{Spec, Style};

/// What the words say.
#[derive(Debug, Default)]
pub(super) struct Parsed<'a> {
    /// Flags, as they stand in the table, with their values.
    pub(super) flags: Vec<(String, Option<&'a str>)>,
    pub(super) operands: Vec<&'a str>,
}

impl Parsed<'_> {
    /// Whether one of these flags is there.
    pub(super) fn has(&self, names: &[String]) -> bool {
        self.flags.iter().any(|(flag, _)| names.contains(flag))
    }

    /// The last value that one of these flags has.
    pub(super) fn value(&self, names: &[String]) -> Option<&str> {
        self.flags
            .iter()
            .rev()
            .find(|(flag, _)| names.contains(flag))
            .and_then(|(_, value)| *value)
    }
}

/// How a flag is known.
enum Flag<'a> {
    Alone,
    Takes(&'a super::kinds::Kind),
    Attached(&'a super::kinds::Kind),
    Perhaps(&'a super::kinds::Kind),
}

/// The table's entries that hold here: of the sub-command first, then of what is above it.
fn known<'a>(specs: &[&'a Spec], name: &str) -> Option<Flag<'a>> {
    specs.iter().rev().find_map(|spec| {
        if let Some(kind) = spec.takes.get(name) {
            Some(Flag::Takes(kind))
        } else if let Some(kind) = spec.optional.get(name) {
            Some(Flag::Attached(kind))
        } else if let Some(kind) = spec.optional_next.get(name) {
            Some(Flag::Perhaps(kind))
        } else {
            spec.flags.iter().any(|flag| flag == name).then_some(Flag::Alone)
        }
    })
}

/// Parses the words after the name. `specs` is the binary and its sub-commands found so far; where the last has
/// sub-commands, parsing stops at the first operand, and the number of words read is told.
pub(super) fn parse<'a>(specs: &[&Spec], words: &'a [String]) -> Result<(Parsed<'a>, usize), Refusal> {
    let mut parsed = Parsed::default();
    let Some(spec) = specs.last() else {
        return Ok((parsed, 0));
    };
    let style = specs.first().map_or(Style::Gnu, |spec| spec.style);
    let mut index = 0;
    let mut ended = false;
    while let Some(word) = words.get(index).map(String::as_str) {
        let is_flag = !ended && word.len() > 1 && word.starts_with('-');
        if !is_flag && !spec.sub.is_empty() && !ended {
            break;
        }
        index += 1;
        let next = words.get(index).map(String::as_str);
        if !is_flag {
            if ended || !spec.exact.iter().any(|exact| exact == word) {
                parsed.operands.push(word);
            }
        } else if word == "--" {
            // iproute2 and the like have no end of flags.
            if style == Style::Words || !spec.sub.is_empty() {
                return Err(unknown(word));
            }
            ended = true;
        } else if spec.numeric && word.len() <= 7 && word.bytes().skip(1).all(|byte| byte.is_ascii_digit()) {
            parsed.flags.push(("-NUMBER".to_owned(), word.get(1..)));
        } else if word.starts_with("--") || style == Style::Words || whole(specs, word) {
            index += usize::from(long(specs, style, word, next, &mut parsed)?);
        } else {
            index += usize::from(cluster(specs, word, next, &mut parsed)?);
        }
    }
    Ok((parsed, index))
}

/// Whether a word such as `-nn` stands in the table as it is.
fn whole(specs: &[&Spec], word: &str) -> bool {
    word.len() > 2
        && specs
            .iter()
            .any(|spec| spec.flags.iter().any(|flag| flag == word))
}

/// A flag that is a whole word. Whether the next word is its value.
fn long<'a>(
    specs: &[&Spec],
    style: Style,
    word: &'a str,
    next: Option<&'a str>,
    parsed: &mut Parsed<'a>,
) -> Result<bool, Refusal> {
    let (name, attached) = match word.split_once('=') {
        Some((name, value)) if style == Style::Gnu => (name, Some(value)),
        _ => (word, None),
    };
    let flag = known(specs, name).ok_or_else(|| {
        let full = |spec: &&Spec| {
            let names = spec
                .flags
                .iter()
                .chain(spec.takes.keys())
                .chain(spec.optional.keys());
            names.into_iter().any(|flag| flag.starts_with(name)) && name.len() > 2
        };
        if specs.iter().any(full) {
            Refusal::new(
                Class::Flag,
                format!("`{name}` is abbreviated; write flags in full"),
            )
        } else {
            unknown(name)
        }
    })?;
    let mut took_next = false;
    let value = match flag {
        Flag::Alone => match attached {
            None => None,
            Some(_) => return Err(unknown(word)),
        },
        Flag::Takes(kind) => {
            let value = attached.or_else(|| {
                took_next = true;
                next
            });
            let value = value.ok_or_else(|| missing(name))?;
            kind.check(value)?;
            Some(value)
        }
        Flag::Attached(kind) | Flag::Perhaps(kind) => {
            if let Some(value) = attached {
                kind.check(value)?;
            }
            attached
        }
    };
    parsed.flags.push((name.to_owned(), value));
    Ok(took_next)
}

/// Short flags in one word. Whether the next word is the value of the last.
fn cluster<'a>(
    specs: &[&Spec],
    word: &'a str,
    next: Option<&'a str>,
    parsed: &mut Parsed<'a>,
) -> Result<bool, Refusal> {
    for (index, character) in word.char_indices().skip(1) {
        let name = format!("-{character}");
        let rest = word.get(index + character.len_utf8()..).unwrap_or_default();
        let attached = Some(rest).filter(|rest| !rest.is_empty());
        match known(specs, &name).ok_or_else(|| unknown(&name))? {
            Flag::Alone => parsed.flags.push((name, None)),
            Flag::Takes(kind) => {
                let value = attached.or(next).ok_or_else(|| missing(&name))?;
                kind.check(value)?;
                parsed.flags.push((name, Some(value)));
                return Ok(attached.is_none());
            }
            Flag::Attached(kind) => {
                if let Some(value) = attached {
                    kind.check(value)?;
                }
                parsed.flags.push((name, attached));
                return Ok(false);
            }
            Flag::Perhaps(kind) => {
                let following = next.filter(|next| !next.starts_with(['-', '+']));
                let value = attached.or(following);
                if let Some(value) = value {
                    kind.check(value)?;
                }
                parsed.flags.push((name, value));
                return Ok(attached.is_none() && following.is_some());
            }
        }
    }
    Ok(false)
}

fn unknown(flag: &str) -> Refusal {
    Refusal::new(
        Class::Flag,
        format!("the flag `{flag}` is not among those known to only read"),
    )
}

fn missing(flag: &str) -> Refusal {
    Refusal::new(Class::Operand, format!("`{flag}` has no value"))
}
