//! Who has agreed to send what where. Nothing of a workspace goes to another machine before its user agreed, once for
//! each address.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What the user agreed to, kept in a file under the state folder.
#[derive(Clone, Debug)]
pub struct Consents {
    path: PathBuf,
}

#[derive(Debug, Default, Deserialize, Serialize)]
struct Content {
    #[serde(default)]
    given: BTreeSet<Given>,
}

/// One agreement.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
struct Given {
    workspace: PathBuf,
    origin: String,
}

impl Consents {
    /// Those of a state folder.
    pub fn new(state: &Path) -> Consents {
        Consents {
            path: state.join("consents.json"),
        }
    }

    /// Whether the user agreed that text of a workspace goes to an origin. What cannot be read was not given.
    pub fn given(&self, workspace: &Path, origin: &str) -> bool {
        (self.read().given.iter()).any(|given| given.workspace == workspace && given.origin == origin)
    }

    /// Notes that the user agreed.
    ///
    /// # Errors
    /// When it cannot be written; the agreement then counts for this process only, if the caller remembers it.
    pub fn give(&self, workspace: &Path, origin: &str) -> io::Result<()> {
        let mut content = self.read();
        content.given.insert(Given {
            workspace: workspace.to_owned(),
            origin: origin.to_owned(),
        });
        let folder = self.path.parent().unwrap_or(Path::new("."));
        super::reports::make_private(folder)?;
        // In one step: another editor may read it at the same time.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(&content)?)?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    fn read(&self) -> Content {
        fs::read(&self.path)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agreement_is_for_one_workspace_and_one_address() {
        let state = tempfile::tempdir().unwrap();
        let consents = Consents::new(&state.path().join("new"));
        let (one, other) = (Path::new("/one"), Path::new("/other"));
        assert!(!consents.given(one, "https://a"));
        consents.give(one, "https://a").unwrap();
        consents.give(other, "https://b").unwrap();
        let again = Consents::new(&state.path().join("new"));
        assert!(again.given(one, "https://a") && again.given(other, "https://b"));
        assert!(!again.given(one, "https://b") && !again.given(other, "https://a"));
    }

    #[test]
    fn a_broken_file_agrees_to_nothing() {
        let state = tempfile::tempdir().unwrap();
        fs::write(state.path().join("consents.json"), "{\"given\": [").unwrap();
        let consents = Consents::new(state.path());
        assert!(!consents.given(Path::new("/one"), "https://a"));
        consents.give(Path::new("/one"), "https://a").unwrap();
        assert!(consents.given(Path::new("/one"), "https://a"));
    }
}
