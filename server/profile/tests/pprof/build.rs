//! Profiles written by hand, message by message.

use prost::encoding::{WireType, encode_key, encode_varint};

/// A message under construction.
#[derive(Clone, Default)]
pub struct Message(pub Vec<u8>);

impl Message {
    pub fn new() -> Message {
        Message::default()
    }

    pub fn number(mut self, field: u32, value: i64) -> Message {
        encode_key(field, WireType::Varint, &mut self.0);
        encode_varint(value as u64, &mut self.0);
        self
    }

    pub fn bytes(mut self, field: u32, value: &[u8]) -> Message {
        encode_key(field, WireType::LengthDelimited, &mut self.0);
        encode_varint(value.len() as u64, &mut self.0);
        self.0.extend_from_slice(value);
        self
    }

    pub fn message(self, field: u32, value: Message) -> Message {
        self.bytes(field, &value.0)
    }

    pub fn packed(self, field: u32, values: &[i64]) -> Message {
        let mut packed = Vec::new();
        for &value in values {
            encode_varint(value as u64, &mut packed);
        }
        self.bytes(field, &packed)
    }
}

/// `samples/count`, and a string table of `strings` behind the texts that it needs: the first is number 3.
pub fn profile(strings: &[&str]) -> Message {
    let mut profile = Message::new().message(1, Message::new().number(1, 1).number(2, 2));
    for text in ["", "samples", "count"].iter().chain(strings) {
        profile = profile.bytes(6, text.as_bytes());
    }
    profile
}

pub fn function(id: i64, name: i64) -> Message {
    Message::new().number(1, id).number(2, name)
}

pub fn location(id: i64, lines: &[(i64, i64)]) -> Message {
    lines
        .iter()
        .fold(Message::new().number(1, id), |location, &(function, line)| {
            location.message(4, Message::new().number(1, function).number(2, line))
        })
}

pub fn sample(locations: &[i64], values: &[i64]) -> Message {
    Message::new().packed(1, locations).packed(2, values)
}
