//! Markdown files that are shown: lists that a message is too small for.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::show;
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::proto;

/// Writes a report, shows it, and gives it as the command's result. One of the same kind, subject and workspace
/// takes the place of the one before.
pub(super) fn write(
    context: &Arc<Context>,
    kind: &str,
    subject: &str,
    root: &Path,
    markdown: &str,
) -> Outcome {
    let folder = crate::user_state().ok_or("there is no folder to write to: set HOME or XDG_STATE_HOME")?;
    let path = folder.join(name(kind, subject, root));
    let fault = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    make(&folder).map_err(fault)?;
    // Only its owner can read such a file, and nobody sees a half of it.
    let mut file = NamedTempFile::new_in(&folder).map_err(fault)?;
    file.write_all(markdown.as_bytes()).map_err(fault)?;
    file.persist(&path).map_err(|error| fault(error.error))?;
    let uri = proto::uri(&path).ok_or_else(|| format!("{} has no URI", path.display()))?;
    let answer: Value = json!({ "uri": uri.as_str(), "markdown": markdown });
    show(context, uri, None, format!("sysgrok: see {}", path.display()));
    Ok(answer)
}

/// Nobody else may read what is said about the user's code.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A name that says what it is, and that no other workspace or subject has.
fn name(kind: &str, subject: &str, root: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    (subject, root).hash(&mut hasher);
    let base = root
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut name = kind.to_owned();
    for part in [base.as_str(), subject] {
        let plain: String = part
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            .take(40)
            .collect();
        if !plain.is_empty() {
            name.push('-');
            name.push_str(&plain);
        }
    }
    format!("{name}-{:08x}.md", hasher.finish() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_differ() {
        let one = name("callers", "a::<T>/../b", Path::new("/x/my work"));
        assert!(one.starts_with("callers-mywork-aTb-"), "{one}");
        assert_ne!(one, name("callers", "a::<T>/../c", Path::new("/x/my work")));
        assert_ne!(one, name("callers", "a::<T>/../b", Path::new("/y/my work")));
    }
}
