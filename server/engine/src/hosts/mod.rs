//! What is wrong with a host: triage without a model, then rounds of commands that a model proposes, the gate judges, and
//! the user lets run; and a report that cites what was printed. Knows neither LSP nor the terminal.
//!
//! The way of an investigation: [`Investigation::open`] connects; [`Investigation::triage`] needs no model;
//! [`Investigation::propose`] gives a plan that the user may change; [`Investigation::run`] runs what may run;
//! [`Investigation::report`] makes of all of it a question for [`crate::asking::answer`].

mod rounds;
mod running;
mod triage;

use std::path::{Path, PathBuf};
use std::time::Duration;

use ask::facts::{HostFacts, OutputFacts};
use futures_util::future::join_all;
use host::audit::{AuditError, Log};
use host::gate;
use host::session::{Options, Session};
use host::transport::Target;
use tokio_util::sync::CancellationToken;

pub use running::Outcome;

/// Rounds of commands that a model may ask for.
pub const MOST_ROUNDS: usize = 3;

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
    triage: Option<String>,
    outputs: Vec<OutputFacts>,
    not_seen: Vec<String>,
    rounds: usize,
}

struct Host {
    name: String,
    /// Absent when it could not be connected to.
    session: Option<Session>,
}

/// What is seen while an investigation goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostSeen {
    /// Something has begun or ended: `web1: vmstat 1 5, exit code 0`.
    Progress(String),
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
        let options = Options {
            raw_folder: raw,
            ssh_arguments: case.ssh_arguments.clone(),
            ..Options::default()
        };
        let opened = join_all(
            case.targets
                .iter()
                .map(|target| Session::open(target, &options, stop)),
        )
        .await;
        let mut hosts = Vec::new();
        let mut not_seen = Vec::new();
        for (target, opened) in case.targets.iter().zip(opened) {
            let name = target.to_string();
            let session = match opened {
                Ok(session) => Some(session),
                Err(trouble) => {
                    seen(HostSeen::Progress(format!("{name}: {trouble}")));
                    not_seen.push(format!("{name}: {trouble}"));
                    None
                }
            };
            hosts.push(Host { name, session });
        }
        Ok(Investigation {
            case,
            hosts,
            log,
            triage: None,
            outputs: Vec::new(),
            not_seen,
            rounds: 0,
        })
    }

    /// Whether any host could be connected to.
    pub fn is_connected(&self) -> bool {
        self.hosts.iter().any(|host| host.session.is_some())
    }

    /// What could not be seen so far, and why.
    pub fn not_seen(&self) -> &[String] {
        &self.not_seen
    }

    /// What was printed so far.
    pub fn outputs(&self) -> &[OutputFacts] {
        &self.outputs
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
    let folder = tempfile::Builder::new().prefix("run-").tempdir_in(parent).ok()?;
    Some(folder.keep())
}
