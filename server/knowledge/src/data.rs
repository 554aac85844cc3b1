//! The embedded data files.

/// Names the files under `data/` once; their text becomes part of the binary.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Path within the crate and text of each data file. Of software with one name the earlier wins.
        pub const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../", $path)))),*];
    };
}

files![];
