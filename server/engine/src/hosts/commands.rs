//! Lists of commands that users write themselves.

/// Commands of a list.
const MOST_COMMANDS: usize = 200;

/// Why a text is no list of commands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandsError {
    /// No line is a command.
    #[error("has no command")]
    None,
    /// More than anybody means to run.
    #[error("has {0} commands; at most {MOST_COMMANDS} are run")]
    TooMany(usize),
}

/// The commands of a text: one a line; empty lines and those that begin with `#` are none.
///
/// # Errors
/// When there are none, or too many.
pub fn commands_of(text: &str) -> Result<Vec<String>, CommandsError> {
    let commands: Vec<String> = (text.lines().map(str::trim))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    match commands.len() {
        0 => Err(CommandsError::None),
        1..=MOST_COMMANDS => Ok(commands),
        more => Err(CommandsError::TooMany(more)),
    }
}
