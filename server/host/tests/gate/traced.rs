//! What is read, run under strace: it opens nothing for writing and executes nothing but what it names.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use host::gate::{ENVIRONMENT, PATH, Policy, Tier, Verdict, judge};

use crate::corpus::cases;

/// Tools without which the test would show little; the lines of others run where they are installed.
const WANTED: &[&str] = &[
    "cat",
    "df",
    "dmesg",
    "free",
    "grep",
    "iostat",
    "ip",
    "journalctl",
    "ls",
    "lsblk",
    "lsof",
    "mpstat",
    "netstat",
    "pidstat",
    "ps",
    "sar",
    "sort",
    "ss",
    "strace",
    "systemctl",
    "tail",
    "top",
    "uptime",
    "vmstat",
];

/// System calls that change something by name, whatever their flags.
const CHANGING: &[&str] = &[
    "creat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "mknod",
    "mknodat",
    "chmod",
    "fchmodat",
    "chown",
    "lchown",
    "fchownat",
    "truncate",
    "setxattr",
    "mount",
    "umount2",
    "swapon",
    "swapoff",
    "reboot",
    "sethostname",
    "settimeofday",
    "clock_settime",
    "init_module",
    "finit_module",
    "delete_module",
    "setns",
    "ptrace",
];

fn installed(name: &str) -> bool {
    name == "ulimit"
        || PATH
            .split(':')
            .any(|folder| Path::new(folder).join(name).exists())
}

fn bare(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// What the table says a binary runs by itself.
fn helpers(name: &str) -> Vec<String> {
    let table: toml::Table = toml::from_str(include_str!("../../gate.toml")).unwrap();
    let binaries = table["binary"].as_table().unwrap();
    let is_it = |known: &str, spec: &toml::Value| {
        known == name
            || spec
                .get("also")
                .and_then(toml::Value::as_array)
                .is_some_and(|also| also.iter().any(|also| also.as_str() == Some(name)))
    };
    let spec = binaries.iter().find(|(known, spec)| is_it(known, spec));
    let executes = spec.and_then(|(_, spec)| spec.get("executes"));
    let names = executes.and_then(toml::Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Runs the line as a transport does and tells what it did that it should not.
fn trace(verdict: &Verdict, folder: &Path) -> Vec<String> {
    let log = folder.join("log");
    let calls = format!("trace=execve,execveat,open,openat,{}", CHANGING.join(","));
    let status = Command::new("timeout")
        .args([
            "-k", "1", "90", "strace", "-f", "-qq", "-s", "256", "-e", &calls, "-o",
        ])
        .arg(&log)
        .args(["sh", "-c", verdict.runs.as_deref().unwrap()])
        .env_clear()
        .envs(ENVIRONMENT.iter().copied())
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let mut wrong = Vec::new();
    if status.code() == Some(124) {
        wrong.push("did not end".to_owned());
    }
    let mut may_run: BTreeSet<String> = BTreeSet::from(["sh".to_owned()]);
    for words in &verdict.commands {
        let name = bare(words.first().unwrap());
        may_run.extend(helpers(name));
        may_run.insert(name.to_owned());
    }
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        // `4711 openat(AT_FDCWD, "/etc/hosts", O_RDONLY) = 3`
        let Some((call, rest)) = line
            .split_once(' ')
            .and_then(|(_, text)| text.trim_start().split_once('('))
        else {
            continue;
        };
        let path = rest.split('"').nth(1).unwrap_or_default();
        let is_wrong = match call {
            "execve" | "execveat" => !may_run.contains(bare(path)),
            "open" | "openat" => {
                let flags = rest.rsplit_once('"').map_or("", |(_, flags)| flags);
                [
                    "O_WRONLY",
                    "O_RDWR",
                    "O_CREAT",
                    "O_TRUNC",
                    "O_APPEND",
                    "O_TMPFILE",
                ]
                .iter()
                .any(|flag| flags.contains(flag))
                    && !matches!(path, "/dev/null" | "/dev/tty")
            }
            // Nothing can be made in a folder that is not there.
            "mkdir" => !(path.starts_with("/nonexistent/") && rest.contains("ENOENT")),
            _ => CHANGING.contains(&call),
        };
        if is_wrong {
            wrong.push(line.to_owned());
        }
    }
    wrong
}

#[test]
#[ignore = "needs strace and the tools of hosts; tests/run runs it"]
fn nothing_is_written_and_nothing_else_runs() {
    let missing: Vec<_> = WANTED.iter().filter(|name| !installed(name)).collect();
    assert!(
        missing.is_empty(),
        "{missing:?} are missing; tests/install gets them"
    );
    let everyday = include_str!("everyday.txt")
        .lines()
        .filter_map(|line| line.strip_prefix("+ "));
    let lines = cases()
        .into_iter()
        .map(|case| case.line)
        .chain(everyday.map(str::to_owned));
    let judged: BTreeSet<_> = lines
        .map(|line| judge(&line, &Policy::default()))
        .filter(|verdict| verdict.tier == Tier::Read)
        .filter(|verdict| {
            verdict
                .commands
                .iter()
                .all(|words| installed(bare(words.first().unwrap())))
        })
        .map(|verdict| verdict.runs.unwrap())
        .collect();
    assert!(judged.len() > 150, "only {} lines could be run", judged.len());
    let queue = Mutex::new(judged.into_iter());
    let wrong = Mutex::new(Vec::new());
    // Most of the time they wait.
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let folder = tempfile::tempdir().unwrap();
                loop {
                    let Some(line) = queue.lock().unwrap().next() else {
                        break;
                    };
                    let found = trace(&judge(&line, &Policy::default()), folder.path());
                    if !found.is_empty() {
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{line}\n    {}", found.join("\n    ")));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `ps` reads its flags once more in another dialect when they make no sense in the first, and there `e` shows
/// environments; with `-m r` it never ends (procps 4.0.2).
#[test]
#[ignore = "needs ps; tests/run runs it"]
fn no_flags_of_ps_that_are_read_show_environments() {
    const FLAGS: &str = "-A|-F|-H|-L|-N|-T|-a|-c|-d|-e|-f|-j|-l|-m|-w|-y|-eLf|-ely|-o pid|-o nosuch|-C x|-p 1|-q 1|\
        -u nosuch|-U root|-g x|-t x|--forest|--sort=-rss|--sort=zz|1|H|S|T|a|c|e|f|j|l|m|r|s|u|v|w|\
        x|aux|o pid|o zz|k zz";
    let all: Vec<String> = FLAGS
        .split('|')
        .flat_map(|first| FLAGS.split('|').map(move |second| format!("ps {first} {second}")))
        .collect();
    let read: Vec<_> = all
        .into_iter()
        .filter(|line| judge(line, &Policy::default()).tier == Tier::Read)
        .collect();
    assert!(read.len() > 1000, "{}", read.len());
    let run = |line: &String| {
        let output = Command::new("timeout")
            .arg("20")
            .args(line.split(' '))
            .env_clear()
            .envs(ENVIRONMENT.iter().copied())
            .env("COLUMNS", "9999")
            .env("SECRET", "hunter2")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_ne!(output.status.code(), Some(124), "{line} does not end");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!text.contains("hunter2"), "{line} shows environments");
    };
    // The test would see it.
    let shown = std::panic::catch_unwind(|| run(&"ps auxe".to_owned()));
    assert!(shown.is_err());
    std::thread::scope(|scope| {
        for part in read.chunks(read.len().div_ceil(4)) {
            scope.spawn(move || part.iter().for_each(run));
        }
    });
}
