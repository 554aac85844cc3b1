//! Findings as text.

use super::{Findings, Lines};

/// The report of one host: verdict, findings, facts, what was not seen. Lines are cited as `[vmstat, lines 3-7]`.
pub fn markdown(findings: &Findings, host: &str) -> String {
    markdown_citing(findings, host, &|lines| format!("[{lines}]"))
}

/// [`markdown`] with citations of the caller's own, such as `[cmd 4, lines 3-7]`.
pub fn markdown_citing(findings: &Findings, host: &str, cite: &dyn Fn(&Lines) -> String) -> String {
    let _ = (findings, host, cite);
    String::new()
}

/// The report of several hosts: one line a host, the worst first, then what differs, then what they share.
pub fn compare(hosts: &[(String, Findings)]) -> String {
    let _ = hosts;
    String::new()
}
