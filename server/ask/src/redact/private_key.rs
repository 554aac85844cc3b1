//! Private keys in armour: PEM (RFC 7468), OpenSSH and PGP; and the body of one whose armour was left out.

use super::kind::{Kind, Span};

/// The longest key that is looked for, in bytes. An RSA key of 16,384 bits has 13 KB.
const LONGEST: usize = 65_536;
/// A body has a stretch of base64 of this length; source code that only names the armour has none.
const SHORTEST_BASE64: usize = 24;
/// A key without armour has at least so much base64 in its first line; the shortest, of Ed25519, has 64.
const SHORTEST_BARE: usize = 40;

/// How keys without armour begin, in base64. All but the last are DER: a sequence whose first element is the number of a
/// version, where that of a certificate or public key is a sequence.
pub(super) const BARE: [&str; 9] = [
    // RSA (RFC 8017, A.1.2) and, for RSA, PKCS #8 (RFC 5208, section 5); what follows is looked at.
    "MII",
    // Elliptic curves P-256, P-384 and P-521 (RFC 5915, section 3).
    "MHcCAQEEI",
    "MIGkAgEBBD",
    "MIHcAgEBBEI",
    // The same in PKCS #8.
    "MIGHAgEAMB",
    "MIG2AgEAMB",
    "MIHuAgEAMB",
    // Ed25519 and X25519 (RFC 8410, section 7).
    "MC4CAQAwBQYDK2V",
    // `openssh-key-v1` (PROTOCOL.key of OpenSSH).
    "b3BlbnNzaC1rZXktdjE",
];

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

/// The key without armour whose beginning, one of [`BARE`], stands at `at`.
pub(super) fn find_bare(text: &str, at: usize, index: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let beginning = BARE.get(index)?;
    let behind = rest.strip_prefix(beginning)?;
    // A sequence with two bytes of length, then version 0.
    let is_key = *beginning != "MII" || behind.get(3..6) == Some("IBA");
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    if !is_key || before.is_some_and(|byte| is_base64(*byte) && *byte != b'=') {
        return None;
    }
    let mut limit = rest.len().min(LONGEST);
    while !rest.is_char_boundary(limit) {
        limit -= 1;
    }
    let rest = rest.get(..limit)?;
    let line = rest
        .bytes()
        .position(|byte| !is_base64(byte))
        .unwrap_or(rest.len());
    if line < SHORTEST_BARE {
        return None;
    }
    let below = rest.get(line..)?;
    let more = if below.trim_start_matches('\r').starts_with('\n') {
        open_body(below)
    } else {
        in_string(below)
    };
    Some(Span {
        start: at,
        end: at + line + more,
        kind: Kind::PrivateKey,
    })
}

/// How much more of a key follows in a string of source code, where its lines are parted by `\n`.
fn in_string(text: &str) -> usize {
    let mut end = 0;
    while let Some(more) = text.get(end..).and_then(|rest| rest.strip_prefix("\\n")) {
        let line = more
            .bytes()
            .position(|byte| !is_base64(byte))
            .unwrap_or(more.len());
        if line == 0 {
            break;
        }
        end += "\\n".len() + line;
    }
    end
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
