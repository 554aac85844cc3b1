//! The documents that an editor has open, and where lines of the file on disk stand in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dashmap::DashMap;
use source::document::{Document, Edit};
use source::position::Encoding;
use source::{Language, LineMap, Rope, Sources};

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
    /// The text of the file on disk.
    on_disk: Rope,
    /// The number of its last save, or of the last one of any document before it was opened.
    pub(crate) save: u64,
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
        save: u64,
    ) {
        let file: Option<Arc<Path>> = sources.workspace().on_disk(key).map(Into::into);
        let end = Instant::now() + PARSE_TIME;
        let document = Document::new(text, language, Some(&mut || Instant::now() < end));
        let read = |file: &Path| std::fs::read(sources.workspace().canonical_root().join(file)).ok();
        let (on_disk, unsaved) = match file.as_deref().and_then(read) {
            Some(disk) if disk != text.as_bytes() => {
                let disk = String::from_utf8_lossy(&disk);
                (Rope::from_str(&disk), LineMap::diff(&disk, text, DIFF_TIME))
            }
            _ => (document.rope().clone(), LineMap::identity()),
        };
        let open = OpenDocument {
            document,
            version,
            file,
            unsaved,
            on_disk,
            save,
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
        let open = &mut *open;
        for edit in moved {
            open.unsaved.shift(edit);
        }
        open.unsaved.regain(&open.on_disk, open.document.rope());
        open.version = version;
        true
    }

    /// Where the lines of the file on disk are in the document.
    pub(crate) fn unsaved(&self, key: &Path) -> Option<(Arc<Path>, LineMap)> {
        let open = self.open.get(key)?;
        Some((open.file.clone()?, open.unsaved.clone()))
    }

    /// The file now has the document's text. `save` counts from 1, over all documents.
    pub(crate) fn save(&self, key: &Path, save: u64) {
        if let Some(mut open) = self.open.get_mut(key) {
            let open = &mut *open;
            open.unsaved = LineMap::identity();
            open.on_disk = open.document.rope().clone();
            open.save = save;
        }
    }

    pub(crate) fn close(&self, key: &Path) {
        self.open.remove(key);
    }
}
