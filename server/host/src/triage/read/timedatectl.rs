//! `timedatectl` of systemd.

use super::section::Section;

/// What it says of the clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    /// `System clock synchronized`, before systemd 239 `NTP synchronized`; with its line.
    pub(crate) is_synchronised: Option<(bool, usize)>,
    /// Whether a service of systemd's is to keep it: `NTP service: active`, formerly `NTP enabled: yes`.
    pub(crate) is_kept: Option<bool>,
}

/// Both lines, where printed.
pub(crate) fn read(section: Section<'_>) -> Clock {
    let mut clock = Clock::default();
    for line in section.lines() {
        let Some((key, value)) = line.text.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match key.trim() {
            "System clock synchronized" | "NTP synchronized" => {
                clock.is_synchronised = Some((value == "yes", line.number));
            }
            "NTP service" | "NTP enabled" | "Network time on" | "systemd-timesyncd.service active" => {
                clock.is_kept = Some(matches!(value, "active" | "yes"));
            }
            _ => {}
        }
    }
    clock
}
