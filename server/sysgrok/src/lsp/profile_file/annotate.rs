//! Rows of `perf annotate --stdio`: the summary of lines, and annotated instructions.

use super::rows::{Lines, Mention, Of, Row, Weight, file_mention, fraction, mention};

/// The rows.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut function: Option<String> = None;
    let mut in_percent = true;
    for (number, line) in lines {
        if let Some(at) = line.find("Source code & Disassembly") {
            in_percent = line.get(..at).is_some_and(|head| head.contains("Percent"));
            function = None;
            continue;
        }
        let Some((head, text)) = line.split_once(" :").or_else(|| line.split_once(" |")) else {
            rows.extend(summary(number, line));
            continue;
        };
        if head.trim().is_empty() {
            // `6    table_find():` or `00000000000016c0 <table_find>:`
            if let Some(name) = text.trim().strip_suffix(':') {
                let name = name.trim_start_matches(|c: char| c.is_ascii_digit()).trim();
                if let Some(name) = name.strip_suffix("()") {
                    function = Some(name.to_owned());
                } else if let Some((_, name)) = text.split_once('<') {
                    function = Some(name.trim_end_matches([':', '>', ' ']).to_owned());
                }
            }
            continue;
        }
        let Some(share) = in_percent.then(|| fraction(head)).flatten() else {
            continue;
        };
        if share == 0.0 {
            continue;
        }
        let start = line.len() - text.len();
        // What `-l` adds to an instruction.
        let file = line
            .rfind("// ")
            .and_then(|at| file_mention(number, line, at + 3..line.len()));
        let whole = mention(number, line, start..line.len());
        rows.push(Row {
            function: function.clone().and_then(|text| Some(Mention { text, ..whole? })),
            file,
            weight: Some(Weight {
                own: Some(share),
                total: None,
                of: Of::Instruction,
            }),
        });
    }
    rows
}

/// `63.92 table.c:14` above the instructions.
fn summary(number: usize, line: &str) -> Option<Row> {
    let start = line.len() - line.trim_start().len();
    let blank = start + line.get(start..)?.find(' ')?;
    let share = fraction(line.get(start..blank)?)?;
    Some(Row {
        function: None,
        file: Some(file_mention(number, line, blank..line.len())?),
        weight: Some(Weight {
            own: Some(share),
            total: None,
            of: Of::Instruction,
        }),
    })
}
