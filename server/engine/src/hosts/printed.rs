//! What commands printed, as people are shown it: the beginning and the end of a long output, and where all of it is. A
//! model is shown more than that.

use std::fmt::Write;
use std::path::PathBuf;

use ask::facts::OutputFacts;
use ask::words::{code, code_block, prose_with_code};

use super::Investigation;

/// Lines at the beginning of an output that are shown.
const HEAD: usize = 120;

/// Lines at its end.
const TAIL: usize = 80;

/// Characters of a line that are shown.
const WIDTH: usize = 2_000;

impl Investigation {
    /// What commands printed and how they ended.
    pub fn printed(&self) -> String {
        self.printed_after(0)
    }

    /// The same without the first outputs, which were told before.
    pub fn printed_after(&self, before: usize) -> String {
        let outputs = self.outputs.iter().skip(before);
        let printed = outputs.map(|output| self.printed_of(output));
        printed.collect::<Vec<_>>().join("\n")
    }

    /// The same with the numbers of commands and lines that answers cite.
    pub fn cited_after(&self, before: usize) -> String {
        let outputs = self.outputs.iter().skip(before);
        let cited = outputs.map(|output| {
            let number = output.number;
            format!("cmd {number}: {}", self.markdown_of(output, true))
        });
        cited.collect::<Vec<_>>().join("\n")
    }

    /// One output as markdown.
    pub(super) fn printed_of(&self, output: &OutputFacts) -> String {
        self.markdown_of(output, false)
    }

    fn markdown_of(&self, output: &OutputFacts, has_numbers: bool) -> String {
        let host = (output.host.as_ref()).map_or(String::new(), |host| format!("{}: ", code(host)));
        let (command, ended) = (code(&output.command), prose_with_code(&output.ended));
        let text = bounded(&output.text, self.whole(output), has_numbers);
        format!("{host}{command}: {ended}\n\n{text}\n")
    }

    /// The file that has all of an output; absent when it was not kept, or by an earlier run.
    fn whole(&self, output: &OutputFacts) -> Option<PathBuf> {
        let is_its = |name: &str| output.host.as_deref().is_none_or(|host| host == name);
        let host = self.hosts.iter().find(|host| is_its(&host.name))?;
        let file = host.raw.as_ref()?.join(format!("cmd-{}.out", output.number));
        file.is_file().then_some(file)
    }
}

/// Blocks of code with the beginning and the end of a text.
fn bounded(text: &str, whole: Option<PathBuf>, has_numbers: bool) -> String {
    let lines = (1_usize..).zip(text.lines()).map(|(number, line)| {
        let mut shown: String = line.chars().take(WIDTH).collect();
        if shown.len() < line.len() {
            shown.push('…');
        }
        if has_numbers {
            format!("{number:>4}  {shown}\n")
        } else {
            format!("{shown}\n")
        }
    });
    let count = text.lines().count();
    if count <= HEAD + TAIL {
        return code_block("text", &lines.collect::<String>());
    }
    let mut blocks = code_block("text", &lines.clone().take(HEAD).collect::<String>());
    let left_out = match count - HEAD - TAIL {
        1 => "1 line left out".to_owned(),
        more => format!("{more} lines left out"),
    };
    // Writing to a string does not fail.
    let _ = match whole {
        Some(file) => writeln!(
            blocks,
            "\n{left_out}; whole in {}\n",
            code(&file.display().to_string())
        ),
        None => writeln!(blocks, "\n{left_out}\n"),
    };
    blocks.push_str(&code_block("text", &lines.skip(count - TAIL).collect::<String>()));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_of_a_long_output_are_shown() {
        let text: String = (1..=201).fold(String::new(), |text, number| format!("{text}line {number}\n"));
        let shown = bounded(&text, Some(PathBuf::from("/a/cmd-1.out")), false);
        assert!(
            shown
                .contains("line 120\n```\n\n1 line left out; whole in `/a/cmd-1.out`\n\n```text\nline 122\n"),
            "{shown}"
        );
        assert!(!shown.contains("line 121\n"), "{shown}");
        let shorter = text.trim_end().strip_suffix("line 201").unwrap();
        assert_eq!(bounded(shorter, None, false), format!("```text\n{shorter}```\n"));
    }

    #[test]
    fn lines_have_the_numbers_that_answers_cite() {
        assert_eq!(
            bounded("a\n\nb", None, true),
            "```text\n   1  a\n   2  \n   3  b\n```\n"
        );
    }

    #[test]
    fn a_long_line_is_cut() {
        let shown = bounded(&"é".repeat(1 << 20), None, false);
        assert_eq!(shown.chars().filter(|char| *char == 'é').count(), WIDTH);
        assert!(shown.contains("é…\n"));
    }
}
