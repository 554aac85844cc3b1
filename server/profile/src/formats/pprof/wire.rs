//! Protobuf's wire format, as much as `profile.proto` uses: one message is walked field by field.

use prost::encoding::{WireType, decode_key, decode_varint};

/// Why a message ends before its last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// Offset in the unpacked file.
    pub at: usize,
    /// Whether the bytes ran out, rather than being wrong.
    pub cut: bool,
}

/// What a field holds. Fixed-width fields, which `profile.proto` has none of, hold `Other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Varint(u64),
    Bytes(Slice<'a>),
    Other,
}

/// Bytes that know where in the file they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Slice<'a> {
    /// The part of a file between two offsets; shorter where the file is.
    pub(super) fn of(file: &'a [u8], at: usize, length: usize) -> Slice<'a> {
        let bytes = file.get(at..).unwrap_or_default();
        Slice {
            bytes: bytes.get(..length).unwrap_or(bytes),
            at,
        }
    }

    /// The fields of the message in these bytes.
    pub(super) fn fields(self) -> Fields<'a> {
        Fields {
            rest: self.bytes,
            at: self.at,
        }
    }

    /// The numbers of a packed field.
    pub(super) fn packed(self) -> Packed<'a> {
        Packed { rest: self.bytes }
    }
}

/// Walks a message. Ends after the first damage.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    at: usize,
}

impl Fields<'_> {
    /// Offset in the file of what comes next.
    pub(super) fn position(&self) -> usize {
        self.at
    }
}

impl<'a> Fields<'a> {
    fn next_field(&mut self) -> Result<(u32, Value<'a>), bool> {
        let mut rest = self.rest;
        // A varint is cut, rather than wrong, when every byte up to the end says that one follows.
        let cut = |rest: &[u8]| rest.len() < 10 && rest.iter().all(|byte| byte & 0x80 != 0);
        let (number, wire) = decode_key(&mut rest).map_err(|_| cut(self.rest))?;
        let before = rest;
        let value = match wire {
            WireType::Varint => Value::Varint(decode_varint(&mut rest).map_err(|_| cut(before))?),
            WireType::LengthDelimited => {
                let length = decode_varint(&mut rest).map_err(|_| cut(before))?;
                let length = usize::try_from(length).map_err(|_| false)?;
                let at = self.at + (self.rest.len() - rest.len());
                let (bytes, after) = rest.split_at_checked(length).ok_or(true)?;
                rest = after;
                Value::Bytes(Slice { bytes, at })
            }
            WireType::ThirtyTwoBit => {
                rest = rest.get(4..).ok_or(true)?;
                Value::Other
            }
            WireType::SixtyFourBit => {
                rest = rest.get(8..).ok_or(true)?;
                Value::Other
            }
            WireType::StartGroup | WireType::EndGroup => return Err(false),
        };
        self.at += self.rest.len() - rest.len();
        self.rest = rest;
        Ok((number, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Value<'a>), Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.next_field();
        if field.is_err() {
            self.rest = &[];
        }
        Some(field.map_err(|cut| Damage { at: self.at, cut }))
    }
}

/// The numbers of a packed field; damage ends it.
pub(super) struct Packed<'a> {
    rest: &'a [u8],
}

impl Iterator for Packed<'_> {
    type Item = Result<u64, ()>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let number = decode_varint(&mut self.rest).map_err(drop);
        if number.is_err() {
            self.rest = &[];
        }
        Some(number)
    }
}

/// Every number of a repeated varint field, packed or not.
pub(super) fn numbers(value: Value<'_>) -> impl Iterator<Item = Result<u64, ()>> {
    let (one, many) = match value {
        Value::Varint(number) => (Some(Ok(number)), None),
        Value::Bytes(slice) => (None, Some(slice.packed())),
        Value::Other => (Some(Err(())), None),
    };
    one.into_iter().chain(many.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(bytes: &[u8]) -> Vec<Result<(u32, Value<'_>), Damage>> {
        Slice::of(bytes, 0, bytes.len()).fields().collect()
    }

    #[test]
    fn a_message_is_walked_field_by_field() {
        let inner = Slice {
            bytes: b"\x01\x02",
            at: 5,
        };
        assert_eq!(
            walk(b"\x08\x96\x01\x12\x02\x01\x02"),
            [Ok((1, Value::Varint(150))), Ok((2, Value::Bytes(inner)))]
        );
        assert_eq!(inner.packed().collect::<Vec<_>>(), [Ok(1), Ok(2)]);
    }

    #[test]
    fn damage_names_the_field_it_is_in() {
        let cut = |at| Err(Damage { at, cut: true });
        let wrong = |at| Err(Damage { at, cut: false });
        assert_eq!(walk(b"\x08\x01\x12\x05ab").last(), Some(&cut(2)));
        assert_eq!(walk(b"\x08\x01\x08\x96").last(), Some(&cut(2)));
        assert_eq!(walk(b"\x08\x01\x0b").last(), Some(&wrong(2)));
        assert_eq!(walk(b"\x00").last(), Some(&wrong(0)));
        assert_eq!(walk(&[0xff; 11]).last(), Some(&wrong(0)));
    }
}
