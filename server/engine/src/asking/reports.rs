//! Answers as markdown files under the state folder, written while they come, and the conversations behind them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ask::Conversation;
use jiff::Timestamp;

/// Reports that are kept; the oldest go.
const KEPT: usize = 200;

/// Bytes that all of them take, with their conversations; the oldest go. A conversation holds the text that it is about.
const MOST_BYTES: u64 = 128 << 20;

/// Bytes of a report that are read; none is so large.
const LARGEST: u64 = 32 << 20;

/// Bytes of a title.
const LONGEST_TITLE: u64 = 4 << 10;

/// What the file beside a report ends in that holds its conversation.
const CONVERSATION: &str = "json";

/// What the file beside a report ends in that names its workspace.
const OF_WORKSPACE: &str = "workspace";

/// The reports of a user.
#[derive(Clone, Debug)]
pub struct Reports {
    folder: PathBuf,
}

/// A report that is being written.
#[derive(Debug)]
pub struct Report {
    /// The file.
    pub path: PathBuf,
    file: fs::File,
    text: String,
}

/// A report that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The file.
    pub path: PathBuf,
    /// Its first line, without the mark of a heading.
    pub title: String,
    /// When it was begun.
    pub begun: Option<Timestamp>,
}

impl Reports {
    /// Those of a state folder.
    pub fn new(state: &Path) -> Reports {
        Reports {
            folder: state.join("reports"),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins a report of this title.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn begin(&self, title: &str, now: Timestamp) -> io::Result<Report> {
        make_private(&self.folder)?;
        self.forget_old();
        let stem = format!("{}-{}", now.strftime("%Y%m%dT%H%M%SZ"), plain(title));
        for number in 0..1000_u32 {
            let number = if number == 0 {
                String::new()
            } else {
                format!("-{number}")
            };
            let path = self.folder.join(format!("{stem}{number}.md"));
            match private_file(&path) {
                Ok(file) => {
                    let mut report = Report {
                        path,
                        file,
                        text: String::new(),
                    };
                    report.append(&format!("# {title}\n\n"))?;
                    return Ok(report);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "too many reports of one second",
        ))
    }

    /// The reports, newest first.
    pub fn list(&self) -> Vec<Kept> {
        let mut paths = self.paths();
        paths.reverse();
        (paths.into_iter())
            .filter_map(|path| {
                let start = io::Read::take(fs::File::open(&path).ok()?, LONGEST_TITLE);
                let title = io::BufRead::lines(io::BufReader::new(start)).next()?.ok()?;
                let stamp = path.file_name()?.to_str()?.split('-').next()?;
                Some(Kept {
                    title: title.trim_start_matches(['#', ' ']).to_owned(),
                    begun: stamp.parse().ok(),
                    path,
                })
            })
            .collect()
    }

    /// Whether a file is one of the reports.
    pub fn is_report(&self, path: &Path) -> bool {
        path.parent() == Some(&*self.folder) && path.extension().is_some_and(|end| end == "md")
    }

    /// All that is in a report; absent when the file is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self, path: &Path) -> io::Result<Option<String>> {
        // A link in the folder would lead elsewhere.
        if !self.is_report(path) || !fs::symlink_metadata(path)?.is_file() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::Read::take(fs::File::open(path)?, LARGEST), &mut bytes)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Goes on with a report.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn reopen(&self, path: &Path) -> io::Result<Report> {
        let text = fs::read_to_string(path)?;
        let file = fs::OpenOptions::new().append(true).open(path)?;
        Ok(Report {
            path: path.to_owned(),
            file,
            text,
        })
    }

    /// The conversation behind a report; absent when it was made without a model, or is too old.
    pub fn conversation(&self, path: &Path) -> Option<Conversation> {
        serde_json::from_slice(&fs::read(path.with_extension(CONVERSATION)).ok()?).ok()
    }

    /// Keeps the conversation behind a report.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, path: &Path, conversation: &Conversation) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        // In one write: each token of the JSON would be one of its own.
        file.write_all(&serde_json::to_vec(conversation)?)?;
        file.persist(path.with_extension(CONVERSATION))
            .map_err(|error| error.error)?;
        Ok(())
    }

    /// Notes of which workspace a report speaks, for those that go on with it elsewhere: what was agreed to for one
    /// workspace holds for no other.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_workspace(&self, path: &Path, root: &Path) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(root.as_os_str().as_encoded_bytes())?;
        file.persist(path.with_extension(OF_WORKSPACE))
            .map_err(|error| error.error)?;
        Ok(())
    }

    /// The workspace that a report speaks of; absent when nobody noted it.
    pub fn workspace(&self, path: &Path) -> Option<PathBuf> {
        fs::read_to_string(path.with_extension(OF_WORKSPACE))
            .ok()
            .map(PathBuf::from)
    }

    /// The reports, oldest first: their names begin with the time.
    fn paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .collect();
        paths.sort();
        paths
    }

    fn forget_old(&self) {
        let bytes = |path: &Path| {
            let files = [path.to_owned(), path.with_extension(CONVERSATION)];
            let sizes = files.iter().filter_map(|file| Some(file.metadata().ok()?.len()));
            sizes.sum::<u64>()
        };
        let mut all = 0;
        for (number, path) in self.paths().iter().rev().enumerate() {
            all += bytes(path);
            if number + 1 < KEPT && all <= MOST_BYTES {
                continue;
            }
            // What cannot be removed now is tried again with the next report.
            let _ = fs::remove_file(path);
            let _ = fs::remove_file(path.with_extension(CONVERSATION));
            let _ = fs::remove_file(path.with_extension(OF_WORKSPACE));
        }
    }
}

impl Report {
    /// Adds to it; what was added is in the file when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&mut self, text: &str) -> io::Result<()> {
        self.text.push_str(text);
        self.file.write_all(text.as_bytes())
    }

    /// All that is in it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Nobody else may read what is said about the user's code.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A title as a part of a file's name.
fn plain(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|char| {
            if char.is_ascii_alphanumeric() || char == '_' {
                char
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn reports_are_listed_newest_first() {
        let state = tempfile::tempdir().unwrap();
        let reports = Reports::new(state.path());
        assert_eq!(reports.list(), []);
        let mut first = reports
            .begin("topn: `a|b`", time("2026-11-25T03:00:00Z"))
            .unwrap();
        first.append("text\n").unwrap();
        let second = reports
            .begin("topn: `a|b`", time("2026-11-25T03:00:00Z"))
            .unwrap();
        assert_ne!(first.path, second.path);
        let third = reports.begin("code: x", time("2026-11-25T03:00:01Z")).unwrap();
        assert_eq!(
            fs::read_to_string(&first.path).unwrap(),
            "# topn: `a|b`\n\ntext\n"
        );
        let list = reports.list();
        assert_eq!(list[0].path, third.path);
        assert_eq!(list[0].title, "code: x");
        assert_eq!(list[0].begun, Some(time("2026-11-25T03:00:01Z")));
        assert!(reports.is_report(&third.path));
        assert_eq!(reports.workspace(&third.path), None);
        reports
            .keep_workspace(&third.path, Path::new("/my work"))
            .unwrap();
        assert_eq!(reports.workspace(&third.path), Some(PathBuf::from("/my work")));
        assert_eq!(reports.list().len(), 3);
        assert!(!reports.is_report(&state.path().join("a.md")));
    }

    #[test]
    fn the_oldest_reports_go() {
        let state = tempfile::tempdir().unwrap();
        let reports = Reports::new(state.path());
        for _ in 0..KEPT + 3 {
            reports.begin("a", time("2026-11-25T03:00:00Z")).unwrap();
        }
        assert_eq!(reports.list().len(), KEPT);
    }

    #[test]
    fn large_conversations_do_not_fill_the_disk() {
        let state = tempfile::tempdir().unwrap();
        let reports = Reports::new(state.path());
        let begin = |second: u32| {
            let time = time(&format!("2026-11-25T03:00:{second:02}Z"));
            reports.begin("a", time).unwrap().path
        };
        let paths: Vec<PathBuf> = (0..5)
            .map(|second| {
                let path = begin(second);
                // A file with a hole takes no room.
                let conversation = fs::File::create(path.with_extension(CONVERSATION)).unwrap();
                conversation.set_len(MOST_BYTES / 2 - 1000).unwrap();
                path
            })
            .collect();
        begin(5);
        let are_there = |paths: &[PathBuf]| paths.iter().map(|path| path.exists()).collect::<Vec<_>>();
        assert_eq!(are_there(&paths), [false, false, false, true, true]);
        assert!(!paths[2].with_extension(CONVERSATION).exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_them() {
        use std::os::unix::fs::PermissionsExt;
        let state = tempfile::tempdir().unwrap();
        let report = Reports::new(&state.path().join("s"))
            .begin("a", time("2026-11-25T03:00:00Z"))
            .unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&report.path), 0o600);
        assert_eq!(mode(report.path.parent().unwrap()), 0o700);
    }
}
