//! The `#` lines with which `perf report --header` and `perf script --header` begin.
//!
//! Source: `perf_header__fprintf_info` and the `print_*` functions of `tools/perf/util/header.c`
//! (perf 6.1).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::Meta;

/// Takes what one `#` line says of the recording; other lines are left alone.
pub(crate) fn apply(line: &str, meta: &mut Meta) {
    let Some((key, value)) = line
        .trim_start_matches('#')
        .split_once(" : ")
        .map(|(k, v)| (k.trim(), v.trim()))
    else {
        return;
    };
    if value.is_empty() {
        return;
    }
    match key {
        "hostname" => meta.host = Some(value.to_owned()),
        "perf version" => meta.tool = Some(format!("perf {value}")),
        "cmdline" => meta.command = Some(value.to_owned()),
        "captured on" => meta.recorded = captured_on(value),
        _ => {}
    }
}

/// The time of `ctime(3)`: local to a machine that does not say where it is, so taken as UTC.
fn captured_on(text: &str) -> Option<Timestamp> {
    let time = DateTime::strptime("%a %b %e %H:%M:%S %Y", text).ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_where_and_when() {
        let mut meta = Meta::default();
        for line in [
            "# captured on    : Sun Nov 22 10:02:18 2026",
            "# hostname : demo",
            "# perf version : 6.1.187",
            "# cmdline : /usr/bin/perf record -g ./a",
            "# nrcpus online : 2",
            "# ========",
        ] {
            apply(line, &mut meta);
        }
        assert_eq!(meta.host.as_deref(), Some("demo"));
        assert_eq!(meta.tool.as_deref(), Some("perf 6.1.187"));
        assert_eq!(meta.command.as_deref(), Some("/usr/bin/perf record -g ./a"));
        assert_eq!(meta.recorded.unwrap().to_string(), "2026-11-22T10:02:18Z");
    }
}
