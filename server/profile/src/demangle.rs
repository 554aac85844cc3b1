//! Symbols as people wrote them.

use crate::{Symbols, Text};

/// Longest symbol that is demangled: templates nest, and a demangled name can be far longer than its
/// symbol.
const LONGEST: usize = 8 << 10;

/// Sets [`crate::Function::shown`] of every function that still shows its raw name.
pub(crate) fn all(symbols: &mut Symbols) {
    for index in 0..symbols.functions.len() {
        let function = &symbols.functions[index];
        if function.shown != function.raw {
            continue;
        }
        if let Some(shown) = demangled(symbols.text.get(function.raw)) {
            let shown: Text = symbols.text.intern(&shown);
            symbols.functions[index].shown = shown;
        }
    }
}

/// The demangled name; absent when the text is no mangled symbol. A suffix that a compiler adds to a
/// clone (`.cold`, `.constprop.0`) stays.
pub(crate) fn demangled(raw: &str) -> Option<String> {
    if raw.len() > LONGEST {
        return None;
    }
    // perf 6.1 itself demangles legacy Rust symbols, but leaves the hash of the crate on.
    if let Some((path, hash)) = raw.rsplit_once("::h")
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return Some(path.to_owned());
    }
    let rust_like =
        raw.starts_with("_R") || raw.starts_with("__R") || raw.starts_with("_ZN") || raw.starts_with("__ZN");
    if rust_like && let Ok(name) = rustc_demangle::try_demangle(raw) {
        return Some(format!("{name:#}"));
    }
    if !raw.starts_with("_Z") && !raw.starts_with("__Z") {
        return None;
    }
    let (symbol, suffix) = raw
        .split_once('.')
        .map_or((raw, ""), |(symbol, _)| (symbol, &raw[symbol.len()..]));
    let symbol = symbol
        .strip_prefix('_')
        .filter(|rest| rest.starts_with("_Z"))
        .unwrap_or(symbol);
    let parsed = cpp_demangle::Symbol::new(symbol.as_bytes()).ok()?;
    let name = parsed.demangle().ok()?;
    Some(format!("{name}{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::demangled;

    #[test]
    fn rust_and_cpp_symbols_become_paths() {
        let check = |raw, expected: Option<&str>| assert_eq!(demangled(raw).as_deref(), expected, "{raw}");
        check(
            "_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE",
            Some("core::fmt::Write::write_fmt"),
        );
        check(
            "_RNvCskwGfYPst2Cb_3foo16example_function",
            Some("foo::example_function"),
        );
        check("core::fmt::write::h0123456789abcdef", Some("core::fmt::write"));
        check("_ZN3geo5Shape4areaEd", Some("geo::Shape::area(double)"));
        check("_ZN3geo5Shape4areaEd.cold", Some("geo::Shape::area(double).cold"));
        check("main", None);
        check("_Zgarbage", None);
        check("_ZN", None);
    }
}
