#!/usr/bin/env bash
# Builds wordex, records it, and writes recordings/ and variants/ anew.
set -eu
. "$(dirname "$0")/../lib.sh"
need gcc make git awk perf objdump valgrind inferno-collapse-perf inferno-diff-folded inferno-flamegraph
checkout c Makefile src
run="build/wordex 80000"
make -s
install -m 644 build/wordex "$home/variants/wordex.bin"

perf_recording "perf record -q -e cpu-clock -F 250 --call-graph dwarf,4096 $run"
perf script -F +srcline --full-source-path >"$home/recordings/cpu.perf.txt" </dev/null
meta cpu.perf.txt "$(perf version | sed 's/ version//')" \
    "perf record -e cpu-clock -F 250 --call-graph dwarf,4096 $run && perf script -F +srcline --full-source-path" \
    src/wordex.c src/table.c src/table.h
row ../recordings/cpu.perf.txt "perf script -F +srcline --full-source-path"
perf_variants wordex table_find
variant script-noinline.txt "perf script --no-inline"
variant script-srcline-base.txt "perf script -F +srcline"
variant annotate.txt "perf annotate --stdio -d wordex"
variant report-caller.txt "perf report --stdio --no-children -G"
variant report-period.txt "perf report --stdio --no-children -g none --show-total-period"
variant report-dso-sym.txt "perf report --stdio --no-children -g none --sort dso,sym"
variant report-comma.txt "perf report --stdio --no-children -g none -n -t,"
variant annotate-nosource.txt "perf annotate --stdio --no-source table_find"
variant annotate-n.txt "perf annotate --stdio -n table_find"
variant folded-inferno.txt "perf script | inferno-collapse-perf"
variant flamegraph.svg "perf script | inferno-collapse-perf | inferno-flamegraph"
derived() {
    awk "${@:2}" -f "$home/../topn.awk" <"$home/recordings/cpu.perf.txt" >"$home/variants/$1"
    printf '| `%s` | derived from `cpu.perf.txt`, not recorded: `awk %s -f topn.awk`; see FORMATS-TOPN.md |\n' "$1" "${*:2}" >>"$readme"
}
derived topn-table.txt -v shape=table
derived topn-copy.txt -v shape=copy
derived stack-copy.txt -v shape=stack
derived stack-copy-user.txt -v shape=stack -v top=wordex
hot

perf_recording "perf record -q -e cpu-clock -F 499 -g --sample-cpu $run"
install -m 644 perf.data "$home/variants/perf-data-fp.bin"
row perf-data-fp.bin "cp perf.data"
variant fp-script.txt "perf script"
variant fp-script-minimal.txt "perf script -F comm,tid,ip,sym"
variant fp-script-weight.txt "perf script -G -F tid,event,period,ip,sym,dso"
variant fp-script-cpu.txt "perf script -F comm,pid,tid,cpu,time,event,ip,sym,dso"
variant fp-report-children.txt "perf report --stdio"
variant fp-report-maxstack0.txt "perf report --stdio --no-children --max-stack=0"
variant fp-folded-inferno.txt "perf script | inferno-collapse-perf"

perf_recording "perf record -q -z -e cpu-clock -F 199 -g $run"
install -m 644 perf.data "$home/variants/perf-data-compressed.bin"
row perf-data-compressed.bin "cp perf.data"

perf_recording "perf record -q -e cpu-clock -F 99 --call-graph dwarf,2048 $run"
install -m 644 perf.data "$home/variants/perf-data-dwarf.bin"
row perf-data-dwarf.bin "cp perf.data"

perf_recording "perf record -q -e cpu-clock -F 199 -g -o - $run >pipe.data" -i pipe.data
install -m 644 pipe.data "$home/variants/perf-data-pipe.bin"
row perf-data-pipe.bin "cp pipe.data"

perf_recording "perf record -q -e cpu-clock -F 499 $run"
variant flat-script.txt "perf script"
variant flat-script-srcline.txt "perf script -F +srcline --full-source-path"
variant flat-report.txt "perf report --stdio"
variant flat-report-n.txt "perf report --stdio -n"
variant flat-report-hierarchy.txt "perf report --stdio --hierarchy"

perf_recording "perf record -q -e cpu-clock -e task-clock -F 199 -g $run"
variant events-script.txt "perf script"
variant events-report.txt "perf report --stdio --no-children -g none -n"
variant events-annotate.txt "perf annotate --stdio -l table_find"
variant events-annotate-all.txt "perf annotate --stdio -l -d wordex"

# The same with a table of the right size: a comparison that has something to show.
make -s -B CFLAGS="-O2 -g -fno-omit-frame-pointer -DBUCKETS=4096"
cp "$home/variants/folded-inferno.txt" before.folded
perf_recording "perf record -q -e cpu-clock -F 250 --call-graph dwarf,4096 $run"
variant folded-inferno-4096.txt "perf script | inferno-collapse-perf"
cp "$home/variants/folded-inferno-4096.txt" after.folded
variant folded-diff.txt "inferno-diff-folded before.folded after.folded"
make -s -B

valgrind_recording() {
    recording "$1"
    say "$(valgrind --version). The file says \`$(grep -E '^events:' out)\`, \`$(grep -E '^(summary|totals):' out | paste -sd' ')\`." \
        "| file | written by |
|---|---|"
}
valgrind_recording "valgrind -q --tool=callgrind --callgrind-out-file=out build/wordex 1000"
variant callgrind.txt "cat out"
variant callgrind-annotate.txt "callgrind_annotate --auto=yes out"
variant callgrind-annotate-tree.txt "callgrind_annotate --tree=both --inclusive=yes --auto=no out"
valgrind_recording "valgrind -q --tool=callgrind --callgrind-out-file=out --dump-instr=yes --collect-jumps=yes --cache-sim=yes build/wordex 300"
variant callgrind-instr.txt "cat out"
valgrind_recording "valgrind -q --tool=callgrind --callgrind-out-file=out --compress-strings=no --compress-pos=no build/wordex 300"
variant callgrind-plain.txt "cat out"
valgrind_recording "valgrind -q --tool=cachegrind --cachegrind-out-file=out build/wordex 1000"
variant cachegrind.txt "cat out"
variant cg-annotate.txt "cg_annotate --auto=yes out"
clean
