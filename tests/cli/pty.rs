//! A terminal to test with: a pseudo-terminal of the kernel.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use crate::support::{Sysgrok, finish};

/// What a terminal was sent is waited for no longer than this.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal of 100 columns.
pub struct Terminal {
    user: File,
    program: Option<OwnedFd>,
}

impl Terminal {
    pub fn new() -> Terminal {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let user = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&user).unwrap();
        unlockpt(&user).unwrap();
        let name = ptsname(&user, Vec::new()).unwrap().into_string().unwrap();
        let size = rustix::termios::Winsize {
            ws_row: 40,
            ws_col: 100,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        rustix::termios::tcsetwinsize(&user, size).unwrap();
        let program = File::options().read(true).write(true).open(name).unwrap();
        Terminal {
            user: user.into(),
            program: Some(program.into()),
        }
    }

    pub fn stream(&self) -> Stdio {
        self.program.as_ref().unwrap().try_clone().unwrap().into()
    }

    /// What is written to it, in pieces, until all programs on it have ended.
    pub fn screen(mut self) -> Screen {
        self.program = None;
        let keyboard = self.user.try_clone().unwrap();
        let (send, pieces) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Linux says EIO when the last program has closed the terminal.
            while let Ok(count @ 1..) = self.user.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Screen {
            keyboard,
            pieces,
            seen: Vec::new(),
        }
    }
}

pub struct Screen {
    keyboard: File,
    pieces: Receiver<Vec<u8>>,
    seen: Vec<u8>,
}

impl Screen {
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        while !self.text().contains(text) {
            match self.pieces.recv_timeout(PATIENCE) {
                Ok(piece) => self.seen.extend(piece),
                Err(error) => panic!("{error}: no {text:?} in {:?}", self.text()),
            }
        }
    }

    /// Waits for one text behind another: a prompt is drawn again while a line is edited.
    #[track_caller]
    pub fn wait_for_after(&mut self, first: &str, second: &str) {
        loop {
            let text = self.text();
            if text.rfind(first).is_some_and(|at| text[at..].contains(second)) {
                return;
            }
            match self.pieces.recv_timeout(PATIENCE) {
                Ok(piece) => self.seen.extend(piece),
                Err(error) => panic!("{error}: no {second:?} behind {first:?} in {text:?}"),
            }
        }
    }

    /// Types this.
    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Looks only at what comes from now on.
    pub fn forget(&mut self) {
        self.seen.clear();
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    /// All of it, once the program has ended.
    pub fn end(mut self) -> String {
        while let Ok(piece) = self.pieces.recv_timeout(PATIENCE) {
            self.seen.extend(piece);
        }
        self.text()
    }
}

/// Runs with all streams on a terminal; returns what it was sent.
pub fn on_terminal(mut run: Sysgrok) -> String {
    let (child, screen) = start(&mut run);
    let text = screen.end();
    finish(child, None).exits(0);
    text
}

pub fn start(run: &mut Sysgrok) -> (Child, Screen) {
    let terminal = Terminal::new();
    let command = run.command();
    command
        .stdin(Stdio::null())
        .stdout(terminal.stream())
        .stderr(terminal.stream());
    let child = command.spawn().unwrap();
    // The command keeps the streams that it gave to the child.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    (child, terminal.screen())
}

/// Runs as a shell would: the terminal is the session's own, so that Ctrl-C on it is a signal and `/dev/tty` is it. With
/// `input`, standard input is that file.
pub fn in_session(run: &mut Sysgrok, input: Option<&Path>) -> (Child, Screen) {
    let terminal = Terminal::new();
    let command = run.command();
    let mut session = Command::new("setsid");
    session.arg("--ctty");
    if let Some(input) = input {
        session
            .args(["sh", "-c", "exec \"$0\" \"$@\" <\"$INPUT\""])
            .env("INPUT", input);
    }
    session.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => session.env(name, value),
            None => session.env_remove(name),
        };
    }
    session
        .current_dir(command.get_current_dir().unwrap())
        .stdin(terminal.stream())
        .stdout(terminal.stream())
        .stderr(terminal.stream());
    let child = session.spawn().unwrap();
    drop(session);
    (child, terminal.screen())
}
