#!/usr/bin/env bash
# Records the formula evaluator under Node, and writes recordings/ and variants/ anew.
set -eu
. "$(dirname "$0")/../lib.sh"
need node git perf inferno-collapse-perf
checkout js package.json src
table="| file | written by |
|---|---|"

# Sums of a .cpuprofile: V8 prints none itself.
cat >facts.mjs <<'EOF'
import { readFileSync } from "node:fs";
const { nodes, samples, timeDeltas, startTime, endTime } = JSON.parse(readFileSync(process.argv[2]));
const sum = (values) => values.reduce((a, b) => a + b, 0);
console.log(`${samples.length} samples, sum of hitCount ${sum(nodes.map((node) => node.hitCount))}, ` +
  `sum of timeDeltas ${sum(timeDeltas)}, endTime - startTime ${endTime - startTime}`);
const top = (pairs) => {
  const counts = new Map();
  for (const [key, count] of pairs) counts.set(key, (counts.get(key) ?? 0) + count);
  for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, 6)) console.log(`${count}`.padStart(6), key);
};
const place = ({ functionName, url }) => `${functionName} ${url}`;
top(nodes.map((node) => [place(node.callFrame), node.hitCount]));
top(nodes.flatMap((node) => (node.positionTicks ?? []).map(({ line, ticks }) => [`${place(node.callFrame)} line ${line}`, ticks])));
EOF

recording "node --cpu-prof --cpu-prof-interval 4000 --cpu-prof-name cpu.cpuprofile src/main.js 1500"
cp cpu.cpuprofile "$home/recordings/cpu.cpuprofile"
chmod 644 "$home/recordings/cpu.cpuprofile"
meta cpu.cpuprofile "node $(node --version)" \
    "node --cpu-prof --cpu-prof-interval 4000 --cpu-prof-name cpu.cpuprofile src/main.js 1500" src/main.js src/parse.js
say "Node $(node --version). Sums of the file (hitCount by function, then positionTicks, whose lines count from 1):" "\`\`\`
$(node facts.mjs cpu.cpuprofile)
\`\`\`" "$table"
row ../recordings/cpu.cpuprofile "cp cpu.cpuprofile"

recording "node --heap-prof --heap-prof-name heap.json src/main.js 300"
say "$table"
variant heapprofile.json "cat heap.json"

perf_recording "perf record -q -e cpu-clock -F 149 -g node --perf-basic-prof src/main.js 600"
variant jit-script.txt "perf script"
variant jit-report-n.txt "perf report --stdio --no-children -g none -n"
variant jit-folded-inferno.txt "perf script | inferno-collapse-perf"
variant jit-map.txt "grep ' JS:' \$(perf script | grep -o '/tmp/perf-[0-9]*.map' | head -1)"
install -m 644 perf.data "$home/variants/jit-perf-data.bin"
row jit-perf-data.bin "cp perf.data"
rm -f "$(perf script 2>/dev/null </dev/null | grep -o '/tmp/perf-[0-9]*.map' | head -1)"
clean
