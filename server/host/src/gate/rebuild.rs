//! What runs: rebuilt from the words, in an environment that is the same everywhere.

use super::line::Line;

/// Where binaries are looked for: only folders that root alone can write.
pub const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// The environment of what runs. Transports should start from an empty one (`env -i`), with `HOME` as it is, and give
/// `/dev/null` as standard input: variables of the host's own can change what tools do (`PS_PERSONALITY=bsd` makes
/// `ps -e` show environments, procps 4.0).
pub const ENVIRONMENT: &[(&str, &str)] = &[
    ("PATH", PATH),
    ("LC_ALL", "C"),
    ("TERM", "dumb"),
    ("COLUMNS", "512"),
    ("PAGER", "cat"),
    ("SYSTEMD_PAGER", "cat"),
    ("DPKG_PAGER", "cat"),
    ("PS_PERSONALITY", "linux"),
    // `top` makes its folder of settings, even to find none in it (procps 4.0).
    ("XDG_CONFIG_HOME", "/nonexistent"),
];

/// The line, each word in single quotes, so that no shell finds anything in it but words.
pub(super) fn rebuild_line(line: &Line) -> String {
    let mut text = String::new();
    for (index, words) in line.commands.iter().enumerate() {
        if let Some(join) = index.checked_sub(1).and_then(|before| line.joins.get(before)) {
            text.push(' ');
            text.push_str(join.as_str());
            text.push(' ');
        }
        text.push_str(&rebuild(words));
    }
    text
}

/// One command, each word in single quotes.
pub fn rebuild(words: &[String]) -> String {
    let quoted: Vec<_> = words
        .iter()
        .map(|word| format!("'{}'", word.replace('\'', r#"'"'"'"#)))
        .collect();
    quoted.join(" ")
}
