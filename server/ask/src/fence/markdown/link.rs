//! What viewers make links of.

use std::collections::BTreeSet;
use std::sync::Arc;

/// The longest URL or target of a link that is held back, in bytes.
pub(super) const LONGEST: usize = 512;

/// Beginnings of URLs that are known as such without a `//`, or that begin with a letter.
const SCHEMES: [&str; 13] = [
    "http://",
    "https://",
    "ftp://",
    "file://",
    "www.",
    "mailto:",
    "xmpp:",
    "tel:",
    "command:",
    "vscode:",
    "javascript:",
    "vbscript:",
    "jar:",
];

/// Links that may stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowed(Arc<BTreeSet<String>>);

impl Allowed {
    pub(super) fn new(uris: &[&str]) -> Allowed {
        let harmless = |uri: &&&str| {
            (uri.starts_with("https:") || uri.starts_with("file:"))
                && uri
                    .chars()
                    .all(|char| !char.is_whitespace() && !char.is_control() && !"<>`|\\".contains(char))
        };
        Allowed(Arc::new(
            uris.iter()
                .filter(harmless)
                .map(|uri| (*uri).to_owned())
                .collect(),
        ))
    }

    pub(super) fn has(&self, uri: &str) -> bool {
        self.0.contains(uri)
    }

    /// The target of a link, as it stands between parentheses, if it may stand: without its title, and in angle
    /// brackets where it has parentheses itself.
    pub(super) fn target(&self, inside: &str) -> Option<String> {
        let inside = inside.trim();
        let target = match inside.strip_prefix('<') {
            Some(rest) => rest.split('>').next().unwrap_or_default(),
            None => inside.split_whitespace().next().unwrap_or_default(),
        };
        let bare = !target.contains(['(', ')']);
        self.has(target).then(|| {
            if bare {
                target.to_owned()
            } else {
                format!("<{target}>")
            }
        })
    }
}

/// Whether a URL may begin so.
pub(super) fn may_be_scheme(word: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        scheme
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    })
}

/// Whether this is the whole beginning of a URL.
pub(super) fn is_scheme(word: &str) -> bool {
    SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}

/// Whether a URL goes on with this.
pub(super) fn goes_on(character: char) -> bool {
    !character.is_whitespace() && !character.is_control() && !"<>\"`|\\^{}[]()*$".contains(character)
}

/// Where the punctuation begins that ends the sentence and not the URL.
pub(super) fn end(url: &str) -> usize {
    url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '_', '~', '&'])
        .len()
}
