//! `sysgrok.reports`: the reports that are kept, as a document with links to them.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use super::{Given, reports};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::proto;

/// Newest first.
pub(in crate::lsp) fn run(context: &Arc<Context>, _: &Given) -> Outcome {
    let kept = context.asking.reports()?.list();
    if kept.is_empty() {
        return Err("no report is kept yet".to_owned());
    }
    let mut markdown = String::from("# Reports\n\n");
    for report in kept {
        let begun = report
            .begun
            .map(|begun| begun.strftime("%Y-%m-%d %H:%M UTC").to_string())
            .unwrap_or_default();
        let uri = proto::uri(&report.path).map(|uri| uri.as_str().replace('(', "%28").replace(')', "%29"));
        // Writing to a string does not fail.
        let _ = writeln!(
            markdown,
            "- {begun} [{}]({})",
            report.title.replace('[', "(").replace(']', ")"),
            uri.unwrap_or_default()
        );
    }
    reports::write(context, "reports", "", Path::new(""), &markdown)
}
