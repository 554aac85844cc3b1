//! What users set: in `~/.config/sysgrok/config.toml` for themselves, in `.sysgrok.toml` for a workspace.

mod model;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use source::PathRule;

pub use self::model::{Explain, ExplainHover, ModelProvider, ModelSettings, Secret};

/// The settings of one workspace, composed of the user's and the workspace's own.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Look in the workspace for profiles by their names.
    pub discover: bool,
    /// Profiles to load besides those that discovery finds; relative to the workspace. They may have any
    /// name.
    pub profiles: Vec<String>,
    /// Where files of the profile are in the workspace; the first rule that fits counts.
    pub path_map: Vec<PathMap>,
    /// The value type shown first, such as `cpu`, `nanoseconds` or `cpu/nanoseconds`; profiles that have
    /// no such type show their own.
    pub value_type: Option<String>,
    /// Findings in the source, as editors list them.
    pub diagnostics: Diagnostics,
    /// Shares at the ends of hot lines.
    pub inlay_hints: Shown,
    /// Shares above hot functions.
    pub code_lenses: Shown,
    /// Callers and callees from the profile.
    pub call_hierarchy: Switch,
    /// Hot functions among the symbols of the workspace.
    pub workspace_symbols: Switch,
    /// The language model that explains and proposes. None is needed.
    pub model: ModelSettings,
    /// What editors show of explanations.
    pub explain: Explain,
    /// Hosts that are looked at.
    pub hosts: Hosts,
}

/// Hosts that are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Hosts {
    /// Names that each stand for several hosts, or groups of them: `web = ["web1", "web2"]`.
    #[schemars(extend("x-scope" = "user"))]
    pub groups: BTreeMap<String, Vec<String>>,
    /// A configuration for ssh, as with `ssh -F`. Without it ssh's own.
    #[schemars(extend("x-scope" = "user"))]
    pub ssh_config: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            discover: true,
            profiles: Vec::new(),
            path_map: Vec::new(),
            value_type: None,
            diagnostics: Diagnostics::default(),
            inlay_hints: Shown {
                enable: true,
                share: 0.005,
            },
            code_lenses: Shown {
                enable: true,
                share: 0.01,
            },
            call_hierarchy: Switch::default(),
            workspace_symbols: Switch::default(),
            model: ModelSettings::default(),
            explain: Explain::default(),
            hosts: Hosts::default(),
        }
    }
}

/// What is put among the editor's findings.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Diagnostics {
    /// Whether there are any.
    pub enable: bool,
    /// At most this many hot functions of the workspace.
    pub functions: usize,
    /// Functions below this share of self, as a fraction of 1, are none.
    pub function_share: f64,
    /// How much attention a hot function asks for.
    pub function_severity: Severity,
    /// At most this many hot lines of the workspace.
    pub lines: usize,
    /// Lines below this share of self, as a fraction of 1, are none.
    pub line_share: f64,
    /// How much attention a hot line asks for.
    pub line_severity: Severity,
}

impl Default for Diagnostics {
    fn default() -> Diagnostics {
        Diagnostics {
            enable: true,
            functions: 5,
            function_share: 0.02,
            function_severity: Severity::Information,
            lines: 10,
            line_share: 0.02,
            line_severity: Severity::Hint,
        }
    }
}

/// How much attention a finding asks for. Hot code is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// As warnings of a compiler.
    Warning,
    /// As notes of a compiler.
    Information,
    /// Hardly any.
    Hint,
}

/// Something that is shown from a share on.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shown {
    /// Whether it is shown.
    pub enable: bool,
    /// Nothing below this share, as a fraction of 1.
    pub share: f64,
}

impl Default for Shown {
    fn default() -> Shown {
        Shown {
            enable: true,
            share: 0.005,
        }
    }
}

/// Something that is shown or not.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Switch {
    /// Whether it is shown.
    pub enable: bool,
}

impl Default for Switch {
    fn default() -> Switch {
        Switch { enable: true }
    }
}

/// Paths of the profile that begin with `from` are looked for under `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathMap {
    /// The start of the profiler's path, whole components.
    pub from: String,
    /// A folder of the workspace, relative to its root.
    pub to: String,
}

/// Why a file of settings was not used. The others still are.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// It is there but cannot be read.
    #[error("{path}: cannot be read: {error}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// It is no TOML, or has keys that are none.
    #[error("{path}: {message}", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, column and reason.
        message: String,
    },
}

/// A result that stands, and what went wrong beside it.
#[derive(Debug)]
pub struct Warned<T> {
    /// The result.
    pub value: T,
    /// What the user should know.
    pub warnings: Vec<String>,
}

/// The file of settings in a workspace.
pub const WORKSPACE_FILE: &str = ".sysgrok.toml";

/// Keys that count only where the user says them: a repository must not decide where code is sent, or which hosts a name
/// means.
pub const USERS_OWN: [&str; 3] = ["model", "explain", "hosts"];

impl Settings {
    /// The settings of a workspace, from the weakest to the strongest: the defaults, the user's file, the
    /// workspace's file, the editor's. Lists of rules and profiles are joined, the strongest first. What is
    /// not there counts as empty. `user` is the user's folder of settings (`~/.config/sysgrok`).
    pub fn of_workspace(root: &Path, user: Option<&Path>, editor: Option<&Value>) -> Warned<Settings> {
        Settings::of_layers(root, user, editor.map(|editor| ("the editor's settings", editor)))
    }

    /// The same with several layers of the editor, each with its name for warnings, the weakest first.
    pub fn of_layers<'a>(
        root: &Path,
        user: Option<&Path>,
        editor: impl IntoIterator<Item = (&'a str, &'a Value)>,
    ) -> Warned<Settings> {
        let mut warnings = Vec::new();
        let mut layers: Vec<(String, Value)> = Vec::new();
        for path in user
            .map(|folder| folder.join("config.toml"))
            .into_iter()
            .chain([root.join(WORKSPACE_FILE)])
        {
            match read(&path) {
                Ok(Some(mut layer)) => {
                    let name = path.display().to_string();
                    if path.ends_with(WORKSPACE_FILE) {
                        warnings.extend(keep_from_workspace(&name, &mut layer));
                    }
                    layers.push((name, layer));
                }
                Ok(None) => {}
                Err(error) => warnings.push(error.to_string()),
            }
        }
        layers.extend(
            editor
                .into_iter()
                .map(|(name, layer)| (name.to_owned(), layer.clone())),
        );
        let mut whole = Value::Object(Map::new());
        for (name, layer) in layers {
            let mut next = whole.clone();
            merge(&mut next, &layer);
            // A layer with a wrong key costs that layer only.
            match serde_json::from_value::<Settings>(next.clone()) {
                Ok(_) => whole = next,
                Err(error) => warnings.push(format!("{name}: not used: {error}")),
            }
        }
        Warned {
            value: serde_json::from_value(whole).unwrap_or_default(),
            warnings,
        }
    }

    /// The rules as `source` takes them.
    pub(crate) fn path_rules(&self) -> Vec<PathRule> {
        self.path_map
            .iter()
            .map(|rule| PathRule {
                from: rule.from.clone(),
                to: rule.to.clone(),
            })
            .collect()
    }
}

/// Takes out of a workspace's layer what only the user may say; gives a warning for each.
fn keep_from_workspace(name: &str, layer: &mut Value) -> Vec<String> {
    let mut warnings = Vec::new();
    for key in USERS_OWN {
        if layer
            .as_object_mut()
            .and_then(|layer| layer.remove(key))
            .is_some()
        {
            warnings.push(format!(
                "{name}: `{key}` is not used: it counts only in your own config.toml, in the editor's settings and in the environment"
            ));
        }
    }
    warnings
}

/// The content of a file of settings; absent when there is no such file.
fn read(path: &Path) -> Result<Option<Value>, SettingsError> {
    // Opening a pipe would wait for its other end.
    let content = match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(std::io::Error::other("not a regular file")),
        _ => fs::read_to_string(path),
    };
    match content {
        Ok(text) => match toml::from_str(&text) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(SettingsError::Malformed {
                path: path.to_owned(),
                message: error.to_string(),
            }),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SettingsError::Unreadable {
            path: path.to_owned(),
            error,
        }),
    }
}

/// Lays `over` over `under`: tables key by key, lists before lists, everything else in place. `null`, which
/// editors send for what is not set, changes nothing.
fn merge(under: &mut Value, over: &Value) {
    match (under, over) {
        (_, Value::Null) => {}
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                match under.get_mut(key) {
                    Some(known) => merge(known, value),
                    None if value.is_null() => {}
                    None => {
                        under.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(under), Value::Array(over)) => {
            let mut joined = over.clone();
            joined.extend(under.drain(..).filter(|known| !over.contains(known)));
            *under = joined;
        }
        (under, over) => *under = over.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_goes_before_the_user() {
        let root = tempfile::tempdir().unwrap();
        let user = tempfile::tempdir().unwrap();
        fs::write(
            root.path().join(".sysgrok.toml"),
            "[[path_map]]\nfrom = \"/build\"\nto = \"src\"\n",
        )
        .unwrap();
        fs::write(
            user.path().join("config.toml"),
            "value_type = \"cpu\"\n[[path_map]]\nfrom = \"/home/me\"\nto = \".\"\n",
        )
        .unwrap();
        let settings = Settings::of_workspace(root.path(), Some(user.path()), None);
        assert_eq!(settings.warnings, Vec::<String>::new());
        let froms: Vec<&str> = settings
            .value
            .path_map
            .iter()
            .map(|rule| rule.from.as_str())
            .collect();
        assert_eq!(froms, ["/build", "/home/me"]);
        assert_eq!(settings.value.value_type.as_deref(), Some("cpu"));
    }

    #[test]
    fn a_workspace_cannot_choose_the_model() {
        let root = tempfile::tempdir().unwrap();
        let user = tempfile::tempdir().unwrap();
        fs::write(
            root.path().join(".sysgrok.toml"),
            "value_type = \"cpu\"\n[model]\nendpoint = \"https://elsewhere.example\"\nkey = \"sk-theirs\"\n[explain]\nprefetch = true\n",
        )
        .unwrap();
        fs::write(
            user.path().join("config.toml"),
            "[model]\nprovider = \"openai\"\nkey = \"sk-mine\"\n",
        )
        .unwrap();
        let settings = Settings::of_workspace(root.path(), Some(user.path()), None);
        let model = &settings.value.model;
        assert_eq!(
            (model.endpoint.as_deref(), model.provider),
            (None, Some(ModelProvider::Openai))
        );
        assert_eq!(model.key.as_ref().map(Secret::expose), Some("sk-mine"));
        assert!(!settings.value.explain.prefetch);
        assert_eq!(settings.value.value_type.as_deref(), Some("cpu"));
        assert_eq!(settings.warnings.len(), 2, "{:?}", settings.warnings);
        assert!(
            settings.warnings[0].contains("`model` is not used"),
            "{:?}",
            settings.warnings
        );
        let shown = format!(
            "{:?} {}",
            settings.value,
            serde_json::to_string(&settings.value).unwrap()
        );
        assert!(!shown.contains("sk-mine"), "{shown}");
    }

    #[test]
    fn a_wrong_key_is_named_and_the_rest_stands() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(".sysgrok.toml"), "colour = true\n").unwrap();
        let settings = Settings::of_workspace(root.path(), None, None);
        assert_eq!(settings.value, Settings::default());
        assert!(settings.warnings[0].contains("colour"), "{:?}", settings.warnings);
    }

    #[test]
    fn the_editor_goes_before_the_files() {
        let root = tempfile::tempdir().unwrap();
        fs::write(
            root.path().join(".sysgrok.toml"),
            "[diagnostics]\nfunctions = 3\nlines = 4\n",
        )
        .unwrap();
        let editor = serde_json::json!({ "diagnostics": { "lines": 7, "function_severity": "warning" }, "value_type": null });
        let settings = Settings::of_workspace(root.path(), None, Some(&editor));
        assert_eq!(settings.warnings, Vec::<String>::new());
        let diagnostics = &settings.value.diagnostics;
        assert_eq!((diagnostics.functions, diagnostics.lines), (3, 7));
        assert_eq!(diagnostics.function_severity, Severity::Warning);
        assert!(diagnostics.enable);
    }
}
