//! The shell text that surrounds a command on its host.
//!
//! Ending the local ssh ends nothing there: sshd leaves the command alone when its channel is closed (`session.c`:
//! without a terminal, `session_close_by_channel` only detaches it), and ssh sends no signals over a shared connection
//! (`mux.c` says so). What does reach the host, over a master as over a connection of its own, is the end of the input,
//! also when the connection breaks. So the command runs beside a watcher that reads the input, which we keep open, and
//! that ends the command's process group when the input ends.

use crate::gate::ENVIRONMENT;

/// Seconds between `TERM` and `KILL` on the host.
const GRACE: u32 = 2;

/// What is asked of the surrounding text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wrapped<'a> {
    /// The command line, run by `sh -c` as it is.
    pub(crate) text: &'a str,
    /// Seconds after which the host itself ends it, where it has `timeout`.
    pub(crate) seconds: u32,
    /// Whether it must make way for others.
    pub(crate) nice: bool,
    /// Whether root's processes may have to be ended, too.
    pub(crate) as_root: bool,
    /// Begins the closing line.
    pub(crate) nonce: &'a str,
}

/// What the closing line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closing {
    /// The exit code; 128 and the signal's number for one that a signal ended.
    pub(crate) code: i32,
    /// Processes of root are left that could not be ended.
    pub(crate) left_running: bool,
}

/// A word that no command prints by chance.
pub(crate) fn nonce() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("sysgrok-{:016x}", RandomState::new().hash_one("closing line"))
}

/// The line for `run::Command::closing`, and its reading.
pub(crate) fn parse_closing(line: &str) -> Option<Closing> {
    let (code, left) = line.split_once(' ')?;
    Some(Closing {
        code: code.parse().ok()?,
        left_running: left == "left",
    })
}

/// One word for a POSIX shell, csh, tcsh and fish alike: fish knows `\'` and `\\` within single quotes, and csh
/// replaces `!` there, so these three stand outside of them.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for character in text.chars() {
        if matches!(character, '\'' | '\\' | '!') {
            quoted.push_str("'\\");
            quoted.push(character);
            quoted.push('\'');
        } else {
            quoted.push(character);
        }
    }
    quoted.push('\'');
    quoted
}

/// The script for `/bin/sh -c`. POSIX only: dash, bash, busybox and the BSDs' shells run it.
pub(crate) fn wrap(wrapped: &Wrapped<'_>) -> String {
    let Wrapped {
        text,
        seconds,
        nice,
        as_root,
        nonce,
    } = *wrapped;
    let variables: Vec<_> = ENVIRONMENT
        .iter()
        .map(|(name, value)| format!("{name}={}", quote(value)))
        .collect();
    let variables = variables.join(" ");
    let text = quote(text);
    let sudo = |signal: &str| {
        if as_root {
            format!("sudo -n -- kill -s {signal} -- -$g 2>/dev/null; ")
        } else {
            String::new()
        }
    };
    let (sudo_term, sudo_kill) = (sudo("TERM"), sudo("KILL"));
    let nice = if nice {
        "if nice true 2>/dev/null; then set -- nice -n 10 \"$@\"; fi; "
    } else {
        ""
    };
    let root_left = if as_root {
        format!(
            "if [ $r = 124 ] || [ $r = 137 ] || [ $r = 143 ]; then {sudo_term}sleep 1; {sudo_kill}\
             if ps -eo stat=,pgid= 2>/dev/null | grep -v '^Z' | grep -q \" $g\\$\"; then l=left; fi; fi; "
        )
    } else {
        String::new()
    };
    // `timeout` makes a process group of its own, `setsid` a session. Without both the command stays in our group,
    // which sshd made: then its end is ours, but for the signal that we catch. `kill -TERM -$g` is the group,
    // `kill -TERM $p` the process alone, where there is no such group (busybox' `timeout` makes none).
    format!(
        "exec 3<&0 </dev/null; set -- sh -c {text}; l=none; g=; \
         if timeout -k {GRACE} 9 true 2>/dev/null; then set -- timeout -k {GRACE} {seconds} \"$@\"; \
         elif timeout 9 true 2>/dev/null; then set -- timeout {seconds} \"$@\"; \
         elif setsid true 2>/dev/null; then set -- setsid \"$@\"; \
         else g=$$; trap : TERM; fi; {nice}\
         env -i {variables} HOME=\"$HOME\" USER=\"$USER\" LOGNAME=\"$LOGNAME\" \"$@\" 3<&- & p=$!; g=${{g:-$p}}; \
         {{ read -r x <&3; trap '' TERM; exec 3<&-; kill -TERM -$g || kill -TERM $p; {sudo_term}sleep {GRACE}; \
         kill -KILL -$g || kill -KILL $p; {sudo_kill}}} >/dev/null 2>&1 & w=$!; exec 3<&-; \
         wait $p; r=$?; kill $w 2>/dev/null; {root_left}\
         printf '\\n%s %s %s\\n' {nonce} $r $l >&2; \
         if kill -TERM -$g 2>/dev/null; then {{ sleep {GRACE}; kill -KILL -$g; }} >/dev/null 2>&1 & fi; exit $r"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_is_one_word_of_a_shell() {
        let text = "a 'b' \\ ! $x `y` \"z\" \n*";
        let output = std::process::Command::new("sh")
            .args(["-c", &format!("printf %s {}", quote(text))])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
    }

    #[test]
    fn the_closing_line_is_read() {
        let closing = Closing {
            code: 3,
            left_running: false,
        };
        assert_eq!(parse_closing("3 none"), Some(closing));
        assert_eq!(
            parse_closing("137 left").map(|closing| closing.left_running),
            Some(true)
        );
        assert_eq!(parse_closing("none"), None);
        assert_eq!(parse_closing(""), None);
    }
}
