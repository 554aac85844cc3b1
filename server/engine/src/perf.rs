//! `perf.data` through the installed `perf script`.

use std::ffi::OsStr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use profile::{Format, Profile};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::runtime::Handle;
use tokio_util::io::SyncIoBridge;

use crate::load::{LoadError, Request, Watch, Watched};

/// How long perf may look for source lines. Where it asks addr2line for each address this takes minutes
/// to hours for a large recording; functions are found without.
const PATIENCE: Duration = Duration::from_secs(20);

/// The selections of fields that are tried: with source lines, then without.
const WITH_LINES: &[&str] = &["-F", "+srcline", "--full-source-path"];

/// Reads a `perf.data` by running `perf script` on it: with source lines, and if perf is too slow at that or
/// fails, without.
pub(crate) fn read(request: &Request, watch: &Arc<Watch>, runtime: &Handle) -> Result<Profile, LoadError> {
    let why = match run(request, watch, runtime, WITH_LINES, Some(PATIENCE)) {
        Outcome::Done(profile) => return Ok(profile),
        Outcome::Failed(error @ (LoadError::Cancelled { .. } | LoadError::Read(_))) => return Err(error),
        Outcome::TooSlow => format!("it needs more than {} s for that", PATIENCE.as_secs()),
        // perf 6.1 ends with a broken pipe when addr2line does not find a binary.
        Outcome::Failed(error) => error.to_string(),
        Outcome::Partial(_, said) => said,
    };
    let mut profile = match run(request, watch, runtime, &[], None) {
        Outcome::Done(profile) => profile,
        Outcome::Partial(mut profile, said) => {
            let message = format!("perf script did not finish: {said}");
            profile
                .meta
                .warnings
                .push(profile::Warning { line: None, message });
            profile
        }
        Outcome::Failed(error) => return Err(error),
        Outcome::TooSlow => {
            return Err(LoadError::Cancelled {
                name: request.name.clone(),
            });
        }
    };
    let message = format!(
        "perf could not look up source lines ({why}), so there are functions only; on the machine that recorded it, run: \
         perf script -i {} -F +srcline --full-source-path > FILE.perf.txt",
        request.name
    );
    profile
        .meta
        .warnings
        .push(profile::Warning { line: None, message });
    Ok(profile)
}

enum Outcome {
    Done(Profile),
    /// perf failed after it had written something; what it said.
    Partial(Profile, String),
    Failed(LoadError),
    TooSlow,
}

fn run(
    request: &Request,
    watch: &Arc<Watch>,
    runtime: &Handle,
    fields: &[&str],
    patience: Option<Duration>,
) -> Outcome {
    let _entered = runtime.enter();
    let mut command = Command::new("perf");
    command
        .arg("script")
        .arg("-i")
        .arg(&request.path)
        .args(fields.iter().map(OsStr::new));
    // Settings of the user's perf would change the text; a pager would wait for keys.
    command
        .env("PERF_CONFIG", "/dev/null")
        .env("PERF_PAGER", "cat")
        .env("LC_ALL", "C");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Outcome::Failed(
                profile::Error::NeedsPerf {
                    name: request.name.clone(),
                }
                .into(),
            );
        }
        Err(error) => {
            let (name, message) = (request.name.clone(), error.to_string());
            return Outcome::Failed(LoadError::Perf { name, message });
        }
    };
    let (Some(stdout), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) else {
        let (name, message) = (request.name.clone(), "its output could not be had".to_owned());
        return Outcome::Failed(LoadError::Perf { name, message });
    };
    let said = runtime.spawn(async move {
        let mut said = Vec::new();
        // Only the beginning is shown, but all of it has to be taken off the pipe.
        let mut head = (&mut stderr).take(64 << 10);
        let _ = head.read_to_end(&mut said).await;
        let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
        String::from_utf8_lossy(&said).into_owned()
    });
    let (started, ended) = (std::time::Instant::now(), Arc::new(tokio::sync::Notify::new()));
    let waiting = {
        let (watch, ended) = (watch.clone(), ended.clone());
        runtime.spawn(async move {
            let slow = async {
                match patience {
                    Some(patience) => tokio::time::sleep(patience).await,
                    None => std::future::pending().await,
                }
            };
            let stopped = async {
                while !watch.is_cancelled() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            let too_slow = tokio::select! {
                () = slow => true,
                () = stopped => false,
                () = ended.notified() => false,
            };
            // Ends the pipe, and with it the reader; after `ended` the process is about to end by itself.
            if too_slow || watch.is_cancelled() {
                let _ = child.start_kill();
            }
            let status = child.wait().await;
            (too_slow, status.is_ok_and(|status| status.success()))
        })
    };
    let text = Watched {
        inner: SyncIoBridge::new_with_handle(stdout, runtime.clone()),
        watch: watch.clone(),
    };
    let result = profile::read_as(Format::PerfScript, &request.name, text, &request.options);
    ended.notify_one();
    let (too_slow, succeeded) = runtime.block_on(waiting).unwrap_or((false, false));
    let said = runtime.block_on(said).unwrap_or_default();
    if watch.is_cancelled() {
        return Outcome::Failed(LoadError::Cancelled {
            name: request.name.clone(),
        });
    }
    if too_slow || patience.is_some_and(|patience| started.elapsed() >= patience && !succeeded) {
        return Outcome::TooSlow;
    }
    let name = request.name.clone();
    match result {
        Ok(mut profile) => {
            profile.meta.format = Some(Format::PerfData);
            if succeeded {
                Outcome::Done(profile)
            } else {
                Outcome::Partial(profile, first_line(&said))
            }
        }
        Err(_) if !succeeded => Outcome::Failed(LoadError::Perf {
            name,
            message: first_line(&said),
        }),
        Err(error) => Outcome::Failed(error.into()),
    }
}

fn first_line(said: &str) -> String {
    said.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or("it says nothing")
        .to_owned()
}
