//! `ps`: flags with a dash, without one, and long ones, in one command (ps(1) of procps 4.0).
//!
//! Without a dash `e` shows environments. When the flags with a dash make no sense, `ps` reads them once more as if
//! they had none, so `-e` stands only beside flags that cannot fail: `ps -eu nobody-of-this-name` shows environments.

use super::super::classes::{Class, Refusal};
use super::super::kinds::Kind;

/// Long flags without a value.
const LONG: &[&str] = &[
    "--cumulative",
    "--forest",
    "--headers",
    "--no-headers",
    "--no-heading",
];

/// Flags with a dash and no value.
const DASHED: &str = "AFHLNTZacdefjlwy";
/// Those that may stand beside `-e`.
const BESIDE_E: &str = "AFHLNZcdefjlwy";
/// Letters without a dash and without a value.
const BARE: &str = "HSTXacfghjlnrsuvwx";

/// Whether the flags only list processes.
pub(in crate::gate) fn judge(words: &[String]) -> Result<(), Refusal> {
    let (mut with_e, mut may_fail) = (false, false);
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if let Some(name) = word.strip_prefix("--") {
            long(word, name)?;
        } else if let Some(cluster) = word.strip_prefix('-') {
            if cluster.is_empty() {
                return Err(unknown(word));
            }
            for (index, letter) in cluster.char_indices() {
                let kind = match letter {
                    'o' => Some(Kind::Fields),
                    'C' => Some(Kind::Names),
                    'p' => Some(Kind::Pids),
                    'q' | 's' => {
                        may_fail = true;
                        Some(Kind::Pids)
                    }
                    'u' | 'U' | 'g' | 'G' | 't' => {
                        may_fail = true;
                        Some(Kind::Names)
                    }
                    _ if DASHED.contains(letter) => None,
                    _ => return Err(unknown(&format!("-{letter}"))),
                };
                if let Some(kind) = kind {
                    let rest = cluster.get(index + letter.len_utf8()..).unwrap_or_default();
                    value(&kind, rest, &mut words)?;
                    break;
                }
                with_e |= letter == 'e';
                may_fail |= !BESIDE_E.contains(letter);
            }
        } else if word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') && !word.is_empty() {
            Kind::Pids.check(word)?;
        } else {
            // Two dialects of formats in one command can contradict each other.
            may_fail = true;
            bare(word, &mut words)?;
        }
    }
    if with_e && may_fail {
        return Err(Refusal::new(
            Class::Secret,
            "where these flags fail, `-e` is read as the one that shows environments; `-A` is not",
        ));
    }
    Ok(())
}

fn long(word: &str, name: &str) -> Result<(), Refusal> {
    if LONG.contains(&word) {
        return Ok(());
    }
    let kind = match name.split_once('=') {
        Some(("sort", _)) => Kind::Sort,
        Some(("format", _)) => Kind::Fields,
        Some(("pid" | "ppid", _)) => Kind::Pids,
        Some(("columns" | "cols" | "width" | "lines" | "rows", _)) => Kind::Count,
        _ => return Err(unknown(word)),
    };
    kind.check(name.split_once('=').map_or("", |(_, value)| value))
}

/// Letters without a dash.
fn bare<'a>(word: &'a str, words: &mut impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    for (index, letter) in word.char_indices() {
        let kind = match letter {
            'o' => Kind::Fields,
            'k' => Kind::Sort,
            'p' => Kind::Pids,
            'e' => {
                return Err(Refusal::new(
                    Class::Secret,
                    "`e` without a dash shows environments, which hold secrets",
                ));
            }
            _ if BARE.contains(letter) => continue,
            _ => return Err(unknown(word)),
        };
        let rest = word.get(index + letter.len_utf8()..).unwrap_or_default();
        return value(&kind, rest, words);
    }
    Ok(())
}

/// A value in the same word or the next.
fn value<'a>(kind: &Kind, attached: &str, words: &mut impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    if attached.is_empty() {
        let next = words
            .next()
            .ok_or_else(|| Refusal::new(Class::Operand, "a flag has no value"))?;
        kind.check(next)
    } else {
        kind.check(attached)
    }
}

fn unknown(flag: &str) -> Refusal {
    Refusal::new(
        Class::Flag,
        format!("`{flag}` is not among the flags known to only read"),
    )
}
