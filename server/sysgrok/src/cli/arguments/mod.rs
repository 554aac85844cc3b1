//! The command line.

mod asking;
mod hosts;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

pub(in crate::cli) use asking::{
    AskingArguments, AskingCommand, DoctorArguments, ExplainFunction, Input, ReportsAction, ReportsArguments,
    SoftwareType,
};
pub(in crate::cli) use hosts::{AnalyzeCommand, Connect, DebugHost, HostArguments};

/// Performance work inside the editor: a profile, put into the code.
#[derive(Debug, Parser)]
#[command(name = "sysgrok", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(in crate::cli) command: Command,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(in crate::cli) color: Color,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Show the hot functions and lines of a workspace
    ///
    /// Exit codes: 0 all profiles were read and shown, 1 a profile could not be read (the others are
    /// shown), 2 wrong usage, 3 there is no profile.
    Check(CheckArguments),
    /// Show what a profile holds
    Inspect(InspectArguments),
    /// Write a profile in another format
    Convert(ConvertArguments),
    /// Write a flame graph as one page for the browser
    ///
    /// The page needs no network. Functions of the folder link to their sources. Exit codes: 0 done, 1 a profile cannot
    /// be read, 2 wrong usage, 3 there are no stacks, or no such function, 4 the page cannot be written.
    Flamegraph(FlamegraphArguments),
    #[command(flatten)]
    Ask(AskingCommand),
    /// Find out what is wrong with a host, or several
    ///
    /// First a triage that needs no model; then commands that a model proposes. What only reads may run; all else runs
    /// when you ticked it, or not at all.
    #[command(name = "debughost", after_help = hosts::EXIT_CODES)]
    DebugHost(DebugHost),
    /// Run a command on a host, or several, and summarise what it prints
    #[command(name = "analyzecmd", visible_alias = "analysecmd", after_help = hosts::EXIT_CODES)]
    AnalyzeCommand(AnalyzeCommand),
    /// Connect to a host that asks for a password or more, so that the other commands can use the connection
    Connect(Connect),
    /// List or show the answers that were given
    Reports(ReportsArguments),
    /// Say which model is configured, whether it answers, and what is missing
    Doctor(DoctorArguments),
    /// Say whether a command line only reads, and what exactly would run on a host
    ///
    /// Nothing is run. Exit codes: 0 it only reads and ends by itself, 1 it would be asked about, 2 wrong
    /// usage, 3 it does not run.
    Gate(GateArguments),
    /// Serve an editor over the Language Server Protocol
    Lsp {
        /// Listen on this port of this machine for one client, instead of standard input and output
        #[arg(long, value_name = "PORT")]
        socket: Option<u16>,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual pages
    Man {
        /// Folder for one page a command; without it the main page is printed
        #[arg(value_hint = ValueHint::DirPath)]
        folder: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArguments {
    /// A profile to show; may be given several times, `-` is standard input [default: those found in PATH
    /// by their names]
    #[arg(long = "profile", short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) profiles: Vec<PathBuf>,
    /// The folder with the sources
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) path: PathBuf,
    /// How to show the findings
    #[arg(long, value_enum, default_value_t = FindingFormat::Text)]
    pub(in crate::cli) format: FindingFormat,
    /// At most this many functions and as many lines [default: 10, with json 1000]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct InspectArguments {
    /// The profile; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(in crate::cli) file: PathBuf,
    /// Print JSON, with all functions
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// At most this many functions, in text
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(in crate::cli) limit: usize,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ConvertArguments {
    /// The profile; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(in crate::cli) file: PathBuf,
    /// The format to write
    #[arg(long, value_enum)]
    pub(in crate::cli) to: Target,
    /// Where to write [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) output: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FlamegraphArguments {
    /// The profile; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub(in crate::cli) file: PathBuf,
    /// A profile to compare with: what takes more or less than there is coloured and signed
    #[arg(long, value_name = "OTHER", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) base: Option<PathBuf>,
    /// Where to write [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) output: Option<PathBuf>,
    /// The folder with the sources
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(in crate::cli) path: PathBuf,
    /// Only stacks through this function
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) function: Option<String>,
    /// Begin with the functions that use the time, and put their callers below
    #[arg(long)]
    pub(in crate::cli) callers: bool,
    /// At most this many frames; the lightest are left out
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(in crate::cli) limit: usize,
    #[command(flatten)]
    pub(in crate::cli) reading: ReadingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct GateArguments {
    /// The command line, in one argument
    #[arg(value_name = "COMMAND LINE", allow_hyphen_values = true, value_hint = ValueHint::CommandString)]
    pub(in crate::cli) command_line: String,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReadingArguments {
    /// What to count, such as `cpu`, `nanoseconds` or `cpu/nanoseconds` [default: what the file selects]
    #[arg(long, value_name = "TYPE")]
    pub(in crate::cli) value_type: Option<String>,
    /// Read the file as this format, whatever it looks like
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) input_format: Option<InputFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FindingFormat {
    /// As rustc prints findings
    Text,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands, for annotations in pull requests
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Target {
    /// A stack a line
    Folded,
    /// JSON for speedscope.app
    Speedscope,
    /// Gzipped protobuf for `go tool pprof`
    Pprof,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InputFormat {
    PerfData,
    PerfScript,
    PerfReport,
    PerfAnnotate,
    Folded,
    Pprof,
    #[value(name = "topn")]
    TopN,
}

impl From<InputFormat> for profile::Format {
    fn from(format: InputFormat) -> profile::Format {
        match format {
            InputFormat::PerfData => profile::Format::PerfData,
            InputFormat::PerfScript => profile::Format::PerfScript,
            InputFormat::PerfReport => profile::Format::PerfReport,
            InputFormat::PerfAnnotate => profile::Format::PerfAnnotate,
            InputFormat::Folded => profile::Format::Folded,
            InputFormat::Pprof => profile::Format::Pprof,
            InputFormat::TopN => profile::Format::TopN,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Lets every stream of the process follow the choice.
    pub(in crate::cli) fn write_global(self) {
        let choice = match self {
            Color::Auto => return,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}
