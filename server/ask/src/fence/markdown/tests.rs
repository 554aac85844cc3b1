//! Hostile markdown, and ordinary markdown that stays.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{MarkdownFilter, markdown_safe};

const ALLOWED: [&str; 4] = [
    "https://example.org/a",
    "file:///src/table.c#L12",
    "file:///src/a_(b).c",
    "command:workbench.action.quit",
];

fn safe(text: &str) -> String {
    markdown_safe(text, &ALLOWED)
}

fn check(texts: &str, expect: &Expect) {
    let lines: Vec<String> = texts
        .trim()
        .lines()
        .map(|line| safe(&line.trim_start().replace('⏎', "\n")).replace('\n', "⏎"))
        .collect();
    expect.assert_eq(&format!("{}\n", lines.join("\n")));
}

/// What a viewer would act on.
fn acts(markdown: &str) -> Option<String> {
    // Viewers know front matter at the beginning only, pulldown-cmark everywhere.
    let all = Options::all().difference(
        Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS,
    );
    let viewers = [
        Options::empty(),
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
        all,
    ];
    viewers.iter().find_map(|viewer| {
        Parser::new_ext(markdown, *viewer).find_map(|event| match event {
            Event::Html(html) | Event::InlineHtml(html) => Some(format!("HTML {html}")),
            Event::Start(Tag::Image { dest_url, .. }) => Some(format!("image {dest_url}")),
            Event::Start(Tag::Link { dest_url, .. }) if !ALLOWED[..3].contains(&&*dest_url) => {
                Some(format!("link {dest_url}"))
            }
            _ => None,
        })
    })
}

/// What stands outside of code, for URLs that viewers would find in it.
fn prose(markdown: &str) -> String {
    let mut prose = String::new();
    let mut in_block = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_block += 1,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => in_block -= 1,
            Event::Text(text) if in_block == 0 => prose.push_str(&text),
            Event::Code(_) => prose.push('\u{fffc}'),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => prose.push('\n'),
            _ => {}
        }
    }
    prose
}

#[test]
fn links_and_images() {
    check(
        "
        [a](https://example.org/a) and [b](file:///src/table.c#L12 \"title\") and [c](<file:///src/a_(b).c>)
        [a](https://evil.example/) [b](command:workbench.action.quit) [c](javascript:alert(1)) [d](data:text/html,x)
        ![a](https://evil.example/a.png) ![b](https://example.org/a) !\\[c](https://evil.example) \\![d](https://e.example)
        [a [b](https://evil.example) c](https://evil.example) [![i](https://e.example/i)](https://example.org/a)
        [x](java&#115;cript:alert(1)) [x]( <java\\script:alert(1)> ) [x](https://example.org/a?evil)
        [x](https://evil.example 'a)b') [x](a`b) [x]() f[0](1) [x] (https://example.org/a) [E3](x)
        [a][b] [b] [b][]⏎⏎[b]: https://evil.example⏎[c\\]: https://evil.example
        [[Page]] [[https://evil.example|x]] ![[x]]
        [a](https://exam⏎ple.org)
        ",
        &expect![[r#"
            [a](https://example.org/a) and [b](file:///src/table.c#L12) and [c](<file:///src/a_(b).c>)
            [a] (`https://evil.example/`) [b] (`command:workbench.action.quit`) [c] (`javascript:alert(1)`) [d] (`data:text/html,x`)
            !\[a] (`https://evil.example/a.png`) !\[b](https://example.org/a) !\[c] (`https://evil.example`) \!\[d] (`https://e.example`)
            [a [b] (`https://evil.example`) c] (`https://evil.example`) [!\[i] (`https://e.example/i`)](https://example.org/a)
            [x] (`java&#115;cript:alert(1)`) [x] (`<java\script:alert(1)>`) [x] (`https://example.org/a?evil`)
            [x] (`https://evil.example 'a`)b') [x]\(a`b) [x]() f[0](1) [x] (https://example.org/a) [E3](x)`
            [a][b] [b] [b][]⏎⏎[b]\: `https://evil.example`⏎[c\]\: `https://evil.example`
            [\[Page]] [\[`https://evil.example`|x]] !\[\[x]]
            [a]\(`https://exam`⏎ple.org)
        "#]],
    );
}

#[test]
fn html_autolinks_and_entities() {
    check(
        "
        <img src=x onerror=alert(1)> a < b, a<b, a <= b, Vec<u8>, <<x>>, 1 <
        <!-- comment --> <?php ?> <![CDATA[x]]> </p>
        <https://evil.example> <a@evil.example> <command:x>
        \\<img> \\\\<img> &lt;img&gt; &#60;img&#62; &colon; &nbsp; AT&T &www.evil.example
        a `<b>` ``c ` <d>`` e `<f⏎<g>` h⏎\\`<i>` `j\\`<k>`
        ",
        &expect![[r#"
            \<img src=x onerror=alert(1)> a < b, a\<b, a \<= b, Vec\<u8>, \<\<x>>, 1 <
            \<!-- comment --> \<?php ?> \<!\[CDATA[x]]> \</p>
            \<`https://evil.example`> \<a`@evil.example`> \<`command:x`>
            \<img> \\\<img> &lt;img&gt; \&#60;img\&#62; \&colon; &nbsp; AT&T &`www.evil.example`
            a `<b>` ``c ` <d>`` e `<f`⏎\<g>` h`⏎\`\<i>` `j\`\<k>\`
        "#]],
    );
}

#[test]
fn bare_urls_and_addresses() {
    check(
        "
        See https://example.org/a, https://evil.example/x?y=1. (HTTP://evil.example) **https://evil.example** xhttp://e.example
        www.evil.example WWW.evil.example wwww.x.y the www, http, ftp and w. //evil.example a//b // comment
        mailto:a@evil.example jane.doe@evil.example, a@b, @app.route, javascript:alert(1) command: x
        https:\\//evil.example https:/\\/evil.example https\\://evil.example www\\.evil.example https&colon;//evil.example
        `https://evil.example` \"https://evil.example\" https://evil.example`x` [https://evil.example](https://example.org/a)
        ",
        &expect![[r#"
            See https://example.org/a, `https://evil.example/x?y=1`. (`HTTP://evil.example`) **`https://evil.example`** xhttp:`//e.example`
            `www.evil.example` `WWW.evil.example` w`www.x.y` the www, http, ftp and w. `//evil.example` a`//b` // comment
            `mailto:a@evil.example` jane.doe`@evil.example`, a@b, @app.route, `javascript:alert`(1) command: x
            https:`//evil.example` https:/`/evil.example` https\:`//evil.example` www`.`evil.example https\&colon;`//evil.example`
            `https://evil.example` "`https://evil.example`" `https://evil.example` `x` [`https://evil.example`](https://example.org/a)
        "#]],
    );
}

#[test]
fn code_stays_as_it_is() {
    for text in [
        "Use `Vec<u8>` and ``a ` b``, not `[x](y)` or `https://example.com`.\n",
        "```rust\nlet a: Vec<u8> = b[0](c);\n// https://example.com\n```\nText.\n",
        "~~~\n<b>\n```\n~~~\n",
        "1. Item:\n\n   ```c\n   a < b;\n\n     c[1](2);\n   ```\n2. Next.\n",
        "> ```\n> <a>\n> ```\n\nText.\n",
        "| a | `b` |\n|---|---|\n| `<c>` | 1 |\n",
        "# Title\n\n- **bold** _it_ ~~no~~ 1 * 2\n- [ ] task [E3], [E1, E2]\n\nA\n---\n",
        "A &lt;b&gt; \\* \\[x\\] a < b && c.\n",
    ] {
        assert_eq!(safe(text), text);
    }
}

#[test]
fn what_viewers_may_read_otherwise_is_made_plain() {
    check(
        "
        foo⏎    ~~~⏎    <img>⏎    ~~~⏎<b>
        2. ~~~⏎<img>
        foo⏎12. ~~~⏎    <img>
        - ~~~⏎<img>⏎text
        > ~~~⏎<img>
        > > ~~~⏎> <img>
        ```⏎<img>
        ```a`⏎<img>
        ```⏎<a>⏎   ```⏎<b>⏎```~⏎<c>
        ~~~~⏎~~~⏎<a>⏎~~~~~ x⏎~~~~⏎<b>
        ---⏎```⏎---⏎<img>⏎```
        : ~~~⏎<img>
        $ ` $ <img> `
        | a `b | <img> ` |⏎|---|---|---|
        | a | b |⏎|---|---|⏎| `c | <img> ` | `d|`
        a\u{202e}b\u{200b}c `\u{1b}[31m` \u{e0041} \u{0} a\rb
        ",
        &expect![[r#"
            foo⏎⏎    ~~~⏎    <img>⏎    ~~~⏎\<b>
            2. ~~~⏎   <img>⏎   ~~~
            foo⏎⏎12. ~~~⏎    <img>⏎    ~~~
            - ~~~⏎  <img>⏎  text⏎  ~~~
            > ~~~⏎\<img>
            > > ~~~⏎> \<img>
            ```⏎<img>⏎```
            ```a` ```⏎\<img>
            ```⏎<a>⏎```⏎\<b>⏎```~⏎<c>⏎```
            ~~~~⏎~~~⏎<a>⏎~~~~~ x⏎~~~~⏎\<b>
            \---⏎```⏎---⏎<img>⏎```
            \: ~~~⏎\<img>
            \$ ` $ <img> `
            | a `b | <img> ` |⏎\|---\|---\|---\|
            | a | b |⏎|---|---|⏎| `c `\|`  <img> ` | `d`\|` `
            a\u{202e}b\u{200b}c `\u{1b}[31m` \u{e0041} \u{0} a\u{d}b
        "#]],
    );
    let tildes = "~".repeat(300);
    assert_eq!(acts(&safe(&format!("{tildes}\n<img>\n"))), None);
    let long = format!("```{}\n<img>\n```\n<img>", "x".repeat(300));
    assert_eq!(acts(&safe(&long)), None);
}

#[test]
fn a_stream_is_held_back_no_longer_than_needed() {
    let mut filter = MarkdownFilter::new(&ALLOWED);
    let parts = [
        "The ",
        "func",
        "tion `a",
        "<b",
        ">` is ",
        "hot [",
        "E3",
        "]",
        " <",
        "b [x]",
        "(",
        "https://e.example",
        ")",
        ".\n``",
        "`c\n",
        "x",
        "\n```",
        "\n",
    ];
    let mut shown: Vec<String> = parts.iter().map(|part| filter.feed(part)).collect();
    shown.push(filter.finish());
    assert_eq!(
        shown,
        [
            "The ",
            "func",
            "tion `a",
            "<b",
            ">` is ",
            "hot [",
            "E3",
            "]",
            " ",
            "\\<b [x]",
            "",
            "",
            " (`https://e.example`)",
            ".\n",
            "```c\n",
            "x",
            "\n",
            "```\n",
            ""
        ]
    );
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<img src=x>".to_owned()),
        Just("](https://evil.example)".to_owned()),
        Just("](https://example.org/a)".to_owned()),
        Just("![".to_owned()),
        Just("[x]: https://evil.example\n".to_owned()),
        Just("[x]".to_owned()),
        Just("https://evil.example".to_owned()),
        Just("www.evil.example".to_owned()),
        Just("https:/\\/evil.example".to_owned()),
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("\n```\n".to_owned()),
        Just("\n~~~\n".to_owned()),
        Just("\n> ```\n".to_owned()),
        Just("\n    ~~~\n".to_owned()),
        Just("\n- ```\n".to_owned()),
        Just("\n   ~~~\n".to_owned()),
        Just("\n12. ~~~\n".to_owned()),
        Just("\n|--|--|\n".to_owned()),
        Just("\n> ".to_owned()),
        Just("\n- ".to_owned()),
        Just("\n    ".to_owned()),
        Just("\n\t".to_owned()),
        Just("---\n".to_owned()),
        Just("a@evil.example ".to_owned()),
        Just("&lt;".to_owned()),
        Just("&#60;".to_owned()),
        Just("$".to_owned()),
        Just("`".to_owned()),
        Just("``".to_owned()),
        Just("\\".to_owned()),
        "[`~<>()\\[\\]!|\\\\&;:/@.$*_ \n>a1-]{0,8}",
        ".{0,3}",
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1_000 } else { 200_000 }))]

    #[test]
    fn nothing_acts(text in hostile()) {
        let safe = safe(&text);
        prop_assert_eq!(acts(&safe), None, "{}", safe);
        let prose = prose(&safe).to_lowercase();
        for link in ["https://evil", "www.evil", "//evil", "a@evil.example"] {
            prop_assert!(!prose.contains(link), "{}\n{}", safe, prose);
        }
    }

    #[test]
    fn made_safe_twice_is_made_safe_once(text in hostile()) {
        let once = safe(&text);
        prop_assert_eq!(safe(&once), once);
    }

    #[test]
    fn any_parts_of_a_stream_give_the_whole(text in hostile(), sizes in proptest::collection::vec(1_usize..7, 1..40)) {
        let mut filter = MarkdownFilter::new(&ALLOWED);
        let mut shown = String::new();
        let mut rest = text.as_str();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let cut = rest.char_indices().map(|(at, _)| at).nth(*size).unwrap_or(rest.len());
            shown.push_str(&filter.feed(&rest[..cut]));
            rest = &rest[cut..];
        }
        shown.push_str(&filter.finish());
        prop_assert_eq!(shown, safe(&text));
    }
}
