//! Nothing is taken for a secret in real sources and recordings: this repository's own.

use std::path::{Path, PathBuf};

use super::find;

/// What is found there rightly: placeholders in what is written about them.
const ALLOWED: [&str; 2] = ["<AWS_KEY_1>", "<QUOTED_1>"];

fn files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(
                name.as_str(),
                "target" | "tests" | "test" | "fuzz" | "node_modules" | "dist"
            ) {
                self::files(&path, files);
            }
        } else if !name.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

#[test]
fn the_sources_and_recordings_of_this_repository_stay_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    for folder in ["server", "grammars", "editors", "tests/workspaces"] {
        files(&root.join(folder), &mut paths);
    }
    let mut found = Vec::new();
    let mut bytes = 0;
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        // Tests may hold secrets that they make up.
        let text = text.split("#[cfg(test)]\nmod").next().unwrap();
        bytes += text.len();
        for span in find::spans(text) {
            let secret = &text[span.start..span.end];
            let line = text[..span.start].matches('\n').count() + 1;
            if !ALLOWED.contains(&secret) {
                found.push(format!(
                    "{}:{line}: {}: {secret}",
                    path.display(),
                    span.kind.name()
                ));
            }
        }
    }
    assert!(bytes > 5_000_000, "only {bytes} bytes were read");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
