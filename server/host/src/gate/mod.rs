//! The gate: what a command line would do to a host.
//!
//! In: a command line, or the words of one, and the policy. Out: a [`Verdict`]: `read` may run unasked, `ask` only when
//! the user ticked it, `never` not at all; and what exactly would run. A line is `read` only if two readers, tree-sitter's
//! bash and a strict one of our own, find the same plain words in it, and the table (`gate.toml`) knows every binary,
//! flag and operand. What runs is rebuilt from those words, so what was checked is what runs. Pure: no model, no host,
//! no file is asked. What it cannot see: symbolic links below the allowed folders, and what a host's own files named
//! like a known binary do.

mod bash;
mod classes;
mod forbidden;
mod harm;
mod kinds;
mod line;
mod options;
mod paths;
mod rebuild;
mod rules;
mod table;

pub use classes::Class;
pub use rebuild::{ENVIRONMENT, PATH, rebuild};

use classes::Refusal;
use line::Line;

/// How a command may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// It only reads, and ends by itself: it may run.
    Read,
    /// Only if the user ticked it.
    Ask,
    /// Not from here.
    Never,
}

impl Tier {
    /// Its name, as the user reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Read => "read",
            Tier::Ask => "ask",
            Tier::Never => "never",
        }
    }
}

/// What the administrator allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Nothing may run that has to be asked about: `ask` becomes `never`.
    pub read_only: bool,
}

/// What the gate says of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How it may run.
    pub tier: Tier,
    /// Why, in a word.
    pub class: Class,
    /// Why, in one sentence for the user.
    pub reason: String,
    /// What would run, under [`ENVIRONMENT`] and with `/dev/null` as standard input. Rebuilt from the words, each in
    /// single quotes; a line that has no plain words stands as it was written, for the shell. Absent for `never`, and
    /// for a line with characters that hide what it is: that does not run as it stands.
    pub runs: Option<String>,
    /// The words of each command; empty where the line has no plain words.
    pub commands: Vec<Vec<String>>,
    /// It asks for `sudo`.
    pub needs_root: bool,
    /// Seconds after which it should have ended; absent where nothing is known.
    pub seconds: Option<u32>,
}

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 4096;
/// Most commands in a line.
const MOST_COMMANDS: usize = 16;
/// Most words of a command.
const MOST_WORDS: usize = 128;
/// Longest that a line may wait by itself, in seconds.
const LONGEST_WAIT: f64 = 60.0;

/// Judges a command line, as typed or proposed.
pub fn judge(command_line: &str, policy: &Policy) -> Verdict {
    match plain(command_line) {
        Ok(line) => judge_line(&line, policy),
        Err(refusal) => {
            let worse = forbidden::in_text(command_line);
            let shown = !command_line.trim().is_empty()
                && command_line.len() <= LONGEST
                && !command_line.contains(line::is_deceptive);
            let runs = shown.then(|| command_line.to_owned());
            refused(worse.unwrap_or(refusal), runs, policy)
        }
    }
}

/// Judges a pipeline whose words are known already, such as the argv of a plan. A first stage that begins with
/// `sudo -n --` asks for root.
pub fn judge_words<Word: AsRef<str>>(stages: &[&[Word]], policy: &Policy) -> Verdict {
    let commands: Vec<Vec<String>> = stages
        .iter()
        .map(|words| words.iter().map(|word| word.as_ref().to_owned()).collect())
        .collect();
    let line = Line::pipeline(commands);
    let text = rebuild::rebuild_line(&line);
    // The same words by the same way: what a line cannot say, argv cannot either.
    match plain(&text) {
        Ok(read) if read == line => judge_line(&line, policy),
        Ok(_) => refused(
            Refusal::new(Class::Syntax, "its words cannot be written as a command line"),
            None,
            policy,
        ),
        Err(refusal) => {
            let worse = line.commands.iter().find_map(|words| forbidden::in_words(words));
            let shown = line.is_complete() && text.len() <= LONGEST && !text.contains(line::is_deceptive);
            refused(worse.unwrap_or(refusal), shown.then_some(text), policy)
        }
    }
}

/// The plain words of a line, if both readers find the same.
fn plain(text: &str) -> Result<Line, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::new(
            Class::Length,
            format!("it is longer than {LONGEST} bytes"),
        ));
    }
    let line = Line::read(text)?;
    if line.commands.len() > MOST_COMMANDS {
        return Err(Refusal::new(
            Class::Length,
            format!("it has more than {MOST_COMMANDS} commands"),
        ));
    }
    if line.commands.iter().any(|words| words.len() > MOST_WORDS) {
        return Err(Refusal::new(
            Class::Length,
            format!("a command has more than {MOST_WORDS} words"),
        ));
    }
    if bash::read(text)? != line {
        return Err(Refusal::new(Class::Syntax, "it can be read in more than one way"));
    }
    Ok(line)
}

/// Judges what was read.
fn judge_line(line: &Line, policy: &Policy) -> Verdict {
    let mut worst: Option<Refusal> = None;
    let mut needs_root = false;
    let mut reasons: Vec<String> = Vec::new();
    let (mut seconds, mut waits) = (0_u32, 0.0_f64);
    for (index, words) in line.commands.iter().enumerate() {
        let has_input = index > 0 && line.joins.get(index - 1) == Some(&line::Join::Pipe);
        let (words, root) = rootless(words);
        needs_root |= root;
        let outcome = match forbidden::in_words(words) {
            Some(refusal) => Err(refusal),
            None => rules::judge_command(words, has_input),
        };
        match outcome {
            Ok(reading) => {
                seconds = seconds.saturating_add(reading.seconds);
                waits += reading.waits;
                if !reasons.contains(&reading.reason) {
                    reasons.push(reading.reason);
                }
            }
            Err(refusal) => {
                if worst.as_ref().is_none_or(|worst| worst.tier() < refusal.tier()) {
                    worst = Some(refusal);
                }
            }
        }
        if root && worst.is_none() {
            worst = Some(Refusal::new(Class::Root, "it runs as root"));
        }
    }
    if worst.is_none() && waits > LONGEST_WAIT {
        worst = Some(Refusal::new(
            Class::Unbounded,
            format!("it takes {waits:.0} seconds; at most {LONGEST_WAIT:.0} run unasked"),
        ));
    }
    let runs = rebuild::rebuild_line(line);
    let mut verdict = match worst {
        None => Verdict {
            tier: Tier::Read,
            class: Class::Reads,
            reason: format!("only reads: {}", reasons.join(", ")),
            runs: Some(runs),
            commands: Vec::new(),
            needs_root: false,
            seconds: Some(seconds),
        },
        Some(refusal) => refused(refusal, Some(runs), policy),
    };
    verdict.commands.clone_from(&line.commands);
    verdict.needs_root = needs_root;
    verdict
}

/// The command behind `sudo -n --`, and whether it stood there.
fn rootless(words: &[String]) -> (&[String], bool) {
    match words {
        [sudo, never_ask, end, rest @ ..] if sudo == "sudo" && never_ask == "-n" && end == "--" => {
            (rest, true)
        }
        _ => (words, false),
    }
}

/// The verdict of what was refused.
fn refused(refusal: Refusal, runs: Option<String>, policy: &Policy) -> Verdict {
    let mut tier = refusal.tier();
    let mut reason = refusal.reason;
    if tier == Tier::Ask && policy.read_only {
        tier = Tier::Never;
        reason.push_str("; the policy allows nothing but reading");
    } else if tier == Tier::Ask && runs.is_none() {
        reason.push_str("; it does not run as it stands");
    }
    Verdict {
        tier,
        class: refusal.class,
        reason,
        runs: runs.filter(|_| tier != Tier::Never),
        commands: Vec::new(),
        needs_root: false,
        seconds: None,
    }
}
