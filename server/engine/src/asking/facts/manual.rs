//! The system's manual: what `man` prints, where there is one.

use std::process::Stdio;
use std::time::Duration;

use ask::facts::ManualFacts;
use tokio::io::AsyncReadExt;
use tokio::process::Command;

use crate::Engine;

/// Formatting a large page takes a second on a slow machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// Longer pages are cut.
const LONGEST: u64 = 128 << 10;

/// The page of the first section that has one. Absent when there is none, `man` is not installed, or the workspace is
/// not trusted, which starts no program. Blocks; must be called on a thread of the runtime that may block.
pub fn manual(engine: &Engine, sections: &[&str], name: &str) -> Option<ManualFacts> {
    // A name comes from a profile or from a user's words: what `man` might take for an option or a path is none.
    let is_plain = name.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '_')
        && name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.'));
    if !is_plain || !engine.is_trusted() {
        return None;
    }
    let runtime = tokio::runtime::Handle::try_current().ok()?;
    sections.iter().find_map(|section| {
        let page = runtime
            .block_on(tokio::time::timeout(PATIENCE, print(section, name)))
            .ok()??;
        read(section, name, &page)
    })
}

/// What `man` prints (man-db 2.11 and the BSDs' know these arguments).
async fn print(section: &str, name: &str) -> Option<String> {
    let mut child = Command::new("man")
        .args(["-P", "cat", section, name])
        .env("MANWIDTH", "80")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("MANOPT")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let mut page = Vec::new();
    child
        .stdout
        .take()?
        .take(LONGEST)
        .read_to_end(&mut page)
        .await
        .ok()?;
    Some(String::from_utf8_lossy(&page).into_owned())
}

/// A page as it was printed; absent when it is none: minimal systems print that they have no manual.
fn read(section: &str, name: &str, page: &str) -> Option<ManualFacts> {
    let text = without_overstrike(page);
    let mut lines = text.lines().map(str::trim_end).skip_while(|line| *line != "NAME");
    lines.next()?;
    let said: Vec<&str> = lines
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .map(str::trim)
        .collect();
    let said = said.join(" ");
    let summary = said
        .split_once(" - ")
        .or_else(|| said.split_once(" — "))?
        .1
        .trim()
        .to_owned();
    // What follows the first heading; the one before it is decoration.
    let start = text.find("\nNAME\n").map_or(0, |at| at + 1);
    let mut squeezed = String::new();
    let mut is_blank = false;
    for line in text.get(start..).unwrap_or_default().lines().map(str::trim_end) {
        if !(line.is_empty() && is_blank) {
            squeezed.push_str(line);
            squeezed.push('\n');
        }
        is_blank = line.is_empty();
    }
    Some(ManualFacts {
        page: format!("{name}({section})"),
        summary,
        text: squeezed,
    })
}

/// Bold and underlined letters are printed as a letter, a backspace and a letter by some.
fn without_overstrike(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    for char in page.chars() {
        if char == '\u{8}' {
            text.pop();
        } else {
            text.push(char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read() {
        let page = "QSORT(3)        Library Functions Manual        QSORT(3)\n\nN\u{8}NA\u{8}AM\u{8}ME\u{8}E\n       qsort, qsort_r - sort an array\n\n\nLIBRARY\n       Standard C library (libc, -lc)\n";
        let manual = read("3", "qsort", page).unwrap();
        assert_eq!(manual.page, "qsort(3)");
        assert_eq!(manual.summary, "sort an array");
        assert_eq!(
            manual.text,
            "NAME\n       qsort, qsort_r - sort an array\n\nLIBRARY\n       Standard C library (libc, -lc)\n"
        );
    }

    #[test]
    fn what_is_no_page_is_none() {
        let minimal = "This system has been minimized by removing packages and content that are\nnot required on a system that users do not log into.\n";
        assert_eq!(read("3", "qsort", minimal), None);
        assert_eq!(read("3", "qsort", ""), None);
    }
}
