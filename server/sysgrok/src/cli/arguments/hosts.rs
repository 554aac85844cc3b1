//! The commands that run something on hosts.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};

use super::AskingArguments;

/// Shown below the help.
pub(super) const EXIT_CODES: &str = "\
Exit codes: 0 all was looked at, 1 a host could not be reached or a folder not be read (the rest is shown), 2 wrong usage \
or settings, 3 nothing ran, 4 the output or the audit log could not be written, 5 the model did not answer, or not to the \
end, 130 stopped by Ctrl-C.";

/// Which hosts, and how to get there.
#[derive(Debug, Args)]
pub(in crate::cli) struct HostArguments {
    /// The hosts, by comma: web1, root@10.0.0.7, `ssh://web1:2222`, docker:db, kubectl:prod/pod, local, or a group of the
    /// settings
    #[arg(long, short, value_name = "HOSTS", default_value = "local", value_hint = ValueHint::Hostname)]
    pub(in crate::cli) target_host: String,
    /// What is wrong, in your words
    #[arg(long, short, value_name = "TEXT")]
    pub(in crate::cli) problem_description: Option<String>,
    /// A configuration for ssh [default: ssh's own]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) ssh_config: Option<PathBuf>,
}

// Each is a switch of its own on the command line.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Args)]
#[command(mut_arg("echo_input", |argument| argument.short(None)))]
pub(in crate::cli) struct DebugHost {
    #[command(flatten)]
    pub(in crate::cli) hosts: HostArguments,
    /// Show why each command is proposed
    #[arg(long, short)]
    pub(in crate::cli) explain_commands: bool,
    /// Summarise what each command printed, before the report
    #[arg(long)]
    pub(in crate::cli) print_summaries: bool,
    /// Run proposed commands that only read without a question; others are asked about all the same
    #[arg(long)]
    pub(in crate::cli) yolo: bool,
    /// How far back logs are read, such as 30m, 2h or 1d
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = engine::hosts::read_since)]
    pub(in crate::cli) since: Duration,
    /// Run the commands of this file, one a line, instead of those that a model proposes
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) commands: Option<PathBuf>,
    /// Look at what was brought from a host: the folder that the script of --emit-script wrote, or a sosreport
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with_all = ["target_host", "commands", "yolo", "emit_script"])]
    pub(in crate::cli) from: Option<PathBuf>,
    /// Print a script of the triage, for a host that only somebody else can reach
    #[arg(long)]
    pub(in crate::cli) emit_script: bool,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct AnalyzeCommand {
    #[command(flatten)]
    pub(in crate::cli) hosts: HostArguments,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
    /// The command and its arguments; pipes in quotes: `-- 'ps aux | head'`
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND", value_hint = ValueHint::CommandWithArguments)]
    pub(in crate::cli) command: Vec<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Connect {
    /// The host
    #[arg(value_hint = ValueHint::Hostname)]
    pub(in crate::cli) host: String,
    /// A configuration for ssh [default: ssh's own]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) ssh_config: Option<PathBuf>,
}
