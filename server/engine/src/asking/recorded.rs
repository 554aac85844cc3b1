//! The program that a profiler's command line recorded.

/// Profilers that start the program they record, and their options whose value is the next word. Optional values are
/// attached with `=`, so they need no entry. Sources: `perf record -h` of 6.1; `py-spy record --help` of 0.4.1; samply's
/// `cli.rs` at 0376b0c6; `heaptrack --help` of 1.4; valgrind(1) of 3.19, which attaches all values.
const RECORDERS: &[Recorder] = &[
    Recorder {
        name: "perf",
        action: Some("record"),
        short: "eptrCcoFmuDGkj",
        long: &[
            "event",
            "filter",
            "pid",
            "tid",
            "realtime",
            "cpu",
            "count",
            "output",
            "freq",
            "mmap-pages",
            "mmap-flush",
            "call-graph",
            "uid",
            "delay",
            "cgroup",
            "clockid",
            "proc-map-timeout",
            "switch-output-event",
            "switch-max-files",
            "vmlinux",
            "branch-filter",
            "affinity",
            "num-thread-synthesize",
            "control",
            "synth",
            "max-size",
            "clang-path",
            "clang-opt",
        ],
    },
    Recorder {
        name: "py-spy",
        action: Some("record"),
        short: "pofdr",
        long: &["pid", "output", "format", "duration", "rate"],
    },
    Recorder {
        name: "samply",
        action: Some("record"),
        short: "podrP",
        long: &[
            "pid",
            "output",
            "duration",
            "rate",
            "iteration-count",
            "profile-name",
            "address",
            "port",
            "symbol-dir",
        ],
    },
    Recorder {
        name: "heaptrack",
        action: None,
        short: "op",
        long: &["output", "pid"],
    },
    Recorder {
        name: "valgrind",
        action: None,
        short: "",
        long: &[],
    },
];

/// What is run to say how long a whole system is recorded, and is not what the profile is of.
const TIMER: &str = "sleep";

/// What stands before a command and changes nothing about what it is.
const PREFIXES: &[&str] = &["sudo", "env", "time", "exec", "nohup"];

struct Recorder {
    name: &'static str,
    action: Option<&'static str>,
    short: &'static str,
    long: &'static [&'static str],
}

/// The program and its arguments out of the command line of a recording: without the profiler, its options, and what
/// was run before or after it. A line that starts no known profiler is the program itself. Empty when the profiler was
/// attached to a running process or recorded the whole system, and so names no program.
pub fn recorded_program(line: &str) -> Vec<String> {
    let commands = commands(line);
    match commands.iter().find_map(|words| of_recorder(words)) {
        Some(recorded) if recorded.first().is_some_and(|program| program == TIMER) => Vec::new(),
        Some(recorded) => recorded,
        None => commands
            .first()
            .map(|words| plain(words).to_vec())
            .unwrap_or_default(),
    }
}

/// The words behind what changes nothing.
fn plain(words: &[String]) -> &[String] {
    let is_program = |word: &String| {
        let is_assignment = word
            .split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|char| char.is_alphanumeric() || char == '_'));
        !is_assignment && !PREFIXES.contains(&word.as_str())
    };
    let start = words.iter().position(is_program).unwrap_or(words.len());
    words.get(start..).unwrap_or_default()
}

/// What a profiler was told to run; absent when the command starts none.
fn of_recorder(words: &[String]) -> Option<Vec<String>> {
    let (program, mut rest) = plain(words).split_first()?;
    let name = program.rsplit('/').next()?;
    let recorder = RECORDERS.iter().find(|recorder| recorder.name == name)?;
    if let Some(action) = recorder.action {
        let (first, after) = rest.split_first()?;
        if first != action {
            return None;
        }
        rest = after;
    }
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        if word == "--" {
            break;
        }
        let Some(option) = word.strip_prefix('-').filter(|option| !option.is_empty()) else {
            return Some(std::iter::once(word).chain(rest).cloned().collect());
        };
        let takes_next = match option.strip_prefix('-') {
            Some(long) => recorder.long.contains(&long),
            // Of several letters in one word the first that takes a value has the rest of the word, if there is any.
            None => option
                .find(|letter| recorder.short.contains(letter))
                .is_some_and(|at| at + 1 == option.len()),
        };
        if takes_next {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    Some(rest.to_vec())
}

/// The commands of a line, split into words as a shell does it. Only explained, never run: what a shell would put in the
/// place of variables stays as it is.
fn commands(line: &str) -> Vec<Vec<String>> {
    let mut commands: Vec<Vec<String>> = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    let mut end_word = |word: &mut Option<String>, is_last: bool| {
        if let (Some(word), Some(words)) = (word.take(), commands.last_mut()) {
            words.push(word);
        }
        if is_last {
            commands.push(Vec::new());
        }
    };
    while let Some(char) = chars.next() {
        match (quote, char) {
            (Some(open), _) if char == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, ';' | '&' | '|' | '\n') => end_word(&mut word, true),
            (None, _) if char.is_whitespace() => end_word(&mut word, false),
            _ => word.get_or_insert_default().push(char),
        }
    }
    end_word(&mut word, false);
    commands.retain(|words| !words.is_empty());
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        assert_eq!(recorded_program(line), expected, "{line}");
    }

    #[test]
    fn a_profiler_names_its_program() {
        check(
            "perf record -e cpu-clock -F 250 --call-graph dwarf,4096 build/wordex 80000 && perf script -F +srcline",
            &["build/wordex", "80000"],
        );
        check("/usr/bin/perf record -agF 99 -o out ./a -g", &["./a", "-g"]);
        check("perf record -F99 -g ./a", &["./a"]);
        check("perf record --freq=99 -g -- ./a -- b", &["./a", "--", "b"]);
        check(
            "py-spy record -r 250 -f raw -o py-spy.folded -- /usr/bin/python3 -m spell 120",
            &["/usr/bin/python3", "-m", "spell", "120"],
        );
        check(
            "cd build; sudo A=1 samply record --rate 999 './my app' \"a b\" 2>&1 | tee log",
            &["./my app", "a b", "2>"],
        );
        check("valgrind --tool=callgrind ./a x", &["./a", "x"]);
    }

    #[test]
    fn any_other_program_is_itself() {
        check(
            "build/roads -turns 600 -cpu cpu.pprof",
            &["build/roads", "-turns", "600", "-cpu", "cpu.pprof"],
        );
        check(
            "node --cpu-prof src/main.js 1500",
            &["node", "--cpu-prof", "src/main.js", "1500"],
        );
        check("GOGC=off ./a 1 && echo done", &["./a", "1"]);
    }

    #[test]
    fn who_was_attached_to_a_process_names_none() {
        check("perf record -p 1234 -g", &[]);
        check("perf record -a -g -- sleep 10", &[]);
        check("", &[]);
        check(" && ; '", &[""]);
    }
}
