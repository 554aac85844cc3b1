//! An answer that streams onto a terminal at 2,000 tokens a second: how soon each token is seen, and what drawing costs.
//! Then how soon a question is sent after the start. The model is a server on this machine, the terminal one of the
//! kernel.
//!
//! A token is timed from just before the model's server is let go on to when the terminal has it, so the server's own
//! thread counts too. The goals are printed beside the figures; they are missed or met on an otherwise idle machine only,
//! so they fail nothing.

#[path = "support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use model_server::{Dialect, ModelServer, Reply};
use support::{Fault, Outcome, Scratch, Table};

const TOKENS: usize = 6000;
const PACE: Duration = Duration::from_micros(500);
const STARTS: usize = 31;
/// Start to request sent by the Python tool, as its authors' machine has it.
const PYTHON: f64 = 380.0;

fn main() -> ExitCode {
    support::main(parent, |_| {
        Err(Fault("this benchmark has no children".to_owned()))
    })
}

fn parent() -> Outcome {
    let scratch = Scratch::new("streamed_answer")?;
    let mut table = Table::new(&["", "goal", "sysgrok"]);
    let (mut delays, share) = streamed(&scratch)?;
    delays.sort_unstable();
    let shown = |percent: usize| format!("{:.3}", milliseconds(percentile(&delays, percent)));
    table.row(&[&"token seen after, p50 ms", &"1", &shown(50)]);
    table.row(&[&"token seen after, p99 ms", &"1", &shown(99)]);
    table.row(&[
        &"of one core at 2,000 tokens/s, %",
        &"5",
        &format!("{:.2}", 100.0 * share),
    ]);
    let mut starts = starts(&scratch)?;
    starts.sort_unstable();
    let start = milliseconds(percentile(&starts, 50));
    table.row(&[
        &"start to question sent, p50 ms",
        &format!("{:.1}", PYTHON / 50.0),
        &format!("{start:.1}"),
    ]);
    table.print("An answer on a terminal");
    Ok(())
}

/// When each token was seen, from when it was let go; and the share of a core that the process used.
fn streamed(scratch: &Scratch) -> Result<(Vec<Duration>, f64), Fault> {
    let server = ModelServer::start(Dialect::OpenAi);
    let pieces = pieces();
    let mut reply = Reply::pieces(&pieces.iter().map(String::as_str).collect::<Vec<_>>());
    for piece in 1..=TOKENS {
        reply = reply.hold_before(piece);
    }
    server.always(reply);
    let (mut screen, program) = terminal()?;
    let mut command = asking(&server, scratch, &["chat", "go"]);
    let stream = |file: &File| file.try_clone().map(Stdio::from);
    command
        .stdin(Stdio::null())
        .stdout(stream(&program)?)
        .stderr(stream(&program)?);
    let mut child = command.spawn()?;
    drop((command, program));
    let reader = std::thread::spawn(move || {
        let mut seen: Vec<(Instant, Vec<u8>)> = Vec::new();
        let mut buffer = vec![0; 65536];
        // Linux says EIO when the program has closed the terminal.
        while let Ok(count @ 1..) = screen.read(&mut buffer) {
            seen.push((Instant::now(), buffer.get(..count).unwrap_or_default().to_vec()));
        }
        seen
    });
    server.wait_for_chats(1);
    let before = processor_time(&child)?;
    let begun = Instant::now();
    let mut sent = Vec::with_capacity(TOKENS);
    for token in 0..TOKENS {
        let due = begun + PACE * token as u32;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        sent.push(Instant::now());
        server.release(1);
    }
    let took = begun.elapsed();
    let cost = processor_time(&child)?.saturating_sub(before);
    child.wait()?;
    let seen = reader.join().map_err(|_| Fault("the reader failed".to_owned()))?;
    Ok((delays(&sent, &seen)?, cost.as_secs_f64() / took.as_secs_f64()))
}

fn delays(sent: &[Instant], seen: &[(Instant, Vec<u8>)]) -> Result<Vec<Duration>, Fault> {
    let mut first: Vec<Option<Instant>> = vec![None; sent.len()];
    let mut text = String::new();
    for (at, bytes) in seen {
        text.push_str(&String::from_utf8_lossy(bytes));
        let mut rest = text.as_str();
        // Tokens are `w` and five digits, whatever stands around them.
        while let Some(found) = rest.find('w') {
            let Some(digits) = rest.get(found + 1..found + 6) else {
                break;
            };
            if let Some(slot) = digits
                .parse::<usize>()
                .ok()
                .and_then(|token| first.get_mut(token))
            {
                slot.get_or_insert(*at);
            }
            rest = rest.get(found + 1..).unwrap_or_default();
        }
        text = rest
            .get(rest.rfind('w').unwrap_or(rest.len())..)
            .unwrap_or_default()
            .to_owned();
    }
    (sent.iter().zip(first).enumerate())
        .map(|(token, (sent, seen))| {
            let seen = seen.ok_or_else(|| Fault(format!("token {token} was never seen")))?;
            Ok(seen.saturating_duration_since(*sent))
        })
        .collect()
}

/// An answer as models write them: paragraphs with emphasis and code, lists, a table, code.
fn pieces() -> Vec<String> {
    (0..TOKENS)
        .map(|token| {
            let mut piece = String::new();
            let (block, place) = (token / 50, token % 50);
            let opening = match (block % 5, place) {
                (0, 0) => "\n\n## ",
                (0, 5) | (_, 0) => "\n\n",
                (1, 10) => "**",
                (2, place) if place % 10 == 0 => "\n- ",
                (3, place) if place % 5 == 0 => "\n| ",
                (4, place) if place % 8 == 1 => "\n",
                _ => " ",
            };
            piece.push_str(opening);
            if block % 5 == 3 && place == 0 {
                piece.push_str("| ");
            }
            if block % 5 == 4 && place == 0 {
                piece.push_str("```c\n");
            }
            let _ = write!(piece, "w{token:05}");
            let closing = match (block % 5, place) {
                (1, 14) => "**",
                (3, 4) => " |\n|---|",
                (3, place) if place % 5 == 4 => " |",
                (4, 49) => "\n```\n",
                _ => "",
            };
            piece.push_str(closing);
            piece
        })
        .collect()
}

/// From the start of the process to when the server has the question.
fn starts(scratch: &Scratch) -> Result<Vec<Duration>, Fault> {
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("Yes."));
    (0..STARTS)
        .map(|run| {
            let mut command = asking(&server, scratch, &["chat", "--no-cache", "go"]);
            command.stdin(Stdio::null()).stdout(Stdio::null());
            let begun = Instant::now();
            let mut child = command.spawn()?;
            server.wait_for_chats(run + 1);
            let took = begun.elapsed();
            child.wait()?;
            Ok(took)
        })
        .collect()
}

fn asking(server: &ModelServer, scratch: &Scratch, arguments: &[&str]) -> Command {
    let home = scratch.file("home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sysgrok"));
    command
        .args(arguments)
        .current_dir(scratch.file(""))
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color")
        .env("GAI_API_TYPE", "openai")
        .env("GAI_API_KEY", "k")
        .env("GAI_API_BASE", server.url())
        .env("GAI_MODEL", "gpt-6-luna");
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env(name, &home);
    }
    command
}

/// The user's side and the program's side of a terminal.
fn terminal() -> Result<(File, File), Fault> {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let failed = |error: rustix::io::Errno| Fault(format!("no terminal: {error}"));
    let user = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).map_err(failed)?;
    grantpt(&user).map_err(failed)?;
    unlockpt(&user).map_err(failed)?;
    let name = ptsname(&user, Vec::new()).map_err(failed)?;
    let size = rustix::termios::Winsize {
        ws_row: 50,
        ws_col: 120,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    rustix::termios::tcsetwinsize(&user, size).map_err(failed)?;
    let name = name.to_str().map_err(|error| Fault(error.to_string()))?;
    let program = File::options().read(true).write(true).open(name)?;
    Ok((user.into(), program))
}

/// Processor time of all threads of a process so far, to the nanosecond.
fn processor_time(child: &Child) -> Result<Duration, Fault> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir(format!("/proc/{}/task", child.id()))? {
        let text = fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds += (text.split(' ').next())
            .and_then(|field| field.parse::<u64>().ok())
            .ok_or_else(|| Fault("/proc has no schedstat".to_owned()))?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or_default()
}
