//! What is on the screen, as a terminal understands what it is sent.

use expect_test::{Expect, expect};

use super::{Drawer, Size};

/// The screen after the text came in pieces of this many characters.
fn screen(text: &str, piece: usize, size: Size) -> vt100::Parser {
    let mut terminal = vt100::Parser::new(size.rows as u16, size.columns as u16, 10_000);
    let mut drawer = Drawer::new();
    let mut send = |drawn: Vec<u8>| {
        // What a terminal's driver does to each line break.
        let text = String::from_utf8(drawn).unwrap().replace('\n', "\r\n");
        terminal.process(text.as_bytes());
    };
    let chars: Vec<char> = text.chars().collect();
    for piece in chars.chunks(piece) {
        let mut drawn = Vec::new();
        drawer
            .feed(&piece.iter().collect::<String>(), size, &mut drawn)
            .unwrap();
        send(drawn);
    }
    let mut drawn = Vec::new();
    drawer.finish(size, &mut drawn).unwrap();
    send(drawn);
    terminal
}

/// All that was drawn, with what has left the screen at its top.
fn everything(terminal: &mut vt100::Parser) -> String {
    let mut rows: Vec<String> = Vec::new();
    let (height, columns) = terminal.screen().size();
    terminal.screen_mut().set_scrollback(usize::MAX);
    let hidden = terminal.screen().scrollback();
    for above in (0..=hidden).rev() {
        terminal.screen_mut().set_scrollback(above);
        let first = terminal.screen().rows(0, columns).next().unwrap_or_default();
        rows.push(first);
    }
    rows.extend(
        terminal
            .screen()
            .rows(0, columns)
            .skip(1)
            .take(usize::from(height)),
    );
    let text: Vec<&str> = rows.iter().map(|row| row.trim_end()).collect();
    format!("{}\n", text.join("\n").trim_end())
}

const SIZE: Size = Size {
    columns: 42,
    rows: 24,
};

/// However it comes, it ends up the same.
#[track_caller]
fn check(text: &str, expected: &Expect) {
    let whole = everything(&mut screen(text, usize::MAX, SIZE));
    expected.assert_eq(&whole);
    for piece in [1, 2, 3, 7] {
        assert_eq!(
            everything(&mut screen(text, piece, SIZE)),
            whole,
            "in pieces of {piece}"
        );
    }
}

#[test]
fn paragraphs_and_headings() {
    check(
        "# `table_find` in wordex\nIt **looks up** a word in a hash table,\nand compares it with `strcmp`.\n\n\n## Why it is *hot*\n\nTitle\n-----\nText\n***\nmore, #1, 1.5 % and\n= 3\n",
        &expect![[r#"
            table_find in wordex

            It looks up a word in a hash table, and
            compares it with strcmp.

            Why it is hot

            Title

            Text
            ─────────────────────────────────────────
            more, #1, 1.5 % and = 3
        "#]],
    );
}

#[test]
fn lists_wrap_below_their_text() {
    check(
        "Suggestions:\n- Replace the hash function by one that mixes all bits [E3].\n  It is cheap.\n  1. First, measure how long the chains are in the table.\n  2. Second\n- [ ] open\n- [x] done\n\n10. ten\n\n    more of ten\n\nEnd.\n",
        &expect![[r#"
            Suggestions:
            • Replace the hash function by one that
              mixes all bits [E3]. It is cheap.
              1. First, measure how long the chains
                 are in the table.
              2. Second
            ☐ open
            ☑ done

            10. ten

                more of ten

            End.
        "#]],
    );
}

#[test]
fn code_keeps_its_lines() {
    check(
        "Text:\n```c\nfor (int i = 0; i < 10; i++)\n\n\tdo_something_that_is_long(i, i + 1, i + 2);\n# not a heading\n```\nAfter `x`.\n- item:\n  ~~~\n  a\n    b\n  ~~~\n\n    indented\n",
        &expect![[r#"
            Text:
                for (int i = 0; i < 10; i++)

                    do_something_that_is_long(i, i +
                1, i + 2);
                # not a heading
            After x.
            • item:
                  a
                    b

              indented
        "#]],
    );
}

#[test]
fn tables_are_aligned() {
    check(
        "| Function | Self | What it does |\n|---|--:|---|\n| `strcmp` | 21.7 % | compares two words, byte by byte |\n| hash | 6.6 % | hashes |\n\nand a | b\n",
        &expect![[r#"
            Function │   Self │ What it does
            ─────────┼────────┼──────────────────────
            strcmp   │ 21.7 % │ compares two words,
                     │        │ byte by byte
            hash     │  6.6 % │ hashes

            and a | b
        "#]],
    );
}

#[test]
fn quotes_have_a_bar() {
    check(
        "> quoted text that is longer than a row is\n> - item\n>> deeper\n\nnot quoted\n---\n",
        &expect![[r#"
            │ quoted text that is longer than a row
            │ is
            │ • item
            │ │ deeper

            not quoted
        "#]],
    );
}

/// Colours, and moves within the open block; no other control character.
#[track_caller]
fn assert_ours(drawn: &str) {
    for (number, piece) in drawn.split('\u{1b}').enumerate() {
        let digits = |char: char| char.is_ascii_digit();
        let text = match piece.strip_prefix('[') {
            _ if number == 0 => piece,
            Some(rest) => {
                let rest = rest.trim_start_matches(digits);
                rest.strip_prefix(['m', 'A', 'C', 'K'])
                    .or_else(|| rest.strip_prefix('J').filter(|_| piece.starts_with("[J")))
                    .unwrap_or_else(|| panic!("{piece:?}"))
            }
            None => panic!("{piece:?}"),
        };
        let is_ours = |char: char| char == '\n' || char == '\r' || !char.is_control();
        assert!(text.chars().all(is_ours), "{text:?}");
        assert!(!text.contains(['\u{202e}', '\u{2028}']), "{text:?}");
    }
}

#[test]
fn nothing_of_the_answer_moves_the_cursor() {
    let hostile = "a\u{1b}[2J\u{1b}]0;title\u{7}b\rc\u{9b}31m\u{202e}d &#27;[2J &#x1b;]8;;http://e.org\n\n| \u{1b}[1m |\n|---|\n| &#27;c |\n\n```\n\u{1b}[3A\n```\n";
    for piece in [1, 5, usize::MAX] {
        let mut drawer = Drawer::new();
        let mut drawn = Vec::new();
        let chars: Vec<char> = hostile.chars().collect();
        for piece in chars.chunks(piece) {
            drawer
                .feed(&piece.iter().collect::<String>(), SIZE, &mut drawn)
                .unwrap();
        }
        drawer.finish(SIZE, &mut drawn).unwrap();
        let drawn = String::from_utf8(drawn).unwrap();
        assert_ours(&drawn);
    }
    // The terminal of these tests leaves out replacement characters.
    let hostile = hostile.replace(['\u{9b}', '\u{202e}'], "").replace("&#x9b;", "");
    check(
        &hostile,
        &expect![[r#"
        a␛[2J␛]0;title␇b␍c31md ␛[2J
        ␛]8;;http://e.org

        ␛[1m
        ────
        ␛c

            ␛[3A
    "#]],
    );
}

#[test]
fn what_is_open_is_seen_at_once() {
    let mut terminal = vt100::Parser::new(24, 42, 0);
    let mut drawer = Drawer::new();
    let mut see = |text: &str| {
        let mut drawn = Vec::new();
        drawer.feed(text, SIZE, &mut drawn).unwrap();
        let text = String::from_utf8(drawn).unwrap().replace('\n', "\r\n");
        terminal.process(text.as_bytes());
        terminal.screen().contents()
    };
    assert_eq!(see("The"), "The");
    assert_eq!(see(" **fun"), "The fun");
    assert_eq!(see("ction** `str"), "The function str");
    assert_eq!(see("cmp"), "The function strcmp");
    assert_eq!(see("`\n\n- "), "The function strcmp");
    assert_eq!(see("one"), "The function strcmp\n\n• one");
    assert_eq!(see("\n| a | bc"), "The function strcmp\n\n• one | a | bc");
}

#[test]
fn only_what_is_new_is_sent() {
    let mut drawer = Drawer::new();
    let mut sent = |text: &str| {
        let mut drawn = Vec::new();
        drawer.feed(text, SIZE, &mut drawn).unwrap();
        String::from_utf8(drawn).unwrap()
    };
    assert_eq!(sent("The function"), "The function");
    assert_eq!(sent(" compares"), " compares");
    assert_eq!(sent(" words"), " words");
    assert_eq!(sent(" **all"), " \u{1b}[1mall\u{1b}[0m");
    assert_eq!(sent(" day**"), "\u{1b}[1m day\u{1b}[0m");
    assert_eq!(sent("\n\n"), "\n");
    assert_eq!(sent("next"), "\nnext");
}

/// A block that is taller than the screen is drawn in several, and nothing of it is lost.
#[test]
fn blocks_may_be_taller_than_the_screen() {
    let size = Size { columns: 30, rows: 6 };
    let words: Vec<String> = (0..200).map(|number| format!("word{number}")).collect();
    let mut terminal = screen(&words.join(" "), 5, size);
    let shown = everything(&mut terminal);
    let shown: Vec<&str> = shown.split_whitespace().collect();
    assert_eq!(shown, words);

    let rows: Vec<String> = (0..30)
        .map(|number| format!("| row{number:02} | x |\n"))
        .collect();
    let mut terminal = screen(&format!("| a | b |\n|---|---|\n{}", rows.join("")), 3, size);
    let shown = everything(&mut terminal);
    for number in 0..30 {
        assert_eq!(shown.matches(&format!("row{number:02} ")).count(), 1, "{shown}");
    }

    let line = "x".repeat(10_000);
    let shown = everything(&mut screen(&line, 100, size));
    assert_eq!(shown.matches('x').count(), 10_000);
}

#[test]
fn a_terminal_that_becomes_wider_gets_the_open_block_anew() {
    let mut drawer = Drawer::new();
    let mut terminal = vt100::Parser::new(24, 40, 0);
    let mut feed = |text: &str, columns: u16| {
        let mut drawn = Vec::new();
        let size = Size {
            columns: usize::from(columns),
            rows: 24,
        };
        terminal.screen_mut().set_size(24, columns);
        drawer.feed(text, size, &mut drawn).unwrap();
        let text = String::from_utf8(drawn).unwrap().replace('\n', "\r\n");
        terminal.process(text.as_bytes());
        terminal.screen().contents()
    };
    assert_eq!(
        feed("Before.\n\none two three four five six seven eight nine ", 40),
        "Before.\n\none two three four five six seven eight\nnine"
    );
    assert_eq!(
        feed("ten", 60),
        "Before.\n\none two three four five six seven eight nine ten"
    );
}

/// Whatever comes, in whatever pieces: it ends, and shows no control character.
#[test]
fn any_text_can_be_drawn() {
    let mut random = 7_u64;
    let mut next = |below: usize| {
        // A linear congruential generator: the same in every run.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let pieces = [
        "a", " ", "\n", "\n\n", "`", "```", "~~~", "*", "**", "_", "~~", "|", "|---|", "- ", "1. ", "> ",
        "#", "  ", "    ", "\t", "\r", "\\", "[", "](", ")", "<", "&#27;", "漢", "e\u{301}", "\u{1b}[A",
        "---", "===", "word", "![", ":", "\u{200b}", "&#x202e;", "\u{9b}2J",
    ];
    for _ in 0..2000 {
        let text: String = (0..next(60)).map(|_| pieces[next(pieces.len())]).collect();
        let size = Size {
            columns: 1 + next(30),
            rows: 1 + next(12),
        };
        let mut drawer = Drawer::new();
        let mut drawn = Vec::new();
        let chars: Vec<char> = text.chars().collect();
        for piece in chars.chunks(1 + next(9)) {
            drawer
                .feed(&piece.iter().collect::<String>(), size, &mut drawn)
                .unwrap();
        }
        drawer.finish(size, &mut drawn).unwrap();
        assert_ours(&String::from_utf8(drawn).unwrap());
    }
}
