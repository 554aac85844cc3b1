#!/usr/bin/env bash
# Builds logq, records it, and writes recordings/ and variants/ anew.
set -eu
. "$(dirname "$0")/../lib.sh"
need cargo git awk perf objdump inferno-collapse-perf
checkout rust Cargo.toml Cargo.lock src
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR
export RUSTFLAGS="-C force-frame-pointers=yes"
run="target/release/logq 100000"
cargo build -q --release --locked
say "$(rustc --version), RUSTFLAGS=\"$RUSTFLAGS\" cargo build --release"

perf_recording "perf record -q -e cpu-clock -F 53 --call-graph dwarf,8192 $run"
perf script -F +srcline --full-source-path >"$home/recordings/cpu.perf.txt" </dev/null
row ../recordings/cpu.perf.txt "perf script -F +srcline --full-source-path"
meta cpu.perf.txt "$(perf version | sed 's/ version//')" \
    "perf record -e cpu-clock -F 53 --call-graph dwarf,8192 $run && perf script -F +srcline --full-source-path" \
    src/main.rs src/filter.rs src/stats.rs
perf_variants logq logq::filter::matches
variant folded-inferno.txt "perf script | inferno-collapse-perf"
hot

perf_recording "perf record -q -e cpu-clock -F 199 -g target/release/logq 20000"
variant fp-script.txt "perf script"
variant fp-script-mangled.txt "perf script --no-demangle"
variant fp-report-mangled.txt "perf report --stdio --no-children -g none -n --no-demangle"

perf_recording "perf record -q -e cpu-clock -F 399 $run"
variant flat-script-srcline.txt "perf script -F +srcline --full-source-path"
variant flat-report-n.txt "perf report --stdio -n"
variant flat-report-srcline-full.txt "perf report --stdio -n --sort sym,srcline --full-source-path"

# The other mangling of names.
export RUSTFLAGS="$RUSTFLAGS -C symbol-mangling-version=v0"
cargo build -q --release --locked
say "RUSTFLAGS=\"$RUSTFLAGS\" cargo build --release"
perf_recording "perf record -q -e cpu-clock -F 199 -g target/release/logq 20000"
variant v0-script-mangled.txt "perf script --no-demangle"
variant v0-report-n.txt "perf report --stdio --no-children -g none -n"
clean
