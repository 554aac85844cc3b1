//! The system's ssh, with the user's own configuration.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::control;
use super::{Target, Trouble, read_ssh};
use crate::session::Options;

/// How commands get to the host.
#[derive(Debug)]
pub(crate) enum Link {
    /// Over the connection of a master.
    Shared(Master),
    /// One connection a command.
    Direct,
}

/// A running ssh that others share the connection of.
#[derive(Debug)]
pub(crate) struct Master {
    /// Its socket.
    pub(crate) socket: PathBuf,
    /// Ours to end, and locked as long as it is used; absent for the user's own, and for that of [`connect`].
    use_lock: Option<File>,
}

/// What `sysgrok connect HOST` has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connect {
    /// There is a live connection already.
    Already,
    /// Run this in the user's terminal: program first. It asks what has to be asked, and ends with code 0 when the
    /// connection stands, which stays for [`Options::connect_keep`] after its last use.
    Run(Vec<OsString>),
}

/// How an interactive connection is made that later sessions find.
pub async fn connect(
    target: &Target,
    options: &Options,
    stop: &CancellationToken,
) -> Result<Connect, Trouble> {
    let host = target.to_string();
    if !matches!(target, Target::Ssh { .. }) {
        return Ok(Connect::Already);
    }
    let resolved = resolve(target, options, stop).await?;
    let sockets = Sockets::new(&resolved, options)?;
    for socket in [&resolved.users_socket, &Some(sockets.connected.clone())]
        .into_iter()
        .flatten()
    {
        if is_live(socket, target, options, stop).await {
            return Ok(Connect::Already);
        }
    }
    // ssh takes no socket's place that is left from before, and would stay without one.
    let _ = std::fs::remove_file(&sockets.connected);
    let mut command = ssh(options)
        .arguments(MASTER)
        .arguments(["-o", "BatchMode=no", "-o"])
        .arguments([format!(
            "ControlPersist={}",
            options.connect_keep.as_secs().max(1)
        )])
        .arguments(socket_arguments(&sockets.connected));
    command = command.arguments(name_of(target));
    let mut words = vec![command.program];
    words.append(&mut command.arguments);
    if words.len() < 2 {
        return Err(Trouble::Other {
            host,
            said: "no ssh".to_owned(),
        });
    }
    Ok(Connect::Run(words))
}

/// Options of every ssh of ours. Nothing here touches how host keys are checked, or how a login is proven.
const SESSION: [&str; 13] = [
    "-T",
    // What the user's configuration adds for people at a terminal has no place here, and a forwarding that exists
    // already would fail.
    "-o",
    "ClearAllForwardings=yes",
    "-o",
    "ForwardAgent=no",
    "-o",
    "ForwardX11=no",
    "-o",
    "PermitLocalCommand=no",
    "-o",
    "RemoteCommand=none",
    "-o",
    "Tunnel=no",
];

/// A login would show greetings of the host on standard error otherwise.
const NO_GREETINGS: [&str; 2] = ["-o", "LogLevel=ERROR"];

/// Options that make a master which goes to the background once the login is done, and notices a dead line.
const MASTER: [&str; 11] = [
    "-M",
    "-N",
    "-f",
    "-o",
    "ClearAllForwardings=yes",
    "-o",
    "PermitLocalCommand=no",
    "-o",
    "ServerAliveInterval=10",
    "-o",
    "ServerAliveCountMax=3",
];

/// How long a question to the local ssh may take.
const LOCAL_LIMIT: Duration = Duration::from_secs(10);

fn ssh(options: &Options) -> run::Command {
    let mut command = run::Command::new("ssh").arguments(&options.ssh_arguments);
    command.time_limit = Some(LOCAL_LIMIT);
    command.inherited = vec![
        // For ProxyCommand and Match exec of the user's configuration.
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SSH_AUTH_SOCK",
        "SSH_SK_PROVIDER",
        "KRB5CCNAME",
        "XDG_RUNTIME_DIR",
    ];
    command
}

/// `%` begins a token in the path of a socket.
fn socket_arguments(socket: &Path) -> [OsString; 2] {
    let path = socket.to_string_lossy().replace('%', "%%");
    ["-S".into(), path.into()]
}

/// The words that name the host; none can be taken for an option.
fn name_of(target: &Target) -> Vec<OsString> {
    let Target::Ssh { user, host, port } = target else {
        return Vec::new();
    };
    let mut words = Vec::new();
    if let Some(user) = user {
        words.extend(["-l".into(), user.into()]);
    }
    if let Some(port) = port {
        words.extend(["-p".into(), port.to_string().into()]);
    }
    words.push(host.into());
    words
}

/// What ssh makes of the target.
struct Resolved {
    /// All of `ssh -G`.
    all: String,
    /// The user's own socket for it, if the configuration names one.
    users_socket: Option<PathBuf>,
}

async fn resolve(target: &Target, options: &Options, stop: &CancellationToken) -> Result<Resolved, Trouble> {
    let command = ssh(options).arguments(["-G"]).arguments(name_of(target));
    let ran = local(command, stop).await?;
    if !ran.succeeded() {
        let host = target.to_string();
        return Err(match read_ssh(&host, &ran.stderr.text()) {
            Trouble::Other { host, said } => Trouble::Configuration { host, said },
            trouble => trouble,
        });
    }
    let all = ran.stdout.text();
    let users_socket = all
        .lines()
        .find_map(|line| line.strip_prefix("controlpath "))
        .filter(|path| *path != "none")
        .map(PathBuf::from);
    Ok(Resolved { all, users_socket })
}

async fn local(command: run::Command, stop: &CancellationToken) -> Result<run::Ran, Trouble> {
    let ran = run::run(command, stop.clone())
        .await
        .map_err(|error| Trouble::NotStarted(error.to_string()))?;
    if ran.stopped == Some(run::Stopped::Cancelled) {
        return Err(Trouble::Cancelled);
    }
    Ok(ran)
}

struct Sockets {
    /// Of [`connect`].
    connected: PathBuf,
    /// Of sessions.
    own: PathBuf,
}

impl Sockets {
    fn new(resolved: &Resolved, options: &Options) -> Result<Self, Trouble> {
        let folder = control::folder(options.control_folder.as_deref())?;
        let path = |kind| folder.join(control::name(kind, &resolved.all, &options.ssh_arguments));
        Ok(Self {
            connected: path('c'),
            own: path('m'),
        })
    }
}

async fn is_live(socket: &Path, target: &Target, options: &Options, stop: &CancellationToken) -> bool {
    if !socket.exists() {
        return false;
    }
    let command = ssh(options)
        .arguments(socket_arguments(socket))
        .arguments(["-O", "check"])
        .arguments(name_of(target));
    local(command, stop).await.is_ok_and(|ran| ran.succeeded())
}

impl Link {
    /// A live connection: the user's, that of `sysgrok connect`, that of another session, or a new one.
    pub(crate) async fn open(
        target: &Target,
        options: &Options,
        stop: &CancellationToken,
    ) -> Result<Self, Trouble> {
        if !options.share {
            return Self::try_direct(target, options, stop).await;
        }
        let resolved = resolve(target, options, stop).await?;
        if let Some(socket) = &resolved.users_socket
            && is_live(socket, target, options, stop).await
        {
            let socket = socket.clone();
            return Ok(Self::Shared(Master {
                socket,
                use_lock: None,
            }));
        }
        let sockets = Sockets::new(&resolved, options)?;
        if is_live(&sockets.connected, target, options, stop).await {
            let socket = sockets.connected;
            return Ok(Self::Shared(Master {
                socket,
                use_lock: None,
            }));
        }
        let folder_trouble = |error: std::io::Error| Trouble::ControlFolder {
            folder: sockets.own.display().to_string(),
            why: error.to_string(),
        };
        let _starting = lock(&sockets.own, options, stop).await?;
        if !is_live(&sockets.own, target, options, stop).await {
            start(&sockets.own, target, options, stop).await?;
        }
        let use_lock = control::lock_file(&sockets.own, ".use").map_err(folder_trouble)?;
        use_lock.lock_shared().map_err(folder_trouble)?;
        Ok(Self::Shared(Master {
            socket: sockets.own,
            use_lock: Some(use_lock),
        }))
    }

    async fn try_direct(
        target: &Target,
        options: &Options,
        stop: &CancellationToken,
    ) -> Result<Self, Trouble> {
        let mut command = Self::Direct.command(target, options, "exit 0");
        command.time_limit = Some(options.connect_limit + LOCAL_LIMIT);
        let ran = local(command, stop).await?;
        if ran.end == run::End::Exited(255) || ran.stopped.is_some() {
            return Err(why_not(target, options, &ran, &ran.stderr.text()));
        }
        Ok(Self::Direct)
    }

    /// The ssh that runs this text for the host's shell.
    pub(crate) fn command(&self, target: &Target, options: &Options, text: &str) -> run::Command {
        let command = ssh(options)
            .arguments(SESSION)
            .arguments(["-o", "BatchMode=yes", "-o"])
            .arguments([format!(
                "ConnectTimeout={}",
                options.connect_limit.as_secs().max(1)
            )])
            .arguments(["-o", "ControlMaster=no"]);
        let command = match self {
            // Where the master refuses, ssh would quietly log in anew, which asks what the master was made for. A way
            // to the host that fails keeps it from that.
            Self::Shared(master) => command
                .arguments(socket_arguments(&master.socket))
                .arguments(["-o", "ProxyCommand=false"])
                // At a lower level ssh may say nothing of its failure there, and no login shows a greeting.
                .arguments(["-o", "LogLevel=INFO"]),
            Self::Direct => command.arguments(NO_GREETINGS).arguments(["-S", "none"]),
        };
        command.arguments(name_of(target)).arguments(["--", text])
    }

    /// Ends a master of ours that no other session uses.
    pub(crate) async fn close(self, target: &Target, options: &Options) {
        let Self::Shared(Master {
            socket,
            use_lock: Some(use_lock),
        }) = self
        else {
            return;
        };
        let stop = CancellationToken::new();
        let Ok(_starting) = lock(&socket, options, &stop).await else {
            return;
        };
        drop(use_lock);
        let Ok(unused) = control::lock_file(&socket, ".use") else {
            return;
        };
        if unused.try_lock().is_ok() {
            let command = ssh(options)
                .arguments(socket_arguments(&socket))
                .arguments(["-O", "exit"])
                .arguments(name_of(target));
            // A master that is gone already is what was wanted.
            let _ = local(command, &stop).await;
        }
    }
}

/// Only one at a time looks for the master of a host, starts it, or ends it.
async fn lock(socket: &Path, options: &Options, stop: &CancellationToken) -> Result<File, Trouble> {
    let trouble = |why: String| Trouble::ControlFolder {
        folder: socket.display().to_string(),
        why,
    };
    let file = control::lock_file(socket, ".lock").map_err(|error| trouble(error.to_string()))?;
    let until = Instant::now() + options.connect_limit + LOCAL_LIMIT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(trouble(error.to_string())),
            Err(TryLockError::WouldBlock) if Instant::now() > until => {
                return Err(trouble(
                    "another sysgrok has been connecting for too long".to_owned(),
                ));
            }
            Err(TryLockError::WouldBlock) => tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(10)) => {}
                () = stop.cancelled() => return Err(Trouble::Cancelled),
            },
        }
    }
}

async fn start(
    socket: &Path,
    target: &Target,
    options: &Options,
    stop: &CancellationToken,
) -> Result<(), Trouble> {
    let _ = std::fs::remove_file(socket);
    // What goes to the background keeps its standard error open: its words go to a file.
    let mut log = socket.as_os_str().to_owned();
    log.push(".log");
    let log = PathBuf::from(log);
    let _ = std::fs::remove_file(&log);
    let mut command = ssh(options)
        .arguments(MASTER)
        .arguments(SESSION)
        .arguments(NO_GREETINGS)
        .arguments(["-o", "BatchMode=yes", "-o"])
        .arguments([format!(
            "ConnectTimeout={}",
            options.connect_limit.as_secs().max(1)
        )])
        .arguments([
            "-o".to_owned(),
            format!("ControlPersist={}", options.keep.as_secs().max(1)),
        ])
        .arguments([OsString::from("-E"), log.clone().into_os_string()])
        .arguments(socket_arguments(socket))
        .arguments(name_of(target));
    command.time_limit = Some(options.connect_limit + LOCAL_LIMIT);
    let ran = local(command, stop).await;
    let said = std::fs::read(&log).unwrap_or_default();
    let _ = std::fs::remove_file(&log);
    let ran = ran?;
    if ran.succeeded() && socket.exists() {
        return Ok(());
    }
    // Before the log is opened, ssh speaks on standard error.
    let said = format!("{}{}", ran.stderr.text(), String::from_utf8_lossy(&said));
    Err(why_not(target, options, &ran, &said))
}

fn why_not(target: &Target, options: &Options, ran: &run::Ran, said: &str) -> Trouble {
    let host = target.to_string();
    if ran.stopped == Some(run::Stopped::TimeLimit) {
        let seconds = (options.connect_limit + LOCAL_LIMIT).as_secs();
        return Trouble::NoAnswer {
            host,
            said: format!("no login within {seconds} seconds"),
        };
    }
    read_ssh(&host, said)
}
