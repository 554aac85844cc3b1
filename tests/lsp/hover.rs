//! `textDocument/hover` in source files.

use expect_test::{Expect, expect};
use serde_json::json;

use crate::harness::{Client, Mark, Workspace, all_capabilities, few_capabilities, usual_capabilities};
use crate::loaded::{WORDS, find, hover, loaded, loaded_with, opened};

#[track_caller]
fn check(client: &mut Client, mark: &Mark, expected: &Expect) {
    expected.assert_eq(&(hover(client, mark) + "\n"));
}

const TABLE: &str = "src/table.c";

#[test]
fn a_function_tells_its_weight_callers_callees_and_lines() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    let name = find(&client, TABLE, "find(struct");
    check(
        &mut client,
        &name,
        &expect![[r#"
            `find`: **35.0 % self, 95.0 % total** of samples  
            35 of 100 samples, ±17 %

            Called by
            - [`main`](file://ROOT/src/main.c#L3) 95.0 %

            Calls
            - [`step`](file://ROOT/src/table.c#L9) 30.0 %
            - [`hash`](file://ROOT/src/table.c#L3) 20.0 %
            - `memcmp` 10.0 %

            Hottest lines
            - [`line 19`](file://ROOT/src/table.c#L19) 35.0 % `while (t->at && memcmp(t->at->word, word, 4)) step(t);`

            recorded at an unknown time, revision unknown, profile words.folded

            Finds a word in a table, or the place where it belongs. Compares the bytes of the words.
        "#]],
    );
    let end = Mark {
        offset: name.offset + "find".len(),
        ..name.clone()
    };
    assert_eq!(hover(&mut client, &end), hover(&mut client, &name));
    let parameters = client.at(&name);
    let range = client.request("textDocument/hover", parameters)["range"].clone();
    assert_eq!(client.text_at(TABLE, &range), "find");
}

#[test]
fn a_call_tells_what_passes_from_its_line() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    let call = find(&client, TABLE, "hash(word)");
    check(
        &mut client,
        &call,
        &expect![[r#"
        Called from this line: **20.0 %** of samples

        `hash`: **20.0 % self, 20.0 % total** of samples  
        20 of 100 samples, ±22 %

        Called by
        - [`find`](file://ROOT/src/table.c#L17) 20.0 %

        Hottest lines
        - [`line 5`](file://ROOT/src/table.c#L5) 20.0 % `while (*word) h = h * 31 + *word++;`

        recorded at an unknown time, revision unknown, profile words.folded
    "#]],
    );
    // Only the profile knows it.
    let library = find(&client, TABLE, "memcmp");
    check(
        &mut client,
        &library,
        &expect![[r#"
            Called from this line: **10.0 %** of samples

            `memcmp`: **10.0 % self, 10.0 % total** of samples  
            10 of 100 samples, ±32 %

            Called by
            - [`find`](file://ROOT/src/table.c#L17) 10.0 %

            recorded at an unknown time, revision unknown, profile words.folded

            Compares two blocks of memory byte by byte as unsigned values, in vector steps where the processor has them.

            Keys or blocks are compared often: look-ups, sorting, duplicate detection. (These are notes on the `memcmp` of libc.so.6; which library this one belongs to is not known.)
        "#]],
    );
}

#[test]
fn a_call_of_a_function_in_another_file_leads_there() {
    let (_workspace, mut client) = loaded(WORDS, "src/main.c");
    let call = find(&client, "src/main.c", "find(0");
    check(
        &mut client,
        &call,
        &expect![[r#"
        Called from this line: **95.0 %** of samples

        `find`: **35.0 % self, 95.0 % total** of samples  
        35 of 100 samples, ±17 %

        Called by
        - [`main`](file://ROOT/src/main.c#L3) 95.0 %

        Calls
        - [`step`](file://ROOT/src/table.c#L9) 30.0 %
        - [`hash`](file://ROOT/src/table.c#L3) 20.0 %
        - `memcmp` 10.0 %

        Hottest lines
        - [`line 19`](file://ROOT/src/table.c#L19) 35.0 % `while (t->at && memcmp(t->at->word, word, 4)) step(t);`

        recorded at an unknown time, revision unknown, profile words.folded

        Finds a word in a table, or the place where it belongs. Compares the bytes of the words.
    "#]],
    );
}

#[test]
fn a_hot_line_tells_its_weight_and_what_it_calls() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    let line = find(&client, TABLE, "while (t->at");
    check(
        &mut client,
        &line,
        &expect![[r#"
        This line: **35.0 % self, 75.0 % total** of samples  
        35 of 100 samples, ±17 %

        Calls
        - [`step`](file://ROOT/src/table.c#L9) 30.0 %
        - `memcmp` 10.0 %

        recorded at an unknown time, revision unknown, profile words.folded
    "#]],
    );
}

#[test]
fn what_is_cold_is_quiet() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    for cold in [
        "size(struct",
        "t->size",
        "return h;\n}\n\nstatic",
        "#include",
        "Not to be",
        "unsigned h = 0",
    ] {
        let place = find(&client, TABLE, cold);
        assert_eq!(hover(&mut client, &place), "-", "{cold}");
    }
    // A prototype is no call, and its function is not here.
    client.open_file("src/main.c");
    let prototype = find(&client, "src/main.c", "find(struct");
    assert_eq!(hover(&mut client, &prototype), "-");
}

#[test]
fn without_a_profile_there_is_nothing() {
    let workspace = Workspace::of("//- /a.py\ndef $0f():\n    pass\n");
    let mut client = Client::start(&workspace).initialize();
    let at = client.at(workspace.cursor());
    assert_eq!(client.request("textDocument/hover", at.clone()), json!(null));
    client.open_file("a.py");
    assert_eq!(client.request("textDocument/hover", at), json!(null));
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    let text = |capabilities| {
        let (_workspace, mut client) = loaded_with(WORDS, TABLE, capabilities);
        let name = find(&client, TABLE, "find(struct");
        hover(&mut client, &name) + "\n"
    };
    let plain = text(few_capabilities());
    expect![[r#"
        find: 35.0 % self, 95.0 % total of samples
        35 of 100 samples, ±17 %

        Called by
        - main 95.0 %

        Calls
        - step 30.0 %
        - hash 20.0 %
        - memcmp 10.0 %

        Hottest lines
        - line 19 35.0 % while (t->at && memcmp(t->at->word, word, 4)) step(t);

        recorded at an unknown time, revision unknown, profile words.folded

        Finds a word in a table, or the place where it belongs. Compares the bytes of the words.
    "#]]
    .assert_eq(&plain);
    assert_eq!(text(json!({})), plain);
}

/// The first of the forms is the one that the client likes best.
#[test]
fn the_form_is_the_one_that_the_client_likes_best() {
    for (formats, kind) in [
        (json!(["markdown", "plaintext"]), "markdown"),
        (json!(["plaintext", "markdown"]), "plaintext"),
        (json!([]), "plaintext"),
    ] {
        let mut capabilities = usual_capabilities();
        capabilities["textDocument"]["hover"]["contentFormat"] = formats;
        let (_workspace, mut client) = loaded_with(WORDS, TABLE, capabilities);
        let at = client.at(&find(&client, TABLE, "find(struct"));
        assert_eq!(client.request("textDocument/hover", at)["contents"]["kind"], kind);
    }
}

/// Nine samples are ±33 %, and a share that rests on one says so.
#[test]
fn few_samples_have_a_wide_margin() {
    let fixture = "
//- /a.py
def busy(n):
    return n
def idle(n):
    return n
//- /a.folded
busy (a.py:2) 9
idle (a.py:4) 1
";
    let (_workspace, mut client) = loaded(fixture, "a.py");
    let (busy, idle) = (find(&client, "a.py", "busy"), find(&client, "a.py", "idle"));
    check(
        &mut client,
        &busy,
        &expect![[r#"
        `busy`: **90.0 % self, 90.0 % total** of samples  
        9 of 10 samples, ±33 %

        Hottest lines
        - [`line 2`](file://ROOT/a.py#L2) 90.0 % `return n`

        recorded at an unknown time, revision unknown, profile a.folded
    "#]],
    );
    check(
        &mut client,
        &idle,
        &expect![[r#"
        `idle`: **10.0 % self, 10.0 % total** of samples  
        1 of 10 samples, ±100 %

        Hottest lines
        - [`line 4`](file://ROOT/a.py#L4) 10.0 % `return n`

        recorded at an unknown time, revision unknown, profile a.folded
    "#]],
    );
}

/// What stands in a profile, or in the names of files, is never markup.
#[test]
fn a_text_of_perf_is_as_old_as_the_perf_data_beside_it() {
    let workspace = Workspace::of(
        "
//- /app.c
int busy(int n) {
    return n;
}
//- /cpu.perf.txt
app 1 [000] 1.0: 1 cycles:
	  10 busy+0x1 (/bin/app)
  /b/app.c:2

",
    );
    workspace.write("perf.data", "PERFILE2");
    workspace.folder().touch("perf.data", -2 * 86_400);
    workspace.folder().touch("app.c", -3 * 86_400);
    let mut client = opened(Client::start(&workspace), "app.c");
    let text = hover(&mut client, &workspace.find("app.c", "busy"));
    assert!(text.contains("recorded 2 days ago"), "{text}");
}

#[test]
fn hostile_names_are_not_markup() {
    let fixture = "
//- /a (b)/x_[y]*.py
def busy(n):
    # <b>[x](http://evil)</b> `code` *bold*
    return n
def idle(n):
    return busy(n)
//- /*evil*_[a](http://evil)_<img src=x>.folded
a`b](http://evil)<b>**x**_y_;idle (a (b)/x_[y]*.py:5);busy (a (b)/x_[y]*.py:3) 9
`;busy (a (b)/x_[y]*.py:3) 3
";
    let file = "a (b)/x_[y]*.py";
    let (_workspace, mut client) = loaded(fixture, file);
    let busy = find(&client, file, "busy(n):");
    check(
        &mut client,
        &busy,
        &expect![[r#"
        `busy`: **100.0 % self, 100.0 % total** of samples  
        12 of 12 samples, ±29 %

        Called by
        - [`idle`](file://ROOT/a%20%28b%29/x_%5By%5D%2A.py#L4) 75.0 %
        - `` ` `` 25.0 %

        recorded at an unknown time, revision unknown, profile \*evil\*\_\[a\](http\:/evil)\_\<img src=x\>.folded
    "#]],
    );
    let idle = find(&client, file, "idle");
    check(
        &mut client,
        &idle,
        &expect![[r#"
        `idle`: **0.0 % self, 75.0 % total** of samples

        Called by
        - `b](http://evil)<b>**x**_y_` 75.0 %

        Calls
        - [`busy`](file://ROOT/a%20%28b%29/x_%5By%5D%2A.py#L1) 75.0 %

        recorded at an unknown time, revision unknown, profile \*evil\*\_\[a\](http\:/evil)\_\<img src=x\>.folded
    "#]],
    );
}

/// Doc comments are the author's words, cut to their first paragraph.
#[test]
fn doc_comments_are_escaped_and_cut() {
    let long = "word ".repeat(100);
    let fixture = format!(
        "
//- /a.rs
/// Is `fast`, *very* <b>fast</b>: [x](http://evil).
///
/// More.
fn busy() {{
    work();
}}
/// {long}
fn work() {{
    1;
}}
//- /a.folded
a::busy (a.rs:5);a::work (a.rs:9) 9
"
    );
    let (_workspace, mut client) = loaded(&fixture, "a.rs");
    let busy = find(&client, "a.rs", "busy()");
    let busy = hover(&mut client, &busy);
    expect![[r#"
        Is \`fast\`, \*very\* \<b\>fast\</b\>: \[x\](http\://evil).
    "#]]
    .assert_eq(&(busy.rsplit("\n\n").next().unwrap().to_owned() + "\n"));
    let work = find(&client, "a.rs", "work() {");
    let work = hover(&mut client, &work);
    let doc = work.rsplit("\n\n").next().unwrap();
    assert_eq!((doc.chars().count(), doc.chars().last()), (301, Some('…')));
}

/// The same place in each of the units, behind characters that differ in them, and with every break of lines.
#[test]
fn positions_mean_the_same_in_every_encoding() {
    for (encodings, chosen) in [
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-32"]), "utf-32"),
        (json!(null), "utf-16"),
    ] {
        let text = "# \u{2028}\r\n\"é😀\"; \r\tdef_ = 1\ndef busy(n):\r\n\tx = \"é😀\u{2028}\"; busy(n)\r\n\treturn x\n";
        let workspace = Workspace::empty();
        workspace.write("a.py", text);
        workspace.write("a.folded", "busy (a.py:5);busy (a.py:6) 9\n");
        let mut capabilities = usual_capabilities();
        capabilities["general"]["positionEncodings"] = encodings;
        let mut client = opened(Client::start(&workspace).with_capabilities(capabilities), "a.py");
        assert_eq!(client.offered()["positionEncoding"], chosen);
        let call = find(&client, "a.py", "busy(n)\r\n\treturn");
        let at = client.at(&call);
        let answer = client.request("textDocument/hover", at);
        assert_eq!(client.text_at("a.py", &answer["range"]), "busy", "{chosen}");
        assert!(
            answer["contents"]["value"]
                .as_str()
                .unwrap()
                .starts_with("Called from this line"),
            "{chosen}"
        );
        // A column past the end of its line is the end; a line past the end is the end of the text.
        let mut past = client.at(&find(&client, "a.py", "return x"));
        past["position"]["character"] = json!(u32::MAX);
        let line = client.request("textDocument/hover", past.clone());
        assert_eq!(client.text_at("a.py", &line["range"]), "return x", "{chosen}");
        past["position"]["line"] = json!(u32::MAX);
        assert_eq!(client.request("textDocument/hover", past), json!(null));
    }
}

/// All capabilities there are, and unknown ones, change nothing here.
#[test]
fn a_client_of_the_future_is_answered() {
    let (_workspace, mut client) = loaded_with(WORDS, TABLE, all_capabilities());
    let name = find(&client, TABLE, "find(struct");
    assert!(hover(&mut client, &name).starts_with("`find`: **35.0 % self, 95.0 % total** of samples"));
}

/// Everything that is asked for at once is answered, each from one state of the document.
#[test]
fn many_hovers_and_edits_at_once_are_all_answered() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    let mut ids = Vec::new();
    for _ in 0..100 {
        let at = client.at(&find(&client, TABLE, "find(struct"));
        ids.push(client.send_request("textDocument/hover", at));
        client.change(TABLE, 0..0, "\n");
    }
    for id in ids {
        let hover = client.answer_to(&id).unwrap();
        assert!(
            hover["contents"]["value"]
                .as_str()
                .unwrap()
                .contains("**35.0 % self"),
            "{hover}"
        );
    }
}
