use std::future::pending;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Child;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::capture::Capture;
use crate::closing::Closing;
use crate::group::{Group, Order};
use crate::{Command, Input, Output, RunError};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this exit code.
    Exited(i32),
    /// By this signal.
    Signalled(i32),
    /// It did not end although it was killed: it waits in the kernel, or belongs to another user. It may run still.
    Unknown,
}

/// Why a command was ended by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// [`Command::time_limit`] was over.
    TimeLimit,
    /// The token was cancelled.
    Cancelled,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// How it ended.
    pub end: End,
    /// Whether we ended it, and why.
    pub stopped: Option<Stopped>,
    /// Its standard output.
    pub stdout: Output,
    /// Its standard error.
    pub stderr: Output,
    /// From its start until it was done.
    pub took: Duration,
    /// What followed [`Command::closing`] on that line.
    pub closing: Option<String>,
    /// The command had ended, and another process still held its output open; the output may miss what that one
    /// wrote later. It was told to end, if it was of the command's own process group.
    pub pipe_held: bool,
}

impl Ran {
    /// Whether it ended by itself with exit code 0.
    pub fn succeeded(&self) -> bool {
        self.end == End::Exited(0) && self.stopped.is_none()
    }
}

/// Runs the command until it is done, its time is over, or `stop` is cancelled. Dropping the future cancels, too: what
/// still runs is ended in the background. Must be called within a tokio runtime; when that ends, the command is killed.
pub async fn run(command: Command, stop: CancellationToken) -> Result<Ran, RunError> {
    let program = shown(&command);
    let stop = stop.child_token();
    let _cancelled_when_dropped = stop.clone().drop_guard();
    tokio::spawn(supervise(command, stop))
        .await
        .unwrap_or(Err(RunError::Interrupted { program }))
}

/// What is to happen when the time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    TimeLimit,
    PatienceOver,
    CloseInput,
    Terminate,
    Kill,
    GiveUp,
}

async fn supervise(mut command: Command, stop: CancellationToken) -> Result<Ran, RunError> {
    let raw_file = |(path, source)| RunError::RawFile { path, source };
    let mut stdout = Capture::new(&command.stdout).await.map_err(raw_file)?;
    let mut stderr = Capture::new(&command.stderr).await.map_err(raw_file)?;
    let mut closing = command.closing.take().map(Closing::new);
    let mut child = start(&command)?;
    let started = Instant::now();
    let mut group = Group::of(child.id());

    let mut input = child.stdin.take();
    let bytes = match std::mem::take(&mut command.input) {
        Input::Bytes(bytes) => Some((bytes, input.take())),
        Input::Null | Input::Held => None,
    };
    let said_done = Notify::new();
    let (mut end, mut done_at, mut stopped, mut pipe_held) = (None, None, None, false);
    {
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let reading = async {
            let out = read(out, &mut stdout, None);
            let err = read(
                err,
                &mut stderr,
                closing.as_mut().map(|closing| (closing, &said_done)),
            );
            tokio::join!(out, err)
        };
        let feeding = async {
            if let Some((bytes, Some(mut pipe))) = bytes {
                // A command need not read its input.
                let _ = pipe.write_all(&bytes).await;
            }
        };
        tokio::pin!(reading, feeding);
        let (mut read_all, mut fed, mut ending) = (false, false, false);
        let mut due = command
            .time_limit
            .map(|limit| (started + limit, Stage::TimeLimit));

        while end.is_none() || !read_all {
            let timer = async {
                match due {
                    Some((at, _)) => sleep_until(at).await,
                    None => pending().await,
                }
            };
            let now = Instant::now;
            tokio::select! {
                _ = &mut reading, if !read_all => read_all = true,
                () = &mut feeding, if !fed => fed = true,
                status = child.wait(), if end.is_none() => {
                    end = Some(status.map_or(End::Unknown, how));
                    done_at.get_or_insert_with(now);
                    if !ending {
                        due = Some((now() + command.patience, Stage::PatienceOver));
                    }
                }
                () = said_done.notified() => {
                    done_at.get_or_insert_with(now);
                    if !ending {
                        due = Some((now() + command.patience, Stage::PatienceOver));
                    }
                }
                () = stop.cancelled(), if !ending => {
                    ending = true;
                    stopped = Some(Stopped::Cancelled);
                    due = Some((now(), Stage::CloseInput));
                }
                () = timer => {
                    let Some((_, reached)) = due else { break };
                    let (wait, stage) = match reached {
                        Stage::TimeLimit => {
                            ending = true;
                            stopped = Some(Stopped::TimeLimit);
                            (Duration::ZERO, Stage::CloseInput)
                        }
                        Stage::PatienceOver => {
                            ending = true;
                            pipe_held = true;
                            (Duration::ZERO, Stage::CloseInput)
                        }
                        Stage::CloseInput if input.take().is_some() => (command.grace, Stage::Terminate),
                        Stage::CloseInput => (Duration::ZERO, Stage::Terminate),
                        Stage::Terminate if group.tell(Order::End) => (command.grace, Stage::Kill),
                        Stage::Terminate => (Duration::ZERO, Stage::Kill),
                        Stage::Kill => {
                            let killed = group.tell(Order::Kill) | child.start_kill().is_ok();
                            let wait = if killed { command.grace } else { Duration::ZERO };
                            (wait, Stage::GiveUp)
                        }
                        Stage::GiveUp => break,
                    };
                    due = Some((now() + wait, stage));
                }
            }
        }
    }
    // Nothing of it stays: not what ignored the signal, nor what it left in the background.
    group.tell(if stopped.is_some() || pipe_held {
        Order::Kill
    } else {
        Order::End
    });
    group.forget();

    if let Some(closing) = &mut closing {
        stderr.take(&closing.rest()).await;
    }
    Ok(Ran {
        end: end.unwrap_or(End::Unknown),
        stopped,
        stdout: stdout.finish().await,
        stderr: stderr.finish().await,
        took: done_at.unwrap_or_else(Instant::now) - started,
        closing: closing.and_then(|closing| closing.found().map(str::to_owned)),
        pipe_held,
    })
}

fn shown(command: &Command) -> String {
    command.program.to_string_lossy().into_owned()
}

fn start(command: &Command) -> Result<Child, RunError> {
    let mut process = tokio::process::Command::new(&command.program);
    process
        .args(&command.arguments)
        .env_clear()
        .envs(command.variables.iter().map(|(name, value)| (name, value)))
        .envs(
            command
                .inherited
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        )
        .stdin(match command.input {
            Input::Null => Stdio::null(),
            Input::Bytes(_) | Input::Held => Stdio::piped(),
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    process.process_group(0);
    if let Some(folder) = &command.folder {
        process.current_dir(folder);
    }
    process.spawn().map_err(|source| {
        let program = shown(command);
        match &command.folder {
            Some(folder) if !folder.is_dir() => RunError::NoFolder {
                program,
                folder: folder.clone(),
            },
            _ if source.kind() == std::io::ErrorKind::NotFound => RunError::NoProgram { program },
            _ => RunError::Start { program, source },
        }
    })
}

async fn read(
    pipe: Option<impl AsyncRead + Unpin>,
    capture: &mut Capture,
    mut closing: Option<(&mut Closing, &Notify)>,
) {
    let Some(mut pipe) = pipe else { return };
    // As much as a pipe holds on Linux.
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = pipe.read(&mut buffer).await {
        let bytes = buffer.get(..count).unwrap_or_default();
        match &mut closing {
            Some((closing, said_done)) if closing.found().is_none() => {
                capture.take(&closing.pass(bytes)).await;
                if closing.found().is_some() {
                    said_done.notify_one();
                }
            }
            _ => capture.take(bytes).await,
        }
    }
}

#[cfg(unix)]
fn how(status: ExitStatus) -> End {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => End::Exited(code),
        (None, Some(signal)) => End::Signalled(signal),
        (None, None) => End::Unknown,
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> End {
    status.code().map_or(End::Unknown, End::Exited)
}
