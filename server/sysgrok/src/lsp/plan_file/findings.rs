//! Commands of a plan that are not what their line says: quiet, and one a line.

use host::gate::Tier;
use host::plan::Line;
use lsp_types::{Diagnostic, DiagnosticSeverity, Uri};

use super::opened;
use crate::lsp::context::Context;
use crate::lsp::{diagnostics, proto};

/// Findings of all plans that are open.
pub(in crate::lsp) fn findings(context: &Context) -> Vec<(Uri, Vec<Diagnostic>)> {
    let mut all = Vec::new();
    for engine in context.engines().iter() {
        for key in engine.open_documents() {
            let Some((opened, uri)) = opened(context, &key).zip(proto::uri_of_key(&key)) else {
                continue;
            };
            let list: Vec<Diagnostic> = (opened.commands())
                .filter_map(|command| {
                    let message = said(&command.line)?;
                    let range = proto::range(&opened.open.document, command.span, context.encoding());
                    let severity = DiagnosticSeverity::INFORMATION;
                    Some(diagnostics::finding(range, severity, "plan-command", message))
                })
                .collect();
            if !list.is_empty() {
                all.push((uri, list));
            }
        }
    }
    all
}

/// What the user may not know of a line.
fn said(line: &Line) -> Option<String> {
    let verdict = &line.item.verdict;
    let reason = &verdict.reason;
    let is_new = line.stated != Some(verdict.tier);
    match verdict.tier {
        Tier::Read => (is_new && line.stated.is_some()).then(|| format!("Now `read`: {reason}.")),
        Tier::Ask if verdict.runs.is_none() && (is_new || line.item.ticked) => {
            Some(format!("This does not run as it stands: {reason}."))
        }
        Tier::Ask => is_new.then(|| format!("Now `ask`: {reason}. It runs only if it is ticked.")),
        Tier::Never => (is_new || line.item.ticked).then(|| format!("This does not run: {reason}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use host::gate::Policy;

    #[test]
    fn only_what_changed_or_does_not_run_is_told() {
        let check = |line: &str, expected: Option<&str>| {
            let said = said(&Line::read(line, &Policy::default()).unwrap());
            assert_eq!(said.as_deref(), expected, "{line}");
        };
        check("- [x] `uptime` (read) load", None);
        check("- [x] `uptime` load", None);
        check(
            "- [ ] `uptime` (ask: x)",
            Some("Now `read`: only reads: uptime (load and time since boot)."),
        );
        check("- [ ] `touch /tmp/x` (ask: x)", None);
        check("- [x] `touch /tmp/x` (ask: x)", None);
        check(
            "- [x] `touch /tmp/x` (read)",
            Some(
                "Now `ask`: touch writes files or changes the state of the host. It runs only if it is ticked.",
            ),
        );
        check("- [ ] `reboot` (never: x)", None);
        check(
            "- [x] `reboot` (never: x)",
            Some("This does not run: reboot stops or restarts the host."),
        );
        check(
            "- [ ] `reboot` (read)",
            Some("This does not run: reboot stops or restarts the host."),
        );
    }
}
