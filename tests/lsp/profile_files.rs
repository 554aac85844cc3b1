//! Profiles and stack traces that are open as text.

use std::fmt::Write;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loading::{APP, client, huge, run, wait_for};

/// The findings of an opened file: the text that each is at, and what it says.
#[track_caller]
fn findings(client: &mut Client, file: &str, expected: &Expect) -> Vec<Value> {
    let found = client.expect_diagnostics(file, |found| !found.is_empty());
    let mut shown = String::new();
    for finding in &found {
        assert_eq!(finding["severity"], 4);
        let at = client.text_at(file, &finding["range"]);
        writeln!(shown, "{at}: {}", finding["message"].as_str().unwrap()).unwrap();
    }
    expected.assert_eq(&shown);
    found
}

/// The links of an opened file: the text that each is at, and where it leads, below the root.
#[track_caller]
fn links(client: &mut Client, file: &str, expected: &Expect) {
    let links = client.request("textDocument/documentLink", client.document(file));
    let root = client.uri("");
    let mut shown = String::new();
    for link in links.as_array().into_iter().flatten() {
        let target = link["target"].as_str().unwrap();
        let target = target.strip_prefix(&root).unwrap_or(target);
        writeln!(shown, "{} -> {target}", client.text_at(file, &link["range"])).unwrap();
    }
    expected.assert_eq(&shown);
}

#[track_caller]
fn hover(client: &mut Client, workspace: &Workspace, file: &str, at: &str) -> String {
    let hover = client.request("textDocument/hover", client.at(&workspace.find(file, at)));
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

/// The bundled C program with one of its files of other formats, and nothing else loaded.
fn c_with(variant: &str, name: &str) -> Workspace {
    let workspace = Workspace::copy_of("c");
    std::fs::remove_dir_all(workspace.path("recordings")).unwrap();
    let path = crate::support::bundled(&format!("c/variants/{variant}"));
    workspace.write(name, std::fs::read(path).unwrap());
    workspace
}

#[test]
fn a_top_n_table_leads_into_the_source() {
    let workspace = c_with("topn-table.txt", "day.topn");
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["day.topn"], Some("day.topn"));
    client.open_file("day.topn");
    findings(
        &mut client,
        "day.topn",
        &expect![[r#"
            table_find: `table_find` holds 27.3 % of the whole itself, 49.7 % with what it calls; it is defined at src/table.c:8.
            __strcmp_evex: `__strcmp_evex` holds 15.0 % of the whole itself, 15.0 % with what it calls; its file ./string/../sysdeps/x86_64/multiarch/strcmp-evex.S is not in the workspace.
            index_document: `index_document` holds 12.9 % of the whole itself, 82.2 % with what it calls; it is defined at src/wordex.c:48.
            append: `append` holds 9.8 % of the whole itself, 13.6 % with what it calls; it is defined at src/table.c:37.
            make_word: `make_word` holds 8.4 % of the whole itself, 10.1 % with what it calls; it is defined at src/wordex.c:22.
            hash_word: `hash_word` holds 6.6 % of the whole itself, 6.6 % with what it calls; it is defined at src/table.h:27.
            next_random: `next_random` holds 3.5 % of the whole itself, 3.5 % with what it calls; it is defined at src/wordex.c:15.
            __ctype_tolower_loc: `__ctype_tolower_loc` holds 2.5 % of the whole itself, 2.5 % with what it calls; its file ./ctype/./ctype/ctype-info.c is not in the workspace.
            make_document: `make_document` holds 2.5 % of the whole itself, 14.3 % with what it calls; it is defined at src/wordex.c:35.
            holds: `holds` holds 2.1 % of the whole itself, 2.5 % with what it calls; it is defined at src/wordex.c:68.
        "#]],
    );
    links(
        &mut client,
        "day.topn",
        &expect![[r#"
        table_find -> /src/table.c#L8
        /tmp/sysgrok-demo/c/src/table.c#14 -> /src/table.c#L14
        index_document -> /src/wordex.c#L48
        /tmp/sysgrok-demo/c/src/wordex.c#59 -> /src/wordex.c#L59
        append -> /src/table.c#L37
        /tmp/sysgrok-demo/c/src/table.c#39 -> /src/table.c#L39
        make_word -> /src/wordex.c#L22
        /tmp/sysgrok-demo/c/src/wordex.c#28 -> /src/wordex.c#L28
        hash_word -> /src/table.h#L27
        /tmp/sysgrok-demo/c/src/table.h#30 -> /src/table.h#L30
        next_random -> /src/wordex.c#L15
        /tmp/sysgrok-demo/c/src/wordex.c#18 -> /src/wordex.c#L18
        make_document -> /src/wordex.c#L35
        /tmp/sysgrok-demo/c/src/wordex.c#41 -> /src/wordex.c#L41
        holds -> /src/wordex.c#L68
        /tmp/sysgrok-demo/c/src/wordex.c#75 -> /src/wordex.c#L75
        table_add -> /src/table.c#L51
        /tmp/sysgrok-demo/c/src/table.c#53 -> /src/table.c#L53
    "#]],
    );
    let of_row = hover(&mut client, &workspace, "day.topn", "table_find");
    client.open_file("src/table.c");
    let of_source = hover(&mut client, &workspace, "src/table.c", "table_find(const");
    assert!(
        of_row.contains("27.3 % self") && of_row == of_source,
        "{of_row}\n{of_source}"
    );
    run(&mut client, "toggle", Value::Null);
    client.expect_diagnostics("day.topn", <[Value]>::is_empty);
    client.shutdown();
}

#[test]
fn a_table_that_is_not_loaded_says_what_it_says_itself() {
    let workspace = c_with("topn-table.txt", "table.txt");
    let mut client = client(&workspace).initialize();
    client.open_file("table.txt");
    findings(
        &mut client,
        "table.txt",
        &expect![[r#"
            table_find: `table_find` holds 27.3 % of the whole itself, 49.7 % with what it calls; it is defined at src/table.c:8.
            __strcmp_evex: `__strcmp_evex` holds 15.0 % of the whole itself, 15.0 % with what it calls.
            index_document: `index_document` holds 12.9 % of the whole itself, 82.2 % with what it calls; it is defined at src/wordex.c:48.
            append: `append` holds 9.8 % of the whole itself, 13.6 % with what it calls; it is defined at src/table.c:37.
            make_word: `make_word` holds 8.4 % of the whole itself, 10.1 % with what it calls; it is defined at src/wordex.c:22.
            hash_word: `hash_word` holds 6.6 % of the whole itself, 6.6 % with what it calls; it is defined at src/table.h:27.
            next_random: `next_random` holds 3.5 % of the whole itself, 3.5 % with what it calls; it is defined at src/wordex.c:15.
            __ctype_tolower_loc: `__ctype_tolower_loc` holds 2.5 % of the whole itself, 2.5 % with what it calls.
            make_document: `make_document` holds 2.5 % of the whole itself, 14.3 % with what it calls; it is defined at src/wordex.c:35.
            holds: `holds` holds 2.1 % of the whole itself, 2.5 % with what it calls; it is defined at src/wordex.c:68.
        "#]],
    );
    client.close("table.txt");
    client.expect_diagnostics("table.txt", <[Value]>::is_empty);
    client.shutdown();
}

#[test]
fn rows_move_with_edits() {
    let workspace = c_with("topn-copy.txt", "copied.topn");
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["copied.topn"], Some("copied.topn"));
    client.open_file("copied.topn");
    let before = findings(
        &mut client,
        "copied.topn",
        &expect![[r#"
            table_find: `table_find` holds 27.3 % of the whole itself, 49.7 % with what it calls; it is defined at src/table.c:8.
            __strcmp_evex: `__strcmp_evex` holds 15.0 % of the whole itself, 15.0 % with what it calls; its file ./string/../sysdeps/x86_64/multiarch/strcmp-evex.S is not in the workspace.
            index_document: `index_document` holds 12.9 % of the whole itself, 82.2 % with what it calls; it is defined at src/wordex.c:48.
            append: `append` holds 9.8 % of the whole itself, 13.6 % with what it calls; it is defined at src/table.c:37.
            make_word: `make_word` holds 8.4 % of the whole itself, 10.1 % with what it calls; it is defined at src/wordex.c:22.
            hash_word: `hash_word` holds 6.6 % of the whole itself, 6.6 % with what it calls; it is defined at src/table.h:27.
            next_random: `next_random` holds 3.5 % of the whole itself, 3.5 % with what it calls; it is defined at src/wordex.c:15.
            __ctype_tolower_loc: `__ctype_tolower_loc` holds 2.5 % of the whole itself, 2.5 % with what it calls; its file ./ctype/./ctype/ctype-info.c is not in the workspace.
            make_document: `make_document` holds 2.5 % of the whole itself, 14.3 % with what it calls; it is defined at src/wordex.c:35.
            holds: `holds` holds 2.1 % of the whole itself, 2.5 % with what it calls; it is defined at src/wordex.c:68.
        "#]],
    );
    client.replace("copied.topn", "1\nwordex: table_find", "\n1\nwordex: table_find");
    let after = client.expect_diagnostics("copied.topn", |found| !found.is_empty());
    let line = |found: &Value| found["range"]["start"]["line"].as_u64().unwrap();
    assert_eq!(line(&after[0]), line(&before[0]) + 1);
    client.shutdown();
}

#[test]
fn reports_and_annotated_source() {
    for (variant, expected) in [
        (
            "report-srcline.txt",
            expect![[r#"
                table_find: `table_find` holds 21.7 % of the whole in this line; it is src/table.c:14.
                table_add: `table_add` holds 8.7 % of the whole in this line; it is src/table.c:39.
                main: `main` holds 5.2 % of the whole in this line; it is src/wordex.c:53.
                __strcmp_evex: `__strcmp_evex` holds 4.9 % of the whole in this line; its file strcmp-evex.S is not in the workspace.
                table_find: `table_find` holds 4.6 % of the whole in this line; it is src/table.h:30.
                main: `main` holds 3.5 % of the whole in this line; it is src/wordex.c:18.
                table_find: `table_find` holds 3.5 % of the whole in this line; it is src/table.c:13.
                main: `main` holds 3.2 % of the whole in this line; it is src/wordex.c:28.
                __strcmp_evex: `__strcmp_evex` holds 2.8 % of the whole in this line; its file strcmp-evex.S is not in the workspace.
                main: `main` holds 2.8 % of the whole in this line; it is src/wordex.c:31.
            "#]],
        ),
        (
            "annotate-l.txt",
            expect![[r#"
                table.c:14: 63.9 % of the annotated function, 28.1 % of all that are annotated, is spent here; it is src/table.c:14.
                1714:   jne    1708 <table_find+0x48> // table.c:14: 51.6 % of the annotated function, 22.6 % of all that are annotated, is spent here, in `table_find`; it is src/table.c:14.
                table.c:39: 73.5 % of the annotated function, 11.3 % of all that are annotated, is spent here; it is src/table.c:39.
                1783:   je     1794 <table_add+0x44> // table.c:39: 73.5 % of the annotated function, 11.3 % of all that are annotated, is spent here, in `append`; it is src/table.c:39.
                wordex.c:53: 19.2 % of the annotated function, 6.8 % of all that are annotated, is spent here; it is src/wordex.c:53.
                table.h:30: 13.4 % of the annotated function, 5.9 % of all that are annotated, is spent here; it is src/table.h:30.
                16f1:   test   %al,%al // table.h:30: 11.3 % of the annotated function, 5.0 % of all that are annotated, is spent here, in `hash_word`; it is src/table.h:30.
                171a:   mov    %r13,%rsi: 11.3 % of the annotated function, 5.0 % of all that are annotated, is spent here, in `table_find`; it is defined at src/table.c:8.
                table.c:13: 10.3 % of the annotated function, 4.5 % of all that are annotated, is spent here; it is src/table.c:13.
                wordex.c:18: 12.8 % of the annotated function, 4.5 % of all that are annotated, is spent here; it is src/wordex.c:18.
            "#]],
        ),
        (
            "folded-inferno.txt",
            expect![[r#"
                table_find: 27.3 % of the whole has this stack, in which `table_find` itself was running; it is defined at src/table.c:8.
                __strcmp_evex: 15.0 % of the whole has this stack, in which `__strcmp_evex` itself was running; the profile names no file, and no function of the workspace has its name.
                index_document: 12.9 % of the whole has this stack, in which `index_document` itself was running; it is defined at src/wordex.c:48.
                append: 9.8 % of the whole has this stack, in which `append` itself was running; it is defined at src/table.c:37.
                make_word: 8.4 % of the whole has this stack, in which `make_word` itself was running; it is defined at src/wordex.c:22.
                hash_word: 6.3 % of the whole has this stack, in which `hash_word` itself was running; it is defined at src/table.h:27.
                __ctype_tolower_loc: 2.4 % of the whole has this stack, in which `__ctype_tolower_loc` itself was running; the profile names no file, and no function of the workspace has its name.
                make_document: 2.4 % of the whole has this stack, in which `make_document` itself was running; it is defined at src/wordex.c:35.
            "#]],
        ),
    ] {
        let workspace = c_with(variant, "cpu.txt");
        let mut client = client(&workspace).initialize();
        run(&mut client, "loadProfile", json!("cpu.txt"));
        wait_for(&mut client, 0, &["cpu.txt"], Some("cpu.txt"));
        client.open_file("cpu.txt");
        findings(&mut client, "cpu.txt", &expected);
        client.shutdown();
    }
}

#[test]
fn frames_of_perf_script_have_links_and_hovers_but_no_findings() {
    let workspace = Workspace::copy_of("c");
    let mut client = client(&workspace).initialize();
    let name = "recordings/cpu.perf.txt";
    wait_for(&mut client, 0, &[name], Some(name));
    client.open_file(name);
    let links = client.request("textDocument/documentLink", client.document(name));
    let links = links.as_array().unwrap();
    assert!(links.len() > 100, "{}", links.len());
    let table = client.uri("src/table.c");
    assert!(
        links
            .iter()
            .any(|link| link["target"].as_str().unwrap().starts_with(&table))
    );
    let text = client.text(name);
    let line = text
        .lines()
        .position(|line| line.contains("table_find+"))
        .unwrap();
    let column = text.lines().nth(line).unwrap().find("table_find").unwrap();
    let hover = client.request(
        "textDocument/hover",
        json!({"textDocument": {"uri": client.uri(name)}, "position": {"line": line, "character": column}}),
    );
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("table_find"),
        "{hover}"
    );
    client.barrier();
    let uri = client.uri(name);
    assert!(
        !client
            .take_unread("textDocument/publishDiagnostics")
            .iter()
            .any(|found| found["params"]["uri"] == uri.as_str())
    );
    client.shutdown();
}

#[test]
fn of_a_huge_file_only_the_beginning_is_looked_at() {
    let workspace = Workspace::of(APP);
    huge(&workspace, "huge.perf.txt", 20);
    let mut client = client(&workspace).initialize();
    wait_for(
        &mut client,
        0,
        &["cpu.folded", "huge.perf.txt"],
        Some("cpu.folded"),
    );
    client.open_file("huge.perf.txt");
    let links = client.request("textDocument/documentLink", client.document("huge.perf.txt"));
    let links = links.as_array().unwrap();
    assert!((1000..=5000).contains(&links.len()), "{}", links.len());
    client.shutdown();
}

/// What people paste.
const TRACES: &str = "
Traceback (most recent call last):
  File \"/srv/app.py\", line 6, in busy
  File \"/usr/lib/python3/nowhere.py\", line 3, in elsewhere
#0  idle (n=3) at /build/app.py:2
    at com.acme.Table.find(Table.java:12)
    at parse (/srv/web/a.js:10:5)
";

#[test]
fn stack_traces_are_linked_and_say_what_is_hot() {
    let workspace = Workspace::of(APP);
    workspace.write("com/acme/Table.java", "class Table {\n}\n");
    workspace.write("notes.md", TRACES);
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    client.open_file("notes.md");
    findings(
        &mut client,
        "notes.md",
        &expect![[r#"
        busy: `busy` is hot in cpu.folded: 75.0 % self, 100.0 % total of samples.
        idle: `idle` is hot in cpu.folded: 25.0 % self, 25.0 % total of samples.
    "#]],
    );
    links(
        &mut client,
        "notes.md",
        &expect![[r#"
        busy -> /app.py#L4
        /srv/app.py", line 6 -> /app.py#L6
        idle -> /app.py#L1
        /build/app.py:2 -> /app.py#L2
        Table.java:12 -> /com/acme/Table.java#L12
    "#]],
    );
    assert!(hover(&mut client, &workspace, "notes.md", "busy").contains("75.0 %"));
    run(&mut client, "unloadProfile", Value::Null);
    client.expect_diagnostics("notes.md", <[Value]>::is_empty);
    // Without any profile the frames still lead to the source.
    links(
        &mut client,
        "notes.md",
        &expect![[r#"
        busy -> /app.py#L4
        /srv/app.py", line 6 -> /app.py#L6
        idle -> /app.py#L1
        /build/app.py:2 -> /app.py#L2
        Table.java:12 -> /com/acme/Table.java#L12
    "#]],
    );
    client.shutdown();
}

/// What people paste from logs and from other tools.
const LOGGED: &str = "
app_1  | ==12== Invalid read of size 4
app_1  | ==12==    at 0x109155: idle (app.py:2)
app_1  | ==12==    by 0x109186: busy (in /usr/lib/libx.so)

Thread 12 (idle): \"MainThread\"
    busy (/srv/app.py:6)
    elsewhere (/usr/lib/nowhere.py:3)

{\"level\":\"error\",\"stack\":\"Traceback (most recent call last):\\n  File \\\"/srv/app.py\\\", line 6, in busy\\nValueError: x\"}
";

#[test]
fn traces_of_valgrind_and_py_spy_and_within_log_lines_are_linked() {
    let workspace = Workspace::of(APP);
    workspace.write("log.txt", LOGGED);
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    client.open_file("log.txt");
    findings(
        &mut client,
        "log.txt",
        &expect![[r#"
        idle: `idle` is hot in cpu.folded: 25.0 % self, 25.0 % total of samples.
        busy: `busy` is hot in cpu.folded: 75.0 % self, 100.0 % total of samples.
    "#]],
    );
    links(
        &mut client,
        "log.txt",
        &expect![[r#"
        idle -> /app.py#L1
        app.py:2 -> /app.py#L2
        busy -> /app.py#L4
        busy -> /app.py#L4
        /srv/app.py:6 -> /app.py#L6
        busy -> /app.py#L4
        /srv/app.py\", line 6 -> /app.py#L6
    "#]],
    );
    assert!(hover(&mut client, &workspace, "log.txt", "idle (app").contains("25.0 %"));
    client.shutdown();
}

#[test]
fn code_and_prose_are_no_traces() {
    let workspace = Workspace::of(APP);
    workspace.write("trace.py", "'''\n  File \"app.py\", line 6, in busy\n'''\n");
    workspace.write("prose.md", "# app.py:6\n\nSee busy at app.py:6.\n");
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    for file in ["trace.py", "prose.md", "app.py"] {
        client.open_file(file);
        assert_eq!(
            client.request("textDocument/documentLink", client.document(file)),
            Value::Null
        );
    }
    client.shutdown();
}
