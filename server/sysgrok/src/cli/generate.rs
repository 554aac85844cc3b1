//! What packagers want of a command: completions and manual pages, from the same definitions.

use std::io::{Write, stdout};
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Arguments, DONE, Outcome};

/// Prints a completion script.
pub(super) fn completions(shell: Shell) -> Outcome {
    // clap_complete panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "sysgrok", &mut script);
    stdout().lock().write_all(&script)?;
    Ok(DONE)
}

/// Prints the manual page, or writes one a command into a folder.
pub(super) fn man(folder: Option<&Path>) -> Outcome {
    match folder {
        None => clap_mangen::Man::new(Arguments::command()).render(&mut stdout().lock())?,
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            clap_mangen::generate_to(Arguments::command(), folder)?;
        }
    }
    Ok(DONE)
}
