//! The one binary. `cli/` is the terminal, `lsp/` the language server.

mod cli;
mod lsp;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}

/// `$XDG_CONFIG_HOME/sysgrok`, else `~/.config/sysgrok` (XDG Base Directory Specification 0.8).
fn user_settings() -> Option<PathBuf> {
    let folder = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    folder("XDG_CONFIG_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".config")))
        .map(|config| config.join("sysgrok"))
}
