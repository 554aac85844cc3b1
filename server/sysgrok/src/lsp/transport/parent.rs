//! Watching the client's process (LSP 3.17, "Initialize Request", `processId`).

#[cfg(unix)]
use std::time::Duration;

#[cfg(unix)]
use rustix::process::{Pid, test_kill_process};

use super::log;

/// How often a process is looked for where the system does not tell.
#[cfg(unix)]
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The process that started us, if the client told.
#[derive(Debug, Default)]
pub(super) struct Parent(Watch);

#[derive(Debug, Default)]
enum Watch {
    /// There is nothing to wait for.
    #[default]
    Nothing,
    /// A thread waits for the process, and wakes us up when it ends.
    #[cfg(target_os = "linux")]
    Told(u32, std::sync::Arc<tokio::sync::Notify>),
    /// The process is looked for now and then. Should its number be given to another one meanwhile, then that is
    /// waited for; numbers are given out in a circle, so this is rare.
    #[cfg(unix)]
    Looked(u32, Pid),
}

impl Parent {
    /// Takes the `processId` of the `initialize` parameters.
    ///
    /// A process that does not exist is one of another machine or container, and is not waited for: servers that end
    /// then cannot be used from a container at all.
    pub(super) fn new(initialize: &serde_json::Value) -> Self {
        let number = initialize.get("processId").and_then(serde_json::Value::as_u64);
        let number = number.and_then(|number| u32::try_from(number).ok());
        match number {
            Some(number) if number > 0 && number != std::process::id() => Self(Watch::new(number)),
            _ => Self::default(),
        }
    }

    /// Ends when the process has ended, with its number; else never. May be dropped and called again.
    pub(super) async fn died(&self) -> u32 {
        match &self.0 {
            Watch::Nothing => std::future::pending().await,
            #[cfg(target_os = "linux")]
            Watch::Told(number, ended) => {
                ended.notified().await;
                // It stays so.
                ended.notify_one();
                *number
            }
            #[cfg(unix)]
            Watch::Looked(number, process) => {
                while exists(*process) {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
                *number
            }
        }
    }
}

impl Watch {
    #[cfg(unix)]
    fn new(number: u32) -> Self {
        let process = i32::try_from(number).ok().and_then(Pid::from_raw);
        let Some(process) = process.filter(|&process| exists(process)) else {
            log(format_args!(
                "the client's process {number} is not on this machine, and not watched"
            ));
            return Self::Nothing;
        };
        #[cfg(target_os = "linux")]
        if let Ok(ended) = wait_for(process) {
            return Self::Told(number, ended);
        }
        Self::Looked(number, process)
    }

    #[cfg(not(unix))]
    fn new(number: u32) -> Self {
        log(format_args!(
            "the client's process {number} is not watched on this system"
        ));
        Self::Nothing
    }
}

/// Waits on a descriptor of the process, which stays with it whoever gets its number next. Fails on kernels before 5.3,
/// and where a sandbox forbids it.
#[cfg(target_os = "linux")]
fn wait_for(process: Pid) -> std::io::Result<std::sync::Arc<tokio::sync::Notify>> {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use rustix::process::{PidfdFlags, pidfd_open};

    let descriptor = pidfd_open(process, PidfdFlags::empty())?;
    let ended = std::sync::Arc::new(tokio::sync::Notify::new());
    let told = ended.clone();
    let wait = move || {
        loop {
            match poll(&mut [PollFd::new(&descriptor, PollFlags::IN)], None) {
                Err(Errno::INTR) => {}
                Ok(_) => return told.notify_one(),
                Err(error) => return log(format_args!("the client's process is not watched: {error}")),
            }
        }
    };
    std::thread::Builder::new()
        .name("client's process".into())
        .stack_size(64 << 10)
        .spawn(wait)?;
    Ok(ended)
}

/// Whether there is a process of this number, ours or another user's. One that has ended but was not waited for counts
/// as there.
#[cfg(unix)]
fn exists(process: Pid) -> bool {
    !matches!(test_kill_process(process), Err(rustix::io::Errno::SRCH))
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use serde_json::json;

    use super::*;

    async fn ends_soon(parent: &Parent) -> bool {
        tokio::time::timeout(Duration::from_secs(5), parent.died())
            .await
            .is_ok()
    }

    #[tokio::test]
    async fn a_killed_process_is_noticed() {
        let mut process = Command::new("sleep").arg("1000").spawn().unwrap();
        let parent = Parent::new(&json!({"processId": process.id()}));
        let looked = Parent(Watch::Looked(process.id(), Pid::from_child(&process)));
        let early = tokio::time::timeout(Duration::from_millis(50), parent.died()).await;
        assert!(early.is_err(), "it lives");
        process.kill().unwrap();
        if cfg!(target_os = "linux") {
            assert!(ends_soon(&parent).await, "even before it was waited for");
        }
        process.wait().unwrap();
        assert!(ends_soon(&parent).await);
        assert!(ends_soon(&looked).await);
    }

    #[tokio::test]
    async fn what_is_no_process_here_is_not_waited_for() {
        for id in [
            json!(null),
            json!(0),
            json!(-1),
            json!("1"),
            json!(u32::MAX),
            json!(4_194_305),
            json!(std::process::id()),
        ] {
            let parent = Parent::new(&json!({"processId": id}));
            assert!(matches!(parent.0, Watch::Nothing), "{id}");
        }
    }
}
