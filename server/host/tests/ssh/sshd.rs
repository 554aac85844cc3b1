//! Real sshds on the loopback, each a host of its own, and the client's configuration that leads to them. Nothing
//! outside of the test's folder is read or written, but that sshd wants `/run/sshd` when root starts it.

use std::fmt::Write;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use host::session::{Options, Ran, Session, Step};
use host::transport::{Target, Trouble};
use tokio_util::sync::CancellationToken;

/// How long anything may take that has to happen.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The client's side: keys, configuration, known hosts, and the folder for masters.
pub struct Client {
    folder: tempfile::TempDir,
}

impl Client {
    pub fn new() -> Self {
        // Not TMPDIR: the path of a socket must be short.
        let folder = tempfile::Builder::new().prefix("sg-").tempdir_in("/tmp").unwrap();
        let client = Self { folder };
        keygen(&client.path("id"));
        std::fs::write(client.path("known_hosts"), "").unwrap();
        std::fs::write(client.path("config"), "").unwrap();
        client
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn options(&self) -> Options {
        Options {
            ssh_arguments: vec!["-F".to_owned(), self.path("config").display().to_string()],
            control_folder: Some(self.path("c")),
            ..Options::default()
        }
    }

    /// Adds an alias. `lines` come first, and ssh takes the first value of each.
    pub fn alias(&self, name: &str, port: u16, lines: &str) {
        let text = format!(
            "Host {name}\n{lines}\nHostName 127.0.0.1\nPort {port}\nUser {}\nIdentityFile {}\nIdentitiesOnly yes\n\
             IdentityAgent none\nUserKnownHostsFile {}\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking ask\n",
            user(),
            self.path("id").display(),
            self.path("known_hosts").display(),
        );
        append(&self.path("config"), &text);
    }

    pub fn know(&self, port: u16, public_key: &Path) {
        let key = std::fs::read_to_string(public_key).unwrap();
        let key: Vec<_> = key.split_whitespace().take(2).collect();
        append(
            &self.path("known_hosts"),
            &format!("[127.0.0.1]:{port} {}\n", key.join(" ")),
        );
    }

    /// A host with this alias that we may enter. `lines` come first in its configuration, and sshd takes the first
    /// value of each.
    pub fn host(&self, name: &str, lines: &str) -> Sshd {
        let sshd = Sshd::start(lines, &[], Some(&self.path("id.pub")));
        self.alias(name, sshd.port, "");
        self.know(sshd.port, &sshd.path("host_key.pub"));
        sshd
    }

    pub async fn open(&self, name: &str) -> Result<Session, Trouble> {
        open(name, &self.options()).await
    }
}

pub async fn open(name: &str, options: &Options) -> Result<Session, Trouble> {
    Session::open(&target(name), options, &CancellationToken::new()).await
}

pub fn target(name: &str) -> Target {
    Target::parse(name).unwrap()
}

pub fn step(id: &str, runs: &str) -> Step {
    Step {
        id: id.to_owned(),
        runs: runs.to_owned(),
        needs_root: false,
        seconds: 60,
    }
}

pub async fn ran(session: &Session, runs: &str) -> Ran {
    session.run(&step("test", runs), &CancellationToken::new()).await
}

/// A running sshd; it and its connections end when dropped.
pub struct Sshd {
    folder: tempfile::TempDir,
    process: Child,
    pub port: u16,
}

impl Sshd {
    /// `before` are the words that sshd is started behind, such as those of `unshare`.
    pub fn start(lines: &str, before: &[&str], authorized: Option<&Path>) -> Self {
        let folder = tempfile::Builder::new().prefix("sg-").tempdir_in("/tmp").unwrap();
        let path = |name: &str| folder.path().join(name);
        keygen(&path("host_key"));
        if let Some(key) = authorized {
            std::fs::copy(key, path("authorized_keys")).unwrap();
        }
        if user() == "root" {
            std::fs::create_dir_all("/run/sshd").unwrap();
        }
        let port = free_port();
        let config = format!(
            "{lines}\nListenAddress 127.0.0.1:{port}\nHostKey {}\nPidFile none\nAuthorizedKeysFile {}\nStrictModes no\n\
             UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
             PermitUserRC no\nMaxStartups 100\nLogLevel VERBOSE\nSetEnv SHLVL=2 SECRET=of-the-host\n",
            path("host_key").display(),
            path("authorized_keys").display(),
        );
        std::fs::write(path("config"), config).unwrap();
        let words: Vec<_> = before
            .iter()
            .copied()
            .chain(["/usr/sbin/sshd", "-D", "-f"])
            .collect();
        let process = Command::new(words[0])
            .args(&words[1..])
            .arg(path("config"))
            .arg("-E")
            .arg(path("log"))
            .stdin(Stdio::null())
            .spawn()
            .expect("sshd is missing; tests/install sshd installs it");
        let mut sshd = Self {
            folder,
            process,
            port,
        };
        let deadline = Instant::now() + PATIENCE;
        while !sshd.answers() {
            let ended = sshd.process.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "sshd does not start:\n{}",
                sshd.log()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        sshd
    }

    fn answers(&self) -> bool {
        let mut banner = [0; 4];
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))
            .is_ok_and(|mut stream| stream.read_exact(&mut banner).is_ok() && &banner == b"SSH-")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// How often somebody logged in.
    pub fn logins(&self) -> usize {
        self.log().matches("Accepted publickey").count()
    }

    /// The processes of its connections.
    fn connections(&self) -> Vec<u32> {
        let mut found = Vec::new();
        for (id, stat, _) in processes() {
            let parent = stat
                .rsplit(')')
                .next()
                .and_then(|rest| rest.split_whitespace().nth(1)?.parse().ok());
            if parent == Some(self.process.id()) {
                found.push(id);
            }
        }
        found
    }

    /// Breaks every connection, as a network does that is gone.
    pub fn break_connections(&self) {
        let connections: Vec<_> = self.connections().iter().map(u32::to_string).collect();
        assert!(!connections.is_empty(), "there is a connection to break");
        Command::new("kill")
            .arg("-KILL")
            .args(connections)
            .status()
            .unwrap();
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let connections: Vec<_> = self.connections().iter().map(u32::to_string).collect();
        if !connections.is_empty() {
            // Some end by themselves meanwhile, and `kill` says so.
            let _ = Command::new("kill")
                .args(connections)
                .stderr(Stdio::null())
                .status();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Number, `stat` and words of each process.
fn processes() -> Vec<(u32, String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let words = String::from_utf8_lossy(&words)
            .trim_end_matches('\0')
            .replace('\0', " ");
        found.push((id, stat, words));
    }
    found
}

/// Whether a process with exactly these words runs.
pub fn is_running(words: &str) -> bool {
    processes().iter().any(|(_, _, found)| found == words)
}

/// `sleep` with a time that no other test uses.
pub fn long_sleep() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("sleep 300.{}{next:03}", std::process::id())
}

/// Waits until the condition holds.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

pub fn user() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub fn keygen(path: &Path) {
    let status = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(path)
        .status()
        .expect("ssh-keygen is missing; tests/install sshd installs it");
    assert!(status.success());
}

fn append(path: &Path, text: &str) {
    let mut all = std::fs::read_to_string(path).unwrap();
    writeln!(all, "{text}").unwrap();
    std::fs::write(path, all).unwrap();
}
