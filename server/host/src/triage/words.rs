//! Figures and names as reports show them.

/// The longest name that a sentence quotes, in characters.
const LONGEST: usize = 120;

/// Text of the host for a sentence: short, on one line, between backticks, without control characters, backticks and
/// characters that reorder or hide text.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", plain(text))
}

/// [`quoted`] without the backticks.
pub(crate) fn plain(text: &str) -> String {
    let mut shown = String::new();
    let mut characters = text.trim().chars();
    for character in characters.by_ref().take(LONGEST) {
        shown.push(match character {
            '`' => '\'',
            '\t' => ' ',
            character if is_hidden(character) => '\u{fffd}',
            character => character,
        });
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Control characters, line separators, and what reorders or hides text.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// A size as `23.5 GiB`.
pub(crate) fn bytes(size: f64) -> String {
    const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut value = size;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or("B");
    if unit == 0 {
        format!("{value:.0} {name}")
    } else {
        format!("{value:.1} {name}")
    }
}

/// A figure with as many decimals as its size wants.
pub(crate) fn figure(value: f64) -> String {
    let decimals = if value.fract().abs() < f64::EPSILON || value.abs() >= 100.0 {
        0
    } else if value.abs() >= 1.0 {
        1
    } else {
        2
    };
    format!("{value:.decimals$}")
}

/// A time span as `3 d 4 h`, `12 min`, `8 s`.
pub(crate) fn span(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    let (days, hours, minutes) = (whole / 86_400, whole % 86_400 / 3_600, whole % 3_600 / 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{whole} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// `1 process`, `2 processes`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
