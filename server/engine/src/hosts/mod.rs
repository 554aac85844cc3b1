//! What is wrong with a host: triage without a model, then rounds of commands that a model proposes, the gate judges, and
//! the user lets run; and a report that cites what was printed. Knows neither LSP nor the terminal.
//!
//! The way of an investigation: [`Investigation::open`] connects; [`Investigation::triage`] needs no model;
//! [`Investigation::propose`] gives a plan that the user may change; [`Investigation::run`] runs what may run;
//! [`Investigation::report`] makes of all of it a question for [`crate::asking::answer`]. Between a plan and its run
//! everything may end: [`Plans`] keeps it, and [`Investigation::resume`] goes on.

mod commands;
mod folder;
mod plans;
mod printed;
mod recent;
mod rounds;
mod running;
mod since;
mod triage;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ask::facts::{HostFacts, OutputFacts};
use ask::words::{code, prose_with_code};
use futures_util::future::join_all;
use host::audit::{AuditError, Log};
use host::gate;
use host::session::{Options, Session};
use host::transport::Target;
use tokio_util::sync::CancellationToken;

pub use commands::{CommandsError, commands_of};
pub use folder::{Folder, read_folder};
pub use plans::{Pending, Plans};
pub use recent::recent;
pub use rounds::report_on;
pub use running::Outcome;
pub use since::read_since;

/// Rounds of commands that a model may ask for.
pub const MOST_ROUNDS: usize = 3;

/// Investigations whose outputs stay on disk; the oldest go.
const KEPT: usize = 50;

/// What an investigation is about, and what it may do.
#[derive(Clone, Debug)]
pub struct Case {
    /// The hosts.
    pub targets: Vec<Target>,
    /// What the user says is wrong; absent when nothing was said.
    pub problem: Option<String>,
    /// How far back logs are read; an hour when absent.
    pub since: Option<Duration>,
    /// What the administrator allows.
    pub policy: gate::Policy,
    /// Where the audit log and raw outputs are kept.
    pub state: PathBuf,
    /// Arguments that each ssh gets first, such as `-F FILE`.
    pub ssh_arguments: Vec<String>,
}

/// An investigation of one or several hosts.
pub struct Investigation {
    case: Case,
    hosts: Vec<Host>,
    log: Log,
    /// Where whole outputs are, a folder a host; absent when it cannot be made.
    raw: Option<PathBuf>,
    triage: Option<String>,
    outputs: Vec<OutputFacts>,
    not_seen: Vec<String>,
    /// Whether a host was lost while something ran on it.
    has_lost_host: bool,
    rounds: usize,
}

struct Host {
    name: String,
    /// Absent when it could not be connected to.
    session: Option<Session>,
    /// Where whole outputs are; absent when the folder cannot be made.
    raw: Option<PathBuf>,
}

/// What is seen while an investigation goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostSeen {
    /// Something has begun or ended: `web1: vmstat 1 5, exit code 0`.
    Progress(String),
    /// What is known of a host already while more is looked at: `web1: critical: ...`.
    SoFar(String),
    /// Markdown of the report.
    Text(String),
}

/// Takes what is seen.
pub type HostSink<'a> = &'a mut (dyn FnMut(HostSeen) + Send);

impl Investigation {
    /// Connects to the hosts, all at once. One that cannot be reached is told of and is not looked at; the others are.
    ///
    /// # Errors
    /// When the audit log cannot be written: then nothing runs.
    pub async fn open(
        case: Case,
        stop: &CancellationToken,
        seen: HostSink<'_>,
    ) -> Result<Investigation, AuditError> {
        let log = Log::open(&case.state)?;
        let raw = raw_folder(&case.state);
        let options: Vec<Options> = (0_usize..)
            .zip(&case.targets)
            .map(|(index, target)| Options {
                raw_folder: raw.as_deref().and_then(|raw| folder_of(raw, index, target)),
                ssh_arguments: case.ssh_arguments.clone(),
                ..Options::default()
            })
            .collect();
        let opening = case.targets.iter().zip(&options);
        let opened = join_all(opening.map(|(target, options)| Session::open(target, options, stop))).await;
        let mut hosts = Vec::new();
        let mut not_seen = Vec::new();
        for ((target, opened), options) in case.targets.iter().zip(opened).zip(options) {
            let name = target.to_string();
            let session = match opened {
                Ok(session) => Some(session),
                Err(trouble) => {
                    seen(HostSeen::Progress(format!("{name}: {trouble}")));
                    not_seen.push(format!("{name}: {trouble}"));
                    None
                }
            };
            let raw = options.raw_folder;
            hosts.push(Host { name, session, raw });
        }
        Ok(Investigation {
            case,
            hosts,
            log,
            raw,
            triage: None,
            outputs: Vec::new(),
            not_seen,
            has_lost_host: false,
            rounds: 0,
        })
    }

    /// Goes on with what was kept: connects again, and knows what was known.
    ///
    /// # Errors
    /// When the audit log cannot be written: then nothing runs.
    pub async fn resume(
        case: Case,
        pending: &Pending,
        stop: &CancellationToken,
        seen: HostSink<'_>,
    ) -> Result<Investigation, AuditError> {
        let mut investigation = Investigation::open(case, stop, seen).await?;
        let facts = pending.facts.clone();
        investigation.triage = Some(facts.triage);
        investigation.outputs = facts.outputs;
        // Where a host is gone now, its word of today counts.
        let known = std::mem::take(&mut investigation.not_seen);
        investigation.not_seen = facts.not_seen;
        for unseen in known {
            if !investigation.not_seen.contains(&unseen) {
                investigation.not_seen.push(unseen);
            }
        }
        investigation.rounds = pending.rounds;
        Ok(investigation)
    }

    /// What has to be kept until the plan runs.
    pub fn pending(&self) -> Pending {
        Pending {
            since: self.case.since,
            facts: self.facts(),
            rounds: self.rounds,
            report: PathBuf::new(),
            root: PathBuf::new(),
        }
    }

    /// Whether any host could be connected to.
    pub fn is_connected(&self) -> bool {
        self.hosts.iter().any(|host| host.session.is_some())
    }

    /// Whether all hosts could be connected to, and none was lost while something ran on it.
    pub fn is_complete(&self) -> bool {
        !self.has_lost_host && self.hosts.iter().all(|host| host.session.is_some())
    }

    /// What could not be seen so far, and why.
    pub fn not_seen(&self) -> &[String] {
        &self.not_seen
    }

    /// What was printed so far.
    pub fn outputs(&self) -> &[OutputFacts] {
        &self.outputs
    }

    /// What the triage found, as markdown; empty before [`Investigation::triage`].
    pub fn triage_text(&self) -> &str {
        self.triage.as_deref().unwrap_or_default()
    }

    /// What ran and how it ended, what could not be seen, and where whole outputs are: the part of a report that no
    /// model writes. Empty when there is nothing to tell.
    pub fn notes(&self) -> String {
        let mut text = String::new();
        if !self.outputs.is_empty() {
            text.push_str("**What ran**\n\n");
        }
        for output in &self.outputs {
            let host = (output.host.as_ref()).map_or(String::new(), |host| format!(" on {}", code(host)));
            let (command, ended) = (code(&output.command), prose_with_code(&output.ended));
            // Writing to a string does not fail.
            let _ = writeln!(text, "- cmd {}{host}: {command}: {ended}", output.number);
        }
        if !self.not_seen.is_empty() {
            text.push_str("\n**What could not be seen**\n\n");
        }
        for unseen in &self.not_seen {
            let _ = writeln!(text, "- {}", prose_with_code(unseen));
        }
        if let Some(raw) = self.raw.as_ref().filter(|_| self.is_connected()) {
            let _ = writeln!(text, "\nWhole outputs: {}", code(&raw.display().to_string()));
        }
        text
    }

    /// What is known so far, for a model.
    pub fn facts(&self) -> HostFacts {
        HostFacts {
            hosts: self.hosts.iter().map(|host| host.name.clone()).collect(),
            problem: self.case.problem.clone(),
            triage: self.triage.clone().unwrap_or_default(),
            outputs: self.outputs.clone(),
            not_seen: self.not_seen.clone(),
        }
    }

    /// Ends the connections that were made for this.
    pub async fn close(self) {
        join_all(
            self.hosts
                .into_iter()
                .filter_map(|host| host.session)
                .map(Session::close),
        )
        .await;
    }
}

/// A new folder for what commands print; absent when it cannot be made: then only what fits into memory is kept.
fn raw_folder(state: &Path) -> Option<PathBuf> {
    let parent = state.join("outputs");
    crate::asking::make_private(&parent).ok()?;
    forget_old(&parent);
    let stamp = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ-").to_string();
    let folder = tempfile::Builder::new().prefix(&stamp).tempdir_in(parent).ok()?;
    Some(folder.keep())
}

/// The folder of one host: its name, and a number where letters had to be left out.
fn folder_of(raw: &Path, index: usize, target: &Target) -> Option<PathBuf> {
    let name = target.to_string();
    let plain: String = (name.chars())
        .filter(|char| char.is_ascii_alphanumeric() || "-_.@".contains(*char))
        .take(80)
        .collect();
    let folder = raw.join(if plain == name {
        plain
    } else {
        format!("{plain}-{index}")
    });
    crate::asking::make_private(&folder).ok()?;
    Some(folder)
}

/// Names begin with the time, so the first are the oldest.
fn forget_old(parent: &Path) {
    let mut folders: Vec<PathBuf> = (std::fs::read_dir(parent).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    for folder in folders.iter().take((folders.len() + 1).saturating_sub(KEPT)) {
        // What cannot be removed now is tried again next time.
        let _ = std::fs::remove_dir_all(folder);
    }
}
