//! What the end-to-end tests share: the binary that was just built, run in an environment that is the same everywhere,
//! and folders to run it in. Nothing here waits longer than [`PATIENCE`].

// Each test binary uses a part of this.
#![allow(dead_code)]

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Variables of whoever runs the tests that would change what sysgrok, or a tool that it starts, does.
const FOREIGN: &[&str] = &[
    "CI",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLORTERM",
    "RUST_BACKTRACE",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "PERF_CONFIG",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "GAI_API_TYPE",
    "GAI_API_KEY",
    "GAI_API_BASE",
    "GAI_API_VERSION",
    "GAI_MODEL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "AZURE_OPENAI_API_KEY",
    "AZURE_OPENAI_ENDPOINT",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
    "OLLAMA_API_KEY",
    "OLLAMA_HOST",
    "SYSGROK_TEST_POLICY",
];

/// A run of the binary, before it starts.
pub struct Sysgrok {
    command: Command,
    stdin: Option<Vec<u8>>,
    _home: TempDir,
}

/// A run of the binary with these arguments, in the root of the repository.
pub fn sysgrok<Argument: AsRef<OsStr>>(arguments: impl IntoIterator<Item = Argument>) -> Sysgrok {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sysgrok"));
    command.args(arguments);
    let home = plain_environment(&mut command);
    command.current_dir(repository());
    Sysgrok {
        command,
        stdin: None,
        _home: home,
    }
}

/// Gives a command an empty home and a plain terminal; the home lasts as long as what is returned.
pub fn plain_environment(command: &mut Command) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for name in FOREIGN {
        command.env_remove(name);
    }
    command
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("TERM", "xterm-256color")
        .env("LC_ALL", "C.UTF-8");
    home
}

impl Sysgrok {
    pub fn in_folder(mut self, folder: &Path) -> Sysgrok {
        self.command.current_dir(folder);
        self
    }

    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Sysgrok {
        self.stdin = Some(bytes.into());
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Sysgrok {
        self.command.env(name, value);
        self
    }

    /// Lets standard output go to a file.
    pub fn stdout_to(mut self, file: fs::File) -> Ran {
        self.command
            .stdout(file)
            .stderr(Stdio::piped())
            .stdin(Stdio::null());
        finish(self.command.spawn().unwrap(), None)
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Ran {
        self.command
            .stdin(if self.stdin.is_some() {
                Stdio::piped()
            } else {
                Stdio::null()
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        finish(self.command.spawn().unwrap(), self.stdin.take())
    }

    /// The command, for runs that need more than pipes.
    pub fn command(&mut self) -> &mut Command {
        &mut self.command
    }
}

/// Waits for a child whose streams are pipes; kills it, and fails, when it hangs.
pub fn finish(mut child: Child, stdin: Option<Vec<u8>>) -> Ran {
    if let (Some(mut pipe), Some(bytes)) = (child.stdin.take(), stdin) {
        // A child that ends early does not read all of it.
        std::thread::spawn(move || drop(pipe.write_all(&bytes)));
    }
    let collect = |stream: Option<Box<dyn Read + Send>>| {
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut stream) = stream {
                stream.read_to_end(&mut bytes).unwrap();
            }
            // The receiver is gone when the test has failed already.
            let _ = send.send(bytes);
        });
        receive
    };
    let stdout = collect(child.stdout.take().map(|stream| Box::new(stream) as _));
    let stderr = collect(child.stderr.take().map(|stream| Box::new(stream) as _));
    let mut wait = |receive: mpsc::Receiver<Vec<u8>>| {
        receive.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            child.kill().unwrap();
            panic!("it hangs");
        })
    };
    let (stdout, stderr) = (wait(stdout), wait(stderr));
    let status = child.wait().unwrap();
    Ran {
        code: status.code(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
        bytes: stdout,
    }
}

/// What a run has left behind.
pub struct Ran {
    /// Absent when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub bytes: Vec<u8>,
    pub stderr: String,
}

impl Ran {
    /// The same, after a look at the exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Ran {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout(),
            self.stderr
        );
        self
    }

    /// Standard output of a run that has nothing to say on standard error.
    #[track_caller]
    pub fn quiet(self) -> String {
        assert_eq!(self.stderr, "", "standard error is not empty");
        self.stdout()
    }

    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.stdout(), self.stderr))
    }

    /// Exit code, standard output and standard error, for a comparison with all of them.
    pub fn all(&self) -> String {
        let code = self
            .code
            .map_or("killed by a signal".to_owned(), |code| code.to_string());
        format!("{}-- {code} --\n{}", self.stdout(), self.stderr)
    }
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A bundled workspace, relative to the root of the repository.
pub fn bundled(path: &str) -> PathBuf {
    let path = repository().join("tests/workspaces").join(path);
    assert!(path.exists(), "{}", path.display());
    path
}

/// A temporary folder with files.
pub struct Folder(TempDir);

impl Folder {
    /// Later files are not older than earlier ones, so a profile that comes last has fresh sources.
    pub fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub fn empty() -> Folder {
        Folder::with(&[])
    }

    /// A bundled workspace, without its `variants/`, where it may be changed.
    pub fn copy_of(workspace: &str) -> Folder {
        fn copy(from: &Path, to: &Path) {
            fs::create_dir_all(to).unwrap();
            for entry in fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                let target = to.join(entry.file_name());
                if entry.file_type().unwrap().is_dir() {
                    if entry.file_name() != "variants" && entry.file_name() != "build" {
                        copy(&entry.path(), &target);
                    }
                } else {
                    fs::copy(entry.path(), target).unwrap();
                }
            }
        }
        let folder = Folder::empty();
        copy(&bundled(workspace), folder.path());
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Puts this in the place of that, once.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{} has no {from:?}", path.display());
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Moves the time of a file's last change, by seconds from now.
    pub fn touch(&self, path: &str, seconds_from_now: i64) {
        let file = fs::File::options()
            .append(true)
            .open(self.path().join(path))
            .unwrap();
        let by = Duration::from_secs(seconds_from_now.unsigned_abs());
        let now = std::time::SystemTime::now();
        file.set_modified(if seconds_from_now < 0 { now - by } else { now + by })
            .unwrap();
    }

    /// `sysgrok` with these arguments, in this folder.
    pub fn sysgrok<Argument: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = Argument>) -> Sysgrok {
        sysgrok(arguments).in_folder(self.path())
    }
}

/// The program that the small tests are about, and a profile of it: `busy` has three quarters of the samples on
/// its line 7, `idle` the rest on its line 3.
pub const APP: (&str, &str) = (
    "app.py",
    "\
def idle(n):
    # Not much.
    return n + 1

def busy(n):
    for _ in range(n):
        n = idle(n) * 3
    return n
",
);
pub const APP_FOLDED: (&str, &str) = (
    "app.folded",
    "busy (app.py:7) 60\nbusy (app.py:7);idle (app.py:3) 20\n",
);

/// Bytes packed by gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// The keys of an object, in their order.
#[track_caller]
pub fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

/// The entries of an array.
#[track_caller]
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no array {key}"))
}
