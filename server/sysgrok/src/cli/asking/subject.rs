//! The command line -> what is asked about.

use std::path::{Path, PathBuf};

use ask::facts::SoftwareType as Kind;
use engine::Engine;
use engine::asking::{FunctionSubject, Subject};

use super::super::arguments::{AskingArguments, AskingCommand, ExplainFunction, Input, SoftwareType};
use super::super::{Failure, UNREADABLE, USAGE};
use super::input;

/// One command, before its input is read.
pub(super) struct Job {
    /// The command's name.
    pub(super) name: &'static str,
    pub(super) asking: AskingArguments,
    pub(super) no_optimisations: bool,
    pub(super) needs: Needs,
    pub(super) given: Given,
}

/// What has to be read of the folder.
#[derive(Default)]
pub(super) struct Needs {
    /// Whether functions are looked for in its sources.
    pub(super) sources: bool,
    /// Whether heat helps, and the profiles that were named for it.
    pub(super) heat: Option<Vec<PathBuf>>,
}

/// What the command line gives.
pub(super) enum Given {
    Function {
        target: String,
        function: Option<String>,
    },
    Process(Vec<String>),
    Text(Option<PathBuf>, fn(String) -> Subject),
    Software(String, Kind),
    Chat(Option<String>),
}

impl Job {
    pub(super) fn new(command: AskingCommand) -> Job {
        let no_heat = Needs::default();
        let sources = |heat| Needs { sources: true, heat };
        let text = |name, input: Input, subject: fn(String) -> Subject| Job {
            name,
            asking: input.asking,
            no_optimisations: false,
            needs: sources(None),
            given: Given::Text(input.file, subject),
        };
        match command {
            AskingCommand::ExplainFunction(ExplainFunction {
                target,
                function,
                no_optimizations,
                profiles,
                asking,
            }) => Job {
                name: "explainfunction",
                asking,
                no_optimisations: no_optimizations,
                needs: sources(Some(profiles.profiles)),
                given: Given::Function { target, function },
            },
            AskingCommand::ExplainProcess(arguments) => Job {
                name: "explainprocess",
                asking: arguments.asking,
                no_optimisations: arguments.no_optimizations,
                needs: no_heat,
                given: Given::Process(
                    (arguments.process.iter())
                        .map(|word| word.to_string_lossy().into_owned())
                        .collect(),
                ),
            },
            AskingCommand::Code(input) => text("code", input, Subject::Code),
            AskingCommand::StackTrace(input) => text("stacktrace", input, Subject::StackTrace),
            AskingCommand::TopN(input) => text("topn", input, Subject::TopN),
            AskingCommand::FindFaster(arguments) => Job {
                name: "findfaster",
                asking: arguments.asking,
                no_optimisations: false,
                needs: no_heat,
                given: Given::Software(
                    arguments.target,
                    match arguments.software_type {
                        SoftwareType::Program => Kind::Program,
                        SoftwareType::Library => Kind::Library,
                        SoftwareType::PyLibrary => Kind::PythonLibrary,
                    },
                ),
            },
            AskingCommand::Chat(arguments) => Job {
                name: "chat",
                asking: arguments.asking,
                no_optimisations: false,
                needs: sources(Some(arguments.profiles.profiles)),
                given: Given::Chat(arguments.question),
            },
        }
    }
}

impl Given {
    /// Whether a function is named by a file that is there.
    pub(super) fn names_file(&self) -> bool {
        match self {
            Given::Function { target, .. } => place(target)
                .map_or(Path::new(target), |(file, _)| file)
                .is_file(),
            _ => false,
        }
    }

    /// Reads what is to be read. Gives the subject, and the input as `--echo-input` shows it.
    pub(super) async fn read(self, engine: &Engine) -> Result<(Subject, String), Failure> {
        match self {
            Given::Function { target, function } => {
                let echo = match &function {
                    Some(function) => format!("{target} {function}"),
                    None => target.clone(),
                };
                Ok((Subject::Function(self::function(engine, target, function)?), echo))
            }
            Given::Process(words) => {
                let echo = words.join(" ");
                Ok((Subject::Process(words), echo))
            }
            Given::Text(file, subject) => {
                let text = input::read(file.as_deref()).await?;
                Ok((subject(text.clone()), text))
            }
            Given::Software(name, kind) => {
                let subject = Subject::Software {
                    name: name.clone(),
                    kind,
                    dependency: None,
                };
                Ok((subject, name))
            }
            Given::Chat(question) => {
                let text = match question {
                    Some(question) => question,
                    None => input::read(None).await?,
                };
                let subject = Subject::Chat {
                    text: text.clone(),
                    about: None,
                };
                Ok((subject, text))
            }
        }
    }
}

/// `FILE:LINE`, `FILE:LINE:COLUMN`, `FILE FUNCTION`, `LIBRARY FUNCTION`, or a function alone.
fn function(engine: &Engine, target: String, function: Option<String>) -> Result<FunctionSubject, Failure> {
    let usage = |problem: &str| {
        let text = format!(
            "{target}: {problem}: name it as FILE:LINE, FILE FUNCTION, LIBRARY FUNCTION, or FUNCTION alone"
        );
        Failure::Said(text, USAGE)
    };
    match (place(&target), function) {
        (Some(_), Some(_)) => Err(usage("a place needs no name of a function")),
        (Some((_, None)), None) => Err(usage("no line is named")),
        (Some((_, Some(0))), None) => Err(Failure::Said(format!("{target}: lines count from 1"), USAGE)),
        (Some((file, Some(line))), None) => Ok(FunctionSubject::At(in_root(engine, file)?, line)),
        (None, None) if target.trim().is_empty() || is_no_function(&target) => {
            Err(usage("no function is named"))
        }
        (None, None) => Ok(FunctionSubject::Named {
            library: None,
            function: target,
        }),
        (None, Some(function)) => {
            let file = Path::new(&target);
            if source::grammars::by_path(file).is_some() && file.is_file() {
                return Ok(FunctionSubject::InFile(in_root(engine, file)?, function));
            }
            Ok(FunctionSubject::Named {
                library: Some(target),
                function,
            })
        }
    }
}

/// A file and its line, where a text is a place; the line is absent where what stands for it is none. A column says
/// nothing more of the function.
fn place(text: &str) -> Option<(&Path, Option<u32>)> {
    let is_file = |text: &str| {
        let path = Path::new(text);
        source::grammars::by_path(path).is_some() || path.is_file()
    };
    let (before, last) = text.rsplit_once(':')?;
    if is_file(before) {
        return Some((Path::new(before), last.parse().ok()));
    }
    let number = last.parse::<u32>().ok();
    match before.rsplit_once(':') {
        Some((file, line)) if is_file(file) => {
            Some((Path::new(file), line.parse().ok().filter(|_| number.is_some())))
        }
        // Of a language that nobody knows, or of none.
        _ => number.map(|line| (Path::new(before), Some(line))),
    }
}

/// Whether a text is a file or a library, and so not a function. A program may be called as a function is, so only a path
/// counts.
fn is_no_function(text: &str) -> bool {
    let path = Path::new(text);
    // With its version: `libc.so.6`.
    let is_library = path.extension().is_some_and(|end| end == "so") || text.contains(".so.");
    source::grammars::by_path(path).is_some() || is_library || (text.contains('/') && path.is_file())
}

/// The file as the engine names it: relative to its root.
fn in_root(engine: &Engine, file: &Path) -> Result<PathBuf, Failure> {
    let whole = file
        .canonicalize()
        .map_err(|error| Failure::Said(format!("{}: cannot be read: {error}", file.display()), UNREADABLE))?;
    whole
        .strip_prefix(engine.root())
        .map(Path::to_owned)
        .map_err(|_| {
            Failure::Said(
                format!(
                    "{}: not in this folder; run sysgrok in the folder of its sources",
                    file.display()
                ),
                USAGE,
            )
        })
}
