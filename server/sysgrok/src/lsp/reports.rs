//! `sysgrok/reports` and `sysgrok/reportText`: the reports that are kept.

use super::context::Context;
use super::extension::{ReportInfo, ReportText, ReportTextParams, Reports, ReportsParams};
use super::{proto, words};

/// The reports, newest first. Without a folder for them there are none.
pub(super) fn reports(context: &Context, params: &ReportsParams) -> Reports {
    let kept = (context.asking.reports()).map_or_else(|_| Vec::new(), engine::asking::Reports::list);
    let info = |kept: engine::asking::Kept| {
        let id = context.asking.running(&kept.path);
        Some(ReportInfo {
            uri: proto::uri(&kept.path)?,
            title: kept.title,
            created: kept.begun.map(|begun| begun.to_string()),
            running: id.is_some(),
            id,
        })
    };
    Reports {
        reports: kept.into_iter().filter_map(info).take(params.limit).collect(),
    }
}

/// All of a report.
///
/// # Errors
/// A sentence, when the file is no report or cannot be read.
pub(super) fn report_text(context: &Context, params: &ReportTextParams) -> Result<ReportText, String> {
    let path = proto::key(&params.uri);
    let shown = words::shown(params.uri.as_str());
    // Before the text is read: who sees it running is told of what is not in it.
    let id = context.asking.running(&path);
    let reports = context.asking.reports()?;
    let text = match reports.text(&path) {
        Ok(Some(text)) => text,
        Ok(None) => {
            return Err(format!(
                "{shown} is not a report of the folder {}",
                reports.folder().display()
            ));
        }
        Err(error) => return Err(format!("{shown} cannot be read: {error}")),
    };
    let title = text.lines().next().unwrap_or_default();
    Ok(ReportText {
        uri: params.uri.clone(),
        title: title.trim_start_matches(['#', ' ']).to_owned(),
        model: engine::asking::written_by(&text),
        running: id.is_some(),
        id,
        text,
    })
}
