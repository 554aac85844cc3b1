//! URIs that clients send and `lsp_types::Uri` refuses: `file:///a/[b] c|d.rs` and the like.
//!
//! RFC 3986 wants such characters percent-encoded, and LSP 3.17 ("URI") points to it, but says as well that clients
//! encode differently and that servers should handle it. They are encoded on the way in, and spelt as the client spelt
//! them on the way out, since not every client compares URIs by meaning.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;

use serde_json::Value;

use super::locked;

/// Keys whose strings are URIs wherever they stand in LSP 3.17 and 3.18: `uri` (documents, locations, workspace
/// folders, file events), `rootUri`, `scopeUri`, `targetUri` (location links), `baseUri` (relative patterns),
/// `oldUri` and `newUri` (renames), `document` (notebook cells), `href` (code descriptions). `changes` of a workspace
/// edit has them as keys.
const URI_KEYS: &[&str] = &[
    "uri",
    "rootUri",
    "scopeUri",
    "targetUri",
    "baseUri",
    "oldUri",
    "newUri",
    "document",
    "href",
];

/// `target` is a URI in a document link only.
const LINK_METHODS: &[&str] = &["documentLink/resolve", "textDocument/documentLink"];

/// Keys under which there are no URIs of the protocol but data of others, which nobody may rewrite: our own, handed
/// through by the client, and the user's settings.
const FREE_FORM: &[&str] = &["data", "initializationOptions", "settings", "experimental"];

/// More files with odd names than this are spelt our way on the way out.
const MOST_REMEMBERED: usize = 1 << 14;

/// The client's spellings of the URIs that had to be encoded.
#[derive(Debug, Default)]
pub(super) struct Uris {
    spelt: Mutex<HashMap<String, String>>,
}

impl Uris {
    /// Encodes what has to be, in the parameters or the result of a client's message.
    pub(super) fn encode_all(&self, method: &str, value: &mut Value) {
        walk(value, LINK_METHODS.contains(&method), &mut |uri| {
            let Cow::Owned(encoded) = encode(uri) else {
                return;
            };
            let spelt = std::mem::replace(uri, encoded);
            let mut known = locked(&self.spelt);
            if known.len() < MOST_REMEMBERED {
                known.insert(uri.clone(), spelt);
            }
        });
    }

    /// Gives the client back its own spellings.
    pub(super) fn restore_all(&self, method: &str, value: &mut Value) {
        // Nearly always; the walk is spared then.
        if locked(&self.spelt).is_empty() {
            return;
        }
        walk(value, LINK_METHODS.contains(&method), &mut |uri| {
            if let Some(spelt) = locked(&self.spelt).get(uri.as_str()) {
                uri.clone_from(spelt);
            }
        });
    }
}

/// Visits every URI in a value.
fn walk(value: &mut Value, has_targets: bool, visit: &mut impl FnMut(&mut String)) {
    match value {
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| walk(value, has_targets, visit)),
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                let is_uri = URI_KEYS.contains(&key.as_str()) || has_targets && key == "target";
                match value {
                    Value::String(uri) if is_uri => visit(uri),
                    Value::Object(changes) if key == "changes" => {
                        let taken = std::mem::take(changes);
                        changes.extend(taken.into_iter().map(|(mut uri, edits)| {
                            visit(&mut uri);
                            (uri, edits)
                        }));
                    }
                    Value::Object(_) | Value::Array(_) if !FREE_FORM.contains(&key.as_str()) => {
                        walk(value, has_targets, visit);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Percent-encodes what RFC 3986 does not allow where it stands; borrowed when all of it is allowed.
pub(super) fn encode(uri: &str) -> Cow<'_, str> {
    let bytes = uri.as_bytes();
    let mut part = Part::start(uri);
    let mut encoded: Option<String> = None;
    for (index, &byte) in bytes.iter().enumerate() {
        part = part.at(index, byte);
        let keep = if byte == b'%' {
            let hex = |offset| bytes.get(index + offset).is_some_and(u8::is_ascii_hexdigit);
            hex(1) && hex(2)
        } else {
            part.allows(byte)
        };
        if keep {
            if let Some(encoded) = &mut encoded {
                encoded.push(char::from(byte));
            }
        } else {
            let encoded = encoded.get_or_insert_with(|| uri.get(..index).unwrap_or_default().to_owned());
            encoded.push('%');
            for nibble in [byte >> 4, byte & 15] {
                encoded
                    .extend(char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    encoded.map_or(Cow::Borrowed(uri), Cow::Owned)
}

/// Where in a URI a character stands.
#[derive(Clone, Copy)]
enum Part {
    /// The authority; it ends where the path, query or fragment begins, but not before this index.
    Authority(usize),
    Path,
    Query,
    /// The number sign itself still belongs to what comes before it.
    BeforeFragment,
    Fragment,
}

impl Part {
    fn start(uri: &str) -> Self {
        // Scheme and `//`; a scheme is never wrong in itself.
        let authority = uri.find("://").map(|colon| colon + 3);
        let is_scheme = |end: usize| {
            uri.get(..end - 3).is_some_and(|scheme| {
                scheme
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            })
        };
        match authority {
            Some(start) if is_scheme(start) => Self::Authority(start),
            _ => Self::Path,
        }
    }

    fn at(self, index: usize, byte: u8) -> Self {
        match (self, byte) {
            (Self::BeforeFragment, _) => Self::Fragment,
            (Self::Authority(start), b'/') if index >= start => Self::Path,
            (Self::Authority(_) | Self::Path, b'?') => Self::Query,
            (Self::Authority(_) | Self::Path | Self::Query, b'#') => Self::BeforeFragment,
            (part, _) => part,
        }
    }

    /// RFC 3986, 3.2 to 3.5: `pchar`, and what each part has beside it.
    fn allows(self, byte: u8) -> bool {
        let pchar = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte);
        pchar
            || match self {
                Self::Authority(_) => b"[]".contains(&byte),
                Self::Path => false,
                Self::Query | Self::Fragment => byte == b'?',
                Self::BeforeFragment => byte == b'#',
            }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use serde_json::json;

    use super::*;

    fn check(uri: &str, expected: &str) {
        let encoded = encode(uri);
        assert_eq!(encoded, expected);
        assert!(lsp_types::Uri::from_str(&encoded).is_ok(), "{encoded} parses");
        assert!(
            matches!(encode(&encoded), Cow::Borrowed(_)),
            "encoding twice changes nothing"
        );
    }

    #[test]
    fn legal_uris_stay_as_they_are() {
        for uri in [
            "file:///home/me/a.rs",
            "file:///c%3A/Users/me/a%20b.rs",
            "file:///c:/Users/me/a.rs",
            "file://server/share/a.rs",
            "untitled:Untitled-1",
            "vscode-remote://ssh-remote+host/home/me/a.rs",
            "vscode-notebook-cell:/a.ipynb#W0sZmlsZQ%3D%3D",
            "jdt://contents/rt.jar/java.lang/String.class?=a/b",
            "http://[::1]:8080/a?b=c?d#e/f?g",
            "zipfile:///a.zip::b.rs",
            "",
            "/home/me",
        ] {
            check(uri, uri);
        }
    }

    #[test]
    fn raw_characters_are_encoded() {
        check("file:///a/[id].ts", "file:///a/%5Bid%5D.ts");
        check("file:///a|b", "file:///a%7Cb");
        check(
            "file:///a b^c`d\"e<f>g{h}i\\j",
            "file:///a%20b%5Ec%60d%22e%3Cf%3Eg%7Bh%7Di%5Cj",
        );
        check(
            "file:///grün/naïve/日.rs",
            "file:///gr%C3%BCn/na%C3%AFve/%E6%97%A5.rs",
        );
        check("file:///c:/a b", "file:///c:/a%20b");
        check("file:///100%/50%2G/%41", "file:///100%25/50%252G/%41");
        check("file:///a\tb\u{7f}\n", "file:///a%09b%7F%0A");
        check("file:///a?b=[1]#c#d", "file:///a?b=%5B1%5D#c%23d");
        check(
            "jdt://contents/a.jar/A.class?=p/\\/usr|x",
            "jdt://contents/a.jar/A.class?=p/%5C/usr%7Cx",
        );
        check("untitled:neue Datei", "untitled:neue%20Datei");
        check("/home/me/a b", "/home/me/a%20b");
        check("file:///a%", "file:///a%25");
    }

    #[test]
    fn uris_are_found_by_their_keys_and_come_back_as_they_were() {
        let uris = Uris::default();
        let sent = json!({
            "textDocument": {"uri": "file:///a b"},
            "rootUri": "file:///[r]",
            "workspaceFolders": [{"uri": "file:///w|x", "name": "a b"}],
            "edit": {"changes": {"file:///c d": []}},
            "text": "a b",
            "target": "a b",
            "data": {"uri": "file:///our own"},
            "initializationOptions": {"uri": "a b"},
        });
        let mut value = sent.clone();
        uris.encode_all("any", &mut value);
        assert_eq!(
            value,
            json!({
                "textDocument": {"uri": "file:///a%20b"},
                "rootUri": "file:///%5Br%5D",
                "workspaceFolders": [{"uri": "file:///w%7Cx", "name": "a b"}],
                "edit": {"changes": {"file:///c%20d": []}},
                "text": "a b",
                "target": "a b",
                "data": {"uri": "file:///our own"},
                "initializationOptions": {"uri": "a b"},
            })
        );
        uris.restore_all("any", &mut value);
        assert_eq!(value, sent);

        let mut link = json!({"target": "file:///a b"});
        uris.encode_all("documentLink/resolve", &mut link);
        assert_eq!(link, json!({"target": "file:///a%20b"}));
    }

    #[test]
    fn a_uri_that_the_client_encoded_itself_is_left_alone_on_the_way_out() {
        let uris = Uris::default();
        uris.encode_all("any", &mut json!({"uri": "file:///a b"}));
        let mut value = json!({"uri": "file:///other%20file"});
        uris.restore_all("any", &mut value);
        assert_eq!(value, json!({"uri": "file:///other%20file"}));
    }
}
