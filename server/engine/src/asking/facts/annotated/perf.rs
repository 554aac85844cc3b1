//! `perf annotate --stdio`.

use std::collections::HashMap;

use profile::{Format, ListedLine};

use super::{Annotated, Piece, base};

/// A piece for each function; absent for other texts.
pub(super) fn pieces(text: &str) -> Option<Vec<Piece>> {
    (profile::detect("<code>", text.as_bytes()) == Some(Format::PerfAnnotate)).then_some(())?;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut known: HashMap<Option<String>, Seen> = HashMap::new();
    for line in profile::listed_lines(text) {
        let seen = known.entry(line.function.clone()).or_insert_with(|| {
            pieces.push(Piece {
                function: line.function.clone(),
                ..Piece::default()
            });
            Seen {
                piece: pieces.len() - 1,
                ..Seen::default()
            }
        });
        if let Some(piece) = pieces.get_mut(seen.piece) {
            seen.take(piece, line);
        }
    }
    Some(pieces)
}

/// What of a function has come.
#[derive(Default)]
struct Seen {
    piece: usize,
    /// Source by its text: objdump prints it anew wherever the compiler moved instructions.
    lines: HashMap<String, usize>,
    /// Braces that are open.
    depth: usize,
}

impl Seen {
    fn take(&mut self, piece: &mut Piece, line: ListedLine) {
        let is_end = line.text.starts_with('}');
        let place = line.place.map(|place| base(&place).to_owned());
        let share = (line.share > 0.0).then_some(line.share);
        if let Some(&index) = self.lines.get(&line.text).filter(|_| line.is_source)
            && let Some(first) = piece.lines.get_mut(index)
        {
            if share.is_some() {
                (first.number, first.own) = (line.at, share);
                first.place = place.clone().or_else(|| first.place.take());
            }
            // The ends of blocks are alike, and each of them is wanted once; the function's own comes last.
            if !is_end || self.depth <= 1 {
                return;
            }
        }
        if line.is_source {
            let opened = line.text.matches('{').count();
            self.depth = (self.depth + opened).saturating_sub(line.text.matches('}').count());
        }
        let is_repeated = self.lines.contains_key(&line.text);
        if line.is_source && !is_repeated {
            self.lines.insert(line.text.clone(), piece.lines.len());
        }
        piece.lines.push(Annotated {
            number: line.at,
            place,
            code: line.text,
            is_source: line.is_source,
            own: share.filter(|_| !is_repeated),
            total: None,
        });
    }
}
