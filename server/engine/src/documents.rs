//! The documents that an editor has open, and where lines of the file on disk stand in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dashmap::DashMap;
use source::document::{Document, Edit};
use source::position::Encoding;
use source::{Language, LineMap, Outline, Sources};

/// How long one parse of a document may take.
const PARSE_TIME: Duration = Duration::from_secs(2);

/// How long a document is compared with its file when it is opened with other text.
const DIFF_TIME: Duration = Duration::from_millis(200);

/// An open document.
#[derive(Clone)]
pub struct OpenDocument {
    /// The text with its tree and functions.
    pub document: Document,
    /// The version that the editor gave it.
    pub version: i32,
    /// Its file, relative to the root; absent when it lies elsewhere.
    pub file: Option<Arc<Path>>,
    /// Lines of the file on disk -> lines of the document.
    pub unsaved: LineMap,
}

/// All open documents, by absolute path, or by URI where there is no path.
#[derive(Default)]
pub(crate) struct Documents {
    open: DashMap<PathBuf, OpenDocument>,
}

impl Documents {
    pub(crate) fn get(&self, key: &Path) -> Option<OpenDocument> {
        self.open.get(key).map(|document| document.clone())
    }

    pub(crate) fn of_file(&self, file: &Path) -> Option<OpenDocument> {
        self.open
            .iter()
            .find(|entry| entry.file.as_deref() == Some(file))
            .map(|entry| entry.clone())
    }

    pub(crate) fn files(&self) -> Vec<Arc<Path>> {
        self.open.iter().filter_map(|entry| entry.file.clone()).collect()
    }

    pub(crate) fn keys(&self) -> Vec<PathBuf> {
        self.open.iter().map(|entry| entry.key().clone()).collect()
    }

    pub(crate) fn open(
        &self,
        sources: &Sources,
        key: &Path,
        text: &str,
        language: Option<&'static Language>,
        version: i32,
    ) {
        let file: Option<Arc<Path>> = sources.workspace().on_disk(key).map(Into::into);
        let end = Instant::now() + PARSE_TIME;
        let document = Document::new(text, language, Some(&mut || Instant::now() < end));
        let unsaved = match file
            .as_deref()
            .map(|file| std::fs::read(sources.workspace().canonical_root().join(file)))
        {
            Some(Ok(disk)) if disk != text.as_bytes() => {
                LineMap::diff(&String::from_utf8_lossy(&disk), text, DIFF_TIME)
            }
            _ => LineMap::identity(),
        };
        let open = OpenDocument {
            document,
            version,
            file,
            unsaved,
        };
        self.open.insert(key.to_owned(), open);
    }

    /// False when the document is not open.
    pub(crate) fn change(&self, key: &Path, edits: &[Edit], encoding: Encoding, version: i32) -> bool {
        let Some(mut open) = self.open.get_mut(key) else {
            return false;
        };
        let end = Instant::now() + PARSE_TIME;
        let moved = open
            .document
            .edit(edits, encoding, Some(&mut || Instant::now() < end));
        for edit in moved {
            open.unsaved.shift(edit);
        }
        open.version = version;
        true
    }

    /// The file now has the document's text. Gives the file and where its lines went.
    pub(crate) fn save(&self, key: &Path) -> Option<(Arc<Path>, LineMap)> {
        let mut open = self.open.get_mut(key)?;
        let moved = std::mem::take(&mut open.unsaved);
        Some((open.file.clone()?, moved))
    }

    /// Lets every document stand before its file wherever sources are asked. Not done on every keystroke: a
    /// profile is joined anew far more rarely than that.
    pub(crate) fn show_all(&self, sources: &Sources) {
        for open in &self.open {
            show(sources, &open);
        }
    }

    pub(crate) fn close(&self, sources: &Sources, key: &Path) {
        if let Some((_, open)) = self.open.remove(key)
            && let Some(file) = &open.file
        {
            sources.close(file);
        }
    }
}

fn show(sources: &Sources, open: &OpenDocument) {
    if let Some(file) = &open.file {
        let outline: Outline = open.document.outline(file, sources.home(file));
        sources.open(Arc::new(outline));
    }
}
