//! Tokens of the day, counted in a file that all processes share.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::Error;

/// What the file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Used {
    /// The day of the count (UTC).
    day: Option<Date>,
    /// Tokens used on it, input and output together.
    tokens: u64,
}

/// The count of tokens, and its limit.
#[derive(Debug)]
pub(crate) struct Budget {
    file: Option<PathBuf>,
    limit: Option<u64>,
    /// The count where there is no file.
    memory: Mutex<Used>,
}

impl Budget {
    pub(crate) fn new(file: Option<PathBuf>, limit: Option<u64>) -> Budget {
        Budget {
            file,
            limit,
            memory: Mutex::default(),
        }
    }

    /// Whether anything is counted.
    fn counts(&self) -> bool {
        self.file.is_some() || self.limit.is_some()
    }

    /// Takes `tokens` from the day before they are used, so that questions asked at once do not all find room.
    pub(crate) async fn reserve(self: &Arc<Budget>, tokens: u64) -> Result<Reservation, Error> {
        if self.counts() {
            let budget = Arc::clone(self);
            let taken = tokio::task::spawn_blocking(move || budget.take(tokens, today())).await;
            taken.unwrap_or(Ok(()))?;
        }
        Ok(Reservation {
            budget: Arc::clone(self),
            reserved: tokens,
            used: tokens,
        })
    }

    fn take(&self, tokens: u64, day: Date) -> Result<(), Error> {
        let mut refused = None;
        let changed = self.change(day, |used| {
            let limit = self.limit.unwrap_or(u64::MAX);
            // What a single question needs beyond the whole limit is refused too.
            if used.saturating_add(tokens) > limit {
                refused = Some(Error::Budget { used, limit });
                used
            } else {
                used.saturating_add(tokens)
            }
        });
        if let Err(error) = changed
            && self.limit.is_some()
        {
            return Err(Error::UsageFile {
                path: self
                    .file
                    .as_deref()
                    .unwrap_or(Path::new(""))
                    .display()
                    .to_string(),
                reason: error.to_string(),
            });
        }
        refused.map_or(Ok(()), Err)
    }

    fn change(&self, day: Date, change: impl FnOnce(u64) -> u64) -> io::Result<()> {
        let renew = |used: Used| if used.day == Some(day) { used.tokens } else { 0 };
        let Some(file) = &self.file else {
            let mut used = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            *used = Used {
                day: Some(day),
                tokens: change(renew(*used)),
            };
            return Ok(());
        };
        let folder = file.parent().unwrap_or(Path::new("."));
        make_private(folder)?;
        let _lock = lock(&file.with_extension("lock"))?;
        // A file that cannot be read as ours is begun anew.
        let used = match read(file) {
            Ok(text) => serde_json::from_str(&text).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::NotFound => Used::default(),
            Err(error) => return Err(error),
        };
        let used = Used {
            day: Some(day),
            tokens: change(renew(used)),
        };
        let mut new = NamedTempFile::new_in(folder)?;
        // In one write: each token of the JSON would be one of its own.
        new.write_all(&serde_json::to_vec(&used)?)?;
        new.persist(file).map_err(|error| error.error)?;
        Ok(())
    }
}

/// The count has a few bytes; more is not ours.
fn read(file: &Path) -> io::Result<String> {
    use std::io::Read;
    let mut text = String::new();
    File::open(file)?.take(1024).read_to_string(&mut text)?;
    Ok(text)
}

/// Nobody else need know what a user asks.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The lock of the count. It is held for some microseconds, so that after two seconds its holder must hang.
fn lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    for _ in 0..400 {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::new(
        ErrorKind::TimedOut,
        "another process holds its lock",
    ))
}

fn today() -> Date {
    TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// Tokens taken from the day. When dropped, what was not used is given back, and what was used besides is taken.
#[derive(Debug)]
pub(crate) struct Reservation {
    budget: Arc<Budget>,
    reserved: u64,
    used: u64,
}

impl Reservation {
    /// So many tokens are used so far, all together.
    pub(crate) fn use_tokens(&mut self, used: u64) {
        self.used = used;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.budget.counts() && self.used != self.reserved {
            // What cannot be written now was counted as reserved.
            let _ = self.budget.change(today(), |tokens| {
                tokens.saturating_sub(self.reserved).saturating_add(self.used)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(folder: &Path, limit: u64) -> Budget {
        Budget::new(Some(folder.join("usage.json")), Some(limit))
    }

    #[test]
    fn a_new_day_begins_at_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let day: Date = "2026-11-01".parse().unwrap();
        let budget = budget(folder.path(), 100);
        budget.take(90, day).unwrap();
        assert_eq!(budget.take(20, day), Err(Error::Budget { used: 90, limit: 100 }));
        budget.take(20, day.tomorrow().unwrap()).unwrap();
        let text = fs::read_to_string(folder.path().join("usage.json")).unwrap();
        assert_eq!(text, r#"{"day":"2026-11-02","tokens":20}"#);
    }

    #[test]
    fn a_spoilt_file_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("usage.json"), "{\"day\":\"2026-").unwrap();
        budget(folder.path(), 100).take(20, today()).unwrap();
        let text = fs::read_to_string(folder.path().join("usage.json")).unwrap();
        assert!(text.ends_with("\"tokens\":20}"), "{text}");
    }

    #[test]
    fn processes_do_not_lose_each_others_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let day = today();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let budget = budget(folder.path(), 1_000_000);
                    for _ in 0..25 {
                        budget.take(10, day).unwrap();
                    }
                });
            }
        });
        let text = fs::read_to_string(folder.path().join("usage.json")).unwrap();
        assert!(text.ends_with("\"tokens\":1000}"), "{text}");
    }

    #[test]
    fn a_file_that_cannot_be_written_keeps_no_budget() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let path = folder.path().join("file/usage.json");
        let limited = Budget::new(Some(path.clone()), Some(100));
        assert!(matches!(limited.take(1, today()), Err(Error::UsageFile { .. })));
        let unlimited = Budget::new(Some(path), None);
        assert_eq!(unlimited.take(1, today()), Ok(()));
    }
}
