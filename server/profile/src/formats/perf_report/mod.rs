//! The text of `perf report --stdio`: one table an event, perhaps with call chains under the rows.
//!
//! Source: what perf 6.1 prints, `tools/perf/builtin-report.c` (`hists__fprintf_nr_sample_events` writes
//! the lines above a table) and `tools/perf/ui/stdio/hist.c`. `columns.rs` takes rows apart, `chains.rs`
//! and `edges.rs` read call chains.
//!
//! Value types: each event, in nanoseconds for the clock events, whose count is time, else as a count.
//! Weights are periods where the file has a `Period` column, else millionths of the event count, or of a
//! whole that is not stated (a group of events prints only their common count). A `Samples` column is a
//! value type of its own: `samples`, and `samples:EVENT` from the second event on.
//!
//! `Children` is total and `Self` is self; without `--children`, `Overhead` is self and there is no
//! total. Self belongs to the symbol that an address lies in: perf gives an inlined function a total but
//! no self. A `Source:Line` column gives lines.

mod chains;
mod columns;
mod edges;
mod section;

use crate::builder::Builder;
use crate::formats::{number, perf_header};
use crate::input::Input;
use crate::{Error, input};

use columns::{Layout, find};
use section::{Elided, Samples, Section, Written};

/// What is asked of a file that has no table.
const EXPECTED: &str =
    "a line that names the columns, such as `# Overhead  Command  Shared Object  Symbol`, and dots under it";

/// Events of one group that are read.
const MOST_EVENTS: usize = 64;

/// Lines of comments before the table that detection looks at.
const LONGEST_HEADER: usize = 300;

/// Whether these first bytes are of this format: comments with perf's count of samples or its line of
/// column names, then rows, if anything; or rows alone (`-q`),
/// perhaps under headings that lack their `#`.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let mut named = false;
    let mut before: &[u8] = b"";
    for line in head.split(|&byte| byte == b'\n').take(LONGEST_HEADER) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        if line.starts_with(b"#") {
            named |= sample_line(line).is_some()
                || Layout::separated(line).is_some()
                || (is_dots(line) && Layout::padded(before, line).is_some_and(|layout| names_known(&layout)));
            before = line;
            continue;
        }
        return named && line.starts_with(b" ") || is_nameless(head);
    }
    named
}

/// Whether the layout has a weight that only perf calls so.
fn names_known(layout: &Layout) -> bool {
    match layout {
        Layout::Padded(columns) => columns
            .iter()
            .any(|column| !matches!(column.0, columns::Kind::Other)),
        _ => true,
    }
}

/// Whether the first lines are rows that end in `[.] symbol`.
fn is_nameless(head: &[u8]) -> bool {
    let mut rows = head
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .skip_while(|line| is_bare_heading(line))
        .take(2)
        .map(|line| line.starts_with(b"  ") && Layout::Nameless.row(line).is_some());
    rows.next() == Some(true) && rows.next() != Some(false)
}

/// Whether a line is one that stands above the rows, as a screen shows it and not a report: without its `#`. `perf top`
/// and the browser of `perf report` never write one (`tools/perf/util/top.c` and
/// `tools/perf/ui/browsers/hists.c`, perf 6.1).
fn is_bare_heading(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let begins = |words: &[&[u8]]| words.iter().any(|word| line.starts_with(word));
    let names = begins(&[b"Overhead", b"Children", b"Self", b"Samples", b"Period"])
        && (find(line, b"Symbol").is_some() || find(line, b"Shared O").is_some());
    let counts = begins(&[b"Samples: ", b"Event count (approx.): ", b"PerfTop:"]);
    let rule = line.len() > 2 && line.iter().all(|byte| b" .-".contains(byte));
    names || counts || rule
}

/// Reads the rest of the input.
pub(crate) fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), Error> {
    let mut reader = Reader {
        section: Section::default(),
        written: Written::default(),
        elided: Elided::default(),
        comment: Vec::new(),
        passing_over: false,
        any_table: false,
    };
    let mut line = Vec::new();
    let mut first_garbage = None;
    while let Some(found) = input.next_line()? {
        line.clear();
        line.extend_from_slice(found);
        if !reader.line(&line, builder) {
            if first_garbage.is_none() && !reader.any_table {
                first_garbage = Some(input.malformed_line(EXPECTED, &line));
            }
            builder.warn(
                Some(input.line()),
                format!(
                    "passed over: neither a row nor a call chain: {:?}",
                    input::excerpt(&line)
                ),
            );
        }
    }
    if !reader.any_table
        && let Some(error) = first_garbage
    {
        return Err(error);
    }
    reader.section.write(&mut reader.written, builder);
    Ok(())
}

struct Reader {
    section: Section,
    written: Written,
    elided: Elided,
    /// The last line that began with `#`.
    comment: Vec<u8>,
    /// Inside a table of something else (`-T`).
    passing_over: bool,
    any_table: bool,
}

impl Reader {
    /// Takes a line; false when it is none that perf writes.
    fn line(&mut self, line: &[u8], builder: &mut Builder) -> bool {
        if line.first() == Some(&b'#') {
            self.comment(line, builder);
            self.comment.clear();
            self.comment.extend_from_slice(line);
            return true;
        }
        if line.trim_ascii().is_empty() {
            if line.is_empty()
                && let Some((tree, _)) = self.section.tree()
            {
                tree.blank();
            }
            return true;
        }
        if self.passing_over {
            return true;
        }
        if self.section.layout.is_none() && is_nameless(line) {
            self.section.layout = Some(Layout::Nameless);
            self.any_table = true;
        }
        let Some(mut layout) = self.section.layout.take() else {
            return is_bare_heading(line);
        };
        let row = layout.row(line);
        let is_row = row.is_some();
        // The outer levels of a hierarchy carry no weight of their own.
        if let Some(row) = row.filter(|row| row.symbol.is_some() || !row.is_weightless()) {
            self.section.row(&row, &self.elided, builder);
        }
        self.section.layout = Some(layout);
        if is_row {
            return true;
        }
        match self.section.tree() {
            Some((tree, whole)) => tree.line(line, whole, builder),
            None => false,
        }
    }

    fn comment(&mut self, line: &[u8], builder: &mut Builder) {
        let text = String::from_utf8_lossy(line);
        let rest = text.trim_start_matches('#').trim();
        if let Some((samples, events)) = sample_line(line) {
            self.finish_section(builder);
            self.section.samples = samples;
            self.section.events = events;
        } else if let Some(count) = rest.strip_prefix("Event count (approx.): ") {
            self.section.event_count = number::count(count.trim().as_bytes()).filter(|count| *count > 0);
        } else if let Some(name) = rest.strip_prefix("dso: ") {
            self.elided.mapping = Some(name.as_bytes().to_vec());
        } else if let Some(name) = rest.strip_prefix("symbol: ") {
            self.elided.symbol = Some(name.as_bytes().to_vec());
        } else if let Some(duration) = rest.strip_prefix("sample duration :") {
            builder.meta().duration = milliseconds(duration.trim());
        } else if is_dots(line) {
            self.table(Layout::padded(&self.comment, line), builder);
        } else if let Some(layout) = Layout::separated(line) {
            self.table(Some(layout), builder);
        } else if rest.starts_with("PID ") {
            self.passing_over = true;
        } else {
            perf_header::apply(&text, builder.meta());
        }
    }

    fn table(&mut self, layout: Option<Layout>, builder: &mut Builder) {
        // A second table under the same count: two reports in one file, the second without a head.
        if !self.section.is_empty() {
            self.finish_section(builder);
        }
        self.passing_over = layout.is_none();
        self.any_table |= layout.is_some();
        self.section.layout = layout;
    }

    fn finish_section(&mut self, builder: &mut Builder) {
        std::mem::take(&mut self.section).write(&mut self.written, builder);
        self.passing_over = false;
    }
}

fn is_dots(line: &[u8]) -> bool {
    line.starts_with(b"# ") && line.contains(&b'.') && line.iter().skip(1).all(|byte| b" .".contains(byte))
}

/// Number and events of `# Samples: 1K of event 'cycles:u'`, or of
/// `# Samples: 92  of events 'anon group { cpu-clock, task-clock }'`.
fn sample_line(line: &[u8]) -> Option<(Option<Samples>, Vec<String>)> {
    let at = find(line, b"# Samples: ")?;
    if at != 0 {
        return None;
    }
    let text = String::from_utf8_lossy(line.get(b"# Samples: ".len()..)?).into_owned();
    let (count, event) = text.split_once(" of event")?;
    let count = count.trim();
    let number = count.trim_end_matches(['K', 'M', 'G', 'T', 'B']);
    let worth = match count.get(number.len()..)? {
        "" => 1,
        "K" => 1_000,
        "M" => 1_000_000,
        _ => 1_000_000_000,
    };
    let samples = number::count(number.as_bytes()).map(|number_of| Samples {
        count: number_of.saturating_mul(worth),
        rounded: worth > 1,
    });
    let event = event
        .split_once('\'')
        .and_then(|(_, rest)| rest.rsplit_once('\''))?
        .0;
    let group = event
        .split_once("{ ")
        .and_then(|(_, rest)| rest.rsplit_once(" }"));
    let events = match group {
        Some((events, _)) => {
            let events = events.split(", ").take(MOST_EVENTS);
            events.map(|event| event.trim().to_owned()).collect()
        }
        None => vec![event.to_owned()],
    };
    Some((samples, events))
}

/// Nanoseconds of `1384.940 ms`.
fn milliseconds(text: &str) -> Option<i64> {
    let number: f64 = text.strip_suffix(" ms")?.trim().parse().ok()?;
    (number > 0.0 && number < 1e12).then_some((number * 1e6) as i64)
}
