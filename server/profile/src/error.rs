//! Why a file could not be read as a profile.

use std::fmt;

use crate::Format;

/// Where in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// 1-based line of a text.
    Line(u64),
    /// Offset in the (unpacked) bytes.
    Byte(u64),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Position::Line(line) => write!(f, "line {line}"),
            Position::Byte(byte) => write!(f, "byte {byte}"),
        }
    }
}

/// Why a file could not be read as a profile. Each text names the file and a way out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes could not be had.
    #[error("{name}: cannot be read: {source}")]
    Io {
        /// The file.
        name: String,
        /// What the system, or the decompressor, said.
        source: std::io::Error,
    },
    /// No known format fits.
    #[error(
        "{name}: not a profile that sysgrok knows; it begins with {head:?}. Known: perf script, perf report, \
         perf annotate, perf.data, folded stacks, pprof, Top-N tables; if the file is one of these, `sysgrok inspect --input-format` \
         tells what is wrong with it"
    )]
    Unrecognised {
        /// The file.
        name: String,
        /// Its first bytes, as text.
        head: String,
    },
    /// The file has the format's marks but cannot be read as it.
    #[error("{name}: {position}: read as {format}: expected {expected}, found {found}")]
    Malformed {
        /// The file.
        name: String,
        /// The format tried.
        format: Format,
        /// Where it went wrong.
        position: Position,
        /// What should stand there.
        expected: String,
        /// What does.
        found: String,
    },
    /// The file is whole but holds no samples.
    #[error(
        "{name}: read as {format}: it holds no samples{hint}; was anything running while it was recorded?"
    )]
    Empty {
        /// The file.
        name: String,
        /// The format tried.
        format: Format,
        /// What was passed over, if anything.
        hint: String,
    },
    /// A `perf.data` file: only `perf` itself reads it for now.
    #[error(
        "{name}: a perf.data file is read through perf, which is not to be had here; on the machine that recorded it \
         run: perf script -i {name} -F +srcline --full-source-path > {name}.perf.txt"
    )]
    NeedsPerf {
        /// The file.
        name: String,
    },
    /// More bytes than the limit allows.
    #[error("{name}: holds more than {limit} bytes {what}; raise the limit if you trust the file")]
    TooLarge {
        /// The file.
        name: String,
        /// The limit that was passed.
        limit: u64,
        /// What was counted.
        what: &'static str,
    },
}
