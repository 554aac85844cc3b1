//! `iostat -xz 1 N` of sysstat 10 to 12.

use std::collections::BTreeMap;

use super::section::Section;
use super::table::{Columns, mean};

/// Means of one disk over the samples.
#[derive(Clone, Debug)]
pub(crate) struct Disk<'a> {
    pub(crate) name: &'a str,
    /// Its rows.
    pub(crate) lines: Vec<usize>,
    /// Requests queued or in service: `aqu-sz`, before sysstat 12 `avgqu-sz`.
    pub(crate) queue: f64,
    /// Milliseconds a request, reads and writes weighted by their number.
    pub(crate) wait: f64,
    /// Requests/s, discards and flushes left out.
    pub(crate) requests: f64,
    /// Percent of time with requests in service.
    pub(crate) busy: f64,
}

struct Row {
    line: usize,
    report: usize,
    queue: f64,
    reads: f64,
    writes: f64,
    waited: f64,
    busy: f64,
}

/// Disks by name. The first report, which is the mean since the host started, does not count; a report that leaves a
/// disk out (`-z`) saw it idle.
pub(crate) fn read(section: Section<'_>) -> Vec<Disk<'_>> {
    let mut columns = Columns::default();
    let mut reports = 0_usize;
    let mut rows: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for line in section.lines() {
        let words = line.columns();
        let Some(&name) = words.first() else {
            columns = Columns::default();
            continue;
        };
        if matches!(name, "Device" | "Device:") {
            columns = Columns::of(line.text);
            reports += 1;
        } else if columns.len() > 0 && words.len() >= columns.len() && reports > 1 {
            let figure = |names: &[&str]| columns.figure(&words, names);
            let (reads, writes) = (
                figure(&["r/s"]).unwrap_or_default(),
                figure(&["w/s"]).unwrap_or_default(),
            );
            let split = figure(&["r_await"])
                .zip(figure(&["w_await"]))
                .map(|(read, write)| read * reads + write * writes);
            let waited = split.or_else(|| figure(&["await"]).map(|each| each * (reads + writes)));
            rows.entry(name).or_default().push(Row {
                line: line.number,
                report: reports,
                queue: figure(&["aqu-sz", "avgqu-sz"]).unwrap_or_default(),
                reads,
                writes,
                waited: waited.unwrap_or_default(),
                busy: figure(&["%util"]).unwrap_or_default(),
            });
        }
    }
    let samples = reports.saturating_sub(1) as f64;
    rows.into_iter()
        .map(|(name, rows)| disk(name, &rows, samples))
        .collect()
}

fn disk<'a>(name: &'a str, rows: &[Row], samples: f64) -> Disk<'a> {
    let requests: f64 = rows.iter().map(|row| row.reads + row.writes).sum();
    let waited: f64 = rows.iter().map(|row| row.waited).sum();
    let over = |sum: f64| if samples > 0.0 { sum / samples } else { 0.0 };
    Disk {
        name,
        lines: rows
            .iter()
            .filter(|row| row.report > 1)
            .map(|row| row.line)
            .collect(),
        queue: over(rows.iter().map(|row| row.queue).sum()),
        wait: if requests > 0.0 { waited / requests } else { 0.0 },
        requests: over(requests),
        busy: over(rows.iter().map(|row| row.busy).sum()),
    }
}

/// CPU time in percent: `(iowait, steal, line)`, mean of the reports after the first.
pub(crate) fn cpu(section: Section<'_>) -> Option<(f64, f64, usize)> {
    let mut columns = Columns::default();
    let mut found = Vec::new();
    for line in section.lines() {
        if line.text.starts_with("avg-cpu:") {
            columns = Columns::of(line.text.trim_start_matches("avg-cpu:"));
        } else if columns.len() > 0 {
            let words = line.columns();
            if let (Some(iowait), Some(steal)) = (
                columns.figure(&words, &["%iowait"]),
                columns.figure(&words, &["%steal"]),
            ) {
                found.push((iowait, steal, line.number));
            }
            columns = Columns::default();
        }
    }
    let samples = found.get(1..)?;
    Some((
        mean(samples.iter().map(|sample| sample.0))?,
        mean(samples.iter().map(|sample| sample.1))?,
        samples.first()?.2,
    ))
}
