//! Bytes -> bodies: the base protocol's header part (LSP 3.17, "Base Protocol").
//!
//! A [`Decoder`] takes whatever bytes arrive and gives whole bodies and [`Fault`]s. It never fails for good: after bytes
//! that make no sense it looks for the next line that *ends* in `Content-Length: N`. Bodies cannot mislead it there,
//! because a JSON string has no raw line end in it: such text inside a body is followed by at least a quote.

use bytes::{Buf, Bytes, BytesMut};

/// The largest body that is read. VS Code itself opens no document over 50 MB with a language server.
pub(super) const LARGEST_MESSAGE: usize = 256 << 20;

/// A larger stated length is no message but nonsense, and is not waited for.
const LARGEST_SKIPPED: u64 = 16 << 30;

/// The longest header line that is kept whole. Of longer ones only the end counts, where a length may stand.
const LONGEST_LINE: usize = 8 << 10;

/// Enough of a line's end to hold `Content-Length: N`.
const KEPT_OF_LONG_LINE: usize = 64;

/// What the client did wrong on the level of bytes. Each is answered with -32700, and reading goes on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum Fault {
    /// Text where a header should be; reported once until a message is found again.
    #[error("expected a header such as `Content-Length: 123`, found {0:?}")]
    NotAHeader(String),
    /// A length that is no number, or larger than anything that could be sent.
    #[error("`Content-Length: {0}` is not the length of a message")]
    BadLength(String),
    /// Headers that end without a length.
    #[error("the headers do not say `Content-Length`")]
    NoLength,
    /// A body that is too large; it is skipped as it arrives.
    #[error("a message of {length} bytes is refused, the limit is {limit}")]
    TooLarge {
        /// As the header has it.
        length: u64,
        /// The decoder's limit.
        limit: usize,
    },
    /// LSP knows UTF-8 only: "if a server or client receives a header with a different encoding than utf-8 it should
    /// respond with an error". The body is skipped.
    #[error("the charset {0:?} is not utf-8")]
    Charset(String),
}

/// What was found in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The body of a message, as yet unread.
    Body(Bytes),
    /// Something that is not a message.
    Fault(Fault),
}

/// The headers of one message, as far as they have been read.
#[derive(Debug, Default)]
struct Headers {
    any: bool,
    length: Option<Result<u64, String>>,
    charset: Option<String>,
}

#[derive(Debug)]
enum State {
    Headers(Headers),
    Body(usize),
    Skip(u64),
}

/// See the module.
#[derive(Debug)]
pub(super) struct Decoder {
    state: State,
    limit: usize,
    /// How far the buffer is known to hold no line end, so that a dribbled line is not searched anew for each byte.
    searched: usize,
    /// The start of the line was dropped for its length.
    beheaded: bool,
    /// That start, to be reported.
    overlong: Option<String>,
    /// A fault was reported and no message found since.
    lost: bool,
}

impl Decoder {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            state: State::Headers(Headers::default()),
            limit,
            searched: 0,
            beheaded: false,
            overlong: None,
            lost: false,
        }
    }

    /// How many bytes more are certainly needed, for the buffer to grow at once rather than by doubling. Never more
    /// than `most`: a header alone must not make us allocate what it promises.
    pub(super) fn wanted(&self, buffered: usize, most: usize) -> usize {
        match self.state {
            State::Body(length) => length.saturating_sub(buffered).clamp(1, most),
            State::Headers(_) | State::Skip(_) => 1,
        }
    }

    /// Whether a message has begun that is not yet whole.
    pub(super) fn is_inside(&self, buffer: &BytesMut) -> bool {
        match &self.state {
            State::Headers(headers) => headers.any || !buffer.is_empty(),
            State::Body(_) | State::Skip(_) => true,
        }
    }

    /// The next thing in the buffer; `None` when more bytes are needed.
    pub(super) fn next(&mut self, buffer: &mut BytesMut) -> Option<Found> {
        loop {
            match &mut self.state {
                State::Body(length) => {
                    let length = *length;
                    if buffer.len() < length {
                        return None;
                    }
                    self.state = State::Headers(Headers::default());
                    return Some(Found::Body(buffer.split_to(length).freeze()));
                }
                State::Skip(left) => {
                    let skipped = usize::try_from(*left).unwrap_or(usize::MAX).min(buffer.len());
                    buffer.advance(skipped);
                    *left -= skipped as u64;
                    if *left > 0 {
                        return None;
                    }
                    self.state = State::Headers(Headers::default());
                }
                State::Headers(_) => {
                    let Some(line) = self.line(buffer) else {
                        let start = self.overlong.take()?;
                        return self.report(Fault::NotAHeader(start)).map(Found::Fault);
                    };
                    if let Some(fault) = self.header(&line) {
                        return Some(Found::Fault(fault));
                    }
                }
            }
        }
    }

    /// The next line without its end. LSP ends lines with `\r\n`; a lone `\n` does no harm.
    fn line(&mut self, buffer: &mut BytesMut) -> Option<Bytes> {
        let unseen = buffer.get(self.searched..).unwrap_or_default();
        let Some(end) = memchr::memchr(b'\n', unseen) else {
            if buffer.len() > LONGEST_LINE {
                if !self.beheaded {
                    self.overlong = Some(shortened(buffer));
                }
                buffer.advance(buffer.len() - KEPT_OF_LONG_LINE);
                self.beheaded = true;
            }
            self.searched = buffer.len();
            return None;
        };
        let mut line = buffer.split_to(self.searched + end + 1).freeze();
        self.searched = 0;
        line.truncate(line.len() - 1);
        if line.last() == Some(&b'\r') {
            line.truncate(line.len() - 1);
        }
        Some(line)
    }

    /// Takes one line of the header part.
    fn header(&mut self, line: &[u8]) -> Option<Fault> {
        let beheaded = std::mem::take(&mut self.beheaded);
        let State::Headers(headers) = &mut self.state else {
            return None;
        };
        if line.is_empty() && !beheaded {
            return self.end_of_headers();
        }
        headers.any = true;
        let named = if beheaded { None } else { split_header(line) };
        match named {
            Some((name, value)) if name.eq_ignore_ascii_case(b"content-length") => {
                headers.length = Some(length(value));
                None
            }
            Some((name, value)) if name.eq_ignore_ascii_case(b"content-type") => {
                headers.charset = charset(value);
                None
            }
            // Others are to be ignored, as in HTTP.
            Some(_) => None,
            None => {
                if let Some(found) = length_at_end(line) {
                    // A message begins behind what was left over of another.
                    *headers = Headers {
                        any: true,
                        length: Some(Ok(found)),
                        charset: None,
                    };
                }
                self.report(Fault::NotAHeader(shortened(line)))
            }
        }
    }

    /// Decides by the headers what to do with the body.
    fn end_of_headers(&mut self) -> Option<Fault> {
        let State::Headers(headers) = std::mem::replace(&mut self.state, State::Headers(Headers::default()))
        else {
            return None;
        };
        match headers.length {
            // Empty lines between messages.
            None if !headers.any => None,
            None => self.report(Fault::NoLength),
            Some(Err(text)) => self.report(Fault::BadLength(text)),
            Some(Ok(length)) if length > LARGEST_SKIPPED => self.report(Fault::BadLength(length.to_string())),
            Some(Ok(length)) => {
                self.lost = false;
                if let Some(charset) = headers.charset.filter(|charset| !is_utf8(charset)) {
                    self.state = State::Skip(length);
                    return Some(Fault::Charset(charset));
                }
                match usize::try_from(length) {
                    Ok(length) if length <= self.limit => {
                        self.state = State::Body(length);
                        None
                    }
                    _ => {
                        self.state = State::Skip(length);
                        Some(Fault::TooLarge {
                            length,
                            limit: self.limit,
                        })
                    }
                }
            }
        }
    }

    fn report(&mut self, fault: Fault) -> Option<Fault> {
        let first = !std::mem::replace(&mut self.lost, true);
        first.then_some(fault)
    }
}

/// `name: value`, where the name is a token of RFC 9110 (5.6.2), which a line of JSON never begins with.
fn split_header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = line.split_at_checked(colon)?;
    let name = name.trim_ascii();
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    (!name.is_empty() && name.iter().all(is_token))
        .then(|| (name, value.get(1..).unwrap_or_default().trim_ascii()))
}

fn length(value: &[u8]) -> Result<u64, String> {
    let bad = || shortened(value);
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Err(bad());
    }
    str::from_utf8(value)
        .ok()
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(bad)
}

/// The N of a line that ends in `Content-Length: N`.
fn length_at_end(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let line = line.trim_ascii_end();
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, digits) = line.split_at_checked(line.len() - digits)?;
    let before = before.trim_ascii_end();
    let name = before.get(before.len().checked_sub(NAME.len())?..)?;
    if !name.eq_ignore_ascii_case(NAME) {
        return None;
    }
    length(digits).ok()
}

/// The `charset` of a `Content-Type`; without one it is utf-8.
fn charset(value: &[u8]) -> Option<String> {
    let value = String::from_utf8_lossy(value);
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.to_owned())
    })
}

/// "For backwards compatibility it is highly recommended that a client and a server treats the string utf8 as utf-8."
fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// For a message: the beginning of bytes that may be anything.
fn shortened(bytes: &[u8]) -> String {
    const MOST: usize = 60;
    let start = bytes.get(..MOST).unwrap_or(bytes);
    let mut text = String::from_utf8_lossy(start).into_owned();
    if start.len() < bytes.len() {
        text.push('…');
    }
    text
}

/// A body with its header.
pub(super) fn encode(body: &[u8]) -> Vec<u8> {
    let mut message = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    message.extend_from_slice(body);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Found {
        Found::Body(Bytes::copy_from_slice(text.as_bytes()))
    }

    fn decode_with(decoder: &mut Decoder, pieces: &[&[u8]]) -> Vec<Found> {
        let mut buffer = BytesMut::new();
        let mut found = Vec::new();
        for piece in pieces {
            buffer.extend_from_slice(piece);
            while let Some(next) = decoder.next(&mut buffer) {
                found.push(next);
            }
        }
        found
    }

    /// What comes out must not depend on how the bytes were cut.
    fn check(input: &str, expected: &[Found]) {
        let whole = decode_with(&mut Decoder::new(1 << 20), &[input.as_bytes()]);
        assert_eq!(whole, expected, "in one piece");
        let single: Vec<&[u8]> = input.as_bytes().chunks(1).collect();
        let dribbled = decode_with(&mut Decoder::new(1 << 20), &single);
        assert_eq!(dribbled, expected, "byte by byte");
    }

    #[test]
    fn header_names_have_no_case_and_no_order() {
        for header in [
            "Content-Length: 2\r\n\r\n",
            "content-length: 2\r\n\r\n",
            "CONTENT-LENGTH:2\r\n\r\n",
            "Content-Length:   2  \r\n\r\n",
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
            "Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=\"UTF8\"\r\n\r\n",
            "Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n",
            "X-One: 1\r\nX-Two: 2\r\nContent-Length: 2\r\nX-Three: a:b\r\n\r\n",
            "Content-Length: 2\n\n",
            "X-One: 1\nContent-Length: 2\r\n\n",
            "\r\n\nContent-Length: 2\r\n\r\n",
        ] {
            check(&format!("{header}{{}}"), &[body("{}")]);
        }
    }

    #[test]
    fn bodies_follow_each_other() {
        check(
            "Content-Length: 1\r\n\r\n1Content-Length: 0\r\n\r\nContent-Length: 3\r\n\r\n\r\n2",
            &[body("1"), body(""), body("\r\n2")],
        );
    }

    #[test]
    fn a_bad_length_is_reported_once_and_the_next_message_is_found() {
        for (bad, fault) in [
            (
                "Content-Length: foobar\r\n\r\n",
                Fault::BadLength("foobar".into()),
            ),
            ("Content-Length: -5\r\n\r\n", Fault::BadLength("-5".into())),
            ("Content-Length:\r\n\r\n", Fault::BadLength(String::new())),
            (
                "Content-Length: 12three\r\n\r\n",
                Fault::BadLength("12three".into()),
            ),
            (
                "Content-Length: 99999999999999999999999\r\n\r\n",
                Fault::BadLength("99999999999999999999999".into()),
            ),
            (
                "Content-Length: 99999999999999\r\n\r\n",
                Fault::BadLength("99999999999999".into()),
            ),
            ("X-Other: 1\r\n\r\n", Fault::NoLength),
            ("hello\r\n", Fault::NotAHeader("hello".into())),
        ] {
            let lost = r#"{"jsonrpc":"2.0","method":"a","params":"Content-Length: 9"}"#;
            check(
                &format!("{bad}{lost}Content-Length: 2\r\n\r\n{{}}Content-Length: 1\r\n\r\n1"),
                &[Found::Fault(fault), body("{}"), body("1")],
            );
        }
    }

    #[test]
    fn the_rest_of_a_message_with_too_short_a_length_is_stepped_over() {
        check(
            "Content-Length: 3\r\n\r\n{\"a\":1}content-length: 2\r\n\r\n{}",
            &[
                body("{\"a"),
                Found::Fault(Fault::NotAHeader("\":1}content-length: 2".into())),
                body("{}"),
            ],
        );
    }

    #[test]
    fn an_endless_line_takes_no_memory() {
        let mut decoder = Decoder::new(1 << 20);
        let mut buffer = BytesMut::new();
        let mut faults = 0;
        for _ in 0..1000 {
            buffer.extend_from_slice(&[b'x'; 4096]);
            faults += usize::from(decoder.next(&mut buffer).is_some());
            assert!(buffer.len() <= LONGEST_LINE);
        }
        assert_eq!(faults, 1);
        buffer.extend_from_slice(b"Content-Length: 2\r\n\r\n{}");
        assert_eq!(decoder.next(&mut buffer), Some(body("{}")));
    }

    #[test]
    fn a_large_message_is_skipped_and_never_held() {
        let mut decoder = Decoder::new(10);
        let mut buffer = BytesMut::from("Content-Length: 1000000\r\n\r\n");
        let fault = Fault::TooLarge {
            length: 1_000_000,
            limit: 10,
        };
        assert_eq!(decoder.next(&mut buffer), Some(Found::Fault(fault)));
        for _ in 0..1000 {
            buffer.extend_from_slice(&[b'x'; 1000]);
            assert_eq!(decoder.next(&mut buffer), None);
            assert!(buffer.is_empty());
        }
        buffer.extend_from_slice(b"Content-Length: 2\r\n\r\n{}");
        assert_eq!(decoder.next(&mut buffer), Some(body("{}")));
    }

    #[test]
    fn a_promised_length_allocates_nothing() {
        let mut decoder = Decoder::new(LARGEST_MESSAGE);
        let mut buffer = BytesMut::from("Content-Length: 200000000\r\n\r\n{");
        assert_eq!(decoder.next(&mut buffer), None);
        assert_eq!(decoder.wanted(buffer.len(), 1 << 16), 1 << 16);
    }

    #[test]
    fn another_charset_is_refused() {
        check(
            "Content-Type: application/vscode-jsonrpc; charset=utf-16\r\nContent-Length: 4\r\n\r\n\0{\0}Content-Length: 2\r\n\r\n{}",
            &[Found::Fault(Fault::Charset("utf-16".into())), body("{}")],
        );
    }
}
