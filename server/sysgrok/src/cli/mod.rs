//! The terminal: the only code that knows clap.

mod arguments;
mod asking;
mod check;
mod connect;
mod convert;
mod doctor;
mod findings;
mod flamegraph;
mod gate;
mod generate;
mod inspect;
mod loading;
mod markdown;
mod printable;
mod reports;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub(crate) use arguments::Arguments;
use arguments::Command;

/// All was done.
const DONE: u8 = 0;
/// Some input could not be read; the rest was shown.
const UNREADABLE: u8 = 1;
/// The command line is wrong. clap's own code.
const USAGE: u8 = 2;
/// There was no profile to look at.
const NOTHING: u8 = 3;
/// The output could not be written.
const UNWRITABLE: u8 = 4;
/// A model was asked, or should have been, and did not answer, or not to the end.
const MODEL: u8 = 5;
/// Ctrl-C: what shells report of a command that SIGINT ended.
const INTERRUPTED: u8 = 130;

/// What a command ends with.
type Outcome = Result<u8, Failure>;

/// Why a command ended early.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// One sentence for the user, and the exit code.
    #[error("{0}")]
    Said(String, u8),
    /// Standard output or a file could not be written.
    #[error("cannot write: {0}")]
    Write(#[from] std::io::Error),
    /// The user ended it, and knows.
    #[error("stopped")]
    Interrupted,
}

/// Parses the command line, runs the command, and turns its outcome into an exit code.
pub(crate) fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    if let Some(error) = misplaced(&arguments) {
        return refused(&error);
    }
    arguments.color.write_global();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(2)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("cannot start: {error}"));
            return ExitCode::from(UNWRITABLE);
        }
    };
    let outcome = runtime.block_on(async {
        let before = &arguments.asking;
        match arguments.command {
            Command::Check(arguments) => check::run(&arguments).await,
            Command::Inspect(arguments) => inspect::run(&arguments).await,
            Command::Convert(arguments) => convert::run(&arguments).await,
            Command::Ask(command) => asking::run(command, before).await,
            Command::DebugHost(arguments) => asking::debug_host(arguments, before).await,
            Command::AnalyzeCommand(arguments) => asking::analyze_command(arguments, before).await,
            Command::Connect(arguments) => connect::run(&arguments).await,
            Command::Reports(arguments) => reports::run(arguments),
            Command::Doctor(arguments) => doctor::run(&arguments, before).await,
            Command::Flamegraph(arguments) => flamegraph::run(&arguments).await,
            Command::Gate(arguments) => gate::run(&arguments),
            Command::Lsp { socket } => Ok(crate::lsp::run(socket).await?),
            Command::Completions { shell } => generate::completions(shell),
            Command::Man { folder } => generate::man(folder.as_deref()),
        }
    });
    // A blocking read of standard input would hold the runtime back for ever.
    runtime.shutdown_background();
    match outcome {
        Ok(code) => ExitCode::from(code),
        // `sysgrok ... | head` is not a fault.
        Err(Failure::Write(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(DONE),
        Err(Failure::Said(text, code)) => {
            complain(&text);
            ExitCode::from(code)
        }
        Err(Failure::Interrupted) => ExitCode::from(INTERRUPTED),
        Err(failure) => {
            complain(&failure.to_string());
            ExitCode::from(UNWRITABLE)
        }
    }
}

/// Options of the commands that ask, before one that does not.
fn misplaced(arguments: &Arguments) -> Option<clap::Error> {
    let asks = matches!(
        arguments.command,
        Command::Ask(_) | Command::DebugHost(_) | Command::AnalyzeCommand(_) | Command::Doctor(_)
    );
    (!asks && !arguments.asking.is_empty()).then(|| {
        Arguments::command().error(
            clap::error::ErrorKind::ArgumentConflict,
            "an option of the commands that ask a model stands before a command that asks none",
        )
    })
}

/// Shows help, the version, or what is wrong with the command line.
fn refused(error: &clap::Error) -> ExitCode {
    let code = ExitCode::from(error.exit_code() as u8);
    let is_hostile = |argument: std::ffi::OsString| argument.to_string_lossy().contains(char::is_control);
    if std::env::args_os().any(is_hostile) {
        // clap repeats the argument as it is, and a shell may have made it of the name of a file.
        let text = error.render().to_string();
        let lines: Vec<_> = text.lines().map(printable::text).collect();
        let _ = writeln!(anstream::stderr(), "{}", lines.join("\n"));
        return code;
    }
    // Where nobody listens nothing is missed.
    let _ = error.print();
    code
}

/// Says what went wrong, on standard error.
fn complain(text: &str) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    // Where even standard error is closed there is nobody to tell.
    let _ = writeln!(
        anstream::stderr(),
        "{style}error{style:#}: {}",
        printable::text(text)
    );
}

/// Says what the user should know, on standard error.
fn warn(text: &str) {
    let style = anstyle::AnsiColor::Yellow.on_default().bold();
    let _ = writeln!(
        anstream::stderr(),
        "{style}warning{style:#}: {}",
        printable::text(text)
    );
}
