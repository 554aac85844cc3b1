//! A file to a profile: reading off the runtime's threads, perf's help where it is needed, the sidecar.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use profile::{Format, Options, Profile, Sidecar};

use crate::{perf, utf16};

/// What to load.
#[derive(Clone, Debug)]
pub struct Request {
    /// The file.
    pub path: PathBuf,
    /// The name to use in messages and results.
    pub name: String,
    /// The format, where the user knows better than detection.
    pub format: Option<Format>,
    /// Bounds.
    pub options: Options,
}

/// How far a load has come, for whoever shows it; and the switch that stops it.
#[derive(Debug, Default)]
pub struct Watch {
    read: AtomicU64,
    size: AtomicU64,
    cancelled: AtomicBool,
}

impl Watch {
    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Bytes there are; 0 when that is not known.
    pub fn size(&self) -> u64 {
        self.size.load(Ordering::Relaxed)
    }

    /// Stops the load; it ends with [`LoadError::Cancelled`].
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Why a profile could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be opened.
    #[error("{name}: cannot be opened: {error}")]
    Open {
        /// The file.
        name: String,
        /// What the system said.
        error: io::Error,
    },
    /// A folder, socket or the like. A pipe would be waited for as long as nobody writes to it.
    #[error("{name}: not a regular file; what a pipe holds is read from standard input")]
    NotAFile {
        /// The file.
        name: String,
    },
    /// There is nothing in it.
    #[error("{name}: the file is empty")]
    Empty {
        /// The file.
        name: String,
    },
    /// The content is no profile.
    #[error(transparent)]
    Read(#[from] profile::Error),
    /// `perf script` could not read a `perf.data`.
    #[error("{name}: perf script cannot read it: {message}")]
    Perf {
        /// The file.
        name: String,
        /// What perf said.
        message: String,
    },
    /// Only `perf script` reads a `perf.data`, and nothing is started in a workspace that is not trusted.
    #[error(
        "{name}: not read: perf would have to be started, and the workspace is not trusted; trust it, or \
         run: perf script -i {name} -F +srcline --full-source-path > FILE.perf.txt"
    )]
    Untrusted {
        /// The file.
        name: String,
    },
    /// Stopped by the user.
    #[error("{name}: stopped")]
    Cancelled {
        /// The file.
        name: String,
    },
}

/// Reads a profile and its sidecar. Blocks; runs on a thread of its own.
pub(crate) fn load(
    request: &Request,
    watch: &Arc<Watch>,
    runtime: &tokio::runtime::Handle,
    trusted: bool,
) -> Result<Profile, LoadError> {
    let name = request.name.clone();
    let cannot_open = |error| LoadError::Open {
        name: name.clone(),
        error,
    };
    // Asked before it is opened, since opening a pipe waits for its other end.
    let metadata = fs::metadata(&request.path).map_err(cannot_open)?;
    if !metadata.is_file() {
        return Err(LoadError::NotAFile { name });
    }
    let file = File::open(&request.path).map_err(cannot_open)?;
    watch.size.store(metadata.len(), Ordering::Relaxed);
    let watched = Watched {
        inner: file,
        watch: watch.clone(),
    };
    let watched = utf16::decoded(watched).map_err(cannot_open)?;
    let result = match request.format {
        Some(format) => profile::read_as(format, &name, watched, &request.options),
        None => profile::read(&name, watched, &request.options),
    };
    let mut profile = match result {
        Err(profile::Error::NeedsPerf { .. }) if !trusted => return Err(LoadError::Untrusted { name }),
        Err(profile::Error::NeedsPerf { .. }) => perf::read(request, watch, runtime)?,
        Err(_) if watch.is_cancelled() => return Err(LoadError::Cancelled { name }),
        // Files of /proc have no length and yet may hold something.
        Err(profile::Error::Unrecognised { head, .. }) if head.is_empty() => {
            return Err(LoadError::Empty { name });
        }
        other => other?,
    };
    apply_sidecar(&request.path, &mut profile);
    if !trusted {
        let message =
            "the workspace is not trusted, so git is not asked how its files have changed".to_owned();
        profile
            .meta
            .warnings
            .push(profile::Warning { line: None, message });
    }
    Ok(profile)
}

/// The sidecar is `FILE.meta.toml`; one that cannot be used is a warning of the profile.
fn apply_sidecar(path: &Path, profile: &mut Profile) {
    let mut sidecar = path.as_os_str().to_owned();
    sidecar.push(".meta.toml");
    if !fs::metadata(&sidecar).is_ok_and(|metadata| metadata.is_file()) {
        return;
    }
    let Ok(text) = fs::read_to_string(&sidecar) else {
        return;
    };
    let name = sidecar.to_string_lossy();
    let applied = Sidecar::parse(&name, &text).and_then(|sidecar| sidecar.apply(&name, &mut profile.meta));
    if let Err(error) = applied {
        profile.meta.warnings.push(profile::Warning {
            line: None,
            message: error.to_string(),
        });
    }
}

/// A reader that counts, and that fails once it was told to stop.
pub(crate) struct Watched<R> {
    pub(crate) inner: R,
    pub(crate) watch: Arc<Watch>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.watch.is_cancelled() {
            return Err(io::Error::other("stopped"));
        }
        let count = self.inner.read(buffer)?;
        self.watch.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
