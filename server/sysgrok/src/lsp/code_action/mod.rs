//! `textDocument/codeAction`: what can be done about hot code, in opened profiles, with selections, in reports and plans.
//! Never preferred, and nothing on cold code.

mod dependency;
mod fixes;
mod selection;

use std::path::Path;

use engine::{Engine, View};
use heat::Why;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Command, Position,
    Range, Uri,
};
use serde_json::{Value, json};
use source::normalise;

use super::commands::{self, write_path_map};
use super::context::{Context, HotPlace};
use super::{asking, cursor, plan_file, profile_file, proto, words};

/// About the function under the cursor.
const OF_CODE: CodeActionKind = CodeActionKind::new("refactor.sysgrok");

/// About what is loaded and shown.
const OF_PROFILES: CodeActionKind = CodeActionKind::new("source.sysgrok");

/// Profiles, value types and rules that are offered; commands without arguments know the others.
const OFFERED: usize = 5;

/// The kinds of all actions.
pub(super) fn kinds() -> Vec<CodeActionKind> {
    vec![OF_CODE, OF_PROFILES, fixes::KIND]
}

/// The actions for a range.
pub(super) fn code_action(context: &Context, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let key = proto::key(&params.text_document.uri);
    let mut actions = Actions {
        uri: &params.text_document.uri,
        position: params.range.start,
        range: params.range,
        literals: context.capabilities().code_action_literals,
        only: params.context.only.as_deref(),
        list: Vec::new(),
    };
    if context.asking.is_report(&key) {
        in_report(context, &mut actions, &key);
        return (!actions.list.is_empty()).then_some(actions.list);
    }
    if context.asking.is_plan(&key) {
        in_plan(context, &mut actions, &key);
        return (!actions.list.is_empty()).then_some(actions.list);
    }
    let hot_place = context.hot_place(&key);
    let has_heat = (hot_place.as_ref()).is_some_and(|here| here.view.has_file(&here.place.file));
    if let Some(opened) = profile_file::opened(context, &key) {
        in_profile(context, &mut actions, &opened);
    } else if let Some(here) = hot_place {
        let is_hot = on_hot_code(context, &mut actions, &here);
        fixes::add(context, &mut actions, &here, &params.context.diagnostics);
        ambiguous(&mut actions, &here);
        if is_hot || actions.is_selection() {
            of_profiles(&mut actions, &here.place.engine, Some(&here.view), None);
        }
    } else if let Some(place) = context.place(&key)
        && let Some(view) = place.engine.selected_view()
        && view.has_file(&place.file)
    {
        // Heat is hidden.
        actions.add(OF_PROFILES, "Show heat", commands::TOGGLE, None);
    }
    selection::add(context, &mut actions, &key);
    dependency::add(context, &mut actions, &key, has_heat);
    (!actions.list.is_empty()).then_some(actions.list)
}

/// The actions so far.
struct Actions<'a> {
    uri: &'a Uri,
    position: Position,
    range: Range,
    literals: bool,
    only: Option<&'a [CodeActionKind]>,
    list: CodeActionResponse,
}

impl Actions<'_> {
    /// Whether the client asks for actions of a kind.
    fn wants(&self, kind: &CodeActionKind) -> bool {
        let is_wanted = |only: &CodeActionKind| {
            let rest = kind.as_str().strip_prefix(only.as_str());
            only.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.only.is_none_or(|only| only.iter().any(is_wanted))
    }

    fn is_selection(&self) -> bool {
        self.range.start != self.range.end
    }

    fn add(&mut self, kind: CodeActionKind, title: &str, command: &str, argument: Option<Value>) {
        if !self.wants(&kind) {
            return;
        }
        let arguments = argument.map(|argument| vec![argument]);
        let command = Command {
            title: title.to_owned(),
            command: command.to_owned(),
            arguments,
        };
        self.list.push(if self.literals {
            CodeActionOrCommand::CodeAction(CodeAction {
                title: title.to_owned(),
                kind: Some(kind),
                command: Some(command),
                ..CodeAction::default()
            })
        } else {
            CodeActionOrCommand::Command(command)
        });
    }

    /// The place that the actions are for, as commands take it.
    fn here(&self) -> Value {
        json!({ "uri": self.uri.as_str(), "position": self.position })
    }
}

/// Gives whether there is any heat under the cursor.
fn on_hot_code(context: &Context, actions: &mut Actions<'_>, here: &HotPlace) -> bool {
    let document = &here.place.open.document;
    let offset = document.offset(proto::position(actions.position), context.encoding());
    let line = document.position(offset, context.encoding()).line + 1;
    let least = here.place.engine.settings().code_lenses.share;
    let is_hot = |own: Option<i64>, total: Option<i64>| {
        let share = |weight| here.view.share(weight).unwrap_or(0.0);
        share(own).max(share(total)) >= least
    };
    let around = cursor::around(here, offset).and_then(|function| here.view.heat.functions.get(function.hot));
    let function = around
        .filter(|hot| is_hot(hot.own, hot.total))
        .map(|hot| hot.spot);
    let hot_line = here
        .heat
        .line(line)
        .is_some_and(|line| is_hot(line.own, line.total));
    // A call leads to what is called.
    let called = cursor::subject(here, offset, line).and_then(|subject| match subject {
        cursor::Subject::Call(call) => Some(call.spot),
        _ => None,
    });
    let Some(spot) = called.or(function) else {
        return hot_line;
    };
    if let Some(name) = words::name(&here.view, spot) {
        actions.add(
            OF_CODE,
            &format!("Show callers of {name}"),
            commands::CALLERS,
            Some(actions.here()),
        );
        of_function(actions, &name);
    }
    let argument = actions.here();
    actions.add(OF_CODE, "Next hot spot", commands::NEXT, Some(argument.clone()));
    actions.add(OF_CODE, "Previous hot spot", commands::PREVIOUS, Some(argument));
    true
}

/// What can be asked about the function under the cursor.
fn of_function(actions: &mut Actions<'_>, name: &str) {
    let argument = actions.here();
    let title = format!("Explain {name}");
    actions.add(
        OF_CODE,
        &title,
        commands::EXPLAIN_FUNCTION,
        Some(argument.clone()),
    );
    let title = format!("Suggest how to make {name} faster");
    actions.add(OF_CODE, &title, commands::OPTIMISE, Some(argument));
}

/// In a report: what the user has typed can be sent.
fn in_report(context: &Context, actions: &mut Actions<'_>, key: &Path) {
    let open = context.engine_of(key).and_then(|engine| engine.document(key));
    let text = open.map(|open| open.document.rope().to_string());
    if text.as_deref().and_then(asking::typed).is_some() {
        let argument = json!({ "uri": actions.uri.as_str() });
        actions.add(OF_PROFILES, "Send follow-up", commands::FOLLOW_UP, Some(argument));
    }
}

/// In a plan: what is ticked can be run.
fn in_plan(context: &Context, actions: &mut Actions<'_>, key: &Path) {
    for action in plan_file::actions(context, key) {
        let mut argument = json!({ "uri": actions.uri.as_str() });
        if action.is_suggesting {
            argument["suggestOnly"] = json!(true);
        }
        actions.add(OF_CODE, &action.title, commands::RUN_PLAN, Some(argument));
    }
}

/// Of functions that the profile has, but of which nobody knows in which of several files they are: one rule each.
fn ambiguous(actions: &mut Actions<'_>, here: &HotPlace) {
    let document = &here.place.open.document;
    let line = actions.position.line + 1;
    let functions = document.functions();
    let around = source::functions::named_at_line(functions, line).and_then(|index| functions.get(index));
    let Some(around) = around else { return };
    let mut seen: Vec<&str> = Vec::new();
    for spot in &here.view.placement.spots {
        let heat::Whereabouts::Nowhere(Why::SeveralFiles(path, files)) = &*spot.whereabouts else {
            continue;
        };
        if seen.len() >= OFFERED {
            return;
        }
        if seen.contains(&path.as_str()) || !files.iter().any(|file| **file == *here.place.file) {
            continue;
        }
        let is_it = |member: &profile::FunctionId| {
            let name = normalise(here.view.loaded.profile.symbols.name(*member));
            name.last().is_some_and(|last| *last == around.name)
        };
        if spot.members.iter().any(is_it) {
            seen.push(path);
            paint(actions, path, &here.place.file);
        }
    }
}

/// The rules that make a path of the profile mean this file.
fn paint(actions: &mut Actions<'_>, path: &str, file: &Path) {
    let Some(rule) = write_path_map::rule(path, file) else {
        return;
    };
    for (scope, whose) in [("personal", "for me"), ("shared", "in .sysgrok.toml")] {
        let title = format!(
            "Paint {} from profile path {}: write a path_map rule {whose}",
            file.display(),
            words::shown(path)
        );
        let uri = actions.uri.as_str();
        let argument = json!({ "uri": uri, "from": rule.from, "to": rule.to, "scope": scope });
        actions.add(OF_CODE, &title, commands::PATH_MAP, Some(argument));
    }
}

/// About what is loaded. A document that is a profile has its own action.
fn of_profiles(actions: &mut Actions<'_>, engine: &Engine, view: Option<&View>, document: Option<&Path>) {
    if view.is_some() {
        actions.add(OF_PROFILES, "Show hot spots", commands::HOT_SPOTS, None);
        actions.add(OF_PROFILES, "Hide heat", commands::TOGGLE, None);
    } else if engine.selected_view().is_some() {
        actions.add(OF_PROFILES, "Show heat", commands::TOGGLE, None);
    }
    let uri = actions.uri.as_str();
    let shown = view.map(|view| view.loaded.id);
    let mut others = engine.profiles();
    others.retain(|loaded| Some(loaded.id) != shown && Some(loaded.path.as_path()) != document);
    for loaded in others.iter().take(OFFERED) {
        let title = format!("Select profile {}", words::shown(&loaded.name));
        let argument = json!({ "uri": uri, "profile": loaded.name });
        actions.add(OF_PROFILES, &title, commands::SELECT, Some(argument));
    }
    if let Some(view) = view {
        let profile = &view.loaded.profile;
        let now = profile.value(view.value).label();
        let others = profile
            .values
            .iter()
            .map(profile::ValueType::label)
            .filter(|label| *label != now);
        for label in others.take(OFFERED) {
            let argument = json!({ "uri": uri, "valueType": label });
            actions.add(
                OF_PROFILES,
                &format!("Show {}", words::shown(&label)),
                commands::SELECT_VALUE,
                Some(argument),
            );
        }
    }
}

/// In a profile or trace that is open as text.
fn in_profile(context: &Context, actions: &mut Actions<'_>, opened: &profile_file::Opened) {
    let engine = &opened.engine;
    let selected = engine.selected_view();
    if matches!(opened.dialect, profile_file::Dialect::Profile(_)) && opened.path().is_some() {
        let argument = json!({ "uri": actions.uri.as_str() });
        match opened.loaded() {
            None => actions.add(OF_PROFILES, "Load this profile", commands::LOAD, Some(argument)),
            Some(loaded) => {
                let is_selected = selected.as_ref().is_some_and(|view| view.loaded.id == loaded.id);
                if !is_selected {
                    actions.add(
                        OF_PROFILES,
                        "Select this profile",
                        commands::SELECT,
                        Some(argument.clone()),
                    );
                }
                actions.add(
                    OF_PROFILES,
                    "Unload this profile",
                    commands::UNLOAD,
                    Some(argument),
                );
            }
        }
    }
    let line = actions.position.line as usize;
    let view = profile_file::Joiner::view_of(opened);
    let mut joiner = profile_file::Joiner::new(context, opened, view.as_ref());
    let mut shown = Vec::new();
    for row in opened.rows.iter().filter(|row| row.line() == Some(line)) {
        if let Some(Why::SeveralFiles(path, files)) = joiner.why_nowhere(row)
            && !shown.contains(&path)
        {
            for file in files.iter().take(OFFERED) {
                paint(actions, &path, file);
            }
            shown.push(path);
        }
    }
    if let Some(found) = commands::spot_at(context, &opened.key, actions.position)
        && let Some(name) = words::name(&found.view, found.spot)
    {
        actions.add(
            OF_CODE,
            &format!("Show callers of {name}"),
            commands::CALLERS,
            Some(actions.here()),
        );
        of_function(actions, &name);
    } else if let Some(named) = profile_file::named(context, &opened.key, actions.position) {
        let argument = actions.here();
        let title = format!("Explain {}", words::shown(&named.name));
        actions.add(OF_CODE, &title, commands::EXPLAIN_FUNCTION, Some(argument));
    }
    of_profiles(
        actions,
        engine,
        engine.shown().as_deref(),
        opened.path().as_deref(),
    );
}
