# perf script -F +srcline | awk -v shape=SHAPE -f topn.awk
#
# Writes the shapes of Elastic Universal Profiling (FORMATS-TOPN.md) from a recording of ours:
# its tools cannot record here. SHAPE is table, copy, or stack (the deepest stack;
# with top=BINARY, of those that end there).

function base(path) { sub(/.*\//, "", path); return path == "[kernel.kallsyms]" ? "vmlinux" : path }

function finish(    i, j, key, seen) {
    if (!depth) return
    samples++
    for (i = 1; i <= depth; i++) {
        # perf names the binary on the outermost function of an address only, and calls a
        # function inlined when its two names differ (realloc, __GI___libc_realloc).
        for (j = i; lib[i] == "" && j <= depth && address[j] == address[i]; j++) lib[i] = lib[j]
        if (lib[i] == "" && where[i] ~ /^\.\//) lib[i] = "libc.so.6"
        for (j = i + 1; lib[i] == "" && j <= depth; j++) lib[i] = lib[j]
        key = lib[i] ": " name[i]
        if (i == 1) self[key]++
        if (!(key in seen)) total[key]++
        seen[key] = 1
        if (++hits[key, where[i]] > most[key]) { most[key] = hits[key, where[i]]; file[key] = where[i] }
    }
    if (depth > deep && (top == "" || lib[1] == top)) {
        deep = depth
        stack = ""
        for (i = 1; i <= depth; i++)
            stack = stack (depth - i + 1) "\n" lib[i] ": " name[i] "\n" where[i] "\n"
    }
    depth = 0
}

/^$/ { finish(); next }
/^\t/ {
    depth++
    address[depth] = $1
    offset = $2; sub(/.*\+/, "", offset)
    name[depth] = $2; sub(/\+0x[0-9a-f]+$/, "", name[depth])
    lib[depth] = $3 ~ /^\(/ ? base(substr($3, 2, length($3) - 2)) : ""
    where[depth] = lib[depth] "+" offset
    next
}
/^  / {
    if ($1 ~ /:[1-9][0-9]*$/) { where[depth] = $1; sub(/:/, "#", where[depth]) }
}

END {
    finish()
    if (shape == "stack") { printf "%s", stack; exit }
    if (shape == "table") print "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU"
    # By self, then by name: the same recording gives the same file.
    for (key in self) print self[key], key | "sort -k1,1nr -k2 >topn.sorted"
    close("sort -k1,1nr -k2 >topn.sorted")
    while (index_ < 20 && (getline line < "topn.sorted") > 0) {
        key = line; sub(/^[0-9]+ /, "", key)
        library = key; sub(/: .*/, "", library)
        symbol = key; sub(/^[^:]*: /, "", symbol)
        own = sprintf("%.2f%%", 100 * self[key] / samples)
        all = sprintf("%.2f%%", 100 * total[key] / samples)
        index_++
        if (shape == "table")
            print index_ " | " library " | " symbol " | " (library == "vmlinux" ? "" : file[key]) " | " own " | " all
        else
            printf "%d\n%s\n%s\n%d\n%s\n%s\n~0.00 lbs / ~0.00 kg\n~0.00$\nshow_more_information\n", index_, key, file[key], self[key], own, all
    }
}
