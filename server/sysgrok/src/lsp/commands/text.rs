//! The text that a command is about: given, selected, or a whole file.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use engine::Loaded;

use super::Given;
use crate::lsp::context::Context;
use crate::lsp::{proto, words};

/// Larger files are no lists, and no stack traces that anybody reads.
const LARGEST: u64 = 64 << 20;

/// A text, and how it is called in a title.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) title: String,
}

/// The text; never a blank one.
///
/// # Errors
/// A sentence, when there is none.
pub(super) fn of(context: &Context, given: &Given) -> Result<Text, String> {
    if let Some(text) = given.words() {
        return Ok(lines(text.to_owned()));
    }
    let key = given
        .key()?
        .ok_or("give a text, or a document and what is selected in it")?;
    let engine = given.engine(context)?;
    let name = key.file_name().unwrap_or(key.as_os_str()).to_string_lossy();
    let open = engine.document(&key);
    let selected = given.range.filter(|range| range.start != range.end);
    let text = match (open, selected) {
        (Some(open), Some(range)) => {
            let document = &open.document;
            let offset = |position| document.offset(proto::position(position), context.encoding());
            let (start, end) = (offset(range.start), offset(range.end));
            let slice = document.rope().get_byte_slice(start.min(end)..end.max(start));
            lines(slice.map(|slice| slice.to_string()).unwrap_or_default())
        }
        (Some(open), None) => Text {
            text: open.document.rope().to_string(),
            title: ask::words::code(&name),
        },
        (None, Some(_)) => {
            return Err(format!(
                "{} is not open, so nothing is selected in it",
                words::shown(&name)
            ));
        }
        (None, None) => Text {
            text: closed(context, &key)?,
            title: ask::words::code(&name),
        },
    };
    if text.text.trim().is_empty() {
        return Err("there is no text".to_owned());
    }
    Ok(text)
}

/// The text of a file that is not open.
fn closed(context: &Context, key: &Path) -> Result<String, String> {
    let name = key.file_name().unwrap_or(key.as_os_str()).to_string_lossy();
    let unreadable = |error| format!("{}: cannot be read: {error}", words::shown(&name));
    let path = key.canonicalize().map_err(unreadable)?;
    if !is_of_user(context, &path) {
        return Err(format!(
            "{}: in no folder that is open: open the file first",
            words::shown(&name)
        ));
    }
    read(&path).map_err(unreadable)
}

/// Whether a file, named without symbolic links, lies in a folder of the workspace, or is a profile that the user
/// loaded: a client that names it for somebody else must not have any file sent to a model.
fn is_of_user(context: &Context, path: &Path) -> bool {
    (context.engines().iter()).any(|engine| {
        let is_profile = |loaded: &Arc<Loaded>| loaded.path.canonicalize().is_ok_and(|loaded| loaded == path);
        path.starts_with(engine.root()) || engine.profiles().iter().any(is_profile)
    })
}

/// The text of a whole file, as the editor has it where it is open there.
///
/// # Errors
/// A sentence, when it cannot be read.
pub(super) fn of_file(context: &Context, key: &Path) -> Result<String, String> {
    let open = context.engine_of(key).and_then(|engine| engine.document(key));
    match open {
        Some(open) => Ok(open.document.rope().to_string()),
        None => closed(context, key),
    }
}

fn lines(text: String) -> Text {
    let title = match text.trim_end().lines().count() {
        1 => "1 line".to_owned(),
        lines => format!("{lines} lines"),
    };
    Text { text, title }
}

fn read(path: &Path) -> std::io::Result<String> {
    let about = std::fs::metadata(path)?;
    // Opening a pipe would wait for its other end.
    if !about.is_file() || about.len() > LARGEST {
        return Err(std::io::Error::other("it is no file, or too large"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
