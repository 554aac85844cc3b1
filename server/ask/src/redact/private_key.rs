//! Private keys in armour: PEM (RFC 7468), OpenSSH and PGP.

use super::kind::{Kind, Span};

/// The longest key that is looked for, in bytes. An RSA key of 16,384 bits has 13 KB.
const LONGEST: usize = 65_536;
/// A body has a stretch of base64 of this length; source code that only names the armour has none.
const SHORTEST_BASE64: usize = 24;

/// The key whose `-----BEGIN ` stands at `at`. Without its end it reaches as far as lines look like base64.
pub(super) fn find(text: &str, at: usize) -> Option<Span> {
    let head = text.get(at + "-----BEGIN ".len()..)?;
    let name_end = head.bytes().take(64).position(|byte| byte == b'-')?;
    let name = head.get(..name_end)?;
    if !name.contains("PRIVATE KEY") || !head.get(name_end..)?.starts_with("-----") {
        return None;
    }
    let start = at + "-----BEGIN ".len() + name_end + "-----".len();
    let mut limit = text.len().min(start + LONGEST);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let body = text.get(start..limit)?;
    let dashes = body.find("-----").unwrap_or(body.len());
    let closing = body.get(dashes..).filter(|rest| rest.starts_with("-----END "));
    let end = match closing {
        Some(closing) => {
            let closed = closing.get("-----END ".len()..)?.find("-----")?;
            start + dashes + "-----END ".len() + closed + "-----".len()
        }
        None => start + open_body(body.get(..dashes)?),
    };
    has_base64(text.get(start..end)?).then_some(Span {
        start: at,
        end,
        kind: Kind::PrivateKey,
    })
}

/// How much of the text belongs to a key without an end: lines of base64, of headers, and of marks between them.
fn open_body(text: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let line_end = at + line.trim_end().len();
        let base64 = has_base64(line);
        let header = line.contains(": ") && line.len() < 80;
        if base64 {
            end = line_end;
        } else if number > 0 && !header && !line.trim().is_empty() {
            // The last line of base64 may be short.
            if end > 0 && line.trim().bytes().all(is_base64) {
                end = line_end;
            }
            break;
        }
        at += line.len();
    }
    end
}

fn has_base64(text: &str) -> bool {
    text.as_bytes()
        .split(|byte| !is_base64(*byte))
        .any(|run| run.len() >= SHORTEST_BASE64)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}
