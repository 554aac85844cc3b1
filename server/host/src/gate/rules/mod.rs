//! One command by the table, and by the rules that no table can say.

mod ps;

use serde::Deserialize;

use super::classes::{Class, Refusal};
use super::options::{self, Parsed};
use super::table::{Spec, table};
use super::{LONGEST_WAIT, Tier, paths};

/// A rule of its own, named in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Rule {
    /// Trees are walked in the logs alone.
    Grep,
    /// Three dialects of flags in one word.
    Ps,
    /// Its operand is the time it takes.
    Sleep,
}

/// What a command that only reads does.
#[derive(Debug)]
pub(super) struct Reading {
    /// For the user.
    pub(super) reason: String,
    /// Seconds after which it should have ended.
    pub(super) seconds: u32,
    /// Seconds that it waits by itself.
    pub(super) waits: f64,
}

/// Seconds that a command takes where the table says nothing.
const SECONDS: u32 = 10;

/// Folders from which a binary may be named with its path.
const FOLDERS: &[&str] = &["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/"];

/// The bare name of a binary, if it is named by itself or in one of the system's own folders.
fn bare_name(word: &str) -> Option<&str> {
    let name = FOLDERS
        .iter()
        .find_map(|folder| word.strip_prefix(folder))
        .unwrap_or(word);
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

/// Judges one command; what is no `read` is an error. `has_input`: it is a later stage of a pipeline.
pub(super) fn judge_command(words: &[String], has_input: bool) -> Result<Reading, Refusal> {
    let (word, rest) = words
        .split_first()
        .ok_or_else(|| Refusal::new(Class::Syntax, "a command is missing"))?;
    let name = bare_name(word).ok_or_else(|| {
        Refusal::new(
            Class::Unknown,
            format!("`{word}` is not in one of the system's own folders"),
        )
    })?;
    if let Some(refused) = table().refused(name) {
        return Err(Refusal::new(refused.class, format!("{name} {}", refused.why)));
    }
    let spec = table().binary(name).ok_or_else(|| {
        Refusal::new(
            Class::Unknown,
            format!("`{name}` is not among the known binaries"),
        )
    })?;
    let reading = match spec.rule {
        Some(Rule::Ps) => ps::judge(rest).map(|()| plainly(spec)),
        _ => by_table(spec, rest, has_input),
    };
    let mut reading = reading.map_err(|refusal| match spec.otherwise {
        Some(Tier::Never) => Refusal::new(
            Class::Packages,
            format!(
                "{name} changes software unless it is asked a question: {}",
                refusal.reason
            ),
        ),
        _ => Refusal::new(refusal.class, format!("{name}: {}", refusal.reason)),
    })?;
    let helpers = match spec.executes.as_slice() {
        [] => String::new(),
        executes => format!(", by {}", executes.join(" and ")),
    };
    reading.reason = format!("{name} ({}{helpers})", reading.reason);
    Ok(reading)
}

fn plainly(spec: &Spec) -> Reading {
    Reading {
        reason: spec.why.split(';').next().unwrap_or_default().to_owned(),
        seconds: spec.seconds.unwrap_or(SECONDS),
        waits: 0.0,
    }
}

/// Goes down the sub-commands, then checks flags and operands.
fn by_table(binary: &Spec, words: &[String], has_input: bool) -> Result<Reading, Refusal> {
    let mut specs = vec![binary];
    let mut flags = Vec::new();
    let mut rest = words;
    loop {
        let spec = specs.last().copied().unwrap_or(binary);
        let (mut parsed, read) = options::parse(&specs, rest)?;
        rest = rest.get(read..).unwrap_or_default();
        flags.append(&mut parsed.flags);
        if spec.sub.is_empty() {
            parsed.flags = flags;
            return check(&specs, &parsed, has_input);
        }
        let Some((word, after)) = rest.split_first() else {
            if spec.bare {
                parsed.flags = flags;
                return check(&specs, &parsed, has_input);
            }
            return Err(Refusal::new(Class::Missing, "a sub-command is missing"));
        };
        let sub = spec
            .sub
            .get(word)
            .or_else(|| spec.sub.values().find(|sub| sub.also.contains(word)))
            .ok_or_else(|| {
                Refusal::new(
                    Class::Subcommand,
                    format!("the sub-command `{word}` is not among those known to only read"),
                )
            })?;
        specs.push(sub);
        rest = after;
    }
}

/// What the flags and operands together have to be.
fn check(specs: &[&Spec], parsed: &Parsed<'_>, has_input: bool) -> Result<Reading, Refusal> {
    let Some(spec) = specs.last() else {
        return Err(Refusal::new(Class::Unknown, "it is not known"));
    };
    for needed in specs.iter().flat_map(|spec| &spec.needs) {
        if !parsed.has(needed) {
            return Err(Refusal::new(
                Class::Missing,
                format!(
                    "without {} it is not known to end, or does something else",
                    needed.join(" or ")
                ),
            ));
        }
    }
    let mut operands = parsed.operands.as_slice();
    let names: Vec<&str>;
    let mut reading = plainly(spec);
    if spec.samples {
        // They may stand before names too: `iostat 1 sda` never ends.
        let (numbers, others): (Vec<_>, Vec<_>) = operands.iter().copied().partition(|word| is_number(word));
        reading.waits = samples(&numbers)?;
        names = others;
        operands = names.as_slice();
    }
    if let Some(kind) = spec.first.as_ref().filter(|_| !parsed.has(&spec.first_unless)) {
        let (first, rest) = operands
            .split_first()
            .ok_or_else(|| Refusal::new(Class::Operand, "what to look for is missing"))?;
        kind.check(first)?;
        operands = rest;
    }
    if operands.len() < spec.least || spec.most.is_some_and(|most| operands.len() > most) {
        let number = operands.len();
        return Err(Refusal::new(
            Class::Operand,
            format!("{number} operands are not what it takes here"),
        ));
    }
    for operand in operands {
        match &spec.operands {
            Some(kind) => kind.check(operand)?,
            None => {
                return Err(Refusal::new(
                    Class::Operand,
                    format!("it takes no operand here, but there is `{operand}`"),
                ));
            }
        }
    }
    if spec.stdin && operands.is_empty() && !has_input {
        return Err(Refusal::new(Class::Input, "it would wait for its input"));
    }
    if let Some(repeats) = &spec.repeats {
        let times = parsed
            .value(&repeats.times)
            .and_then(|times| times.parse().ok())
            .unwrap_or(1.0_f64);
        let every = parsed
            .value(&repeats.every)
            .and_then(|every| every.parse().ok())
            .unwrap_or(repeats.default);
        reading.waits = times * every;
    }
    if spec.rule == Some(Rule::Sleep) {
        reading.waits = operands
            .iter()
            .filter_map(|seconds| seconds.parse::<f64>().ok())
            .sum();
    }
    if spec.rule == Some(Rule::Grep) && parsed.has(&["-r".to_owned(), "--recursive".to_owned()]) {
        if operands.is_empty() {
            return Err(Refusal::new(
                Class::Unbounded,
                "it would walk the folder it runs in",
            ));
        }
        operands.iter().try_for_each(|operand| paths::searched(operand))?;
    }
    if reading.waits > LONGEST_WAIT {
        return Err(Refusal::new(
            Class::Unbounded,
            format!(
                "it takes {:.0} seconds; at most {LONGEST_WAIT:.0} run unasked",
                reading.waits
            ),
        ));
    }
    reading.seconds = reading.seconds.saturating_add(reading.waits.ceil() as u32);
    Ok(reading)
}

/// Whether a tool might take the word for a number.
fn is_number(word: &str) -> bool {
    !word.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Interval and count, as the tools of sysstat and vmstat take them: none of both is one report since boot.
fn samples(numbers: &[&str]) -> Result<f64, Refusal> {
    let wrong = || Refusal::new(Class::Operand, "interval and count are not two numbers");
    match numbers {
        [] => Ok(0.0),
        [_] => Err(Refusal::new(
            Class::Unbounded,
            "with an interval and no count it never ends",
        )),
        [interval, count] => {
            let interval: u32 = interval.parse().map_err(|_| wrong())?;
            let count: u32 = count.parse().map_err(|_| wrong())?;
            if interval == 0 || count == 0 {
                return Err(wrong());
            }
            Ok(f64::from(interval) * f64::from(count))
        }
        _ => Err(wrong()),
    }
}
