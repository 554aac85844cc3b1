//! What a child process cost, read from Linux's `/proc` while it is a zombie.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Fault;

/// What a process cost and said.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// From start to end.
    pub wall: Duration,
    /// Processor time of all its threads and children, in the kernel and out of it.
    pub cpu: Duration,
    /// Processor time out of the kernel, to a hundredth of a second.
    pub user: Duration,
    /// The lines `key number` that it printed, where its output was wanted.
    pub said: BTreeMap<String, f64>,
}

impl Measured {
    /// What the child said of this.
    pub fn get(&self, key: &str) -> Result<f64, Fault> {
        let found = self.said.get(key).copied();
        found.ok_or_else(|| Fault(format!("the child did not say {key}")))
    }
}

/// The unit of `/proc/PID/stat`: `USER_HZ`, 100 on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// Runs a command to its end. With `listen` its output is read for `key number` lines, else dropped.
pub fn measure(command: &mut Command, listen: bool) -> Result<Measured, Fault> {
    let shown = command.get_program().to_string_lossy().into_owned();
    let failed = |why: String| Fault(format!("{shown}: {why}"));
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(if listen { Stdio::piped() } else { Stdio::null() })
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let stderr = child.stderr.take();
    let errors = std::thread::spawn(move || {
        let mut text = String::new();
        if let Some(mut stderr) = stderr {
            let _ = stderr.read_to_string(&mut text);
        }
        text
    });
    let mut said = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut said)?;
    }
    let base = format!("/proc/{}", child.id());
    let (wall, user, all) = loop {
        let stat = fs::read_to_string(format!("{base}/stat"))
            .map_err(|_| failed("its time is read from /proc, which Linux alone has".to_owned()))?;
        // The name, in parentheses, may hold anything.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        if fields.first() == Some(&"Z") {
            let ticks = |index: usize| -> u32 {
                fields
                    .get(index)
                    .and_then(|field| field.parse().ok())
                    .unwrap_or(0)
            };
            // Its own, and that of processes that it has waited for: `go tool` starts another program.
            let (user, system) = (ticks(11) + ticks(13), ticks(12) + ticks(14));
            break (start.elapsed(), TICK * user, TICK * (user + system));
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let leader = fs::read_to_string(format!("{base}/schedstat")).unwrap_or_default();
    let leader: u64 = leader
        .split(' ')
        .next()
        .and_then(|nanoseconds| nanoseconds.parse().ok())
        .unwrap_or(0);
    let status = child.wait()?;
    let errors = errors.join().unwrap_or_default();
    if !status.success() {
        return Err(failed(format!("{status}\n{}", errors.trim_end())));
    }
    Ok(Measured {
        wall,
        // The first thread's is exact, that of all is cut to ticks: of one thread the former is larger.
        cpu: all.max(Duration::from_nanos(leader)),
        user,
        said: (said.lines())
            .filter_map(|line| {
                let (key, number) = line.rsplit_once(' ')?;
                Some((key.to_owned(), number.parse().ok()?))
            })
            .collect(),
    })
}

/// The most memory that this process has had, in bytes: `VmHWM`.
pub fn peak_memory() -> Result<f64, Fault> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes
        .map(|kilobytes| kilobytes * 1024.0)
        .ok_or_else(|| Fault("VmHWM is not in /proc/self/status".to_owned()))
}
