//! What the tools wrote themselves; `recorded/README.md` tells how.

use expect_test::expect;

use crate::{bundled, check, check_file};

#[test]
fn asan() {
    check_file(
        "recorded/asan.txt",
        &expect![[r#"
        Sanitizer [T0]: AddressSanitizer: heap-use-after-free on address 0x604000000014 at pc 0x559692b2fbc8 bp 0x7ffc4c5d61b0 sp 0x7ffc4c5d61a8⏎READ of size 4 at 0x604000000014 thread T0
          shop::Table<int>::find(int, std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > const&) const @ - /build/memory.cc:9
          main @ - /build/memory.cc:18
          __libc_start_call_main @ - ../sysdeps/nptl/libc_start_call_main.h:58
          __libc_start_main_impl @ - ../csu/libc-start.c:360
          _start @ /build/memory
        Sanitizer [T0]: freed by thread T0 here
          __interceptor_free @ - ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:52
          main @ - /build/memory.cc:17
          __libc_start_call_main @ - ../sysdeps/nptl/libc_start_call_main.h:58
        Sanitizer [T0]: previously allocated by thread T0 here
          __interceptor_malloc @ - ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69
          shop::Table<int>::Table(int) @ - /build/memory.cc:8
          main @ - /build/memory.cc:15
          __libc_start_call_main @ - ../sysdeps/nptl/libc_start_call_main.h:58
    "#]],
    );
}

#[test]
fn elixir() {
    check_file(
        "recorded/elixir.txt",
        &expect![[r#"
        Elixir: (KeyError) key "plum" not found in: %{"pear" => 3}
          :erlang.map_get
          Acme.Shelf.price/1 @ - shop.exs:2
          Enum."-map/2-lists^map/1-0-"/2 @ elixir 1.14.0 lib/enum.ex:1658
          Enum."-map/2-lists^map/1-0-"/2 @ elixir 1.14.0 lib/enum.ex:1658
          Acme.Shelf.total/1 @ - shop.exs:3
          - @ - shop.exs:6
    "#]],
    );
}

#[test]
fn erlang_escript() {
    check_file(
        "recorded/erlang-escript.txt",
        &expect![[r#"
        Erlang: exception error: bad key: plum
          maps:get/2
          lists:map_1/2 @ - lists.erl:1320
          lists:map/2 @ - lists.erl:1315
    "#]],
    );
}

#[test]
fn erlang_shell() {
    check_file(
        "recorded/erlang-shell.txt",
        &expect![[r#"
        Erlang
          price @ shop shop.erl:3
          map_1 @ lists lists.erl:1320
          map @ lists lists.erl:1315
          total @ shop shop.erl:4
          main @ shop shop.erl:5
          do_apply @ erl_eval erl_eval.erl:748
          expr @ erl_eval erl_eval.erl:480
        Erlang: exception error: bad key: plum
          map_get/2
          shop:price/1 @ - shop.erl:3
          lists:map_1/2 @ - lists.erl:1320
          lists:map/2 @ - lists.erl:1315
          shop:total/1 @ - shop.erl:4
          shop:main/1 @ - shop.erl:5
    "#]],
    );
}

#[test]
fn gdb_signal() {
    check_file(
        "recorded/gdb-signal.txt",
        &expect![[r#"
        Gdb [Thread 2 "crash"]: SIGSEGV, Segmentation fault.
          sum @ - crash.c:11
          sum @ - crash.c:12
          on_alarm @ - crash.c:19
          <signal handler called>
          __pthread_kill_implementation @ - ./nptl/pthread_kill.c:44
          __pthread_kill_internal @ - ./nptl/pthread_kill.c:78
          __GI_raise @ - ../sysdeps/posix/raise.c:26
          work @ - crash.c:24
          start_thread @ - ./nptl/pthread_create.c:442
          clone3 @ - ../sysdeps/unix/sysv/linux/x86_64/clone3.S:81
    "#]],
    );
}

#[test]
fn gdb_threads() {
    check_file(
        "recorded/gdb-threads.txt",
        &expect![[r#"
        Gdb [Thread 2 (Thread 0x7ffff7dd16c0 (LWP 26959) "crash")]
          __pthread_kill_implementation @ - ./nptl/pthread_kill.c:44
          __pthread_kill_internal @ - ./nptl/pthread_kill.c:78
          __GI_raise @ - ../sysdeps/posix/raise.c:26
          work @ - crash.c:24
          start_thread @ - ./nptl/pthread_create.c:442
          clone3 @ - ../sysdeps/unix/sysv/linux/x86_64/clone3.S:81
        Gdb [Thread 1 (Thread 0x7ffff7dd2740 (LWP 26951) "crash")]
          __futex_abstimed_wait_common64 @ - ./nptl/futex-internal.c:57
          __futex_abstimed_wait_common @ - ./nptl/futex-internal.c:87
          __GI___futex_abstimed_wait_cancelable64 @ - ./nptl/futex-internal.c:139
          __pthread_clockjoin_ex @ - ./nptl/pthread_join_common.c:102
          main @ - crash.c:33
        Gdb
          __pthread_kill_implementation @ - ./nptl/pthread_kill.c:44
          __pthread_kill_internal @ - ./nptl/pthread_kill.c:78
          __GI_raise @ - ../sysdeps/posix/raise.c:26
          work @ - crash.c:24
          start_thread @ - ./nptl/pthread_create.c:442
          clone3 @ - ../sysdeps/unix/sysv/linux/x86_64/clone3.S:81
    "#]],
    );
}

#[test]
fn go_panic() {
    check_file(
        "recorded/go-panic.txt",
        &expect![[r#"
        Go [goroutine 1 [running]]: panic: no road from a
          main.(*Map).Length @ - /build/go/main.go:14
          main.(*Map).Length @ - /build/go/main.go:16
          main.(*Map).Length @ - /build/go/main.go:16
          main.inlined @ - /build/go/main.go:19 inlined
          main.main @ - /build/go/main.go:29
        Go [goroutine 18 [sleep]]
          time.Sleep @ - /usr/lib/go-1.19/src/runtime/time.go:195
          main.main.func1 @ - /build/go/main.go:26
          main.main @ - /build/go/main.go:24
    "#]],
    );
}

#[test]
fn go_race() {
    check_file(
        "recorded/go-race.txt",
        &expect![[r#"
        Go [goroutine 7]: WARNING: DATA RACE⏎Read at 0x00c0000ae008 by goroutine 7
          main.main.func1 @ - /build/go/race.go:9
        Go [main goroutine]: Previous write at 0x00c0000ae008 by main goroutine
          main.main @ - /build/go/race.go:12
        Go [Goroutine 7]: Goroutine 7 (running) created at
          main.main @ - /build/go/race.go:8
    "#]],
    );
}

#[test]
fn java_causes() {
    check_file(
        "recorded/java-causes.txt",
        &expect![[r#"
        Java [main]: java.lang.reflect.InvocationTargetException <- java.lang.IllegalArgumentException: cannot sell
          jdk.internal.reflect.NativeMethodAccessorImpl.invoke0 @ java.base
          jdk.internal.reflect.NativeMethodAccessorImpl.invoke @ java.base jdk/internal/reflect/NativeMethodAccessorImpl.java:77
          jdk.internal.reflect.DelegatingMethodAccessorImpl.invoke @ java.base jdk/internal/reflect/DelegatingMethodAccessorImpl.java:43
          java.lang.reflect.Method.invoke @ java.base java/lang/reflect/Method.java:569
          com.acme.Shop.main @ - com/acme/Shop.java:34
        Java: java.lang.IllegalArgumentException: cannot sell <- java.lang.IllegalStateException: no price for pear
          com.acme.Shop.sell @ - com/acme/Shop.java:22
          ... 5
        Java: java.lang.IllegalStateException: no price for pear
          com.acme.Shop$Shelf.price @ - com/acme/Shop.java:12
          com.acme.Shop$Shelf.lambda$find$0 @ - com/acme/Shop.java:9
          java.util.stream.ReferencePipeline$3$1.accept @ java.base java/util/stream/ReferencePipeline.java:197
          java.util.AbstractList$RandomAccessSpliterator.forEachRemaining @ java.base java/util/AbstractList.java:720
          java.util.stream.AbstractPipeline.copyInto @ java.base java/util/stream/AbstractPipeline.java:509
          java.util.stream.AbstractPipeline.wrapAndCopyInto @ java.base java/util/stream/AbstractPipeline.java:499
          java.util.stream.ReduceOps$ReduceOp.evaluateSequential @ java.base java/util/stream/ReduceOps.java:921
          java.util.stream.AbstractPipeline.evaluate @ java.base java/util/stream/AbstractPipeline.java:234
          java.util.stream.ReferencePipeline.reduce @ java.base java/util/stream/ReferencePipeline.java:657
          com.acme.Shop$Shelf.find @ - com/acme/Shop.java:9
          com.acme.Shop.sell @ - com/acme/Shop.java:20
          ... 5
        Java: java.lang.RuntimeException: cannot close
          com.acme.Shop$Shelf.close @ - com/acme/Shop.java:15
          com.acme.Shop.sell @ - com/acme/Shop.java:19
          ... 5
    "#]],
    );
}

#[test]
fn java_jstack() {
    check_file(
        "recorded/java-jstack.txt",
        &expect![[r#"
        Java [main]
          java.lang.Thread.sleep @ java.base
          com.acme.Shop.main @ - com/acme/Shop.java:31
        Java [waiter: of "goods"]
          java.lang.Object.wait @ java.base
          java.lang.Object.wait @ java.base java/lang/Object.java:338
          com.acme.Shop.lambda$main$0 @ - com/acme/Shop.java:28
          com.acme.Shop$$Lambda$1/0x00007fb8ec000a08.run
          java.lang.Thread.run @ java.base java/lang/Thread.java:840
    "#]],
    );
}

#[test]
fn lldb() {
    check_file(
        "recorded/lldb.txt",
        &expect![[r#"
        Lldb [thread #1, name = 'll']: signal SIGSEGV: invalid address (fault address: 0xc)
          get @ ll ll.cc:5:125 inlined
        Lldb [thread #1, name = 'll']: signal SIGSEGV: invalid address (fault address: 0xc)
          get @ ll ll.cc:5:125 inlined
          sell @ ll ll.cc:6:74
          main @ ll ll.cc:7:53
          __libc_start_call_main @ libc.so.6 libc_start_call_main.h:58:16
          __libc_start_main_impl @ libc.so.6 libc-start.c:360:3
          _start @ ll
    "#]],
    );
}

#[test]
fn lsan() {
    check_file(
        "recorded/lsan.txt",
        &expect![[r#"
        Sanitizer: LeakSanitizer: detected memory leaks⏎Direct leak of 10 byte(s) in 1 object(s) allocated from
          __interceptor_malloc @ - ../../../../src/libsanitizer/asan/asan_malloc_linux.cpp:69
          copy @ - /build/leak.c:2
          main @ - /build/leak.c:3
          __libc_start_call_main @ - ../sysdeps/nptl/libc_start_call_main.h:58
    "#]],
    );
}

#[test]
fn node_cause() {
    check_file(
        "recorded/node-cause.txt",
        &expect![[r#"
        JavaScript: TypeError: no price for /nowhere/plum <- Error: ENOENT: no such file or directory, open '/nowhere/plum'
          Shelf.price @ - /build/node/shop.mjs:9:13
          - @ - /build/node/shop.mjs:4:62
          ... 3
          - @ - /build/node/shop.mjs:19:1
        JavaScript: Error: ENOENT: no such file or directory, open '/nowhere/plum'
          Object.openSync @ - node:fs:573:18
          readFileSync @ - node:fs:452:35
          Shelf.price @ - /build/node/shop.mjs:7:14
          - @ - /build/node/shop.mjs:4:62
          Array.map
          Shelf @ - /build/node/shop.mjs:4:43
          sell @ - /build/node/shop.mjs:16:10
          - @ - /build/node/shop.mjs:19:1
    "#]],
    );
}

#[test]
fn node_eval() {
    check_file(
        "recorded/node-eval.txt",
        &expect![[r#"
        JavaScript: TypeError: Cannot read properties of null (reading 'x')
          eval @ - /build/node/plain.js:2:19
          Array.forEach
          eval @ - /build/node/plain.js:2:19
          - @ - /build/node/plain.js:2:19
          run @ - /build/node/plain.js:1:20
          Object.<anonymous> @ - /build/node/plain.js:2:1
          Module._compile @ - node:internal/modules/cjs/loader:1521:14
          Module._extensions..js @ - node:internal/modules/cjs/loader:1623:10
          Module.load @ - node:internal/modules/cjs/loader:1266:32
          Module._load @ - node:internal/modules/cjs/loader:1091:12
    "#]],
    );
}

#[test]
fn php() {
    check_file(
        "recorded/php.txt",
        &expect![[r#"
        Php: RuntimeException: no price for plum
          at - @ - /build/shop.php:5
          Acme\Shelf->price @ - /build/shop.php:5
          Acme\Shelf::Acme\{closure} @ - /build/shop.php:9
          array_map
          Acme\Shelf::total @ - /build/shop.php:9
          Acme\sell @ - /build/shop.php:13
          {main} @ - /build/shop.php:16
        Php: LogicException: cannot sell <- RuntimeException: no price for plum
          at - @ - /build/shop.php:14
          Acme\sell @ - /build/shop.php:14
          {main} @ - /build/shop.php:16
        Php: RuntimeException: no price for plum
          at - @ - /build/shop.php:5
          Acme\Shelf->price @ - /build/shop.php:5
          Acme\Shelf::Acme\{closure} @ - /build/shop.php:9
          array_map
          Acme\Shelf::total @ - /build/shop.php:9
          Acme\sell @ - /build/shop.php:13
          {main} @ - /build/shop.php:16
        Php: LogicException: cannot sell <- RuntimeException: no price for plum
          at - @ - /build/shop.php:14
          Acme\sell @ - /build/shop.php:14
          {main} @ - /build/shop.php:16
    "#]],
    );
}

#[test]
fn py_spy_dump() {
    check_file(
        "recorded/py-spy-dump.txt",
        &expect![[r#"
        PySpy [Thread 28361 (idle): "MainThread"]
          wait @ - shop.py:24
          <module> @ - shop.py:44
        PySpy [Thread 28363 (idle): "waiter"]
          wait @ - shop.py:24
          Thread.run @ - threading.py:982
          Thread._bootstrap_inner @ - threading.py:1045
          Thread._bootstrap @ - threading.py:1002
    "#]],
    );
}

#[test]
fn python_chained() {
    check_file(
        "recorded/python-chained.txt",
        &expect![[r#"
        Python: KeyError: 'plum'
          price @ - /build/python/shop.py:9
          <genexpr> @ - /build/python/shop.py:14
          sell @ - /build/python/shop.py:14
        Python: ValueError: cannot sell <- KeyError: 'plum'
          sell @ - /build/python/shop.py:16
          <module> @ - /build/python/shop.py:29
        Python: RecursionError: maximum recursion depth exceeded <- ValueError: cannot sell
          deep @ - /build/python/shop.py:20 x997
          deep @ - /build/python/shop.py:20
          deep @ - /build/python/shop.py:20
          <module> @ - /build/python/shop.py:31
    "#]],
    );
}

#[test]
fn python_faulthandler() {
    check_file(
        "recorded/python-faulthandler.txt",
        &expect![[r#"
        Python [Thread 0x00007f8576d356c0]: Fatal Python error: Segmentation fault
          wait @ - /build/python/shop.py:24
          run @ - /usr/lib/python3.11/threading.py:982
          _bootstrap_inner @ - /usr/lib/python3.11/threading.py:1045
          _bootstrap @ - /usr/lib/python3.11/threading.py:1002
        Python [Current thread 0x00007f8577a9bb80]
          <module> @ - /build/python/shop.py:49
    "#]],
    );
}

#[test]
fn python_group() {
    check_file(
        "recorded/python-group.txt",
        &expect![[r#"
        Python: ExceptionGroup: two (2 sub-exceptions)
          both @ - /build/python/shop.py:40
          <module> @ - /build/python/shop.py:41
        Python: KeyError: 'plum'
          price @ - /build/python/shop.py:9
          both @ - /build/python/shop.py:37
        Python: KeyError: 'fig'
          price @ - /build/python/shop.py:9
          both @ - /build/python/shop.py:37
    "#]],
    );
}

#[test]
fn ruby() {
    check_file(
        "recorded/ruby.txt",
        &expect![[r#"
        Ruby: cannot sell (ArgumentError) <- key not found: "plum" (KeyError)
          rescue in sell @ - /build/shop.rb:14
          sell @ - /build/shop.rb:11
          <main> @ - /build/shop.rb:17
        Ruby: key not found: "plum" (KeyError)
          fetch @ - /build/shop.rb:3
          price @ - /build/shop.rb:3
          block in total @ - /build/shop.rb:7
          sum @ - /build/shop.rb:7
          total @ - /build/shop.rb:7
          sell @ - /build/shop.rb:12
          <main> @ - /build/shop.rb:17
    "#]],
    );
}

#[test]
fn rust_full() {
    check_file(
        "recorded/rust-full.txt",
        &expect![[r#"
        Rust [main]: an item
          at - @ - /build/rust/src/main.rs:10:31
          std[e28293b1aa0f68bd]::backtrace_rs::backtrace::libunwind::trace @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/../../backtrace/src/backtrace/libunwind.rs:117:9
          std[e28293b1aa0f68bd]::backtrace_rs::backtrace::trace_unsynchronized::<std[e28293b1aa0f68bd]::sys::backtrace::_print_fmt::{closure#1}> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/../../backtrace/src/backtrace/mod.rs:66:14
          std[e28293b1aa0f68bd]::sys::backtrace::_print_fmt @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/sys/backtrace.rs:74:9
          <<std[e28293b1aa0f68bd]::sys::backtrace::BacktraceLock>::print::DisplayBacktrace as core[c1f1a4ba060b9bfa]::fmt::Display>::fmt @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/sys/backtrace.rs:44:26
          <core[c1f1a4ba060b9bfa]::fmt::rt::Argument>::fmt @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/fmt/rt.rs:152:76
          core[c1f1a4ba060b9bfa]::fmt::write
          std[e28293b1aa0f68bd]::io::default_write_fmt::<std[e28293b1aa0f68bd]::sys::stdio::unix::Stderr> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/io/mod.rs:639:11
          <std[e28293b1aa0f68bd]::sys::stdio::unix::Stderr as std[e28293b1aa0f68bd]::io::Write>::write_fmt @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/io/mod.rs:1994:13
          <std[e28293b1aa0f68bd]::sys::backtrace::BacktraceLock>::print @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/sys/backtrace.rs:47:9
          std[e28293b1aa0f68bd]::panicking::default_hook::{closure#0} @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:292:27
          std[e28293b1aa0f68bd]::panicking::default_hook @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:319:9
          std[e28293b1aa0f68bd]::panicking::panic_with_hook @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:825:13
          std[e28293b1aa0f68bd]::panicking::panic_handler::{closure#0} @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:698:13
          std[e28293b1aa0f68bd]::sys::backtrace::__rust_end_short_backtrace::<std[e28293b1aa0f68bd]::panicking::panic_handler::{closure#0}, !> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/sys/backtrace.rs:182:18
          __rustc[b7974e8690430dd9]::rust_begin_unwind @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
          core[c1f1a4ba060b9bfa]::panicking::panic_fmt @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:80:14
          core[c1f1a4ba060b9bfa]::panicking::panic_display::<&str> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:259:5
          core[c1f1a4ba060b9bfa]::option::expect_failed @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/option.rs:2245:5
          core::option::Option<T>::expect::h249ab8466f751886 @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/option.rs:971:21
          main::Stock<T>::get::hb6f5145eadfc8224 @ - /build/rust/src/main.rs:10:31
          main::total::{{closure}}::hc42ad30145e11323 @ - /build/rust/src/main.rs:15:35
          core::iter::adapters::map::map_fold::{{closure}}::h99c04cf82c2f4bdb @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/adapters/map.rs:88:28
          <core::slice::iter::Iter<T> as core::iter::traits::iterator::Iterator>::fold::h556c59a3380e82ce @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/slice/iter/macros.rs:279:27
          <core::iter::adapters::map::Map<I,F> as core::iter::traits::iterator::Iterator>::fold::h034f2e048c7ca88c @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/adapters/map.rs:128:19
          <u32 as core::iter::traits::accum::Sum>::sum::h6ea3684034cae1de @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/traits/accum.rs:50:22
          core::iter::traits::iterator::Iterator::sum::h2eb7d2df4ed26a11 @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/traits/iterator.rs:3658:9
          main::total::ha5489381f332561d @ - /build/rust/src/main.rs:15:46
          main::main::h8da7fa642d137fc6 @ - /build/rust/src/main.rs:20:20
          core::ops::function::FnOnce::call_once::h1c9976113389c974 @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/ops/function.rs:250:5
          std::sys::backtrace::__rust_begin_short_backtrace::hb9ccf8bcc7cba902 @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/sys/backtrace.rs:166:18
          std::rt::lang_start::{{closure}}::hdbee5a3fa7ab6636 @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/rt.rs:206:18
          <&dyn core[c1f1a4ba060b9bfa]::ops::function::Fn<(), Output = i32> + core[c1f1a4ba060b9bfa]::marker::Sync + core[c1f1a4ba060b9bfa]::panic::unwind_safe::RefUnwindSafe as core[c1f1a4ba060b9bfa]::ops::function::FnOnce<()>>::call_once @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/ops/function.rs:287:21
          std[e28293b1aa0f68bd]::panicking::catch_unwind::do_call::<&dyn core[c1f1a4ba060b9bfa]::ops::function::Fn<(), Output = i32> + core[c1f1a4ba060b9bfa]::marker::Sync + core[c1f1a4ba060b9bfa]::panic::unwind_safe::RefUnwindSafe, i32> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:581:40
          std[e28293b1aa0f68bd]::panicking::catch_unwind::<i32, &dyn core[c1f1a4ba060b9bfa]::ops::function::Fn<(), Output = i32> + core[c1f1a4ba060b9bfa]::marker::Sync + core[c1f1a4ba060b9bfa]::panic::unwind_safe::RefUnwindSafe> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:544:19
          std[e28293b1aa0f68bd]::panic::catch_unwind::<&dyn core[c1f1a4ba060b9bfa]::ops::function::Fn<(), Output = i32> + core[c1f1a4ba060b9bfa]::marker::Sync + core[c1f1a4ba060b9bfa]::panic::unwind_safe::RefUnwindSafe, i32> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panic.rs:359:14
          std[e28293b1aa0f68bd]::rt::lang_start_internal::{closure#0} @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/rt.rs:175:24
          std[e28293b1aa0f68bd]::panicking::catch_unwind::do_call::<std[e28293b1aa0f68bd]::rt::lang_start_internal::{closure#0}, isize> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:581:40
          std[e28293b1aa0f68bd]::panicking::catch_unwind::<isize, std[e28293b1aa0f68bd]::rt::lang_start_internal::{closure#0}> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:544:19
          std[e28293b1aa0f68bd]::panic::catch_unwind::<std[e28293b1aa0f68bd]::rt::lang_start_internal::{closure#0}, isize> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panic.rs:359:14
          std[e28293b1aa0f68bd]::rt::lang_start_internal @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/rt.rs:171:5
          main
          __libc_start_call_main @ - ./csu/../sysdeps/nptl/libc_start_call_main.h:58:16
          __libc_start_main_impl @ - ./csu/../csu/libc-start.c:360:3
          _start
          -
    "#]],
    );
}

#[test]
fn rust_none() {
    check_file(
        "recorded/rust-none.txt",
        &expect![[r#"
        Rust [main]: an item
          at - @ - /build/rust/src/main.rs:10:31
    "#]],
    );
}

#[test]
fn rust_short() {
    check_file(
        "recorded/rust-short.txt",
        &expect![[r#"
        Rust [main]: an item
          at - @ - /build/rust/src/main.rs:10:31
          __rustc::rust_begin_unwind @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
          core::panicking::panic_fmt @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:80:14
          core::panicking::panic_display::<&str> @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/panicking.rs:259:5
          core::option::expect_failed @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/option.rs:2245:5
          core::option::Option<T>::expect @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/option.rs:971:21
          main::Stock<T>::get @ - ./src/main.rs:10:31
          main::total::{{closure}} @ - ./src/main.rs:15:35
          core::iter::adapters::map::map_fold::{{closure}} @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/adapters/map.rs:88:28
          <core::slice::iter::Iter<T> as core::iter::traits::iterator::Iterator>::fold @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/slice/iter/macros.rs:279:27
          <core::iter::adapters::map::Map<I,F> as core::iter::traits::iterator::Iterator>::fold @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/adapters/map.rs:128:19
          <u32 as core::iter::traits::accum::Sum>::sum @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/traits/accum.rs:50:22
          core::iter::traits::iterator::Iterator::sum @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/iter/traits/iterator.rs:3658:9
          main::total @ - ./src/main.rs:15:46
          main::main @ - ./src/main.rs:20:20
          core::ops::function::FnOnce::call_once @ - /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/ops/function.rs:250:5
    "#]],
    );
}

#[test]
fn tsan() {
    check_file(
        "recorded/tsan.txt",
        &expect![[r#"
        Sanitizer [T2]: ThreadSanitizer: data race (pid=26991)⏎Read of size 4 at 0x555555558054 by thread T2
          work @ race /build/race.c:5
        Sanitizer [T1]: Previous write of size 4 at 0x555555558054 by thread T1
          work @ race /build/race.c:5
        Sanitizer [Thread T2]: Thread T2 (tid=26994, running) created by main thread at
          pthread_create @ libtsan.so.2 ../../../../src/libsanitizer/tsan/tsan_interceptors_posix.cpp:1001
          main @ race /build/race.c:12
        Sanitizer [Thread T1]: Thread T1 (tid=26993, finished) created by main thread at
          pthread_create @ libtsan.so.2 ../../../../src/libsanitizer/tsan/tsan_interceptors_posix.cpp:1001
          main @ race /build/race.c:11
    "#]],
    );
}

#[test]
fn ubsan() {
    check_file(
        "recorded/ubsan.txt",
        &expect![[r#"
        Sanitizer: runtime error: signed integer overflow: 2147483647 * 2 cannot be represented in type 'int'
          at - @ - undefined.c:2:46
          twice @ - /build/undefined.c:2
          main @ - /build/undefined.c:6
          __libc_start_call_main @ - ../sysdeps/nptl/libc_start_call_main.h:58
          __libc_start_main_impl @ - ../csu/libc-start.c:360
          _start @ /build/undefined
    "#]],
    );
}

#[test]
fn valgrind_helgrind() {
    check_file(
        "recorded/valgrind-helgrind.txt",
        &expect![[r#"
        Valgrind: Thread #3 was created
          clone @ - clone.S:76
          __clone_internal @ - clone-internal.c:83
          create_thread @ - pthread_create.c:295
          pthread_create@@GLIBC_2.34 @ - pthread_create.c:831
          - @ /usr/libexec/valgrind/vgpreload_helgrind-amd64-linux.so
          main @ - race.c:12
        Valgrind: Thread #2 was created
          clone @ - clone.S:76
          __clone_internal @ - clone-internal.c:83
          create_thread @ - pthread_create.c:295
          pthread_create@@GLIBC_2.34 @ - pthread_create.c:831
          - @ /usr/libexec/valgrind/vgpreload_helgrind-amd64-linux.so
          main @ - race.c:11
        Valgrind [#3]: Possible data race during read of size 4 at 0x10C024 by thread #3
          work @ - race.c:5
          - @ /usr/libexec/valgrind/vgpreload_helgrind-amd64-linux.so
          start_thread @ - pthread_create.c:442
          clone @ - clone.S:100
        Valgrind [#2]: This conflicts with a previous write of size 4 by thread #2
          work @ - race.c:5
          - @ /usr/libexec/valgrind/vgpreload_helgrind-amd64-linux.so
          start_thread @ - pthread_create.c:442
          clone @ - clone.S:100
        Valgrind [#3]: Possible data race during write of size 4 at 0x10C024 by thread #3
          work @ - race.c:5
          - @ /usr/libexec/valgrind/vgpreload_helgrind-amd64-linux.so
          start_thread @ - pthread_create.c:442
          clone @ - clone.S:100
        Valgrind [#2]: This conflicts with a previous write of size 4 by thread #2
          work @ - race.c:5
          - @ /usr/libexec/valgrind/vgpreload_helgrind-amd64-linux.so
          start_thread @ - pthread_create.c:442
          clone @ - clone.S:100
    "#]],
    );
}

#[test]
fn valgrind_memcheck() {
    check_file(
        "recorded/valgrind-memcheck.txt",
        &expect![[r#"
        Valgrind: Invalid read of size 4
          first @ - valgrind.c:2
          main @ - valgrind.c:7
        Valgrind: Address 0x4a40040 is 0 bytes inside a block of size 8 free'd
          free @ /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so
          main @ - valgrind.c:6
        Valgrind: Block was alloc'd at
          malloc @ /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so
          main @ - valgrind.c:5
    "#]],
    );
}

#[test]
fn perf_script() {
    check(
        &bundled("c/variants/fp-script.txt", 17),
        &expect![[r#"
        PerfScript [wordex  9763]: cpu-clock (2004008 nanoseconds)
          main @ /tmp/sysgrok-demo/c/build/wordex
          __libc_start_call_main @ /usr/lib/x86_64-linux-gnu/libc.so.6
        PerfScript [wordex  9763]: cpu-clock (2004008 nanoseconds)
          table_find @ /tmp/sysgrok-demo/c/build/wordex
          table_add @ /tmp/sysgrok-demo/c/build/wordex
          main @ /tmp/sysgrok-demo/c/build/wordex
          __libc_start_call_main @ /usr/lib/x86_64-linux-gnu/libc.so.6
        PerfScript [wordex  9763]: cpu-clock (2004008 nanoseconds)
          table_find @ /tmp/sysgrok-demo/c/build/wordex
          table_add @ /tmp/sysgrok-demo/c/build/wordex
          main @ /tmp/sysgrok-demo/c/build/wordex
          __libc_start_call_main @ /usr/lib/x86_64-linux-gnu/libc.so.6
    "#]],
    );
}

#[test]
fn perf_script_with_inlines_and_lines() {
    check(
        &bundled("cpp/recordings/cpu.perf.txt", 23),
        &expect![[r#"
        PerfScript [raycast 19494]: cpu-clock (6711409 nanoseconds)
          geo::Vec<double, 3ul>::dot @ - /tmp/sysgrok-demo/cpp/src/vec.hpp:36 inlined
          hit @ - /tmp/sysgrok-demo/cpp/src/scene.cpp:21 inlined
          scene::Scene::nearest @ /tmp/sysgrok-demo/cpp/build/raycast /tmp/sysgrok-demo/cpp/src/scene.cpp:80
          scene::Scene::trace @ /tmp/sysgrok-demo/cpp/build/raycast /tmp/sysgrok-demo/cpp/src/scene.cpp:88
          main @ /tmp/sysgrok-demo/cpp/build/raycast /tmp/sysgrok-demo/cpp/src/raycast.cpp:26
          generate<__gnu_cxx::__normal_iterator<double*, std::vector<double> >, (anonymous namespace)::brightness(const scene::Scene&, int, int, int)::<lambda()> > @ - /usr/include/c++/12/bits/stl_algo.h:4399 inlined
          brightness @ - /tmp/sysgrok-demo/cpp/src/raycast.cpp:24 inlined
          main @ /tmp/sysgrok-demo/cpp/build/raycast /tmp/sysgrok-demo/cpp/src/raycast.cpp:41
          __libc_start_call_main @ /usr/lib/x86_64-linux-gnu/libc.so.6 ./csu/../sysdeps/x86/libc-start.c:58
          __libc_start_main_impl @ - ./csu/../csu/libc-start.c:360 inlined
          _start @ /tmp/sysgrok-demo/cpp/build/raycast
    "#]],
    );
}

#[test]
fn pprof_traces() {
    check(
        &bundled("go/variants/pprof-traces.txt", 28),
        &expect![[r#"
        Pprof (10000000 nanoseconds)
          runtime.evacuate_fast64
          runtime.growWork_fast64
          runtime.mapassign_fast64
          example.org/roads/graph.NewGrid.func1
          example.org/roads/graph.NewGrid
          main.main
          runtime.main
        Pprof (10000000 nanoseconds)
          runtime.add inlined
          runtime.mapassign_fast64
          example.org/roads/graph.(*Map).Shortest
          main.search.func1
          runtime/pprof.Do
          main.search
          main.main.func1
        Pprof (10000000 nanoseconds)
          runtime.mapassign_fast64
          example.org/roads/graph.(*Map).Shortest
          main.search.func1
          runtime/pprof.Do
          main.search
    "#]],
    );
}

#[test]
fn copied_from_elastic() {
    check(
        &bundled("c/variants/stack-copy-user.txt", 99),
        &expect![[r#"
        Copied
          hash_word @ wordex /tmp/sysgrok-demo/c/src/table.h:30
          table_find @ wordex /tmp/sysgrok-demo/c/src/table.c:10
          holds @ wordex /tmp/sysgrok-demo/c/src/wordex.c:70
          one @ wordex /tmp/sysgrok-demo/c/src/wordex.c:107
          all @ wordex /tmp/sysgrok-demo/c/src/wordex.c:112
          any @ wordex /tmp/sysgrok-demo/c/src/wordex.c:125
          one @ wordex /tmp/sysgrok-demo/c/src/wordex.c:98
          all @ wordex /tmp/sysgrok-demo/c/src/wordex.c:112
          any @ wordex /tmp/sysgrok-demo/c/src/wordex.c:122
          one @ wordex /tmp/sysgrok-demo/c/src/wordex.c:98
          all @ wordex /tmp/sysgrok-demo/c/src/wordex.c:112
          any @ wordex /tmp/sysgrok-demo/c/src/wordex.c:122
          main @ wordex /tmp/sysgrok-demo/c/src/wordex.c:151
          __libc_start_call_main @ libc.so.6 ./csu/../sysdeps/x86/libc-start.c:58
          __libc_start_main_impl @ libc.so.6 ./csu/../csu/libc-start.c:360
          _start @ wordex
    "#]],
    );
}

#[test]
fn folded_by_py_spy() {
    check(
        &bundled("python/recordings/py-spy.folded", 1),
        &expect![[r#"
        Folded (2 count)
          search @ - spell/tree.py:38
          search @ - spell/tree.py:40
          search @ - spell/tree.py:40
          candidates @ - spell/corrector.py:20
          correct @ - spell/corrector.py:27
          <listcomp> @ - spell/__main__.py:28
          work @ - spell/__main__.py:28
          main @ - spell/__main__.py:42
          <module> @ - spell/__main__.py:54
          _run_code @ - <frozen runpy>:88
          _run_module_as_main @ - <frozen runpy>:198
    "#]],
    );
}

#[test]
fn folded_by_inferno() {
    check(
        &bundled("c/variants/folded-inferno.txt", 2),
        &expect![[r#"
        Folded (4000000 count)
          one
          all
          any
          one
          all
          any
          main
          __libc_start_call_main
          __libc_start_main_impl
          _start
          wordex
        Folded (4000000 count)
          holds
          one
          all
          any
          one
          all
          any
          one
          all
          any
          main
          __libc_start_call_main
          __libc_start_main_impl
          _start
          wordex
    "#]],
    );
}
