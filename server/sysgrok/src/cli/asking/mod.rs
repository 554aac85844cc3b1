//! The commands that ask: from the command line to an answer, and on in a chat.

mod answer;
mod consent;
mod debug;
mod environment;
mod heat;
mod hosts;
mod input;
mod interrupt;
mod json;
mod output;
mod prompt;
mod searched;
mod session;
mod subject;
mod typed;

use environment::Environment;
pub(super) use hosts::{analyze_command, debug_host};
pub(super) use output::show;

use std::io::{IsTerminal, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ask::{Model, Wishes};
use engine::asking::{Asked, ModelChoice, ModelFault, Models, SubjectError};
use engine::{Engine, Settings};

use super::arguments::{AskingArguments, AskingCommand};
use super::{DONE, Failure, MODEL, NOTHING, Outcome, UNREADABLE, USAGE, loading, printable, warn};
use session::Session;
use subject::{Given, Job};

/// Asks, and shows the answer. `before` was said before the command's name.
pub(super) async fn run(command: AskingCommand, before: &AskingArguments) -> Outcome {
    let mut job = Job::new(command);
    let asking = std::mem::take(&mut job.asking).over(before);
    if asking.json && asking.chat {
        return Err(Failure::Said(
            "a chat is not JSON: leave out --json or --chat".to_owned(),
            USAGE,
        ));
    }
    let is_chat =
        asking.chat || (matches!(job.given, Given::Chat(_)) && stdin().is_terminal() && !asking.json);
    let state = crate::user_state();
    // Who cannot type is told before anything costs.
    let mut prompt = is_chat
        .then(|| prompt::Prompt::new(state.as_deref()))
        .transpose()?;

    let settings = settings();
    let models = models(state.as_deref());
    let (model, fault) = consent::admitted(&models, &settings, &asking, state.as_deref()).await?;
    if let Given::Chat(question @ None) = &mut job.given
        && stdin().is_terminal()
        && let Some(first) = prompt.take()
    {
        if model.is_none() {
            return Err(Failure::Said(
                fault.unwrap_or_else(|| session::NOBODY.to_owned()),
                MODEL,
            ));
        }
        let (again, said) = prompt::ask(first).await?;
        match said {
            prompt::Said::Question(text) => *question = Some(text),
            prompt::Said::Continue | prompt::Said::End => return Ok(DONE),
            prompt::Said::Interrupt => return Err(Failure::Interrupted),
        }
        prompt = Some(again);
    }

    let home = std::env::var_os("HOME").map(PathBuf::from);
    let is_searched = searched::is_searched(Path::new("."), home.as_deref());
    if job.needs.sources && !is_searched && job.needs.heat.as_ref().is_some_and(Vec::is_empty) {
        warn(searched::UNSEARCHED);
    }
    // Who names a file of it wants that file.
    let is_indexed = job.needs.sources && (is_searched || job.given.names_file());
    let opening = loading::working("looking through .", move || {
        let root = Path::new(".");
        if is_indexed {
            Engine::open(root, settings)
        } else {
            Engine::open_unindexed(root, settings)
        }
    });
    let engine = opening
        .await?
        .map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?;
    let engine = Arc::new(engine);
    if let Some(profiles) = &job.needs.heat {
        heat::load(&engine, profiles, is_searched).await?;
    }
    let (subject, input) = job.given.read(&engine).await?;
    let wishes = Wishes {
        output_format: (asking.output_format.clone())
            .or_else(|| engine.settings().model.output_format.clone()),
        no_optimisations: job.no_optimisations,
        short: false,
        use_cache: !asking.no_cache,
    };
    let policy = models
        .policy()
        .map_err(|error| Failure::Said(error.to_string(), USAGE))?;
    let gathering = {
        let (engine, wishes) = (engine.clone(), wishes.clone());
        move || engine.question(&subject, &wishes, &policy)
    };
    let question = match loading::working("gathering facts", gathering).await? {
        Ok(question) => question,
        Err(error) => {
            let code = match error {
                SubjectError::Empty(_) => NOTHING,
                _ => UNREADABLE,
            };
            return Err(Failure::Said(error.to_string(), code));
        }
    };
    if asking.echo_input && !asking.json {
        let mut out = stdout().lock();
        writeln!(out, "{}\n", printable::lines(input.trim_end_matches('\n')))?;
    }
    let session = Session {
        name: job.name,
        question,
        input: asking.echo_input.then_some(input),
        wishes,
        asking,
        prompt,
        state,
    };
    let model = model.as_ref().map(|model| model as &dyn Model);
    session.run(model, fault).await
}

/// The settings of the current folder.
pub(super) fn settings() -> Settings {
    let settings = Settings::of_workspace(Path::new("."), crate::user_settings().as_deref(), None);
    settings.warnings.iter().for_each(|warning| warn(warning));
    settings.value
}

pub(super) fn models(state: Option<&Path>) -> Models {
    Models::new(
        crate::policy_file(),
        state.map(Path::to_owned),
        crate::user_cache(),
    )
}

/// The model that is configured.
#[derive(Default)]
pub(super) struct Configured {
    /// Absent when none is, or none is wanted.
    pub(super) model: Option<Asked>,
    /// Whether the `.env` of this folder says where it is.
    pub(super) is_of_env_file: bool,
}

/// The model that is configured. Nobody is asked anything.
pub(super) fn model(
    models: &Models,
    settings: &Settings,
    asking: &AskingArguments,
) -> Result<Configured, ModelFault> {
    if asking.no_model {
        return Ok(Configured::default());
    }
    let process = |name: &str| std::env::var(name).ok();
    let environment = Environment::of_folder(Path::new("."), settings.model.key.is_some(), process);
    environment.warnings.iter().for_each(|warning| warn(warning));
    let choice = ModelChoice {
        name: asking.model.clone(),
        temperature: asking.temperature,
        max_concurrent_queries: asking.max_concurrent_queries.map(usize::from),
    };
    let model = models.configured(&settings.model, &choice, &|name| environment.get(name, process))?;
    Ok(Configured {
        model,
        is_of_env_file: settings.model.endpoint.is_none() && environment.names_model(),
    })
}
