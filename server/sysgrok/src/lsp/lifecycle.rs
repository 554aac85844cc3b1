//! `initialize`, `initialized`, `shutdown`, and changes of settings and roots.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Engine, Settings};
use lsp_types::{
    ConfigurationItem, DidChangeConfigurationParams, DidChangeWatchedFilesRegistrationOptions,
    DidChangeWorkspaceFoldersParams, FileSystemWatcher, GlobPattern, InitializeParams, InitializeResult,
    MessageType, Registration, ServerInfo,
};
use serde_json::Value;

use super::context::{Context, Startup};
use super::loading::Job;
use super::{capabilities, proto, watching};

/// The section of the editor's settings that is ours.
const SECTION: &str = "sysgrok";

/// Answers at once: nothing is read or indexed before `initialized`.
pub(super) fn initialize(context: &Context, params: &InitializeParams) -> InitializeResult {
    let (mut client, encoding) = capabilities::of_client(&params.capabilities);
    client.watches_files &= !capabilities::misses_changes(params.client_info.as_ref());
    // Not a setting: a workspace could set it for itself. A client that knows no trust trusts.
    let mut trusted = true;
    let mut take_trust = |options: &mut Value| {
        let said = options
            .as_object_mut()
            .and_then(|options| options.remove("trusted"));
        trusted &= said.is_none_or(|said| said != Value::Bool(false));
    };
    let mut options = params.initialization_options.clone();
    options.iter_mut().for_each(&mut take_trust);
    options = options.map(own_section);
    options.iter_mut().for_each(&mut take_trust);
    context.set_trusted(trusted);
    context.start(Startup {
        client,
        encoding,
        options,
    });
    let engines: Vec<Arc<Engine>> = roots(params)
        .into_iter()
        .filter_map(|root| open(context, &root))
        .collect();
    let settings = engines
        .first()
        .map(|engine| engine.settings())
        .unwrap_or_default();
    context.set_engines(engines);
    InitializeResult {
        capabilities: capabilities::of_server(&context.capabilities(), encoding, &settings),
        server_info: Some(ServerInfo {
            name: "sysgrok".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}

/// Begins to look for profiles. Requests to the client are not waited for: it may never answer.
pub(super) fn initialized(context: &Arc<Context>) {
    for engine in context.engines().iter() {
        context.load(Job::Workspace {
            engine: engine.clone(),
        });
    }
    let context = context.clone();
    tokio::spawn(async move {
        let registrations = registrations(&context);
        if !registrations.is_empty() && context.client.register_capability(registrations).await.is_err() {
            // A client that refuses to watch lets us do it.
            for engine in context.engines().iter() {
                watching::watch_folder(&context, engine.root()).await;
            }
        }
        pull_settings(&context).await;
    });
}

/// Ends what runs.
pub(super) fn shutdown(context: &Context) {
    context.cancel(None);
    context.asking.shutdown();
    context.load(Job::Stop);
}

/// The editor's settings changed: some editors send them, others have to be asked.
pub(super) fn configured(context: &Arc<Context>, params: DidChangeConfigurationParams) {
    if context.capabilities().configuration {
        let context = context.clone();
        tokio::spawn(async move { pull_settings(&context).await });
    } else if !params.settings.is_null() {
        take_settings(context, own_section(params.settings));
    }
}

/// Folders were added to or taken from the workspace.
pub(super) fn folders_changed(context: &Context, params: &DidChangeWorkspaceFoldersParams) {
    let removed: Vec<PathBuf> = params
        .event
        .removed
        .iter()
        .map(|folder| proto::key(&folder.uri))
        .collect();
    let mut engines: Vec<Arc<Engine>> = context.engines().to_vec();
    engines.retain(|engine| !removed.iter().any(|root| root == engine.given_root()));
    for folder in &params.event.added {
        if let Some(engine) = open(context, &proto::key(&folder.uri)) {
            context.load(Job::Workspace {
                engine: engine.clone(),
            });
            engines.push(engine);
        }
    }
    context.set_engines(engines);
    context.dirty.notify_one();
}

async fn pull_settings(context: &Arc<Context>) {
    if !context.capabilities().configuration {
        return;
    }
    let item = ConfigurationItem {
        scope_uri: None,
        section: Some(SECTION.to_owned()),
    };
    if let Ok(answer) = context.client.configuration(vec![item]).await
        && let Some(settings) = answer.into_iter().next()
    {
        take_settings(context, settings);
    }
}

fn take_settings(context: &Arc<Context>, settings: Value) {
    // What is not set is `null` to some editors, and `{}` to others.
    let settings =
        Some(settings).filter(|settings| settings.as_object().is_some_and(|keys| !keys.is_empty()));
    if context.editor_settings() == settings {
        return;
    }
    context.set_editor_settings(settings);
    context.asking.settings_changed();
    for engine in context.engines().iter() {
        engine.set_settings(settings_of(context, engine.root()));
        context.load(Job::Rejoin {
            engine: engine.clone(),
        });
    }
    context.dirty.notify_one();
}

/// Reads the files of settings of a workspace again.
pub(super) fn read_settings(context: &Context, engine: &Engine) {
    engine.set_settings(settings_of(context, engine.root()));
    context.asking.settings_changed();
}

fn settings_of(context: &Context, root: &Path) -> Settings {
    let later = context.editor_settings();
    let layers = [
        ("initializationOptions", context.initial_settings()),
        ("the editor's settings", later.as_ref()),
    ];
    let layers = layers
        .into_iter()
        .filter_map(|(name, layer)| Some((name, layer?)));
    let settings = Settings::of_layers(root, crate::user_settings().as_deref(), layers);
    for warning in settings.warnings {
        let client = context.client.clone();
        tokio::spawn(async move {
            client
                .show_message(MessageType::WARNING, format!("sysgrok: {warning}"))
                .await;
        });
    }
    settings.value
}

fn open(context: &Context, root: &Path) -> Option<Arc<Engine>> {
    match Engine::open_unindexed(root, settings_of(context, root)) {
        Ok(engine) => {
            engine.trust(context.is_trusted());
            Some(Arc::new(engine))
        }
        Err(error) => {
            let client = context.client.clone();
            tokio::spawn(async move { client.log_message(MessageType::WARNING, error).await });
            None
        }
    }
}

/// The workspace's folders; of an older client its root; else, where a client names none, no folder at all:
/// its working folder may be anything.
fn roots(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params
        .workspace_folders
        .iter()
        .flatten()
        .map(|folder| proto::key(&folder.uri));
    let mut roots: Vec<PathBuf> = folders.collect();
    if roots.is_empty() {
        #[expect(deprecated, reason = "clients still send it, some only it")]
        roots.extend(params.root_uri.as_ref().map(proto::key));
    }
    if roots.is_empty() {
        #[expect(deprecated, reason = "clients still send it, some only it")]
        roots.extend(params.root_path.as_ref().map(PathBuf::from));
    }
    roots
}

/// Editors wrap settings in their section, or do not.
fn own_section(settings: Value) -> Value {
    match settings {
        Value::Object(mut object) => match object.remove(SECTION) {
            Some(own @ Value::Object(_)) => own,
            _ => Value::Object(object),
        },
        other => other,
    }
}

fn registrations(context: &Context) -> Vec<Registration> {
    let capabilities = context.capabilities();
    let mut registrations = Vec::new();
    if capabilities.watches_files {
        // Every file: profiles have many names, sources many endings, and some profiles are named by settings.
        let watchers = vec![FileSystemWatcher {
            glob_pattern: GlobPattern::String("**/*".to_owned()),
            kind: None,
        }];
        registrations.push(Registration {
            id: "sysgrok.files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(DidChangeWatchedFilesRegistrationOptions { watchers })
                .ok(),
        });
    }
    if capabilities.configuration_registration {
        registrations.push(Registration {
            id: "sysgrok.settings".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(serde_json::json!({ "section": SECTION })),
        });
    }
    registrations
}
