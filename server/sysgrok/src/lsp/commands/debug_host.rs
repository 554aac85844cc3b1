//! `sysgrok.debugHost`: what is wrong with a host.

use std::sync::Arc;

use engine::Engine;
use engine::hosts::{commands_of, read_since, recent};
use host::transport::Target;

use super::{Given, ask, text};
use crate::lsp::asking::hosts::{Look, debug_host};
use crate::lsp::commands;
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::words;

/// Hosts of the audit log that are offered.
const RECENT: usize = 5;

/// The named hosts; without a name the user is asked.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let engine = given.engine(context)?;
    let hosts = given.hosts().or_else(|| given.words().map(str::to_owned));
    let since = given.since.as_deref().map(read_since).transpose()?;
    let commands = match given.list()? {
        Some(key) => {
            let text = text::of_file(context, &key)?;
            let name = words::shown(&key.display().to_string());
            Some(commands_of(&text).map_err(|error| format!("{name} {error}"))?)
        }
        None => None,
    };
    let look = Look {
        targets: Vec::new(),
        problem: given.problem.clone().filter(|problem| !problem.trim().is_empty()),
        since,
        commands,
        engine: engine.clone(),
    };
    if let Some(hosts) = hosts {
        return debug_host(
            context,
            Look {
                targets: targets(&engine, &hosts)?,
                ..look
            },
        );
    }
    if !context.is_trusted() {
        // The same sentence as for a named one.
        return debug_host(context, look);
    }
    ask(
        context,
        "Which host shall be looked at?",
        offered(&engine),
        move |context, host| {
            let begun = targets(&look.engine, &host)
                .and_then(|targets| debug_host(context, Look { targets, ..look }));
            if let Err(why) = begun {
                commands::tell(
                    context,
                    lsp_types::MessageType::WARNING,
                    format!("sysgrok: {why}"),
                );
            }
        },
    );
    Ok(serde_json::Value::Null)
}

/// Hosts by comma, and groups of the user's settings.
///
/// # Errors
/// When a name is none.
pub(super) fn targets(engine: &Engine, hosts: &str) -> Result<Vec<Target>, String> {
    Target::parse_all(hosts, &engine.settings().hosts.groups).map_err(|error| error.to_string())
}

/// This machine, the user's groups, and hosts that were looked at lately.
fn offered(engine: &Engine) -> Vec<(String, String)> {
    let mut hosts = vec!["local".to_owned()];
    hosts.extend(engine.settings().hosts.groups.keys().cloned());
    if let Some(state) = crate::user_state() {
        for host in recent(&state, RECENT) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
    }
    hosts.into_iter().map(|host| (host.clone(), host)).collect()
}
