//! A list that is too long for the model is read in parts, several at once: how many times the model's delay that takes.
//!
//! The model is a server on loopback that answers each question after the same while. `streamed_answer` tells how soon
//! a question is sent and a token is shown.

#[path = "support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use support::{Fault, Outcome, Scratch, Table};

/// How long the model takes for each part of a long question.
const DELAY: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    support::main(parent, |_| Ok(()))
}

fn parent() -> Outcome {
    let scratch = Scratch::new("answers")?;
    let mut table = Table::new(&["", "measured", "goal"]);
    let (parts, rounds) = long(&scratch)?;
    table.row(&[
        &format!("{parts} parts, 4 at once, in rounds of {} ms", DELAY.as_millis()),
        &format!("{rounds:.2}"),
        &format!("{:.1}", 1.1 * (parts as f64 / 4.0).ceil()),
    ]);
    table.print("answers");
    Ok(())
}

/// What the server has seen.
#[derive(Default)]
struct Log {
    /// When each request was there, and when its answer was sent.
    requests: Vec<(Instant, Option<Instant>)>,
}

struct Server {
    address: String,
    log: Arc<Mutex<Log>>,
}

impl Server {
    /// Serves until the process ends.
    fn start() -> Result<Server, Fault> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}", listener.local_addr()?);
        let log: Arc<Mutex<Log>> = Arc::default();
        let shared = log.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = shared.clone();
                std::thread::spawn(move || {
                    // A client that goes away has what it wanted.
                    let _ = serve(stream, &log);
                });
            }
        });
        Ok(Server { address, log })
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(stream: TcpStream, log: &Mutex<Log>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if length == 0 {
        return writer.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    }
    let locked = || log.lock().unwrap_or_else(PoisonError::into_inner);
    let number = {
        let mut log = locked();
        log.requests.push((Instant::now(), None));
        log.requests.len() - 1
    };
    writer.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")?;
    std::thread::sleep(DELAY);
    writer.write_all(b"data: {\"choices\":[{\"delta\":{\"content\":\"a note\"}}]}\n\n")?;
    writer
        .write_all(b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")?;
    if let Some(request) = locked().requests.get_mut(number) {
        request.1 = Some(Instant::now());
    }
    Ok(())
}

/// A run of the terminal command that asks the server, with folders of its own so that nothing is cached.
fn sysgrok(scratch: &Scratch, server: &Server, name: &str, arguments: &[&str]) -> Result<Child, Fault> {
    let folder = scratch.file(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("sysgrok"))?;
    fs::write(
        folder.join("sysgrok/config.toml"),
        "[model]\ncontext_window = 4000\n",
    )?;
    let child = Command::new(env!("CARGO_BIN_EXE_sysgrok"))
        .args(arguments)
        .current_dir(&folder)
        .env("XDG_CACHE_HOME", &folder)
        .env("XDG_STATE_HOME", &folder)
        .env("XDG_CONFIG_HOME", &folder)
        .env("GAI_API_TYPE", "openai")
        .env("GAI_API_BASE", &server.address)
        .env("GAI_MODEL", "paced")
        .env_remove("GAI_API_KEY")
        .env_remove("OPENAI_API_KEY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(child)
}

/// Parts of a long list, and how many times the model's delay they took together.
fn long(scratch: &Scratch) -> Result<(usize, f64), Fault> {
    let server = Server::start()?;
    let mut list =
        String::from("# Index | Process/Library | Function | File | Self CPU | Self+Children CPU\n");
    for row in 1..=2_600 {
        writeln!(
            list,
            "{row} | app{row} | function_{row} | a.c#{row} | 0.01% | 0.02%"
        )?;
    }
    let mut child = sysgrok(scratch, &server, "long", &["topn"])?;
    child
        .stdin
        .take()
        .ok_or(Fault("no input".to_owned()))?
        .write_all(list.as_bytes())?;
    child.wait()?;
    let log = server.log();
    // The last one is the question itself.
    let parts = log.requests.len().saturating_sub(1);
    let (first, last) = (log.requests.first(), log.requests.get(parts.saturating_sub(1)));
    let (Some((begin, _)), Some(_)) = (first, last) else {
        return Err(Fault("nothing was asked".to_owned()));
    };
    let end = log
        .requests
        .iter()
        .take(parts)
        .filter_map(|(_, sent)| *sent)
        .max()
        .unwrap_or(*begin);
    Ok((
        parts,
        end.duration_since(*begin).as_secs_f64() / DELAY.as_secs_f64(),
    ))
}
