//! `sysgrok.writePathMap`: settles which file of the workspace a path of the profile means, by a rule in the user's
//! own settings or in those of the workspace.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use engine::{Engine, PathMap, View, WORKSPACE_FILE, write_path_rule};
use heat::{Whereabouts, Why};
use lsp_types::MessageType;
use serde_json::json;

use super::{Given, Scope, ask, tell};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::loading::Job;
use crate::lsp::{lifecycle, words};

/// Without `from` and `to` the user chooses among the paths that mean several files.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let engine = given.engine(context)?;
    let scope = given.scope.unwrap_or(Scope::Personal);
    match (&given.from, &given.to) {
        (Some(from), Some(to)) => {
            let rule = PathMap {
                from: from.clone(),
                to: to.clone(),
            };
            let file = write(context, &engine, rule, scope)?;
            Ok(json!({ "file": file.display().to_string() }))
        }
        (None, None) => {
            let view = engine.shown().ok_or("no profile is shown")?;
            let choices: Vec<(String, PathMap)> = (ambiguous(&view).into_iter())
                .flat_map(|(path, files)| {
                    let rules = files
                        .into_iter()
                        .filter_map(|file| Some((rule(&path, &file)?, file)));
                    let title = |file: &Path| format!("{} is {}", words::shown(&path), file.display());
                    rules.map(|(rule, file)| (title(&file), rule)).collect::<Vec<_>>()
                })
                .collect();
            if choices.is_empty() {
                return Err("no path of the profile means several files; name `from` and `to`".to_owned());
            }
            ask(context, "Which file is meant?", choices, move |context, rule| {
                if let Err(why) = write(context, &engine, rule, scope) {
                    tell(context, MessageType::WARNING, format!("sysgrok: {why}"));
                }
            });
            Ok(json!(null))
        }
        _ => Err("a rule needs both `from` and `to`".to_owned()),
    }
}

/// The paths of a profile that mean several files of the workspace, with those.
pub(in crate::lsp) fn ambiguous(view: &View) -> BTreeMap<String, Vec<PathBuf>> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for spot in &view.placement.spots {
        if let Whereabouts::Nowhere(Why::SeveralFiles(path, files)) = &*spot.whereabouts {
            found.entry(path.clone()).or_insert_with(|| files.clone());
        }
    }
    found
}

/// The rule by which a path of the profile means this file: of its folder where it names one, so that the files
/// beside it are settled, too.
pub(in crate::lsp) fn rule(path: &str, file: &Path) -> Option<PathMap> {
    let (folder, base) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
    let same = file.file_name().and_then(|name| name.to_str()) == Some(base);
    let to = file.parent().filter(|_| same && !folder.is_empty());
    Some(match to {
        Some(to) => PathMap {
            from: folder.to_owned(),
            to: slashed(to)?,
        },
        None => PathMap {
            from: path.to_owned(),
            to: slashed(file)?,
        },
    })
}

/// With `/` on every system; the root is `.`.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    let joined = parts?.join("/");
    Some(if joined.is_empty() { ".".to_owned() } else { joined })
}

/// Writes a rule and lets it count. Gives the file of settings.
fn write(
    context: &Arc<Context>,
    engine: &Arc<Engine>,
    rule: PathMap,
    scope: Scope,
) -> Result<PathBuf, String> {
    if rule.from.trim().is_empty() {
        return Err("`from` is the start of a path of the profile".to_owned());
    }
    let to = Path::new(&rule.to);
    let to = to
        .strip_prefix(engine.root())
        .or_else(|_| to.strip_prefix(engine.given_root()))
        .unwrap_or(to);
    let is_inside = to
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_inside || !engine.root().join(to).exists() {
        return Err(format!(
            "{} is no folder or file of the workspace",
            words::shown(&rule.to)
        ));
    }
    let to = slashed(to).ok_or("`to` is no text")?;
    let (file, to) = match scope {
        Scope::Shared => (engine.root().join(WORKSPACE_FILE), to),
        Scope::Personal => {
            let folder = crate::user_settings().ok_or("there is no folder for your settings: set HOME")?;
            // The user's settings are those of all workspaces: the whole path keeps the rule to this one.
            let whole = engine.root().join(to).components().collect::<PathBuf>();
            (
                folder.join("config.toml"),
                whole
                    .to_str()
                    .ok_or("the workspace's path is no text")?
                    .to_owned(),
            )
        }
    };
    write_path_rule(&file, &PathMap { from: rule.from, to }).map_err(|error| error.to_string())?;
    lifecycle::read_settings(context, engine);
    context.load(Job::Rejoin {
        engine: engine.clone(),
    });
    tell(
        context,
        MessageType::INFO,
        format!("sysgrok: the rule is written to {}", file.display()),
    );
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_of_the_folder_where_there_is_one() {
        let rule = |path: &str, file: &str| {
            let rule = rule(path, Path::new(file)).unwrap();
            format!("{} -> {}", rule.from, rule.to)
        };
        assert_eq!(rule("/build/x/util.c", "src/a/util.c"), "/build/x -> src/a");
        assert_eq!(rule("x/util.c", "util.c"), "x -> .");
        assert_eq!(rule("util.c", "src/a/util.c"), "util.c -> src/a/util.c");
        assert_eq!(rule("C:\\x\\util.c", "a/util.c"), "C:\\x -> a");
    }
}
