//! Hosts that were looked at lately, from the audit log.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use host::transport::Target;
use serde::Deserialize;

/// So much of the log's end is read.
const END: u64 = 512 << 10;

#[derive(Deserialize)]
struct Entry {
    target: String,
}

/// The hosts that commands ran on, the last first, each once. `state` is where the audit log is. Empty when there is none.
pub fn recent(state: &Path, most: usize) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    let Some(text) = end_of(&state.join("audit.jsonl")) else {
        return hosts;
    };
    for line in text.lines().rev() {
        if hosts.len() >= most {
            break;
        }
        // The first line may be cut.
        let Ok(entry) = serde_json::from_str::<Entry>(line) else {
            continue;
        };
        if !hosts.contains(&entry.target) && Target::parse(&entry.target).is_ok() {
            hosts.push(entry.target);
        }
    }
    hosts
}

fn end_of(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END))).ok()?;
    let mut bytes = Vec::new();
    file.take(END).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
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
