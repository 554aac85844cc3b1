//! Annotated source: its hot lines, and what is expensive on them.

use engine::asking::Subject;
use expect_test::{Expect, expect};

use crate::{ask, check, engine, workspace};

#[tokio::test]
async fn annotated_code() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let text = "\
        :  int count(const char *s, char c) {
        :    int n = 0;
  61.2% :    for (size_t i = 0; i < strlen(s); i++)
  30.1% :      n += s[i] == c;
        :    return n;
        :  }
";
    let question = ask(&engine, Subject::Code(text.to_owned())).await;
    check(
        &question.without_model,
        expect![[r#"
            ## Hot lines

            - Line 3: 61.2 %: `for (size_t i = 0; i < strlen(s); i++)`
            - Line 4: 30.1 %: `n += s[i] == c;`

            ## Expensive code on hot lines

            - Line 3 (61.2 %): **The length of a text is measured in every turn of a loop**. `strlen` walks the whole text each time, so that the loop takes quadratic time. Where the loop writes to memory or calls a function, no compiler may move it out. Measure it once before the loop, or stop at the final `'\0'`. Fine where: The text is short, or its length changes in the loop.

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
}

#[tokio::test]
async fn what_perf_annotates() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let text = std::fs::read_to_string(workspace("c/variants/annotate.txt")).unwrap();
    let question = ask(&engine, Subject::Code(text)).await;
    check(
        &question.without_model,
        expect![[r#"
            ## Hot lines

            - Line 65: 28.1 %: `if (entry->hash == hash && strcmp(entry->word, word) == 0)`
            - Line 452: 11.3 %: `if (entry->count && entry->docs[entry->count - 1] == doc)`
            - Line 235: 6.8 %: `if (isalpha((unsigned char)*text) && length < sizeof word - 1) {`
            - Line 44: 5.9 %: `for (; *word; word++) {`
            - Line 53: 4.5 %: `while (entry) {`
            - Line 168: 4.5 %: `return seed >> 8;`
            - Line 172: 4.1 %: `memcpy(out + length, syllables[next_random() % 16], 2);`
            - Line 242: 3.6 %: `if (length) {`
            - Line 184: 3.6 %: `out[length] = '\0';`
            - Line 152: 3.2 %: `for (uint32_t n = 1 + next_random() % 3; n > 0; n--) {`

            ## Expensive code on hot lines

            - Line 53 (4.5 %): **A linked list is walked**. Where the next item lies is known only when this one has come from memory, so that the processor waits for each of them, and cannot load ahead. Keep the items in an array. In a hash table shorten the chains: grow the buckets with the items, so that most have one, or use open addressing; and compare a hash that is kept in the item before the key. Fine where: The list has an item or two, or all of it stays in the nearest cache.

            `table_find`: 27.3 % self, 49.7 % total of cpu-clock in the profile of the workspace.

            `index_document`: 12.9 % self, 82.2 % total of cpu-clock in the profile of the workspace.

            `append`: 9.8 % self, 13.6 % total of cpu-clock in the profile of the workspace.

            `make_word`: 8.4 % self, 10.1 % total of cpu-clock in the profile of the workspace.

            `hash_word`: 6.6 % self, 6.6 % total of cpu-clock in the profile of the workspace.

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
}

/// The answer about a text in a folder that knows nothing of it.
#[allow(clippy::needless_pass_by_value)] // Literals are handed over.
async fn check_text(text: &str, expected: Expect) {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let question = ask(&engine, Subject::Code(text.to_owned())).await;
    check(&question.without_model, expected);
}

#[tokio::test]
async fn costs_are_found_in_source_that_perf_prints_between_instructions() {
    check_text(
        " Percent |\tSource code & Disassembly of main for cpu-clock (316 samples, percent: local period)\n-----\n         : 5    0000000000001169 <count>:\n         : 6    count():\n         : 4    #include <stdio.h>\n         : 7    int count(const char *s) {\n    0.63 :   1169:   push   %rbp\n         : 5    int n = 0;\n         : 6    for (int i = 0; i < strlen(s); i++) {\n    0.00 :   1184:   jmp    11a2 <count+0x39>\n         : 7    if (s[i] == 'a')\n    0.32 :   1186:   mov    -0x18(%rbp),%eax\n         : 8    n++;\n    0.00 :   119a:   addl   $0x1,-0x14(%rbp)\n         : 6    for (int i = 0; i < strlen(s); i++) {\n   41.46 :   11a5:   movslq %eax,%rbx\n   57.59 :   11b7:   jb     1186 <count+0x1d>\n         : 10   }\n         : 11   return n;\n         : 11   }\n",
        expect![[r#"
            ## Hot lines

            - Line 15: 99.1 %: `for (int i = 0; i < strlen(s); i++) {`
            - Line 6: 0.6 %: `int count(const char *s) {`
            - Line 11: 0.3 %: `if (s[i] == 'a')`

            ## Expensive code on hot lines

            - Line 15 (99.1 %): **The length of a text is measured in every turn of a loop**. `strlen` walks the whole text each time, so that the loop takes quadratic time. Where the loop writes to memory or calls a function, no compiler may move it out. Measure it once before the loop, or stop at the final `'\0'`. Fine where: The text is short, or its length changes in the loop.

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    )
    .await;
}

#[tokio::test]
async fn what_pprof_lists_has_totals_and_the_whole_of_its_heading() {
    check_text(
        "Total: 900ms\nROUTINE ======================== main.join in /src/join.go\n     120ms      600ms (flat, cum) 66.67% of Total\n         .          .      5:func join(parts []string) string {\n         .          .      6:\tout := \"\"\n      20ms       20ms      7:\tfor _, part := range parts {\n     100ms      580ms      8:\t\tout += part\n         .          .      9:\t}\n         .          .     10:\treturn out\n         .          .     11:}\n",
        expect![[r#"
            ## Hot lines

            - `join.go:8` (line 7 of the text): 11.1 % self, 64.4 % total: `out += part`
            - `join.go:7` (line 6 of the text): 2.2 % self, 2.2 % total: `for _, part := range parts {`

            ## Expensive code on hot lines

            - Line 7 (64.4 %): **A string is put together by adding to it in a loop**. Each addition copies all that was gathered so far, so that the loop takes quadratic time and leaves garbage. Write into a `strings.Builder`, with `Grow` if the length is known, or `strings.Join` the parts. Fine where: The loop runs only a few times.

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    )
    .await;
}

#[tokio::test]
async fn what_perf_annotates_without_source_has_hot_instructions() {
    let text = std::fs::read_to_string(workspace("c").join("variants/annotate-nosource.txt")).unwrap();
    let hot = "## Hot lines\n\n- Line 40: 51.6 %: `jne 1708 <table_find+0x48>`\n";
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let question = ask(&engine, Subject::Code(text)).await;
    assert!(
        question.without_model.starts_with(hot),
        "{}",
        question.without_model
    );
}
