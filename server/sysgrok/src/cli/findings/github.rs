//! `--format github`: workflow commands that GitHub turns into annotations.
//!
//! Source: "Workflow commands for GitHub Actions", "Setting a notice message". The escapes are those of
//! `escapeData` and `escapeProperty` in actions/toolkit, `packages/core/src/command.ts`.

use std::io::{self, Write};

use super::{Findings, percent};
use crate::cli::printable;

/// Writes one command for each hot function, at its hottest line.
pub(in crate::cli) fn write(findings: &Findings<'_>, out: &mut impl Write) -> io::Result<()> {
    for finding in findings.functions() {
        let hottest = finding.lines().next();
        let line = hottest.map_or(finding.start_line, |line| line.line);
        let of_line = hottest
            .and_then(|line| finding.view.share(line.own))
            .map_or(String::new(), |own| format!("; this line: {}", percent(own)));
        let mut message = format!("{}: {}{of_line}", finding.names.short, finding.sentence());
        if finding.stale {
            message.push_str("; the file changed since the recording, so the line is that of the function");
        }
        writeln!(
            out,
            "::notice file={},line={line},title={}::{}",
            property(&findings.shown_path(finding.file).to_string_lossy()),
            property(&format!("Hot: {}", finding.names.short)),
            data(&message)
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    printable::text(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("50 %\r\n::error::"), "50 %25␍⏎::error::");
        assert_eq!(property("a::b, c"), "a%3A%3Ab%2C c");
    }
}
