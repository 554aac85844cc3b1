//! The triage: its commands on all hosts at once, and what they say.

use std::fmt::Write;

use ask::words::{prose, prose_with_code};
use host::audit::{Allowed, AuditError};
use host::gate::{self, Tier};
use host::session::{Ran, Step};
use host::transport::Target;
use host::triage::{self, Exit, Findings, Output, Outputs, Stage};
use run::{End, Stopped};
use tokio_util::sync::CancellationToken;

use super::running::{Job, run_all};
use super::{Host, HostSeen, HostSink, Investigation};

impl Investigation {
    /// Runs the triage on all hosts, and tells of each what was found as soon as it is known. Needs no model.
    ///
    /// # Errors
    /// When the audit log cannot be written.
    pub async fn triage(
        &mut self,
        stop: &CancellationToken,
        seen: HostSink<'_>,
    ) -> Result<Vec<(String, Findings)>, AuditError> {
        let since = self.case.since;
        let options: Vec<triage::Options> = (self.case.targets.iter())
            .map(|target| triage::Options {
                since,
                is_container: matches!(target, Target::Docker { .. } | Target::Kubernetes { .. }),
            })
            .collect();
        let mut outputs: Vec<Outputs> = options
            .iter()
            .map(|options| Outputs {
                since,
                is_container: options.is_container,
                ..Outputs::default()
            })
            .collect();
        for stage in [Stage::Now, Stage::Sample, Stage::Again] {
            let mut jobs = Vec::new();
            let mut steps = Vec::new();
            for ((host, options), of_host) in self.hosts.iter().zip(&options).zip(&outputs) {
                let mut wanted = triage::steps(options);
                if stage != Stage::Now {
                    wanted.extend(triage::follow_up(of_host));
                }
                for step in wanted.into_iter().filter(|step| step.stage == stage) {
                    if let Some(job) = self.job(host, &step) {
                        jobs.push((steps.len(), job));
                        steps.push((host.name.clone(), step.id));
                    }
                }
            }
            for (index, ran) in run_all(&self.log, jobs, stop, seen).await? {
                let Some((host, id)) = steps.get(index) else {
                    continue;
                };
                self.has_lost_host |= ran.lost_host();
                let at = self.hosts.iter().position(|other| other.name == *host);
                if let Some(outputs) = at.and_then(|at| outputs.get_mut(at)) {
                    outputs.by_step.insert((*id).to_owned(), output(&ran));
                }
            }
            if stage == Stage::Now {
                self.tell_first(&outputs, seen);
            }
            if stop.is_cancelled() {
                break;
            }
        }
        let mut found = Vec::new();
        for (host, outputs) in self.hosts.iter().zip(&outputs) {
            if host.session.is_some() {
                found.push((host.name.clone(), triage::judge(outputs)));
            }
        }
        let text = self.markdown(&found);
        self.triage = Some(text.clone());
        seen(HostSeen::Text(text));
        Ok(found)
    }

    /// A step as a job, if the gate lets it run: also what we run ourselves passes the gate.
    fn job<'a>(&self, host: &'a Host, step: &triage::Step) -> Option<Job<'a>> {
        let session = host.session.as_ref()?;
        let verdict = gate::judge(&step.command, &self.case.policy);
        let runs = verdict.runs.filter(|_| verdict.tier == Tier::Read)?;
        Some(Job {
            host: &host.name,
            session,
            step: Step {
                id: step.id.to_owned(),
                runs,
                needs_root: false,
                seconds: u32::from(step.seconds),
            },
            tier: Tier::Read,
            allowed: Allowed::Gate,
        })
    }

    /// Tells what the first outputs say already. A host that is loaded gets fewer commands at once from then on.
    fn tell_first(&self, outputs: &[Outputs], seen: HostSink<'_>) {
        for (host, outputs) in self.hosts.iter().zip(outputs) {
            let Some(session) = &host.session else { continue };
            let findings = triage::judge(outputs);
            if findings.worst().is_some() {
                session.set_loaded();
            }
            seen(HostSeen::SoFar(format!(
                "{}: so far: {}",
                host.name, findings.verdict
            )));
        }
    }

    /// One line a host comes first, those that could not be looked at before the others.
    fn markdown(&self, found: &[(String, Findings)]) -> String {
        let mut text = String::new();
        for host in self.hosts.iter().filter(|host| host.session.is_none()) {
            let unseen = format!("{}: ", host.name);
            let why = self.not_seen.iter().find_map(|line| line.strip_prefix(&unseen));
            let why = prose_with_code(why.unwrap_or("it could not be reached"));
            // Writing to a string does not fail.
            let _ = writeln!(text, "- **{}**: not looked at: {why}", prose(&host.name));
        }
        if found.len() > 1 {
            text.push_str(&triage::compare(found));
            text.push('\n');
        } else if !text.is_empty() {
            text.push('\n');
        }
        for (host, findings) in found {
            text.push_str(&triage::markdown(findings, host));
            text.push('\n');
        }
        text
    }
}

/// What a command printed, as the triage reads it.
fn output(ran: &Ran) -> Output {
    let exit = match (&ran.trouble, ran.stopped, ran.end) {
        (Some(trouble), _, _) => Exit::Failed(trouble.to_string()),
        (None, Some(Stopped::TimeLimit), _) => Exit::TimedOut,
        (None, Some(Stopped::Cancelled), _) => Exit::Failed("cancelled".to_owned()),
        (None, None, Some(End::Exited(code))) => Exit::Code(code),
        (None, None, Some(End::Signalled(signal))) => Exit::Failed(format!("ended by signal {signal}")),
        (None, None, Some(End::Unknown) | None) => Exit::Failed("it did not end as it should".to_owned()),
    };
    Output {
        text: ran.stdout.text(),
        errors: ran.stderr.text(),
        exit,
    }
}
