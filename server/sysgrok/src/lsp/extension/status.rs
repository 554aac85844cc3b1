//! `sysgrok/heatChanged` and `sysgrok/status`.

use lsp_types::Uri;
use serde::{Deserialize, Serialize};

use super::ProfileInfo;

/// Parameters of `sysgrok/heatChanged`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct HeatChangedParams {
    /// All folders of the workspace.
    pub(in crate::lsp) folders: Vec<FolderHeat>,
}

/// What is loaded in one folder of the workspace.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct FolderHeat {
    /// The folder.
    #[cfg_attr(test, schemars(with = "super::tests::Uri"))]
    pub(in crate::lsp) uri: Uri,
    /// The profile that is shown; `null` when none is loaded, or heat is switched off.
    pub(in crate::lsp) shown: Option<ProfileInfo>,
    /// The names of all profiles that are loaded, in the order of loading.
    pub(in crate::lsp) loaded: Vec<String>,
    /// What the selected profile counts, such as `cpu/nanoseconds`, as `sysgrok.selectValueType` takes it; empty when
    /// none is loaded.
    pub(in crate::lsp) value_types: Vec<String>,
    /// Whether heat is switched off while a profile is loaded.
    pub(in crate::lsp) hidden: bool,
}
