//! The commands that run something on hosts: what they share.

mod analyze;
mod choice;
mod debug;
mod phase;
mod told;

use std::path::PathBuf;

use ask::{Model, Question, Wishes};
use engine::Settings;
use engine::asking::{Asked, Models, Policy};
use engine::hosts::Case;
use host::gate;
use host::transport::Target;

use super::super::arguments::{AskingArguments, HostArguments};
use super::super::connect::ssh_arguments;
use super::super::{DONE, Failure, Outcome, UNREADABLE, USAGE};
use super::consent;
use super::prompt::Prompt;
use super::session::Session;

pub(in crate::cli) use analyze::run as analyze_command;
pub(in crate::cli) use debug::run as debug_host;

/// What is known before anything runs.
struct Setup {
    asking: AskingArguments,
    wishes: Wishes,
    model: Option<Asked>,
    /// Why there is no model, although one is wanted.
    fault: Option<String>,
    policy: Policy,
    settings: Settings,
    state: PathBuf,
    prompt: Option<Prompt>,
}

impl Setup {
    async fn new(asking: AskingArguments) -> Result<Setup, Failure> {
        if asking.json && asking.chat {
            let text = "a chat is not JSON: leave out --json or --chat";
            return Err(Failure::Said(text.to_owned(), USAGE));
        }
        let state = crate::user_state().ok_or_else(|| {
            let text = "there is no folder for the audit log, without which nothing runs: set HOME";
            Failure::Said(text.to_owned(), USAGE)
        })?;
        // Who cannot type is told before anything runs.
        let prompt = (asking.chat.then(|| Prompt::new(Some(&state)))).transpose()?;
        let settings = super::settings();
        let models: Models = super::models(Some(&state));
        let policy = models
            .policy()
            .map_err(|error| Failure::Said(error.to_string(), USAGE))?;
        let (model, fault) = consent::admitted(&models, &settings, &asking, Some(&state)).await?;
        let wishes = Wishes {
            output_format: (asking.output_format.clone()).or_else(|| settings.model.output_format.clone()),
            no_optimisations: false,
            short: false,
            use_cache: !asking.no_cache,
        };
        Ok(Setup {
            asking,
            wishes,
            model,
            fault,
            policy,
            settings,
            state,
            prompt,
        })
    }

    fn gate(&self) -> gate::Policy {
        gate::Policy {
            read_only: self.policy.hosts_read_only,
        }
    }

    fn case(&self, hosts: &HostArguments, since: Option<std::time::Duration>) -> Result<Case, Failure> {
        let targets = Target::parse_all(&hosts.target_host, &self.settings.hosts.groups)
            .map_err(|error| Failure::Said(error.to_string(), USAGE))?;
        Ok(Case {
            targets,
            problem: hosts.problem_description.clone(),
            since,
            policy: self.gate(),
            state: self.state.clone(),
            ssh_arguments: ssh_arguments(
                (hosts.ssh_config.as_deref()).or(self.settings.hosts.ssh_config.as_deref()),
            ),
        })
    }

    /// Answers the question below what was `told` already. `is_complete` says whether all hosts could be reached.
    async fn answer(
        self,
        name: &'static str,
        question: Question,
        told: told::Told,
        is_asked: bool,
        is_complete: bool,
    ) -> Outcome {
        let session = Session {
            name,
            question,
            input: None,
            wishes: self.wishes,
            asking: self.asking,
            prompt: self.prompt,
            state: Some(self.state),
        };
        let model = (self.model.as_ref().filter(|_| is_asked)).map(|model| model as &dyn Model);
        let code = session.run_after(Some(told.text()), model, self.fault).await?;
        Ok(if code == DONE && !is_complete {
            UNREADABLE
        } else {
            code
        })
    }
}
