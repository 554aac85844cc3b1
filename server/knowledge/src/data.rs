//! The embedded data files.

/// Names the files under `data/` once; their text becomes part of the binary.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Path within the crate and text of each data file. Of software with one name the earlier wins.
        pub const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../", $path)))),*];
    };
}

files![
    "data/functions/allocation.toml",
    "data/functions/compression.toml",
    "data/functions/cpp.toml",
    "data/functions/cpython.toml",
    "data/functions/crypto.toml",
    "data/functions/gcc.toml",
    "data/functions/go-runtime.toml",
    "data/functions/hashing.toml",
    "data/functions/jvm.toml",
    "data/functions/kernel-files.toml",
    "data/functions/kernel-locking.toml",
    "data/functions/kernel-memory.toml",
    "data/functions/kernel-network.toml",
    "data/functions/kernel-scheduling.toml",
    "data/functions/locking.toml",
    "data/functions/math.toml",
    "data/functions/random.toml",
    "data/functions/rust.toml",
    "data/functions/shell.toml",
    "data/functions/sorting.toml",
    "data/functions/startup.toml",
    "data/functions/stdio.toml",
    "data/functions/strings.toml",
    "data/functions/time.toml",
    "data/functions/v8.toml",
    "data/software/base.toml",
    "data/software/native-libraries.toml",
    "data/software/programs.toml",
    "data/software/python.toml",
    "data/software/runtimes.toml",
    "data/software/servers.toml",
    "data/faster/build.toml",
    "data/faster/compression.toml",
    "data/faster/cpp.toml",
    "data/faster/go.toml",
    "data/faster/hashing.toml",
    "data/faster/java.toml",
    "data/faster/javascript.toml",
    "data/faster/memory.toml",
    "data/faster/python.toml",
    "data/faster/rust.toml",
    "data/faster/search.toml",
    "data/faster/servers.toml",
];
