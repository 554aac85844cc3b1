/// What went wrong between us and a host, as a sentence with a way out. Words of the host or of ssh that a sentence
/// quotes are one short line without control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// No key was accepted, and the host would take a password, a passphrase or a second factor. ssh asks nothing here.
    #[error(
        "{host} wants a password, a passphrase or a second factor. Connect in a terminal: sysgrok connect {host}"
    )]
    WantsSecret {
        /// The target.
        host: String,
    },
    /// The host is not in `known_hosts`, and only a person can say that its key is right.
    #[error(
        "the key of {host} is not known yet. Connect in a terminal and compare it: sysgrok connect {host}"
    )]
    UnknownHostKey {
        /// The target.
        host: String,
    },
    /// Not the key that `known_hosts` has.
    #[error(
        "the key of {host} has changed since it was last seen: another machine answers, or it was installed anew. \
         Nothing was sent. Ask who runs it; if the new key is right: {remedy}"
    )]
    HostKeyChanged {
        /// The target.
        host: String,
        /// The command that removes the old key, between backticks as it is typed, or what to do instead.
        remedy: String,
    },
    /// No key of ours opens it, and it takes nothing but keys.
    #[error(
        "{host} accepted none of the keys that were offered ({said}). A key with a passphrase counts only when the \
         agent has it. Try in a terminal: sysgrok connect {host}"
    )]
    Denied {
        /// The target.
        host: String,
        /// ssh's own words.
        said: String,
    },
    /// The name has no address.
    #[error(
        "there is no host {host}: its name has no address ({said}). Check the spelling and the ssh configuration"
    )]
    UnknownName {
        /// The target.
        host: String,
        /// ssh's own words.
        said: String,
    },
    /// Nothing listens there.
    #[error("{host} refused the connection ({said}). Is sshd running there, and is the port right?")]
    Refused {
        /// The target.
        host: String,
        /// ssh's own words.
        said: String,
    },
    /// No way there, or no answer in time.
    #[error("{host} did not answer ({said}). Is it up, and does a firewall or VPN stand between?")]
    NoAnswer {
        /// The target.
        host: String,
        /// ssh's own words.
        said: String,
    },
    /// The other side hung up before we were in.
    #[error(
        "{host} closed the connection before a login ({said}). It may have too many connections (MaxStartups) or have \
         blocked this address; try again in a minute"
    )]
    Closed {
        /// The target.
        host: String,
        /// ssh's own words.
        said: String,
    },
    /// ssh does not start with this configuration.
    #[error("ssh cannot be used for {host}: {said}. Check ~/.ssh/config")]
    Configuration {
        /// The target.
        host: String,
        /// ssh's own words.
        said: String,
    },
    /// The connection ended while the command ran. What it had printed is kept.
    #[error(
        "the connection to {host} was lost while the command ran; what it had printed until then is kept"
    )]
    Lost {
        /// The target.
        host: String,
    },
    /// The host lets no further command in over this connection (`MaxSessions`), though ours had ended.
    #[error(
        "{host} takes no further command over this connection (MaxSessions of its sshd); close other sessions to it"
    )]
    NoChannel {
        /// The target.
        host: String,
    },
    /// `sudo -n` did not let us.
    #[error(
        "sudo on {host} refused: {said}. No password is ever sent; allow the command with NOPASSWD in sudoers, or log \
         in as root"
    )]
    SudoRefused {
        /// The target.
        host: String,
        /// sudo's own words.
        said: String,
    },
    /// No shell, or something else ran than what was asked (a forced command, a restricted shell).
    #[error(
        "{host} did not run the command in a shell ({said}); it has no /bin/sh, or the login is restricted"
    )]
    NoShell {
        /// The target.
        host: String,
        /// What came instead.
        said: String,
    },
    /// No such container or pod, or it does not run.
    #[error("{host} is not running ({said})")]
    NoContainer {
        /// The target.
        host: String,
        /// The client's own words.
        said: String,
    },
    /// The container service does not answer, or does not let us.
    #[error("{program} cannot be used ({said})")]
    ContainerService {
        /// `docker` or `kubectl`.
        program: &'static str,
        /// Its own words.
        said: String,
    },
    /// The folder for connections is not ours alone.
    #[error("{folder} cannot hold connections: {why}. Set XDG_RUNTIME_DIR to a folder of your own")]
    ControlFolder {
        /// The folder.
        folder: String,
        /// Why not.
        why: String,
    },
    /// The program that leads to the host did not start.
    #[error("{0}")]
    NotStarted(String),
    /// Cancelled before it began.
    #[error("it was cancelled before it began")]
    Cancelled,
    /// Anything else.
    #[error("{host} cannot be reached: {said}")]
    Other {
        /// The target.
        host: String,
        /// ssh's own words.
        said: String,
    },
}

impl Trouble {
    /// Whether it means that the host could not be reached, not that it refused one command or that we gave up.
    pub fn is_loss(&self) -> bool {
        !matches!(self, Self::SudoRefused { .. } | Self::Cancelled)
    }

    /// Whether `sysgrok connect HOST` in a terminal is the way out.
    pub fn connect_helps(&self) -> bool {
        matches!(
            self,
            Self::WantsSecret { .. } | Self::UnknownHostKey { .. } | Self::Denied { .. }
        )
    }
}
