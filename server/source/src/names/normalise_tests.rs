//! What is read from the names that compilers and profilers write.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (name, expected) in cases {
        assert_eq!(normalise(name).to_string(), *expected, "{name}");
    }
}

#[test]
fn rust() {
    check(&[
        ("wc::count::<u8>", "wc::count"),
        ("wc::count::h0123456789abcdef", "wc::count"),
        ("alloc::vec::Vec<T,A>::push", "alloc::vec::Vec::push"),
        (
            "<wc::Counter<u8> as core::fmt::Display>::fmt",
            "wc::Counter::fmt as Display",
        ),
        (
            "core::fmt::num::<impl core::fmt::Display for u8>::fmt",
            "u8::fmt as Display",
        ),
        ("core::str::<impl str>::trim", "str::trim"),
        ("<wc::Counter>::add", "wc::Counter::add"),
        ("<[u8] as wc::Hash>::hash", "hash as Hash"),
        ("<&mut I as core::iter::Iterator>::next", "I::next as Iterator"),
        ("wc::main::{{closure}}::h0123456789abcdef", "wc::main {closure}"),
        ("wc::main::{closure#0}::{closure#1}", "wc::main {closure}"),
        ("<F as wc::Run<(A,) -> B>>::run", "F::run as Run"),
        ("<<T as wc::A>::B as wc::C>::m", "T::B::m as C"),
        (
            "_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$wc..Push$GT$::push::h0123456789abcdef",
            "alloc::vec::Vec::push as Push",
        ),
        (
            "core::ops::function::FnOnce::call_once{{vtable.shim}}",
            "core::ops::function::FnOnce::call_once",
        ),
    ]);
}

#[test]
fn c_and_what_linkers_add() {
    check(&[
        ("work.constprop.0", "work"),
        ("work.part.3.isra.0.cold", "work"),
        ("work.lto_priv.0", "work"),
        ("work.llvm.1234567890", "work"),
        ("work.cold.12", "work"),
        ("__GI_memcpy", "memcpy"),
        ("malloc@plt", "malloc"),
        ("memcpy@@GLIBC_2.2.5", "memcpy"),
        ("work [clone .cold]", "work"),
        ("work (inlined)", "work"),
        ("[unknown]", ""),
        ("0x7fbc1234", ""),
        ("", ""),
    ]);
}

#[test]
fn cpp() {
    check(&[
        ("a::b::C::m(int, char*) const", "a::b::C::m"),
        ("void sort<int*>(int*, int*)", "sort"),
        (
            "std::vector<int, std::allocator<int> > ns::make<int>(unsigned long)",
            "ns::make",
        ),
        ("char const* ns::name(int)", "ns::name"),
        ("unsigned long ns::f()", "ns::f"),
        ("decltype(auto) ns::f<int>(int)", "ns::f"),
        ("ns::f[abi:cxx11](int)", "ns::f"),
        ("(anonymous namespace)::hidden(int)", "hidden"),
        ("a::(anonymous namespace)::C::m()", "a::C::m"),
        ("C::~C()", "C::~C"),
        ("C::operator()(int) const", "C::operator()"),
        ("std::ostream& operator<< <int>(std::ostream&, int)", "operator<<"),
        ("bool operator==<int>(A<int> const&, A<int> const&)", "operator=="),
        ("A::operator< (A const&)", "A::operator<"),
        ("operator new[](unsigned long)", "operator new[]"),
        ("A::operator int() const", "A::operator int"),
        ("main::{lambda(int)#1}::operator()(int) const", "main {closure}"),
        (
            "ns::f(int)::{lambda()#1}::operator()() const [clone .cold]",
            "ns::f {closure}",
        ),
        ("ns::f(int)::$_0::operator()() const", "ns::f {closure}"),
        (
            "ns::f(int)::'lambda'(int)::operator()(int) const",
            "ns::f {closure}",
        ),
        ("non-virtual thunk to A::f()", "A::f"),
        ("operators::f(int)", "operators::f"),
        ("f(void (*)(int), int (&)[3])", "f"),
    ]);
}

#[test]
fn go() {
    check(&[
        ("main.main", "main::main"),
        (
            "github.com/x/words.(*Counter).Add",
            "github::com::x::words::Counter::Add",
        ),
        (
            "github.com/x/words.(*Counter[...]).Add",
            "github::com::x::words::Counter::Add",
        ),
        ("main.Map[...]", "main::Map"),
        ("main.(*T).M-fm", "main::T::M"),
        ("main.f.func1.2", "main::f::func1::2"),
        ("main.glob..func1", "main::glob::func1"),
        ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg::in::yaml.v3::Unmarshal"),
    ]);
}

#[test]
fn python() {
    check(&[
        ("<module>", "<module>"),
        ("Words.total", "Words::total"),
        ("outer.<locals>.inner", "outer::inner"),
        ("outer.<locals>.<lambda>", "outer {closure}"),
        ("<lambda>", " {closure}"),
        ("outer.<locals>.<listcomp>", "outer"),
        ("py::outer:/home/user/words.py", "outer"),
        ("py::Words.total:/home/user/words.py", "Words::total"),
        ("work (words.py:12)", "work"),
    ]);
}

#[test]
fn javascript() {
    check(&[
        ("Object.foo", "Object::foo"),
        ("foo [as bar]", "foo"),
        ("Object.foo [as bar]", "Object::foo"),
        ("async foo", "foo"),
        ("new Shape", "Shape"),
        ("get area", "area"),
        ("(anonymous)", " {closure}"),
        ("LazyCompile:*foo /home/user/a.js:1:2", "foo"),
        ("Function:~Shape.draw file:///a.js:1:2", "Shape::draw"),
        ("Shape.[Symbol.iterator]", "Shape::[Symbol.iterator]"),
        ("Shape.#secret", "Shape::#secret"),
        ("foo@http://localhost/a.js:1:2", "foo"),
    ]);
}

#[test]
fn java() {
    check(&[
        ("com.foo.Bar.baz(I)V", "com::foo::Bar::baz"),
        ("com.foo.Bar.baz(I)Ljava/lang/String;", "com::foo::Bar::baz"),
        ("com/foo/Bar.baz", "com::foo::Bar::baz"),
        ("Bar$Inner.m", "Bar::Inner::m"),
        ("Bar$1.run", "Bar::run"),
        ("com.foo.Bar.lambda$main$0", "com::foo::Bar::main {closure}"),
        ("com.foo.Bar.<init>", "com::foo::Bar::<init>"),
        ("com.foo.Bar#baz", "com::foo::Bar::baz"),
    ]);
}

#[test]
fn hostile_names_take_no_longer_than_their_length() {
    for part in [
        "<", "(", "{", "[", "::", "a<", "<a as ", "<impl ", "operator", ".0", "$", "a b ", "'lambda",
    ] {
        let name = part.repeat((1 << 20) / part.len());
        let start = std::time::Instant::now();
        assert!(normalise(&name).segments.len() <= MOST_SEGMENTS);
        assert!(start.elapsed() < std::time::Duration::from_secs(2), "{part}");
    }
}

proptest! {
    #[test]
    fn any_name_can_be_read(name in "([<>(){}\\[\\]:.$#@/'& a]|operator|lambda|impl | as |::|->|\u{e9}|%2e|h0){0,40}") {
        let read = normalise(&name);
        prop_assert!(read.segments.iter().all(|segment| !segment.is_empty()));
        let _ = read.search_word();
    }

    #[test]
    fn what_was_read_reads_the_same_again(path in "[a-z_]{1,8}(::[A-Za-z_]{1,8}){0,4}") {
        prop_assert_eq!(normalise(&path).to_string(), path);
    }
}
