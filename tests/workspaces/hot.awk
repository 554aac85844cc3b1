# perf script -F +srcline | awk -f hot.awk: the hottest functions and lines, for a README.
# Self is the innermost frame, inlined or not; total counts a function once a stack.

function finish(    i, seen) {
    if (!depth) return
    samples++
    self[name[1]]++
    line[name[1] " " where[1]]++
    for (i = 1; i <= depth; i++) if (!(name[i] in seen)) { seen[name[i]] = 1; total[name[i]]++ }
    depth = 0
}
/^$/ { finish(); next }
/^\t/ {
    depth++
    name[depth] = $0
    sub(/^\t *[0-9a-f]+ /, "", name[depth]); sub(/\+0x[0-9a-f]+( \(.*\))?$/, "", name[depth])
    where[depth] = ""
    next
}
/^  / { where[depth] = $1 }
END {
    finish()
    print samples " samples. Innermost frames, inlined functions counted as functions:\n\n```"
    for (key in self) printf "%6d self %6d total  %s\n", self[key], total[key], key | "sort -k1,1nr -k5 | head -8"
    close("sort -k1,1nr -k5 | head -8")
    for (key in line) printf "%6d %s\n", line[key], key | "sort -k1,1nr -k2 | head -8"
    close("sort -k1,1nr -k2 | head -8")
    print "```"
}
