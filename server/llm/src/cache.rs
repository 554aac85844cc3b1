//! Answers kept on disk: a file each, named by the hash of all that the answer depends on.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::{Finish, Finished, Options, Request};

/// All kept answers together; beyond it the oldest go.
const TOTAL: u64 = 64 << 20;
/// No answer is that large, so that a file that is is none.
const LARGEST: u64 = 48 << 20;

/// One file.
#[derive(Serialize, Deserialize)]
struct Entry {
    /// Changed when this structure does.
    version: u32,
    /// The file's name, which tells a file that was copied or cut.
    hash: String,
    answer: Finished,
}

const VERSION: u32 = 1;

/// The folder of kept answers.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    total: u64,
}

impl Cache {
    pub(crate) fn new(folder: PathBuf) -> Cache {
        Cache { folder, total: TOTAL }
    }

    /// The kept answer. Unreadable and spoilt files are none.
    pub(crate) fn get(&self, hash: &str) -> Option<Finished> {
        let mut bytes = Vec::new();
        File::open(self.path(hash))
            .ok()?
            .take(LARGEST)
            .read_to_end(&mut bytes)
            .ok()?;
        let entry: Entry = serde_json::from_slice(&bytes).ok()?;
        let is_whole = entry.version == VERSION && entry.hash == hash && entry.answer.finish == Finish::Stop;
        is_whole.then_some(Finished {
            from_cache: true,
            ..entry.answer
        })
    }

    /// Keeps an answer, if it is complete. Readable by the user alone, since it may quote their source.
    pub(crate) fn put(&self, hash: &str, answer: &Finished) -> io::Result<()> {
        if answer.finish != Finish::Stop || answer.from_cache {
            return Ok(());
        }
        create(&self.folder)?;
        let entry = Entry {
            version: VERSION,
            hash: hash.to_owned(),
            answer: answer.clone(),
        };
        // A temporary file is 0600 from the start, and is moved whole.
        let mut file = NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer(io::BufWriter::new(&mut file), &entry)?;
        file.flush()?;
        file.persist(self.path(hash)).map_err(|error| error.error)?;
        self.prune()
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(hash).with_extension("json")
    }

    /// Removes the oldest beyond the total, and a tenth more, so that not every answer removes one.
    fn prune(&self) -> io::Result<()> {
        let mut files = Vec::new();
        let mut total = 0;
        for file in fs::read_dir(&self.folder)?.flatten() {
            let Ok(about) = file.metadata() else { continue };
            if about.is_file() {
                total += about.len();
                files.push((about.modified()?, about.len(), file.path()));
            }
        }
        if total <= self.total {
            return Ok(());
        }
        files.sort();
        for (_, length, path) in files {
            if total <= self.total - self.total / 10 {
                break;
            }
            // Another process may have removed it.
            let _ = fs::remove_file(path);
            total -= length;
        }
        Ok(())
    }
}

fn create(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The hash of all that an answer depends on. The key is no part of it.
pub(crate) fn hash(options: &Options, endpoint: &str, model: &str, request: &Request) -> String {
    let whole = json!({
        "provider": options.provider.name(),
        "endpoint": endpoint,
        "model": model,
        "temperature": options.temperature,
        "system": request.system,
        "messages": request.messages,
        "max_output_tokens": request.max_output_tokens,
        "schema": request.schema.as_ref().map(|schema| json!([schema.name, schema.json, schema.accepted])),
        "prompt_version": request.prompt_version,
    });
    Sha256::digest(whole.to_string().as_bytes())
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    fn answer(text: &str) -> Finished {
        Finished {
            text: text.into(),
            finish: Finish::Stop,
            usage: None,
            from_cache: false,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn the_oldest_go_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = Cache::new(folder.path().join("answers"));
        cache.total = 5_000;
        for number in 0..8 {
            let hash = format!("{number:064}");
            cache.put(&hash, &answer(&"x".repeat(1_000))).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(number);
            if let Ok(file) = File::options().write(true).open(cache.path(&hash)) {
                file.set_modified(time).unwrap();
            }
        }
        let kept: Vec<u64> = (0..8)
            .filter(|number| cache.get(&format!("{number:064}")).is_some())
            .collect();
        assert_eq!(kept, [4, 5, 6, 7]);
    }

    #[test]
    fn a_spoilt_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_owned());
        let hash = "0".repeat(64);
        cache.put(&hash, &answer("x")).unwrap();
        let whole = fs::read(cache.path(&hash)).unwrap();
        fs::write(cache.path(&hash), &whole[..whole.len() - 5]).unwrap();
        assert_eq!(cache.get(&hash), None);
        fs::write(cache.path(&"1".repeat(64)), &whole).unwrap();
        assert_eq!(cache.get(&"1".repeat(64)), None);
    }
}
