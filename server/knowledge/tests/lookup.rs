//! Names as profilers, manifests and imports write them, and what is found for them.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use knowledge::{Kind, faster, function, package, software};

/// One row a name: `mapping | name`, the mapping empty where the profiler does not say.
fn check(rows: &str, expected: &Expect) {
    let mut found = String::new();
    for row in rows.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (mapping, name) = row.split_once(" | ").unwrap_or(("", row));
        let mapping = (mapping != "-").then_some(mapping);
        match function(mapping, name) {
            Some(met) => writeln!(
                found,
                "{name} -> {} of {} ({:?})",
                met.name,
                met.entry.software.join(", "),
                met.sureness
            ),
            None => writeln!(found, "{name} -> nothing"),
        }
        .unwrap();
    }
    expected.assert_eq(&found);
}

#[test]
fn names_of_the_c_library() {
    check(
        "libc.so.6 | _int_malloc
        libc.so.6 | __GI___libc_malloc
        /usr/lib/x86_64-linux-gnu/libc-2.31.so | malloc
        libc.so.6 | __memmove_avx_unaligned_erms
        libc.so.6 | __memmove_avx512_no_vzeroupper
        libc.so.6 | __memset_evex_unaligned_erms
        libc.so.6 | __strcmp_evex
        libc.so.6 | __strcasecmp_l_avx2
        libc.so.6 | __strlen_avx2_rtm
        libc.so.6 | __memcpy_ssse3_back
        libc.so.6 | cfree@@GLIBC_2.2.5
        libc.so.6 | _int_free.constprop.0
        libc.so.6 | __GI___pthread_sigmask
        libc.so.6 | __GI__IO_file_xsgetn
        libc.so.6 | __libc_start_call_main
        libc.so.6 | pthread_mutex_lock+0x1f
        libm.so.6 | __exp_fma
        libm.so.6 | __sin_fma4
        ld-linux-x86-64.so.2 | do_lookup_x",
        &expect![[r#"
            _int_malloc -> _int_malloc of glibc (Exact)
            __GI___libc_malloc -> __libc_malloc of glibc (Normalised)
            malloc -> malloc of glibc (Exact)
            __memmove_avx_unaligned_erms -> memmove of glibc (Normalised)
            __memmove_avx512_no_vzeroupper -> memmove of glibc (Normalised)
            __memset_evex_unaligned_erms -> memset of glibc (Normalised)
            __strcmp_evex -> __strcmp of glibc (Normalised)
            __strcasecmp_l_avx2 -> strcasecmp_l of glibc (Normalised)
            __strlen_avx2_rtm -> __strlen of glibc (Normalised)
            __memcpy_ssse3_back -> memcpy of glibc (Normalised)
            cfree@@GLIBC_2.2.5 -> cfree of glibc (Normalised)
            _int_free.constprop.0 -> _int_free of glibc (Normalised)
            __GI___pthread_sigmask -> __pthread_sigmask of glibc (Normalised)
            __GI__IO_file_xsgetn -> _IO_file_xsgetn of glibc (Normalised)
            __libc_start_call_main -> __libc_start_call_main of glibc (Exact)
            pthread_mutex_lock+0x1f -> pthread_mutex_lock of glibc (Exact)
            __exp_fma -> __exp of libm, glibc (Normalised)
            __sin_fma4 -> __sin of libm, glibc (Normalised)
            do_lookup_x -> do_lookup_x of ld.so, glibc (Exact)
        "#]],
    );
}

#[test]
fn a_name_counts_only_within_its_software() {
    check(
        "a.out | rand
        /home/me/game | malloc
        libjemalloc.so.2 | malloc
        /home/me/game | rand@plt
        - | rand
        [unknown] | __random
        /tmp/perf-4711.map | malloc
        - | sys_read
        a.out | deflate
        libz.so.1.2.13 | deflate
        git | longest_match
        sum_random_bufs | gen_random_buffer(unsigned long)
        sum_random_bufs | main",
        &expect![[r#"
            rand -> nothing
            malloc -> nothing
            malloc -> nothing
            rand@plt -> rand of glibc (NameOnly)
            rand -> rand of glibc (NameOnly)
            __random -> __random of glibc (NameOnly)
            malloc -> malloc of glibc (NameOnly)
            sys_read -> sys_read of linux (NameOnly)
            deflate -> nothing
            deflate -> deflate of zlib (Exact)
            longest_match -> nothing
            gen_random_buffer(unsigned long) -> nothing
            main -> nothing
        "#]],
    );
}

#[test]
fn symbols_of_the_kernel() {
    check(
        "[kernel.kallsyms] | clear_page_erms
        vmlinux | do_user_addr_fault
        vmlinux-6.1.0-13-amd64 | find_vma
        [kernel.kallsyms]_stext | vm_area_dup
        [guest.kernel.kallsyms] | release_task
        [kernel.vmlinux] | __x64_sys_read
        vmlinux | _raw_spin_unlock_irqrestore
        vmlinux | _compound_head
        vmlinux | __check_heap_object
        vmlinux | copy_user_enhanced_fast_string
        [kernel.kallsyms] | native_queued_spin_lock_slowpath.part.0
        [ext4] | ext4_file_read_iter
        - | do_syscall_64_[k]
        libc.so.6 | clear_page_erms_[k]
        [vdso] | schedule",
        &expect![[r#"
            clear_page_erms -> clear_page_erms of linux (Exact)
            do_user_addr_fault -> do_user_addr_fault of linux (Exact)
            find_vma -> find_vma of linux (Exact)
            vm_area_dup -> vm_area_dup of linux (Exact)
            release_task -> release_task of linux (Exact)
            __x64_sys_read -> sys_read of linux (Normalised)
            _raw_spin_unlock_irqrestore -> _raw_spin_unlock_irqrestore of linux (Exact)
            _compound_head -> _compound_head of linux (Exact)
            __check_heap_object -> __check_heap_object of linux (Exact)
            copy_user_enhanced_fast_string -> copy_user_enhanced_fast_string of linux (Exact)
            native_queued_spin_lock_slowpath.part.0 -> native_queued_spin_lock_slowpath of linux (Normalised)
            ext4_file_read_iter -> ext4_file_read_iter of linux (Exact)
            do_syscall_64_[k] -> do_syscall_64 of linux (Exact)
            clear_page_erms_[k] -> clear_page_erms of linux (Exact)
            schedule -> nothing
        "#]],
    );
}

#[test]
fn symbols_of_cpython() {
    check(
        "python | _PyEval_EvalFrameDefault
        python3.10 | gc_collect_main
        /usr/lib/libpython3.11.so.1.0 | visit_decref
        python3.10 | deduce_unreachable
        python3.10 | long_to_decimal_string_internal
        python3.10 | tupletraverse
        python3.10 | unicode_dealloc
        python | _PyObject_Malloc
        _json.cpython-310-x86_64-linux-gnu.so | encoder_listencode_obj
        /usr/lib/python3/dist-packages/numpy/core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so | take_gil
        myprog | take_gil
        Python | <module>",
        &expect![[r#"
            _PyEval_EvalFrameDefault -> _PyEval_EvalFrameDefault of cpython (Exact)
            gc_collect_main -> gc_collect_main of cpython (Exact)
            visit_decref -> visit_decref of cpython (Exact)
            deduce_unreachable -> deduce_unreachable of cpython (Exact)
            long_to_decimal_string_internal -> long_to_decimal_string_internal of cpython (Exact)
            tupletraverse -> tupletraverse of cpython (Exact)
            unicode_dealloc -> unicode_dealloc of cpython (Exact)
            _PyObject_Malloc -> _PyObject_Malloc of cpython (Exact)
            encoder_listencode_obj -> encoder_listencode_obj of cpython, python-json (Exact)
            take_gil -> nothing
            take_gil -> nothing
            <module> -> nothing
        "#]],
    );
}

#[test]
fn parameters_and_templates_of_cpp_and_gcc() {
    check(
        "cc1 | find_base_term
        cc1 | get_ref_base_and_extent(tree_node*, poly_int_pod*, poly_int_pod*, poly_int_pod*, bool*)
        cc1plus | bitmap_set_bit(bitmap_head*, int)
        cc1 | ggc_internal_alloc(unsigned long, void (*)(void*), unsigned long, unsigned long)
        cc1 | compute_transp(rtx_def const*, int, simple_bitmap_def**, bitmap_head*, bitmap_head*, vec*)
        libstdc++.so.6.0.30 | operator new
        libstdc++.so.6.0.30 | operator new(unsigned long)
        raycast | operator new(unsigned long)@plt
        raycast | std::vector<scene::Hit, std::allocator<scene::Hit> >::_M_realloc_insert<scene::Hit const&>
        raycast | void std::vector<int, std::allocator<int> >::_M_realloc_insert<int>(__gnu_cxx::__normal_iterator<int*, std::vector<int> >, int&&)
        raycast | scene::(anonymous namespace)::Sphere::hit(scene::Ray const&) const
        raycast | std::__detail::_Map_base<int, std::pair<int const, int>, std::allocator<std::pair<int const, int> > >::operator[](int const&)",
        &expect![[r#"
            find_base_term -> find_base_term of gcc (Exact)
            get_ref_base_and_extent(tree_node*, poly_int_pod*, poly_int_pod*, poly_int_pod*, bool*) -> get_ref_base_and_extent of gcc (Normalised)
            bitmap_set_bit(bitmap_head*, int) -> bitmap_set_bit of gcc (Normalised)
            ggc_internal_alloc(unsigned long, void (*)(void*), unsigned long, unsigned long) -> ggc_internal_alloc of gcc (Normalised)
            compute_transp(rtx_def const*, int, simple_bitmap_def**, bitmap_head*, bitmap_head*, vec*) -> compute_transp of gcc (Normalised)
            operator new -> operator new of libstdc++ (Exact)
            operator new(unsigned long) -> operator new of libstdc++ (Normalised)
            operator new(unsigned long)@plt -> operator new of libstdc++ (NameOnly)
            std::vector<scene::Hit, std::allocator<scene::Hit> >::_M_realloc_insert<scene::Hit const&> -> std::vector::_M_realloc_insert of libstdc++ (Normalised)
            void std::vector<int, std::allocator<int> >::_M_realloc_insert<int>(__gnu_cxx::__normal_iterator<int*, std::vector<int> >, int&&) -> std::vector::_M_realloc_insert of libstdc++ (Normalised)
            scene::(anonymous namespace)::Sphere::hit(scene::Ray const&) const -> nothing
            std::__detail::_Map_base<int, std::pair<int const, int>, std::allocator<std::pair<int const, int> > >::operator[](int const&) -> std::__detail::_Map_base::operator[] of libstdc++ (Normalised)
        "#]],
    );
}

#[test]
fn paths_of_rust() {
    check(
        "logq | core::fmt::write
        logq | core::fmt::write::h0123456789abcdef
        logq | <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
        logq | alloc::raw_vec::RawVec<T,A>::grow_one
        logq | alloc::raw_vec::RawVec<u8>::grow_one
        logq | <alloc::string::String as core::clone::Clone>::clone
        logq | <logq::Line as core::clone::Clone>::clone
        logq | <T as alloc::string::ToString>::to_string
        logq | alloc::slice::<impl [T]>::to_vec
        logq | core::fmt::num::imp::<impl core::fmt::Display for u64>::fmt
        logq | hashbrown::raw::RawTable<T,A>::reserve_rehash
        logq | logq::filter::matches
        logq | core::str::count",
        &expect![[r#"
            core::fmt::write -> core::fmt::write of rust-std (Exact)
            core::fmt::write::h0123456789abcdef -> core::fmt::write of rust-std (Normalised)
            <core::hash::sip::Hasher<S> as core::hash::Hasher>::write -> core::hash::sip::Hasher::write of rust-std (Normalised)
            alloc::raw_vec::RawVec<T,A>::grow_one -> alloc::raw_vec::RawVec::grow_one of rust-std (Normalised)
            alloc::raw_vec::RawVec<u8>::grow_one -> alloc::raw_vec::RawVec::grow_one of rust-std (Normalised)
            <alloc::string::String as core::clone::Clone>::clone -> alloc::string::String::clone of rust-std (Normalised)
            <logq::Line as core::clone::Clone>::clone -> nothing
            <T as alloc::string::ToString>::to_string -> alloc::string::ToString::to_string of rust-std (Normalised)
            alloc::slice::<impl [T]>::to_vec -> alloc::slice::to_vec of rust-std (Normalised)
            core::fmt::num::imp::<impl core::fmt::Display for u64>::fmt -> core::fmt::num::imp::fmt of rust-std (Normalised)
            hashbrown::raw::RawTable<T,A>::reserve_rehash -> hashbrown::raw::RawTable::reserve_rehash of rust-std (Normalised)
            logq::filter::matches -> nothing
            core::str::count -> nothing
        "#]],
    );
}

#[test]
fn names_of_go_java_and_javascript() {
    check(
        "server | runtime.mallocgc
        server | runtime.(*mcache).nextFree
        - | runtime.scanobject
        server | runtime.gcBgMarkWorker.func2
        server | runtime.mapaccess2_faststr
        server | main.mallocgc
        - | java.util.HashMap.getNode
        perf-77.map | Ljava/util/HashMap;::getNode
        perf-77.map | java/util/HashMap.putVal_[j]
        node | Builtins_KeyedLoadIC_Megamorphic
        node | v8::internal::Scavenger::Process(v8::JobDelegate*)
        node | LazyCompile:*parse file.js:12",
        &expect![[r#"
            runtime.mallocgc -> runtime.mallocgc of go-runtime (Exact)
            runtime.(*mcache).nextFree -> runtime.(*mcache).nextFree of go-runtime (Exact)
            runtime.scanobject -> runtime.scanobject of go-runtime (Exact)
            runtime.gcBgMarkWorker.func2 -> runtime.gcBgMarkWorker.func2 of go-runtime (Exact)
            runtime.mapaccess2_faststr -> runtime.mapaccess2_faststr of go-runtime (Exact)
            main.mallocgc -> nothing
            java.util.HashMap.getNode -> java.util.HashMap.getNode of openjdk (Exact)
            Ljava/util/HashMap;::getNode -> java.util.HashMap.getNode of openjdk (Normalised)
            java/util/HashMap.putVal_[j] -> java.util.HashMap.putVal of openjdk (Normalised)
            Builtins_KeyedLoadIC_Megamorphic -> Builtins_KeyedLoadIC_Megamorphic of v8, node (Exact)
            v8::internal::Scavenger::Process(v8::JobDelegate*) -> v8::internal::Scavenger::Process of v8, node (Normalised)
            LazyCompile:*parse file.js:12 -> nothing
        "#]],
    );
}

#[test]
fn modules_of_scripts() {
    check(
        "json/encoder.py | iterencode
        /usr/lib/python3.11/json/encoder.py | _iterencode_dict
        json/decoder.py | raw_decode
        random.py | choice
        /usr/lib/python3.11/random.py | _randbelow_with_getrandbits
        job.py | choice
        shop/json/encoder.py | encode
        - | encode
        - | choice
        - | _iterencode_list
        server | encoding/json.(*encodeState).marshal
        - | encoding/json.checkValid",
        &expect![[r#"
            iterencode -> iterencode of python-json (Exact)
            _iterencode_dict -> _iterencode_dict of python-json (Exact)
            raw_decode -> raw_decode of python-json (Exact)
            choice -> choice of python-random (Exact)
            _randbelow_with_getrandbits -> _randbelow_with_getrandbits of python-random (Exact)
            choice -> nothing
            encode -> nothing
            encode -> nothing
            choice -> nothing
            _iterencode_list -> _iterencode_list of python-json (NameOnly)
            encoding/json.(*encodeState).marshal -> encoding/json.(*encodeState).marshal of go-encoding-json (Exact)
            encoding/json.checkValid -> encoding/json.checkValid of go-encoding-json (Exact)
        "#]],
    );
}

#[test]
fn other_programs() {
    check(
        "sha1sum | sha1_process_block
        /usr/bin/sha256sum | sha256_process_block
        sha1sum | digest_file
        coreutils | md5_process_block
        libcrypto.so.3 | sha256_block_data_order_avx2
        bash | hash_search
        bash | hash_search.isra.0
        python3 | hash_search",
        &expect![[r#"
            sha1_process_block -> sha1_process_block of coreutils (Exact)
            sha256_process_block -> sha256_process_block of coreutils (Exact)
            digest_file -> digest_file of coreutils (Exact)
            md5_process_block -> md5_process_block of coreutils (Exact)
            sha256_block_data_order_avx2 -> sha256_block_data_order of openssl (Normalised)
            hash_search -> hash_search of bash (Exact)
            hash_search.isra.0 -> hash_search of bash (Normalised)
            hash_search -> nothing
        "#]],
    );
}

#[test]
fn what_is_no_name_finds_nothing() {
    let long = "a".repeat(1 << 20);
    let nested = "<".repeat(4000);
    let underscores = "_".repeat(4000);
    let prefixes = "__GI_".repeat(800);
    for name in [
        "",
        " ",
        "[unknown]",
        "0x7f12",
        "_",
        "__GI_",
        "@plt",
        "::h0123456789abcdef",
        "(",
        ".cold",
        &long,
        &nested,
        &underscores,
        &prefixes,
    ] {
        assert!(function(None, name).is_none(), "{name:.20}");
        assert!(function(Some("libc.so.6"), name).is_none(), "{name:.20}");
        assert!(function(Some(name), "no_such_function").is_none(), "{name:.20}");
    }
    for name in [
        "",
        "\u{0}",
        "[",
        "]",
        "/",
        "..",
        ".so",
        "lib.so.",
        &long,
        "\u{1F600}.so.6",
    ] {
        assert!(software(name, None).is_none(), "{name:.20}");
    }
}

fn check_software(names: &[&str], kind: Option<Kind>, expected: &Expect) {
    let mut found = String::new();
    for name in names {
        let id = software(name, kind).map_or("nothing", |software| &software.id);
        writeln!(found, "{name} -> {id}").unwrap();
    }
    expected.assert_eq(&found);
}

#[test]
fn processes_paths_and_libraries() {
    check_software(
        &[
            "python3.10",
            "/usr/bin/python3",
            "Python",
            "libpython3.11.so.1.0",
            "/usr/lib64/libpython3.9.so.1.0",
            "_json.cpython-310-x86_64-linux-gnu.so",
            "sha1sum",
            "bash",
            "-bash",
            "cc1plus",
            "/usr/lib/gcc/x86_64-linux-gnu/12/cc1",
            "libc.so.6",
            "libc-2.31.so",
            "libz.so.1.2.11",
            "zlib.h",
            "[kernel.kallsyms]",
            "[nf_conntrack]",
            "kworker/0:1-events",
            "vmlinux",
            "node (deleted)",
            "libstdc++.so.6.0.30",
            "ld-linux-x86-64.so.2",
            "a.out",
            "my-server",
        ],
        None,
        &expect![[r#"
            python3.10 -> cpython
            /usr/bin/python3 -> cpython
            Python -> cpython
            libpython3.11.so.1.0 -> cpython
            /usr/lib64/libpython3.9.so.1.0 -> cpython
            _json.cpython-310-x86_64-linux-gnu.so -> python-json
            sha1sum -> coreutils
            bash -> bash
            -bash -> bash
            cc1plus -> gcc
            /usr/lib/gcc/x86_64-linux-gnu/12/cc1 -> gcc
            libc.so.6 -> glibc
            libc-2.31.so -> glibc
            libz.so.1.2.11 -> zlib
            zlib.h -> zlib
            [kernel.kallsyms] -> linux
            [nf_conntrack] -> linux
            kworker/0:1-events -> linux
            vmlinux -> linux
            node (deleted) -> node
            libstdc++.so.6.0.30 -> libstdc++
            ld-linux-x86-64.so.2 -> ld.so
            a.out -> nothing
            my-server -> nothing
        "#]],
    );
    check_software(
        &["libc.so.6", "python3"],
        Some(Kind::Library),
        &expect![[r#"
        libc.so.6 -> glibc
        python3 -> nothing
    "#]],
    );
    assert!(package("c", "zlib.h").is_some());
    assert!(package("npm", "zlib.h").is_none());
}

#[track_caller]
fn check_faster(found: Option<&'static knowledge::Software>, name: &str, expected: &str) {
    let found = found.unwrap_or_else(|| panic!("{name}"));
    let ids: Vec<&str> = faster(found, name)
        .iter()
        .map(|faster| faster.id.as_str())
        .collect();
    assert_eq!(ids.join(" "), expected, "{name} is {}", found.id);
}

#[test]
fn alternatives_are_of_the_part_that_is_asked_about() {
    let program = |name| software(name, Some(Kind::Program));
    check_faster(program("sha1sum"), "sha1sum", "b3sum xxhash coreutils-openssl");
    for name in ["sort", "cat", "ls", "wc", "/usr/bin/ls"] {
        check_faster(program(name), name, "");
    }
    check_faster(package("c", "regex"), "regex", "hyperscan re2 ctre");
    check_faster(
        package("c", "unordered_map"),
        "unordered_map",
        "absl-flat-hash-map boost-unordered-flat-map unordered_dense",
    );
    check_faster(package("c", "vector"), "vector", "");
    let library = |name| software(name, Some(Kind::Library));
    for name in ["std::unordered_map", "std::unordered_map<int, std::string>::find"] {
        check_faster(
            library(name),
            name,
            "absl-flat-hash-map boost-unordered-flat-map unordered_dense",
        );
    }
    check_faster(library("std::regex"), "std::regex", "hyperscan re2 ctre");
    check_faster(
        library("std::string::String"),
        "std::string::String",
        "memchr aho-corasick simdutf8",
    );
    check_faster(
        library("std::collections::HashMap"),
        "std::collections::HashMap",
        "foldhash ahash rustc-hash",
    );
    check_faster(library("std::sync::Mutex"), "std::sync::Mutex", "parking_lot");
    check_faster(
        package("go", "github.com/json-iterator/go"),
        "github.com/json-iterator/go",
        "bytedance-sonic go-json",
    );
    check_faster(package("pypi", "ujson"), "ujson", "orjson");
    check_faster(package("c", "json/json.h"), "json/json.h", "rapidjson");
    check_faster(package("pypi", "json"), "json", "orjson msgspec ujson");
}

#[test]
fn a_function_or_type_means_the_library_that_has_it() {
    check_faster(
        knowledge::library_of_part("malloc"),
        "malloc",
        "jemalloc mimalloc gperftools-tcmalloc google-tcmalloc snmalloc",
    );
    check_faster(
        knowledge::library_of_part("HashMap"),
        "HashMap",
        "foldhash ahash rustc-hash",
    );
    assert!(knowledge::library_of_part("nothing-known").is_none());
}

#[test]
fn a_whole_library_has_alternatives_to_its_parts() {
    let libc = software("libc.so.6", None).unwrap();
    assert!(faster(libc, "libc.so.6").is_empty());
    let parts = knowledge::faster_for_parts(libc, "libc.so.6");
    assert!(parts.iter().any(|faster| faster.id == "jemalloc"));
    let rust = software("std::collections::HashMap", Some(Kind::Library)).unwrap();
    assert!(knowledge::faster_for_parts(rust, "std::collections::HashMap").is_empty());
    assert!(!knowledge::faster_for_parts(rust, "std").is_empty());
    let coreutils = software("ls", None).unwrap();
    assert!(knowledge::faster_for_parts(coreutils, "ls").is_empty());
    let regex = software("regex", Some(Kind::Library)).unwrap();
    assert!(knowledge::faster_for_parts(regex, "regex").is_empty());
}

#[test]
fn what_runs_is_no_header_and_a_script_is_of_python() {
    let id = |name| software(name, None).map(|found| found.id.as_str());
    assert_eq!(id("vector"), None);
    assert_eq!(id("random.py"), Some("python-random"));
    assert_eq!(id("json/encoder.py"), Some("python-json"));
    assert_eq!(id("libstdc++.so.6"), Some("libstdc++"));
}

#[test]
fn a_dependency_is_of_its_ecosystem() {
    assert!(package("c", "json").is_none());
    assert!(package("go", "github.com/someone/go").is_none());
    assert!(package("go", "encoding/json").is_some());
    assert!(package("npm", "json").is_none());
    assert_eq!(
        package("c", "openssl/sha.h").map(|found| found.id.as_str()),
        Some("openssl")
    );
}

/// Tables and stacks of the kinds that people bring: nearly every row says something.
#[test]
fn a_useful_answer_for_nearly_every_row() {
    let rows = include_str!("rows.txt");
    let (mut answered, mut all) = (0, 0);
    let mut silent = String::new();
    for row in rows
        .lines()
        .filter(|row| !row.is_empty() && !row.starts_with('#'))
    {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, mapping, name, ..] = cells.as_slice() else {
            panic!("{row}")
        };
        all += 1;
        if function(Some(mapping), name).is_some() || software(mapping, None).is_some() {
            answered += 1;
        } else {
            writeln!(silent, "{mapping} {name}").unwrap();
        }
    }
    assert!(answered * 100 >= all * 90, "{answered} of {all}");
    expect![[r#"
        wordcount count_words
        dice throw_dice(unsigned long)
    "#]]
    .assert_eq(&silent);
}
