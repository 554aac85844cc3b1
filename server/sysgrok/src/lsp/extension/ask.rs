//! `sysgrok/ask`.

use lsp_types::Uri;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Parameters of `sysgrok/ask`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct AskParams {
    /// What is asked: `explainFunction`, `optimise`, `explainProcess`, `findFaster`, `stackTrace`, `topN`, `code`,
    /// `chat`, `followUp`, `debugHost` or `analyzeCommand`.
    pub(in crate::lsp) kind: AskKind,
    /// The argument of the command `sysgrok.` and that name.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Map<String, Value>"))]
    pub(in crate::lsp) argument: Map<String, Value>,
}

/// The commands that begin a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) enum AskKind {
    /// What a function does, and why it is hot.
    ExplainFunction,
    /// How a function could be faster.
    Optimise,
    /// What a program is.
    ExplainProcess,
    /// A faster library or program.
    FindFaster,
    /// What happened.
    StackTrace,
    /// What a list of functions or processes tells.
    TopN,
    /// What annotated code tells.
    Code,
    /// Anything.
    Chat,
    /// More, in a report.
    FollowUp,
    /// What is wrong with hosts.
    DebugHost,
    /// What a command's output tells.
    AnalyzeCommand,
}

impl AskKind {
    /// The command.
    pub(in crate::lsp) fn command(self) -> &'static str {
        match self {
            AskKind::ExplainFunction => "sysgrok.explainFunction",
            AskKind::Optimise => "sysgrok.optimise",
            AskKind::ExplainProcess => "sysgrok.explainProcess",
            AskKind::FindFaster => "sysgrok.findFaster",
            AskKind::StackTrace => "sysgrok.stackTrace",
            AskKind::TopN => "sysgrok.topN",
            AskKind::Code => "sysgrok.code",
            AskKind::Chat => "sysgrok.chat",
            AskKind::FollowUp => "sysgrok.followUp",
            AskKind::DebugHost => "sysgrok.debugHost",
            AskKind::AnalyzeCommand => "sysgrok.analyzeCommand",
        }
    }
}

/// A report that has begun.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct Asked {
    /// The report.
    #[cfg_attr(test, schemars(with = "super::tests::Uri"))]
    pub(in crate::lsp) report: Uri,
    /// The answer that is being written, as in `ReportParams`.
    pub(in crate::lsp) id: String,
}
