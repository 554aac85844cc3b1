//! Lists of functions and stack traces.

use super::*;

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
async fn a_list_with_headings_of_its_own() {
    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let list = "Function | Self\nmalloc | 3.20%\n";
    let question = ask(&engine, Subject::TopN(list.to_owned())).await;
    assert!(
        question
            .without_model
            .contains("- `malloc` 3.2 % self: Allocates a block."),
        "{}",
        question.without_model
    );
    // The line of headings goes with every part of a long list.
    assert_eq!(question.long, Some((0, 1)));
}

#[tokio::test]
async fn a_list_that_is_too_long_says_what_is_left_out() {
    use std::fmt::Write as _;

    let engine = engine("c", "recordings/cpu.perf.txt").await;
    let mut list = "Function | Self\n".to_owned();
    for row in 0..2_003 {
        writeln!(list, "f{row} | 0.01%").unwrap();
    }
    let question = ask(&engine, Subject::TopN(list)).await;
    let first = question.without_model.lines().next().unwrap();
    assert_eq!(
        first,
        "The list has 2003 rows. What follows is of the first 2000; the other 3 are left out."
    );
    assert_eq!(question.title, "topn: 2003 functions");
}

/// The answer about a stack, up to the notes.
#[allow(clippy::needless_pass_by_value)] // Literals are handed over.
async fn check_stack(workspace: &str, recording: &str, stack: &str, expected: Expect) {
    let engine = engine(workspace, recording).await;
    let question = ask(&engine, Subject::StackTrace(stack.to_owned())).await;
    let text = &question.without_model;
    check(text.split("\n## ").next().unwrap(), expected);
}

#[tokio::test]
async fn a_panic_names_the_place_of_a_frame_and_no_frame_more() {
    check_stack(
        "rust",
        "recordings/cpu.perf.txt",
        "thread 'main' panicked at src/filter.rs:39:17:\nindex out of bounds\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/5980/library/std/src/panicking.rs:689:5\n   1: core::panicking::panic_fmt\n             at /rustc/5980/library/core/src/panicking.rs:80:14\n   2: logq::filter::matches\n             at ./src/filter.rs:39:17\n   3: core::ops::function::FnOnce::call_once\n             at /rustc/5980/library/core/src/ops/function.rs:250:5\n",
        expect![[r#"
            ```text
            index out of bounds
            ```

            4 frames (Rust), innermost first; 1 of them in this workspace.

            - `rust_begin_unwind`, `/rustc/5980/library/std/src/panicking.rs:689`
            - `core::panicking::panic_fmt`, `/rustc/5980/library/core/src/panicking.rs:80`
            - `logq::filter::matches`, `src/filter.rs:39`: `if matches(rest, &text[start..]) {`
            - … 1 frame that starts the program
        "#]],
    )
    .await;
}

#[tokio::test]
async fn the_root_cause_is_told() {
    check_stack(
        "c",
        "recordings/cpu.perf.txt",
        "Exception in thread \"main\" java.lang.IllegalStateException: closed\n\tat com.foo.Bar.baz(Bar.java:12)\n\tat com.foo.Main.main(Main.java:3)\nCaused by: java.io.IOException: disk\n\tat com.foo.Io.read(Io.java:7)\n\t... 2 more\n",
        expect![[r#"
            ```text
            java.lang.IllegalStateException: closed
            ```

            2 frames (Java), innermost first; 0 of them in this workspace.

            - `com.foo.Bar.baz`, `com/foo/Bar.java:12`
            - `com.foo.Main.main`, `com/foo/Main.java:3`

            **Caused by**

            ```text
            java.io.IOException: disk
            ```

            - `com.foo.Io.read`, `com/foo/Io.java:7`

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_message_of_several_lines_keeps_them() {
    check_stack(
        "c",
        "recordings/cpu.perf.txt",
        "thread 'main' panicked at src/a.rs:3:5:\nassertion failed\n  left: 1\n right: 2\nstack backtrace:\n   0: a::b\n             at ./src/a.rs:3:5\n",
        expect![[r#"
            ```text
            assertion failed
              left: 1
             right: 2
            ```

            1 frame (Rust), innermost first; 0 of them in this workspace.

            - `a::b`, `./src/a.rs:3`

            *No model was asked. These are facts from the profile, the source and sysgrok's own notes.*
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_script_is_not_the_module_in_c_of_the_same_name() {
    check_stack(
        "python",
        "recordings/py-spy.folded",
        "Thread 12 (active): \"MainThread\"\n    iterencode (json/encoder.py:257)\n    encode (json/encoder.py:200)\n    choice (random.py:378)\n    choice (shop.py:3)\n    <module> (shop.py:20)\n",
        expect![[r#"
            5 frames (py-spy), innermost first; 0 of them in this workspace.

            - `iterencode`, `json/encoder.py:257`: Python's part of writing JSON: it chooses the encoder in C or the one in Python, and joins the pieces.
            - `encode`, `json/encoder.py:200`
            - `choice`, `random.py:378`: Random choices of Python's standard library, written in Python around a generator in C: randint calls randrange, which calls _randbelow, which draws bits until the number is below the bound.
            - `choice`, `shop.py:3`
            - `<module>`, `shop.py:20`
        "#]],
    )
    .await;
}
