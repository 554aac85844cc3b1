//! `FILE.meta.toml` beside a profile: what the profile's own format cannot say.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::Meta;

/// Provenance that the user, or the script that recorded, wrote down.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Sidecar {
    /// The recording tool with its version.
    pub tool: Option<String>,
    /// The recorded command line.
    pub command: Option<String>,
    /// When the recording began, RFC 3339.
    pub recorded: Option<String>,
    /// The machine.
    pub host: Option<String>,
    /// The revision of the source that was running, as git names it.
    pub revision: Option<String>,
    /// Path of a source file, relative to the workspace -> `git hash-object` of it when recorded.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
}

/// Why a sidecar was not used.
#[derive(Debug, thiserror::Error)]
pub enum SidecarError {
    /// Not TOML, or not these keys.
    #[error("{name}: {message}")]
    Unreadable {
        /// The sidecar.
        name: String,
        /// What the TOML reader said, with line and column.
        message: String,
    },
    /// `recorded` is no time.
    #[error("{name}: recorded = {found:?} is no RFC 3339 time such as 2026-11-22T10:00:00Z")]
    Time {
        /// The sidecar.
        name: String,
        /// What stands there.
        found: String,
    },
}

impl Sidecar {
    /// Reads a sidecar's text; `name` is for messages.
    ///
    /// # Errors
    /// When it is not TOML of these keys.
    pub fn parse(name: &str, text: &str) -> Result<Sidecar, SidecarError> {
        toml::from_str(text).map_err(|error| SidecarError::Unreadable {
            name: name.to_owned(),
            message: error.to_string(),
        })
    }

    /// Writes what it says over what the profile itself said.
    ///
    /// # Errors
    /// When `recorded` is no time; the rest is applied.
    pub fn apply(self, name: &str, meta: &mut Meta) -> Result<(), SidecarError> {
        let keep = |slot: &mut Option<String>, new: Option<String>| *slot = new.or(slot.take());
        keep(&mut meta.tool, self.tool);
        keep(&mut meta.command, self.command);
        keep(&mut meta.host, self.host);
        keep(&mut meta.revision, self.revision);
        meta.sources.extend(self.sources);
        if let Some(found) = self.recorded {
            let time: Timestamp = found.parse().map_err(|_| SidecarError::Time {
                name: name.to_owned(),
                found: found.clone(),
            })?;
            meta.recorded = Some(time);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_adds_what_the_profile_cannot_say() {
        let text = "tool = \"perf 6.1\"\nrecorded = \"2026-11-22T10:00:00Z\"\n[sources]\n\"a.c\" = \"abc\"\n";
        let mut meta = Meta {
            host: Some("web3".to_owned()),
            ..Meta::default()
        };
        Sidecar::parse("p.meta.toml", text)
            .unwrap()
            .apply("p.meta.toml", &mut meta)
            .unwrap();
        assert_eq!(meta.tool.as_deref(), Some("perf 6.1"));
        assert_eq!(meta.host.as_deref(), Some("web3"));
        assert_eq!(meta.sources["a.c"], "abc");
        assert_eq!(meta.recorded.unwrap().to_string(), "2026-11-22T10:00:00Z");
    }

    #[test]
    fn a_wrong_key_or_time_is_named() {
        assert!(
            Sidecar::parse("s", "colour = 1")
                .unwrap_err()
                .to_string()
                .contains("colour")
        );
        let sidecar = Sidecar {
            recorded: Some("yesterday".to_owned()),
            ..Sidecar::default()
        };
        let error = sidecar.apply("s", &mut Meta::default()).unwrap_err();
        assert!(error.to_string().contains("yesterday"));
    }
}
