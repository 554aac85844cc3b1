//! Answers: how soon a question is sent, how soon a token is shown and what it costs, and how many questions run at once.
//!
//! The model is a server on loopback that sends its tokens at a steady pace, or whole answers after a delay. Beside it the
//! Python tool `sysgrok`, of which 0.38 s from start to request were measured on such a machine.

#[path = "support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use support::{Fault, Outcome, Scratch, Table, median};

const ROUNDS: usize = 15;

/// What the Python tool needs from start to request, in seconds.
const PYTHON: f64 = 0.38;

/// Tokens a second, and for how many of them.
const RATE: u32 = 2_000;
const TOKENS: u32 = 8_000;

/// How long the model takes for each part of a long question.
const DELAY: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    support::main(parent, |_| Ok(()))
}

fn parent() -> Outcome {
    let scratch = Scratch::new("answers")?;
    let mut table = Table::new(&["", "measured", "goal"]);
    let sent = median(start_to_request(&scratch)?);
    table.row(&[
        &"start to request, ms",
        &format!("{:.1}", sent * 1e3),
        &format!("{:.1}", PYTHON / 50.0 * 1e3),
    ]);
    table.row(&[
        &"  times sooner than the Python tool",
        &format!("{:.0}", PYTHON / sent),
        &"50",
    ]);
    let (latencies, cpu) = paced(&scratch)?;
    let at = |part: f64| {
        latencies
            .get((latencies.len() as f64 * part) as usize)
            .copied()
            .unwrap_or(f64::NAN)
            * 1e3
    };
    table.row(&[
        &"a token is shown after, ms, half of them",
        &format!("{:.2}", at(0.5)),
        &"1",
    ]);
    table.row(&[&"  99 of 100", &format!("{:.2}", at(0.99)), &"1"]);
    table.row(&[
        &"2,000 tokens/s, % of a core",
        &format!("{:.1}", 100.0 * cpu),
        &"5",
    ]);
    let (parts, rounds) = long(&scratch)?;
    table.row(&[
        &format!("{parts} parts, 4 at once, in rounds of {} ms", DELAY.as_millis()),
        &format!("{rounds:.2}"),
        &format!("{:.1}", 1.1 * (parts as f64 / 4.0).ceil()),
    ]);
    table.print("answers");
    Ok(())
}

/// What the server does with a request.
#[derive(Clone)]
enum Reply {
    /// So many tokens, so many a second.
    Paced { count: u32, rate: u32 },
    /// A whole answer after a while.
    After(Duration),
}

/// What the server has seen.
#[derive(Default)]
struct Log {
    /// When each request was there, and when its answer was sent.
    requests: Vec<(Instant, Option<Instant>)>,
    /// When each token was sent.
    tokens: HashMap<u32, Instant>,
}

struct Server {
    address: String,
    log: Arc<Mutex<Log>>,
}

impl Server {
    /// Serves until the process ends.
    fn start(reply: Reply) -> Result<Server, Fault> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}", listener.local_addr()?);
        let log: Arc<Mutex<Log>> = Arc::default();
        let shared = log.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (reply, log) = (reply.clone(), shared.clone());
                std::thread::spawn(move || {
                    // A client that goes away has what it wanted.
                    let _ = serve(stream, &reply, &log);
                });
            }
        });
        Ok(Server { address, log })
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(stream: TcpStream, reply: &Reply, log: &Mutex<Log>) -> std::io::Result<()> {
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
    match *reply {
        Reply::Paced { count, rate } => {
            let start = Instant::now();
            for token in 0..count {
                let due = start + Duration::from_secs(1) * token / rate;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let event =
                    format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"w{token} \"}}}}]}}\n\n");
                locked().tokens.insert(token, Instant::now());
                writer.write_all(event.as_bytes())?;
            }
        }
        Reply::After(delay) => {
            std::thread::sleep(delay);
            writer.write_all(b"data: {\"choices\":[{\"delta\":{\"content\":\"a note\"}}]}\n\n")?;
        }
    }
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

/// Seconds from the start of the process to the whole request at the server.
fn start_to_request(scratch: &Scratch) -> Result<Vec<f64>, Fault> {
    let server = Server::start(Reply::Paced {
        count: 1,
        rate: 1_000,
    })?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let known = server.log().requests.len();
        let start = Instant::now();
        let mut child = sysgrok(scratch, &server, "start", &["findfaster", "json"])?;
        child.wait()?;
        let log = server.log();
        let (request, _) = log
            .requests
            .get(known)
            .ok_or(Fault("nothing was asked".to_owned()))?;
        times.push(request.duration_since(start).as_secs_f64());
    }
    Ok(times)
}

/// Seconds from each token's sending to its showing, sorted; and the processor time for each second.
fn paced(scratch: &Scratch) -> Result<(Vec<f64>, f64), Fault> {
    let server = Server::start(Reply::Paced {
        count: TOKENS,
        rate: RATE,
    })?;
    let start = Instant::now();
    let mut child = sysgrok(scratch, &server, "paced", &["findfaster", "json"])?;
    let mut stdout = child.stdout.take().ok_or(Fault("no output".to_owned()))?;
    let mut seen: Vec<(Instant, Vec<u8>)> = Vec::new();
    let mut buffer = [0; 1 << 16];
    let mut cpu = 0.0;
    loop {
        let read = stdout.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        seen.push((Instant::now(), buffer.get(..read).unwrap_or_default().to_vec()));
        if seen.len() % 100 == 0 {
            cpu = processor_time(child.id()).unwrap_or(cpu);
        }
    }
    let wall = start.elapsed().as_secs_f64();
    child.wait()?;
    let log = server.log();
    let mut latencies = Vec::new();
    let mut rest = String::new();
    for (when, bytes) in seen {
        rest.push_str(&String::from_utf8_lossy(&bytes));
        while let Some((word, after)) = rest.split_once([' ', '\n']) {
            let sent = word
                .trim()
                .strip_prefix('w')
                .and_then(|number| log.tokens.get(&number.parse().ok()?));
            if let Some(sent) = sent {
                latencies.push(when.saturating_duration_since(*sent).as_secs_f64());
            }
            rest = after.to_owned();
        }
    }
    if latencies.len() < TOKENS as usize * 9 / 10 {
        return Err(Fault(format!(
            "only {} of {TOKENS} tokens were shown",
            latencies.len()
        )));
    }
    latencies.sort_by(f64::total_cmp);
    Ok((latencies, cpu / wall))
}

/// Seconds of processor time of a process so far (`proc_pid_stat(5)`).
fn processor_time(process: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: f64 = fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// Parts of a long list, and how many times the model's delay they took together.
fn long(scratch: &Scratch) -> Result<(usize, f64), Fault> {
    let server = Server::start(Reply::After(DELAY))?;
    let mut list =
        String::from("# Index | Process/Library | Function | File | Self CPU | Self+Children CPU\n");
    for row in 1..=2_600 {
        list.push_str(&format!(
            "{row} | app{row} | function_{row} | a.c#{row} | 0.01% | 0.02%\n"
        ));
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
