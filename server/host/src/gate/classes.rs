//! Why a command is not simply read.

use serde::{Deserialize, Serialize};

use super::Tier;

/// The reason of a verdict, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// It only reads, and ends by itself.
    Reads,
    /// Characters that are no part of a plain command line, or hide what it is.
    Character,
    /// More than plain words, pipes and `&& || ;`.
    Syntax,
    /// Too long to be looked at.
    Length,
    /// A binary that the table does not know.
    Unknown,
    /// A sub-command that the table does not know.
    Subcommand,
    /// A flag that the table does not know, or that changes something.
    Flag,
    /// A flag without which the command does something else.
    Missing,
    /// A value or operand that is not of the kind it has to be.
    Operand,
    /// A file that is not known to be harmless to read.
    Path,
    /// No bound on its time.
    Unbounded,
    /// Would wait for its input.
    Input,
    /// Runs text that it is given.
    Interpreter,
    /// Runs another command.
    Wrapper,
    /// Waits for keys.
    Pager,
    /// Writes.
    Writer,
    /// Watches another process or the network.
    Tracer,
    /// Talks to other machines.
    Network,
    /// Shows secrets.
    Secret,
    /// Runs what a folder's configuration names.
    Config,
    /// Runs as root.
    Root,
    /// A shell. Never.
    Shell,
    /// Stops or restarts the host. Never.
    Power,
    /// Changes software. Never.
    Packages,
    /// Formats or erases disks. Never.
    Disks,
    /// Changes accounts. Never.
    Accounts,
    /// Changes code of the kernel. Never.
    Modules,
    /// Opens the firewall or cuts the host off. Never.
    Firewall,
    /// Destroys the system's own files or processes. Never.
    Destroys,
}

impl Class {
    /// Its name, as in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Reads => "reads",
            Class::Character => "character",
            Class::Syntax => "syntax",
            Class::Length => "length",
            Class::Unknown => "unknown",
            Class::Subcommand => "subcommand",
            Class::Flag => "flag",
            Class::Missing => "missing",
            Class::Operand => "operand",
            Class::Path => "path",
            Class::Unbounded => "unbounded",
            Class::Input => "input",
            Class::Interpreter => "interpreter",
            Class::Wrapper => "wrapper",
            Class::Pager => "pager",
            Class::Writer => "writer",
            Class::Tracer => "tracer",
            Class::Network => "network",
            Class::Secret => "secret",
            Class::Config => "config",
            Class::Root => "root",
            Class::Shell => "shell",
            Class::Power => "power",
            Class::Packages => "packages",
            Class::Disks => "disks",
            Class::Accounts => "accounts",
            Class::Modules => "modules",
            Class::Firewall => "firewall",
            Class::Destroys => "destroys",
        }
    }

    /// The tier of what is refused for it.
    pub(super) fn tier(self) -> Tier {
        match self {
            Class::Reads => Tier::Read,
            Class::Shell
            | Class::Power
            | Class::Packages
            | Class::Disks
            | Class::Accounts
            | Class::Modules
            | Class::Firewall
            | Class::Destroys => Tier::Never,
            _ => Tier::Ask,
        }
    }
}

/// Why something is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) class: Class,
    /// One sentence for the user.
    pub(super) reason: String,
}

impl Refusal {
    pub(super) fn new(class: Class, reason: impl Into<String>) -> Refusal {
        Refusal {
            class,
            reason: reason.into(),
        }
    }

    pub(super) fn tier(&self) -> Tier {
        self.class.tier()
    }
}
