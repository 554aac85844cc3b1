//! The audit log: which command ran where, when, and who allowed it. One JSON object a line, only ever appended to: one
//! with `began` before a command is given to the host, so that nothing runs unseen should we be killed, and one when it
//! has ended. It holds neither output nor anything that a session was given beside the command.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::gate::Tier;
use crate::session::Ran;
use crate::transport::Target;

const FILE: &str = "audit.jsonl";

/// Bytes of the log's end in which recent targets are looked for.
const RECENT: u64 = 256 << 10;

/// Who let a command run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Allowed {
    /// The gate called it `read`, and the user asked for the triage or the plan.
    Gate,
    /// The user ticked it.
    Tick,
    /// `--yolo`.
    Yolo,
}

/// One command that is about to run.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Began<'a> {
    /// When.
    pub began: jiff::Timestamp,
    /// Where, as [`crate::transport::Target`] shows it.
    pub target: &'a str,
    /// The text that runs; `sudo` stands before it where it runs as root.
    pub command: &'a str,
    /// The gate's tier.
    pub tier: Tier,
    /// Who let it.
    pub allowed: Allowed,
}

/// One command that ran.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Entry<'a> {
    /// When it began.
    pub time: jiff::Timestamp,
    /// Where, as [`crate::transport::Target`] shows it.
    pub target: &'a str,
    /// The text that ran, with `sudo` if it was there.
    pub command: &'a str,
    /// The gate's tier.
    pub tier: Tier,
    /// Who let it.
    pub allowed: Allowed,
    /// Exit code; absent when it never began, was killed, or nobody knows.
    pub exit: Option<i32>,
    /// Why there is no exit code, or who ended it; absent when there is nothing to say.
    pub remark: Option<String>,
    /// Seconds, with the way there and back.
    pub seconds: f64,
}

impl<'a> Entry<'a> {
    /// The entry for what became of a command.
    pub fn new(
        time: jiff::Timestamp,
        target: &'a str,
        command: &'a str,
        tier: Tier,
        allowed: Allowed,
        ran: &Ran,
    ) -> Self {
        Self {
            time,
            target,
            command,
            tier,
            allowed,
            exit: match ran.end {
                Some(run::End::Exited(code)) => Some(code),
                _ => None,
            },
            remark: ran.remark(),
            seconds: milliseconds(ran.took),
        }
    }
}

/// Finer is noise.
fn milliseconds(took: Duration) -> f64 {
    took.as_millis() as f64 / 1000.0
}

/// Why the log cannot be written. No command should run then.
#[derive(Debug, thiserror::Error)]
#[error("the audit log {} cannot be written: {source}; nothing runs on hosts without it", path.display())]
pub struct AuditError {
    /// The log.
    pub path: PathBuf,
    /// The system's word.
    pub source: std::io::Error,
}

/// The log.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Opens `audit.jsonl` in the folder, which is made when it is missing. Only its owner can read it.
    pub fn open(folder: &Path) -> Result<Self, AuditError> {
        let path = folder.join(FILE);
        let open = || {
            std::fs::create_dir_all(folder)?;
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&path)?;
            #[cfg(unix)]
            file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
            Ok(file)
        };
        match open() {
            Ok(file) => Ok(Self { path, file }),
            Err(source) => Err(AuditError { path, source }),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends what is about to run. Where this fails it must not run.
    pub fn begin(&self, began: &Began<'_>) -> Result<(), AuditError> {
        self.write(began)
    }

    /// Appends what ran.
    pub fn append(&self, entry: &Entry<'_>) -> Result<(), AuditError> {
        self.write(entry)
    }

    /// A single write, so that lines of several processes do not mix.
    fn write(&self, line: &impl serde::Serialize) -> Result<(), AuditError> {
        let write = || {
            let mut line = serde_json::to_vec(line)?;
            line.push(b'\n');
            (&self.file).write_all(&line)
        };
        write().map_err(|source| AuditError {
            path: self.path.clone(),
            source,
        })
    }
}

/// Where commands of the log in this folder ran last, newest first and each once; at most so many. Nowhere when it
/// cannot be read.
pub fn recent_targets(folder: &Path, most: usize) -> Vec<Target> {
    #[derive(serde::Deserialize)]
    struct Line<'a> {
        #[serde(borrow)]
        target: std::borrow::Cow<'a, str>,
    }
    let end = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(folder.join(FILE))?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(RECENT)))?;
        let mut end = Vec::new();
        file.take(RECENT).read_to_end(&mut end)?;
        Ok(end)
    };
    let end = end().unwrap_or_default();
    let mut targets = Vec::new();
    for line in end.split(|byte| *byte == b'\n').rev() {
        let target =
            (serde_json::from_slice(line).ok()).and_then(|line: Line| Target::parse(&line.target).ok());
        if let Some(target) = target.filter(|target| !targets.contains(target)) {
            targets.push(target);
        }
        if targets.len() >= most {
            break;
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn each_command_is_one_line_that_only_its_owner_reads() {
        let folder = tempfile::tempdir().unwrap();
        let ran = Ran {
            end: Some(run::End::Exited(124)),
            stopped: Some(run::Stopped::TimeLimit),
            stdout: run::Output {
                head: b"secret output".to_vec(),
                ..run::Output::default()
            },
            stderr: run::Output::default(),
            took: Duration::from_micros(2_000_400),
            trouble: None,
            left_running: false,
            pipe_held: false,
        };
        let time: jiff::Timestamp = "2026-03-01T03:00:00Z".parse().unwrap();
        for command in ["'vmstat' '1'", "'grep' 'a\nb'"] {
            let log = Log::open(&folder.path().join("state")).unwrap();
            log.begin(&Began {
                began: time,
                target: "web1",
                command,
                tier: Tier::Read,
                allowed: Allowed::Gate,
            })
            .unwrap();
            log.append(&Entry::new(
                time,
                "web1",
                command,
                Tier::Read,
                Allowed::Gate,
                &ran,
            ))
            .unwrap();
        }
        let path = folder.path().join("state/audit.jsonl");
        expect![[r#"
            {"began":"2026-03-01T03:00:00Z","target":"web1","command":"'vmstat' '1'","tier":"read","allowed":"gate"}
            {"time":"2026-03-01T03:00:00Z","target":"web1","command":"'vmstat' '1'","tier":"read","allowed":"gate","exit":124,"remark":"it was ended when its time was over","seconds":2.0}
            {"began":"2026-03-01T03:00:00Z","target":"web1","command":"'grep' 'a\nb'","tier":"read","allowed":"gate"}
            {"time":"2026-03-01T03:00:00Z","target":"web1","command":"'grep' 'a\nb'","tier":"read","allowed":"gate","exit":124,"remark":"it was ended when its time was over","seconds":2.0}
        "#]].assert_eq(&std::fs::read_to_string(&path).unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn recent_targets_are_those_of_its_last_lines() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(recent_targets(folder.path(), 3), []);
        let line = |target: &str| format!("{{\"time\":\"?\",\"target\":\"{target}\"}}\n");
        let log = ["a", "b", "a", "-x", "docker:db"].map(line).concat() + "cut {\n";
        std::fs::write(folder.path().join(FILE), log).unwrap();
        let shown = |most| {
            recent_targets(folder.path(), most)
                .iter()
                .map(Target::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(9), ["docker:db", "a", "b"]);
        assert_eq!(shown(1), ["docker:db"]);
    }

    #[test]
    fn a_log_that_cannot_be_written_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = Log::open(&file).unwrap_err().to_string();
        assert!(error.contains("nothing runs on hosts without it"), "{error}");
    }
}
