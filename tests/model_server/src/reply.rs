//! What is answered to a chat.

use serde_json::{Value, json};

/// One answer, good or bad.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) content: Content,
    /// Hold before the piece of this number until the test releases it; 0 is before the head.
    pub(crate) hold: Vec<usize>,
    /// Say nothing more before the piece of this number, until the client gives up.
    pub(crate) hang: Option<usize>,
    /// Close the connection before the piece of this number.
    pub(crate) cut: Option<usize>,
    /// Write single bytes.
    pub(crate) dribbled: bool,
}

/// The body.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// An answer, told in the dialect.
    Answer(Answer),
    /// These pieces as they are, each written and flushed at once.
    Raw(Vec<Vec<u8>>),
    /// An error, told in the dialect.
    Fault(Fault),
}

/// A well-formed answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) pieces: Vec<String>,
    pub(crate) finish: String,
    pub(crate) usage: Option<(u64, u64)>,
    pub(crate) end_mark: bool,
    pub(crate) streamed: bool,
}

/// What a server complains of.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    WrongKey,
    NoCredit,
    UnknownModel,
    RateLimit,
    Overloaded,
    TooLong { window: u32, needed: u32 },
    Parameter(String),
    Filtered,
}

impl Reply {
    fn new(status: u16, content: Content) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            content,
            hold: Vec::new(),
            hang: None,
            cut: None,
            dribbled: false,
        }
    }

    /// An answer in pieces of a word each, with usage and every mark of its end.
    pub fn text(text: &str) -> Reply {
        let pieces: Vec<&str> = text.split_inclusive(' ').collect();
        Reply::pieces(&pieces)
    }

    /// An answer in these pieces.
    pub fn pieces(pieces: &[&str]) -> Reply {
        Reply::new(
            200,
            Content::Answer(Answer {
                pieces: pieces.iter().map(|&piece| piece.to_owned()).collect(),
                finish: "stop".into(),
                usage: Some((20, pieces.len() as u64)),
                end_mark: true,
                streamed: true,
            }),
        )
    }

    /// An answer without a word.
    pub fn empty() -> Reply {
        Reply::pieces(&[])
    }

    /// Any status with JSON.
    pub fn json(status: u16, json: &Value) -> Reply {
        Reply::new(status, Content::Raw(vec![json.to_string().into_bytes()]))
            .header("content-type", "application/json")
    }

    /// A web page, such as proxies and login portals put in between.
    pub fn page(status: u16, title: &str) -> Reply {
        let page = format!(
            "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><p>Hello</p></body></html>\n"
        );
        Reply::new(status, Content::Raw(vec![page.into_bytes()])).header("content-type", "text/html")
    }

    /// A stream of these bytes as they are, each piece written at once.
    pub fn raw(content_type: &str, pieces: &[&[u8]]) -> Reply {
        let pieces = pieces.iter().map(|piece| piece.to_vec()).collect();
        Reply::new(200, Content::Raw(pieces)).header("content-type", content_type)
    }

    /// A redirect of the given status.
    pub fn redirect(status: u16, to: &str) -> Reply {
        Reply::new(status, Content::Raw(Vec::new())).header("location", to)
    }

    /// No byte, until the client gives up.
    pub fn hang() -> Reply {
        Reply::empty().hanging_before(0)
    }

    /// The connection closed without a byte.
    pub fn closed() -> Reply {
        Reply::empty().cut_before(0)
    }

    /// 401, and the key is repeated.
    pub fn wrong_key() -> Reply {
        Reply::new(401, Content::Fault(Fault::WrongKey))
    }

    /// The account has no credit left.
    pub fn no_credit() -> Reply {
        Reply::new(429, Content::Fault(Fault::NoCredit))
    }

    /// 404, since there is no such model.
    pub fn unknown_model() -> Reply {
        Reply::new(404, Content::Fault(Fault::UnknownModel))
    }

    /// 429, wait and ask again.
    pub fn rate_limit() -> Reply {
        Reply::new(429, Content::Fault(Fault::RateLimit))
    }

    /// The status with the dialect's words for a server that fails.
    pub fn failure(status: u16) -> Reply {
        Reply::new(status, Content::Fault(Fault::Overloaded))
    }

    /// 400, since the prompt is longer than the window.
    pub fn too_long(window: u32, needed: u32) -> Reply {
        Reply::new(400, Content::Fault(Fault::TooLong { window, needed }))
    }

    /// 400, since a filter does not let the prompt pass.
    pub fn filtered() -> Reply {
        Reply::new(400, Content::Fault(Fault::Filtered))
    }

    /// 400, since the model does not take this parameter.
    pub fn refused_parameter(name: &str) -> Reply {
        Reply::new(400, Content::Fault(Fault::Parameter(name.to_owned())))
    }

    /// With another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Reply {
        self.status = status;
        self
    }

    /// With a header besides.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ended for this reason, in the dialect's word; empty as some servers send it.
    #[must_use]
    pub fn finish(self, reason: &str) -> Reply {
        self.change(|answer| reason.clone_into(&mut answer.finish))
    }

    /// With these tokens read and written.
    #[must_use]
    pub fn usage(self, input: u64, output: u64) -> Reply {
        self.change(|answer| answer.usage = Some((input, output)))
    }

    /// Without a count of tokens.
    #[must_use]
    pub fn without_usage(self) -> Reply {
        self.change(|answer| answer.usage = None)
    }

    /// Without `[DONE]`, or what the dialect has for it.
    #[must_use]
    pub fn without_end_mark(self) -> Reply {
        self.change(|answer| answer.end_mark = false)
    }

    /// As one JSON, as if no stream had been asked for.
    #[must_use]
    pub fn unstreamed(self) -> Reply {
        self.change(|answer| answer.streamed = false)
    }

    fn change(mut self, change: impl FnOnce(&mut Answer)) -> Reply {
        if let Content::Answer(answer) = &mut self.content {
            change(answer);
        }
        self
    }

    /// Holds before the piece of this number until the test releases it. 0 is before the head, 1 before the first piece
    /// of text; the last is before what follows the text.
    #[must_use]
    pub fn hold_before(mut self, piece: usize) -> Reply {
        self.hold.push(piece);
        self
    }

    /// Says nothing more before the piece of this number.
    #[must_use]
    pub fn hanging_before(mut self, piece: usize) -> Reply {
        self.hang = Some(piece);
        self
    }

    /// Closes the connection before the piece of this number.
    #[must_use]
    pub fn cut_before(mut self, piece: usize) -> Reply {
        self.cut = Some(piece);
        self
    }

    /// Byte by byte, so that characters of several bytes arrive in parts.
    #[must_use]
    pub fn dribbled(mut self) -> Reply {
        self.dribbled = true;
        self
    }
}

/// For chats that no test expected.
pub(crate) fn unscripted() -> Reply {
    Reply::json(
        418,
        &json!({"error": {"message": "the test scripted no reply for this chat"}}),
    )
}
