//! `TypeError: x is not a function`: headings that several dialects share. Whose it is, the frames tell.

/// A line that may be the heading of frames to come, without what decorates it.
pub(super) fn heading(line: &str) -> Option<&str> {
    let text = line.trim();
    let bare = [
        "Unhandled exception. ",
        "Unhandled Exception: ",
        "Uncaught ",
        "(in promise) ",
        "Unhandled exception: ",
    ]
    .iter()
    .fold(text, |text, word| text.strip_prefix(word).unwrap_or(text));
    is_exception(bare).then_some(bare)
}

/// Whether the text begins with the type of an exception, alone or with a message behind a colon.
pub(super) fn is_exception(text: &str) -> bool {
    let name = text.split([':', ' ', '(']).next().unwrap_or("");
    let rest = text.get(name.len()..).unwrap_or("");
    // `Error [ERR_X]: message` is Node's.
    let ends = rest.is_empty() || rest.starts_with(':') || rest.starts_with(" [") || rest.starts_with(" (0x");
    let last = name.rsplit(['.', '$', '/', '\\']).next().unwrap_or(name);
    let named = [
        "Error",
        "Exception",
        "Throwable",
        "Trace",
        "Failure",
        "Fault",
        "Interrupt",
        "Exit",
    ]
    .iter()
    .any(|word| last.ends_with(word));
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._$/\\`+".contains(&byte) || byte > 127);
    ends && named && plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_told_from_prose() {
        for text in [
            "TypeError: x",
            "java.lang.IllegalStateException",
            "Error [ERR_X]: y",
            "System.IO.IOException: z: w",
        ] {
            assert_eq!(heading(&format!("  Uncaught {text}")), Some(text));
        }
        for text in ["Error in the middle", "An Error: x", "", ":", "Errors: 3"] {
            assert_eq!(heading(text), None, "{text}");
        }
    }
}
