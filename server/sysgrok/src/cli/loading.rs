//! Reading a profile with a progress bar, and with Ctrl-C to stop it.

use std::io::{IsTerminal, Read, stderr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use engine::{Engine, LoadError, Loaded, Request, Watch};
use indicatif::{ProgressBar, ProgressStyle};
use profile::{Options, Profile, ValueId};

use super::arguments::ReadingArguments;
use super::{Failure, USAGE};

/// What runs longer than this shows how far it has come.
const QUIET: Duration = Duration::from_millis(300);

/// How often the bar moves.
const STEP: Duration = Duration::from_millis(100);

/// Loads a profile into the engine.
pub(super) async fn load(
    engine: &Engine,
    path: &Path,
    name: &str,
    reading: &ReadingArguments,
) -> Result<Arc<Loaded>, LoadError> {
    let request = Request {
        path: path.to_owned(),
        name: name.to_owned(),
        format: reading.input_format.map(Into::into),
        options: Options::default(),
    };
    let watch = Arc::new(Watch::default());
    let loading = engine.load(request, watch.clone());
    tokio::pin!(loading);
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    let shown = show(&watch, name);
    tokio::pin!(shown);
    loop {
        tokio::select! {
            result = &mut loading => return result,
            _ = &mut interrupt, if !watch.is_cancelled() => watch.cancel(),
            () = &mut shown => {}
        }
    }
}

/// Draws the bar until it is dropped. Nothing is drawn where nobody looks.
async fn show(watch: &Watch, name: &str) {
    tokio::time::sleep(QUIET).await;
    if !stderr().is_terminal() {
        return std::future::pending().await;
    }
    let bar = ProgressBar::new(watch.size());
    let style = "{spinner} reading {msg} {bytes} of {total_bytes} {wide_bar} {eta}";
    bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(super::printable::text(name).into_owned());
    let bar = Cleared(bar);
    loop {
        bar.0.set_length(watch.size().max(watch.read()));
        bar.0.set_position(watch.read());
        tokio::time::sleep(STEP).await;
    }
}

/// Takes the bar off the screen when the load ends, however it ends.
struct Cleared(ProgressBar);

impl Drop for Cleared {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Copies standard input into a file, since a profile may have to be read by another program.
pub(super) fn spool_stdin() -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    std::io::copy(&mut std::io::stdin().lock().by_ref(), &mut file)?;
    Ok(file)
}

/// The value type to show: the one asked for, else the file's own choice.
pub(super) fn value_type(profile: &Profile, name: &str, wanted: Option<&str>) -> Result<ValueId, Failure> {
    let Some(wanted) = wanted else {
        return Ok(profile.selected());
    };
    profile.find_value(wanted).ok_or_else(|| {
        let known: Vec<String> = profile.values.iter().map(profile::ValueType::label).collect();
        Failure::Said(
            format!("{name} has no value type {wanted}; it has {}", known.join(", ")),
            USAGE,
        )
    })
}
