use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::Keep;

/// Where programs are looked for, unless the command says otherwise.
pub const FIXED_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What a command reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Input {
    /// The null device.
    #[default]
    Null,
    /// These bytes, then the end of the input. A command that does not read them is left alone.
    Bytes(Vec<u8>),
    /// A pipe that says nothing. It is closed when the command is stopped, and [`Command::grace`] passes before
    /// signals follow: for commands that take the end of their input for the order to end, as a remote one must.
    Held,
}

/// One command: data only.
#[derive(Debug, Clone)]
pub struct Command {
    /// Looked for in the `PATH` of the command's own environment, unless it has a slash.
    pub program: OsString,
    /// Its arguments, without its name.
    pub arguments: Vec<OsString>,
    /// Variables and their values. [`Command::new`] sets `PATH`, `LC_ALL=C`, `PAGER=cat`, `GIT_PAGER=cat`,
    /// `SYSTEMD_PAGER=cat`, `TERM=dumb` and `NO_COLOR=1`; a later entry wins.
    pub variables: Vec<(OsString, OsString)>,
    /// Names of variables taken from our own environment, where it has them; they win over [`Self::variables`].
    pub inherited: Vec<&'static str>,
    /// The working folder; absent: ours.
    pub folder: Option<PathBuf>,
    /// What it reads.
    pub input: Input,
    /// How long it may take; absent: as long as it likes.
    pub time_limit: Option<Duration>,
    /// Between closing a held input, `SIGTERM` and `SIGKILL`.
    pub grace: Duration,
    /// How long the pipe is waited for after the command itself has ended, when another process holds it open.
    pub patience: Duration,
    /// What is kept of its standard output.
    pub stdout: Keep,
    /// What is kept of its standard error.
    pub stderr: Keep,
    /// By a line on standard error that begins with these bytes the command says that it is done. The rest of that
    /// line becomes [`crate::Ran::closing`] and is no output. Should begin with a line feed, which is taken too.
    pub closing: Option<Vec<u8>>,
}

impl Command {
    /// A command with the fixed environment, no input, a minute of time, and the default caps.
    pub fn new(program: impl Into<OsString>) -> Self {
        let fixed = [
            ("PATH", FIXED_PATH),
            ("LC_ALL", "C"),
            ("PAGER", "cat"),
            ("GIT_PAGER", "cat"),
            ("SYSTEMD_PAGER", "cat"),
            ("TERM", "dumb"),
            ("NO_COLOR", "1"),
        ];
        Self {
            program: program.into(),
            arguments: Vec::new(),
            variables: fixed
                .iter()
                .map(|(name, value)| (OsString::from(name), OsString::from(value)))
                .collect(),
            inherited: Vec::new(),
            folder: None,
            input: Input::Null,
            time_limit: Some(Duration::from_secs(60)),
            grace: Duration::from_secs(2),
            patience: Duration::from_millis(200),
            stdout: Keep::default(),
            stderr: Keep::default(),
            closing: None,
        }
    }

    /// The same command with these arguments after those it has.
    #[must_use]
    pub fn arguments(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }
}

/// Why a command did not even begin, or was lost sight of.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No such program in the `PATH` of the command.
    #[error("there is no program {program}; install it, or give its path")]
    NoProgram {
        /// As it was asked for.
        program: String,
    },
    /// No such working folder.
    #[error("{program} was to run in {}, which is no folder", folder.display())]
    NoFolder {
        /// As it was asked for.
        program: String,
        /// As it was asked for.
        folder: PathBuf,
    },
    /// The system refused it: no permission, no memory, too many processes, arguments too long.
    #[error("{program} could not be started: {source}")]
    Start {
        /// As it was asked for.
        program: String,
        /// The system's word.
        source: std::io::Error,
    },
    /// The file for the whole raw output could not be made.
    #[error("{} could not be made, to keep the whole output: {source}", path.display())]
    RawFile {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
    /// The async runtime ended while the command ran; the command was killed.
    #[error("{program} was killed because sysgrok is ending")]
    Interrupted {
        /// As it was asked for.
        program: String,
    },
}
