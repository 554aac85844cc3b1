//! `sar -n TCP,ETCP 1 N` and `sar -q` of sysstat.

use super::section::Section;
use super::table::Columns;

/// TCP segments over the samples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tcp {
    /// Segments sent per second, mean of the samples.
    pub(crate) sent: f64,
    /// Segments retransmitted per second, mean of the samples.
    pub(crate) retransmitted: f64,
    /// The line of the latter.
    pub(crate) line: usize,
}

/// The last rows of both tables, which are the averages. Absent unless both are printed.
pub(crate) fn tcp(section: Section<'_>) -> Option<Tcp> {
    let mut columns = Columns::default();
    let (mut sent, mut retransmitted) = (None, None);
    for line in section.lines() {
        let words = line.columns();
        if words
            .iter()
            .any(|word| word.ends_with("seg/s") || *word == "retrans/s")
        {
            columns = Columns::of(line.text);
        } else if columns.len() > 0 && words.len() == columns.len() {
            sent = columns.figure(&words, &["oseg/s"]).or(sent);
            if let Some(rate) = columns.figure(&words, &["retrans/s"]) {
                retransmitted = Some((rate, line.number));
            }
        }
    }
    let (retransmitted, line) = retransmitted?;
    Some(Tcp {
        sent: sent?,
        retransmitted,
        line,
    })
}

/// One record of the load of the day.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    /// Seconds since midnight of the host.
    pub(crate) at: u64,
    /// Load of one minute.
    pub(crate) of_one_minute: f64,
    pub(crate) line: usize,
}

/// The records of `sar -q`, with 24 or 12 hours.
pub(crate) fn loads(section: Section<'_>) -> Vec<Load> {
    let mut columns = Columns::default();
    let mut loads = Vec::new();
    for line in section.lines() {
        let words = line.columns();
        if words.contains(&"ldavg-1") {
            columns = Columns::of(line.text);
        } else if columns.len() > 0 && words.len() == columns.len() {
            let at = words.first().and_then(|word| super::table::clock(word));
            let (Some(at), Some(of_one_minute)) = (at, columns.figure(&words, &["ldavg-1"])) else {
                continue;
            };
            let at = match words.get(1) {
                Some(&"PM") if at < 43_200 => at + 43_200,
                Some(&"AM") if at >= 43_200 => at - 43_200,
                _ => at,
            };
            loads.push(Load {
                at,
                of_one_minute,
                line: line.number,
            });
        }
    }
    loads
}
