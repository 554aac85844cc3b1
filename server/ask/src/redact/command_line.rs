//! Passwords in the arguments of programs that take them in ways of their own.

use super::kind::{Kind, Span};
use super::value;

/// A program and the option that its password follows.
pub(super) struct Program {
    pub(super) name: &'static str,
    option: &'static str,
    place: Place,
}

/// Where the password stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Directly behind the option: `-p'x'`.
    Attached,
    /// In the next word.
    Next,
    /// In the next word, behind a colon: `-u name:x`.
    BehindColon,
}

/// How much of a line belongs to one command, in bytes.
const LONGEST: usize = 512;

const fn program(name: &'static str, option: &'static str, place: Place) -> Program {
    Program { name, option, place }
}

/// The programs. `mysql` and `mariadb` begin the names of their tools too (`mysqldump`, `mariadb-admin`).
pub(super) const PROGRAMS: [Program; 10] = [
    program("mysql", " -p", Place::Attached),
    program("mariadb", " -p", Place::Attached),
    program("sshpass", " -p", Place::Attached),
    program("sshpass", " -p ", Place::Next),
    program("redis-cli", " -a ", Place::Next),
    program("docker login", " -p ", Place::Next),
    program("curl", " -u ", Place::BehindColon),
    program("curl", " --user ", Place::BehindColon),
    program("curl", " -u", Place::BehindColon),
    program("ldapsearch", " -w ", Place::Next),
];

/// The password in the arguments of a program whose name stands from `start` to `after`.
pub(super) fn find(text: &str, start: usize, after: usize, index: usize) -> Option<Span> {
    let program = PROGRAMS.get(index)?;
    let before = start
        .checked_sub(1)
        .and_then(|before| text.as_bytes().get(before));
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')) {
        return None;
    }
    let rest = text.get(after..)?;
    let length = rest
        .bytes()
        .take(LONGEST)
        .position(|byte| matches!(byte, b'\n' | b'|' | b';'))
        .unwrap_or(rest.len().min(LONGEST));
    let mut end = length;
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    let arguments = rest.get(..end)?;
    // The arguments follow the program's name, not a sentence about it.
    let name_end = arguments.find(' ')?;
    if !arguments
        .get(..name_end)?
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    {
        return None;
    }
    let option = arguments.find(program.option)?;
    let mut at = after + option + program.option.len();
    let word = value::Word::read(text.get(at..)?)?;
    let mut secret = word.text;
    at += word.offset;
    if program.place == Place::BehindColon {
        let (name, password) = secret.split_once(':')?;
        at += name.len() + 1;
        secret = password;
    }
    (!secret.is_empty() && !value::is_stand_in(secret)).then_some(Span {
        start: at,
        end: at + secret.len(),
        kind: Kind::Password,
    })
}
