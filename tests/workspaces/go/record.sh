#!/usr/bin/env bash
# Builds roads, records it, and writes recordings/ and variants/ anew.
set -eu
. "$(dirname "$0")/../lib.sh"
need go git perf gzip inferno-collapse-perf
checkout go go.mod main.go graph heap
export GOCACHE=$DEMO/go-cache GOFLAGS=-buildvcs=false GOTOOLCHAIN=local
tool="$(go version | sed 's/go version //; s/go1/go 1/')"
go build -o build/roads .
table="| file | written by |
|---|---|"

recording "build/roads -turns 600 -cpu cpu.pprof"
cp cpu.pprof "$home/recordings/cpu.pprof"
meta cpu.pprof "$tool runtime/pprof" "build/roads -turns 600 -cpu cpu.pprof" \
    main.go graph/graph.go heap/heap.go
say "$tool. \`go tool pprof\` says:" "\`\`\`
$(go tool pprof -top build/roads cpu.pprof 2>/dev/null | head -16)
...
$(go tool pprof -top -lines build/roads cpu.pprof 2>/dev/null | sed -n '6,12p')
\`\`\`" "$table"
row ../recordings/cpu.pprof "cp cpu.pprof"
variant cpu-plain.bin "gzip -dc cpu.pprof"
variant pprof-top.txt "go tool pprof -top build/roads cpu.pprof"
variant pprof-top-cum.txt "go tool pprof -top -cum build/roads cpu.pprof"
variant pprof-top-lines.txt "go tool pprof -top -lines build/roads cpu.pprof"
variant pprof-top-files.txt "go tool pprof -top -files build/roads cpu.pprof"
variant pprof-top-samples.txt "go tool pprof -top -sample_index=samples build/roads cpu.pprof"
variant pprof-top-north.txt "go tool pprof -top -tagfocus=region=north build/roads cpu.pprof"
variant pprof-list.txt "go tool pprof -list Shortest build/roads cpu.pprof"
variant pprof-peek.txt "go tool pprof -peek 'Shortest|sink' build/roads cpu.pprof"
variant pprof-tree.txt "go tool pprof -tree build/roads cpu.pprof"
variant pprof-traces.txt "go tool pprof -traces build/roads cpu.pprof"
variant pprof-tags.txt "go tool pprof -tags build/roads cpu.pprof"
variant pprof-raw.txt "go tool pprof -raw build/roads cpu.pprof"

recording "build/roads -turns 100 -heap heap.pprof"
say "$tool. A line for each of the four value types, from \`go tool pprof -top -sample_index=TYPE\`:" "\`\`\`
$(for type in alloc_objects alloc_space inuse_objects inuse_space; do
    printf '%-14s ' "$type"
    go tool pprof -top -sample_index="$type" build/roads heap.pprof 2>/dev/null | grep '^Showing'
done)
\`\`\`" "$table"
variant heap.bin "cat heap.pprof"
variant heap-top-inuse_space.txt "go tool pprof -top build/roads heap.pprof"
variant heap-top-alloc_objects.txt "go tool pprof -top -sample_index=alloc_objects build/roads heap.pprof"
variant heap-list-alloc_space.txt "go tool pprof -list NewGrid -sample_index=alloc_space build/roads heap.pprof"

recording "go build -trimpath -o build/roads-trim . && build/roads-trim -turns 200 -cpu trim.pprof"
say "\`\`\`
$(go tool pprof -top build/roads-trim trim.pprof 2>/dev/null | head -8)
\`\`\`" "$table"
variant cpu-trimpath.bin "cat trim.pprof"
variant pprof-top-trimpath.txt "go tool pprof -top -lines build/roads-trim trim.pprof"

perf_recording "perf record -q -e cpu-clock -F 99 -g build/roads -turns 300"
variant script-srcline.txt "perf script -F +srcline --full-source-path"
variant folded-inferno.txt "perf script | inferno-collapse-perf"
variant report-n.txt "perf report --stdio --no-children -g none -n"
clean
