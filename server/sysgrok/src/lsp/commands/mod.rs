//! The commands, one file each, and what they share: arguments, messages, choices, documents that are shown.
//!
//! Every command works in any client: results are shown by `window/showDocument` or `window/showMessage`.

pub(super) mod analyze_command;
pub(super) mod cancel;
pub(super) mod chat;
pub(super) mod code;
pub(super) mod debug_host;
pub(super) mod explain_function;
pub(super) mod explain_process;
pub(super) mod find_faster;
pub(super) mod follow_up;
pub(super) mod hot_spots;
pub(super) mod list_reports;
pub(super) mod load_profile;
pub(super) mod navigate;
pub(super) mod optimise;
mod reports;
pub(super) mod run_plan;
pub(super) mod select_profile;
pub(super) mod select_value_type;
pub(super) mod show_callers;
pub(super) mod stack_trace;
mod subject;
mod text;
pub(super) mod toggle;
pub(super) mod top_n;
pub(super) mod unload_profile;
pub(super) mod write_path_map;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Engine, Loaded};
use lsp_types::request::ShowMessageRequest;
use lsp_types::{
    MessageActionItem, MessageType, Position, Range, ShowDocumentParams, ShowMessageRequestParams, Uri,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::context::Context;
use super::{proto, words};

pub(super) use subject::spot_at;

pub(super) const LOAD: &str = "sysgrok.loadProfile";
pub(super) const UNLOAD: &str = "sysgrok.unloadProfile";
pub(super) const SELECT: &str = "sysgrok.selectProfile";
pub(super) const SELECT_VALUE: &str = "sysgrok.selectValueType";
pub(super) const TOGGLE: &str = "sysgrok.toggle";
pub(super) const NEXT: &str = "sysgrok.nextHotSpot";
pub(super) const PREVIOUS: &str = "sysgrok.previousHotSpot";
pub(super) const HOT_SPOTS: &str = "sysgrok.hotSpots";
pub(super) const CALLERS: &str = "sysgrok.showCallers";
pub(super) const PATH_MAP: &str = "sysgrok.writePathMap";
pub(super) const EXPLAIN_FUNCTION: &str = "sysgrok.explainFunction";
pub(super) const EXPLAIN_PROCESS: &str = "sysgrok.explainProcess";
pub(super) const OPTIMISE: &str = "sysgrok.optimise";
pub(super) const FIND_FASTER: &str = "sysgrok.findFaster";
pub(super) const STACK_TRACE: &str = "sysgrok.stackTrace";
pub(super) const TOP_N: &str = "sysgrok.topN";
pub(super) const CODE: &str = "sysgrok.code";
pub(super) const CHAT: &str = "sysgrok.chat";
pub(super) const REPORTS: &str = "sysgrok.reports";
pub(super) const FOLLOW_UP: &str = "sysgrok.followUp";
pub(super) const CANCEL: &str = "sysgrok.cancel";
pub(super) const DEBUG_HOST: &str = "sysgrok.debugHost";
pub(super) const ANALYZE_COMMAND: &str = "sysgrok.analyzeCommand";
pub(super) const RUN_PLAN: &str = "sysgrok.runPlan";

/// A loaded profile with the folder that it was loaded over.
type InFolder = (Arc<Engine>, Arc<Loaded>);

/// Choices that a message offers; more do not fit any editor.
const CHOICES: usize = 10;

/// Longer arguments are no names or paths.
const LONGEST: usize = 8 << 10;

/// More text than this is no stack trace and no list.
const LONGEST_TEXT: usize = 16 << 20;

/// The argument of a command: an object with these keys, all of them optional, or only a text.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Given {
    /// The document that the command is about.
    #[serde(alias = "report")]
    uri: Option<String>,
    /// The place in it.
    position: Option<Position>,
    /// What is selected in it.
    range: Option<Range>,
    /// A profile: its path, absolute or relative to the workspace, or its base name.
    profile: Option<String>,
    /// A value type: `cpu`, `nanoseconds` or `cpu/nanoseconds`.
    value_type: Option<String>,
    /// A function, as the source or the profile calls it.
    function: Option<String>,
    /// The start of the profiler's paths.
    from: Option<String>,
    /// A folder or file of the workspace.
    to: Option<String>,
    /// Whose settings are written.
    scope: Option<Scope>,
    /// The library or program that the function belongs to.
    library: Option<String>,
    /// Whether no suggestions are wanted.
    no_optimizations: bool,
    /// A program and its arguments, or a command line.
    command: Option<CommandLine>,
    /// Hosts, or groups of the user's settings; one alone may be a text.
    #[serde(deserialize_with = "one_or_several")]
    hosts: Option<Vec<String>>,
    /// The same: one, or several by comma.
    host: Option<String>,
    /// What is wrong with them.
    problem: Option<String>,
    /// How far back logs are read: `30m`, `2h`, `1d`.
    since: Option<String>,
    /// A document with a list of commands.
    commands: Option<String>,
    /// Whether a plan is left alone, and only an answer wanted.
    suggest_only: bool,
    /// A program, a library or a package.
    name: Option<String>,
    /// What of the three it is: `program`, `library` or `pylibrary`.
    software_type: Option<String>,
    /// A text to be explained, or what is asked.
    #[serde(rename = "text")]
    content: Option<String>,
    /// A text alone: what it means depends on the command.
    #[serde(skip)]
    text: Option<String>,
}

/// A command.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum CommandLine {
    /// As words.
    Words(Vec<String>),
    /// As it is typed.
    Line(String),
}

/// A list of texts, or one text.
fn one_or_several<'de, D: Deserializer<'de>>(given: D) -> Result<Option<Vec<String>>, D::Error> {
    match Value::deserialize(given)? {
        Value::Null => Ok(None),
        Value::String(one) => Ok(Some(vec![one])),
        several => Vec::deserialize(several)
            .map(Some)
            .map_err(|_| D::Error::custom("`hosts` is a list of hosts, or one host")),
    }
}

/// Whose settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    /// `config.toml` of the user.
    Personal,
    /// `.sysgrok.toml` of the workspace.
    Shared,
}

impl Given {
    /// Takes the arguments of a command.
    ///
    /// # Errors
    /// A sentence, when they are not as described.
    pub(super) fn of(arguments: &[Value]) -> Result<Given, String> {
        let given = match arguments {
            [] | [Value::Null] => Given::default(),
            [Value::String(text)] => Given {
                text: Some(text.clone()),
                ..Given::default()
            },
            [object @ Value::Object(_)] => {
                Given::deserialize(object).map_err(|error| words::shown(&error.to_string()))?
            }
            [_] => return Err("the argument is an object or a text".to_owned()),
            _ => return Err("there is one argument at most".to_owned()),
        };
        let names = [
            &given.uri,
            &given.profile,
            &given.value_type,
            &given.function,
            &given.from,
            &given.to,
            &given.library,
            &given.name,
            &given.software_type,
            &given.text,
            &given.host,
            &given.problem,
            &given.since,
            &given.commands,
        ];
        let is_wrong = |text: &String| text.len() > LONGEST || text.contains('\0');
        let is_long = |text: &String| text.len() > LONGEST_TEXT;
        let names = names.into_iter().flatten();
        let of_command: &[String] = match &given.command {
            Some(CommandLine::Words(words)) => words,
            Some(CommandLine::Line(line)) => std::slice::from_ref(line),
            None => &[],
        };
        let hosts = given.hosts.iter().flatten();
        let is_name_wrong = names.chain(of_command).chain(hosts).any(is_wrong);
        if is_name_wrong || given.content.as_ref().is_some_and(is_long) {
            return Err("a text is too long, or has a zero in it".to_owned());
        }
        Ok(given)
    }

    /// A text alone that is no URI, or the one that is named so.
    fn words(&self) -> Option<&str> {
        let alone = self.text.as_deref().filter(|text| !text.starts_with("file:"));
        self.content
            .as_deref()
            .or(alone)
            .filter(|text| !text.trim().is_empty())
    }

    /// A command, as one line.
    fn command_line(&self) -> Option<String> {
        Some(match self.command.as_ref()? {
            CommandLine::Words(words) => words.join(" "),
            CommandLine::Line(line) => line.clone(),
        })
    }

    /// The hosts that are named, by comma.
    fn hosts(&self) -> Option<String> {
        let several = self.hosts.as_ref().filter(|hosts| !hosts.is_empty());
        several.map(|hosts| hosts.join(",")).or_else(|| self.host.clone())
    }

    /// The document with a list of commands.
    ///
    /// # Errors
    /// When it is no URI.
    fn list(&self) -> Result<Option<PathBuf>, String> {
        let Some(uri) = &self.commands else {
            return Ok(None);
        };
        let uri: Uri = uri
            .parse()
            .map_err(|_| format!("{} is no URI", words::shown(uri)))?;
        Ok(Some(proto::key(&uri)))
    }

    /// The key of the document that the command is about. A text alone that is a URI is one.
    ///
    /// # Errors
    /// When it is no URI.
    fn key(&self) -> Result<Option<PathBuf>, String> {
        let of_text = self.text.as_deref().filter(|text| text.starts_with("file:"));
        let Some(uri) = self.uri.as_deref().or(of_text) else {
            return Ok(None);
        };
        let uri: Uri = uri
            .parse()
            .map_err(|_| format!("{} is no URI", words::shown(uri)))?;
        Ok(Some(proto::key(&uri)))
    }

    /// The profile that is named.
    fn named_profile(&self) -> Option<&str> {
        self.profile
            .as_deref()
            .or(self.text.as_deref().filter(|text| !text.starts_with("file:")))
    }

    /// The loaded profiles that may be meant: the named one, else the one that the document is, else all.
    ///
    /// # Errors
    /// When the named one is not loaded, or no URI is one.
    fn loaded(&self, context: &Context) -> Result<Vec<InFolder>, String> {
        let all: Vec<InFolder> = (context.engines().iter())
            .flat_map(|engine| {
                engine
                    .profiles()
                    .into_iter()
                    .map(|loaded| (engine.clone(), loaded))
            })
            .collect();
        if all.is_empty() {
            return Err("no profile is loaded".to_owned());
        }
        let is_file = |path: &Path| {
            all.iter()
                .filter(|(engine, loaded)| loaded.path == in_root(engine, path))
                .cloned()
                .collect::<Vec<_>>()
        };
        if let Some(name) = self.named_profile() {
            let is_it =
                |(engine, loaded): &&InFolder| loaded.name == name || loaded.path == engine.root().join(name);
            let exact: Vec<_> = all.iter().filter(is_it).cloned().collect();
            let by_base = |(_, loaded): &&InFolder| {
                loaded
                    .path
                    .file_name()
                    .is_some_and(|base| base.to_str() == Some(name))
            };
            let found = if exact.is_empty() {
                all.iter().filter(by_base).cloned().collect()
            } else {
                exact
            };
            return if found.is_empty() {
                Err(format!("{} is not loaded", words::shown(name)))
            } else {
                Ok(found)
            };
        }
        if let Some(key) = self.key()? {
            let found = is_file(&key);
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(all)
    }

    /// The engine of the document that the command is about, else the only one, else the first that shows heat.
    fn engine(&self, context: &Context) -> Result<Arc<Engine>, String> {
        if let Some(engine) = self.key()?.and_then(|key| context.engine_of(&key)) {
            return Ok(engine);
        }
        let engines = context.engines();
        let shown = engines.iter().find(|engine| engine.shown().is_some());
        shown
            .or_else(|| engines.first())
            .cloned()
            .ok_or_else(|| "no folder is open".to_owned())
    }
}

/// A path as profiles are called: below the root without symbolic links.
pub(super) fn in_root(engine: &Engine, path: &Path) -> PathBuf {
    match path.strip_prefix(engine.given_root()) {
        Ok(rest) => engine.root().join(rest),
        Err(_) => engine.root().join(path),
    }
}

/// Shows the user a message.
pub(super) fn tell(context: &Arc<Context>, kind: MessageType, text: impl Into<String>) {
    let (context, text) = (context.clone(), text.into());
    tokio::spawn(async move { context.client.show_message(kind, text).await });
}

/// Lets the user choose, and does what was chosen. Nobody waits for it: the answer may never come.
fn ask<Choice: Send + 'static>(
    context: &Arc<Context>,
    question: &str,
    choices: Vec<(String, Choice)>,
    then: impl FnOnce(&Arc<Context>, Choice) + Send + 'static,
) {
    let (context, question) = (context.clone(), question.to_owned());
    tokio::spawn(async move {
        let actions = (choices.iter().take(CHOICES))
            .map(|(title, _)| MessageActionItem {
                title: title.clone(),
                properties: std::collections::HashMap::new(),
            })
            .collect();
        let params = ShowMessageRequestParams {
            typ: MessageType::INFO,
            message: question,
            actions: Some(actions),
        };
        let Ok(Some(chosen)) = context.client.send_request::<ShowMessageRequest>(params).await else {
            return;
        };
        let chosen = choices.into_iter().find(|(title, _)| *title == chosen.title);
        if let Some((_, choice)) = chosen {
            // What follows may read files.
            let _ = tokio::task::spawn_blocking(move || then(&context, choice)).await;
        }
    });
}

/// Shows a document, at a range; where the client cannot, the user is told of it.
pub(super) fn show(context: &Arc<Context>, uri: Uri, range: Option<Range>, otherwise: String) {
    let context = context.clone();
    tokio::spawn(async move {
        let shown = if context.capabilities().show_document {
            let params = ShowDocumentParams {
                uri,
                external: Some(false),
                take_focus: Some(true),
                selection: range,
            };
            context.client.show_document(params).await.unwrap_or(false)
        } else {
            false
        };
        if !shown {
            context.client.show_message(MessageType::INFO, otherwise).await;
        }
    });
}
