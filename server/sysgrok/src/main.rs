//! The one binary. `cli/` is the terminal, `lsp/` the language server.

mod cli;
mod lsp;

use std::path::PathBuf;
use std::process::ExitCode;

use engine::asking::POLICY_FILE;

fn main() -> ExitCode {
    cli::main()
}

/// `$XDG_CONFIG_HOME/sysgrok`, else `~/.config/sysgrok` (XDG Base Directory Specification 0.8).
fn user_settings() -> Option<PathBuf> {
    user_folder("XDG_CONFIG_HOME", ".config")
}

/// `$XDG_STATE_HOME/sysgrok`, else `~/.local/state/sysgrok`.
fn user_state() -> Option<PathBuf> {
    user_folder("XDG_STATE_HOME", ".local/state")
}

/// `$XDG_CACHE_HOME/sysgrok`, else `~/.cache/sysgrok`.
fn user_cache() -> Option<PathBuf> {
    user_folder("XDG_CACHE_HOME", ".cache")
}

/// The file of the administrator's rules. A build for tests takes another one, which nobody else may: the rules hold
/// against the user.
fn policy_file() -> PathBuf {
    let of_tests = cfg!(debug_assertions).then(|| std::env::var_os("SYSGROK_TEST_POLICY"));
    of_tests
        .flatten()
        .map_or_else(|| POLICY_FILE.into(), PathBuf::from)
}

fn user_folder(variable: &str, otherwise: &str) -> Option<PathBuf> {
    let folder = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    folder(variable)
        .or_else(|| folder("HOME").map(|home| home.join(otherwise)))
        .map(|folder| folder.join("sysgrok"))
}
