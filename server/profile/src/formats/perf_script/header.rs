//! The first line of a sample: who ran, when, which event.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::builder::Builder;
use crate::formats::perf_script::SampleSeries;
use crate::{Unit, ValueId};

/// The fields of a header line, as they stand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    /// `comm pid/tid`, or whatever of it was printed, without the spaces around it.
    pub thread: &'a [u8],
    /// Seconds since the machine started, as text.
    pub time: &'a [u8],
    /// What the event counted since the sample before; absent when it was not printed.
    pub period: Option<i64>,
    /// Without its colon; empty when no event was printed.
    pub event: &'a [u8],
    /// What stands behind the event.
    pub rest: &'a [u8],
}

impl<'a> Header<'a> {
    /// Takes a line apart; nothing when it cannot be a sample's header.
    pub(crate) fn parse(line: &'a [u8]) -> Option<Header<'a>> {
        if line.first() == Some(&b'\t') {
            return None;
        }
        match time_field(line) {
            Some((start, end)) => {
                let thread = without_cpu(line.get(..start)?.trim_ascii());
                let time = line.get(start..end)?;
                let behind = line.get(end + 1..)?.trim_ascii_start();
                let (period, event, rest) = event_fields(behind)?;
                Some(Header {
                    thread,
                    time,
                    period,
                    event,
                    rest,
                })
            }
            None => without_time(line),
        }
    }

    /// `comm 123` alone, printed with `-F comm,tid,ip,sym`: a header only if a frame follows.
    pub(crate) fn bare(line: &'a [u8]) -> Option<Header<'a>> {
        let thread = without_cpu(line.trim_ascii());
        let is_one = line.first() != Some(&b'\t') && ends_with_id(thread);
        is_one.then_some(Header {
            thread,
            time: b"",
            period: None,
            event: b"",
            rest: b"",
        })
    }

    /// Whether the line holds enough that nothing but perf script would have written it.
    pub(crate) fn is_certain(&self) -> bool {
        !self.thread.is_empty() && (!self.event.is_empty() || !self.time.is_empty())
    }
}

/// Bounds of the first field of the shape `123.456789:`; the end is that of the digits.
fn time_field(line: &[u8]) -> Option<(usize, usize)> {
    for colon in memchr::memchr_iter(b':', line) {
        if !matches!(line.get(colon + 1), None | Some(b' ')) {
            continue;
        }
        let digits = line.get(..colon)?;
        let fraction = digits
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let dot = colon - fraction;
        if fraction == 0 || dot == 0 || line.get(dot - 1) != Some(&b'.') {
            continue;
        }
        let whole = line
            .get(..dot - 1)?
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let start = dot - 1 - whole;
        if whole > 0 && (start == 0 || line.get(start - 1) == Some(&b' ')) {
            return Some((start, colon));
        }
    }
    None
}

/// `comm 123 [004]` without the processor.
fn without_cpu(thread: &[u8]) -> &[u8] {
    let Some(inside) = thread.strip_suffix(b"]") else {
        return thread;
    };
    let digits = inside
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    match inside.get(..inside.len() - digits) {
        Some([rest @ .., b'[']) if digits > 0 => rest.trim_ascii_end(),
        _ => thread,
    }
}

/// `[PERIOD] EVENT: REST`. Where events were not printed, `REST` alone.
fn event_fields(behind: &[u8]) -> Option<(Option<i64>, &[u8], &[u8])> {
    let (first, after) = field(behind);
    let (period, event_at) = match number(first) {
        Some(period) if !after.trim_ascii().is_empty() => (Some(period), after.trim_ascii_start()),
        _ => (None, behind),
    };
    let (event, rest) = field(event_at);
    match event.strip_suffix(b":") {
        Some(event) if !event.is_empty() => Some((period, event, rest.trim_ascii())),
        // `-F comm,tid,time,ip,sym`: the frame begins at once.
        _ if event.is_empty() || period.is_none() => Some((None, b"", behind.trim_ascii())),
        _ => None,
    }
}

/// `comm 123 [004] 2000000 cycles: REST`, printed with `-F comm,tid,event,...`.
fn without_time(line: &[u8]) -> Option<Header<'_>> {
    let mut searched = 0;
    loop {
        let colon = searched + memchr::memchr(b':', line.get(searched..)?)?;
        searched = colon + 1;
        if !matches!(line.get(colon + 1), None | Some(b' ')) {
            continue;
        }
        let before = line.get(..colon)?;
        let event_start = memchr::memrchr(b' ', before)? + 1;
        let event = before.get(event_start..)?;
        let mut thread = before.get(..event_start)?.trim_ascii();
        let mut period = None;
        // A last number is the period if a thread id still stands before it.
        if let Some(space) = memchr::memrchr(b' ', thread)
            && let Some(last) = number(thread.get(space + 1..)?)
            && thread
                .get(..space)
                .map(without_cpu)
                .is_some_and(|rest| ends_with_id(rest.trim_ascii()))
        {
            period = Some(last);
            thread = thread.get(..space)?.trim_ascii();
        }
        thread = without_cpu(thread);
        if !event.iter().any(u8::is_ascii_alphabetic) || !ends_with_id(thread) {
            return None;
        }
        return Some(Header {
            thread,
            time: b"",
            period,
            event,
            rest: line.get(colon + 1..)?.trim_ascii(),
        });
    }
}

/// Whether the last field is `123` or `123/456`.
fn ends_with_id(thread: &[u8]) -> bool {
    let last = thread.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
    last.iter().any(u8::is_ascii_digit)
        && last
            .iter()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-'))
}

fn field(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b' ', text).unwrap_or(text.len());
    text.split_at(end)
}

/// A number of the file; one too large for 63 bits becomes the largest.
fn number(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0i64, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number.saturating_mul(10).saturating_add(i64::from(byte - b'0')))
    })
}

/// Value types, series and counts over all samples.
#[derive(Default)]
pub(super) struct Samples {
    events: Vec<Event>,
    /// Event and thread of the sample before: most samples repeat them.
    last: Option<(usize, Vec<u8>, SampleSeries)>,
    first_time: Vec<u8>,
    last_time: Vec<u8>,
    count: u64,
}

struct Event {
    name: Vec<u8>,
    period: Option<ValueId>,
    samples: ValueId,
    threads: HashMap<Vec<u8>, SampleSeries, FixedState>,
}

/// Threads told apart; a host-wide recording of many short processes must not fill the memory.
const MOST_THREADS: usize = 4096;

/// Events told apart; more are the sign of a file that is no perf script.
const MOST_EVENTS: usize = 256;

impl Samples {
    /// The series of a sample; counts it.
    pub(super) fn series(&mut self, header: &Header<'_>, builder: &mut Builder) -> SampleSeries {
        self.count += 1;
        if self.first_time.is_empty() {
            self.first_time = header.time.to_vec();
        }
        self.last_time.clear();
        self.last_time.extend_from_slice(header.time);
        if let Some((event, thread, series)) = &self.last
            && thread == header.thread
            && self
                .events
                .get(*event)
                .is_some_and(|event| event.name == header.event)
            && series.period.is_some() == header.period.is_some()
        {
            return *series;
        }
        let index = self.event(header, builder);
        let Some(event) = self.events.get_mut(index) else {
            return SampleSeries::default();
        };
        let overflowing = event.threads.len() >= MOST_THREADS && !event.threads.contains_key(header.thread);
        let thread: &[u8] = if overflowing {
            b"[other threads]"
        } else {
            header.thread
        };
        let series = if let Some(&known) = event.threads.get(thread)
            && known.period.is_some() == header.period.is_some()
        {
            known
        } else {
            let name = (!thread.is_empty()).then(|| builder.text_of_bytes(thread));
            let period = event.period.filter(|_| header.period.is_some());
            let series = SampleSeries {
                period: period.map(|value| builder.series(value, name, Vec::new())),
                count: Some(builder.series(event.samples, name, Vec::new())),
            };
            event.threads.insert(thread.to_vec(), series);
            series
        };
        self.last = Some((index, header.thread.to_vec(), series));
        series
    }

    /// Position of the header's event in `events`.
    fn event(&mut self, header: &Header<'_>, builder: &mut Builder) -> usize {
        let name = String::from_utf8_lossy(header.event).into_owned();
        let known = self.events.iter().position(|event| event.name == header.event);
        let found = known
            .or_else(|| (self.events.len() >= MOST_EVENTS).then_some(0))
            .unwrap_or_else(|| {
                let period = header
                    .period
                    .map(|_| builder.value(&name, &unit_of_event(&name), 1.0));
                // The first event's samples are called just that: most files have one event.
                let samples = if self.events.is_empty() {
                    "samples".to_owned()
                } else {
                    format!("samples:{name}")
                };
                let samples = builder.value(&samples, &Unit::Count, 1.0);
                self.events.push(Event {
                    name: header.event.to_vec(),
                    period,
                    samples,
                    threads: HashMap::default(),
                });
                self.events.len() - 1
            });
        if let Some(event) = self.events.get_mut(found)
            && event.period.is_none()
            && header.period.is_some()
        {
            event.period = Some(builder.value(&name, &unit_of_event(&name), 1.0));
        }
        found
    }

    /// Samples seen.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Writes what the samples say of the recording as a whole.
    pub(super) fn finish(&self, builder: &mut Builder) {
        let selected = self
            .events
            .first()
            .map(|event| event.period.unwrap_or(event.samples));
        let duration = seconds(&self.first_time)
            .zip(seconds(&self.last_time))
            .map(|(first, last)| last - first);
        let meta = builder.meta();
        meta.samples = Some(self.count);
        meta.selected = selected;
        meta.duration = meta.duration.or(duration
            .filter(|&duration| duration > 0.0)
            .map(|s| (s * 1e9) as i64));
    }
}

fn seconds(time: &[u8]) -> Option<f64> {
    std::str::from_utf8(time).ok()?.parse().ok()
}

/// perf's software clocks count nanoseconds (`tools/perf/util/stat-shadow.c`); all else is counted.
pub(crate) fn unit_of_event(event: &str) -> Unit {
    match event.split(':').next().unwrap_or(event) {
        "cpu-clock" | "task-clock" => Unit::Nanoseconds,
        _ => Unit::Count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(line: &str, expected: &Expect) {
        let shown = match Header::parse(line.as_bytes()) {
            None => "nothing".to_owned(),
            Some(header) => format!(
                "{} | {} | {:?} | {} | {}",
                String::from_utf8_lossy(header.thread),
                String::from_utf8_lossy(header.time),
                header.period,
                String::from_utf8_lossy(header.event),
                String::from_utf8_lossy(header.rest),
            ),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn every_selection_of_fields_is_understood() {
        check(
            "a  6457   518.122151:    2000000 cpu-clock: ",
            &expect!["a  6457 | 518.122151 | Some(2000000) | cpu-clock | "],
        );
        check(
            "wordex  9763/9763  [000]   869.311301: cpu-clock: ",
            &expect!["wordex  9763/9763 | 869.311301 | None | cpu-clock | "],
        );
        check(
            "          wordex  9807   879.003475:    2004008 cpu-clock:      5587 f+0x5a (/w)",
            &expect!["wordex  9807 | 879.003475 | Some(2004008) | cpu-clock | 5587 f+0x5a (/w)"],
        );
        check(
            "Web Content 12:3 77/78 [001] 1.5: 9 cycles:uppp: ",
            &expect!["Web Content 12:3 77/78 | 1.5 | Some(9) | cycles:uppp | "],
        );
        check(
            "swapper     0 [001] 1.0: sched:sched_switch: prev_comm=a prev_pid=0",
            &expect!["swapper     0 | 1.0 | None | sched:sched_switch | prev_comm=a prev_pid=0"],
        );
        check(
            "a  6457  2000000 cycles: ",
            &expect!["a  6457 |  | Some(2000000) | cycles | "],
        );
        check("a  6457 cycles:u: ", &expect!["a  6457 |  | None | cycles:u | "]);
    }

    #[test]
    fn other_lines_are_no_headers() {
        for line in [
            "\t  11e6 main+0x2 (/a)",
            "hello world",
            "  /tmp/a.c:3",
            "note: see above",
            "",
        ] {
            assert_eq!(Header::parse(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_period_of_many_digits_stays_a_number() {
        let header = Header::parse(b"a 1 2.0: 99999999999999999999999 cycles: ").unwrap();
        assert_eq!(header.period, Some(i64::MAX));
    }
}
