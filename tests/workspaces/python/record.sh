#!/usr/bin/env bash
# Records the spelling corrector, and writes recordings/ and variants/ anew.
set -eu
. "$(dirname "$0")/../lib.sh"
need git perf py-spy /usr/bin/python3
checkout python spell
export PYTHONDONTWRITEBYTECODE=1
python=/usr/bin/python3 # Debian's: the path of any other may name the user
sources="spell/__init__.py spell/__main__.py spell/corrector.py spell/tree.py"

# spy FILE OPTIONS PROGRAM: one py-spy recording, with the counts that py-spy reports.
# py-spy 0.4.1 may end with "No child process", after writing the file or instead.
spy() {
    local command="py-spy record $2 -o ${1##*/} -- $3" try
    for try in 1 2 3 4 5; do
        eval "$command" >log 2>&1 </dev/null || true
        grep -q Samples: log && break
    done
    grep -q Samples: log || { cat log >&2; exit 1; }
    cp "${1##*/}" "$home/variants/$1"
    printf '| `%s` | `%s` | %s |\n' "$1" "$command" "$(sed -n 's/.*\(Samples: .*\)/\1/p' log)" >>"$readme"
}

say "## py-spy" "$(py-spy --version), $($python --version). The last column is what py-spy reports itself." \
    "| file | written by | py-spy says |
|---|---|---|"
spy ../recordings/py-spy.folded "-r 250 -f raw" "$python -m spell 120"
meta py-spy.folded "$(py-spy --version)" "py-spy record -r 250 -f raw -o py-spy.folded -- $python -m spell 120" $sources
spy raw-full.txt "-r 250 -f raw --full-filenames" "$python -m spell 120"
spy raw-function.txt "-r 250 -f raw --function" "$python -m spell 120"
spy raw-threads.txt "-r 250 -f raw --threads" "$python -m spell 120 3"
spy raw-idle.txt "-r 250 -f raw --threads --idle" "$python -m spell 60 3"
spy raw-gil.txt "-r 250 -f raw --gil" "$python -m spell 60 3"
spy raw-subprocesses.txt "-r 250 -f raw --subprocesses" "sh -c '$python -m spell 60 & $python -m spell 60; wait'"
spy raw-native.txt "-r 250 -f raw --native" "$python -m spell 60"
spy raw-nolineno.txt "-r 250 -f raw --nolineno" "$python -m spell 60"
spy speedscope.json "-r 250 -f speedscope" "$python -m spell 60"
spy speedscope-threads.json "-r 250 -f speedscope --threads" "$python -m spell 60 3"
spy chrometrace.json "-r 100 -f chrometrace" "$python -m spell 30"
say "In \`../recordings/py-spy.folded\`, where the innermost frame is (nothing: py-spy wrote a stack without frames):" "\`\`\`
$(awk '{ n = $NF; sub(/ [0-9]+$/, ""); sub(/.*;/, ""); line[$0] += n; sum += n }
    END { for (frame in line) printf "%6d of %d  %s\n", line[frame], sum, frame }' "$home/recordings/py-spy.folded" | sort -k1,1nr | head -8)
\`\`\`"

recording "$python -m cProfile -o cprofile.bin -m spell 60"
say "| file | written by |
|---|---|"
cp cprofile.bin "$home/variants/cprofile.bin"
row cprofile.bin "cp cprofile.bin"
variant cprofile-top.txt "$python -c 'import pstats; pstats.Stats(\"cprofile.bin\").sort_stats(\"tottime\").print_stats(20)'"
variant cprofile-callers.txt "$python -c 'import pstats; pstats.Stats(\"cprofile.bin\").sort_stats(\"tottime\").print_callers(8)'"

# What perf sees of it: the interpreter's C functions.
perf_recording "perf record -q -e cpu-clock -F 99 -g $python -m spell 60"
variant script.txt "perf script"
variant report-flat.txt "perf report --stdio --no-children -g none"
variant report-n.txt "perf report --stdio --no-children -g none -n"
clean
