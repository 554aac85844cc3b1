//! This machine.

use crate::gate::ENVIRONMENT;

/// Runs the text by `sh -c` as it is, in the environment of the gate.
pub(crate) fn local_command(text: &str, nice: bool) -> run::Command {
    let mut command = if nice {
        run::Command::new("nice").arguments(["-n", "10", "sh"])
    } else {
        run::Command::new("sh")
    };
    command = command.arguments(["-c", text]);
    command.variables = ENVIRONMENT
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    command.inherited = vec!["HOME", "USER", "LOGNAME"];
    command
}
