//! How heat is said, the same in hovers, hints, lenses and findings.

use engine::View;
use heat::HotFunction;

/// A fraction for people: `27.3 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
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
