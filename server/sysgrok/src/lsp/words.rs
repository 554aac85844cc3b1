//! How heat is said, the same in hovers, hints, lenses and findings.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use engine::View;
use heat::HotFunction;
use profile::Meta;

/// Names longer than this many characters are cut in the middle.
const LONGEST_NAME: usize = 120;

/// A fraction for people: `27.3 %`.
pub(super) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 0.0 && percent < 0.05 {
        "<0.1 %".to_owned()
    } else {
        format!("{percent:.1} %")
    }
}

/// A fraction at the end of a line of code: `27 %`, `0.7 %`.
pub(super) fn short_percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent >= 0.95 {
        format!("{percent:.0} %")
    } else {
        self::percent(share)
    }
}

/// `27.3 % self, 49.7 % total`, or what of it is known.
pub(super) fn shares(view: &View, own: Option<i64>, total: Option<i64>) -> String {
    match (view.share(own), view.share(total)) {
        (Some(own), Some(total)) => format!("{} self, {} total", percent(own), percent(total)),
        (Some(own), None) => format!("{} self", percent(own)),
        (None, Some(total)) => format!("{} total", percent(total)),
        (None, None) => "no weight".to_owned(),
    }
}

/// What is counted: `cpu-clock`.
pub(super) fn counted(view: &View) -> &str {
    &view.loaded.profile.value(view.value).name
}

/// `78 of 286 samples, ±11 %`; absent when the profile does not count samples.
pub(super) fn samples(view: &View, hot: &HotFunction) -> Option<String> {
    let (own, whole, margin) = view.samples_in(hot)?;
    Some(format!("{own} of {whole} samples, ±{:.0} %", 100.0 * margin))
}

/// The same for a line's own weight; absent where only functions are counted in samples.
pub(super) fn line_samples(view: &View, own: Option<i64>) -> Option<String> {
    let (own, whole, margin) = view.samples_of(own?)?;
    Some(format!("{own} of {whole} samples, ±{:.0} %", 100.0 * margin))
}

/// How a spot is called, fit to be shown.
pub(super) fn name(view: &View, spot: u32) -> Option<String> {
    Some(shown(view.short(spot)?))
}

/// A text from a file, on one line, not longer than a name may be.
pub(super) fn shown(text: &str) -> String {
    let count = text.chars().count();
    let visible = |char: char| {
        let hides = char.is_control()
            || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if hides { char::REPLACEMENT_CHARACTER } else { char }
    };
    if count <= LONGEST_NAME {
        return text.chars().map(visible).collect();
    }
    let half = LONGEST_NAME / 2;
    let start = text.chars().take(half);
    let end = text.chars().skip(count - half);
    start.chain(['…']).chain(end).map(visible).collect()
}

/// Where a profile comes from: `recorded 9 days ago on web3, revision unknown, perf 6.1.187, profile
/// cpu.perf.txt`.
pub(super) fn provenance(meta: &Meta, name: &str, now: SystemTime) -> String {
    let mut text = match meta.recorded {
        Some(recorded) => format!("recorded {}", ago(recorded.into(), now)),
        None => "recorded at an unknown time".to_owned(),
    };
    // Writing to a string does not fail.
    if let Some(host) = &meta.host {
        let _ = write!(text, " on {}", shown(host));
    }
    match &meta.revision {
        Some(revision) => {
            let _ = write!(text, ", revision {}", shown(revision));
        }
        None => text.push_str(", revision unknown"),
    }
    if let Some(tool) = &meta.tool {
        let _ = write!(text, ", {}", shown(tool));
    }
    let _ = write!(text, ", profile {}", shown(name));
    text
}

/// `9 days ago`: the largest unit of which there are two, or one.
fn ago(then: SystemTime, now: SystemTime) -> String {
    const UNITS: [(u64, &str); 5] = [
        (365 * 86_400, "years"),
        (30 * 86_400, "months"),
        (86_400, "days"),
        (3600, "hours"),
        (60, "minutes"),
    ];
    let Ok(passed) = now.duration_since(then) else {
        let ahead = then.duration_since(now).unwrap_or(Duration::ZERO);
        return if ahead < Duration::from_secs(60) {
            "just now".to_owned()
        } else {
            "at a time that this clock has not reached".to_owned()
        };
    };
    let seconds = passed.as_secs();
    UNITS.iter().find(|(unit, _)| seconds >= 2 * unit).map_or_else(
        || "just now".to_owned(),
        |(unit, name)| format!("{} {name} ago", seconds / unit),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_but_never_to_nothing() {
        let check = |share, long: &str, short: &str| {
            assert_eq!(
                (percent(share).as_str(), short_percent(share).as_str()),
                (long, short)
            );
        };
        check(0.273, "27.3 %", "27 %");
        check(0.007, "0.7 %", "0.7 %");
        check(0.0096, "1.0 %", "1 %");
        check(0.000_01, "<0.1 %", "<0.1 %");
        check(0.0, "0.0 %", "0.0 %");
        check(1.0, "100.0 %", "100 %");
    }

    #[test]
    fn provenance_says_what_is_known_and_what_is_not() {
        let start = SystemTime::UNIX_EPOCH;
        let day = |days: u64| start + Duration::from_secs(days * 86_400);
        let mut meta = Meta::default();
        assert_eq!(
            provenance(&meta, "a.folded", day(9)),
            "recorded at an unknown time, revision unknown, profile a.folded"
        );
        meta.recorded = "1970-01-01T00:00:00Z".parse().ok();
        meta.host = Some("web3".to_owned());
        meta.tool = Some("perf 6.1.187".to_owned());
        assert_eq!(
            provenance(&meta, "cpu.perf.txt", day(9)),
            "recorded 9 days ago on web3, revision unknown, perf 6.1.187, profile cpu.perf.txt"
        );
        meta.revision = Some("3f2a\nx".to_owned());
        meta.host = None;
        assert_eq!(
            provenance(&meta, "p", day(90)),
            "recorded 3 months ago, revision 3f2a\u{fffd}x, perf 6.1.187, profile p"
        );
    }

    #[test]
    fn times_are_said_in_the_largest_unit_of_which_there_are_two() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000 * 86_400);
        let check = |seconds: i64, expected: &str| {
            let by = Duration::from_secs(seconds.unsigned_abs());
            let then = if seconds < 0 { now + by } else { now - by };
            assert_eq!(ago(then, now), expected);
        };
        check(0, "just now");
        check(119, "just now");
        check(120, "2 minutes ago");
        check(7199, "119 minutes ago");
        check(7200, "2 hours ago");
        check(86_400, "24 hours ago");
        check(9 * 86_400, "9 days ago");
        check(800 * 86_400, "2 years ago");
        check(-30, "just now");
        check(-3600, "at a time that this clock has not reached");
    }

    #[test]
    fn long_and_hostile_names_are_tamed() {
        assert_eq!(
            shown("a\nb\u{202e}c\u{1b}[31m"),
            "a\u{fffd}b\u{fffd}c\u{fffd}[31m"
        );
        let long = shown(&format!("{}{}", "a".repeat(200), "b".repeat(200)));
        assert_eq!(long, format!("{}…{}", "a".repeat(60), "b".repeat(60)));
    }
}
