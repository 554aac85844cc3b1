//! Hosts that were looked at lately, from the audit log.

use std::path::Path;

use host::audit::recent_targets;
use host::transport::Target;

/// The hosts that commands ran on, the last first, each once. `state` is where the audit log is. Empty when there is none.
pub fn recent(state: &Path, most: usize) -> Vec<String> {
    (recent_targets(state, most).iter())
        .map(Target::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_last_comes_first_and_each_once() {
        let state = tempfile::tempdir().unwrap();
        assert!(super::recent(state.path(), 3).is_empty());
        let log = ["web1", "local", "web2", "-oProxyCommand=x", "web1", "web1", "cut"]
            .map(|target| format!("{{\"target\":\"{target}\",\"command\":\"'uptime'\"}}\n"));
        let log = log.concat();
        let log = log.trim_end().strip_suffix('}').unwrap();
        std::fs::write(state.path().join("audit.jsonl"), log).unwrap();
        assert_eq!(super::recent(state.path(), 2), ["web1", "web2"]);
        assert_eq!(super::recent(state.path(), 9), ["web1", "web2", "local"]);
    }
}
