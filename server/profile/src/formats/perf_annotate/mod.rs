//! The text of `perf annotate --stdio`: a listing for each symbol and event, with `-l` under a summary
//! by line.
//!
//! Source: what perf 6.1 prints, and `symbol__tty_annotate` in `tools/perf/util/annotate.c`.
//!
//! Weights: a percentage is of the symbol, so that it is multiplied with the number of samples that the
//! header states: value type `samples` (`samples:EVENT` from the second event on), in ten-thousandths of
//! a sample. With periods that differ from sample to sample this is an approximation. `-n` prints
//! samples, `--show-total-period` the event's periods, `--percent-type global-*` percentages of the
//! event's whole: value types of their own. What other symbols weigh is not in the file: coverage is
//! partial, and shares are of what was annotated.
//!
//! A symbol's own weight is a row. Lines come from the `// file.c:2` that `-l` puts behind
//! instructions, else from the summary above the listing. Without `-l` the file is nowhere named: lines
//! then become [`crate::PrintedLine`]s, by text and gutter number.

mod lines;
mod listing;
mod section;

use std::num::NonZeroU32;

use crate::builder::Builder;
use crate::input::Input;
use crate::{Error, Text, input};

pub use listing::{ListedLine, listed_lines};

use lines::{Comment, Header};
use section::{Section, Shared};

const SUMMARY: &[u8] = b"Sorted summary for file ";

const NOTHING: &[u8] = b"Nothing higher than ";

/// What is asked of a file that has no listing.
const EXPECTED: &str = "a header such as ` Percent | Source code & Disassembly of FILE for EVENT (N samples, percent: local period)`";

/// Lines of a summary that detection looks at.
const LONGEST_SUMMARY: usize = 1000;

/// Whether these first bytes are of this format: a summary, or the header of a listing.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    for line in head
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii_end)
        .take(LONGEST_SUMMARY)
    {
        if line.is_empty() {
            continue;
        }
        return line.starts_with(SUMMARY) && line.len() > SUMMARY.len() || Header::parse(line).is_some();
    }
    false
}

/// Reads the rest of the input.
pub(crate) fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), Error> {
    let mut shared = Shared::default();
    let mut section: Option<Section> = None;
    let mut summary: Option<Vec<(Vec<i64>, Text, NonZeroU32)>> = None;
    let mut any = false;
    let mut first_garbage = None;
    let mut line = Vec::new();
    while let Some(found) = input.next_line()? {
        line.clear();
        line.extend_from_slice(found);
        if let Some(header) = Header::parse(&line) {
            finish(section.take(), &mut shared, builder);
            let placed = summary.is_some();
            let summary = summary.take().unwrap_or_default();
            section = Some(Section::new(&header, input.line(), summary, placed, builder));
            any = true;
            continue;
        }
        if line.starts_with(SUMMARY) {
            finish(section.take(), &mut shared, builder);
            summary = Some(Vec::new());
            any = true;
            continue;
        }
        let text = line.trim_ascii();
        if text.is_empty() || text.iter().all(|byte| *byte == b'-') || text.starts_with(NOTHING) {
            continue;
        }
        let taken = match (&mut section, &mut summary) {
            (_, Some(summary)) => match lines::summary(&line) {
                Some((weights, Comment::Place(file, line))) => {
                    summary.push((weights, builder.text_of_bytes(file), line));
                    true
                }
                other => other.is_some(),
            },
            (Some(section), None) => section.line(&line, &mut shared, builder),
            (None, None) => false,
        };
        if taken {
            continue;
        }
        if !any && first_garbage.is_none() {
            first_garbage = Some(input.malformed_line(EXPECTED, &line));
        }
        builder.warn(
            Some(input.line()),
            format!("passed over: no line of a listing: {:?}", input::excerpt(&line)),
        );
    }
    if !any && let Some(error) = first_garbage {
        return Err(error);
    }
    if summary.is_some() {
        builder.warn(None, "the file ends in a summary: its listing is missing");
    }
    finish(section, &mut shared, builder);
    if shared.unnamed > 0 {
        builder.warn(
            None,
            "perf annotate names the files of lines only with -l: what it printed of the source has to be searched in \
             the files, and functions may be all that is found",
        );
    }
    Ok(())
}

fn finish(section: Option<Section>, shared: &mut Shared, builder: &mut Builder) {
    if let Some(section) = section {
        section.write(shared, builder);
    }
}
