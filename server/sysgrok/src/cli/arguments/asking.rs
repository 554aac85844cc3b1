//! The commands that ask a model: those of the Python tool, with its options.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

/// What every command that asks takes, before its name or after it.
// Each is a switch of its own on the command line.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Asking")]
pub(in crate::cli) struct AskingArguments {
    /// Say on standard error what is sent where, and what comes back
    #[arg(long, short)]
    pub(in crate::cli) debug: bool,
    /// Show the input before the answer
    #[arg(long, short)]
    pub(in crate::cli) echo_input: bool,
    /// Talk on about the answer, on the terminal
    #[arg(long, short)]
    pub(in crate::cli) chat: bool,
    /// How the model is to format its answer, in words, such as `a table` [default: markdown]
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) output_format: Option<String>,
    /// The model, or the deployment with Azure [default: that of the settings, of `GAI_MODEL`, or the provider's]
    #[arg(long, short, value_name = "MODEL", visible_alias = "model-or-deployment-id")]
    pub(in crate::cli) model: Option<String>,
    /// How freely the model answers: 0 varies least [default: the model's]
    #[arg(long, value_name = "T", value_parser = temperature)]
    pub(in crate::cli) temperature: Option<f32>,
    /// Queries that run at once, where an input is read in parts [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(in crate::cli) max_concurrent_queries: Option<u16>,
    /// Answer from facts alone: profile, source, manual and sysgrok's own notes
    #[arg(long)]
    pub(in crate::cli) no_model: bool,
    /// Ask again, although an answer is kept from before
    #[arg(long)]
    pub(in crate::cli) no_cache: bool,
    /// Print one JSON object, once the answer is whole
    #[arg(long, conflicts_with = "chat")]
    pub(in crate::cli) json: bool,
}

impl AskingArguments {
    /// What was said after the command's name, and for the rest what was said before it.
    pub(in crate::cli) fn over(self, before: &AskingArguments) -> AskingArguments {
        AskingArguments {
            debug: self.debug || before.debug,
            echo_input: self.echo_input || before.echo_input,
            chat: self.chat || before.chat,
            output_format: self.output_format.or_else(|| before.output_format.clone()),
            model: self.model.or_else(|| before.model.clone()),
            temperature: self.temperature.or(before.temperature),
            max_concurrent_queries: self.max_concurrent_queries.or(before.max_concurrent_queries),
            no_model: self.no_model || before.no_model,
            no_cache: self.no_cache || before.no_cache,
            json: self.json || before.json,
        }
    }

    /// Whether anything was said.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        let AskingArguments {
            debug: false,
            echo_input: false,
            chat: false,
            output_format: None,
            model: None,
            temperature: None,
            max_concurrent_queries: None,
            no_model: false,
            no_cache: false,
            json: false,
        } = self
        else {
            return false;
        };
        true
    }
}

/// A number from 0 to 2, as the interfaces of models take it.
fn temperature(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(temperature) if (0.0..=2.0).contains(&temperature) => Ok(temperature),
        _ => Err("a number from 0 to 2 is wanted".to_owned()),
    }
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AskingCommand {
    /// Explain what a function does, and suggest how to make it faster
    ///
    /// The function is named with its library or program, or with a file, or by a place in a file.
    #[command(name = "explainfunction", after_help = EXIT_CODES)]
    ExplainFunction(ExplainFunction),
    /// Explain what a process does, and suggest how to make it faster
    #[command(name = "explainprocess", after_help = EXIT_CODES)]
    ExplainProcess(ExplainProcess),
    /// Summarise source that a profiler has annotated, and suggest optimisations
    #[command(after_help = EXIT_CODES)]
    Code(Input),
    /// Find faster alternatives to a program or a library
    #[command(name = "findfaster", after_help = EXIT_CODES)]
    FindFaster(FindFaster),
    /// Summarise a stack trace, and suggest optimisations
    #[command(name = "stacktrace", after_help = EXIT_CODES)]
    StackTrace(Input),
    /// Summarise the Top-N of a profiler, and suggest optimisations
    #[command(name = "topn", after_help = EXIT_CODES)]
    TopN(Input),
    /// Talk with the model, about the workspace and its profile if there is one
    #[command(after_help = EXIT_CODES)]
    Chat(Chat),
}

/// Shown below the help of every command that asks.
const EXIT_CODES: &str = "\
Exit codes: 0 answered, 1 the input or a profile could not be read, 2 wrong usage or settings, 3 there is nothing to ask \
about or no model to make sense of it, 4 the output could not be written, 5 the model did not answer, or not to the end (what is known without it is \
shown), 130 stopped by Ctrl-C.";

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainFunction {
    /// The library or program that holds the function; or a source file; or a place in one, `FILE:LINE`; or the function
    #[arg(value_name = "LIBRARY|FILE[:LINE[:COLUMN]]|FUNCTION", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) target: String,
    /// The function's name or its whole signature; not with `FILE:LINE`
    pub(in crate::cli) function: Option<String>,
    /// Explain only
    #[arg(long, visible_alias = "no-optimisations")]
    pub(in crate::cli) no_optimizations: bool,
    #[command(flatten)]
    pub(in crate::cli) profiles: ProfileArguments,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainProcess {
    /// The process and its arguments; what comes after the process's name is its own
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "PROCESS", value_hint = ValueHint::CommandWithArguments)]
    pub(in crate::cli) process: Vec<OsString>,
    /// Explain only
    #[arg(long, visible_alias = "no-optimisations")]
    pub(in crate::cli) no_optimizations: bool,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Input {
    /// The file; `-` is standard input [default: standard input]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(in crate::cli) file: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FindFaster {
    /// The program or library
    pub(in crate::cli) target: String,
    /// What it is
    #[arg(long, short = 't', value_enum, value_name = "TYPE", default_value_t = SoftwareType::Library)]
    pub(in crate::cli) software_type: SoftwareType,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Chat {
    /// The first question [default: asked for on the terminal, else standard input is the question]
    pub(in crate::cli) question: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) profiles: ProfileArguments,
    #[command(flatten)]
    pub(in crate::cli) asking: AskingArguments,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ProfileArguments {
    /// A profile to take the heat from; may be given several times [default: those found in the folder by their names]
    #[arg(long = "profile", short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) profiles: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SoftwareType {
    /// A program
    Program,
    /// A library
    Library,
    /// A library of Python
    #[value(name = "pylibrary")]
    PyLibrary,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ReportsArguments {
    #[command(subcommand)]
    pub(in crate::cli) action: Option<ReportsAction>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ReportsAction {
    /// List the answers, newest first
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// At most this many
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// Show an answer again
    Show {
        /// Its number in the list, where 1 is the newest, or its file
        #[arg(default_value = "1", value_hint = ValueHint::FilePath)]
        report: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DoctorArguments {
    /// The model, or the deployment with Azure
    #[arg(long, short, value_name = "MODEL", visible_alias = "model-or-deployment-id")]
    pub(in crate::cli) model: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
