//! The closing line: how a command says on standard error that it is done.

/// A longer rest of the line than this is cut.
const LONGEST: usize = 256;

/// Finds the closing line in a stream that comes in pieces.
pub(crate) struct Closing {
    prefix: Vec<u8>,
    /// Bytes that may be the beginning of the prefix.
    held: Vec<u8>,
    state: State,
}

enum State {
    Looking,
    /// The prefix was seen; the rest of its line so far.
    Reading(Vec<u8>),
    Found(String),
}

impl Closing {
    pub(crate) fn new(prefix: Vec<u8>) -> Self {
        Self {
            prefix,
            held: Vec::new(),
            state: State::Looking,
        }
    }

    /// What of these bytes is output.
    pub(crate) fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut output = Vec::new();
        let mut bytes = bytes.to_vec();
        if let State::Looking = self.state {
            let mut joined = std::mem::take(&mut self.held);
            joined.append(&mut bytes);
            if let Some(at) = memchr::memmem::find(&joined, &self.prefix) {
                bytes = joined.split_off(at + self.prefix.len());
                joined.truncate(at);
                self.state = State::Reading(Vec::new());
            } else {
                self.held = joined.split_off(joined.len() - overlap(&joined, &self.prefix));
            }
            output = joined;
        }
        if let State::Reading(line) = &mut self.state {
            if let Some(at) = memchr::memchr(b'\n', &bytes) {
                line.extend(bytes.drain(..=at));
                line.truncate(LONGEST);
                let text = String::from_utf8_lossy(line).trim_end().to_owned();
                self.state = State::Found(text);
            } else {
                line.append(&mut bytes);
                line.truncate(LONGEST);
            }
        }
        output.append(&mut bytes);
        output
    }

    /// What was held back and turned out to be output after all.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.held)
    }

    pub(crate) fn found(&self) -> Option<&str> {
        match &self.state {
            State::Found(text) => Some(text),
            State::Looking | State::Reading(_) => None,
        }
    }
}

/// How many bytes at the end of `bytes` are the beginning of `prefix`.
fn overlap(bytes: &[u8], prefix: &[u8]) -> usize {
    let longest = bytes.len().min(prefix.len().saturating_sub(1));
    (1..=longest)
        .rev()
        .find(|length| bytes.ends_with(&prefix[..*length]))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_however_it_is_cut() {
        let stream = b"before\n\nDONE 7\nafter";
        for size in 1..stream.len() {
            let mut closing = Closing::new(b"\nDONE ".to_vec());
            let mut output = Vec::new();
            for piece in stream.chunks(size) {
                output.extend(closing.pass(piece));
            }
            output.extend(closing.rest());
            assert_eq!(closing.found(), Some("7"), "pieces of {size}");
            assert_eq!(output, b"before\nafter", "pieces of {size}");
        }
    }

    #[test]
    fn without_it_all_is_output() {
        let mut closing = Closing::new(b"\nDONE ".to_vec());
        let mut output = closing.pass(b"x\nDO");
        assert_eq!(output, b"x");
        output.extend(closing.rest());
        assert_eq!((output.as_slice(), closing.found()), (&b"x\nDO"[..], None));
    }
}
