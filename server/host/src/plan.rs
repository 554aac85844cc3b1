//! A plan: commands for a host, each with its tier, as a markdown document that people tick and change in any editor.
//! What is read back is judged anew: the gate, and not the document, says what may run.

use std::fmt::Write;
use std::ops::Range;

use crate::gate::{self, Policy, Tier, Verdict};

/// Commands for one or several hosts.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The hosts, as the user calls them.
    pub targets: Vec<String>,
    /// What the user says is wrong; absent when nothing was said.
    pub problem: Option<String>,
    /// The commands.
    pub items: Vec<Item>,
}

/// One command of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Whether the user wants it to run.
    pub ticked: bool,
    /// The command line as it was proposed or typed.
    pub command: String,
    /// What the gate says of it.
    pub verdict: Verdict,
    /// Why it was proposed; empty when it was typed.
    pub why: String,
    /// How long it was said to take, in seconds; absent when that is not known.
    pub seconds: Option<u32>,
}

impl Item {
    /// A proposed command. What only reads is ticked.
    pub fn new(command: &str, why: &str, seconds: Option<u32>, policy: &Policy) -> Item {
        let verdict = gate::judge(command, policy);
        Item {
            ticked: verdict.tier == Tier::Read,
            command: command.to_owned(),
            verdict,
            why: one_line(why),
            seconds,
        }
    }

    /// Whether it may run: the user wants it, and the gate does not forbid it.
    pub fn may_run(&self) -> bool {
        self.ticked && self.verdict.tier != Tier::Never && self.verdict.runs.is_some()
    }
}

impl Plan {
    /// The document.
    pub fn markdown(&self) -> String {
        let mut text = format!("# Plan for {}\n\n", self.targets.join(", "));
        if let Some(problem) = &self.problem {
            let _ = write!(text, "Problem: {}\n\n", one_line(problem));
        }
        text.push_str(
            "Ticked commands run. Tick, change, add and remove as you like: every command is checked again before it runs.\n\n",
        );
        for item in &self.items {
            let tick = if item.ticked { 'x' } else { ' ' };
            let tier = match item.verdict.tier {
                Tier::Read => "read".to_owned(),
                Tier::Ask => format!("ask: {}", one_line(&item.verdict.reason)),
                Tier::Never => format!("never: {}", one_line(&item.verdict.reason)),
            };
            let _ = write!(text, "- [{tick}] {} ({tier})", code(&item.command));
            if !item.why.is_empty() {
                let _ = write!(text, " {}", item.why);
            }
            if let Some(seconds) = item.seconds {
                let _ = write!(text, "; about {seconds} s");
            }
            text.push('\n');
        }
        text
    }

    /// Reads a document back. Commands are the first code span of each list item with a box; what else the items say is
    /// kept as the reason.
    pub fn read(text: &str, policy: &Policy) -> Plan {
        let mut plan = Plan {
            targets: Vec::new(),
            problem: None,
            items: Vec::new(),
        };
        for line in text.lines() {
            if let Some(targets) = line.strip_prefix("# Plan for ") {
                plan.targets = targets
                    .split(',')
                    .map(|target| target.trim().to_owned())
                    .collect();
            } else if let Some(problem) = line.strip_prefix("Problem: ") {
                plan.problem = Some(problem.trim().to_owned());
            } else if let Some(line) = Line::read(line, policy) {
                plan.items.push(line.item);
            }
        }
        plan
    }
}

/// A line of the document that has a command, as somebody left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The command, judged anew.
    pub item: Item,
    /// The tier that the line says; absent when it says none. Not believed.
    pub stated: Option<Tier>,
    /// Where the command stands in the line with its backticks, in bytes.
    pub span: Range<usize>,
}

impl Line {
    /// Reads a line; absent when it has no command.
    pub fn read(line: &str, policy: &Policy) -> Option<Line> {
        let (ticked, behind_box) = ticked(line)?;
        let (command, rest) = first_code(behind_box)?;
        let start = line.len() - behind_box.len() + behind_box.find('`')?;
        let (why, seconds) = reason(rest);
        let mut item = Item::new(&command, &why, seconds, policy);
        item.ticked = ticked;
        Some(Line {
            item,
            stated: stated(rest).map(|(tier, _)| tier),
            span: start..line.len() - rest.len(),
        })
    }
}

/// The box of a list item, and what follows it.
fn ticked(line: &str) -> Option<(bool, &str)> {
    let rest = line.trim_start().strip_prefix(['-', '*', '+'])?.trim_start();
    let rest = rest.strip_prefix('[')?;
    let (mark, rest) = rest.split_once(']')?;
    match mark {
        "x" | "X" => Some((true, rest)),
        " " | "" => Some((false, rest)),
        _ => None,
    }
}

/// The first code span of a text (`CommonMark` 0.31, section 6.1), and what follows it.
fn first_code(text: &str) -> Option<(String, &str)> {
    let start = text.find('`')?;
    let rest = text.get(start..)?;
    let fence = rest.len() - rest.trim_start_matches('`').len();
    let rest = rest.get(fence..)?;
    let mut at = 0;
    while let Some(found) = rest.get(at..)?.find('`') {
        let run = rest.get(at + found..)?;
        let length = run.len() - run.trim_start_matches('`').len();
        if length == fence {
            let content = rest.get(..at + found)?;
            let is_padded = content.starts_with(' ') && content.ends_with(' ') && !content.trim().is_empty();
            let content = if is_padded {
                content.get(1..content.len() - 1)?
            } else {
                content
            };
            return Some((content.to_owned(), rest.get(at + found + length..)?));
        }
        at += found + length;
    }
    None
}

/// What stands behind a command: its tier, which is not believed, the reason, and how long it takes.
fn reason(text: &str) -> (String, Option<u32>) {
    let text = text.trim();
    let text = match stated(text) {
        Some((_, rest)) => {
            // A reason may hold brackets of its own; it ends where they do.
            let mut depth = 1;
            let end = rest.char_indices().find(|(_, char)| {
                match char {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                depth == 0
            });
            end.and_then(|(end, _)| rest.get(end + 1..)).unwrap_or_default()
        }
        None => text,
    };
    let text = text.trim();
    match text.rsplit_once("; about ") {
        Some((why, seconds)) => {
            let seconds = seconds
                .strip_suffix(" s")
                .and_then(|seconds| seconds.parse().ok());
            if seconds.is_some() {
                (why.to_owned(), seconds)
            } else {
                (text.to_owned(), None)
            }
        }
        None => (text.to_owned(), None),
    }
}

/// The tier that stands behind a command, and what follows its opening bracket.
fn stated(text: &str) -> Option<(Tier, &str)> {
    let rest = text.trim_start().strip_prefix('(')?;
    let tier = [Tier::Read, Tier::Ask, Tier::Never].into_iter().find(|tier| {
        let behind = rest.strip_prefix(tier.as_str());
        behind.is_some_and(|behind| behind.starts_with([')', ':']))
    })?;
    Some((tier, rest))
}

/// A text on one line; the gate refuses commands with control characters anyway.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A command as a code span that holds it exactly; line breaks, which no code span holds, become signs.
fn code(command: &str) -> String {
    let shown: String = command
        .chars()
        .map(|char| {
            if char.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                char
            }
        })
        .collect();
    let mut longest = 0;
    let mut run = 0;
    for char in shown.chars() {
        run = if char == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let edge = |char: Option<char>| matches!(char, Some('`' | ' '));
    let pad = if edge(shown.chars().next()) || edge(shown.chars().next_back()) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn plan() -> Plan {
        let policy = Policy::default();
        let item = |command: &str, why: &str, seconds| Item::new(command, why, seconds, &policy);
        Plan {
            targets: vec!["web1".to_owned(), "web2".to_owned()],
            problem: Some("slow\nsince noon".to_owned()),
            items: vec![
                item("vmstat 1 5", "run queue; swap", Some(5)),
                item("awk '{print `x`}' /etc/passwd", "users (all)", None),
                item("reboot", "", None),
            ],
        }
    }

    #[test]
    fn the_document() {
        expect![[r#"
            # Plan for web1, web2

            Problem: slow since noon

            Ticked commands run. Tick, change, add and remove as you like: every command is checked again before it runs.

            - [x] `vmstat 1 5` (read) run queue; swap; about 5 s
            - [ ] ``awk '{print `x`}' /etc/passwd`` (ask: awk runs a program that is given to it as text) users (all)
            - [ ] `reboot` (never: reboot stops or restarts the host)
        "#]].assert_eq(&plan().markdown());
    }

    #[test]
    fn what_is_read_back_is_the_same_plan() {
        let plan = plan();
        let read = Plan::read(&plan.markdown(), &Policy::default());
        assert_eq!(read.problem.as_deref(), Some("slow since noon"));
        assert_eq!((&read.targets, &read.items), (&plan.targets, &plan.items));
    }

    #[test]
    fn a_changed_command_is_judged_anew() {
        let text = plan()
            .markdown()
            .replace("- [x] `vmstat 1 5` (read)", "- [x] `rm -rf /` (read)");
        let read = Plan::read(&text, &Policy::default());
        assert!(!read.items[0].may_run(), "{:?}", read.items[0]);
        let text = plan().markdown().replace("- [ ] `reboot`", "- [x] `reboot`");
        let read = Plan::read(&text, &Policy::default());
        assert!(read.items[2].ticked && !read.items[2].may_run());
    }

    #[test]
    fn a_line_says_where_its_command_stands_and_what_it_claims() {
        let check = |line: &str, expected: Option<(&str, Option<Tier>, Tier)>| {
            let read = Line::read(line, &Policy::default());
            let read =
                (read.as_ref()).map(|read| (&line[read.span.clone()], read.stated, read.item.verdict.tier));
            assert_eq!(read, expected);
        };
        check(
            "- [x] `uptime` (read) load",
            Some(("`uptime`", Some(Tier::Read), Tier::Read)),
        );
        check(
            "  * [ ] ärger ``rm `x` `` (read)",
            Some(("``rm `x` ``", Some(Tier::Read), Tier::Ask)),
        );
        check("- [x] `reboot`", Some(("`reboot`", None, Tier::Never)));
        check("- [x] `uptime` (asked for)", Some(("`uptime`", None, Tier::Read)));
        check("- `uptime`", None);
        check("- [x] uptime", None);
    }

    #[test]
    fn people_write_items_in_many_ways() {
        let text = "* [X] `uptime`\n+ [ ]   `` echo `x` `` because\n- no box `ps`\n- [x] no command\n  - [x] `free -m` (ask: me) memory\n";
        let read = Plan::read(text, &Policy::default());
        let items: Vec<_> = read
            .items
            .iter()
            .map(|item| (item.ticked, item.command.as_str(), item.why.as_str()))
            .collect();
        assert_eq!(
            items,
            [
                (true, "uptime", ""),
                (false, "echo `x`", "because"),
                (true, "free -m", "memory")
            ]
        );
    }
}
