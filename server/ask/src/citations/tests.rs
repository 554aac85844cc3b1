//! What is marked in an answer, and what is not.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{Checker, Finding, Labelled};

const EVIDENCE: [(&str, &str); 7] = [
    (
        "E1",
        "insert: 42.0 % self, 61.5 % total, 286 of 681 samples, ±11 %",
    ),
    (
        "E2",
        "line 120: 1234567 cycles; wall time 1.536 s; 4.2 MB allocated",
    ),
    ("E3", "|  3.1 |  12 | hash |\n| 0.42 | 100,200 | find |"),
    ("E4", "Amdahl: at most 1.72x faster"),
    ("E5", "286K samples, 3.5 million events, 2048 bytes"),
    ("cmd 4", "swpd free\n 811 922\n 733 944\n"),
    ("cmd 7", "load average: 17.25, 16.31, 9.08"),
];

fn checker() -> Checker {
    let facts = EVIDENCE.map(|(label, text)| Labelled {
        label: label.to_owned(),
        text: text.to_owned(),
    });
    Checker::new(&facts, Some(1.72))
}

fn checked(answer: &str) -> (String, Vec<Finding>) {
    let mut checker = checker();
    let mut shown = checker.feed(answer);
    let (rest, findings) = checker.finish();
    shown.push_str(&rest);
    (shown, findings)
}

fn check(answers: &str, expect: &Expect) {
    let shown: Vec<String> = answers
        .trim()
        .lines()
        .map(|line| checked(&line.trim().replace('⏎', "\n")).0.replace('\n', "⏎"))
        .collect();
    expect.assert_eq(&format!("{}\n", shown.join("\n")));
}

fn check_unmarked(answers: &str) {
    for answer in answers.trim().lines() {
        let answer = answer.trim().replace('⏎', "\n");
        assert_eq!(checked(&answer), (answer.clone(), Vec::new()));
    }
}

#[test]
fn what_the_cited_facts_hold_is_not_marked() {
    check_unmarked(
        "
        It takes 42 % of 286 samples, ±11 % [E1].
        It takes **42 %** of **286** samples [E1].
        It takes 42% (286 samples) [E1], at most 1.72x faster [E4].
        At most 1.72 × faster [E4], or 1.7x [E4], or 1.72 times [E4].
        A share of 0.42 [E1], or 42 percent [E3].
        1,234,567 cycles [E2], 1.2 M cycles [E2], 1.23M [E2], 1 234 567 cycles [E2].
        1.5 s [E2], 1536 ms [E2], 1,536 ms [E2], 4.2 MB [E2], 4,200 KB [E2].
        40-50 % or 60–70 % of the time [E1]? Between 40 and 45 % [E1], 40 to 45 percent [E1].
        About 40 % [E1], ~300 samples [E1], over 40 % [E1], less than 50 % [E1].
        286,000 samples [E5], 3.5M events [E5], 2 KiB [E5], 2048 B [E5], 2.05 KB [E5].
        It takes 42 % [E1][E3] and 3.1 [E1] [E3].
        It takes 42 % and 1.5 s [E1, E2].
        It takes 42 % and 1.5 s [E1] [E2].
        It takes 42 % and 1.5 s [E1], as measured [E2].
        It takes 42 %. [E1] The rest is small.
        [E1] shows 42 % of 286 samples.
        42 %⏎of 286 samples [E1].
        Ranges [E1-E3] with 42 % and 1.5 s.
        ",
    );
}

#[test]
fn what_is_no_measurement_is_not_marked() {
    check_unmarked(
        "
        Nothing is cited: 42 %, 286 samples, 1.5 s, 3.14, 12345 and 100 % of 64 KB, called 3 times in 4 GB.
        sha1, x86_64, utf-8, SHA-256, AES-128, md5sum, i386, E2E and 0x7f12 hash [E1].
        Line 120 and lines 300-310 of table.c:412 are hot [E1].
        HTTP 404, port 8080, RFC 9110, Python 3.12, Linux 6.1, version 1.2 and v1.2.3 [E1].
        In 2024 and the 1990s, with 3 threads, 2nd and 3rd of 10 [E1].
        `99 %` and `x = 500` are code [E1].
        ```⏎99 % [E1] 500 ms⏎```⏎Done [E1].
        A 256-bit key in 64-byte blocks, 128-bit [E1].
        1. First [E1]⏎2. Second [E1]⏎100. Third [E1]
        <KEY_100> [E1], #1234 [E1], a[500] [E1], f(x) [E], [E], [Ex], [E1, [link](x), [ ] task
        The first sentence has 42 %. The second cites [E1].
        - 3.1 % of it⏎- 42 % [E1]
        10s of thousands [E1]
        ",
    );
}

#[test]
fn what_the_cited_facts_do_not_hold_is_marked() {
    check(
        "
        It takes 55 % [E3].
        It takes 55 % [E3] of the time.
        [E3] says that it takes 55 % of the time.
        It takes 55 % of 999 samples [E1], and 12 ms [E2].
        It takes 1.5 s [E1].
        It takes 1.5 s [E1], says the profile. Next sentence.
        42 ms is no share [E1], and 42.5 % is not 42 % [E1].
        It takes 55 %. [E1] The rest is small.
        It takes 1.5 s. [E1] The rest is small.
        It could be 3x faster [E4].
        Between 60 and 80 MB [E2].
        About 90 % [E1], over 80 % [E1].
        55 % and again 55 % [E1], 55 % [E1].
        | find | [E3] | 55 % | 3.1 |
        **55** % of it [E3]
        ",
        &expect![[r#"
            It takes 55 % [E3] (⚠ 55 % is not in E3).
            It takes 55 % [E3] (⚠ 55 % is not in E3) of the time.
            [E3] says that it takes 55 % of the time. (⚠ 55 % is not in E3)
            It takes 55 % of 999 samples [E1] (⚠ 55 % is not in E1) (⚠ 999 samples is not in E1), and 12 ms [E2]. (⚠ 12 ms is not in E1, E2)
            It takes 1.5 s [E1]. (⚠ 1.5 s is not in E1)
            It takes 1.5 s [E1], says the profile. (⚠ 1.5 s is not in E1) Next sentence.
            42 ms is no share [E1], and 42.5 % is not 42 % [E1] (⚠ 42.5 % is not in E1).
            It takes 55 %. [E1] (⚠ 55 % is not in E1) The rest is small.
            It takes 1.5 s. [E1] (⚠ 1.5 s is not in E1) The rest is small.
            It could be 3x faster [E4] (**⚠ 3x is not in E4, and the whole gets at most 1.72x as fast**).
            Between 60 and 80 MB [E2]. (⚠ 60 and 80 MB is not in E2)
            About 90 % [E1] (⚠ 90 % is not in E1), over 80 % [E1]. (⚠ 80 % is not in E1)
            55 % and again 55 % [E1] (⚠ 55 % is not in E1), 55 % [E1].
            | find | [E3] | 55 % (⚠ 55 % is not in E3) | 3.1 |
            **55** % of it [E3] (⚠ 55 % is not in E3)
        "#]],
    );
}

#[test]
fn claims_without_a_citation_must_be_in_some_fact() {
    check(
        "
        It takes 55 % of the time. The rest is small.
        It takes 55 % of the time. It really takes 55 %, in 12 ms.
        It takes 55 % of the time
        It had 9999 samples, which takes 7 us each.
        - It takes 55 %⏎- It takes 42 %⏎  and 30 ms.⏎⏎Then 56 %.⏎Then text, and 57 %⏎of it.
        | find | 55 % |⏎| add | 42 % |⏎
        ## 55 % of it⏎⏎Text.
        This is typically 2-3x slower, or 4 times slower, and runs 4 times.
        `55 %` [x] 55 %
        ",
        &expect![[r#"
            It takes 55 % of the time. (⚠ 55 % is not in the evidence) The rest is small.
            It takes 55 % of the time. (⚠ 55 % is not in the evidence) It really takes 55 %, in 12 ms. (⚠ 12 ms is not in the evidence)
            It takes 55 % of the time (⚠ 55 % is not in the evidence)
            It had 9999 samples, which takes 7 us each. (⚠ 9999 samples is not in the evidence) (⚠ 7 us is not in the evidence)
            - It takes 55 % (⚠ 55 % is not in the evidence)⏎- It takes 42 %⏎  and 30 ms. (⚠ 30 ms is not in the evidence)⏎⏎Then 56 %. (⚠ 56 % is not in the evidence)⏎Then text, and 57 %⏎of it. (⚠ 57 % is not in the evidence)
            | find | 55 % (⚠ 55 % is not in the evidence) |⏎| add | 42 % |⏎
            ## 55 % of it (⚠ 55 % is not in the evidence)⏎⏎Text.
            This is typically 2-3x slower, or 4 times slower, and runs 4 times. (⚠ 2-3x is not in the evidence) (⚠ 4 times is not in the evidence)
            `55 %` [x] 55 % (⚠ 55 % is not in the evidence)
        "#]],
    );
}

#[test]
fn more_than_can_be_won_is_marked_loudly() {
    check(
        "
        The program gets 5x faster. The loop is unrolled 4x.
        A speed-up of about 3x, at most 1.72x faster, 1.7x as fast.
        The program gets 5x faster [E4], and 40 % faster, or 80% faster.
        It cuts the run time by 60 %, or reduces it by 90 %.
        It saves 60 % of the CPU time, with 70 % less time.
        It reduces cache misses by 90 %.
        A [E1] table 2x faster.
        ",
        &expect![[r#"
            The program gets 5x faster. (**⚠ 5x is not in the evidence, and the whole gets at most 1.72x as fast**) The loop is unrolled 4x. (⚠ 4x is not in the evidence)
            A speed-up of about 3x, at most 1.72x faster, 1.7x as fast. (**⚠ 3x is not in the evidence, and the whole gets at most 1.72x as fast**)
            The program gets 5x faster [E4] (**⚠ 5x is not in E4, and the whole gets at most 1.72x as fast**), and 40 % faster, or 80% faster. (⚠ 40 % is not in E4) (**⚠ 80% is not in E4, and the whole gets at most 1.72x as fast**)
            It cuts the run time by 60 %, or reduces it by 90 %. (**⚠ 60 % is not in the evidence, and the whole gets at most 1.72x as fast**) (**⚠ 90 % is not in the evidence, and the whole gets at most 1.72x as fast**)
            It saves 60 % of the CPU time, with 70 % less time. (**⚠ 60 % is not in the evidence, and the whole gets at most 1.72x as fast**) (**⚠ 70 % is not in the evidence, and the whole gets at most 1.72x as fast**)
            It reduces cache misses by 90 %. (⚠ 90 % is not in the evidence)
            A [E1] table 2x faster. (**⚠ 2x is not in E1, and the whole gets at most 1.72x as fast**)
        "#]],
    );
    check(
        "
        It is ten times faster [E3].
        A five-fold speedup, or a speed-up of *three* times.
        It gets 40-50% faster, and 42 % faster [E1].
        ",
        &expect![[r#"
            It is ten times faster [E3] (**⚠ ten times is not in E3, and the whole gets at most 1.72x as fast**).
            A five-fold speedup, or a speed-up of *three* times. (**⚠ five-fold is not in the evidence, and the whole gets at most 1.72x as fast**) (**⚠ three times is not in the evidence, and the whole gets at most 1.72x as fast**)
            It gets 40-50% faster, and 42 % faster [E1] (⚠ 40-50% is not in E1) (⚠ 42 % is not in E1).
        "#]],
    );
    check_unmarked("The reason is twofold, and it is called ten times: two times four.");
    check_unmarked("At most 1.72x faster. It cuts the run time by 42 %.");
}

#[test]
fn what_is_cited_must_be_there() {
    check(
        "
        It is hot [E9].
        It is hot [E1, E9], [E0] and [E4-E9], 99 % [E9].
        [E99999999999999999999999]
        ",
        &expect![[r#"
            It is hot [E9 ⚠ no such evidence].
            It is hot [E1, E9 ⚠ no such evidence], [E0 ⚠ no such evidence] and [E4-E9 ⚠ no such evidence], 99 % [E9 ⚠ no such evidence] (⚠ 99 % is not in E1, E4, E5).
            [E99999999999999999999999 ⚠ no such evidence]
        "#]],
    );
}

#[test]
fn commands_and_their_lines_are_cited() {
    check_unmarked(
        "
        It swaps 811 MB [cmd 4], line 2 says [cmd 4, line 2], then 733 MB [cmd 4, lines 2-3].
        It swaps 811 MB, then 733 MB [cmd 4, lines 2, 3].
        It swaps 811 MB, then 733 MB [cmd 4, line 2; cmd 4, line 3].
        It swaps 811 MB under a load of 17.25 [cmd 4, lines 1-2; cmd 7].
        It swaps 811 MB under a load of 17.25, and 42 % are in insert [cmd 4, line 2; cmd 7, E1].
        As cmd 4 and command 733 say, there is swap [cmd 7].
        ",
    );
    check(
        "
        It swaps 811 MB [cmd 4, line 3] now.
        It swaps 811 MB [cmd 4, lines 1-2], then 733 MB [cmd 4, line 1].
        It swaps 55 MB under a load of 811 [cmd 4, line 2; cmd 7].
        It swaps 55 MB [cmd 4] and [cmd 7, line 1].
        It swaps [cmd 5], [cmd 5, line 1], [cmd 4-7], [cmd 4-5].
        It swaps 733 MB [cmd 4, lines 3-12].
        It swaps [cmd 4, line 0], [cmd 4, lines 3-2], [E1; cmd 4, line 4, E9].
        It swaps 733 MB [cmd 4, line 12].
        ",
        &expect![[r#"
            It swaps 811 MB [cmd 4, line 3] now. (⚠ 811 MB is not in cmd 4 line 3)
            It swaps 811 MB [cmd 4, lines 1-2], then 733 MB [cmd 4, line 1]. (⚠ 733 MB is not in cmd 4 lines 1-2, cmd 4 line 1)
            It swaps 55 MB under a load of 811 [cmd 4, line 2; cmd 7] (⚠ 55 MB is not in cmd 4 line 2, cmd 7).
            It swaps 55 MB [cmd 4] (⚠ 55 MB is not in cmd 4) and [cmd 7, line 1].
            It swaps [cmd 5 ⚠ no such evidence], [cmd 5, line 1 ⚠ no such evidence], [cmd 4-7], [cmd 4-5 ⚠ no such evidence].
            It swaps 733 MB [cmd 4, lines 3-12 ⚠ no such lines].
            It swaps [cmd 4, line 0 ⚠ no such lines], [cmd 4, lines 3-2 ⚠ no such lines], [E1; cmd 4, line 4 ⚠ no such lines, E9 ⚠ no such evidence].
            It swaps 733 MB [cmd 4, line 12 ⚠ no such lines].
        "#]],
    );
}

#[test]
fn citations_are_read_as_models_write_them() {
    for citation in [
        "[cmd 4, line 3]",
        "[cmd 4 line 3]",
        "[cmd4, lines 3–3]",
        "[Cmd 4, L3-L3]",
        "[CMD 4: L3]",
        "[cmd 4:3-3]",
        "[command 4, ln 3]",
        "[cmd\u{a0}4, lines 3 to 3]",
        "[cmd 7; cmd 4, lines 3 and 1]",
        "[E1, cmd 4, line 3]",
    ] {
        let (text, findings) = checked(&format!("It is 733 {citation}."));
        assert_eq!((text.contains('⚠'), findings), (false, Vec::new()), "{citation}");
        let (text, _) = checked(&format!("It is 811 {citation}."));
        assert!(text.contains("⚠ 811 is not in "), "{citation}: {text}");
    }
    for citation in [
        "[E3, E5]",
        "[E3; E5]",
        "[e3, e5]",
        "[E3 and E5]",
        "[E3, 5]",
        "[E3-E5]",
        "[E3–5]",
        "[E3 to E5]",
        "[E3 E5]",
        "[cmds 4, 7; E5, E3]",
        "[Commands 4 & 7, E3 & E5]",
        "[E3, line 1; E5]",
        "[cmd 4-7, E3, E5]",
    ] {
        let (text, findings) = checked(&format!("It is 3.1 of 2048 bytes {citation}."));
        assert_eq!((text.contains('⚠'), findings), (false, Vec::new()), "{citation}");
        let (text, _) = checked(&format!("It is 55 % {citation}."));
        assert!(text.contains("⚠ 55 % is not in "), "{citation}: {text}");
    }
    for text in [
        "[cmd]",
        "[cmd 4",
        "[cmd 4,]",
        "[cmd 4 5]",
        "[cmd line 4]",
        "[command line]",
        "[lines 3-4]",
        "[L3]",
        "[e]",
        "[e 3]",
        "[E3-cmd 4]",
        "[cmd 4, lines]",
        "[cmd 4, lines 3 cmd]",
        "[cmd -4]",
        "[cmd 4 - 5 - 6]",
        "[E1: it is]",
        "[cmd x4]",
        "[and 4]",
        "[ cmd 4]",
        "[to, E1]",
    ] {
        let text = format!("It is 5.5 {text}");
        assert_eq!(checked(&text), (text.clone(), Vec::new()));
    }
}

#[test]
fn findings_name_the_lines() {
    let (_, findings) = checked("It swaps 811 MB [cmd 4, line 3]. Then [cmd 4, lines 10-12; E1].");
    expect![[r#"
        [
            NotInEvidence {
                number: "811 MB",
                cited: [
                    "cmd 4 line 3",
                ],
                sentence: "It swaps 811 MB [cmd 4, line 3].",
            },
            NoSuchEvidence {
                citation: "cmd 4, lines 10-12",
                sentence: "Then [cmd 4, lines 10-12; E1].",
            },
        ]
    "#]]
    .assert_debug_eq(&findings);
}

#[test]
fn a_sentence_may_cite_very_much() {
    let mut answer = String::from("It is 3.1 of 811 ");
    for line in 1..=2000 {
        let _ = write!(answer, "[E3; cmd 4, line {line}]");
    }
    let (shown, findings) = checked(&answer);
    assert!(shown.starts_with("It is 3.1 of 811 [E3; cmd 4, line 1][E3; cmd 4, line 2]"));
    assert_eq!(findings.len(), 2000 - 3);
    for finding in findings {
        let Finding::NoSuchEvidence { sentence, .. } = finding else {
            panic!("{finding:?}");
        };
        assert!(sentence.len() < 600, "{sentence}");
    }
}

#[test]
fn findings_name_the_sentence() {
    let (_, findings) = checked("First. It takes 55 %\nof the time [E3]. Then [E9].");
    expect![[r#"
        [
            NotInEvidence {
                number: "55 %",
                cited: [
                    "E3",
                ],
                sentence: "It takes 55 % of the time [E3].",
            },
            NoSuchEvidence {
                citation: "E9",
                sentence: "Then [E9].",
            },
        ]
    "#]]
    .assert_debug_eq(&findings);
}

#[test]
fn an_open_citation_is_held_back_and_nothing_else() {
    let mut checker = checker();
    let parts = [
        "It takes ",
        "4",
        "2 % ",
        "[",
        "E",
        "1",
        "]",
        " and [",
        "x] ",
        "[E1",
        ", ",
        "E2",
        "] `[E",
        "1]` [co",
        "de] [C",
        "md 4, l",
        "ine 2",
        "] [E1",
    ];
    let mut shown: Vec<String> = parts.iter().map(|part| checker.feed(part)).collect();
    shown.push(checker.finish().0);
    assert_eq!(
        shown,
        [
            "It takes ",
            "4",
            "2 % ",
            "",
            "",
            "",
            "[E1]",
            " and ",
            "[x] ",
            "",
            "",
            "",
            "[E1, E2] `[E",
            "1]` ",
            "[code] ",
            "",
            "",
            "[Cmd 4, line 2] ",
            "[E1"
        ]
    );
}

fn answers() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[E1]".to_owned()),
        Just("[E9]".to_owned()),
        Just("[E1, E2]".to_owned()),
        Just("[cmd 4, lines 2-3; E1]".to_owned()),
        Just("[Cmd7, L10–L12]".to_owned()),
        "\\[cmd ?[4-8][,:;]? ?(lines? |L)?[0-9]{0,2}[-–]?[0-9]?(; E[1-9])?\\]",
        Just("55 % ".to_owned()),
        Just("1.5 s".to_owned()),
        Just(". ".to_owned()),
        Just("\n".to_owned()),
        Just("```\n".to_owned()),
        Just("| ".to_owned()),
        Just(" about ".to_owned()),
        "[`E0-9.,%xs \\[\\]*é-]{0,6}",
        ".{0,4}",
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_parts_of_a_stream_give_the_whole(answer in answers(), sizes in proptest::collection::vec(1_usize..7, 1..40)) {
        let whole = checked(&answer);
        let mut checker = checker();
        let mut shown = String::new();
        let mut rest = answer.as_str();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let cut = rest.char_indices().map(|(at, _)| at).nth(*size).unwrap_or(rest.len());
            shown.push_str(&checker.feed(&rest[..cut]));
            rest = &rest[cut..];
        }
        let (end, findings) = checker.finish();
        shown.push_str(&end);
        prop_assert_eq!(&(shown, findings), &whole);
    }

    #[test]
    fn the_answer_is_kept_but_for_marks(answer in answers()) {
        let (shown, findings) = checked(&answer);
        if findings.is_empty() {
            prop_assert_eq!(shown.replace(' ', ""), answer.replace(' ', ""));
        }
        prop_assert!(shown.len() >= answer.trim().len());
    }
}
