//! Functions: by name, by place, and what is said of them without a model.

use super::*;

#[tokio::test]
async fn a_function_of_the_workspace() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let question = ask(&engine, named(Some("wordex"), "table_find")).await;
    assert_eq!(question.title, "explainfunction: `table_find` in `wordex`");
    check(
        &facts(&question),
        expect![[r#"
            E1 The function
            Function: table_find
            Library or program: /tmp/sysgrok-demo/c/build/wordex
            File: src/table.c, lines 8 to 19
            Language: C
            Signature: struct entry *table_find(const struct table *table, const char *word)
            E2 Its heat in the profile
            27.3 % self, 49.7 % total of cpu-clock
            78 of 286 samples, margin ±11 %
            Profile: recorded some time ago on demo, revision unknown, perf 6.1.187, profile recordings/cpu.perf.txt
            E3 How much can be won (Amdahl's law)
            Its own work is 27.3 % of the whole: without it the program is at most 1.38x as fast
            Its work with all it calls is 49.7 % of the whole: without it the program is at most 1.99x as fast
            E4 Its callers, with what passes from them of the whole
            table_add 49.3 %
            holds 0.3 %
            E5 What it calls, with what passes of the whole
            __strcmp_evex 15.0 %
            hash_word 6.6 %
            strcmp@plt 0.7 %
            E6 Notes of sysgrok on what it calls
            __strcmp_evex: Compares two strings until the first difference or the end. The processor's variant is in the suffix (__strcmp_evex, __strcmp_avx2). Strings are compared in a search: a linear scan, a list or a hash table with long chains, or a sort by string.
            What helps: A hash table or a sorted table instead of a scan; a larger table or a better hash where chains are long
            What helps: Compare lengths or hashes first
            What helps: Intern strings, and compare pointers or ids
            E7 Its doc comment
            The entry of a word, or NULL. Walks the chain of the word's bucket.
            E8 Its source, with the heat of each line
            line | self | total | source
            8 |  |  | struct entry *table_find(const struct table *table, const char *word)
            9 | 0.3 % | 0.3 % | {
            10 |  | 6.6 % |     uint32_t hash = hash_word(word);
            11 | 1.0 % | 1.0 % |     struct entry *entry = table->bucket[hash % BUCKETS];
            12 |  |  | 
            13 | 3.5 % | 3.5 % |     while (entry) {
            14 | 21.7 % | 37.4 % |         if (entry->hash == hash && strcmp(entry->word, word) == 0)
            15 |  |  |             return entry;
            16 |  |  |         entry = entry->next;
            17 |  |  |     }
            18 |  |  |     return NULL;
            19 | 0.7 % | 0.7 % | }
            E9 Expensive code on its hot lines, found by patterns
            line 13 (3.5 %): A linked list is walked: Where the next item lies is known only when this one has come from memory, so that the processor waits for each of them, and cannot load ahead. Keep the items in an array. In a hash table shorten the chains: grow the buckets with the items, so that most have one, or use open addressing; and compare a hash that is kept in the item before the key. Fine where: The list has an item or two, or all of it stays in the nearest cache.
        "#]],
    );
    check(
        &question.without_model,
        expect![[r#"
            **27.3 % self, 49.7 % total** of cpu-clock; 78 of 286 samples, ±11 % (recorded some time ago on demo, revision unknown, perf 6.1.187, profile recordings/cpu.perf.txt).

            If its own work took no time, the whole would be 1.38 times as fast; with all that it calls, 1.99 times. No change of it can give more.

            ## What it does

            ```c
            struct entry *table_find(const struct table *table, const char *word)
            ```

            > The entry of a word, or NULL. Walks the chain of the word's bucket.

            ## Where the time goes

            - Line 14: 21.7 % self, 37.4 % total: `if (entry->hash == hash && strcmp(entry->word, word) == 0)`
            - Line 10: 6.6 % total: `uint32_t hash = hash_word(word);`
            - Line 13: 3.5 % self, 3.5 % total: `while (entry) {`
            - Line 11: 1.0 % self, 1.0 % total: `struct entry *entry = table->bucket[hash % BUCKETS];`
            - Line 19: 0.7 % self, 0.7 % total: `}`
            - Line 9: 0.3 % self, 0.3 % total: `{`

            Calls: `__strcmp_evex` 15.0 %, `hash_word` 6.6 %, `strcmp@plt` 0.7 %

            Called by: `table_add` 49.3 %, `holds` 0.3 %

            ## Expensive code on hot lines

            - Line 13 (3.5 %): **A linked list is walked**. Where the next item lies is known only when this one has come from memory, so that the processor waits for each of them, and cannot load ahead. Keep the items in an array. In a hash table shorten the chains: grow the buckets with the items, so that most have one, or use open addressing; and compare a hash that is kept in the item before the key. Fine where: The list has an item or two, or all of it stays in the nearest cache.

            ## What it calls

            - `__strcmp_evex` (15.0 %): Compares two strings until the first difference or the end. The processor's variant is in the suffix (__strcmp_evex, __strcmp_avx2). Strings are compared in a search: a linear scan, a list or a hash table with long chains, or a sort by string. What helps:
              - A hash table or a sorted table instead of a scan; a larger table or a better hash where chains are long
              - Compare lengths or hashes first
              - Intern strings, and compare pointers or ids

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
}

#[tokio::test]
async fn a_function_by_its_place_is_the_same() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let by_name = ask(&engine, named(None, "table_find")).await;
    let at = FunctionSubject::At(PathBuf::from("src/table.c"), 14);
    assert_eq!(ask(&engine, Subject::Function(at)).await, by_name);
    let within = FunctionSubject::InFile(PathBuf::from("src/table.c"), "table_find".to_owned());
    assert_eq!(ask(&engine, Subject::Function(within)).await, by_name);
}

#[tokio::test]
async fn a_function_of_a_library() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let question = ask(&engine, named(Some("libc.so.6"), "__strcmp_evex")).await;
    check(
        &question.without_model,
        expect![[r#"
        **15.0 % self, 15.0 % total** of cpu-clock; 43 of 286 samples, ±15 % (recorded some time ago on demo, revision unknown, perf 6.1.187, profile recordings/cpu.perf.txt).

        If it took no time, the whole would be 1.18 times as fast. No change of it can give more.

        ## Where the time goes

        Called by: `table_find` 15.0 %

        ## What it does

        Compares two strings until the first difference or the end. The processor's variant is in the suffix (__strcmp_evex, __strcmp_avx2).

        Strings are compared in a search: a linear scan, a list or a hash table with long chains, or a sort by string.

        **Look at**

        - The caller: the loop around it, and how many comparisons a look-up takes
        - The length of hash chains, the load factor

        **What helps**

        - A hash table or a sorted table instead of a scan; a larger table or a better hash where chains are long
        - Compare lengths or hashes first
        - Intern strings, and compare pointers or ids

        Sources: [sysdeps/x86\_64/multiarch/strcmp-evex.S of the GNU C Library](https://github.com/bminor/glibc/blob/04e750e75b73957cf1c791535a3f4319534a52fc/sysdeps/x86_64/multiarch/strcmp-evex.S), [manual/string.texi of the GNU C Library](https://github.com/bminor/glibc/blob/04e750e75b73957cf1c791535a3f4319534a52fc/manual/string.texi)

        ## Its library

        `libc.so.6`: The GNU C Library: the standard C library of GNU/Linux systems, which provides the system API for C programs and for the run-times of other languages. malloc and free, string and memory functions, stdio, threads and locks, DNS and locale functions, and the wrappers around system calls.

        *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
    "#]],
    );
}

#[tokio::test]
async fn a_function_that_nobody_knows() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let question = ask(&engine, named(Some("libnowhere.so"), "frobnicate")).await;
    check(
        &facts(&question),
        expect![[r#"
        E1 The function
        Function: frobnicate
        Library or program: libnowhere.so
    "#]],
    );
    check(
        &question.without_model,
        expect![[r#"
        sysgrok has no notes on this function, its source is not in the workspace, and the manual has no page for it.

        *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
    "#]],
    );
}

#[tokio::test]
async fn what_the_policy_keeps_in_is_in_no_fact() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, "exclude_from_prompts = [\"*.c\"]\n").unwrap();
    let policy = Policy::read(&file).unwrap();
    let subject = named(Some("wordex"), "table_find");
    let question =
        tokio::task::spawn_blocking(move || engine.question(&subject, &Wishes::default(), &policy))
            .await
            .unwrap()
            .unwrap();
    let facts = facts(&question);
    assert!(
        !facts.contains("entry->hash") && facts.contains("27.3 % self"),
        "{facts}"
    );
}

#[tokio::test]
async fn what_makes_a_function_faster_is_not_what_it_does() {
    let engine = engine("rust", "recordings/cpu.perf.txt").await;
    let at = |file: &str, line| Subject::Optimise(FunctionSubject::At(file.into(), line));
    let question = ask(&engine, at("src/filter.rs", 39)).await;
    check(
        &question.without_model,
        expect![[r#"
        **77.3 % self, 98.5 % total** of cpu-clock; 51 of 66 samples, ±14 % (recorded some time ago on demo, revision unknown, perf 6.1.187, profile recordings/cpu.perf.txt).

        If its own work took no time, the whole would be 4.40 times as fast; with all that it calls, 66.00 times. No change of it can give more.

        ## Expensive code on hot lines

        - Line 39 (97.0 %): **A function calls itself in a loop**. Each level multiplies the calls of the next one: a search that tries every way takes time that is exponential in its depth. Stop a way as soon as it cannot succeed, keep results by their arguments if the same ones come again, or find one pass that needs no trying. Fine where: Each call gets a part of its own, as when a tree is walked: then the calls are as many as the parts.

        ## Where to begin

        - Line 39 takes 97.0 % of its 98.5 %: `if matches(rest, &text[start..]) {`
        - 93.9 % of its 98.5 % comes from `<impl Filter for Glob>::keep`: fewer calls from there save as much as a faster function.

        *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
    "#]],
    );
}

#[tokio::test]
async fn who_knows_nothing_that_helps_says_so_and_where_to_begin() {
    let engine = engine("go", "recordings/cpu.pprof").await;
    let subject = Subject::Optimise(FunctionSubject::At("heap/heap.go".into(), 46));
    let question = ask(&engine, subject).await;
    check(
        &question.without_model,
        expect![[r#"
        **26.4 % self, 30.1 % total** of cpu; 63 of 239 samples, ±13 % (recorded some time ago on demo, revision unknown, go 1.19.8 linux/amd64 runtime/pprof, profile recordings/cpu.pprof).

        If its own work took no time, the whole would be 1.36 times as fast; with all that it calls, 1.43 times. No change of it can give more.

        sysgrok knows nothing that makes it faster: none of its patterns of expensive code is on a hot line, and it has no notes on it or on what it calls. A model may know more.

        ## Where to begin

        - Line 46 takes 15.5 % of its 30.1 %: `if h.less(h.items[below], h.items[least]) {`
        - 30.1 % of its 30.1 % comes from `heap.(*Heap).Pop`: fewer calls from there save as much as a faster function.

        *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
    "#]],
    );
}

#[tokio::test]
async fn what_a_hot_function_calls_has_notes_of_its_own() {
    let engine = engine("go", "recordings/cpu.pprof").await;
    let subject = Subject::Function(FunctionSubject::At("graph/graph.go".into(), 67));
    let question = ask(&engine, subject).await;
    let (_, after) = question.without_model.split_once("## Expensive code").unwrap();
    check(
        after,
        expect![[r#"
         on hot lines

        - Lines 67 (25.1 %), 71 (25.9 %): **A map with numbers as keys is used in a loop**. Each access hashes the key and searches a group of slots; and a map that grows moves all that it holds. If they are small, as those of nodes or rows are, use a slice with the number as the index. If it must stay a map, `make` it with its size. Fine where: The numbers are far apart, or cannot be bounded.

        ## What it calls

        - `runtime.mapassign_fast64` (25.5 %): Go's map: looks up, inserts or iterates. In newer versions it is a Swiss table, which compares eight slots at a time; growing reinserts all keys. Maps are the data structure of a hot loop. Large ones cost a cache miss a look-up; string keys are hashed and compared in full. What helps:
          - make(map[K]V, n) where the size is known
          - A slice indexed by a small integer, or a sorted slice
          - Look up once and keep the result; integer keys instead of strings

        *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
    "#]],
    );
}
