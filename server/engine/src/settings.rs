//! What users set: in `~/.config/sysgrok/config.toml` for themselves, in `.sysgrok.toml` for a workspace.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use source::PathRule;

/// The settings of one workspace, composed of the user's and the workspace's own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Profiles to load besides those that discovery finds; relative to the workspace. They may have any
    /// name.
    pub profiles: Vec<String>,
    /// Where files of the profile are in the workspace; the first rule that fits counts.
    pub path_map: Vec<PathMap>,
    /// The value type shown first, such as `cpu`, `nanoseconds` or `cpu/nanoseconds`; profiles that have
    /// no such type show their own.
    pub value_type: Option<String>,
}

/// Paths of the profile that begin with `from` are looked for under `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
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

impl Settings {
    /// The settings of a workspace: its own lists before the user's, its own value type over the user's.
    /// Files that are not there count as empty. `user` is the user's folder of settings
    /// (`~/.config/sysgrok`), absent when there is none.
    pub fn of_workspace(root: &Path, user: Option<&Path>) -> Warned<Settings> {
        let mut warnings = Vec::new();
        let mut read = |path: PathBuf| match Settings::read(&path) {
            Ok(settings) => settings,
            Err(error) => {
                warnings.push(error.to_string());
                Settings::default()
            }
        };
        let mut settings = read(root.join(WORKSPACE_FILE));
        let user = user
            .map(|folder| read(folder.join("config.toml")))
            .unwrap_or_default();
        settings.path_map.extend(user.path_map);
        settings.value_type = settings.value_type.or(user.value_type);
        Warned {
            value: settings,
            warnings,
        }
    }

    fn read(path: &Path) -> Result<Settings, SettingsError> {
        match fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| SettingsError::Malformed {
                path: path.to_owned(),
                message: error.to_string(),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(error) => Err(SettingsError::Unreadable {
                path: path.to_owned(),
                error,
            }),
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
        let settings = Settings::of_workspace(root.path(), Some(user.path()));
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
    fn a_wrong_key_is_named_and_the_rest_stands() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(".sysgrok.toml"), "colour = true\n").unwrap();
        let settings = Settings::of_workspace(root.path(), None);
        assert_eq!(settings.value, Settings::default());
        assert!(settings.warnings[0].contains("colour"), "{:?}", settings.warnings);
    }
}
