//! The server's process, its streams, and a record of all that was said.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::plain_environment;

/// Longer messages are cut in the record.
const SHOWN: usize = 2000;

/// The record keeps the last of them.
const KEPT: usize = 2000;

/// What the server wrote.
pub enum Event {
    Message(Value),
    /// Something that is not a message; nothing is read after it.
    Garbage(String),
    End,
    TooLate,
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    events: Receiver<Event>,
    closing: Arc<AtomicBool>,
    transcript: Transcript,
    /// Waits for the readers, so that the record is whole.
    log_ended: Receiver<()>,
    _home: TempDir,
}

/// What both sides said and what the server logged.
#[derive(Clone)]
struct Transcript {
    start: Instant,
    lines: Arc<Mutex<VecDeque<String>>>,
}

impl Transcript {
    fn note(&self, who: &str, what: &str) {
        let end = (0..=SHOWN.min(what.len()))
            .rev()
            .find(|&end| what.is_char_boundary(end))
            .unwrap_or(0);
        let (shown, more) = (&what[..end], what.len() - end);
        let cut = if more > 0 {
            format!(" ... and {more} bytes")
        } else {
            String::new()
        };
        let mut lines = self.lines.lock().unwrap();
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(format!(
            "{:9.3} {who} {shown}{cut}",
            self.start.elapsed().as_secs_f64()
        ));
    }
}

impl Server {
    pub fn start(folder: &Path, change: impl FnOnce(&mut Command)) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sysgrok"));
        command.arg("lsp").current_dir(folder);
        let home = plain_environment(&mut command);
        for name in ["XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
            command.env_remove(name);
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        change(&mut command);
        let mut child = command.spawn().unwrap();

        let transcript = Transcript {
            start: Instant::now(),
            lines: Arc::default(),
        };
        let closing = Arc::new(AtomicBool::new(false));
        let (events_to, events) = channel();
        let (log_ended_to, log_ended) = channel();
        if let Some(stdout) = child.stdout.take() {
            let (closing, transcript) = (closing.clone(), transcript.clone());
            std::thread::spawn(move || read_messages(stdout, &events_to, &closing, &transcript));
        }
        if let Some(stderr) = child.stderr.take() {
            let transcript = transcript.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                    transcript.note("log", &String::from_utf8_lossy(&line));
                }
                drop(log_ended_to);
            });
        }
        Server {
            stdin: child.stdin.take(),
            child,
            events,
            closing,
            transcript,
            log_ended,
            _home: home,
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes bytes. A server that has ended does not read them, which shows in other ways.
    pub fn write(&mut self, bytes: &[u8]) {
        self.transcript
            .note("raw", &String::from_utf8_lossy(bytes).escape_debug().to_string());
        self.pass(bytes);
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.transcript.note("-->", &body);
        self.pass(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn pass(&mut self, bytes: &[u8]) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(bytes).and_then(|()| stdin.flush());
        }
    }

    /// The client's messages end.
    pub fn close_input(&mut self) {
        self.transcript.note("-->", "(end)");
        self.stdin = None;
    }

    /// Nobody reads what the server writes after its next message.
    pub fn close_output_after_next(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
    }

    pub fn next(&mut self, deadline: Instant) -> Event {
        match self
            .events
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => Event::TooLate,
            // The reader has ended.
            Err(RecvTimeoutError::Disconnected) => Event::End,
        }
    }

    /// Waits for the process to end.
    #[track_caller]
    pub fn wait(&mut self, deadline: Instant) -> ExitStatus {
        // There is no wait with a deadline in std; the process has closed its output and is about to end.
        let mut pause = Duration::from_micros(100);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the process does not end");
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// Kills it as `kill -9` does.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
    }

    /// What the server has logged on standard error, once it has ended.
    pub fn log(&self) -> String {
        // Nothing is ever sent: the end of the log ends the wait.
        let _ = self.log_ended.recv_timeout(Duration::from_secs(1));
        let lines = self.transcript.lines.lock().unwrap();
        let logged = lines
            .iter()
            .filter_map(|line| line.split_once(" log "))
            .map(|(_, text)| text);
        logged.fold(String::new(), |log, line| log + line + "\n")
    }

    pub fn print_transcript(&mut self) {
        self.kill();
        let _ = self.log_ended.recv_timeout(Duration::from_secs(1));
        eprintln!("---- the conversation, in seconds ----");
        for line in self.transcript.lines.lock().unwrap().iter() {
            eprintln!("{line}");
        }
        eprintln!("----");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

/// Reads until the end, the first thing that is not a message, or until told to stop.
fn read_messages(stdout: impl Read, events: &Sender<Event>, closing: &AtomicBool, transcript: &Transcript) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let event = match read_message(&mut stdout) {
            Ok(Some(body)) => match serde_json::from_slice(&body) {
                Ok(message) => {
                    transcript.note("<--", &String::from_utf8_lossy(&body));
                    Event::Message(message)
                }
                Err(error) => Event::Garbage(format!("{error} in {}", String::from_utf8_lossy(&body))),
            },
            Ok(None) => Event::End,
            Err(garbage) => Event::Garbage(garbage),
        };
        let is_last = !matches!(event, Event::Message(_));
        if is_last {
            transcript.note("<--", "(end)");
        }
        // The test may have ended already.
        if events.send(event).is_err() || is_last || closing.load(Ordering::SeqCst) {
            return;
        }
    }
}

/// One message, in exactly the form that we write; `None` at the end.
fn read_message(stdout: &mut impl BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut header = String::new();
    stdout.read_line(&mut header).map_err(|error| error.to_string())?;
    if header.is_empty() {
        return Ok(None);
    }
    let length = header
        .strip_prefix("Content-Length: ")
        .and_then(|rest| rest.strip_suffix("\r\n")?.parse().ok());
    let length: usize = length.ok_or_else(|| format!("{header:?}"))?;
    let mut end = [0; 2];
    let mut body = vec![0; length];
    stdout.read_exact(&mut end).map_err(|error| error.to_string())?;
    stdout.read_exact(&mut body).map_err(|error| error.to_string())?;
    if end == *b"\r\n" {
        Ok(Some(body))
    } else {
        Err(format!("{end:?} behind the header"))
    }
}
