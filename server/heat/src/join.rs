//! Weights of functions, lines and files in one value type.

use std::path::Path;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use profile::{NodeId, PrintedLine, Profile, Stacks, Totals, ValueId};

use crate::callers::Calls;
use crate::outermost::Outermost;
use crate::{Code, Placement, Spot, Whereabouts};

/// The heat of one profile in one value type.
pub struct Heat {
    /// What is counted.
    pub value: ValueId,
    /// One entry for every spot that weighs something, heaviest self first, then heaviest total.
    pub functions: Vec<HotFunction>,
    /// Lines of the workspace, heaviest self first.
    pub lines: Vec<HotLine>,
    /// Files of the workspace, heaviest self first.
    pub files: Vec<HotFile>,
    /// Who calls whom.
    pub calls: Calls,
    /// For every spot its position in `functions`.
    position: Vec<Option<u32>>,
}

/// The weights of one spot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotFunction {
    /// Index into [`Placement::spots`].
    pub spot: u32,
    /// Self; absent when the format does not carry it.
    pub own: Option<i64>,
    /// Total, counted once per stack; absent when the format does not carry it.
    pub total: Option<i64>,
}

/// The weights of one line of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotLine {
    /// Relative to the workspace.
    pub file: Arc<Path>,
    /// Counted from 1, in the file as it is now.
    pub line: u32,
    /// Self; absent when the format does not carry it.
    pub own: Option<i64>,
    /// Total, counted once per stack; absent when the format does not carry it.
    pub total: Option<i64>,
}

/// The weights of one file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotFile {
    /// Relative to the workspace.
    pub file: Arc<Path>,
    /// The sum of its functions' self; absent when the format does not carry it.
    pub own: Option<i64>,
    /// Weight of the stacks that pass through it; absent where there are no stacks.
    pub total: Option<i64>,
}

/// Weights while they are summed up.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum {
    own: Option<i64>,
    total: Option<i64>,
}

impl Sum {
    fn add(&mut self, own: Option<i64>, total: Option<i64>) {
        let plus = |slot: &mut Option<i64>, more: Option<i64>| {
            if let Some(more) = more {
                *slot = Some(slot.unwrap_or(0).saturating_add(more));
            }
        };
        plus(&mut self.own, own);
        plus(&mut self.total, total);
    }

    fn is_nothing(self) -> bool {
        self.own.unwrap_or(0) == 0 && self.total.unwrap_or(0) == 0
    }
}

impl Heat {
    /// Sums up a value type over a placement.
    pub fn of(profile: &Profile, value: ValueId, placement: &Placement, code: &impl Code) -> Heat {
        let (file_of_spot, files) = files(&placement.spots);
        let (sums, calls) = if let Some(stacks) = &profile.stacks {
            let outermost =
                placement.outermost(|| Outermost::of(stacks, placement, &file_of_spot, files.len()));
            let subtree = Totals::subtree(stacks, value);
            let sums = from_stacks(
                stacks,
                value,
                placement,
                (outermost, &subtree),
                &file_of_spot,
                files.len(),
            );
            let calls = Calls::of(profile, value, placement, Some((outermost, &subtree)));
            (sums, calls)
        } else {
            let sums = from_rows(profile, value, placement, code, &file_of_spot, files.len());
            (sums, Calls::of(profile, value, placement, None))
        };
        let mut functions: Vec<HotFunction> = (sums.functions.iter().enumerate())
            .filter(|(_, sum)| !sum.is_nothing())
            .map(|(spot, sum)| HotFunction {
                spot: spot as u32,
                own: sum.own,
                total: sum.total,
            })
            .collect();
        functions.shrink_to_fit();
        functions.sort_unstable_by(|a, b| (b.own, b.total).cmp(&(a.own, a.total)).then(a.spot.cmp(&b.spot)));
        let mut position = vec![None; placement.spots.len()];
        for (at, function) in (0..).zip(&functions) {
            if let Some(position) = position.get_mut(function.spot as usize) {
                *position = Some(at);
            }
        }
        let mut lines: Vec<HotLine> = (sums.lines.into_iter())
            .filter(|(_, sum)| !sum.is_nothing())
            .map(|((file, line), sum)| HotLine {
                file,
                line,
                own: sum.own,
                total: sum.total,
            })
            .collect();
        lines.shrink_to_fit();
        lines.sort_by(|a, b| {
            (b.own, b.total)
                .cmp(&(a.own, a.total))
                .then_with(|| (&a.file, a.line).cmp(&(&b.file, b.line)))
        });
        let mut files: Vec<HotFile> = (files.into_iter().zip(&sums.files))
            .filter(|(_, sum)| !sum.is_nothing())
            .map(|(file, sum)| HotFile {
                file,
                own: sum.own,
                total: sum.total,
            })
            .collect();
        files.sort_by(|a, b| {
            (b.own, b.total)
                .cmp(&(a.own, a.total))
                .then_with(|| a.file.cmp(&b.file))
        });
        Heat {
            value,
            functions,
            lines,
            files,
            calls,
            position,
        }
    }

    /// The index into `functions` of a spot; absent when it weighs nothing.
    pub fn position(&self, spot: u32) -> Option<usize> {
        (*self.position.get(spot as usize)?).map(|position| position as usize)
    }

    /// The weights of a spot; absent when it weighs nothing.
    pub fn function(&self, spot: u32) -> Option<&HotFunction> {
        self.functions.get(self.position(spot)?)
    }

    /// The weight as a fraction of the whole.
    pub fn share(&self, profile: &Profile, weight: Option<i64>) -> Option<f64> {
        weight.map(|weight| profile.value(self.value).share(weight))
    }
}

struct Sums {
    functions: Vec<Sum>,
    lines: Vec<((Arc<Path>, u32), Sum)>,
    files: Vec<Sum>,
}

/// The files of the spots, and for every spot which one it is in.
fn files(spots: &[Spot]) -> (Vec<Option<u32>>, Vec<Arc<Path>>) {
    let mut files: Vec<Arc<Path>> = Vec::new();
    let mut ids: HashMap<Arc<Path>, u32, FixedState> = HashMap::default();
    let of_spot = (spots.iter())
        .map(|spot| match &*spot.whereabouts {
            Whereabouts::Source { file, .. } => Some(*ids.entry(file.clone()).or_insert_with(|| {
                files.push(file.clone());
                files.len() as u32 - 1
            })),
            Whereabouts::Nowhere(_) => None,
        })
        .collect();
    (of_spot, files)
}

/// Sums over the stacks: total once per stack, also where several functions of the profile, such as the
/// instances of a generic, are one function of the source.
fn from_stacks(
    stacks: &Stacks,
    value: ValueId,
    placement: &Placement,
    (outermost, subtree): (&Outermost, &[i64]),
    file_of_spot: &[Option<u32>],
    files: usize,
) -> Sums {
    let mut sums = Sums {
        functions: vec![Sum::default(); placement.spots.len()],
        lines: placement
            .lines
            .iter()
            .map(|line| (line.clone(), Sum::default()))
            .collect(),
        files: vec![Sum::default(); files],
    };
    let mut add = |node: NodeId, own: i64, total: i64| {
        let place = (stacks.nodes.get(node.index())).map_or(usize::MAX, |node| node.place.index());
        let spot = placement.of_place.get(place).copied();
        let line = placement.line_of_place.get(place).copied().flatten();
        let file = spot.and_then(|spot| file_of_spot.get(spot as usize).copied().flatten());
        let add = |slot: Option<&mut Sum>, outermost: bool| {
            if let Some(slot) = slot {
                slot.add(Some(own), Some(if outermost { total } else { 0 }));
            }
        };
        add(
            spot.and_then(|spot| sums.functions.get_mut(spot as usize)),
            outermost.of_spot(node),
        );
        add(
            line.and_then(|line| sums.lines.get_mut(line as usize))
                .map(|line| &mut line.1),
            outermost.of_line(node),
        );
        add(
            file.and_then(|file| sums.files.get_mut(file as usize)),
            outermost.of_file(node),
        );
    };
    for (index, &total) in subtree.iter().enumerate().skip(1) {
        if total != 0 {
            add(NodeId(index as u32), 0, total);
        }
    }
    for (node, own) in stacks.weighed(value) {
        if node != NodeId::ROOT {
            add(node, own, 0);
        }
    }
    sums
}

/// Sums over printed rows. Rows of one function of the source add up; how often one of them called the
/// other is not known, so their total is at most the whole.
fn from_rows(
    profile: &Profile,
    value: ValueId,
    placement: &Placement,
    code: &impl Code,
    file_of_spot: &[Option<u32>],
    files: usize,
) -> Sums {
    let whole = profile.value(value).whole();
    let mut functions = vec![Sum::default(); placement.spots.len()];
    let mut by_file = vec![Sum::default(); files];
    for cell in profile.flat.functions_of(value) {
        let Some(&spot) = placement.of_function.get(cell.key.index()) else {
            continue;
        };
        if let Some(sum) = functions.get_mut(spot as usize) {
            sum.add(cell.own, cell.total);
            sum.total = sum
                .total
                .map(|total| if whole > 0 { total.min(whole) } else { total });
        }
        if let Some(Some(file)) = file_of_spot.get(spot as usize)
            && let Some(sum) = by_file.get_mut(*file as usize)
        {
            sum.add(cell.own, None);
        }
    }
    let mut lines: HashMap<(Arc<Path>, u32), Sum, FixedState> = HashMap::default();
    for cell in profile.flat.lines_of(value) {
        // By file and line first, by symbol second: a row of `work` on a line of what was inlined into it.
        if let Some(&by_line) = placement.of_line.get(&cell.key)
            && let Some(&by_row) = placement.of_function.get(cell.key.function.index())
            && by_line != by_row
            && let Some(own) = cell.own
        {
            let mut shift = |spot: u32, own: i64| {
                if let Some(sum) = functions.get_mut(spot as usize) {
                    sum.add(Some(own), None);
                }
                if let Some(Some(file)) = file_of_spot.get(spot as usize)
                    && let Some(sum) = by_file.get_mut(*file as usize)
                {
                    sum.add(Some(own), None);
                }
            };
            shift(by_row, -own);
            shift(by_line, own);
        }
        if let Some(line) = placement.line_of(profile, code, &cell.key) {
            lines.entry(line).or_default().add(cell.own, cell.total);
        }
    }
    for printed in profile
        .flat
        .printed
        .iter()
        .filter(|printed| printed.value == value)
    {
        if let Some(line) = printed_line(profile, placement, code, printed) {
            lines.entry(line).or_default().add(Some(printed.own), None);
        }
    }
    Sums {
        functions,
        lines: lines.into_iter().collect(),
        files: by_file,
    }
}

/// Where a printed line stands: on the one line of its function that has the text. Of several the printed
/// number decides, if it is one of them. A text that the function no longer has is nowhere.
fn printed_line(
    profile: &Profile,
    placement: &Placement,
    code: &impl Code,
    printed: &PrintedLine,
) -> Option<(Arc<Path>, u32)> {
    let spot = placement.of_function(printed.function)?;
    let Whereabouts::Source {
        file,
        start_line,
        end_line,
        ..
    } = &*spot.whereabouts
    else {
        return None;
    };
    let text = profile.symbols.text.get(printed.text);
    let found = code.lines_of_text(file, text, *start_line..=*end_line);
    let numbered = printed
        .line
        .map(std::num::NonZeroU32::get)
        .filter(|line| found.contains(line));
    let line = match found.as_slice() {
        [only] => *only,
        _ => numbered?,
    };
    Some((file.clone(), line))
}
