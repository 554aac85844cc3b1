//! Which open documents are profiles or traces, and their rows, found once a version.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::{Engine, Loaded, OpenDocument};
use profile::Format;
use source::Rope;

use super::rows::{Dialect, Row, rows};
use crate::lsp::context::Context;

/// No more lines of a text are looked at: profiles may have gigabytes.
const LINES: usize = 20_000;

/// A format is told by so much of a text.
const HEAD: usize = 16 << 10;

/// Longer lines are no rows that anybody reads.
const LONGEST: usize = 64 << 10;

/// Rows of documents, by their keys.
#[derive(Default)]
pub(in crate::lsp) struct Cache(Mutex<HashMap<PathBuf, Known>>);

impl Cache {
    fn known(&self) -> MutexGuard<'_, HashMap<PathBuf, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the others.
    pub(super) fn keep(&self, is_open: impl Fn(&Path) -> bool) {
        self.known().retain(|key, _| is_open(key));
    }
}

/// The rows of one version of a document.
struct Known {
    /// The text that they were found in; the same ones share their memory.
    text: Rope,
    found: Option<(Dialect, Arc<Vec<Row>>)>,
}

/// A profile or trace that is open.
pub(in crate::lsp) struct Opened {
    pub(in crate::lsp) engine: Arc<Engine>,
    /// As documents are called.
    pub(in crate::lsp) key: PathBuf,
    pub(in crate::lsp) open: OpenDocument,
    pub(in crate::lsp) dialect: Dialect,
    pub(in crate::lsp) rows: Arc<Vec<Row>>,
}

impl Opened {
    /// Its file, as profiles are called; absent for a document without one.
    pub(in crate::lsp) fn path(&self) -> Option<PathBuf> {
        match &self.open.file {
            Some(file) => Some(self.engine.root().join(file)),
            None => self.key.is_absolute().then(|| self.key.clone()),
        }
    }

    /// The profile that was loaded from it.
    pub(in crate::lsp) fn loaded(&self) -> Option<Arc<Loaded>> {
        let path = self.path()?;
        self.engine
            .profiles()
            .into_iter()
            .find(|loaded| loaded.path == path)
    }
}

/// What an open document is. Absent when it is not open, or neither profile nor trace.
pub(in crate::lsp) fn opened(context: &Context, key: &Path) -> Option<Opened> {
    let engine = context.engine_of(key)?;
    let open = engine.document(key)?;
    // Code that speaks of stack traces is still code.
    if open.document.language().is_some() {
        return None;
    }
    let text = open.document.rope();
    let known = context
        .rows
        .known()
        .get(key)
        .filter(|known| known.text.is_instance(text))
        .map(|known| known.found.clone());
    let found = known.unwrap_or_else(|| {
        let found = find(key, text);
        context.rows.known().insert(
            key.to_owned(),
            Known {
                text: text.clone(),
                found: found.clone(),
            },
        );
        found
    });
    let (dialect, rows) = found?;
    Some(Opened {
        engine,
        key: key.to_owned(),
        open,
        dialect,
        rows,
    })
}

fn find(key: &Path, text: &Rope) -> Option<(Dialect, Arc<Vec<Row>>)> {
    let name = key
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let end = text.byte_to_char(text.len_bytes().min(HEAD));
    let head = text.slice(..end).to_string();
    let dialect = match profile::detect(&name, head.as_bytes()) {
        Some(Format::PerfData | Format::Pprof) => return None,
        Some(format) => Dialect::Profile(format),
        None => Dialect::Traces,
    };
    let lines = text
        .lines()
        .take(LINES)
        .enumerate()
        .filter(|(_, line)| line.len_bytes() <= LONGEST);
    let lines: Vec<(usize, String)> = lines.map(|(number, line)| (number, line.to_string())).collect();
    let bare = lines
        .iter()
        .map(|(number, line)| (*number, line.trim_end_matches(['\n', '\r'])));
    let rows = rows(dialect, bare);
    (!rows.is_empty()).then(|| (dialect, Arc::new(rows)))
}
