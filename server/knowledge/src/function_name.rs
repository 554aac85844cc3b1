//! Names of functions as profilers write them, and what is left when compilers' and linkers' additions go.

/// Longest name that is looked up; C++ templates write longer ones, which no entry has.
const LONGEST: usize = 4096;

/// Most names that are tried for one; real ones give fewer than ten.
const MOST: usize = 32;

/// Parts that glibc and OpenSSL append to the variants that they choose by processor:
/// `__memmove_avx_unaligned_erms`, `__strcmp_evex`, `__exp_fma`, `__memcpy_ssse3_back`
/// (glibc 2.42, `ifunc-impl-list.c` of x86-64 and aarch64; falkor and thunderx are of earlier versions).
const VARIANTS: &[&str] = &[
    "sse2",
    "ssse3",
    "sse4",
    "sse42",
    "1",
    "2",
    "avx",
    "avx2",
    "avx512",
    "evex",
    "evex512",
    "erms",
    "rtm",
    "unaligned",
    "back",
    "fma",
    "fma4",
    "no",
    "vzeroupper",
    "generic",
    "asimd",
    "mte",
    "sve",
    "simd",
    "nosimd",
    "zva64",
    "falkor",
    "thunderx",
    "thunderx2",
    "a64fx",
    "kunpeng",
    "emag",
    "oryon1",
    "mops",
    "movbe",
    "bsf",
    "c",
];

/// Suffixes of clones that GCC and LLVM make of one function, up to the next dot.
const CLONES: &[&str] = &[
    "constprop",
    "isra",
    "part",
    "cold",
    "lto_priv",
    "llvm",
    "localalias",
    "clone",
    "specialized",
    "ipa_ra",
    "warm",
    "hot",
    "unlikely",
    "prop",
];

/// A function's name with all that it may be called in the data.
pub(crate) struct Candidates {
    /// The name as written, without surrounding space and the offset within the function.
    pub(crate) written: String,
    /// Names after taking off what was added, the most exact first.
    pub(crate) normalised: Vec<String>,
    /// Names without leading underscores.
    pub(crate) bare: Vec<String>,
    /// The frame is said to be the kernel's: flame graphs mark it `_[k]`.
    pub(crate) kernel: bool,
    /// It is the stub by which a binary calls a library (`@plt`), not the function itself.
    pub(crate) stub: bool,
}

/// All names to try for a function; absent for what is no name.
pub(crate) fn candidates(written: &str) -> Option<Candidates> {
    let mut name = written.trim();
    if name.is_empty() || name.len() > LONGEST || name.starts_with("[unknown") || name.starts_with("0x") {
        return None;
    }
    let mut kernel = false;
    // async-profiler and stackcollapse-perf mark kernel, JIT, inlined and interpreted frames.
    for (mark, is_kernel) in [
        ("_[k]", true),
        ("_[j]", false),
        ("_[i]", false),
        ("_[0]", false),
        ("_[1]", false),
    ] {
        if let Some(rest) = name.strip_suffix(mark) {
            name = rest;
            kernel = is_kernel;
        }
    }
    let name = without_offset(name);
    let stub = name.contains("@plt");
    let mut normalised = Vec::new();
    let plain = without_suffixes(name);
    push(&mut normalised, plain);
    let signature = without_arguments(plain);
    let bare_path = without_templates(&signature);
    push(&mut normalised, without_suffixes(&bare_path));
    if let Some((implementor, interface)) = trait_path(&signature) {
        push(&mut normalised, &implementor);
        // What a user's own type does is not the library's.
        let own = implementor.rsplit_once("::").map_or("", |(of, _)| of);
        if !own.contains("::")
            || ["core::", "alloc::", "std::"]
                .iter()
                .any(|path| own.starts_with(path))
        {
            push(&mut normalised, &interface);
        }
    }
    java(plain, &mut normalised);
    let mut index = 0;
    while let Some(known) = normalised.get(index).filter(|_| index < MOST).cloned() {
        for shorter in without_prefix(&known).into_iter().chain(without_variant(&known)) {
            push(&mut normalised, &shorter);
        }
        index += 1;
    }
    let mut bare = Vec::new();
    for known in &normalised {
        push(&mut bare, known.trim_start_matches('_'));
    }
    Some(Candidates {
        written: name.to_owned(),
        normalised,
        bare,
        kernel,
        stub,
    })
}

/// `perf script` writes `malloc+0x1f`.
fn without_offset(name: &str) -> &str {
    match name.rsplit_once("+0x") {
        Some((head, offset)) if !head.is_empty() && offset.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            head
        }
        _ => name,
    }
}

/// Takes off `@plt`, `@@GLIBC_2.2.5`, `.constprop.0`, `.cold`, `::h0123456789abcdef`, ` [inlined]`.
fn without_suffixes(name: &str) -> &str {
    let mut name = name;
    for mark in [" (inlined)", " [inlined]", "-inlined"] {
        name = name.strip_suffix(mark).unwrap_or(name);
    }
    if let Some((head, _)) = name.split_once(" [clone ") {
        name = head;
    }
    if let Some((head, _)) = name.split_once('@')
        && !head.is_empty()
    {
        name = head;
    }
    if let Some((path, hash)) = name.rsplit_once("::h")
        && hash.len() == 16
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        name = path;
    }
    loop {
        let Some((head, last)) = name.rsplit_once('.') else {
            return name;
        };
        let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
        let clone = if is_number {
            head.rsplit('.').next().unwrap_or_default()
        } else {
            last
        };
        // Go numbers its closures (`main.func1.2`): a number goes only with the clone before it.
        if head.is_empty() || !CLONES.contains(&clone) || clone == head {
            return name;
        }
        name = head;
    }
}

/// Takes off C++ parameters with what follows them, and a return type: templates are demangled with one.
fn without_arguments(name: &str) -> String {
    let mut depth = 0_usize;
    let mut end = name.len();
    let mut previous = ' ';
    for (at, letter) in name.char_indices() {
        match letter {
            '<' if !is_operator(name, at) => depth += 1,
            '>' if previous != '-' && !is_operator(name, at) => depth = depth.saturating_sub(1),
            '(' if depth == 0 => {
                let opens_name = matches!(previous, '.' | ':' | ' ') || at == 0;
                let is_call_operator = name.get(..at).is_some_and(|head| head.ends_with("operator"));
                if !opens_name && !is_call_operator {
                    end = at;
                    break;
                }
            }
            _ => {}
        }
        previous = letter;
    }
    let head = name.get(..end).unwrap_or(name).trim();
    if end == name.len() || head.contains("operator") {
        return head.to_owned();
    }
    last_word(head).to_owned()
}

/// The part behind the last space outside of brackets.
fn last_word(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    text.get(start..).unwrap_or(text)
}

/// Whether a bracket belongs to the name of an operator: `operator<<`, `operator->`, `operator<=>`.
fn is_operator(name: &str, at: usize) -> bool {
    let mut head = name.get(..at).unwrap_or_default();
    for _ in 0..3 {
        head = head.strip_suffix(['<', '>', '=', '-']).unwrap_or(head);
    }
    head.ends_with("operator")
}

/// Takes off template arguments, Rust's and Go's generics: `Vec<T,A>::push`, `slices.Sort[go.shape.int]`.
/// What a name begins with stays, so that `<T as Trait>::method` keeps its form.
fn without_templates(name: &str) -> String {
    let mut kept = String::with_capacity(name.len());
    let mut depth = 0_usize;
    for (at, letter) in name.char_indices() {
        match letter {
            '<' | '[' if at > 0 && !is_operator(name, at) => depth += 1,
            '>' | ']' if depth > 0 => {
                depth -= 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            kept.push(letter);
        }
    }
    // Rust writes `Vec::<T>::push` where the turbofish is part of the path.
    kept.replace("::::", "::")
}

/// `<A as B>::method` is `A::method` and `B::method`, both without generics.
fn trait_path(name: &str) -> Option<(String, String)> {
    let rest = name.strip_prefix('<')?;
    let mut depth = 1_usize;
    let mut end = None;
    let mut middle = None;
    for (at, letter) in rest.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' if rest.get(..at).is_some_and(|head| !head.ends_with('-')) => depth -= 1,
            ' ' if depth == 1
                && middle.is_none()
                && rest.get(at..).is_some_and(|tail| tail.starts_with(" as ")) =>
            {
                middle = Some(at);
            }
            _ => {}
        }
        if depth == 0 {
            end = Some(at);
            break;
        }
    }
    let end = end?;
    let method = rest.get(end + 1..)?;
    let middle = middle.unwrap_or(end);
    let implementor = rest.get(..middle)?;
    let interface = rest.get(middle + 4..end).unwrap_or(implementor);
    Some((
        without_templates(&format!("{implementor}{method}")),
        without_templates(&format!("{interface}{method}")),
    ))
}

/// JVM methods: `Ljava/util/HashMap;::get`, `java/util/HashMap.get`, `java.util.HashMap::get` are
/// `java.util.HashMap.get`.
fn java(name: &str, found: &mut Vec<String>) {
    let is_jvm = ["Ljava", "java", "jdk", "Ljdk", "sun", "Lsun"]
        .iter()
        .any(|start| name.starts_with(start));
    if !is_jvm {
        return;
    }
    let name = name.split('(').next().unwrap_or(name);
    let name = name
        .strip_prefix('L')
        .filter(|rest| rest.contains(';'))
        .unwrap_or(name);
    push(found, &name.replace(';', "").replace("::", ".").replace('/', "."));
}

/// Prefixes that glibc gives to its internal aliases and the kernel to its system calls.
fn without_prefix(name: &str) -> Option<String> {
    for prefix in ["__GI_", "__libc_", "__new_", "__old_"] {
        if let Some(rest) = name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
            return Some(rest.to_owned());
        }
    }
    // The wrappers of include/linux/syscalls.h and arch/*/include/asm/syscall_wrapper.h.
    for prefix in [
        "__x64_sys_",
        "__ia32_sys_",
        "__arm64_sys_",
        "__se_sys_",
        "__do_sys_",
        "__x32_compat_sys_",
    ] {
        if let Some(rest) = name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
            return Some(format!("sys_{rest}"));
        }
    }
    // LLVM and Apple put one underscore before three: `___libc_malloc` is glibc's own alias.
    name.strip_prefix("___").map(|rest| format!("__{rest}"))
}

/// Takes off what tells the variant for a processor.
fn without_variant(name: &str) -> Option<String> {
    let mut rest = name;
    while let Some((head, part)) = rest.rsplit_once('_') {
        if head.trim_matches('_').is_empty() || !VARIANTS.contains(&part) {
            break;
        }
        rest = head;
    }
    let shorter = rest.trim_end_matches('_');
    (shorter.len() < name.len()).then(|| shorter.to_owned())
}

fn push(found: &mut Vec<String>, name: &str) {
    if !name.is_empty() && !found.iter().any(|known| known == name) {
        found.push(name.to_owned());
    }
}
