//! Running tools.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Ran, finish, plain_environment};

/// Standard output of a tool that has to succeed.
#[track_caller]
pub fn output(folder: &Path, words: &[&str]) -> String {
    run(folder, words).exits(0).stdout()
}

/// What a tool does, also when it fails.
#[track_caller]
pub fn run(folder: &Path, words: &[&str]) -> Ran {
    let (program, arguments) = words.split_first().unwrap();
    let mut command = Command::new(program);
    let _home = plain_environment(&mut command);
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; tests/install gets it"));
    finish(child, None)
}
