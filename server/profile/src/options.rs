//! Bounds on what reading may cost.

/// How a profile is read. [`Options::default`] suits real files.
#[derive(Clone, Debug)]
pub struct Options {
    /// Distinct stack nodes kept; past it the lightest are folded into `[pruned]`. At some 60 bytes a
    /// node the default stays under 250 MB.
    pub max_nodes: usize,
    /// Bytes after unpacking gzip. Guards against a small file that unpacks without end.
    pub max_unpacked: u64,
    /// Bytes of one line of text; the rest of a longer one is dropped with a warning.
    pub max_line: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            max_nodes: 4_000_000,
            max_unpacked: 8 << 30,
            max_line: 1 << 20,
        }
    }
}
