//! The prompt of a chat: line editing and history, on the terminal even where standard input is something else.

use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Behavior, Config, Editor};

use super::super::{Failure, USAGE};

/// Questions that are remembered.
const REMEMBERED: usize = 1000;

/// The prompt.
const PROMPT: &str = "chat> ";

/// What the user wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// To ask this.
    Question(String),
    /// To go on with what was asked first: `c`.
    Continue,
    /// To end: `q` or Ctrl-D.
    End,
    /// To end: Ctrl-C twice.
    Interrupt,
}

/// Where the user types.
pub(super) struct Prompt {
    editor: Editor<(), FileHistory>,
    history: Option<PathBuf>,
}

/// Whether there is somebody who can type.
pub(super) fn is_there() -> bool {
    stdin().is_terminal()
        || (cfg!(unix)
            && std::fs::File::options()
                .read(true)
                .write(true)
                .open("/dev/tty")
                .is_ok())
}

impl Prompt {
    /// Remembers questions in the state folder, where there is one.
    pub(super) fn new(state: Option<&Path>) -> Result<Prompt, Failure> {
        if !is_there() {
            return Err(Failure::Said(
                "a chat needs a terminal, and there is none".to_owned(),
                USAGE,
            ));
        }
        let failed =
            |error: ReadlineError| Failure::Said(format!("cannot chat on this terminal: {error}"), USAGE);
        let behavior = if stdin().is_terminal() {
            Behavior::Stdio
        } else {
            Behavior::PreferTerm
        };
        let config = Config::builder()
            .max_history_size(REMEMBERED)
            .and_then(|config| config.history_ignore_dups(true))
            .map_err(failed)?
            .behavior(behavior)
            .build();
        let history = state.and_then(|state| private(state).then(|| state.join("chat_history")));
        let remembered = FileHistory::with_config(&config);
        let mut editor = Editor::with_history(config, remembered).map_err(failed)?;
        if let Some(history) = &history {
            // Without a history there is nothing to be remembered yet.
            let _ = editor.load_history(history);
        }
        Ok(Prompt { editor, history })
    }

    /// Waits for the user. Blocks.
    fn read(&mut self) -> Result<Said, Failure> {
        let mut is_interrupted = false;
        loop {
            match self.editor.readline(PROMPT) {
                Ok(line) => match line.trim() {
                    "" => is_interrupted = false,
                    "q" => return Ok(Said::End),
                    "c" => return Ok(Said::Continue),
                    question => {
                        self.remember(question);
                        return Ok(Said::Question(question.to_owned()));
                    }
                },
                Err(ReadlineError::Eof) => return Ok(Said::End),
                Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) if is_interrupted => {
                    return Ok(Said::Interrupt);
                }
                Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => {
                    is_interrupted = true;
                    eprintln!("Ctrl-C once more, Ctrl-D or q ends the chat");
                }
                Err(error) => {
                    return Err(Failure::Said(format!("cannot read the terminal: {error}"), USAGE));
                }
            }
        }
    }

    fn remember(&mut self, question: &str) {
        // A question that cannot be remembered is asked all the same.
        if self.editor.add_history_entry(question).unwrap_or(false)
            && let Some(history) = &self.history
        {
            let _ = self.editor.append_history(history);
        }
    }
}

/// Waits for the user, on a thread of its own. The prompt is gone when that fails.
pub(super) async fn ask(prompt: Prompt) -> Result<(Prompt, Said), Failure> {
    let mut prompt = prompt;
    let reading = tokio::task::spawn_blocking(move || {
        let said = prompt.read();
        said.map(|said| (prompt, said))
    });
    match reading.await {
        Ok(said) => said,
        Err(_) => Err(Failure::Interrupted),
    }
}

/// Makes the folder, for this user alone.
fn private(folder: &Path) -> bool {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).is_ok()
}
