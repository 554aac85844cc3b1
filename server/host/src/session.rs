//! A session with one target: commands go in, what became of them comes out.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use run::{End, Keep, Output, RawFile, Stopped};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::transport::{
    Closing, Link, Refused, Slot, Slots, Target, Trouble, Wrapped, container_command, local_command, nonce,
    parse_closing, read_container, read_ssh, sudo_refused, wrap,
};

/// How sessions are made, and what they keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How long a connection may take to stand (`ConnectTimeout`), in whole seconds.
    pub connect_limit: Duration,
    /// Commands at once. sshd's own limit is ten a connection (`MaxSessions`), which others may share.
    pub at_once: usize,
    /// Commands at once on a host that is loaded ([`Session::set_loaded`]).
    pub at_once_loaded: usize,
    /// How long a master of ours stays after its last use, unless [`Session::close`] ends it.
    pub keep: Duration,
    /// How long a master of `sysgrok connect` stays after its last use.
    pub connect_keep: Duration,
    /// Whether commands share a connection. Off where ssh cannot (Win32-OpenSSH has no `ControlMaster`).
    pub share: bool,
    /// Arguments that each ssh gets first, such as `-F FILE`.
    pub ssh_arguments: Vec<String>,
    /// The folder for the sockets of our masters, entered by nobody else; absent: `$XDG_RUNTIME_DIR/sysgrok`, or
    /// `/tmp/sysgrok-UID`. One with too long a path is replaced by the latter.
    pub control_folder: Option<PathBuf>,
    /// Bytes kept in memory of the beginning of an output, and as many of its end.
    pub memory: usize,
    /// Where whole outputs go, as `ID.out` and `ID.err`; absent: nowhere. It must exist.
    pub raw_folder: Option<PathBuf>,
    /// Bytes of one output on disk.
    pub raw_cap: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_limit: Duration::from_secs(10),
            at_once: 8,
            at_once_loaded: 2,
            keep: Duration::from_secs(60),
            connect_keep: Duration::from_secs(3600),
            share: cfg!(unix),
            ssh_arguments: Vec::new(),
            control_folder: None,
            memory: 1 << 20,
            raw_folder: None,
            raw_cap: 256 << 20,
        }
    }
}

/// One command to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Names the files of its raw output: letters, digits, `-`, `_` and `.`; anything else becomes `_`.
    pub id: String,
    /// The command line, as the gate rebuilt it: it is run as it is.
    pub runs: String,
    /// It runs as root: `sudo -n --` stands in front of it, unless the gate has put it where it belongs already.
    pub needs_root: bool,
    /// After so many seconds it is ended.
    pub seconds: u32,
}

/// What became of a command. What it printed is there in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// How it ended; absent when it never began, or nobody knows.
    pub end: Option<End>,
    /// Whether we ended it, and why.
    pub stopped: Option<Stopped>,
    /// Its standard output.
    pub stdout: Output,
    /// Its standard error.
    pub stderr: Output,
    /// With the way there and back.
    pub took: Duration,
    /// What went wrong between us and the host.
    pub trouble: Option<Trouble>,
    /// It was to end, and may run still: the host did not confirm that it ended.
    pub left_running: bool,
    /// It had ended, and another process held its output open, which may miss what that one wrote later.
    pub pipe_held: bool,
}

impl Ran {
    /// Whether it ended by itself with exit code 0.
    pub fn succeeded(&self) -> bool {
        self.end == Some(End::Exited(0)) && self.stopped.is_none() && self.trouble.is_none()
    }

    /// Whether the host was lost with it: it did not answer, or nobody knows how the command ended there.
    pub fn lost_host(&self) -> bool {
        match &self.trouble {
            Some(trouble) => trouble.is_loss(),
            None => self.end.is_none() && self.stopped == Some(Stopped::TimeLimit),
        }
    }

    /// What the report has to say beside the output and the exit code; absent when there is nothing.
    pub fn remark(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(trouble) = &self.trouble {
            parts.push(trouble.to_string());
        }
        match self.stopped {
            Some(Stopped::TimeLimit) => parts.push("it was ended when its time was over".to_owned()),
            Some(Stopped::Cancelled) => parts.push("it was cancelled".to_owned()),
            None => {}
        }
        if self.left_running {
            parts.push("it may still run on the host, which did not confirm its end".to_owned());
        }
        if self.pipe_held {
            parts.push("a process that it left behind held its output open".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    fn failed(trouble: Trouble, took: Duration) -> Self {
        Self {
            end: None,
            stopped: None,
            stdout: Output::default(),
            stderr: Output::default(),
            took,
            trouble: Some(trouble),
            left_running: false,
            pipe_held: false,
        }
    }

    fn of(ran: run::Ran) -> Self {
        Self {
            end: Some(ran.end),
            stopped: ran.stopped,
            left_running: ran.end == End::Unknown,
            stdout: ran.stdout,
            stderr: ran.stderr,
            took: ran.took,
            trouble: None,
            pipe_held: ran.pipe_held,
        }
    }
}

/// A connection to one target. Commands may run at the same time; those over the limit wait.
#[derive(Debug)]
pub struct Session {
    target: Target,
    options: Options,
    /// Absent where no connection is needed.
    link: Option<Mutex<Link>>,
    slots: Slots,
    loaded: AtomicBool,
}

/// More than the command's own time: for the way there, and for the host to end it.
const MARGIN: Duration = Duration::from_secs(6);

/// How long a refused channel is asked for again.
const CHANNEL_PATIENCE: Duration = Duration::from_secs(30);

/// A channel that has just ended counts for a moment yet (sshd closes it when its process is reaped).
const CHANNEL_PAUSE: Duration = Duration::from_millis(50);

impl Session {
    /// Connects. A container is not asked for anything before the first command.
    pub async fn open(target: &Target, options: &Options, stop: &CancellationToken) -> Result<Self, Trouble> {
        let link = match target {
            Target::Ssh { .. } => Some(Mutex::new(Link::open(target, options, stop).await?)),
            Target::Local | Target::Docker { .. } | Target::Kubernetes { .. } => None,
        };
        Ok(Self {
            target: target.clone(),
            slots: Slots::new(options.at_once),
            options: options.clone(),
            link,
            loaded: AtomicBool::new(false),
        })
    }

    /// Whom it is with.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The host has more to do than it can: from now on fewer commands run at once, and they make way (`nice`).
    pub fn set_loaded(&self) {
        self.loaded.store(true, Ordering::Relaxed);
        self.slots.limit(self.options.at_once_loaded);
    }

    /// Runs one command. Cancelling `stop`, or dropping the future, ends it on the host, too.
    pub async fn run(&self, step: &Step, stop: &CancellationToken) -> Ran {
        let began = Instant::now();
        let Some(slot) = self.slot(stop).await else {
            return Ran::failed(Trouble::Cancelled, began.elapsed());
        };
        let mut ran = match &self.target {
            Target::Local => self.run_local(step, stop, began).await,
            Target::Ssh { .. } | Target::Docker { .. } | Target::Kubernetes { .. } => {
                self.run_remote(step, stop, began, slot).await
            }
        };
        if step.needs_root
            && ran.trouble.is_none()
            && ran.end != Some(End::Exited(0))
            && let Some(said) = sudo_refused(&ran.stderr.text())
        {
            let host = self.target.to_string();
            ran.trouble = Some(Trouble::SudoRefused { host, said });
        }
        ran
    }

    /// Ends the connection, if it was made for sessions and no other one uses it. A session that is dropped instead
    /// leaves it for [`Options::keep`].
    pub async fn close(self) {
        if let Some(link) = self.link {
            link.into_inner().close(&self.target, &self.options).await;
        }
    }

    async fn slot(&self, stop: &CancellationToken) -> Option<Slot<'_>> {
        tokio::select! {
            biased;
            () = stop.cancelled() => None,
            slot = self.slots.take() => Some(slot),
        }
    }

    async fn run_local(&self, step: &Step, stop: &CancellationToken, began: Instant) -> Ran {
        let mut command = local_command(&text(step), self.loaded.load(Ordering::Relaxed));
        command.time_limit = Some(Duration::from_secs(step.seconds.into()));
        self.keep(&mut command, step);
        match run::run(command, stop.clone()).await {
            Ok(ran) => Ran::of(ran),
            Err(error) => Ran::failed(Trouble::NotStarted(error.to_string()), began.elapsed()),
        }
    }

    async fn run_remote<'a>(
        &'a self,
        step: &Step,
        stop: &CancellationToken,
        began: Instant,
        slot: Slot<'a>,
    ) -> Ran {
        let (mut slot, mut refusals, mut linked_anew) = (Some(slot), 0, false);
        loop {
            let nonce = nonce();
            let mut command = self.remote_command(step, &nonce).await;
            command.time_limit = Some(Duration::from_secs(step.seconds.into()) + MARGIN);
            command.input = run::Input::Held;
            command.grace = Duration::from_secs(3);
            command.closing = Some(format!("\n{nonce} ").into_bytes());
            self.keep(&mut command, step);
            let ran = match run::run(command, stop.clone()).await {
                Ok(ran) => ran,
                Err(error) => return Ran::failed(Trouble::NotStarted(error.to_string()), began.elapsed()),
            };
            let said = ran.stderr.text();
            let refused = if self.is_shared().await && began_not(&ran) {
                Refused::read(&said)
            } else {
                None
            };
            match refused {
                None => return self.judge(step, ran, &said),
                Some(Refused::Channel) if began.elapsed() > CHANNEL_PATIENCE => {
                    let host = self.target.to_string();
                    return Ran::failed(Trouble::NoChannel { host }, began.elapsed());
                }
                Some(Refused::Channel) => {
                    refusals += 1;
                    let pause = tokio::time::sleep(CHANNEL_PAUSE * refusals.min(10));
                    if refusals > 1 {
                        self.slots.refused();
                        slot = None;
                    }
                    tokio::select! {
                        () = stop.cancelled() => return Ran::failed(Trouble::Cancelled, began.elapsed()),
                        () = self.slots.freed(), if slot.is_none() => {}
                        () = pause => {}
                    }
                    if slot.is_none() {
                        slot = self.slot(stop).await;
                    }
                    if slot.is_none() {
                        return Ran::failed(Trouble::Cancelled, began.elapsed());
                    }
                }
                Some(Refused::Master) if linked_anew => {
                    let host = self.target.to_string();
                    return Ran::failed(Trouble::Lost { host }, began.elapsed());
                }
                Some(Refused::Master) => {
                    linked_anew = true;
                    if let Err(trouble) = self.link_anew(stop).await {
                        return Ran::failed(trouble, began.elapsed());
                    }
                }
            }
        }
    }

    async fn remote_command(&self, step: &Step, nonce: &str) -> run::Command {
        let script = wrap(&Wrapped {
            text: &text(step),
            seconds: step.seconds.max(1),
            nice: self.loaded.load(Ordering::Relaxed),
            as_root: step.needs_root,
            nonce,
        });
        if let Some(link) = &self.link {
            // The login shell, whichever it is, makes way for one that is known.
            let text = format!("exec /bin/sh -c {}", crate::transport::quote(&script));
            link.lock().await.command(&self.target, &self.options, &text)
        } else {
            container_command(&self.target, &script).unwrap_or_else(|| local_command(&script, false))
        }
    }

    async fn is_shared(&self) -> bool {
        match &self.link {
            Some(link) => matches!(*link.lock().await, Link::Shared(_)),
            None => false,
        }
    }

    /// A master goes when it was not used for long, or its line broke. The next command makes it anew.
    async fn link_anew(&self, stop: &CancellationToken) -> Result<(), Trouble> {
        if let Some(link) = &self.link {
            let mut link = link.lock().await;
            *link = Link::open(&self.target, &self.options, stop).await?;
        }
        Ok(())
    }

    fn keep(&self, command: &mut run::Command, step: &Step) {
        let id: String = step
            .id
            .chars()
            .map(|character| match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' => character,
                _ => '_',
            })
            .collect();
        let keep = |ending: &str| Keep {
            head: self.options.memory,
            tail: self.options.memory,
            file: self.options.raw_folder.as_ref().map(|folder| RawFile {
                path: folder.join(format!("{id}.{ending}")),
                cap: self.options.raw_cap,
            }),
        };
        command.stdout = keep("out");
        command.stderr = keep("err");
    }

    /// What the way there made of it.
    fn judge(&self, step: &Step, ran: run::Ran, said: &str) -> Ran {
        let closing = ran.closing.as_deref().and_then(parse_closing);
        let end = ran.end;
        let mut told = Ran::of(ran);
        let Some(Closing { code, left_running }) = closing else {
            told.end = None;
            if told.stopped.is_some() {
                told.left_running = true;
            } else {
                told.trouble = Some(self.why_no_end(end, &told.stdout, said));
            }
            return told;
        };
        told.end = Some(End::Exited(code));
        told.left_running = left_running;
        // `timeout` says 124 when the command ended on TERM, and 137 when it took KILL.
        if told.stopped.is_none()
            && matches!(code, 124 | 137)
            && told.took >= Duration::from_secs(step.seconds.max(1).into())
        {
            told.stopped = Some(Stopped::TimeLimit);
        }
        told
    }

    fn why_no_end(&self, end: End, stdout: &Output, said: &str) -> Trouble {
        let host = self.target.to_string();
        let is_ssh = matches!(self.target, Target::Ssh { .. });
        if is_ssh && end == End::Exited(255) {
            let midway = [
                "closed by remote host",
                "client_loop:",
                "not responding",
                "Broken pipe",
            ];
            let lost = said.trim().is_empty() || midway.iter().any(|words| said.contains(words));
            return if lost || stdout.bytes > 0 {
                Trouble::Lost { host }
            } else {
                read_ssh(&host, said)
            };
        }
        if is_ssh {
            let said = said.lines().next_back().unwrap_or("another command answered");
            return Trouble::NoShell {
                host,
                said: crate::transport::one_line(said),
            };
        }
        if stdout.bytes > 0 {
            Trouble::Lost { host }
        } else {
            read_container(&self.target, said)
        }
    }
}

/// ssh's own code for its own failures, and nothing of the command.
fn began_not(ran: &run::Ran) -> bool {
    ran.closing.is_none() && ran.stopped.is_none() && ran.end == End::Exited(255) && ran.stdout.bytes == 0
}

/// The text that runs. What the gate rebuilt has `sudo` in it where the plan had it.
fn text(step: &Step) -> String {
    let has_sudo = step.runs.contains("'sudo' '-n' '--' ") || step.runs.starts_with("sudo -n -- ");
    if step.needs_root && !has_sudo {
        format!("sudo -n -- {}", step.runs)
    } else {
        step.runs.clone()
    }
}
