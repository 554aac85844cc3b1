//! Which format a file has: magic bytes, then its name, then its first lines; folded stacks last.

use std::fmt;

use crate::formats;

/// A format that sysgrok reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The binary file that `perf record` writes.
    PerfData,
    /// The text of `perf script`.
    PerfScript,
    /// The text of `perf report --stdio`.
    PerfReport,
    /// The text of `perf annotate --stdio`.
    PerfAnnotate,
    /// A stack a line, frames joined by `;`, then a count.
    Folded,
    /// The protobuf of `profile.proto`.
    Pprof,
    /// The Top-N table, or one of the shapes that Elastic Universal Profiling copies.
    TopN,
}

impl Format {
    /// All of them, in the order in which detection prefers them.
    pub const ALL: [Format; 7] = [
        Format::PerfData,
        Format::Pprof,
        Format::PerfAnnotate,
        Format::PerfReport,
        Format::PerfScript,
        Format::TopN,
        Format::Folded,
    ];

    /// The name used in JSON, in messages and by `--input-format`.
    pub fn name(self) -> &'static str {
        match self {
            Format::PerfData => "perf-data",
            Format::PerfScript => "perf-script",
            Format::PerfReport => "perf-report",
            Format::PerfAnnotate => "perf-annotate",
            Format::Folded => "folded",
            Format::Pprof => "pprof",
            Format::TopN => "topn",
        }
    }

    /// The format of this [`name`](Format::name).
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `perf.data` as `perf record` writes it (`PERFILE2`; tools/perf/Documentation/perf.data-file-format.txt).
const PERF_DATA_MAGIC: &[u8] = b"PERFILE2";

/// The format of a file that begins with `head` (unpacked), or nothing where none fits.
pub fn detect(name: &str, head: &[u8]) -> Option<Format> {
    if head.starts_with(PERF_DATA_MAGIC) {
        return Some(Format::PerfData);
    }
    if formats::pprof::looks_like(head) {
        return Some(Format::Pprof);
    }
    // The name decides between texts only where the content fits as well: a `.txt` may hold anything.
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let base = base.strip_suffix(".gz").unwrap_or(base);
    let by_name = if has_extension(base, &["folded", "collapsed"]) {
        Some(Format::Folded)
    } else if has_extension(base, &["topn"]) {
        Some(Format::TopN)
    } else if base == "perf.script" {
        Some(Format::PerfScript)
    } else {
        None
    };
    let fits = |format: Format| match format {
        Format::PerfData | Format::Pprof => false,
        Format::PerfAnnotate => formats::perf_annotate::looks_like(head),
        Format::PerfReport => formats::perf_report::looks_like(head),
        Format::PerfScript => formats::perf_script::looks_like(head),
        Format::TopN => formats::topn::looks_like(head),
        Format::Folded => formats::folded::looks_like(head),
    };
    let named_so_fits = |format: Format| match format {
        Format::Folded => formats::folded::may_be(head),
        format => fits(format),
    };
    by_name
        .filter(|&format| named_so_fits(format))
        .or_else(|| Format::ALL.into_iter().find(|&format| fits(format)))
}

/// Whether a file of this name is a profile beyond doubt, so that discovery picks it up and reports it
/// when it cannot be read (the list of FORMATS.md, as far as the formats are read).
pub fn unmistakable_name(name: &str) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if has_extension(base, &["toml"]) {
        return false;
    }
    let text = |base: &str| has_extension(base, &["txt"]);
    base == "perf.data"
        || base
            .strip_prefix("perf.data")
            .is_some_and(|rest| rest.starts_with('.') && !text(base))
        || base == "perf.script"
        || has_extension(base, &["perf", "topn", "folded", "collapsed", "pprof", "prof"])
        || base.ends_with(".perf.txt")
        || (base.starts_with("perf-") && text(base))
        || base.ends_with(".pb.gz")
        || base.ends_with(".folded.gz")
        || base.ends_with(".perf.txt.gz")
}

fn has_extension(base: &str, wanted: &[&str]) -> bool {
    base.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && wanted.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unmistakable_names_are_those_of_the_list() {
        for name in [
            "perf.data",
            "perf.data.old",
            "a/b/perf.script",
            "cpu.perf.txt",
            "perf-42.txt",
            "x.perf",
            "x.topn",
            "x.folded",
            "x.collapsed",
            "x.pprof",
            "cpu.pb.gz",
            "cpu.prof",
        ] {
            assert!(unmistakable_name(name), "{name}");
        }
        for name in [
            "perf.txt",
            "notes.txt",
            "x.pb",
            "perf.data.txt",
            "perf.c",
            "perf.data.meta.toml",
            ".perf",
            "x.gz",
        ] {
            assert!(!unmistakable_name(name), "{name}");
        }
    }
}
