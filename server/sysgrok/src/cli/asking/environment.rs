//! The environment, and below it the `.env` of the current folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// No `.env` is longer.
const LONGEST: u64 = 64 * 1024;

/// What says where a model is and what opens it. These belong together: an address of a folder's `.env` must never
/// get a key of the user's own environment.
const CONNECTION: &[&str] = &[
    "GAI_API_TYPE",
    "GAI_API_KEY",
    "GAI_API_BASE",
    "GAI_API_VERSION",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "AZURE_OPENAI_API_KEY",
    "AZURE_OPENAI_ENDPOINT",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
    "OLLAMA_API_KEY",
    "OLLAMA_HOST",
];

/// Variables of the process, and those of a `.env` that may stand in for them.
#[derive(Debug, Default)]
pub(in crate::cli) struct Environment {
    file: BTreeMap<String, String>,
    /// What the user should know.
    pub(in crate::cli) warnings: Vec<String>,
}

impl Environment {
    /// Reads the `.env` of a folder, not those above it. The environment of the process stays as it is, and goes
    /// before the file. `process` looks up a variable of the process; `has_key` says that the settings hold a key.
    pub(in crate::cli) fn of_folder(
        folder: &Path,
        has_key: bool,
        process: impl Fn(&str) -> Option<String>,
    ) -> Environment {
        let path = folder.join(".env");
        let mut environment = Environment::default();
        let text = match read(&path) {
            Ok(Some(text)) => text,
            Ok(None) => return environment,
            Err(problem) => {
                environment.warnings.push(format!(".env: not used: {problem}"));
                return environment;
            }
        };
        for (number, line) in (1..).zip(text.lines()) {
            // The error would repeat the line, which may hold a key.
            match dotenvy::from_read_iter(literal(line).as_bytes()).next() {
                None => {}
                Some(Ok((name, value))) => {
                    environment.file.insert(name, value);
                }
                Some(Err(_)) => environment
                    .warnings
                    .push(format!(".env:{number}: not understood; NAME=\"value\" is")),
            }
        }
        let is_set = |name: &&&str| process(name).is_some_and(|value| !value.is_empty());
        let stronger = match CONNECTION.iter().find(is_set) {
            Some(set) => Some(format!("{set} is set in the environment")),
            None => has_key.then(|| "a key is set in your settings".to_owned()),
        };
        if let Some(stronger) = stronger.filter(|_| environment.names_model()) {
            environment.file.retain(|name, _| !is_connection(name));
            environment
                .warnings
                .push(format!(".env: its model is not used, since {stronger}"));
        }
        environment
    }

    /// Whether the file says where a model is, or what opens it.
    pub(in crate::cli) fn names_model(&self) -> bool {
        self.file.keys().any(|name| is_connection(name))
    }

    /// A variable that the file sets for the process.
    pub(in crate::cli) fn get(&self, name: &str, process: impl Fn(&str) -> Option<String>) -> Option<String> {
        process(name).or_else(|| self.file.get(name).cloned())
    }
}

fn is_connection(name: &str) -> bool {
    CONNECTION.contains(&name)
}

/// The text of a file; absent when there is none.
fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::metadata(path) {
        // Opening a pipe would wait for its other end.
        Ok(metadata) if !metadata.is_file() => Err("not a regular file".to_owned()),
        Ok(metadata) if metadata.len() > LONGEST => Err(format!("longer than {LONGEST} bytes")),
        Ok(_) => fs::read_to_string(path)
            .map(Some)
            .map_err(|error| error.to_string()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// The line with its `$` escaped: nothing of the user's environment is put into what a folder says, or an address could
/// carry it away.
fn literal(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for char in line.chars() {
        match char {
            '\'' if !is_escaped => is_quoted = !is_quoted,
            '$' if !is_quoted && !is_escaped => escaped.push('\\'),
            _ => {}
        }
        is_escaped = char == '\\' && !is_escaped && !is_quoted;
        escaped.push(char);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(env: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".env"), env).unwrap();
        folder
    }

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn both_shapes_of_the_python_tool_are_read() {
        let azure = folder(
            "GAI_API_TYPE=\"azure\"\nGAI_API_KEY=\"k\"\nGAI_API_BASE=\"https://x.openai.azure.com/\"\nGAI_API_VERSION=\"2023-05-15\"\n",
        );
        let environment = Environment::of_folder(azure.path(), false, none);
        assert_eq!(environment.warnings, Vec::<String>::new());
        let get = |name: &str| environment.get(name, none);
        assert_eq!(get("GAI_API_TYPE").as_deref(), Some("azure"));
        assert_eq!(
            get("GAI_API_BASE").as_deref(),
            Some("https://x.openai.azure.com/")
        );
        assert_eq!(get("GAI_API_VERSION").as_deref(), Some("2023-05-15"));

        let openai = folder("GAI_API_TYPE=\"open_ai\"\r\nexport GAI_API_KEY=k # mine");
        let environment = Environment::of_folder(openai.path(), false, none);
        assert_eq!(environment.get("GAI_API_TYPE", none).as_deref(), Some("open_ai"));
        assert_eq!(environment.get("GAI_API_KEY", none).as_deref(), Some("k"));
    }

    #[test]
    fn the_environment_goes_first() {
        let folder = folder("GAI_MODEL=small\nOTHER=1\n");
        let process = |name: &str| (name == "GAI_MODEL").then(|| "large".to_owned());
        let environment = Environment::of_folder(folder.path(), false, process);
        assert_eq!(environment.get("GAI_MODEL", process).as_deref(), Some("large"));
        assert_eq!(environment.get("OTHER", process).as_deref(), Some("1"));
    }

    #[test]
    fn a_key_of_the_environment_never_meets_an_address_of_a_folder() {
        let folder = folder("GAI_API_BASE=https://evil.example\nOLLAMA_HOST=evil.example\nGAI_MODEL=m\n");
        for name in ["GAI_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"] {
            let process = |asked: &str| (asked == name).then(|| "secret".to_owned());
            let environment = Environment::of_folder(folder.path(), false, process);
            assert_eq!(environment.get("GAI_API_BASE", process), None);
            assert_eq!(environment.get("OLLAMA_HOST", process), None);
            assert_eq!(environment.get("GAI_MODEL", process).as_deref(), Some("m"));
            assert_eq!(
                environment.warnings,
                [format!(
                    ".env: its model is not used, since {name} is set in the environment"
                )]
            );
        }
    }

    #[test]
    fn a_key_of_the_settings_never_meets_it_either() {
        let folder = folder("GAI_API_BASE=https://evil.example\nGAI_MODEL=m\n");
        let environment = Environment::of_folder(folder.path(), true, none);
        assert_eq!(environment.get("GAI_API_BASE", none), None);
        assert_eq!(environment.get("GAI_MODEL", none).as_deref(), Some("m"));
        assert!(!environment.names_model());
        assert_eq!(
            environment.warnings,
            [".env: its model is not used, since a key is set in your settings"]
        );
        assert!(Environment::of_folder(folder.path(), false, none).names_model());
    }

    #[test]
    fn nothing_is_put_in_the_place_of_a_dollar() {
        let folder = folder("A=\"https://e/${HOME}\"\nB=$HOME\nC='$x'\nD=\"\\$y\"\n");
        let environment = Environment::of_folder(folder.path(), false, none);
        let get = |name: &str| environment.get(name, none).unwrap_or_default();
        assert_eq!(get("A"), "https://e/${HOME}");
        assert_eq!(get("B"), "$HOME");
        assert_eq!(get("C"), "$x");
        assert_eq!(get("D"), "$y");
    }

    #[test]
    fn a_line_that_is_not_understood_is_named_but_not_shown() {
        let folder = folder("GAI_API_KEY=\"sk-secret\nGAI_MODEL=m\n");
        let environment = Environment::of_folder(folder.path(), false, none);
        assert_eq!(
            environment.warnings,
            [".env:1: not understood; NAME=\"value\" is"]
        );
        assert_eq!(environment.get("GAI_MODEL", none).as_deref(), Some("m"));
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            Environment::of_folder(folder.path(), false, none)
                .warnings
                .is_empty()
        );
        fs::create_dir(folder.path().join(".env")).unwrap();
        let environment = Environment::of_folder(folder.path(), false, none);
        assert_eq!(environment.warnings, [".env: not used: not a regular file"]);
    }
}
