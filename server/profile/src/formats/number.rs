//! Numbers as tools print them for people.

/// A percentage in millionths of the whole: `33.92%` is 339,200. The sign may be missing.
///
/// What is over 100 % is refused: no tool prints it of a whole.
pub(crate) fn percent(text: &[u8]) -> Option<i64> {
    let digits = text.strip_suffix(b"%").unwrap_or(text).trim_ascii();
    let mut millionths = 0i64;
    let mut place = None;
    for &byte in digits {
        match (byte, place) {
            (b'0'..=b'9', None) => {
                millionths = millionths
                    .checked_mul(10)?
                    .checked_add(i64::from(byte - b'0') * 10_000)?;
            }
            (b'0'..=b'9', Some(worth)) => {
                millionths += i64::from(byte - b'0') * worth;
                place = Some(worth / 10);
            }
            (b'.', None) => place = Some(1_000),
            _ => return None,
        }
    }
    let started = digits.first().is_some_and(u8::is_ascii_digit);
    (started && millionths <= 1_000_000).then_some(millionths)
}

/// A whole number, perhaps with `,` between thousands.
pub(crate) fn count(text: &[u8]) -> Option<i64> {
    let mut number = 0i64;
    let mut group = None;
    for &byte in text {
        match byte {
            b'0'..=b'9' => {
                number = number.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                group = group.map(|digits: u8| digits.saturating_add(1));
            }
            b',' if group.is_none_or(|digits| digits == 3) => group = Some(0),
            _ => return None,
        }
    }
    let started = text.first().is_some_and(u8::is_ascii_digit);
    (started && group.is_none_or(|digits| digits == 3)).then_some(number)
}

/// The file and line of `file:line` (or of `file#line`, by the separator); absent where the line is 0
/// or no number, or the file is empty or `??`.
pub(crate) fn file_and_line(text: &[u8], separator: u8) -> Option<(&[u8], std::num::NonZeroU32)> {
    let at = memchr::memrchr(separator, text)?;
    let (file, line) = (text.get(..at)?, text.get(at + 1..)?);
    if file.is_empty() || file == b"??" || line.len() > 10 || !line.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let line: u32 = std::str::from_utf8(line).ok()?.parse().ok()?;
    Some((file, std::num::NonZeroU32::new(line)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_millionths() {
        let check = |text: &str, expected| assert_eq!(percent(text.as_bytes()), expected, "{text}");
        check("33.92%", Some(339_200));
        check("33.92", Some(339_200));
        check("100%", Some(1_000_000));
        check("0.00%", Some(0));
        check("0.123456789%", Some(1_234));
        check("100.01%", None);
        check("99999999999999999999%", None);
        for text in ["", "%", ".5%", "1.2.3%", "-1%", "1e2%", "ten%", "1 2%"] {
            check(text, None);
        }
    }

    #[test]
    fn counts_may_have_their_thousands_apart() {
        let check = |text: &str, expected| assert_eq!(count(text.as_bytes()), expected, "{text}");
        check("0", Some(0));
        check("1,144,000,000", Some(1_144_000_000));
        check("9223372036854775807", Some(i64::MAX));
        for text in ["", ",1", "1,", "1,2", "1,2345", "1K", "-1", "9223372036854775808"] {
            check(text, None);
        }
    }

    #[test]
    fn a_line_is_a_number_over_zero() {
        let check = |text: &str, expected: Option<(&str, u32)>| {
            let found = file_and_line(text.as_bytes(), b':');
            let found = found.map(|(file, line)| (std::str::from_utf8(file).unwrap(), line.get()));
            assert_eq!(found, expected, "{text}");
        };
        check("a.c:14", Some(("a.c", 14)));
        check("./x/../a:b.S:296", Some(("./x/../a:b.S", 296)));
        for text in [
            "??:0",
            "??:3",
            "a.c:0",
            ":3",
            "_start :0x",
            "sym+1400139",
            "a.c:",
            "a.c:99999999999",
        ] {
            check(text, None);
        }
    }
}
