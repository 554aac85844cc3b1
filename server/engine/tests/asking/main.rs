//! What is gathered about subjects of the bundled workspaces, and what is answered without a model.

// Helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod code;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ask::facts::SoftwareType;
use ask::{Question, Wishes};
use engine::asking::{FunctionSubject, Policy, Subject};
use engine::{Engine, Request, Settings, Watch};
use expect_test::{Expect, expect};
use heat::Selection;

fn workspace(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(name)
}

/// A bundled workspace with its recording, as the server shows it. Nothing is started there.
async fn engine(name: &str, recording: &str) -> Arc<Engine> {
    let root = workspace(name);
    let engine = Arc::new(Engine::open(&root, Settings::default()).unwrap());
    engine.trust(false);
    let request = Request {
        path: root.join(recording),
        name: recording.to_owned(),
        format: None,
        options: profile::Options::default(),
    };
    let loaded = engine.load(request, Arc::new(Watch::default())).await.unwrap();
    let view = engine.view(&loaded, engine.value_of(&loaded), &Selection::default());
    engine.show(view);
    engine
}

async fn ask(engine: &Arc<Engine>, subject: Subject) -> Question {
    let engine = engine.clone();
    let wishes = Wishes::default();
    tokio::task::spawn_blocking(move || engine.question(&subject, &wishes, &Policy::default()))
        .await
        .unwrap()
        .unwrap()
}

fn named(library: Option<&str>, function: &str) -> Subject {
    Subject::Function(FunctionSubject::Named {
        library: library.map(str::to_owned),
        function: function.to_owned(),
    })
}

/// What does not change with the day on which the test runs.
fn stable(text: &str) -> String {
    let age = regex_lite::Regex::new(r"recorded [^,]* ago").unwrap();
    age.replace_all(text, "recorded some time ago").into_owned()
}

fn facts(question: &Question) -> String {
    let mut shown = String::new();
    for (number, fact) in (1..).zip(&question.evidence.facts) {
        writeln!(
            shown,
            "E{number} {}\n{}",
            fact.title,
            stable(fact.text.trim_end())
        )
        .unwrap();
    }
    shown
}

#[allow(clippy::needless_pass_by_value)] // Literals are handed over.
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&stable(text));
}

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
async fn a_list_of_the_seeds_kind() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let text = "\
# Index | Process/Library | Function | File | Self CPU | Self+Children CPU
1 | sha1sum | sha1_process_block | lib/sha1.c#436 | 13.18% | 13.18%
2 | libc.so.6 | __random | ./stdlib/random.c#295 | 2.43% | 2.79%
3 | python | gc_collect_main | Modules/gcmodule.c#1303 | 1.54% | 4.58%
4 | vmlinux | clear_page_erms |  | 0.78% | 0.78%
5 | wordex | table_find | /build/wordex/src/table.c#14 | 0.70% | 0.90%
";
    let question = ask(&engine, Subject::TopN(text.to_owned())).await;
    assert_eq!(question.title, "topn: 5 functions");
    check(
        &question.without_model,
        expect![[r#"
            ## `sha1sum`

            **13.2 %** of cpu in these functions. Without them all would be at most 1.15 times as fast.

            The GNU core utilities: the basic file, shell and text programs of a GNU system, with md5sum, sha1sum, sha256sum and sort among them. Scripts and pipelines. The checksum programs use OpenSSL's libcrypto for their hashes where the build found it, and their own C code otherwise.

            - `sha1_process_block` 13.2 % self, 13.2 % total: The portable C code of gnulib for the blocks of SHA-1.

            **`sha1_process_block`**: The digest of a large input is computed, in plain C: this build of the program does not use OpenSSL's code for the processor's instructions.

            - A build with --with-openssl=yes, or `openssl dgst`: assembly for the processor, with SHA extensions where it has them
            - Several files in parallel (xargs -P)
            - Another digest where the format is yours: BLAKE3 uses all cores, XXH3 where no attacker is feared. Costs compatibility
            - Look at: ldd $(which PROGRAM) | grep libcrypto: no line means the portable code

            **Faster alternatives**

            - **coreutils-openssl** (configuration): The same sha1sum, sha256sum and md5sum, built against OpenSSL's libcrypto, whose assembly uses the CPU's SHA instructions. Same programs, options and hashes. coreutils takes libcrypto when configure finds OpenSSL's headers; ldd $(which sha256sum) shows whether yours has it. openssl dgst -sha256 -r file gives the same result meanwhile.
            - **b3sum** (crates.io): The command-line program of BLAKE3, a cryptographic hash that spreads over vector lanes and threads. Works like sha256sum (b3sum file, b3sum --check), but the hashes are BLAKE3's: both ends must change. cargo install b3sum.
              - Measured: an order of magnitude faster than e.g. sha256sum on typical desktop hardware (the project itself, on typical desktop hardware), [source](https://github.com/BLAKE3-team/BLAKE3/blob/77b257eee7da5cd608eaf6be8343d3a4c9776af2/README.md)
            - **xxhash** (c): A hash at the speed of memory for checksums and hash tables, without cryptographic strength; library and program xxhsum. xxhsum file works like md5sum; in Python xxhash.xxh3_64(data).hexdigest(). Other values, so both ends must change.
              - Measured: XXH3 (SSE2) 31.5 GB/s, XXH64 19.4 GB/s, against SHA1 0.8 GB/s and MD5 0.6 GB/s (the project itself, version clang 10.0 -O3, on Intel i7-9700K, Ubuntu 20.04), [source](https://github.com/Cyan4973/xxHash/blob/b2e9dbb05fb7f45ad662e67969e92c48b9b32247/README.md)

            ## `libc.so.6`

            **2.4 %** of cpu in these functions. Without them all would be at most 1.02 times as fast.

            The GNU C Library: the standard C library of GNU/Linux systems, which provides the system API for C programs and for the run-times of other languages. malloc and free, string and memory functions, stdio, threads and locks, DNS and locale functions, and the wrappers around system calls.

            - `__random` 2.4 % self, 2.8 % total: Pseudo-random numbers from an additive feedback generator with one state for the whole process. random and rand take a lock when the process has several threads.

            **`__random`**: A loop draws one number a call. With several threads all of them wait for the same lock.

            - A generator of the language's library with its own state (std::mt19937, xoshiro, PCG), inlined and one a thread. Costs another sequence of numbers
            - random_r with a state of each thread: the same sequence, without the lock
            - Fill a buffer at a time; use all bits of a number
            - Look at: The caller: how many numbers, and how many bits of each are used

            **Faster alternatives**

            - **pcg** (c): The PCG family of random generators: small, fast, statistically good. pcg32_random_r(&rng) in place of rand(); pcg32_boundedrand_r(&rng, n) in place of rand() % n, without bias. Other numbers for the same seed.
            - **wyrand** (c): wyhash and wyrand: a 64-bit hash and a random generator of a few instructions, in one header. The author names rapidhash as the hash's successor. wyrand(&seed) in place of rand() or std::mt19937; wyhash(data, length, seed, _wyp) for hash tables. Other numbers for the same seed.

            ## `python`

            **1.5 %** of cpu in these functions. Without them all would be at most 1.02 times as fast.

            The reference implementation of Python: a compiler to byte code, the interpreter that runs it, and the standard library. Runs Python programs. Time in its own symbols is time in byte code, in built-in types, in reference counting and in the memory allocator.

            - `gc_collect_main` 1.5 % self, 4.6 % total: The collector of reference cycles. It runs when more containers were made than freed since the last time (700 in older versions), and visits all objects of a generation.

            **`gc_collect_main`**: Very many containers (lists, dicts, tuples, instances) are made and kept. Each collection walks them though nothing is garbage.

            - gc.freeze() after start, and a higher gc.set_threshold() for batch work. Costs memory where there are cycles
            - gc.disable() around building a large structure that has no cycles. Costs memory if it has
            - Fewer objects: tuples or arrays of plain values, __slots__, generators instead of lists
            - Look at: gc.get_stats(), or gc.set_debug(gc.DEBUG_STATS): collections against objects collected

            **Faster alternatives**

            - **pypy** (python): Python with a tracing just-in-time compiler. Runs pure Python code unchanged: pypy3 program.py. C extensions work through an emulation that is slower, and not all do; versions lag behind CPython's.
              - Measured: on average about 3 times faster than CPython 3.11 (geometric average of all benchmarks) (the project itself), [source](https://github.com/pypy/pypy.org/blob/4ae3a0984c8a665a1775096012f14c7b860c1eb1/pages/index.rst)

            ## `vmlinux`

            **0.8 %** of cpu in these functions. Without them all would be at most 1.01 times as fast.

            The Linux kernel: an operating system kernel of the Unix family with multitasking, virtual memory, demand loading, copy-on-write executables and networking. Runs system calls, page faults, scheduling, file systems, block devices and the network stack for every process. Time in it is asked for by the process above it in the stack, or by an interrupt.

            - `clear_page_erms` 0.8 % self, 0.8 % total: Fills a page of memory with zeros before a program gets it. The name tells the instruction that the processor does best (erms: REP STOSB).

            **`clear_page_erms`**: Programs touch new memory all the time. Each page is cleared once at its first touch, so that the cost follows the memory that is mapped and touched, not the work done on it.

            - Reuse memory in the program: pools, buffers kept across iterations
            - Make the allocator keep memory (glibc: raise mmap_threshold and trim_threshold; jemalloc: longer decay). Costs resident memory
            - Fewer short-lived processes: each starts with fresh pages
            - Huge pages take fewer faults, though more is cleared at each: measure
            - Look at: The callers: do_anonymous_page is new heap or stack, below read or write it is a file

            **Faster alternatives**

            - **jemalloc** (c): A general purpose malloc which stresses low fragmentation and scaling over threads, with heap profiling and many tuning hooks; FreeBSD's allocator since 2005. Drop-in for malloc and free: LD_PRELOAD=libjemalloc.so.2, or link -ljemalloc; in Rust the crate tikv-jemallocator as #[global_allocator].
            - **mimalloc** (c): Microsoft's compact general purpose allocator, with free lists for each page and thread, first-class heaps and an optional secure mode. Drop-in: LD_PRELOAD=/usr/lib/libmimalloc.so program, or link it; in Rust the crate mimalloc as #[global_allocator].
              - Measured: 13% speedup over tcmalloc on leanN, the Lean theorem prover compiling its own standard library (the project itself, on 16-core AMD 5950X, 32 GiB, Ubuntu 20.04, glibc 2.31, 2021-01-30), [source](https://github.com/microsoft/mimalloc/blob/a3ca0e5e2eb283c2c9275f30872e30252a91b66c/readme.md)
              - Measured: more than 2.5x faster than jemalloc on sh6bench and sh8bench (the project itself, on 16-core AMD 5950X, 32 GiB, Ubuntu 20.04, glibc 2.31, 2021-01-30), [source](https://github.com/microsoft/mimalloc/blob/a3ca0e5e2eb283c2c9275f30872e30252a91b66c/readme.md)
            - **google-tcmalloc** (c++): Google's present TCMalloc, with caches for each CPU (restartable sequences), sized delete and a back end that packs huge pages. Not a drop-in binary: no stable ABI, no dynamic loading; built from source with Bazel and linked statically as the malloc of a binary.

            ## `wordex`

            **0.7 %** of cpu in these functions. Without them all would be at most 1.01 times as fast.

            - `table_find` 0.7 % self, 0.9 % total, in `src/table.c:8`
              - The entry of a word, or NULL. Walks the chain of the word's bucket.
              - Hottest line in the profile of the workspace: 14 (21.7 % self, 37.4 % total): `if (entry->hash == hash && strcmp(entry->word, word) == 0)`
              - Line 13 (3.5 %): **A linked list is walked**. Where the next item lies is known only when this one has come from memory, so that the processor waits for each of them, and cannot load ahead. Keep the items in an array. In a hash table shorten the chains: grow the buckets with the items, so that most have one, or use open addressing; and compare a hash that is kept in the item before the key. Fine where: The list has an item or two, or all of it stays in the nearest cache.

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
}

#[tokio::test]
async fn a_stack_of_the_seeds_kind() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let text = "\
# Index | Process/Library | Function | File
6 | libc.so.6 | __random | ./stdlib/random.c
5 | libc.so.6 | rand | ./stdlib/rand.c
4 | wordex | table_find | src/table.c
3 | wordex | main | src/wordex.c
2 | libc.so.6 | __libc_start_call_main | ../sysdeps/nptl/libc_start_call_main.h
1 | wordex | Unknown function | Unknown file
";
    let question = ask(&engine, Subject::StackTrace(text.to_owned())).await;
    check(
        &question.without_model,
        expect![[r#"
            6 frames (a table of frames), innermost first; 2 of them in this workspace.

            - `__random` in `libc.so.6`, `./stdlib/random.c`: Pseudo-random numbers from an additive feedback generator with one state for the whole process. random and rand take a lock when the process has several threads.
            - `rand` in `libc.so.6`, `./stdlib/rand.c`
            - `table_find` in `wordex`, `src/table.c:8`
            - `main` in `wordex`, `src/wordex.c:130`
            - … 2 frames that start the program

            ## `table_find`

            27.3 % self, 49.7 % total of cpu-clock.

            The entry of a word, or NULL. Walks the chain of the word's bucket.

            - Line 13 (3.5 %): **A linked list is walked**. Where the next item lies is known only when this one has come from memory, so that the processor waits for each of them, and cannot load ahead. Keep the items in an array. In a hash table shorten the chains: grow the buckets with the items, so that most have one, or use open addressing; and compare a hash that is kept in the item before the key. Fine where: The list has an item or two, or all of it stays in the nearest cache.

            ## `main`

            0.0 % self, 100.0 % total of cpu-clock.

            ## `__random`

            Pseudo-random numbers from an additive feedback generator with one state for the whole process. random and rand take a lock when the process has several threads.

            A loop draws one number a call. With several threads all of them wait for the same lock.

            **Look at**

            - The caller: how many numbers, and how many bits of each are used
            - The number of threads, and __lll_lock_wait_private beside it

            **What helps**

            - A generator of the language's library with its own state (std::mt19937, xoshiro, PCG), inlined and one a thread. Costs another sequence of numbers
            - random_r with a state of each thread: the same sequence, without the lock
            - Fill a buffer at a time; use all bits of a number

            **Faster alternatives**

            - **pcg** (c): The PCG family of random generators: small, fast, statistically good. pcg32_random_r(&rng) in place of rand(); pcg32_boundedrand_r(&rng, n) in place of rand() % n, without bias. Other numbers for the same seed.
            - **wyrand** (c): wyhash and wyrand: a 64-bit hash and a random generator of a few instructions, in one header. The author names rapidhash as the hash's successor. wyrand(&seed) in place of rand() or std::mt19937; wyhash(data, length, seed, _wyp) for hash tables. Other numbers for the same seed.

            Sources: [stdlib/random.c of the GNU C Library](https://github.com/bminor/glibc/blob/04e750e75b73957cf1c791535a3f4319534a52fc/stdlib/random.c), [stdlib/random\_r.c of the GNU C Library](https://github.com/bminor/glibc/blob/04e750e75b73957cf1c791535a3f4319534a52fc/stdlib/random_r.c)

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
}

#[tokio::test]
async fn something_faster_than_a_library() {
    let engine = engine("rust", "recordings/cpu.perf.txt").await;
    let subject = |name: &str, kind| Subject::Software {
        name: name.to_owned(),
        kind,
        dependency: None,
    };
    let question = ask(&engine, subject("json", SoftwareType::PythonLibrary)).await;
    check(
        &question.without_model,
        expect![[r#"
            JSON encoder and decoder of Python's standard library, with an interface like that of marshal and pickle. Reading and writing JSON. The C part (_json) does the scanning; custom encoders and indent fall back to Python code.

            ## orjson

            JSON for Python written in Rust, with dataclasses, datetimes, UUIDs and NumPy arrays built in. (pypi)

            Nearly drop-in: orjson.loads(text) and orjson.dumps(value), but dumps returns bytes (add .decode() for str) and takes option= instead of indent and sort_keys. No file functions.

            **For it**

            - Fastest in its own benchmarks, both ways
            - Strict about UTF-8 and RFC 8259
            - JSONDecodeError is a subclass of json's

            **Against it**

            - bytes, not str
            - CPython only; a compiled wheel is needed

            **Published measurements**

            - serialising github.json: 0.01 ms against 0.13 ms for json (13.6x); twitter.json 11.1x (the project itself, version orjson 3.10.11, Python 3.11.10, on x86-64-v4 machine, Fedora 42 container), [source](https://github.com/ijl/orjson/blob/5cbb3d0398a2f42de51210270286fecd798c5d78/README.md)
            - deserialising github.json 2.2x, twitter.json 4.2x, canada.json 6x as fast as json (the project itself, version orjson 3.10.11, Python 3.11.10, on x86-64-v4 machine, Fedora 42 container), [source](https://github.com/ijl/orjson/blob/5cbb3d0398a2f42de51210270286fecd798c5d78/README.md)
            - against ujson, medium complex object: 47,659 against 11,672 encodes a second, 23,599 against 12,522 decodes (ujson's authors, version ujson 5.7.1.dev26, orjson 3.9.0, CPython 3.11.3, on Linux 5.15 on an Azure machine), [source](https://github.com/ultrajson/ultrajson/blob/092df91fb034fbdedc790d730b59a4a1e1e9d511/README.md)

            Sources: [README of orjson](https://github.com/ijl/orjson/blob/5cbb3d0398a2f42de51210270286fecd798c5d78/README.md)

            ## msgspec

            Serialisation and validation for JSON, MessagePack, YAML and TOML, with typed Structs. (pypi)

            msgspec.json.decode(data) and msgspec.json.encode(value) (bytes). The gain is largest with a type: msgspec.json.decode(data, type=User), where User is a msgspec.Struct.

            **For it**

            - Decodes and validates in one pass
            - Structs are cheap to make, to compare and for the garbage collector

            **Against it**

            - Full gain needs schemas
            - bytes, not str, from encode

            **Published measurements**

            - decoding a 77 MiB JSON file: 176.8 ms with Structs, 630.5 ms without, 868.6 ms for json (4.9x the time of Structs) (the project itself, version msgspec 0.18.5, CPython 3.11, on x86 Linux laptop of about 2020), [source](https://github.com/jcrist/msgspec/blob/3b2543b838a01dfac23e0b8d8746ebb273254e2d/docs/benchmarks.rst)

            Sources: [README of msgspec](https://github.com/jcrist/msgspec/blob/3b2543b838a01dfac23e0b8d8746ebb273254e2d/README.md), [Benchmarks of msgspec](https://github.com/jcrist/msgspec/blob/3b2543b838a01dfac23e0b8d8746ebb273254e2d/docs/benchmarks.rst)

            ## ujson

            UltraJSON: a JSON encoder and decoder in C; in maintenance mode. (pypi)

            Drop-in for most uses: import ujson as json. It lacks some options of json.dumps.

            **For it**

            - dumps returns str, like json

            **Against it**

            - Its own README advises orjson: faster and less likely to overflow a buffer
            - Maintenance only

            **Published measurements**

            - medium complex object: 11,672 against 5,729 encodes a second for json, 12,522 against 9,720 decodes; orjson 47,659 and 23,599 (the project itself, version ujson 5.7.1.dev26, orjson 3.9.0, CPython 3.11.3, on Linux 5.15 on an Azure machine), [source](https://github.com/ultrajson/ultrajson/blob/3bb0924c33a6698b277c4b1492329d9d64bddc2c/README.md)

            Sources: [README of UltraJSON](https://github.com/ultrajson/ultrajson/blob/3bb0924c33a6698b277c4b1492329d9d64bddc2c/README.md)

            What others measured holds for their machine and their input. Measure with yours.

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
    let question = ask(&engine, subject("nothing-known", SoftwareType::Program)).await;
    check(
        &question.without_model,
        expect![[r#"
        sysgrok has no notes on anything faster than this.

        *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
    "#]],
    );
}

#[tokio::test]
async fn a_process_with_arguments() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let command = ["/usr/bin/sha1sum", "--check", "list.txt"]
        .map(str::to_owned)
        .to_vec();
    let question = ask(&engine, Subject::Process(command)).await;
    check(
        &question.without_model,
        expect![[r#"
            The GNU core utilities: the basic file, shell and text programs of a GNU system, with md5sum, sha1sum, sha256sum and sort among them. Scripts and pipelines. The checksum programs use OpenSSL's libcrypto for their hashes where the build found it, and their own C code otherwise.

            ## Its arguments

            - `--check`: no information available for this argument
            - `list.txt`

            ## Faster alternatives

            - **b3sum** (crates.io): The command-line program of BLAKE3, a cryptographic hash that spreads over vector lanes and threads. Works like sha256sum (b3sum file, b3sum --check), but the hashes are BLAKE3's: both ends must change. cargo install b3sum.
              - Measured: an order of magnitude faster than e.g. sha256sum on typical desktop hardware (the project itself, on typical desktop hardware), [source](https://github.com/BLAKE3-team/BLAKE3/blob/77b257eee7da5cd608eaf6be8343d3a4c9776af2/README.md)
            - **xxhash** (c): A hash at the speed of memory for checksums and hash tables, without cryptographic strength; library and program xxhsum. xxhsum file works like md5sum; in Python xxhash.xxh3_64(data).hexdigest(). Other values, so both ends must change.
              - Measured: XXH3 (SSE2) 31.5 GB/s, XXH64 19.4 GB/s, against SHA1 0.8 GB/s and MD5 0.6 GB/s (the project itself, version clang 10.0 -O3, on Intel i7-9700K, Ubuntu 20.04), [source](https://github.com/Cyan4973/xxHash/blob/b2e9dbb05fb7f45ad662e67969e92c48b9b32247/README.md)
            - **coreutils-openssl** (configuration): The same sha1sum, sha256sum and md5sum, built against OpenSSL's libcrypto, whose assembly uses the CPU's SHA instructions. Same programs, options and hashes. coreutils takes libcrypto when configure finds OpenSSL's headers; ldd $(which sha256sum) shows whether yours has it. openssl dgst -sha256 -r file gives the same result meanwhile.

            Sources: [README of the GNU core utilities](https://github.com/coreutils/coreutils/blob/aa0c0de3508e9150eb0ea610f696ee353dd9353d/README), [Manual of the GNU core utilities](https://github.com/coreutils/coreutils/blob/aa0c0de3508e9150eb0ea610f696ee353dd9353d/doc/coreutils.texi)

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    );
}
