//! Reading a profile with a progress bar, and with Ctrl-C to stop it.

use std::io::{IsTerminal, stderr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use engine::{Engine, LoadError, Loaded, Request, Watch};
use indicatif::{ProgressBar, ProgressStyle};
use profile::{Options, Profile, ValueId};

use super::arguments::ReadingArguments;
use super::{Failure, UNREADABLE, USAGE};

/// What runs longer than this shows how far it has come.
const QUIET: Duration = Duration::from_millis(300);

/// How often the bar moves.
const STEP: Duration = Duration::from_millis(100);

/// How standard input is called.
pub(super) const STDIN: &str = "<stdin>";

/// How long a load that was stopped may take to end what it has started.
const LAST_CHANCE: Duration = Duration::from_millis(500);

/// Loads a profile into the engine. The outer error ends the command.
pub(super) async fn load(
    engine: &Engine,
    path: &Path,
    name: &str,
    reading: &ReadingArguments,
) -> Result<Result<Arc<Loaded>, LoadError>, Failure> {
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
    let shown = show_reading(&watch, name);
    tokio::pin!(shown);
    loop {
        tokio::select! {
            result = &mut loading => return match result {
                Err(LoadError::Cancelled { .. }) => Err(Failure::Interrupted),
                result => Ok(result),
            },
            _ = &mut interrupt, if !watch.is_cancelled() => watch.cancel(),
            // Unpacking looks at the switch only when it needs more of the file; nobody waits for that.
            () = tokio::time::sleep(LAST_CHANCE), if watch.is_cancelled() => return Err(Failure::Interrupted),
            () = &mut shown => {}
        }
    }
}

/// Runs what blocks on a thread of its own. Shows that it works, as `what`; Ctrl-C ends the command.
pub(super) async fn working<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let work = tokio::task::spawn_blocking(work);
    tokio::select! {
        result = work => match result {
            Ok(result) => Ok(result),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Failure::Interrupted),
            },
        },
        _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        () = show_working(what) => Err(Failure::Interrupted),
    }
}

/// Waits for what does not block. Shows that it works, as `what`; Ctrl-C ends the command.
pub(super) async fn waiting<T>(what: &str, work: impl Future<Output = T>) -> Result<T, Failure> {
    tokio::select! {
        result = work => Ok(result),
        _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
        () = show_working(what) => Err(Failure::Interrupted),
    }
}

/// Draws the bar until it is dropped.
async fn show_reading(watch: &Watch, name: &str) {
    let style = "{spinner} reading {msg} {bytes} of {total_bytes} {wide_bar} {eta}";
    let bar = bar(style, name).await;
    loop {
        bar.0.set_length(watch.size().max(watch.read()));
        bar.0.set_position(watch.read());
        tokio::time::sleep(STEP).await;
    }
}

/// Turns until it is dropped.
async fn show_working(what: &str) {
    let bar = bar("{spinner} {msg}", what).await;
    loop {
        bar.0.tick();
        tokio::time::sleep(STEP).await;
    }
}

/// A bar, once the work has taken a while. Where nobody looks there is never one.
async fn bar(style: &str, message: &str) -> Cleared {
    tokio::time::sleep(QUIET).await;
    if !stderr().is_terminal() {
        return std::future::pending().await;
    }
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(super::printable::text(message).into_owned());
    Cleared(bar)
}

/// Takes the bar off the screen when the work ends, however it ends.
struct Cleared(ProgressBar);

impl Drop for Cleared {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Copies standard input into a file, since a profile may have to be read by another program.
pub(super) async fn spool_stdin() -> Result<tempfile::NamedTempFile, Failure> {
    let file = tempfile::NamedTempFile::new()?;
    let mut copy = file.reopen()?;
    let copied = working("reading standard input", move || {
        std::io::copy(&mut std::io::stdin().lock(), &mut copy)
    });
    match copied.await? {
        Ok(_) => Ok(file),
        Err(error) => Err(Failure::Said(
            format!("{STDIN}: cannot be read: {error}"),
            UNREADABLE,
        )),
    }
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
