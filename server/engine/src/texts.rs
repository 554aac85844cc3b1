//! The texts of files that are not open but that editors are shown places in.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use dashmap::DashMap;
use source::document::Document;

/// Larger files, in bytes, are not read.
const LARGEST: u64 = 8 << 20;

/// So many bytes of text are kept.
const KEPT: usize = 4 << 20;

/// Texts by their files, as long as those are not written.
#[derive(Default)]
pub(crate) struct Texts {
    known: DashMap<Arc<Path>, (Stamp, Document)>,
}

/// When a file of the same stamp is read again, it is the same.
type Stamp = (u64, Option<SystemTime>);

impl Texts {
    /// The text of a file, by its path relative to the root, as a document without functions. Absent when it
    /// cannot be read or is too large.
    pub(crate) fn get(&self, root: &Path, file: &Path) -> Option<Document> {
        let path = root.join(file);
        let metadata = fs::metadata(&path).ok()?;
        if !metadata.is_file() || metadata.len() > LARGEST {
            return None;
        }
        let stamp = (metadata.len(), metadata.modified().ok());
        if let Some(known) = self.known.get(file)
            && known.0 == stamp
        {
            return Some(known.1.clone());
        }
        let document = Document::new(&String::from_utf8_lossy(&fs::read(path).ok()?), None, None);
        let kept: usize = self.known.iter().map(|known| known.1.rope().len_bytes()).sum();
        if kept > KEPT {
            self.known.clear();
        }
        self.known.insert(file.into(), (stamp, document.clone()));
        Some(document)
    }
}
