#!/usr/bin/env bash
# Builds raycast, records it, and writes recordings/ and variants/ anew.
set -eu
. "$(dirname "$0")/../lib.sh"
need g++ make git awk perf objdump go google-pprof inferno-collapse-perf
checkout cpp Makefile src
profiler=$(ldconfig -p | awk '/libprofiler\.so/ { print $NF; exit }')
[ -n "$profiler" ] || { echo "record.sh needs libprofiler.so (see tests/workspaces/README.md)" >&2; exit 1; }
run="build/raycast 1400"
make -s

perf_recording "perf record -q -e cpu-clock -F 149 --call-graph dwarf,8192 $run"
perf script -F +srcline --full-source-path >"$home/recordings/cpu.perf.txt" </dev/null
row ../recordings/cpu.perf.txt "perf script -F +srcline --full-source-path"
meta cpu.perf.txt "$(perf version | sed 's/ version//')" \
    "perf record -e cpu-clock -F 149 --call-graph dwarf,8192 $run && perf script -F +srcline --full-source-path" \
    src/raycast.cpp src/scene.cpp src/scene.hpp src/vec.hpp
perf_variants raycast "'scene::(anonymous namespace)::Sphere::hit'"
variant folded-inferno.txt "perf script | inferno-collapse-perf"
hot

perf_recording "perf record -q -e cpu-clock -F 199 -g build/raycast 1000"
variant fp-script.txt "perf script"
variant fp-script-mangled.txt "perf script --no-demangle"
variant fp-report-mangled.txt "perf report --stdio --no-children -g none -n --no-demangle"

perf_recording "perf record -q -e cpu-clock -F 399 $run"
variant flat-script-srcline.txt "perf script -F +srcline --full-source-path"
variant flat-report-n.txt "perf report --stdio -n"
variant flat-report-srcline-full.txt "perf report --stdio -n --sort sym,srcline --full-source-path"

# gperftools: its own format, then the same as protobuf and as text.
export CPUPROFILE_FREQUENCY=250
recording "LD_PRELOAD=$profiler CPUPROFILE=legacy.prof $run 2>gperftools.log"
say "CPUPROFILE_FREQUENCY=$CPUPROFILE_FREQUENCY. gperftools says \`$(grep -o 'PROFILE: interrupts.*' gperftools.log | sed 's/ PROFILE//; s/^PROFILE: //')\`.
\`google-pprof --text\` says \`$(google-pprof --text build/raycast legacy.prof 2>/dev/null | head -1)\`." "| file | written by |
|---|---|"
variant gperftools-legacy.bin "cat legacy.prof"
variant gperftools-proto.bin "go tool pprof -proto -output=/dev/stdout build/raycast legacy.prof"
cp "$home/variants/gperftools-proto.bin" proto.pb.gz
variant gperftools-top.txt "google-pprof --text build/raycast legacy.prof"
variant gperftools-lines.txt "google-pprof --text --lines build/raycast legacy.prof"
variant gperftools-callgrind.txt "google-pprof --callgrind build/raycast legacy.prof"
variant gperftools-collapsed.txt "google-pprof --collapsed build/raycast legacy.prof"
variant pprof-top.txt "go tool pprof -top proto.pb.gz"
variant pprof-top-lines.txt "go tool pprof -top -lines proto.pb.gz"
clean
