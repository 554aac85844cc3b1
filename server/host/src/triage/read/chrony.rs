//! `chronyc tracking`.

use super::section::Section;

/// What chrony says of the clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tracking {
    /// Seconds away from the servers' time, and the line.
    pub(crate) offset: Option<(f64, usize)>,
    /// `Leap status` other than `Not synchronised`, and the line.
    pub(crate) is_synchronised: Option<(bool, usize)>,
}

/// Both lines, where printed.
pub(crate) fn read(section: Section<'_>) -> Tracking {
    let mut tracking = Tracking::default();
    for line in section.lines() {
        let Some((key, value)) = line.text.split_once(':') else {
            continue;
        };
        match key.trim() {
            "System time" => {
                let offset = value
                    .split_whitespace()
                    .next()
                    .and_then(|word| word.parse::<f64>().ok());
                tracking.offset = offset.map(|offset| (offset.abs(), line.number));
            }
            "Leap status" => {
                tracking.is_synchronised = Some((value.trim() != "Not synchronised", line.number));
            }
            _ => {}
        }
    }
    tracking
}
