//! Hosts that are looked at from the editor: a report that begins with the triage, a plan that the user ticks in a document
//! of its own, what its run shows, and what that means.
//!
//! Nothing runs from a workspace that is not trusted, and nothing without the audit log. Where ssh wants to ask something the
//! report says how to connect in a terminal: nothing is asked here.

mod analyze;
mod debug;
mod in_profile;
mod plan;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ask::facts::HostFacts;
use ask::{Model, Question, Wishes, words};
use engine::Engine;
use engine::asking::{self, Asked, Report};
use engine::hosts::{Case, HostSeen, Investigation, Plans, report_on};
use host::gate;
use host::plan::Plan;
use host::transport::Target;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::report::Pen;
use super::run::{Admitted, STANDS_ABOVE, Written, admit, end, fresh, go_on, sink};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::{commands, proto};

pub(in crate::lsp) use analyze::{Analyze, analyze_command};
pub(in crate::lsp) use debug::{Look, debug_host};
pub(in crate::lsp) use plan::{SUGGEST_TITLE, run_plan, run_title};

/// The last line of what no model wrote.
const NO_MODEL: &str = "\n*No model was asked.*\n";

/// What is settled before anything runs.
#[derive(Clone)]
struct Setup {
    engine: Arc<Engine>,
    /// The workspace whose consent is needed.
    root: PathBuf,
    gate: gate::Policy,
    state: PathBuf,
    wishes: Wishes,
    /// Of the report.
    report: PathBuf,
}

impl Setup {
    /// # Errors
    /// Why nothing may run.
    fn new(context: &Context, engine: Arc<Engine>) -> Result<Setup, String> {
        if !context.is_trusted() {
            let why = "this workspace is not trusted, so nothing runs on hosts from it: `sysgrok debughost` in a terminal \
                       needs no workspace";
            return Err(why.to_owned());
        }
        let state = crate::user_state().ok_or(
            "there is no folder for the audit log, without which nothing runs on hosts: set HOME or XDG_STATE_HOME",
        )?;
        let policy = (context.asking.models.policy())
            .map_err(|error| format!("nothing runs on hosts, for the policy is not known: {error}"))?;
        let wishes = Wishes {
            output_format: engine.settings().model.output_format.clone(),
            no_optimisations: false,
            short: false,
            use_cache: true,
        };
        Ok(Setup {
            root: engine.root().to_owned(),
            engine,
            gate: gate::Policy {
                read_only: policy.hosts_read_only,
            },
            state,
            wishes,
            report: PathBuf::new(),
        })
    }

    fn case(&self, targets: Vec<Target>, problem: Option<String>, since: Option<Duration>) -> Case {
        let configuration = self.engine.settings().hosts.ssh_config.clone();
        Case {
            targets,
            problem,
            since,
            policy: self.gate.clone(),
            state: self.state.clone(),
            ssh_arguments: configuration
                .map_or_else(Vec::new, |file| vec!["-F".to_owned(), file.display().to_string()]),
        }
    }

    fn plans(&self) -> Plans {
        Plans::new(&self.state)
    }

    /// Begins a report, and has it written.
    fn begin<F>(
        mut self,
        context: &Arc<Context>,
        title: &str,
        writing: impl FnOnce(Work) -> F + Send + 'static,
    ) -> Outcome
    where
        F: Future<Output = Written> + Send + 'static,
    {
        let report = fresh(context, title)?;
        self.report.clone_from(&report.path);
        self.go_on(context, report, title, writing)
    }

    /// Writes further in a report.
    fn go_on<F>(
        self,
        context: &Arc<Context>,
        report: Report,
        title: &str,
        writing: impl FnOnce(Work) -> F + Send + 'static,
    ) -> Outcome
    where
        F: Future<Output = Written> + Send + 'static,
    {
        let root = self.root.clone();
        go_on(context, report, title, root, move |context, pen, stop| {
            writing(Work {
                context,
                setup: self,
                pen,
                stop,
            })
        })
    }
}

/// A report on hosts while it is written.
struct Work {
    context: Arc<Context>,
    setup: Setup,
    pen: Pen,
    stop: CancellationToken,
}

impl Work {
    /// Takes what is seen of an investigation into the report.
    fn see(&self) -> impl FnMut(HostSeen) + Send + use<> {
        let pen = self.pen.clone();
        move |seen| match seen {
            HostSeen::Progress(what) => pen.progress(&what),
            HostSeen::SoFar(text) => pen.text(format!("*{}*\n\n", words::prose(&text))),
            HostSeen::Text(text) => pen.text(text),
        }
    }

    /// Nothing more is written; a sentence says why.
    fn fail(&self, why: &str) -> Written {
        self.pen.text(format!("\n**{}**\n", words::prose_with_code(why)));
        Written::default()
    }

    fn stopped(&self) -> Written {
        self.pen.text("\n**Stopped.**\n");
        Written::default()
    }

    /// The model, if one may be asked. Where none is, the report says why.
    ///
    /// # Errors
    /// When the user stopped it.
    async fn admit(&self) -> Result<Option<Asked>, Written> {
        let setup = &self.setup;
        // What is known stands in the report already.
        let meanwhile = || {};
        match admit(
            &self.context,
            &setup.engine,
            &setup.root,
            &self.pen,
            &self.stop,
            meanwhile,
        )
        .await
        {
            Admitted::Model(model) => Ok(Some(model)),
            Admitted::Nobody(why) => {
                if let Some(why) = why {
                    self.pen
                        .text(format!("\n**No model was asked:** {}\n", words::prose(&why)));
                }
                Ok(None)
            }
            Admitted::Stopped => Err(self.stopped()),
        }
    }

    /// What follows what was looked at: commands that the model proposes, as a plan; or what all of it means. `before` outputs
    /// have been told.
    async fn further(&self, mut investigation: Investigation, before: usize) -> Written {
        self.pen.text(investigation.cited_after(before));
        let model = match self.admit().await {
            Ok(model) => model,
            Err(stopped) => {
                investigation.close().await;
                return stopped;
            }
        };
        let Some(model) = model else {
            self.tell(&investigation);
            self.pen.text(NO_MODEL);
            investigation.close().await;
            return Written::default();
        };
        self.pen
            .progress(&format!("asking {} for commands", model.label()));
        let mut see = self.see();
        let proposed = tokio::select! {
            () = self.stop.cancelled() => None,
            proposed = investigation.propose(&model, &self.setup.wishes, &mut see) => Some(proposed),
        };
        match proposed {
            None => {
                self.tell(&investigation);
                investigation.close().await;
                return self.stopped();
            }
            Some(Ok(Some(plan))) => {
                self.tell(&investigation);
                // The connections end by themselves, unless the plan runs before.
                return self.offer(&investigation, &plan).await;
            }
            Some(Ok(None)) => {}
            Some(Err(error)) => {
                let why = words::prose(&error.to_string());
                self.pen.text(format!("\n**No commands were proposed:** {why}\n"));
            }
        }
        self.tell(&investigation);
        let facts = investigation.facts();
        investigation.close().await;
        self.report(&model, &facts).await
    }

    /// What ran, and what the workspace's profile knows of it.
    fn tell(&self, investigation: &Investigation) {
        self.pen
            .text(format!("\n{}", words::tidy(&investigation.notes())));
        let printed = investigation.outputs().iter().map(|output| output.text.as_str());
        let texts: Vec<&str> = printed.chain([investigation.triage_text()]).collect();
        self.pen.text(in_profile::known(&self.context, &texts));
    }

    /// What all of it means, as a model has it.
    async fn report(&self, model: &Asked, facts: &HostFacts) -> Written {
        self.pen.progress(&format!("asking {}", model.label()));
        let mut see = self.see();
        let asking = report_on(model, facts, STANDS_ABOVE, &self.setup.wishes, &mut see);
        let question = tokio::select! {
            () = self.stop.cancelled() => None,
            question = asking => Some(question),
        };
        match question {
            None => self.stopped(),
            Some(Ok(question)) => self.answer(&question, model).await,
            Some(Err(error)) => self.fail(&error.to_string()),
        }
    }

    async fn answer(&self, question: &Question, model: &Asked) -> Written {
        self.pen.text("\n## What it means\n\n");
        let mut seen = sink(&self.pen);
        let wishes = &self.setup.wishes;
        let model: &dyn Model = model;
        let answered = asking::answer(question, wishes, Some(model), &self.stop, &mut seen).await;
        end(&self.context, &self.pen, answered)
    }

    /// Writes a plan, and opens it in the editor.
    async fn offer(&self, investigation: &Investigation, plan: &Plan) -> Written {
        let mut pending = investigation.pending();
        pending.report.clone_from(&self.setup.report);
        pending.root.clone_from(&self.setup.root);
        let plans = self.setup.plans();
        let hosts = plan.targets.join(", ");
        let (writing, below) = (plan.clone(), plan::below(&hosts));
        let written =
            tokio::task::spawn_blocking(move || plans.write(&writing, &below, &pending, Timestamp::now()));
        let path = match written.await {
            Ok(Ok(path)) => path,
            Ok(Err(error)) => return self.fail(&format!("the plan cannot be written: {error}")),
            Err(error) => return self.fail(&format!("this failed inside sysgrok: {error}")),
        };
        let Some(uri) = proto::uri(&path) else {
            return self.fail(&format!("{} has no URI", path.display()));
        };
        let ticked = plan.items.iter().filter(|item| item.may_run()).count();
        let link = uri.as_str().replace('(', "%28").replace(')', "%29");
        self.pen.text(format!(
            "\n## Plan\n\n[The plan]({link}) has {} {}, of which {ticked} only read and are ticked. Nothing of it has run. Tick \
             and change what you like there, then take the code action \"{}\", or \"{}\" for an answer without them.\n",
            plan.items.len(),
            if plan.items.len() == 1 { "command" } else { "commands" },
            plan::run_title(&hosts),
            plan::SUGGEST_TITLE,
        ));
        let otherwise = format!("sysgrok: commands for {hosts} are proposed in {}", path.display());
        commands::show(&self.context, uri, None, otherwise);
        Written::default()
    }
}

/// Hosts as a title has them.
fn titled(hosts: &[String]) -> String {
    let hosts: Vec<String> = hosts.iter().map(|host| words::code(host)).collect();
    hosts.join(", ")
}
