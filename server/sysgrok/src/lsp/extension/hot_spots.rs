//! `sysgrok/hotSpots`.

use lsp_types::Location;
use serde::{Deserialize, Serialize};

use super::ProfileInfo;

/// Parameters of `sysgrok/hotSpots`. Every one may be left out.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct HotSpotsParams {
    /// What is ranked: `functions`, `files` or `lines`.
    pub(in crate::lsp) kind: Kind,
    /// At most this many.
    pub(in crate::lsp) limit: usize,
    /// Without functions that have no place in the workspace. Files and lines always have one.
    pub(in crate::lsp) only_workspace: bool,
}

impl Default for HotSpotsParams {
    fn default() -> HotSpotsParams {
        HotSpotsParams {
            kind: Kind::Functions,
            limit: 20,
            only_workspace: true,
        }
    }
}

/// What can be ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) enum Kind {
    /// Functions.
    Functions,
    /// Files.
    Files,
    /// Lines.
    Lines,
}

/// The hottest of the profiles that are shown, one a folder of the workspace.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct HotSpots {
    /// The profiles.
    pub(in crate::lsp) profiles: Vec<ProfileInfo>,
    /// Hottest first: by self, by total where the profile has no self.
    pub(in crate::lsp) spots: Vec<HotSpot>,
}

/// One function, file or line.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct HotSpot {
    /// Index into `profiles`.
    pub(in crate::lsp) profile: usize,
    /// The function's name; of a file its path in the workspace, of a line that path and its number.
    pub(in crate::lsp) name: String,
    /// Where it stands now; `null` when it is not in the workspace.
    #[cfg_attr(test, schemars(with = "Option<super::tests::Location>"))]
    pub(in crate::lsp) location: Option<Location>,
    /// Self.
    #[serde(rename = "self")]
    pub(in crate::lsp) own: Option<f64>,
    /// Total.
    pub(in crate::lsp) total: Option<f64>,
    /// The binary or library of a function; `null` when it is not known.
    pub(in crate::lsp) mapping: Option<String>,
    /// Why there is no `location`; `null` when there is one.
    pub(in crate::lsp) elsewhere: Option<String>,
    /// Whether the place of its lines is not known.
    pub(in crate::lsp) stale: bool,
}
