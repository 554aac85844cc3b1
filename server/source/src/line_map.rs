//! Where the lines of a recorded file stand now.
//!
//! A profile speaks of a file as it was. A map carries its lines through the edits of a buffer and through the
//! difference between the recorded text and another. A line that was changed stands nowhere: heat shown on it would
//! be that of other code.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::text::Text;

/// Texts with more lines than this are not compared.
const MOST_LINES: usize = 200_000;

/// A change of whole lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineEdit {
    /// The first line that changed, from 0; where nothing was removed, the line that the new ones stand before.
    pub start: u32,
    /// How many lines were removed from there on.
    pub removed: u32,
    /// How many lines were inserted there.
    pub inserted: u32,
}

/// From the lines of a file as it was recorded to its lines now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMap {
    /// The runs of lines that are unchanged, in both orders; absent when nothing is known of any line.
    runs: Option<Vec<Run>>,
}

/// Lines from 0 that stand together then and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    then: u32,
    now: u32,
    length: u32,
}

impl Run {
    fn now_at(&self, then: u32) -> Option<u32> {
        let into = then.checked_sub(self.then).filter(|&into| into < self.length)?;
        Some(self.now + into)
    }

    fn then_end(&self) -> u32 {
        self.then + self.length
    }

    fn now_end(&self) -> u32 {
        self.now + self.length
    }
}

impl Default for LineMap {
    fn default() -> Self {
        LineMap::identity()
    }
}

impl LineMap {
    /// The map of a file that has not changed since.
    pub fn identity() -> Self {
        LineMap {
            runs: Some(vec![Run {
                then: 0,
                now: 0,
                length: u32::MAX,
            }]),
        }
    }

    /// The map of a file that has changed since, nobody knows how: no line is known any more.
    pub fn stale() -> Self {
        LineMap { runs: None }
    }

    /// The map from one text to another. After `time` it gets coarser rather than wrong: fewer lines are known. Stale
    /// when a text has more than 200,000 lines.
    pub fn diff(recorded: &str, now: &str, time: Duration) -> Self {
        if recorded == now {
            return LineMap::identity();
        }
        let (recorded, now) = (lines(recorded), lines(now));
        if recorded.len().max(now.len()) > MOST_LINES {
            return LineMap::stale();
        }
        let runs = equal_runs(&recorded, &now, time);
        LineMap { runs: Some(runs) }
    }

    /// Follows an edit of the file as it is now.
    pub fn shift(&mut self, edit: LineEdit) {
        let Some(runs) = &mut self.runs else { return };
        let edit_end = edit.start.saturating_add(edit.removed);
        let mut shifted = Vec::with_capacity(runs.len() + 1);
        for run in runs.iter() {
            let before = edit.start.saturating_sub(run.now).min(run.length);
            if before > 0 {
                shifted.push(Run {
                    length: before,
                    ..*run
                });
            }
            let gone = edit_end.saturating_sub(run.now).min(run.length).max(before);
            if gone < run.length {
                // What follows the edit moves by what it added or took away.
                let now = (run.now + gone - edit_end)
                    .saturating_add(edit.start)
                    .saturating_add(edit.inserted);
                let length = (run.length - gone).min(u32::MAX - now);
                shifted.push(Run {
                    then: run.then + gone,
                    now,
                    length,
                });
            }
        }
        *runs = joined(shifted);
    }

    /// Finds lines again that were taken out and are back, as an undo brings them: of every stretch that is not the
    /// same then and now, the lines at its start and at its end that have the same text. `recorded` is the text that
    /// this map leads from, `now` the one that it leads to.
    pub fn regain(&mut self, recorded: &impl Text, now: &impl Text) {
        let Some(runs) = &mut self.runs else { return };
        let same = |then: u32, at: u32| {
            let (then, at) = (recorded.line(then as usize), now.line(at as usize));
            then.trim_end_matches(['\r', '\n']) == at.trim_end_matches(['\r', '\n'])
        };
        let mut regained = Vec::with_capacity(runs.len() + 2);
        let (mut then, mut at) = (0, 0);
        let end = Run {
            then: count(recorded.line_count()),
            now: count(now.line_count()),
            length: 0,
        };
        for run in runs.iter().chain([&end]) {
            let gap = run.then.saturating_sub(then).min(run.now.saturating_sub(at));
            let top = (0..gap).take_while(|line| same(then + line, at + line)).count() as u32;
            let bottom = (1..=gap - top)
                .take_while(|line| same(run.then - line, run.now - line))
                .count() as u32;
            regained.push(Run {
                then,
                now: at,
                length: top,
            });
            regained.push(Run {
                then: run.then - bottom.min(run.then),
                now: run.now - bottom.min(run.now),
                length: bottom,
            });
            regained.push(*run);
            (then, at) = (run.then_end(), run.now_end());
        }
        regained.retain(|run| run.length > 0);
        *runs = joined(regained);
    }

    /// Follows a change of the file from what this map leads to on to what `next` leads to.
    #[must_use]
    pub fn then(&self, next: &LineMap) -> LineMap {
        let (Some(first), Some(second)) = (&self.runs, &next.runs) else {
            return LineMap::stale();
        };
        let mut runs = Vec::with_capacity(first.len().max(second.len()));
        let (mut left, mut right) = (first.iter().peekable(), second.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let start = a.now.max(b.then);
            let end = a.now_end().min(b.then_end());
            if start < end {
                runs.push(Run {
                    then: a.then + (start - a.now),
                    now: b.now + (start - b.then),
                    length: end - start,
                });
            }
            if a.now_end() <= b.then_end() {
                left.next();
            } else {
                right.next();
            }
        }
        LineMap {
            runs: Some(joined(runs)),
        }
    }

    /// Where a recorded line, from 1, stands now, from 1. Absent when it was changed or removed, or when nothing is
    /// known.
    pub fn line(&self, recorded: u32) -> Option<u32> {
        let then = recorded.checked_sub(1)?;
        let runs = self.runs.as_ref()?;
        let after = runs.partition_point(|run| run.then <= then);
        let now = runs.get(after.checked_sub(1)?)?.now_at(then)?;
        now.checked_add(1)
    }

    /// Which recorded line, from 1, a line of now, from 1, was. Absent when it is new or changed, or when nothing is
    /// known.
    pub fn recorded(&self, now: u32) -> Option<u32> {
        let now = now.checked_sub(1)?;
        let runs = self.runs.as_ref()?;
        let after = runs.partition_point(|run| run.now <= now);
        let run = runs.get(after.checked_sub(1)?)?;
        let into = now.checked_sub(run.now).filter(|&into| into < run.length)?;
        (run.then + into).checked_add(1)
    }

    /// Whether nothing is known of any line, so that only whole functions can carry heat.
    pub fn is_stale(&self) -> bool {
        self.runs.is_none()
    }

    /// Whether every line stands where it stood.
    pub fn is_identity(&self) -> bool {
        *self == LineMap::identity()
    }
}

/// The changes that lead from one piece of text to another, the last first, so that each can be applied by itself.
/// `first` is the line, from 0, at which both pieces start.
pub(crate) fn line_edits(old: &str, new: &str, first: usize, time: Duration) -> Vec<LineEdit> {
    let (old, new) = (lines(old), lines(new));
    let edit = |then: usize, removed: usize, inserted: usize| LineEdit {
        start: count(first + then),
        removed: count(removed),
        inserted: count(inserted),
    };
    if old.len().max(new.len()) > MOST_LINES {
        return vec![edit(0, old.len(), new.len())];
    }
    let mut edits = Vec::new();
    let (mut then, mut now) = (0, 0);
    let end = Run {
        then: count(old.len()),
        now: count(new.len()),
        length: 0,
    };
    for run in equal_runs(&old, &new, time).into_iter().chain([end]) {
        let (removed, inserted) = (run.then - then, run.now - now);
        if removed > 0 || inserted > 0 {
            edits.push(edit(then as usize, removed as usize, inserted as usize));
        }
        (then, now) = (run.then_end(), run.now_end());
    }
    edits.reverse();
    edits
}

fn equal_runs(old: &[&str], new: &[&str], time: Duration) -> Vec<Run> {
    let deadline = Instant::now().checked_add(time);
    let operations = capture_diff_slices_deadline(Algorithm::Patience, old, new, deadline);
    let equal = operations.into_iter().filter_map(|operation| match operation {
        DiffOp::Equal {
            old_index,
            new_index,
            len,
        } => Some(Run {
            then: count(old_index),
            now: count(new_index),
            length: count(len),
        }),
        _ => None,
    });
    equal.collect()
}

/// The lines of a text as LSP breaks them, without their breaks, so that a change of these changes no line.
fn lines(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        if at < start {
            continue;
        }
        lines.push(text.get(start..at).unwrap_or_default());
        let is_pair = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
        start = at + if is_pair { 2 } else { 1 };
    }
    lines.push(text.get(start..).unwrap_or_default());
    lines
}

fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match joined.last_mut() {
            Some(last) if last.then_end() == run.then && last.now_end() == run.now => {
                last.length += run.length;
            }
            _ => joined.push(run),
        }
    }
    joined
}

fn count(lines: usize) -> u32 {
    u32::try_from(lines).unwrap_or(u32::MAX / 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::FileText;

    const LONG: Duration = Duration::from_secs(10);

    /// Where each of the first lines stands, `-` for nowhere.
    #[track_caller]
    fn check(map: &LineMap, lines: u32, expected: &str) {
        let shown: Vec<String> = (1..=lines)
            .map(|line| map.line(line).map_or("-".to_owned(), |now| now.to_string()))
            .collect();
        assert_eq!(shown.join(" "), expected);
        for line in 1..=lines {
            if let Some(now) = map.line(line) {
                assert_eq!(map.recorded(now), Some(line));
            }
        }
    }

    fn edit(start: u32, removed: u32, inserted: u32) -> LineEdit {
        LineEdit {
            start,
            removed,
            inserted,
        }
    }

    #[test]
    fn edits_move_what_follows_and_lose_what_they_change() {
        let mut map = LineMap::identity();
        check(&map, 5, "1 2 3 4 5");
        map.shift(edit(1, 0, 2));
        check(&map, 5, "1 4 5 6 7");
        map.shift(edit(4, 1, 1));
        check(&map, 5, "1 4 - 6 7");
        map.shift(edit(0, 4, 0));
        check(&map, 5, "- - - 2 3");
        map.shift(edit(0, 0, 1));
        check(&map, 5, "- - - 3 4");
        assert_eq!(map.recorded(1), None);
        assert!(!map.is_identity() && !map.is_stale());
        assert_eq!((map.line(0), map.line(u32::MAX)), (None, None));
    }

    #[test]
    fn a_diff_knows_the_lines_that_are_the_same() {
        let map = LineMap::diff("a\nb\nc\nd\n", "a\nx\nc\ny\nz\nd\n", LONG);
        check(&map, 5, "1 - 3 6 7");
        assert!(LineMap::diff("a\n", "a\n", LONG).is_identity());
        check(&LineMap::diff("a\nb\n", "a\r\nb\r\n", LONG), 2, "1 2");
        assert!(LineMap::diff(&"\n".repeat(MOST_LINES + 1), "", LONG).is_stale());
    }

    /// Each step is the edit and the text after it.
    #[test]
    fn what_is_put_back_is_known_again() {
        let text = |text: &str| FileText::new(text.to_owned());
        let recorded = text("a\nb\nc\nd\n");
        let mut map = LineMap::identity();
        let mut step = |change: LineEdit, now: &str, expected: &str| {
            map.shift(change);
            map.regain(&recorded, &text(now));
            check(&map, 5, expected);
        };
        step(edit(1, 2, 0), "a\nd\n", "1 - - 2 3");
        step(edit(1, 0, 3), "a\nb\nx\nc\nd\n", "1 2 4 5 6");
        step(edit(2, 1, 0), "a\nb\nc\nd\n", "1 2 3 4 5");
        step(edit(0, 4, 2), "c\nx\n", "- - - - 3");
        step(edit(0, 2, 4), "a\nb\nc\nd\n", "1 2 3 4 5");
        step(edit(3, 1, 1), "a\nb\nc\nb\n", "1 2 3 - 5");
        step(edit(3, 1, 1), "a\nb\nc\nd\n", "1 2 3 4 5");
        let mut unknown = LineMap::stale();
        unknown.regain(&recorded, &recorded);
        assert!(unknown.is_stale());
    }

    #[test]
    fn maps_follow_each_other() {
        let first = LineMap::diff("a\nb\nc\nd", "x\na\nb\nd", LONG);
        let second = LineMap::diff("x\na\nb\nd", "x\na\nd", LONG);
        check(&first.then(&second), 4, "2 - - 3");
        check(&first.then(&LineMap::identity()), 4, "2 3 - 4");
        assert!(first.then(&LineMap::stale()).is_stale());
        let mut stale = LineMap::stale();
        stale.shift(edit(0, 1, 1));
        check(&stale, 2, "- -");
    }

    fn apply(
        lines: &mut Vec<String>,
        start: usize,
        removed: usize,
        inserted: usize,
        fresh: &mut u32,
    ) -> LineEdit {
        let start = start.min(lines.len());
        let removed = removed.min(lines.len() - start);
        let new: Vec<String> = (0..inserted)
            .map(|_| (*fresh, *fresh += 1).0.to_string())
            .collect();
        lines.splice(start..start + removed, new);
        edit(start as u32, removed as u32, inserted as u32)
    }

    proptest! {
        #[test]
        fn following_edits_is_comparing_texts(
            count in 1..20usize,
            edits in prop::collection::vec((0..25usize, 0..4usize, 0..4usize), 0..8),
        ) {
            let mut fresh = 0;
            let mut lines = Vec::new();
            apply(&mut lines, 0, 0, count, &mut fresh);
            let recorded = lines.clone();
            let mut map = LineMap::identity();
            for (start, removed, inserted) in edits {
                map.shift(apply(&mut lines, start, removed, inserted, &mut fresh));
            }
            // Every line has its own text, so that where it stands is beyond doubt.
            let compared = LineMap::diff(&recorded.join("\n"), &lines.join("\n"), LONG);
            for (line, text) in (1..).zip(&recorded) {
                let stands = lines.iter().position(|now| now == text).map(|at| at as u32 + 1);
                prop_assert_eq!(map.line(line), stands);
                if !lines.is_empty() {
                    prop_assert_eq!(compared.line(line), stands);
                }
            }
        }

        #[test]
        fn a_line_never_leads_to_another_text(old in "[ab\n]{0,40}", new in "[ab\n]{0,40}") {
            let map = LineMap::diff(&old, &new, LONG);
            let (then, now) = (lines(&old), lines(&new));
            for (line, text) in (1..).zip(&then) {
                if let Some(found) = map.line(line) {
                    prop_assert_eq!(now.get(found as usize - 1), Some(text));
                }
            }
            let mut followed = LineMap::identity();
            for edit in line_edits(&old, &new, 0, LONG) {
                followed.shift(edit);
            }
            for line in 1..=then.len() as u32 {
                prop_assert_eq!(followed.line(line), map.line(line));
            }
        }
    }
}
