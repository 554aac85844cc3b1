//! The lines of a listing as they stand in the text: where they stand, and their shares.

use std::fmt::Write as _;
use std::fs;

use expect_test::{Expect, expect};
use profile::listed_lines;

/// The lines of at least one percent, as `LINE SHARE FUNCTION PLACE: TEXT`.
#[track_caller]
fn check(file: &str, expected: &Expect) {
    let path = format!("{}/../../tests/workspaces/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let lines = listed_lines(&text);
    let sum: f64 = lines.iter().map(|line| line.share).sum();
    assert!(sum < 1.000_001, "{sum}");
    let mut shown = String::new();
    for line in lines.iter().filter(|line| line.share >= 0.01) {
        let stands = text.lines().nth(line.at as usize - 1).unwrap();
        if line.is_source {
            assert!(stands.trim_end().ends_with(&line.text), "{stands}: {line:?}");
        }
        writeln!(
            shown,
            "{} {:.1} {} {}: {}",
            line.at,
            100.0 * line.share,
            line.function.as_deref().unwrap_or("-"),
            line.place.as_deref().unwrap_or("-"),
            line.text
        )
        .unwrap();
    }
    expected.assert_eq(&shown);
}

#[test]
fn source_that_is_printed_several_times_is_where_it_weighs_most() {
    check(
        "c/variants/annotate-n.txt",
        &expect![[r#"
        15 1.0 table_find -: {
        38 3.1 hash_word -: hash ^= (unsigned char)*word;
        42 3.1 hash_word -: hash *= 16777619u;
        44 13.4 hash_word -: for (; *word; word++) {
        49 3.1 table_find -: struct entry *entry = table->bucket[hash % BUCKETS];
        53 10.3 table_find -: while (entry) {
        65 63.9 table_find -: if (entry->hash == hash && strcmp(entry->word, word) == 0)
        75 2.1 table_find -: }
    "#]],
    );
}

#[test]
fn places_are_those_of_the_heaviest_instruction() {
    check(
        "c/variants/annotate-l-full.txt",
        &expect![[r#"
        27 1.0 table_find /tmp/sysgrok-demo/c/src/table.c:9: {
        50 3.1 hash_word /tmp/sysgrok-demo/c/src/table.h:31: hash ^= (unsigned char)*word;
        54 3.1 hash_word /tmp/sysgrok-demo/c/src/table.h:32: hash *= 16777619u;
        56 13.4 hash_word /tmp/sysgrok-demo/c/src/table.h:30: for (; *word; word++) {
        61 3.1 table_find /tmp/sysgrok-demo/c/src/table.c:11: struct entry *entry = table->bucket[hash % BUCKETS];
        65 10.3 table_find /tmp/sysgrok-demo/c/src/table.c:13: while (entry) {
        77 63.9 table_find /tmp/sysgrok-demo/c/src/table.c:14: if (entry->hash == hash && strcmp(entry->word, word) == 0)
        87 2.1 table_find /tmp/sysgrok-demo/c/src/table.c:19: }
    "#]],
    );
}

#[test]
fn without_source_instructions_are_the_lines() {
    check(
        "c/variants/annotate-nosource.txt",
        &expect![[r#"
        11 1.0 table_find -: mov %rsp,%rbp
        18 1.0 hash_word -: movzbl (%rsi),%eax
        19 1.0 hash_word -: test %al,%al
        24 3.1 hash_word -: xor %eax,%r12d
        26 3.1 hash_word -: imul $0x1000193,%r12d,%r12d
        27 11.3 hash_word -: test %al,%al
        31 3.1 table_find -: mov (%rdi,%rax,8),%rbx
        32 6.2 table_find -: test %rbx,%rbx
        37 4.1 table_find -: test %rbx,%rbx
        40 51.6 table_find -: jne 1708 <table_find+0x48>
        42 11.3 table_find -: mov %r13,%rsi
        45 1.0 table_find -: jne 1708 <table_find+0x48>
        49 2.1 table_find -: pop %r12
    "#]],
    );
}

#[test]
fn of_several_events_the_first_counts() {
    check(
        "c/variants/events-annotate.txt",
        &expect![[r#"
        48 5.5 hash_word table.h:31: hash ^= (unsigned char)*word;
        52 1.4 hash_word table.h:32: hash *= 16777619u;
        54 5.5 hash_word table.h:30: for (; *word; word++) {
        63 11.0 table_find table.c:13: while (entry) {
        75 74.0 table_find table.c:14: if (entry->hash == hash && strcmp(entry->word, word) == 0)
        85 2.7 table_find table.c:19: }
    "#]],
    );
}

#[test]
fn functions_that_are_inlined_have_lines_of_their_own() {
    check(
        "rust/variants/annotate-l-full.txt",
        &expect![[r#"
        29 6.2 logq::filter::matches /tmp/sysgrok-demo/rust/src/filter.rs:34: fn matches(pattern: &[u8], text: &[u8]) -> bool {
        40 3.1 core::slice::<impl [T]>::split_first /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/slice/mod.rs:199: test %rsi,%rsi
        41 1.5 core::slice::<impl [T]>::split_first -: je 2136a <logq::filter::matches+0xca>
        44 13.8 logq::filter::matches /tmp/sysgrok-demo/rust/src/filter.rs:35: match pattern.split_first() {
        52 4.6 core::slice::<impl [T]>::split_first /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/slice/mod.rs:199: cmp %r15,%rsi
        60 1.5 core::slice::<impl [T]>::split_first /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/slice/mod.rs:199: je 212f6 <logq::filter::matches+0x56>
        67 4.6 logq::filter::matches /tmp/sysgrok-demo/rust/src/filter.rs:46: Some((first, others)) => (*byte == b'?' || byte == first) && matches(rest, others),
        75 7.7 logq::filter::matches -: jmp 21371 <logq::filter::matches+0xd1>
        78 1.5 core::ops::range::RangeInclusive<Idx>::is_empty /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/ops/range.rs:563: add %r15,%rbx
        87 1.5 core::ops::range::RangeInclusive<Idx>::is_empty -: cmp %r13,%rdx
        90 3.1 core::ops::range::RangeInclusive<Idx>::is_empty /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/ops/range.rs:563: test $0x1,%r12b
        98 4.6 <core::ops::range::RangeInclusive<T> as core::iter::range::RangeInclusiveIteratorImpl>::spec_next /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/range.rs:1169: adc $0x0,%r14
        103 27.7 logq::filter::matches /tmp/sysgrok-demo/rust/src/filter.rs:39: if matches(rest, &text[start..]) {
        105 3.1 logq::filter::matches -: mov -0x30(%rbp),%rdi
        115 15.4 logq::filter::matches /tmp/sysgrok-demo/rust/src/filter.rs:50: }
    "#]],
    );
}

#[test]
fn what_is_no_listing_has_no_lines() {
    assert_eq!(listed_lines("int main(void) {\n    return 0;\n}\n"), []);
    assert_eq!(listed_lines(""), []);
}
