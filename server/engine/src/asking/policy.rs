//! What the machine's administrator allows, in `/etc/sysgrok/policy.toml`. It goes before all settings.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use serde::Deserialize;

/// Where the policy stands.
pub const POLICY_FILE: &str = "/etc/sysgrok/policy.toml";

/// What the administrator allows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Origins such as `https://llm.example.com` that may be asked; absent when all may.
    pub endpoints: Option<Vec<String>>,
    /// Paths, as gitignore has them, whose text goes into no prompt.
    pub exclude_from_prompts: Vec<String>,
    /// On hosts only commands may run that read: what would be asked about does not run.
    pub hosts_read_only: bool,
    /// Commands on hosts never run unasked, whatever `--yolo` says.
    pub forbid_yolo: bool,
}

/// A policy that cannot be read forbids all.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It is there but cannot be read.
    #[error("{path}: cannot be read, so no model is asked: {error}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It is no TOML, or has keys that are none.
    #[error("{path}: no model is asked: {message}", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line, column and reason.
        message: String,
    },
}

impl Policy {
    /// Reads a policy; without the file all is allowed.
    ///
    /// # Errors
    /// When it is there and not understood: then nothing may be asked.
    pub fn read(path: &Path) -> Result<Policy, PolicyError> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let malformed = |message: String| PolicyError::Malformed {
                    path: path.to_owned(),
                    message,
                };
                let policy: Policy = toml::from_str(&text).map_err(|error| malformed(error.to_string()))?;
                policy
                    .excluded(Path::new("/"))
                    .map_err(|error| malformed(error.to_string()))?;
                Ok(policy)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Policy::default()),
            Err(error) => Err(PolicyError::Unreadable {
                path: path.to_owned(),
                error,
            }),
        }
    }

    /// Whether an origin, such as `https://api.openai.com`, may be asked.
    pub fn allows(&self, origin: &str) -> bool {
        let plain = |origin: &str| origin.trim_end_matches('/').to_ascii_lowercase();
        self.endpoints
            .as_ref()
            .is_none_or(|allowed| allowed.iter().any(|one| plain(one) == plain(origin)))
    }

    /// Whether the text of a file may go into a prompt. `file` is relative to `root`.
    pub fn lets_out(&self, root: &Path, file: &Path) -> bool {
        self.exclude_from_prompts.is_empty()
            || self.excluded(root).is_ok_and(|excluded| {
                !excluded
                    .matched_path_or_any_parents(root.join(file), false)
                    .is_ignore()
            })
    }

    fn excluded(&self, root: &Path) -> Result<Gitignore, ignore::Error> {
        let mut builder = GitignoreBuilder::new(root);
        for pattern in &self.exclude_from_prompts {
            builder.add_line(None, pattern)?;
        }
        builder.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_file_all_is_allowed() {
        let folder = tempfile::tempdir().unwrap();
        let policy = Policy::read(&folder.path().join("policy.toml")).unwrap();
        assert!(policy.allows("https://api.openai.com"));
        assert!(policy.lets_out(Path::new("/w"), Path::new("src/a.c")));
    }

    #[test]
    fn endpoints_are_locked_and_paths_kept_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        fs::write(
            &path,
            "endpoints = [\"https://llm.example.com\"]\nexclude_from_prompts = [\"secret/\", \"*.key.c\"]\n",
        )
        .unwrap();
        let policy = Policy::read(&path).unwrap();
        assert!(policy.allows("https://LLM.example.com/"));
        assert!(!policy.allows("https://llm.example.com.evil.example"));
        assert!(!policy.allows("http://llm.example.com"));
        let lets_out = |file: &str| policy.lets_out(Path::new("/w"), Path::new(file));
        assert!(lets_out("src/a.c"));
        assert!(!lets_out("secret/a.c"));
        assert!(!lets_out("src/secret/deep/a.c"));
        assert!(!lets_out("src/b.key.c"));
    }

    #[test]
    fn what_is_not_understood_forbids_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        fs::write(&path, "endpoint = []\n").unwrap();
        let error = Policy::read(&path).unwrap_err().to_string();
        assert!(
            error.contains("no model is asked") && error.contains("endpoint"),
            "{error}"
        );
    }
}
