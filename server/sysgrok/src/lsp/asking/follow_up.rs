//! Asking further in a report.

use std::path::Path;
use std::sync::Arc;

use ask::{Model, words};
use engine::Engine;
use engine::asking;

use super::report::Pen;
use super::run::{Admitted, Written, admit, go_on, sink};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// Below an answer in a file: where the user types what else there is to ask.
const PLACE: &str = "\n\n## You\n\n";

/// Leaves room for what the user types, in a report that is a file.
pub(super) fn place(context: &Context, pen: &Pen) {
    if !context.capabilities().reports {
        pen.text(PLACE);
    }
}

/// The heading of what the user says.
const YOU: &str = "## You";

/// The heading of what follows it.
const ANSWER: &str = "\n\n## Answer\n\n";

/// What the user has typed at the end of a report; absent when nothing stands there.
pub(in crate::lsp) fn typed(text: &str) -> Option<&str> {
    below_you(text).filter(|typed| !typed.is_empty())
}

/// What stands below the last heading of a report, if that is the user's.
fn below_you(text: &str) -> Option<&str> {
    let (mut start, mut found) = (0, None);
    for line in text.split_inclusive('\n') {
        start += line.len();
        if line.trim_end() == YOU {
            found = Some(start);
        } else if line.starts_with("# ") || line.starts_with("## ") {
            found = None;
        }
    }
    text.get(found?..).map(str::trim)
}

/// Asks further in a report: `text`, else what the user typed at its end. `open` is the report as the editor has it.
///
/// # Errors
/// When there is nothing to ask, or no conversation to go on with.
pub(in crate::lsp) fn follow_up(
    context: &Arc<Context>,
    engine: Arc<Engine>,
    path: &Path,
    text: Option<&str>,
    open: Option<&str>,
) -> Outcome {
    let reports = context.asking.reports()?;
    if !reports.is_report(path) {
        return Err(format!("{} is no report", path.display()));
    }
    if context.asking.is_running(path) {
        return Err(super::IS_WRITTEN.to_owned());
    }
    let report =
        (reports.reopen(path)).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    let written = report.text();
    let is_unsaved = |open: &str| open.trim_end() != written.trim_end();
    if text.is_none() && open.is_some_and(is_unsaved) {
        return Err("the report has changes that are not saved: save it, then send it again".to_owned());
    }
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let (question, opening) = match (text, below_you(written)) {
        (Some(text), Some("")) => (text.to_owned(), format!("{text}{ANSWER}")),
        (Some(text), _) => (text.to_owned(), format!("{PLACE}{text}{ANSWER}")),
        (None, Some(typed)) if !typed.is_empty() => (typed.to_owned(), ANSWER.to_owned()),
        (None, _) => {
            return Err("nothing stands under `## You` at the end of the report".to_owned());
        }
    };
    let mut conversation = reports.conversation(path).ok_or(
        "nothing can be asked further here: no model answered in this report, or it is too old; run its command again",
    )?;
    // What nobody noted was asked in a terminal, of whatever workspace: its own consent is needed.
    let root = reports.workspace(path).unwrap_or_else(|| path.to_owned());
    let title = written
        .lines()
        .next()
        .unwrap_or_default()
        .trim_start_matches(['#', ' '])
        .to_owned();
    let of = root.clone();
    go_on(
        context,
        report,
        &title,
        root,
        move |context, pen, stop| async move {
            pen.text(opening);
            let model = match admit(&context, &engine, &of, &pen, &stop, || {}).await {
                Admitted::Model(model) => model,
                Admitted::Stopped => {
                    pen.text("**Stopped.**\n");
                    return Written::default();
                }
                Admitted::Nobody(why) => {
                    let why = why.unwrap_or_else(|| {
                        "no model is configured: `sysgrok doctor` says how to set one up".to_owned()
                    });
                    pen.text(format!("**Not answered:** {}\n", words::prose(&why)));
                    place(&context, &pen);
                    return Written::default();
                }
            };
            let mut seen = sink(&pen);
            asking::follow_up(&mut conversation, &question, &model, &stop, &mut seen).await;
            place(&context, &pen);
            Written {
                conversation: Some(conversation),
                model: Some(model.label()),
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stands_under_the_last_heading() {
        assert_eq!(
            typed("# a\n\nanswer\n\n## You\n\nWhy?\nHow?\n"),
            Some("Why?\nHow?")
        );
        assert_eq!(typed("# a\n\n## You\n\nWhy?\n\n## Answer\n\nSo.\n"), None);
        assert_eq!(
            typed("# a\n\n## You\n\nWhy?\n\n## Answer\n\nSo.\n\n## You\n\nAnd?"),
            Some("And?")
        );
        assert_eq!(typed("# a\n\n## You\n\n"), None);
        assert_eq!(below_you("# a\n\n## You\n\n"), Some(""));
        assert_eq!(below_you("# a\n"), None);
        assert_eq!(typed("# a\r\n\r\n## You\r\n\r\nWhy?\r\n"), Some("Why?"));
    }
}
