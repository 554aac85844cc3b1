//! What is asked about, from a file or standard input.

use std::io::{IsTerminal, Read, stderr, stdin};
use std::path::{Path, PathBuf};

use super::super::loading::{STDIN, working};
use super::super::{Failure, UNREADABLE, USAGE};

/// More text than this is no stack trace and no Top-N.
const LONGEST: u64 = 64 << 20;

/// Reads all of a file, or of standard input.
pub(super) async fn read(file: Option<&Path>) -> Result<String, Failure> {
    let path = file.filter(|path| *path != Path::new("-")).map(PathBuf::from);
    let name = path
        .as_ref()
        .map_or(STDIN.to_owned(), |path| path.display().to_string());
    let is_typed = path.is_none() && stdin().is_terminal();
    if is_typed && stderr().is_terminal() {
        eprintln!("reading standard input; Ctrl-D ends it");
    }
    let reading = format!("reading {name}");
    let read = move || {
        let mut bytes = Vec::new();
        match path {
            Some(path) => std::fs::File::open(path)?
                .take(LONGEST + 1)
                .read_to_end(&mut bytes)?,
            None => stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes)?,
        };
        Ok::<_, std::io::Error>(bytes)
    };
    // Somebody who types needs no sign that it waits.
    let bytes = if is_typed {
        tokio::select! {
            bytes = tokio::task::spawn_blocking(read) => bytes.map_err(|_| Failure::Interrupted)?,
            _ = tokio::signal::ctrl_c() => return Err(Failure::Interrupted),
        }
    } else {
        working(&reading, read).await?
    };
    let bytes =
        bytes.map_err(|error| Failure::Said(format!("{name}: cannot be read: {error}"), UNREADABLE))?;
    if bytes.len() as u64 > LONGEST {
        return Err(Failure::Said(
            format!("{name}: longer than {} MiB; give a part of it", LONGEST >> 20),
            USAGE,
        ));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}
