//! Dialects of tools that could not be run where the fixtures were made, or of other versions: written after
//! their documentation and after traces that people have published, in the shape of those but of other content.

use expect_test::expect;

use crate::check_file;

#[test]
fn chrome() {
    check_file(
        "written/chrome.txt",
        &expect![[r#"
        JavaScript: TypeError: Cannot read properties of undefined (reading 'length')
          Shelf.price @ - http://localhost:8080/(some)/shop.js:12:10
          total @ - webpack-internal:///./src/shop.ts:20:31
          - @ - http://localhost:8080/main.js:3:1
    "#]],
    );
}

#[test]
fn clang_asan() {
    check_file(
        "written/clang-asan.txt",
        &expect![[r#"
        Sanitizer: AddressSanitizer: SEGV on unknown address 0x000000000008 (pc 0x5581 bp 0x7ffd sp 0x7ffd T2)
          shop::Table::find(char const*) const @ - /build/my shop/table.cc:59:5
          __libc_start_call_main @ /lib/x86_64-linux-gnu/libc.so.6
          - @ /build/shop
    "#]],
    );
}

#[test]
fn copied() {
    check_file(
        "written/copied.txt",
        &expect![[r#"
        Copied
          read_zero @ vmlinux
          - @ libc.so.6
          digest_file @ sha1sum ./src/md5sum.c:1341
    "#]],
    );
}

/// Selected from the first name on, so that the number of the innermost frame is missing.
#[test]
fn copied_without_the_first_number() {
    check_file(
        "written/copied-numberless.txt",
        &expect![[r#"
        Copied
          copy_user_enhanced_fast_string @ vmlinux
          copy_page_to_iter @ vmlinux
          generic_file_read_iter @ vmlinux
          ext4_file_read_iter @ vmlinux
    "#]],
    );
}

#[test]
fn coredumpctl() {
    check_file(
        "written/coredumpctl.txt",
        &expect![[r#"
        Gdb [thread 4711]
          abort @ libc.so.6
          - @ shop
          __libc_start_call_main @ libc.so.6
    "#]],
    );
}

#[test]
fn dotnet_core() {
    check_file(
        "written/dotnet-core.txt",
        &expect![[r#"
        DotNet: System.Collections.Generic.KeyNotFoundException: The given key 'plum' was not present in the dictionary.
          System.Collections.Generic.Dictionary`2.get_Item
          Shop.Shelf.Price @ - /build/Shop/Shelf.cs:9
          System.Linq.Enumerable.Sum[TSource]
          Shop.Program.Sell @ - /build/Shop/Program.cs:12
        DotNet: System.InvalidOperationException: cannot sell <- System.Collections.Generic.KeyNotFoundException: The given key 'plum' was not present in the dictionary.
          Shop.Program.Sell @ - /build/Shop/Program.cs:16
          Shop.Program.<>c.<<Main>b__0_0>d.MoveNext @ - /build/Shop/Program.cs:22
          Shop.Program.<Main>$ @ - C:\build\Shop\Program.cs:25
    "#]],
    );
}

#[test]
fn dotnet_framework() {
    check_file(
        "written/dotnet-framework.txt",
        &expect![[r#"
        DotNet: System.InvalidOperationException: inner
          System.Collections.Generic.List`1.Enumerator.MoveNextRare
          Shop.Program.Inner @ - C:\Shop\Program.cs:28
        DotNet: System.Exception: middle <- System.InvalidOperationException: inner
          Shop.Program.Middle`1.Run @ - C:\Shop\Program.cs:57
        DotNet: System.Exception: outer <- System.Exception: middle
          Shop.Program.Outer[T] @ - C:\Shop\Program.cs:71
    "#]],
    );
}

#[test]
fn firefox() {
    check_file(
        "written/firefox.txt",
        &expect![[r#"
        Gecko: TypeError: this.names is undefined
          price @ - http://localhost:8080/shop.js:12:10
          total @ - http://localhost:8080/shop.js:20:31
          map
          sell @ - http://localhost:8080/shop.js?v=2:31:5
          - @ - debugger eval code:1:1
          - @ - http://localhost:8080/main.js:3:1
    "#]],
    );
}

#[test]
fn folded() {
    check_file(
        "written/folded.txt",
        &expect![[r#"
        Folded
          sum @ [kernel.kallsyms]
          total @ - spell/tree.py:40
          [libc.so.6] @ libc.so.6
          main @ - run.py:3
          _start
    "#]],
    );
}

#[test]
fn gdb_wrapped() {
    check_file(
        "written/gdb-wrapped.txt",
        &expect![[r#"
        Gdb
          shop::(anonymous namespace)::Table<int, std::allocator<int> >::find @ - /build/my shop/table.cc:12
          operator< @ - /build/order.cc:3
          main::{lambda(int)#1}::operator()(int) const @ - main.cc:7
          __libc_start_call_main @ /lib/x86_64-linux-gnu/libc.so.6
          ... 0
    "#]],
    );
}

#[test]
fn go_new() {
    check_file(
        "written/go-new.txt",
        &expect![[r#"
        Go [goroutine 1 [chan receive, 2 minutes, locked to thread]]: fatal error: all goroutines are asleep - deadlock!
          example.org/roads/graph.(*Map[...]).Shortest @ - /home/user/go/pkg/mod/example.org/roads@v1.2.3/graph/graph.go:12 inlined
          ... 23
          main.start.func1 @ - /build/main.go:7
    "#]],
    );
}

#[test]
fn java_android() {
    check_file(
        "written/java-android.txt",
        &expect![[r#"
        Java: java.lang.IllegalStateException: no price
          com.acme.shop.Shelf.price @ - com/acme/shop/Shelf.kt:12
          android.os.Handler.dispatchMessage @ - android/os/Handler.java:106
    "#]],
    );
}

#[test]
fn java_logback() {
    check_file(
        "written/java-logback.txt",
        &expect![[r#"
        Java: java.lang.IllegalArgumentException: cannot sell⏎two lines of message
          com.acme.Shop.sell @ - com/acme/Shop.java:22
          org.springframework.web.Servlet.service @ - org/springframework/web/Servlet.java:3
          com.acme.Shop.main @ app com/acme/Shop.java:34
          ... 12
    "#]],
    );
}

#[test]
fn kernel_kasan_syzbot() {
    check_file(
        "written/kernel-kasan-syzbot.txt",
        &expect![[r#"
        Kernel: BUG: KASAN: use-after-free in shelf_find+0xae/0xb0 net/shop/shelf.c:58
          __dump_stack @ - lib/dump_stack.c:77 inlined
          dump_stack @ - lib/dump_stack.c:118
          kasan_report.cold @ - mm/kasan/report.c:530
          shelf_find @ - net/shop/shelf.c:58
          shelf_read @ - net/shop/shelf.c:91 inlined
          shop_ioctl @ - net/shop/core.c:578
        Kernel: Allocated by task 1271
          save_stack @ - mm/kasan/common.c:48
          shelf_alloc @ - net/shop/shelf.c:20
        Kernel: Freed by task 14151
          kasan_save_stack @ - mm/kasan/common.c:46
          shelf_free @ shop net/shop/shelf.c:33
    "#]],
    );
}

#[test]
fn kernel_old() {
    check_file(
        "written/kernel-old.txt",
        &expect![[r#"
        Kernel: BUG: unable to handle kernel NULL pointer dereference at 000000000000000a
          at shop_push @ shop
          do_blockdev_direct_IO ?
          shop_write @ shop
          vfs_write
    "#]],
    );
}

#[test]
fn kernel_oops() {
    check_file(
        "written/kernel-oops.txt",
        &expect![[r#"
        Kernel: BUG: kernel NULL pointer dereference, address: 0000000000000078
          at shelf_price @ shop
          __die_body.cold ?
          page_fault_oops ?
          shop_init @ shop
          do_one_initcall
          __x64_sys_finit_module
          do_syscall_64
          entry_SYSCALL_64_after_hwframe
    "#]],
    );
}

#[test]
fn mono() {
    check_file(
        "written/mono.txt",
        &expect![[r#"
        DotNet: System.NullReferenceException: Object reference not set to an instance of an object
          Shop.Shelf.Price @ - /build/Shop/Shelf.cs:9
          System.Linq.Enumerable.Sum
          Shop.Program.Main @ - /build/Shop/Program.cs:25
    "#]],
    );
}

#[test]
fn perf_inline() {
    check_file(
        "written/perf-inline.txt",
        &expect![[r#"
        PerfScript [shop 12/13]: cpu-clock:uppp (2004008 nanoseconds)
          find @ /build/shop shelf.c:12
          total @ - shop.c:20 inlined
          main @ /build/shop (deleted) shop.c:33
          -
    "#]],
    );
}

#[test]
fn ruby_new() {
    check_file(
        "written/ruby-new.txt",
        &expect![[r#"
        Ruby: key not found: "plum" (KeyError)
          Hash#fetch @ - /build/shop.rb:3
          Shelf#price @ - /build/shop.rb:3
          <main> @ - /build/shop.rb:17
    "#]],
    );
}

#[test]
fn rust_color_eyre() {
    check_file(
        "written/rust-color-eyre.txt",
        &expect![[r#"
        Rust
          ... 5
          shop::sell::h1a2b3c4d5e6f7a8b @ - /build/src/main.rs:15
          shop::main::h1a2b3c4d5e6f7a8b @ - /build/src/main.rs:20
          ... 12
    "#]],
    );
}

#[test]
fn rust_old_anyhow() {
    check_file(
        "written/rust-old-anyhow.txt",
        &expect![[r#"
        Rust [worker-1]: no price for "plum", sorry
          at - @ - src/shelf.rs:10:31
        Rust: Error: cannot sell⏎Caused by:⏎0: no such file⏎1: No such file or directory (os error 2)
          anyhow::error::<impl anyhow::Error>::msg @ - /home/user/.cargo/registry/src/index-6f17d22bba15001f/anyhow-1.0.79/src/backtrace.rs:27:14
          shop::sell inlined
          shop::total @ - ./src/main.rs:15:35
          shop::main @ - ./src/main.rs:20:20
          -
    "#]],
    );
}

#[test]
fn safari() {
    check_file(
        "written/safari.txt",
        &expect![[r#"
        Gecko: TypeError: undefined is not an object (evaluating 'this.names.length')
          price @ - https://example.org/shop.js:12:10
          map
          total @ - https://example.org/shop.js:20:31
          global code @ - https://example.org/shop.js:40:5
    "#]],
    );
}

#[test]
fn table() {
    check_file(
        "written/table.txt",
        &expect![[r#"
        Table
          __clear_user @ vmlinux
          entry_SYSCALL_64_after_hwframe @ vmlinux
          - @ libc.so.6
          holds(const Table<int|char>&) @ wordex src/wordex.c:70
          main @ wordex src/wordex.c
          - @ wordex
    "#]],
    );
}
