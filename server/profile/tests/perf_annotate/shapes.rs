//! Options that change what is printed, and lines that should not be there.

use expect_test::expect;

use super::*;

/// `perf annotate --stdio --group -l`, cut: a column for each event.
#[test]
fn a_group_of_events() {
    check(
        "
Sorted summary for file /tmp/t
----------------------------------------------

   41.67   33.34 t.c:13
   58.33   66.66 t.c:4
 Percent         |	Source code & Disassembly of t for anon group { cpu-clock, task-clock } (12 samples, percent: local period)
-----------------------------------------------------------------------------------------------------------------------------------
                 : 5    0000000000001170 <work>:
                 : 6    work():
                 : 13   for (unsigned i = 0; i < n; i++) {
   41.67   33.34 :   1170:   test   %edi,%edi // t.c:13
                 : 15   mix():
                 : 4    h ^= h >> 13;
   58.33   66.66 :   1182:   shr    $0xd,%edx // t.c:4
    0.00    0.00 :   11aa:   ret
",
        expect![[r#"
            samples/count x 0.0001 sum 120000
              work in t: Some(120000)
              t.c:4 in work: Some(69996)
              t.c:13 in work: Some(50004)
            samples:task-clock/count x 0.0001 sum 120000
              work in t: Some(120000)
              t.c:4 in work: Some(79992)
              t.c:13 in work: Some(40008)
              warning: Some(7) of the events of a group only the first has its number of samples printed: it stands in for the others
        "#]],
    );
}

/// `--percent-type global-period` and `--show-total-period`, cut.
#[test]
fn shares_of_the_whole_and_periods() {
    check(
        " Percent |\tSource code & Disassembly of t for cycles:u (14 samples, percent: global period)
--------
         : 5    0000000000001170 <work>:
   14.29 :   1182:   shr    $0xd,%edx
   21.43 :   118d:   add    %edx,%eax
 Period      |\tSource code & Disassembly of t for cycles:u (14 samples, percent: local period)
--------
             : 5    0000000000001170 <work>:
     4008016 :   1182:   shr    $0xd,%edx
     6012024 :   118d:   add    %edx,%eax
",
        expect![[r#"
            cycles:u/percent x 0.01 sum 3572
              work in t: Some(3572)
            cycles:u/count x 1 sum 10020040
              work in t: Some(10020040)
              warning: None perf annotate names the files of lines only with -l: what it printed of the source has to be searched in the files, and functions may be all that is found
        "#]],
    );
}

/// Older versions print neither event nor samples nor line numbers.
#[test]
fn an_old_listing() {
    check(
        " Percent |      Source code & Disassembly of a.out
------------------------------------------------
         :
         :
         :      Disassembly of section .text:
         :
         :      0000000000400596 <work>:
         :      work():
         :              for (i = 0; i < n; i++)
   60.00 :        4005a6:       add    $0x1,%eax
         :                      s += i;
   40.00 :        4005a9:       cmp    %edi,%eax
",
        expect![[r#"
            samples/count x 0.0001 sum 10000
              work in a.out: Some(10000)
              None "for (i = 0; i < n; i++)" in work: 6000
              None "s += i;" in work: 4000
              warning: Some(1) this version of perf prints no numbers of samples: each function counts the same
              warning: None perf annotate names the files of lines only with -l: what it printed of the source has to be searched in the files, and functions may be all that is found
        "#]],
    );
}

/// The running kernel is copied out of memory, where objdump finds no symbols.
#[test]
fn a_listing_without_symbols() {
    check(
        " Percent |	Source code & Disassembly of kcore for cycles (5 samples, percent: local period)
------------------------------------------------
         : 5    ffffffff81000c82 <load0>:
  100.00 :   ffffffff81000c82:   push %rax
",
        expect![[r#"
            samples/count x 0.0001 sum 50000
              0xffffffff81000c82 in kcore: Some(50000)
              warning: None perf annotate names the files of lines only with -l: what it printed of the source has to be searched in the files, and functions may be all that is found
        "#]],
    );
}

#[test]
fn a_garbage_line_costs_itself() {
    check(
        " Percent |	Source code & Disassembly of t for cycles (10 samples, percent: local period)
------------------------------------------------
         : 5    0000000000001170 <work>:
   50.00 :   1170:   push %rax // t.c:1
words
   50.00 :   nowhere:   pop %rax // t.c:2
   50.00 :   1171:   pop %rax // t.c:2
",
        expect![[r#"
            samples/count x 0.0001 sum 100000
              work in t: Some(100000)
              t.c:1 in work: Some(50000)
              t.c:2 in work: Some(50000)
              warning: Some(5) passed over: no line of a listing: "words"
              warning: Some(6) passed over: no line of a listing: "   50.00 :   nowhere:   pop %rax // t.c:2"
        "#]],
    );
}

#[test]
fn a_header_without_a_listing_is_empty_and_prose_is_malformed() {
    check(
        " Percent |\tSource code & Disassembly of t for cycles (0 samples, percent: local period)\n",
        expect![[r#"
            annotate.txt: read as perf-annotate: it holds no samples; was anything running while it was recorded?
        "#]],
    );
    let error = read_as(
        Format::PerfAnnotate,
        "x",
        &b"\nDear all,\n"[..],
        &Options::default(),
    );
    expect!["x: line 2: read as perf-annotate: expected a header such as ` Percent | Source code & Disassembly of FILE for EVENT (N samples, percent: local period)`, found Dear all,"].assert_eq(&error.err().unwrap().to_string());
}
