//! How heat is said, the same in hovers, hints, lenses and findings.

pub(super) use ask::words::percent;
use engine::View;
use heat::HotFunction;

/// Names longer than this many characters are cut in the middle.
const LONGEST_NAME: usize = 120;

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
    fn long_and_hostile_names_are_tamed() {
        assert_eq!(
            shown("a\nb\u{202e}c\u{1b}[31m"),
            "a\u{fffd}b\u{fffd}c\u{fffd}[31m"
        );
        let long = shown(&format!("{}{}", "a".repeat(200), "b".repeat(200)));
        assert_eq!(long, format!("{}…{}", "a".repeat(60), "b".repeat(60)));
    }
}
