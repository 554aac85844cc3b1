//! A question on standard error, and the line that the user types.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write, stderr, stdin};

use super::super::{Failure, USAGE};

/// Whether there is somebody who sees a question and can answer it, although standard input may be something else.
pub(super) fn is_there() -> bool {
    stderr().is_terminal() && (stdin().is_terminal() || terminal().is_ok())
}

/// A line that the user types: on the terminal where standard input is none. Absent at the end of the input.
pub(super) async fn ask(question: &str) -> Result<Option<String>, Failure> {
    let mut out = stderr().lock();
    out.write_all(question.as_bytes()).and_then(|()| out.flush())?;
    drop(out);
    let reading = tokio::task::spawn_blocking(read);
    tokio::select! {
        line = reading => match line {
            Ok(Ok(line)) => Ok(line),
            Ok(Err(error)) => Err(Failure::Said(format!("cannot read the terminal: {error}"), USAGE)),
            Err(_) => Err(Failure::Interrupted),
        },
        _ = tokio::signal::ctrl_c() => Err(Failure::Interrupted),
    }
}

/// Whether a line agrees; no answer does not.
pub(super) fn is_yes(line: Option<String>) -> bool {
    line.is_some_and(|line| matches!(line.trim(), "y" | "Y" | "yes"))
}

fn read() -> io::Result<Option<String>> {
    let mut line = String::new();
    let count = if stdin().is_terminal() {
        stdin().lock().read_line(&mut line)?
    } else {
        BufReader::new(terminal()?).read_line(&mut line)?
    };
    Ok((count > 0).then_some(line))
}

/// The terminal of this session.
fn terminal() -> io::Result<File> {
    if cfg!(unix) {
        File::open("/dev/tty")
    } else {
        Err(io::ErrorKind::Unsupported.into())
    }
}
