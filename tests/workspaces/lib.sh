# Shared by the record.sh of each workspace; sourced, not run.
#
# A workspace is copied to $DEMO/NAME and built there: the paths in the recordings then name no
# machine, and differ from the workspace's own, as in any profile that comes from elsewhere.
# What is recorded goes to recordings/ (the workspace's profile) and variants/ (for the tests of
# the readers), whose README.md is written here too, so that its numbers are those of the files.

export LC_ALL=C TZ=UTC
DEMO=/tmp/sysgrok-demo
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/sysgrok-tests
PATH=$PATH:$CACHE/inferno/bin:$CACHE/py-spy/bin
export PERF_BUILDID_DIR=$DEMO/debug # not the user's ~/.debug

# need TOOL...: stops with a message when a tool is not there.
need() {
    local tool missing=
    for tool; do
        command -v "$tool" >/dev/null || missing="$missing $tool"
    done
    [ -z "$missing" ] && return
    echo "record.sh needs:$missing (see tests/workspaces/README.md)" >&2
    exit 1
}

# checkout NAME FILE...: sets $home (the workspace) and $work (its fresh copy), and goes there.
checkout() {
    local name=$1
    shift
    home=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
    work=$DEMO/$name
    rm -rf "$work" "$home/recordings" "$home/variants"
    mkdir -p "$work" "$home/recordings" "$home/variants"
    (cd "$home" && cp -r --parents -- "$@" "$work")
    cd "$work"
    readme=$home/variants/README.md
    echo "# $name: what the tools wrote

Written by \`record.sh\`, never by hand. The commands ran in \`$work\`, one after the other." >"$readme"
}

# say TEXT...: a paragraph of variants/README.md.
say() {
    printf '\n%s\n' "$@" >>"$readme"
}

# recording COMMAND: runs it, and starts a section of variants/README.md.
recording() {
    say "## \`$1\`"
    eval "$1" >/dev/null </dev/null
}

# perf_recording COMMAND [OPTION...]: the same for a perf record, with the totals that
# perf report OPTION... says.
perf_recording() {
    recording "$1"
    shift
    say "$(perf version). \`perf report\` says:"
    {
        printf '\n```\n'
        perf report "$@" --stdio --no-children -g none -n </dev/null 2>/dev/null | grep -E '^# (Total|Samples|Event|Overhead)|^ ' | sed 's/ *$//' |
            awk '/^# Samples/ { rows = 0 } rows++ < 12'
        echo '```'
        printf '\n| file | written by |\n|---|---|\n'
    } >>"$readme"
}

# variant FILE COMMAND: writes what the command prints to variants/FILE.
variant() {
    eval "$2" >"$home/variants/$1" </dev/null 2>"$work/stderr"
    row "$1" "$2"
}

# row FILE COMMAND: a row of the section's table of files.
row() {
    printf '| `%s` | `%s` |\n' "$1" "${2//|/\\|}" >>"$readme"
}

# perf_variants BINARY FUNCTION: the shapes of perf's texts that depend on the language, from
# ./perf.data; c/record.sh has the others.
perf_variants() {
    variant script.txt "perf script"
    variant report-children.txt "perf report --stdio"
    variant report-nochildren.txt "perf report --stdio --no-children"
    variant report-flat.txt "perf report --stdio --no-children -g none"
    variant report-children-flat.txt "perf report --stdio -g none"
    variant report-n.txt "perf report --stdio --no-children -g none -n"
    variant report-srcline.txt "perf report --stdio --no-children -g none --sort sym,srcline"
    variant report-srcline-full.txt "perf report --stdio --no-children -g none --sort sym,srcline --full-source-path"
    variant annotate-l.txt "perf annotate --stdio -l -d $1"
    variant annotate-l-full.txt "perf annotate --stdio -l --full-paths $2"
}

# meta RECORDING TOOL COMMAND SOURCE...: writes recordings/RECORDING.meta.toml.
meta() {
    local recording=$1 tool=$2 command=$3 source
    shift 3
    {
        echo "tool = \"$tool\""
        echo "command = \"$command\""
        echo "recorded = \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\""
        echo "host = \"demo\""
        echo
        echo "# What each source was when it was recorded: git hash-object FILE"
        echo "[sources]"
        for source; do
            echo "\"$source\" = \"$(git hash-object --no-filters "$work/$source")\""
        done
    } >"$home/recordings/$recording.meta.toml"
}

# hot: what is hot in recordings/cpu.perf.txt, into variants/README.md.
hot() {
    say "In \`../recordings/cpu.perf.txt\`: $(awk -f "$home/../hot.awk" "$home/recordings/cpu.perf.txt")"
}

# clean: the recordings must not tell where this checkout lives, nor who records.
clean() {
    local word leaks
    for word in "$(cd "$home/../../.." && pwd)/" "$HOME/"; do
        leaks=$(grep -rlaF -- "$word" "$home/recordings" "$home/variants" || true)
        [ -z "$leaks" ] && continue
        echo "these recordings name $word:" $leaks >&2
        exit 1
    done
}
