//! Options that change what is printed, and lines that should not be there.

use expect_test::expect;

use super::*;

/// `perf report --stdio --group`: a number for each event in a cell; only the group's count is printed.
#[test]
fn a_group_of_events() {
    check(
        "\
# Total Lost Samples: 0
#
# Samples: 92  of events 'anon group { cpu-clock, task-clock }'
# Event count (approx.): 462311500
#
#         Overhead  Command  Shared Object      Symbol                
# ................  .......  .................  ......................
#
    26.09%  26.09%  gzip     gzip               [.] 0x0000000000004330
    23.91%  23.90%  gzip     gzip               [.] 0x0000000000004313
    50.00%  50.01%  gzip     [kernel.kallsyms]  [k] _copy_to_iter
",
        &expect![[r#"
            cpu-clock/percent x 0.0001 sum 1000000 of 1000000, Complete
              _copy_to_iter in [kernel.kallsyms]: Some(500000) None
              0x0000000000004330 in gzip: Some(260900) None
              0x0000000000004313 in gzip: Some(239100) None
            task-clock/percent x 0.0001 sum 1000000 of 1000000, Complete
              _copy_to_iter in [kernel.kallsyms]: Some(500100) None
              0x0000000000004330 in gzip: Some(260900) None
              0x0000000000004313 in gzip: Some(239000) None
        "#]],
    );
}

/// `perf report --stdio --header`, cut.
#[test]
fn the_header_says_where_when_and_what() {
    let profile = parse(
        "\
# ========
# captured on    : Sun Nov 22 10:12:21 2026
# header version : 1
# hostname : vm
# os release : 6.18.44
# perf version : 6.1.187
# cmdline : /usr/bin/perf record -q -e cpu-clock -F 499 -g build/wordex 80000 
# sample duration :   1384.940 ms
# ========
#
# Samples: 1K of event 'cycles:u'
# Event count (approx.): 1386773536
#
# Overhead  Command  Symbol
# ........  .......  .................
#
   100.00%  wordex   [.] main
",
    )
    .unwrap();
    let meta = &profile.meta;
    assert_eq!(meta.tool.as_deref(), Some("perf 6.1.187"));
    assert_eq!(meta.host.as_deref(), Some("vm"));
    assert_eq!(
        meta.command.as_deref(),
        Some("/usr/bin/perf record -q -e cpu-clock -F 499 -g build/wordex 80000")
    );
    assert_eq!(meta.recorded.unwrap().to_string(), "2026-11-22T10:12:21Z");
    assert_eq!(meta.duration, Some(1_384_940_000));
    assert_eq!(meta.samples, None, "1K is not 1000");
    assert_eq!(profile.values[0].label(), "cycles:u/count");
}

/// With `-v` the symbol has an address and the kind of its symbol table before it; `-t` puts a separator
/// between cells, which stay padded; `-F` orders the columns; `-q` leaves all names out; `-d` and `-S`
/// leave a column out.
#[test]
fn other_columns() {
    let head = "# Samples: 692  of event 'cycles'\n# Event count (approx.): 1000\n#\n";
    let rows = |text: &str| {
        let profile = parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(profile.meta.warnings, []);
        let cell = profile.flat.functions[0];
        let mapping = profile.symbols.mapping_name(cell.key).unwrap_or("-").to_owned();
        (
            profile.symbols.name(cell.key).to_owned(),
            mapping,
            cell.own,
            cell.total,
        )
    };
    let expected = |total| ("table add".to_owned(), "libx.so".to_owned(), Some(159_000), total);
    let total = Some(672_000);
    for text in [
        "# Children      Self  Command  Shared Object  Symbol\n# ........  ........  .......  .............  ......\n    67.20%    15.90%  a b      libx.so        0x560027cc8769     B [.] table add\n",
        "# Children;    Self;Command;Shared Object    ;Symbol\n 67.20% ; 15.90% ;wordex ;libx.so       ;[.] table add\n",
        "# Children\t    Self\tCommand\tShared Object\tSymbol\n 67.20% \t 15.90% \twordex \tlibx.so\t[.] table add\n",
        "# Children      Self       sys       usr  Symbol         Shared Object\n# ........  ........  ........  ........  .............  .............\n    67.20%    15.90%     0.00%    15.90%  [.] table add  libx.so\n",
        "#   Children   Self  Comman  Shared Object      Symbol\n# ..........  .....  ......  .................  ......\n      67.20%   15.90%  wordex  libx.so            [.] table add\n",
    ] {
        assert_eq!(rows(&format!("{head}{text}")), expected(total), "{text}");
    }
    let text = "    67.20%    15.90%  wordex   libx.so            [.] table add\n";
    assert_eq!(rows(text), expected(total));
    let text = format!(
        "# dso: libx.so\n# symbol: table add\n#\n{head}# Overhead  Command\n# ........  .......\n#\n    15.90%  wordex\n"
    );
    assert_eq!(rows(&text), expected(None));
}

/// What is copied from a screen: of `perf top --stdio`, of `perf top` and of a report whose `#` got lost.
#[test]
fn headings_without_their_mark() {
    let rows = "    33.92%  libc.so.6        [.] malloc\n    12.01%  [kernel]         [k] _copy_to_iter\n";
    let expected = expect![[r#"
        event/percent x 0.0001 sum 459300 of 1000000, Partial { printed: 459300 }
          malloc in libc.so.6: Some(339200) None
          _copy_to_iter in [kernel]: Some(120100) None
    "#]];
    for headings in [
        "   PerfTop:     652 irqs/sec  kernel:93.3%  exact:  0.0% lost: 0/0 drop: 0/0 [4000Hz cpu-clock],  (all, 4 CPUs)\n-------------------------------------------------\n\n",
        "Samples: 4K of event 'cycles', 4000 Hz, Event count (approx.): 1234 lost: 0/0 drop: 0/0\nOverhead  Shared Object    Symbol\n",
        "Overhead  Shared Object    Symbol\n........  ...............  .................\n\n",
    ] {
        check(&format!("{headings}{rows}"), &expected);
    }
}

/// Samples and periods alone, in the order of `-F sample,period,sym,overhead_us,dso`.
#[test]
fn weights_without_percentages() {
    check(
        "\
# Samples: 692  of event 'cpu-clock'
# Event count (approx.): 773547488
#
#      Samples        Period  Symbol                                    usr  Shared Object    
# ............  ............  ...................................  ........  .................
#
           234     468937872  [.] table_find                         33.82%  wordex           
           152     304609616  [.] main                               21.97%  wordex           
",
        &expect![[r#"
            cpu-clock/nanoseconds x 1 sum 773547488 of 773547488, Complete
              table_find in wordex: Some(468937872) None
              main in wordex: Some(304609616) None
            samples/count x 1 sum 386 of 692, Partial { printed: 386 }
              table_find in wordex: Some(234) None
              main in wordex: Some(152) None
        "#]],
    );
}

/// The same chains, as `-g graph`, `folded`, `fractal`, `flat` and `count` print them (perf 6.1).
#[test]
fn styles_of_call_chains() {
    let row = "    33.82%  wordex   wordex         [.] table_find\n";
    check(
        &chained(&format!(
            "{row}            |\n            ---table_find\n               |          \n               |--33.09%--table_add\n               \
             |          main\n               |          \n                --0.72%--one.constprop.0\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              table_add -> table_find: 330900
              main -> table_add: 330900
              one.constprop.0 -> table_find: 7200
        "#]],
    );
    check(
        &chained(&format!(
            "{row}33.09% table_find;table_add;main\n0.72% table_find;one.constprop.0\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              table_add -> table_find: 330900
              main -> table_add: 330900
              one.constprop.0 -> table_find: 7200
        "#]],
    );
    check(
        &chained(&format!(
            "{row}            |\n            ---table_find\n               |          \n               |--97.86%--table_add\n               \
             |          main\n               |          \n                --2.14%--[...]\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              warning: None callers and callees are left out: the percentages of the call chains are of their parents (-g fractal)
        "#]],
    );
    check(
        &chained(&format!(
            "{row}           33.09%\n                table_find\n                table_add\n                main\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              warning: None callers and callees are left out: the call chains of -g flat overlap
        "#]],
    );
    check(
        &chained(&format!(
            "{row}            |\n            ---table_find\n               |          \n               |--229--table_add\n               \
             |          main\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              warning: None callers and callees are left out: the call chains have counts or periods instead of percentages
        "#]],
    );
}

/// A call counts once a chain: of `f f f` under `f`, there is one call from f to f.
#[test]
fn recursion_counts_once() {
    check(
        &chained(
            "    10.00%  a        a              [.] f\n            |\n            ---f\n               f\n               f\n               main\n\n",
        ),
        &expect![[r#"
            cycles/count x 0.001 sum 100000 of 1000000, Partial { printed: 100000 }
              f in a: Some(100000) None
              f -> f: 100000
              main -> f: 100000
        "#]],
    );
}

#[test]
fn a_garbage_line_costs_itself() {
    check(
        &chained(
            "    10.00%  a        a              [.] f\nsome words in between\n    1e9.0%  a        a              [.] g\n   200.00%  a        a              [.] h\n     5.00%  a        a              [.] g\n",
        ),
        &expect![[r#"
            cycles/count x 0.001 sum 150000 of 1000000, Partial { printed: 150000 }
              f in a: Some(100000) None
              g in a: Some(50000) None
              warning: Some(8) passed over: neither a row nor a call chain: "some words in between"
              warning: Some(9) passed over: neither a row nor a call chain: "    1e9.0%  a        a              [.] g"
              warning: Some(10) passed over: neither a row nor a call chain: "   200.00%  a        a              [.] h"
        "#]],
    );
}

#[test]
fn a_header_without_rows_is_empty_and_prose_is_malformed() {
    check(
        &chained(""),
        &expect![[r#"
        report.txt: read as perf-report: it holds no samples; was anything running while it was recorded?
    "#]],
    );
    let error = read_as(
        Format::PerfReport,
        "x",
        &b"# notes\n\nDear all,\n"[..],
        &Options::default(),
    );
    expect!["x: line 3: read as perf-report: expected a line that names the columns, such as `# Overhead  Command  Shared Object  Symbol`, and dots under it, found Dear all,"].assert_eq(&error.err().unwrap().to_string());
}

/// Who copies a report may cut its dots short.
#[test]
fn dots_that_were_cut_leave_the_names() {
    for dots in ["# ........  .......  ...", "# ........", "# ..."] {
        let report = format!(
            "\
# Overhead  Command  Shared Object  Symbol
{dots}
#
    27.27%  wordex   wordex         [.] table_find
    15.03%  wordex   libc.so.6      [.] __strcmp_evex
"
        );
        check(
            &report,
            &expect![[r#"
            event/percent x 0.0001 sum 423000 of 1000000, Partial { printed: 423000 }
              table_find in wordex: Some(272700) None
              __strcmp_evex in libc.so.6: Some(150300) None
        "#]],
        );
    }
}
