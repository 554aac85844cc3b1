//! Where a profile comes from, in words.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use ask::words::shown;
use profile::Meta;

/// Where a profile comes from: `recorded 9 days ago on web3, revision unknown, perf 6.1.187, profile
/// cpu.perf.txt`.
pub fn provenance(meta: &Meta, name: &str, now: SystemTime) -> String {
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
}
