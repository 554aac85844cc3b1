//! Our own methods, for clients that know them. `editors/PROTOCOL.md` is their documentation; a test holds
//! the two together.
//!
//! Shares are fractions of the whole of the profile, 0 to 1. What a profile does not carry is `null`.

use lsp_types::{Location, Range, TextDocumentIdentifier, Uri};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Request: the heat of one document.
pub(super) const HEAT: &str = "sysgrok/heat";

/// Request: the hottest functions, files or lines of the workspace.
pub(super) const HOT_SPOTS: &str = "sysgrok/hotSpots";

/// Notification to the client: what was shown is out of date.
pub(super) enum HeatChanged {}

impl lsp_types::notification::Notification for HeatChanged {
    type Params = HeatChangedParams;
    const METHOD: &'static str = "sysgrok/heatChanged";
}

/// Notification to the client: a report has grown.
pub(super) enum ReportChanged {}

impl lsp_types::notification::Notification for ReportChanged {
    type Params = ReportParams;
    const METHOD: &'static str = "sysgrok/report";
}

/// What we say of ourselves in `experimental` of our capabilities.
pub(super) fn capabilities() -> Value {
    serde_json::json!({ "sysgrok": { "heat": true, "heatChanged": true, "hotSpots": true, "report": true } })
}

/// Whether a client wants one of our notifications: what it says in `experimental` of its capabilities.
pub(super) fn wants(experimental: Option<&Value>, notification: &str) -> bool {
    experimental
        .and_then(|own| own.get("sysgrok")?.get(notification)?.as_bool())
        .unwrap_or(false)
}

/// Parameters of `sysgrok/heat`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HeatParams {
    /// The document; it need not be open.
    #[cfg_attr(test, schemars(with = "tests::TextDocumentIdentifier"))]
    pub(super) text_document: TextDocumentIdentifier,
}

/// The heat of one document, as it is now.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DocumentHeat {
    /// The profile that is shown.
    pub(super) profile: ProfileInfo,
    /// The version of the open document that the ranges count in; `null` when it is not open.
    pub(super) version: Option<i32>,
    /// Self of the file: the share of the code that stands in it.
    #[serde(rename = "self")]
    pub(super) own: Option<f64>,
    /// Total of the file: the share of the stacks that pass through it.
    pub(super) total: Option<f64>,
    /// Whether the file has changed since the recording in ways that are not known. Functions then have
    /// heat, lines have none.
    pub(super) stale: bool,
    /// Hottest first.
    pub(super) functions: Vec<FunctionHeat>,
    /// Hottest first.
    pub(super) lines: Vec<LineHeat>,
}

/// The heat of one function.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FunctionHeat {
    /// Its name with all it is nested in, as the source writes it.
    pub(super) name: String,
    /// All of it.
    #[cfg_attr(test, schemars(with = "tests::Range"))]
    pub(super) range: Range,
    /// Its name.
    #[cfg_attr(test, schemars(with = "tests::Range"))]
    pub(super) selection_range: Range,
    /// Self.
    #[serde(rename = "self")]
    pub(super) own: Option<f64>,
    /// Total: with all it calls, counted once per stack.
    pub(super) total: Option<f64>,
    /// The samples behind its self; `null` when the profile does not count samples, or none hit it.
    pub(super) samples: Option<Samples>,
    /// Whether the place of its lines is not known.
    pub(super) stale: bool,
}

/// How many samples stand behind a share.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Samples {
    /// Samples that hit it.
    pub(super) hit: i64,
    /// Samples of the whole profile.
    pub(super) of: i64,
    /// The relative standard error, as a fraction: of 9 samples 0.33.
    pub(super) margin: f64,
}

/// The heat of one line.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LineHeat {
    /// From its first character that is not blank to its last.
    #[cfg_attr(test, schemars(with = "tests::Range"))]
    pub(super) range: Range,
    /// Self.
    #[serde(rename = "self")]
    pub(super) own: Option<f64>,
    /// Total.
    pub(super) total: Option<f64>,
}

/// A loaded profile, and what of it is shown.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ProfileInfo {
    /// Its file.
    #[cfg_attr(test, schemars(with = "tests::Uri"))]
    pub(super) uri: Uri,
    /// Its path, relative to the folder of the workspace where it lies in it.
    pub(super) name: String,
    /// What is counted, such as `cpu`.
    pub(super) value_type: String,
    /// The unit of `whole`, such as `nanoseconds`.
    pub(super) unit: String,
    /// What shares are fractions of, in `unit`.
    pub(super) whole: f64,
    /// Whether the file shows the whole recording. If not, only the heaviest entries were printed.
    pub(super) complete: bool,
    /// Samples of the whole; `null` when the profile does not count them.
    pub(super) samples: Option<i64>,
    /// Where it comes from.
    pub(super) provenance: Provenance,
}

/// Where a profile comes from, as far as it says.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Provenance {
    /// The format of the file, such as `perf-script`.
    pub(super) format: Option<String>,
    /// What recorded it, with its version.
    pub(super) tool: Option<String>,
    /// The recorded command line.
    pub(super) command: Option<String>,
    /// When the recording began, RFC 3339.
    pub(super) recorded: Option<String>,
    /// The machine.
    pub(super) host: Option<String>,
    /// The revision of the source that was running.
    pub(super) revision: Option<String>,
}

/// Parameters of `sysgrok/hotSpots`. Every one may be left out.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HotSpotsParams {
    /// What is ranked: `functions`, `files` or `lines`.
    pub(super) kind: Kind,
    /// At most this many.
    pub(super) limit: usize,
    /// Without functions that have no place in the workspace. Files and lines always have one.
    pub(super) only_workspace: bool,
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
pub(super) enum Kind {
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
pub(super) struct HotSpots {
    /// The profiles.
    pub(super) profiles: Vec<ProfileInfo>,
    /// Hottest first: by self, by total where the profile has no self.
    pub(super) spots: Vec<HotSpot>,
}

/// One function, file or line.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HotSpot {
    /// Index into `profiles`.
    pub(super) profile: usize,
    /// The function's name; of a file its path in the workspace, of a line that path and its number.
    pub(super) name: String,
    /// Where it stands now; `null` when it is not in the workspace.
    #[cfg_attr(test, schemars(with = "Option<tests::Location>"))]
    pub(super) location: Option<Location>,
    /// Self.
    #[serde(rename = "self")]
    pub(super) own: Option<f64>,
    /// Total.
    pub(super) total: Option<f64>,
    /// The binary or library of a function; `null` when it is not known.
    pub(super) mapping: Option<String>,
    /// Why there is no `location`; `null` when there is one.
    pub(super) elsewhere: Option<String>,
    /// Whether the place of its lines is not known.
    pub(super) stale: bool,
}

/// Parameters of `sysgrok/heatChanged`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HeatChangedParams {
    /// All folders of the workspace.
    pub(super) folders: Vec<FolderHeat>,
}

/// What is loaded in one folder of the workspace.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FolderHeat {
    /// The folder.
    #[cfg_attr(test, schemars(with = "tests::Uri"))]
    pub(super) uri: Uri,
    /// The profile that is shown; `null` when none is loaded, or heat is switched off.
    pub(super) shown: Option<ProfileInfo>,
    /// The names of all profiles that are loaded, in the order of loading.
    pub(super) loaded: Vec<String>,
}

/// Parameters of `sysgrok/report`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ReportParams {
    /// The report's file, by which it is known: its folder outlasts the server.
    #[cfg_attr(test, schemars(with = "tests::Uri"))]
    pub(super) uri: Uri,
    /// The one answer that is being written; also the token of its progress. A follow-up has another.
    pub(super) id: String,
    /// The report's title, in markdown.
    pub(super) title: String,
    /// What comes after all that came before under this `id`: markdown, to be shown without raw HTML. The first under an
    /// `id` is all that stands in the report so far.
    pub(super) text: String,
    /// The model that answered, said at the end; `null` when none did.
    pub(super) model: Option<String>,
    /// What is done at the moment, such as `asking gpt-6 at api.openai.com`; `null` when that has not changed.
    pub(super) progress: Option<String>,
    /// Whether nothing more comes under this `id`.
    pub(super) done: bool,
}

#[cfg(test)]
#[path = "extension_tests.rs"]
mod tests;
