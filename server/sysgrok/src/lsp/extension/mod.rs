//! Our own methods, for clients that know them: their names, their types, who is offered what. One file a subject.
//! `editors/PROTOCOL.md` is their documentation; a test holds the two together.
//!
//! Shares are fractions of the whole of the profile, 0 to 1. What a profile does not carry is `null`.

mod ask;
mod callers;
mod explained;
mod flame_graph;
mod heat;
mod hosts;
mod hot_spots;
mod profile;
mod report;
mod status;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde_json::Value;

pub(super) use ask::{AskParams, Asked};
pub(super) use callers::{CallEdge, Callers, CallersParams};
pub(super) use explained::ExplainedParams;
pub(super) use flame_graph::{FlameFunction, FlameGraph, FlameGraphParams, FlameNode};
pub(super) use heat::{DocumentHeat, FunctionHeat, HeatParams, LineHeat, Samples};
pub(super) use hosts::{HostGroup, HostInfo, HostSource, Hosts};
pub(super) use hot_spots::{HotSpot, HotSpots, HotSpotsParams, Kind};
pub(super) use profile::{ProfileInfo, Provenance};
pub(super) use report::{ReportInfo, ReportParams, ReportText, ReportTextParams, Reports, ReportsParams};
pub(super) use status::{FolderHeat, HeatChangedParams};

/// Request: the heat of one document.
pub(super) const HEAT: &str = "sysgrok/heat";

/// Request: the hottest functions, files or lines of the workspace.
pub(super) const HOT_SPOTS: &str = "sysgrok/hotSpots";

/// Request: what is loaded and shown.
pub(super) const STATUS: &str = "sysgrok/status";

/// Request: who calls a function, and what it calls.
pub(super) const CALLERS: &str = "sysgrok/callers";

/// Request: the stacks as a tree of frames.
pub(super) const FLAME_GRAPH: &str = "sysgrok/flameGraph";

/// Request: the reports that are kept.
pub(super) const REPORTS: &str = "sysgrok/reports";

/// Request: all of a report.
pub(super) const REPORT_TEXT: &str = "sysgrok/reportText";

/// Request: begins a report, as commands do.
pub(super) const ASK: &str = "sysgrok/ask";

/// Request: hosts to choose from.
pub(super) const HOSTS: &str = "sysgrok/hosts";

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

/// Notification to the client: a hover has more to say.
pub(super) enum Explained {}

impl lsp_types::notification::Notification for Explained {
    type Params = ExplainedParams;
    const METHOD: &'static str = "sysgrok/explained";
}

/// Parameters of requests that have none.
#[derive(Debug, Deserialize)]
pub(super) struct NoParams {}

/// What we say of ourselves in `experimental` of our capabilities.
pub(super) fn capabilities() -> Value {
    serde_json::json!({ "sysgrok": {
        "heat": true, "heatChanged": true, "hotSpots": true, "status": true, "callers": true, "flameGraph": true,
        "report": true, "reports": true, "reportText": true, "ask": true, "hosts": true, "explained": true,
    } })
}

/// Whether a client wants one of our notifications: what it says in `experimental` of its capabilities.
pub(super) fn wants(experimental: Option<&Value>, notification: &str) -> bool {
    experimental
        .and_then(|own| own.get("sysgrok")?.get(notification)?.as_bool())
        .unwrap_or(false)
}
