//! Runs commands on the hosts, each with its entry in the audit log.

use ask::facts::OutputFacts;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use host::audit::{Allowed, AuditError, Began, Entry};
use host::gate::Tier;
use host::plan::Plan;
use host::session::{Ran, Session, Step};
use jiff::Timestamp;
use run::End;
use tokio_util::sync::CancellationToken;

use super::{HostSeen, HostSink, Investigation};

/// A command of which nobody knows how long it takes is ended after so many seconds.
const PATIENCE: u32 = 30;

/// A command may take so many seconds more than was thought.
const MARGIN: u32 = 5;

/// No command may take longer, in seconds.
const LONGEST: u32 = 120;

/// What a command came to, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// As reports cite it: `cmd 4`.
    pub number: usize,
    /// The host.
    pub host: String,
    /// The command line.
    pub command: String,
    /// How it ended, in words.
    pub ended: String,
}

/// One command on one host.
pub(super) struct Job<'a> {
    pub(super) host: &'a str,
    pub(super) session: &'a Session,
    pub(super) step: Step,
    pub(super) tier: Tier,
    pub(super) allowed: Allowed,
}

/// Runs jobs, as many at once as each session allows; gives each with what became of it, in the order of their ending.
pub(super) async fn run_all(
    log: &host::audit::Log,
    jobs: Vec<(usize, Job<'_>)>,
    stop: &CancellationToken,
    seen: HostSink<'_>,
) -> Result<Vec<(usize, Ran)>, AuditError> {
    let mut running: FuturesUnordered<_> = jobs
        .into_iter()
        .map(|(index, job)| async move {
            let began = Timestamp::now();
            log.begin(&Began {
                began,
                target: job.host,
                command: &job.step.runs,
                tier: job.tier,
                allowed: job.allowed,
            })?;
            let ran = job.session.run(&job.step, stop).await;
            Ok((index, job, began, ran))
        })
        .collect();
    let mut all = Vec::new();
    while let Some(done) = running.next().await {
        let (index, job, began, ran) = done?;
        let entry = Entry::new(began, job.host, &job.step.runs, job.tier, job.allowed, &ran);
        log.append(&entry)?;
        seen(HostSeen::Progress(format!(
            "{}: {}: {}",
            job.host,
            job.step.id,
            ended(&ran)
        )));
        all.push((index, ran));
    }
    Ok(all)
}

impl Investigation {
    /// Runs what is ticked and may run, on all hosts. `allowed` says who let it.
    ///
    /// # Errors
    /// When the audit log cannot be written.
    pub async fn run(
        &mut self,
        plan: &Plan,
        allowed: Allowed,
        stop: &CancellationToken,
        seen: HostSink<'_>,
    ) -> Result<Vec<Outcome>, AuditError> {
        let many = self.hosts.len() > 1;
        let mut jobs = Vec::new();
        let mut outcomes = Vec::new();
        for item in plan.items.iter().filter(|item| item.may_run()) {
            for host in &self.hosts {
                let (Some(session), Some(runs)) = (&host.session, &item.verdict.runs) else {
                    continue;
                };
                let number = self.outputs.len() + outcomes.len() + 1;
                let seconds = item
                    .verdict
                    .seconds
                    .or(item.seconds)
                    .map_or(PATIENCE, |seconds| seconds + MARGIN);
                let allowed = if item.verdict.tier == Tier::Read {
                    allowed
                } else {
                    Allowed::Tick
                };
                let step = Step {
                    id: format!("cmd-{number}"),
                    runs: runs.clone(),
                    needs_root: item.verdict.needs_root,
                    seconds: seconds.min(LONGEST),
                };
                let job = Job {
                    host: &host.name,
                    session,
                    step,
                    tier: item.verdict.tier,
                    allowed,
                };
                jobs.push((outcomes.len(), job));
                outcomes.push(Outcome {
                    number,
                    host: host.name.clone(),
                    command: item.command.clone(),
                    ended: String::new(),
                });
            }
        }
        let ran = run_all(&self.log, jobs, stop, seen).await?;
        let mut outputs: Vec<Option<OutputFacts>> = vec![None; outcomes.len()];
        for (index, ran) in ran {
            let (Some(outcome), Some(slot)) = (outcomes.get_mut(index), outputs.get_mut(index)) else {
                continue;
            };
            outcome.ended = ended(&ran);
            self.has_lost_host |= ran.lost_host();
            if let Some(trouble) = &ran.trouble {
                self.not_seen
                    .push(format!("{}: {}: {trouble}", outcome.host, outcome.command));
            }
            *slot = Some(OutputFacts {
                number: outcome.number,
                host: many.then(|| outcome.host.clone()),
                command: outcome.command.clone(),
                ended: outcome.ended.clone(),
                text: printed(&ran),
                full: None,
            });
        }
        self.outputs.extend(outputs.into_iter().flatten());
        Ok(outcomes)
    }
}

/// How a command ended, in words.
pub(super) fn ended(ran: &Ran) -> String {
    let mut said = match ran.end {
        Some(End::Exited(code)) => format!("exit code {code}"),
        Some(End::Signalled(signal)) => format!("ended by signal {signal}"),
        Some(End::Unknown) | None => "did not end as it should".to_owned(),
    };
    if let Some(remark) = ran.remark() {
        said = format!("{said} ({remark})");
    }
    format!("{said}, {:.1} s", ran.took.as_secs_f64())
}

/// What a command printed: its errors after its output.
fn printed(ran: &Ran) -> String {
    if ran.stdout.binary {
        return format!("(binary output of {} bytes)\n", ran.stdout.bytes);
    }
    let mut text = ran.stdout.text();
    let errors = ran.stderr.text();
    if !errors.trim().is_empty() {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str("(standard error:)\n");
        text.push_str(&errors);
    }
    text
}
