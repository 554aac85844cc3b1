//! Rows of `perf annotate --stdio`: the summary of lines, and annotated instructions.

use super::rows::{Lines, Mention, Of, Row, Weight, file_mention, fraction, mention};

/// The rows.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut function: Option<String> = None;
    let mut in_percent = true;
    // How many samples each annotated function has, and which of them each row is part of: the summary of lines
    // stands before the function's own heading.
    let mut samples: Vec<Option<f64>> = Vec::new();
    let mut parts: Vec<usize> = Vec::new();
    for (number, line) in lines {
        if let Some(at) = line.find("Source code & Disassembly") {
            in_percent = line.get(..at).is_some_and(|head| head.contains("Percent"));
            samples.push(in_heading(line));
            function = None;
            continue;
        }
        let Some((head, text)) = line.split_once(" :").or_else(|| line.split_once(" |")) else {
            if let Some(row) = summary(number, line) {
                rows.push(row);
                parts.push(samples.len());
            }
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
        parts.push(samples.len().saturating_sub(1));
    }
    let whole: Option<f64> = samples.iter().copied().sum();
    for (row, part) in rows.iter_mut().zip(parts) {
        if let (Some(weight), Some(whole), Some(Some(of))) = (&mut row.weight, whole, samples.get(part)) {
            weight.total = weight.own.filter(|_| whole > 0.0).map(|own| own * of / whole);
        }
    }
    rows
}

/// The number in `... for cpu-clock (97 samples, percent: local period)`.
fn in_heading(line: &str) -> Option<f64> {
    let (before, _) = line.split_once(" samples,")?;
    before
        .rsplit('(')
        .next()?
        .parse()
        .ok()
        .filter(|samples: &f64| samples.is_finite() && *samples >= 0.0)
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
