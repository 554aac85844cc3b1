//! What commands can do, and what comes of it. The commands are those of POSIX.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::time::{Duration, Instant};

use run::{Command, End, Input, Keep, RawFile, RunError, Stopped, run};
use tokio_util::sync::CancellationToken;

fn sh(script: &str) -> Command {
    Command::new("sh").arguments(["-c", script])
}

async fn ran(command: Command) -> run::Ran {
    run(command, CancellationToken::new()).await.unwrap()
}

/// Waits until the condition holds.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn is_alive(process: &str) -> bool {
    // A process that nobody has asked about yet is no living one.
    std::fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().starts_with(" Z"))
}

/// The process number that a command writes into the file.
async fn number(file: &Path) -> String {
    until("the command wrote its number", || {
        std::fs::read_to_string(file).is_ok_and(|text| text.ends_with('\n'))
    })
    .await;
    std::fs::read_to_string(file).unwrap().trim().to_owned()
}

#[tokio::test]
async fn output_errors_and_exit_code() {
    let ran = ran(sh("echo out; echo err >&2; exit 3")).await;
    assert_eq!(
        (ran.stdout.text(), ran.stderr.text()),
        ("out\n".to_owned(), "err\n".to_owned())
    );
    assert_eq!(
        (ran.end, ran.stopped, ran.pipe_held),
        (End::Exited(3), None, false)
    );
    assert!(!ran.succeeded());
}

#[tokio::test]
async fn a_signal_is_no_exit_code() {
    assert_eq!(ran(sh("kill -SEGV $$")).await.end, End::Signalled(11));
}

#[tokio::test]
async fn arguments_are_no_shell_text() {
    let text = "$(id) `id` ; id | id > /tmp/x '\"\\ \n*";
    let ran = ran(Command::new("printf").arguments(["%s", text])).await;
    assert_eq!(ran.stdout.text(), text);
}

#[tokio::test]
async fn nothing_of_our_environment_but_what_is_named() {
    // Cargo sets this one for tests.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let text = ran(Command::new("env")).await.stdout.text();
    let mut names: Vec<_> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "GIT_PAGER",
            "LC_ALL",
            "NO_COLOR",
            "PAGER",
            "PATH",
            "SYSTEMD_PAGER",
            "TERM"
        ]
    );

    let mut command = Command::new("env");
    command.inherited = vec!["CARGO_MANIFEST_DIR", "NO_SUCH_VARIABLE"];
    command.variables.push(("TERM".into(), "vt100".into()));
    let text = ran(command).await.stdout.text();
    assert!(
        text.contains("CARGO_MANIFEST_DIR=") && text.contains("TERM=vt100\n"),
        "{text}"
    );
    assert!(!text.contains("NO_SUCH_VARIABLE"), "{text}");
}

#[tokio::test]
async fn input_is_nothing_or_what_is_given() {
    assert_eq!(ran(Command::new("cat")).await.stdout.bytes, 0);
    let mut command = Command::new("cat");
    command.input = Input::Bytes(b"x".repeat(1 << 20));
    assert_eq!(ran(command).await.stdout.bytes, 1 << 20);
}

#[tokio::test]
async fn input_that_nobody_reads_is_no_error() {
    let mut command = sh("exec <&-; echo done");
    command.input = Input::Bytes(b"x".repeat(1 << 20));
    assert_eq!(ran(command).await.stdout.text(), "done\n");
}

#[tokio::test]
async fn a_command_that_hangs_ends_with_its_time() {
    let mut command = sh("echo first; sleep 1000");
    command.time_limit = Some(Duration::from_millis(300));
    let began = Instant::now();
    let ran = ran(command).await;
    assert_eq!(
        (ran.stopped, ran.end),
        (Some(Stopped::TimeLimit), End::Signalled(15))
    );
    assert_eq!(ran.stdout.text(), "first\n");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_command_that_ignores_the_signal_is_killed() {
    let mut command = sh("trap '' TERM; echo ready; while :; do sleep 1000; done");
    command.time_limit = Some(Duration::from_millis(300));
    command.grace = Duration::from_millis(200);
    let ran = ran(command).await;
    assert_eq!(
        (ran.stopped, ran.end),
        (Some(Stopped::TimeLimit), End::Signalled(9))
    );
    assert_eq!(ran.stdout.text(), "ready\n");
}

#[tokio::test]
async fn cancelling_ends_the_whole_group() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("number");
    let script = format!("sleep 1000 & echo $! > {}; wait", file.display());
    let stop = CancellationToken::new();
    let running = tokio::spawn(run(sh(&script), stop.clone()));
    let sleeper = number(&file).await;
    assert!(is_alive(&sleeper));
    stop.cancel();
    let ran = running.await.unwrap().unwrap();
    assert_eq!(ran.stopped, Some(Stopped::Cancelled));
    until("the child of the command has ended", || !is_alive(&sleeper)).await;
}

#[tokio::test]
async fn dropping_the_future_ends_the_whole_group() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("number");
    let script = format!("trap '' TERM; sleep 1000 & echo $! > {}; wait", file.display());
    let mut command = sh(&script);
    command.grace = Duration::from_millis(100);
    let running = tokio::spawn(run(command, CancellationToken::new()));
    let sleeper = number(&file).await;
    running.abort();
    until("what ignores the signal is killed", || !is_alive(&sleeper)).await;
}

#[test]
fn the_end_of_the_runtime_ends_the_whole_group() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("number");
    let script = format!("sleep 1000 & echo $! > {}; wait", file.display());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sleeper = runtime.block_on(async {
        tokio::spawn(run(sh(&script), CancellationToken::new()));
        number(&file).await
    });
    drop(runtime);
    let waiting = tokio::runtime::Runtime::new().unwrap();
    waiting.block_on(until("killed with the runtime", || !is_alive(&sleeper)));
}

#[tokio::test]
async fn a_held_input_is_closed_before_signals_follow() {
    let mut command = sh("trap '' TERM; echo ready; cat; echo input ended; exit 7");
    command.input = Input::Held;
    command.time_limit = Some(Duration::from_millis(300));
    let ran = ran(command).await;
    assert_eq!(ran.stdout.text(), "ready\ninput ended\n");
    assert_eq!((ran.end, ran.stopped), (End::Exited(7), Some(Stopped::TimeLimit)));
}

#[tokio::test]
async fn a_child_in_the_background_does_not_hold_us() {
    let began = Instant::now();
    let ran = ran(sh("sleep 1000 & echo $!")).await;
    assert_eq!(
        (ran.end, ran.stopped, ran.pipe_held),
        (End::Exited(0), None, true)
    );
    assert!(began.elapsed() < Duration::from_secs(5));
    let sleeper = ran.stdout.text().trim().to_owned();
    until("what it left behind is ended", || !is_alive(&sleeper)).await;
}

#[tokio::test]
async fn a_child_that_left_the_group_does_not_hold_us() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("number");
    let script = format!(
        "setsid sh -c 'echo $$ > {}; exec sleep 30' & echo started",
        file.display()
    );
    let began = Instant::now();
    let ran = ran(sh(&script)).await;
    assert!(ran.pipe_held && began.elapsed() < Duration::from_secs(5));
    let daemon = number(&file).await;
    assert!(is_alive(&daemon), "it is out of our reach");
    ran_ok(&["kill", &daemon]).await;
}

async fn ran_ok(words: &[&str]) {
    assert!(
        ran(Command::new(words[0]).arguments(&words[1..]))
            .await
            .succeeded()
    );
}

#[tokio::test]
async fn a_command_that_closes_its_output_is_waited_for() {
    let ran = ran(sh("exec >&- 2>&-; sleep 0.3; exit 5")).await;
    assert_eq!(ran.end, End::Exited(5));
    assert!(ran.took >= Duration::from_millis(300));
}

#[tokio::test]
async fn endless_output_ends_with_its_time() {
    let mut command = sh("yes");
    command.time_limit = Some(Duration::from_millis(500));
    command.stdout = Keep {
        head: 100,
        tail: 100,
        file: None,
    };
    let ran = ran(command).await;
    assert_eq!(ran.stopped, Some(Stopped::TimeLimit));
    let (head, tail) = (&ran.stdout.head, &ran.stdout.tail);
    assert!(head.len() == 100 && tail.starts_with(b"y\n") && (98..=100).contains(&tail.len()));
    assert_eq!(
        ran.stdout.bytes,
        ran.stdout.skipped + (head.len() + tail.len()) as u64
    );
    assert!(ran.stdout.bytes > 1 << 20);
}

#[tokio::test]
async fn binary_output_is_recognised() {
    assert!(
        ran(Command::new("head").arguments(["-c", "100000", "/dev/urandom"]))
            .await
            .stdout
            .binary
    );
    assert!(
        ran(Command::new("head").arguments(["-c", "100000", "/bin/sh"]))
            .await
            .stdout
            .binary
    );
    assert!(
        !ran(Command::new("cat").arguments(["/proc/self/cmdline"]))
            .await
            .stdout
            .binary
    );
}

#[tokio::test]
async fn the_closing_line_ends_it_whoever_holds_the_pipe() {
    let mut command = sh("echo out; printf 'err\\nDONE 7\\n' >&2; setsid sleep 3 & wait");
    command.closing = Some(b"\nDONE ".to_vec());
    command.grace = Duration::from_millis(100);
    let began = Instant::now();
    let ran = ran(command).await;
    assert_eq!(ran.closing.as_deref(), Some("7"));
    assert_eq!(
        (ran.stdout.text(), ran.stderr.text()),
        ("out\n".to_owned(), "err".to_owned())
    );
    assert!(
        ran.pipe_held && began.elapsed() < Duration::from_secs(3),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn the_whole_output_goes_to_a_file_up_to_its_cap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let mut command = Command::new("seq").arguments(["1", "100000"]);
    let file = |cap| {
        Some(RawFile {
            path: path.clone(),
            cap,
        })
    };
    command.stdout = Keep {
        head: 10,
        tail: 10,
        file: file(1 << 30),
    };
    let whole = ran(command.clone()).await.stdout;
    let kept = whole.file.unwrap();
    assert_eq!((kept.bytes, kept.cut), (whole.bytes, None));
    assert_eq!(
        std::fs::read_to_string(&path).unwrap().lines().count() as u64,
        whole.lines
    );
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    command.stdout.file = file(1000);
    let kept = ran(command).await.stdout.file.unwrap();
    assert_eq!(
        (kept.bytes, kept.cut.as_deref()),
        (1000, Some("the limit of 1000 bytes"))
    );
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 1000);
}

#[tokio::test]
async fn a_link_in_the_place_of_the_file_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, elsewhere) = (folder.path().join("out"), folder.path().join("precious"));
    std::fs::write(&elsewhere, "precious").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    let mut command = Command::new("echo").arguments(["new"]);
    command.stdout.file = Some(RawFile {
        path: path.clone(),
        cap: 100,
    });
    ran(command).await;
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "precious");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "new\n");
}

#[tokio::test]
async fn what_does_not_begin_says_why() {
    let failed = async |command| run(command, CancellationToken::new()).await.unwrap_err();
    let error = failed(Command::new("no-such-program")).await;
    assert!(matches!(error, RunError::NoProgram { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "there is no program no-such-program; install it, or give its path"
    );

    let mut command = Command::new("true");
    command.folder = Some("/no/such/folder".into());
    assert!(matches!(failed(command).await, RunError::NoFolder { .. }));

    let mut command = Command::new("true");
    command.stdout.file = Some(RawFile {
        path: "/no/such/folder/out".into(),
        cap: 1,
    });
    assert!(matches!(failed(command).await, RunError::RawFile { .. }));

    assert!(matches!(
        failed(Command::new("/etc/passwd")).await,
        RunError::Start { .. }
    ));
}
