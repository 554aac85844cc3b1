//! One line of an `ssh_config` as its words.

/// The keyword of a line and its arguments; empty for blank lines and comments. "Configuration options may be separated
/// by whitespace or optional whitespace and exactly one `=`"; "Arguments may optionally be enclosed in double quotes".
pub(super) fn words(line: &str) -> (&str, Vec<String>) {
    let line = line.trim();
    let is_end = |char: char| char.is_whitespace() || char == '=';
    let (keyword, rest) = line.split_at(line.find(is_end).unwrap_or(line.len()));
    if keyword.starts_with('#') {
        return ("", Vec::new());
    }
    let rest = rest.trim_start();
    let rest = rest.strip_prefix('=').unwrap_or(rest);
    let mut arguments = Vec::new();
    let mut argument: Option<String> = None;
    let mut quoted = false;
    let mut chars = rest.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' => {
                quoted = !quoted;
                argument.get_or_insert_default();
            }
            '\\' if matches!(chars.peek(), Some('"' | '\\' | ' ')) => {
                argument.get_or_insert_default().extend(chars.next());
            }
            // A comment after the arguments.
            '#' if !quoted && argument.is_none() => break,
            _ if char.is_whitespace() && !quoted => arguments.extend(argument.take()),
            _ => argument.get_or_insert_default().push(char),
        }
    }
    arguments.extend(argument);
    (keyword, arguments)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_line_is_a_keyword_and_arguments() {
        for (line, keyword, arguments) in [
            ("Host web1 web2", "Host", vec!["web1", "web2"]),
            ("\tUser=anna", "User", vec!["anna"]),
            ("Port = 22 # the usual", "Port", vec!["22"]),
            ("Include \"a b\" c", "Include", vec!["a b", "c"]),
            ("Include a\\ b", "Include", vec!["a b"]),
            ("# Host web1", "", vec![]),
            ("", "", vec![]),
            ("Host \"web1", "Host", vec!["web1"]),
            ("Host\u{a0}web1\r", "Host", vec!["web1"]),
        ] {
            assert_eq!(
                words(line),
                (keyword, arguments.into_iter().map(str::to_owned).collect()),
                "{line}"
            );
        }
    }
}
