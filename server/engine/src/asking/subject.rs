//! What the user points at, and the question that is made of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ask::asks::{chat, code, explain_function, explain_process, find_faster, stack_trace, top_n};
use ask::facts::{DependencyFacts, FunctionFacts, SoftwareType};
use ask::{Question, Wishes};

use crate::asking::facts::{self, Gathering};
use crate::asking::policy::Policy;
use crate::{Engine, View};

/// What the user points at.
#[derive(Clone)]
pub enum Subject {
    /// Explain a function.
    Function(FunctionSubject),
    /// Make a function faster.
    Optimise(FunctionSubject),
    /// Explain a process: program and arguments.
    Process(Vec<String>),
    /// Explain source that a profiler has annotated.
    Code(String),
    /// Explain a stack trace.
    StackTrace(String),
    /// Explain a Top-N.
    TopN(String),
    /// Find something faster.
    Software {
        /// As the user or the import calls it.
        name: String,
        /// What sort.
        kind: SoftwareType,
        /// Where the workspace names it; absent when that is not known.
        dependency: Option<DependencyFacts>,
    },
    /// A free question.
    Chat {
        /// What is asked.
        text: String,
        /// The function that it is about; absent when it is about none.
        about: Option<FunctionSubject>,
    },
}

/// A function, by whatever it is known.
#[derive(Clone)]
pub enum FunctionSubject {
    /// By its name, and its library or program where that is known.
    Named {
        /// The library or program; absent when unknown.
        library: Option<String>,
        /// The name.
        function: String,
    },
    /// The one around a line, counted from 1, of a file relative to the root.
    At(PathBuf, u32),
    /// By its name in a file relative to the root.
    InFile(PathBuf, String),
    /// A spot of a profile.
    Spot(Arc<View>, u32),
}

/// Why there is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// No function is there.
    #[error("{file}:{line}: no function is here: name a line within one")]
    NoFunction {
        /// The file.
        file: String,
        /// The line.
        line: u32,
    },
    /// The file has no such function.
    #[error("{file}: has no function {function}")]
    NoSuchFunction {
        /// The file.
        file: String,
        /// The function.
        function: String,
    },
    /// The profile went.
    #[error("the profile is no longer loaded")]
    Gone,
    /// There is nothing to ask about.
    #[error("there is no text: {0}")]
    Empty(&'static str),
}

impl Engine {
    /// Makes a question of what the user points at. Gathers facts from the profile that is shown, the sources and the
    /// manual: blocks, and must be called on a thread of the runtime that may block.
    ///
    /// # Errors
    /// When there is nothing there to ask about.
    pub fn question(
        &self,
        subject: &Subject,
        wishes: &Wishes,
        policy: &Policy,
    ) -> Result<Question, SubjectError> {
        let view = self.selected_view();
        let gathering = Gathering {
            engine: self,
            view: view.as_ref(),
            policy,
        };
        Ok(match subject {
            Subject::Function(function) => {
                explain_function::question(&of_function(gathering, function)?, wishes)
            }
            Subject::Optimise(function) => explain_function::optimise(&of_function(gathering, function)?),
            Subject::Process(command) if command.iter().all(|word| word.trim().is_empty()) => {
                return Err(SubjectError::Empty("name a process"));
            }
            Subject::Process(command) => {
                explain_process::question(&facts::process(gathering, command), wishes)
            }
            Subject::Code(text) => {
                code::question(&facts::code(gathering, some(text, "give annotated source")?))
            }
            Subject::StackTrace(text) => {
                stack_trace::question(&facts::stack_trace(gathering, some(text, "give a stack trace")?))
            }
            Subject::TopN(text) => {
                top_n::question(&facts::top_n(gathering, some(text, "give a list of functions")?))
            }
            Subject::Software {
                name,
                kind,
                dependency,
            } => {
                let name = some(name, "name a program or library")?;
                find_faster::question(&facts::software(gathering, name, *kind, dependency.as_ref()))
            }
            Subject::Chat { text, about } => {
                let text = some(text, "ask something")?;
                let about = about
                    .as_ref()
                    .map(|about| of_function(gathering, about))
                    .transpose()?;
                let mut question = chat::question(text, about.as_ref());
                if let Some(view) = &view {
                    let (title, text) = facts::hottest(view);
                    question.evidence.add(title, text);
                }
                question
            }
        })
    }

    /// The package that is named on a line, counted from 1, of a manifest or by an import of a source file. `file` is
    /// relative to the root. Absent when the line names none.
    pub fn dependency_at(&self, file: &Path, text: &str, line: u32) -> Option<DependencyFacts> {
        facts::dependencies::at(self, file, text, line)
    }
}

fn some<'a>(text: &'a str, otherwise: &'static str) -> Result<&'a str, SubjectError> {
    if text.trim().is_empty() {
        Err(SubjectError::Empty(otherwise))
    } else {
        Ok(text)
    }
}

fn of_function(gathering: Gathering<'_>, function: &FunctionSubject) -> Result<FunctionFacts, SubjectError> {
    match function {
        FunctionSubject::Named { library, function } => Ok(facts::named(
            gathering,
            library.as_deref(),
            some(function, "name a function")?,
        )),
        FunctionSubject::At(file, line) => {
            facts::at(gathering, file, *line).ok_or_else(|| SubjectError::NoFunction {
                file: file.display().to_string(),
                line: *line,
            })
        }
        FunctionSubject::InFile(file, function) => {
            facts::in_file(gathering, file, function).ok_or_else(|| SubjectError::NoSuchFunction {
                file: file.display().to_string(),
                function: function.clone(),
            })
        }
        FunctionSubject::Spot(view, spot) => facts::of_spot(gathering, view, *spot).ok_or(SubjectError::Gone),
    }
}
