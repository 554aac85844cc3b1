//! `--format sarif`: SARIF 2.1.0 (OASIS Standard, 27 March 2020), sections 3.13 to 3.28.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::{Finding, Findings, percent};
use crate::cli::printable;

/// Writes one run. Hot code is no fault, so every result is a `note`.
pub(in crate::cli) fn write(findings: &Findings<'_>, out: &mut impl Write) -> io::Result<()> {
    let functions = findings.functions();
    let results: Vec<Value> = (functions.iter())
        .flat_map(|finding| {
            let stale = if finding.stale {
                " The file has changed since the recording, so its hot lines are not known."
            } else {
                ""
            };
            let function = result(
                "hot-function",
                &format!("{}: {}.{stale}", finding.names.short, finding.sentence()),
                &location(findings, finding, finding.start_line, finding.end_line),
                finding,
            );
            let line = finding.lines().next().map(|line| {
                let own = finding
                    .view
                    .share(line.own)
                    .map_or(String::new(), |own| format!(" {} self", percent(own)));
                let message = format!("Hottest line of {}:{own}.", finding.names.short);
                result(
                    "hot-line",
                    &message,
                    &location(findings, finding, line.line, line.line),
                    finding,
                )
            });
            std::iter::once(function).chain(line)
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sysgrok",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": [
                    { "id": "hot-function", "shortDescription": { "text": "A function that a profile is often in." } },
                    { "id": "hot-line", "shortDescription": { "text": "The line of a hot function that it is in most." } }
                ]
            } },
            "columnKind": "utf16CodeUnits",
            "results": results
        }]
    });
    writeln!(out, "{}", printable::json_pretty(&log)?)
}

fn result(rule: &str, message: &str, location: &Value, finding: &Finding<'_>) -> Value {
    json!({
        "ruleId": rule,
        "level": "note",
        "message": { "text": message },
        "locations": [location],
        "partialFingerprints": { "function/v1": format!("{}:{}:{rule}", uri(finding.file), finding.names.short) },
        "properties": { "self": finding.own(), "total": finding.total(), "profile": finding.view.loaded.name, "stale": finding.stale }
    })
}

fn location(findings: &Findings<'_>, finding: &Finding<'_>, start: u32, end: u32) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&findings.shown_path(finding.file)) },
        "region": { "startLine": start, "endLine": end }
    } })
}

/// The path as a URI reference (section 3.4.3): with slashes, and all but RFC 3986's unreserved characters
/// percent-encoded.
pub(in crate::cli) fn uri(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.to_string_lossy().replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char);
            }
            _ => {
                let [high, low] = [byte >> 4, byte & 0xf].map(|half| char::from_digit(half.into(), 16));
                uri.push('%');
                uri.extend(
                    [high, low]
                        .into_iter()
                        .flatten()
                        .map(|digit| digit.to_ascii_uppercase()),
                );
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;
    use std::path::Path;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri(Path::new("a b/[ä].c")), "a%20b/%5B%C3%A4%5D.c");
    }
}
