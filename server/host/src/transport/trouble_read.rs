//! What the messages of ssh and sudo mean. They are those of OpenSSH 9.2 and sudo 1.9 in the C locale; where others
//! word them differently, the message itself is told.

use super::Trouble;

/// Longest quote in a sentence, in characters.
const LONGEST: usize = 200;

/// One short line of what a program or a host said, without control characters.
pub(crate) fn quote(line: &str) -> String {
    let mut text: String = line
        .chars()
        .filter(|character| !character.is_control() && !('\u{2028}'..='\u{202e}').contains(character))
        .take(LONGEST)
        .collect();
    text.truncate(text.trim_end_matches(['.', ' ']).len());
    text.trim_start().to_owned()
}

fn last_line(text: &str) -> String {
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    quote(last.unwrap_or("it said nothing"))
}

fn line_with<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    text.lines()
        .rev()
        .find(|line| words.iter().any(|word| line.contains(word)))
}

/// Why ssh did not connect.
pub(crate) fn read_ssh(host: &str, text: &str) -> Trouble {
    let host = host.to_owned();
    let said = last_line(text);
    if text.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
        // ssh prints the command that mends it: `  ssh-keygen -f "FILE" -R "HOST"`.
        let remedy = line_with(text, &["ssh-keygen -f", "ssh-keygen -R"]);
        let remedy = remedy.map_or_else(
            || "remove the old one from known_hosts".to_owned(),
            |line| format!("`{}`", quote(line)),
        );
        return Trouble::HostKeyChanged { host, remedy };
    }
    if text.contains("Host key verification failed") {
        return Trouble::UnknownHostKey { host };
    }
    if let Some(line) = line_with(text, &["Permission denied (", "Too many authentication failures"]) {
        let asks = ["password", "keyboard-interactive"]
            .iter()
            .any(|way| line.contains(way));
        return if asks {
            Trouble::WantsSecret { host }
        } else {
            let said = quote(line);
            Trouble::Denied { host, said }
        };
    }
    let told = |words: &[&str]| line_with(text, words).map(quote);
    if let Some(said) = told(&["Could not resolve hostname"]) {
        Trouble::UnknownName { host, said }
    } else if let Some(said) = told(&["Connection refused"]) {
        Trouble::Refused { host, said }
    } else if let Some(said) = told(&[
        "timed out",
        "No route to host",
        "Network is unreachable",
        "Host is down",
    ]) {
        Trouble::NoAnswer { host, said }
    } else if let Some(said) =
        told(&["Bad configuration option", "Bad owner or permissions"]).or_else(|| told(&["terminating,"]))
    {
        Trouble::Configuration { host, said }
    } else if let Some(said) = told(&[
        "Connection closed by",
        "Connection reset by",
        "kex_exchange_identification",
    ]) {
        Trouble::Closed { host, said }
    } else {
        Trouble::Other { host, said }
    }
}

/// Why a command did not begin over a master.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The host takes no further channel now.
    Channel,
    /// There is no master any more.
    Master,
}

impl Refused {
    /// Reads what ssh said. Its way around the master is a `ProxyCommand` that fails, and then it names the port 65535:
    /// so the command has not begun.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.contains("Session open refused by peer") {
            Some(Self::Channel)
        } else if text.contains("UNKNOWN port 65535") {
            Some(Self::Master)
        } else {
            None
        }
    }
}

/// sudo's words, when it was sudo that refused.
pub(crate) fn sudo_refused(text: &str) -> Option<String> {
    let words = [
        "sudo: a password is required",
        "sudo: a terminal is required",
        "sudo: sorry, you must have a tty",
        "sudo: interactive authentication is required",
        "is not in the sudoers file",
        "may not run sudo",
        "is not allowed to execute",
        "sudo: not found",
        "sudo: command not found",
        "sudo: no valid sudoers sources",
        "sudo: unable to initialize policy plugin",
        "\"no new privileges\" flag is set",
    ];
    line_with(text, &words).map(quote)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&read_ssh("web1", text).to_string());
    }

    #[test]
    fn each_message_is_one_sentence_with_a_way_out() {
        check(
            "root@10.0.0.7: Permission denied (publickey,password).\n",
            &expect![
                "web1 wants a password, a passphrase or a second factor. Connect in a terminal: sysgrok connect web1"
            ],
        );
        check(
            "root@10.0.0.7: Permission denied (publickey).\r\n",
            &expect![
                "web1 accepted none of the keys that were offered (root@10.0.0.7: Permission denied (publickey)). A key with a passphrase counts only when the agent has it. Try in a terminal: sysgrok connect web1"
            ],
        );
        check(
            "Host key verification failed.\r\n",
            &expect![
                "the key of web1 is not known yet. Connect in a terminal and compare it: sysgrok connect web1"
            ],
        );
        check(
            "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n  remove with:\r\n  \
             ssh-keygen -f \"/home/anna/.ssh/known_hosts\" -R \"web1\"\r\nHost key verification failed.\r\n",
            &expect![[
                r#"the key of web1 has changed since it was last seen: another machine answers, or it was installed anew. Nothing was sent. Ask who runs it; if the new key is right: `ssh-keygen -f "/home/anna/.ssh/known_hosts" -R "web1"`"#
            ]],
        );
        check(
            "ssh: Could not resolve hostname web1: Name or service not known\r\n",
            &expect![
                "there is no host web1: its name has no address (ssh: Could not resolve hostname web1: Name or service not known). Check the spelling and the ssh configuration"
            ],
        );
        check(
            "ssh: connect to host web1 port 22: Connection refused\r\n",
            &expect![
                "web1 refused the connection (ssh: connect to host web1 port 22: Connection refused). Is sshd running there, and is the port right?"
            ],
        );
        check(
            "ssh: connect to host web1 port 22: Connection timed out\r\n",
            &expect![
                "web1 did not answer (ssh: connect to host web1 port 22: Connection timed out). Is it up, and does a firewall or VPN stand between?"
            ],
        );
        check(
            "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.0.7 port 22\n",
            &expect![
                "web1 closed the connection before a login (Connection reset by 10.0.0.7 port 22). It may have too many connections (MaxStartups) or have blocked this address; try again in a minute"
            ],
        );
        check(
            "/home/anna/.ssh/config: line 3: Bad configuration option: hostnam\n/home/anna/.ssh/config: terminating, 1 \
             bad configuration options\n",
            &expect![
                "ssh cannot be used for web1: /home/anna/.ssh/config: line 3: Bad configuration option: hostnam. Check ~/.ssh/config"
            ],
        );
        check("", &expect!["web1 cannot be reached: it said nothing"]);
    }

    #[test]
    fn hostile_words_are_tamed() {
        check(
            &format!("\x1b]0;title\x07evil\u{202e} {}\n\n", "x".repeat(10_000)),
            &expect![
                "web1 cannot be reached: ]0;titleevil xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            ],
        );
    }
}
