//! The text of whole stacks to nodes, each distinct part looked at once.

use hashbrown::HashTable;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::builder::{Builder, Path};
use crate::formats::perf_script::frames::Frame;
use crate::{MappingId, NodeId, Place, PlaceId};

/// Entries of the cache of outer parts: 1.5 MiB, which stays in the processor's own cache.
const CACHED: usize = 1 << 16;

/// Frames seen before, and outer parts of stacks seen before.
pub(super) struct StackTable {
    /// Hash of a frame's text, and the place that it means.
    frames: HashTable<(u64, PlaceId)>,
    /// By the low bits of the hash of an outer part's text.
    outer_parts: Vec<Outer>,
    /// The last stack that was split into frames, and where its frames start, outermost first, counted
    /// from the end of the text.
    previous: Vec<u8>,
    previous_starts: Vec<(usize, Path, u32)>,
    /// The frames that are being looked up, outermost first.
    pending: Vec<Pending>,
    prunings: u32,
}

/// A frame on its way from text to node.
struct Pending {
    start: u32,
    end: u32,
    hash: u64,
    place: PlaceId,
}

#[derive(Clone, Copy)]
struct Outer {
    hash: u64,
    length: u32,
    path: Path,
    lines: u32,
}

/// No stack's.
const NOTHING: Outer = Outer {
    hash: 0,
    length: 0,
    path: Path::ROOT,
    lines: 0,
};

impl StackTable {
    pub(super) fn new() -> StackTable {
        StackTable {
            frames: HashTable::new(),
            outer_parts: vec![NOTHING; CACHED],
            previous: Vec::new(),
            previous_starts: Vec::new(),
            pending: Vec::new(),
            prunings: 0,
        }
    }

    /// The node of a stack's text (frames innermost first, no line break at the end), and how many
    /// lines it has.
    pub(super) fn node(&mut self, stack: &[u8], builder: &mut Builder) -> (NodeId, u64) {
        if builder.prunings() != self.prunings {
            self.forget(builder.prunings());
        }
        if stack.is_empty() {
            let unknown = builder.text("[unknown]");
            let function = builder.function(unknown, None, None, None);
            let place = builder.place(Place::of(function));
            return (builder.child(NodeId::ROOT, place), 0);
        }
        let inner_end = next_frame(stack, 0);
        if inner_end >= stack.len() {
            let (path, lines) = self.outer_frames(stack, builder);
            return (path.node, u64::from(lines));
        }
        let outer = &stack[inner_end + 1..];
        let hash = xxh3_64(outer);
        let slot = hash as usize & (CACHED - 1);
        let known = self.outer_parts[slot];
        let (caller, lines) = if known.hash == hash
            && known.length as usize == outer.len()
            && known.path.node != NodeId::ROOT
        {
            (known.path, known.lines)
        } else {
            let (path, lines) = self.outer_frames(outer, builder);
            self.outer_parts[slot] = Outer {
                hash,
                length: outer.len() as u32,
                path,
                lines,
            };
            (path, lines)
        };
        let inner = &stack[..inner_end];
        let inner_lines = 1 + u64::from(memchr::memchr(b'\n', inner).is_some());
        let of_caller = |builder: &Builder| builder.place_of(caller.node);
        let place = self.place(of_caller, inner, frame_hash(inner), outer, builder);
        (builder.step(caller, place).node, u64::from(lines) + inner_lines)
    }

    /// Splits a text into frames, starting at the outermost that the previous text did not end with.
    fn outer_frames(&mut self, text: &[u8], builder: &mut Builder) -> (Path, u32) {
        let shared = shared_suffix(text, &self.previous);
        let kept = self
            .previous_starts
            .partition_point(|&(from_end, ..)| from_end <= shared);
        self.previous_starts.truncate(kept);
        // The longest shared part may begin inside a longer frame of this text.
        while let Some(&(from_end, ..)) = self.previous_starts.last() {
            let start = text.len() - from_end;
            if start == 0 || text.get(start - 1) == Some(&b'\n') {
                break;
            }
            self.previous_starts.pop();
        }
        let (done, mut path, mut lines) = self.previous_starts.last().copied().unwrap_or((0, Path::ROOT, 0));
        let end = text.len().saturating_sub(done + usize::from(done > 0));
        // In three passes, so that the processor waits for the tables of several frames at once.
        self.pending.clear();
        split(text, end, &mut self.pending);
        let mut caller = builder.place_of(path.node);
        for index in 0..self.pending.len() {
            let Pending { start, end, hash, .. } = self.pending[index];
            let (frame, outer) = (&text[start as usize..end as usize], text.get(end as usize + 1..));
            let place = self.place(|_| caller, frame, hash, outer.unwrap_or_default(), builder);
            self.pending[index].place = place;
            caller = Some(place);
        }
        for frame in &self.pending {
            let (start, end) = (frame.start as usize, frame.end as usize);
            path = builder.step(path, frame.place);
            lines += 1 + u32::from(memchr::memchr(b'\n', &text[start..end]).is_some());
            self.previous_starts.push((text.len() - start, path, lines));
        }
        self.previous.clear();
        self.previous.extend_from_slice(text);
        (path, lines)
    }

    /// The place of one frame, of whose text the hash is known.
    ///
    /// perf 6.1 also writes `(inlined)` behind a frame whose names in DWARF and in the symbol table
    /// differ (`__GI___libc_realloc`). Only a frame that shares the address of the next outer one was
    /// really inlined into it, and lives where that one lives.
    fn place(
        &mut self,
        caller: impl FnOnce(&Builder) -> Option<PlaceId>,
        text: &[u8],
        hash: u64,
        outer_text: &[u8],
        builder: &mut Builder,
    ) -> PlaceId {
        let called_inlined = text.ends_with(b"(inlined)");
        let inlined = called_inlined && text.get(..17).is_some() && text.get(..17) == outer_text.get(..17);
        let outer = if inlined {
            caller(builder).and_then(|caller| mapping_of(caller, builder))
        } else {
            None
        };
        let hash = match (called_inlined, outer) {
            (false, _) => hash,
            (true, None) => salted(hash, 1 + u64::from(inlined)),
            (true, Some(mapping)) => salted(hash, u64::from(mapping.0) + 3),
        };
        if let Some(&(_, place)) = self.frames.find(hash, |known| known.0 == hash) {
            return place;
        }
        let mut frame = Frame::parse(text);
        frame.inlined &= inlined;
        let place = frame.place(outer, builder);
        self.frames.insert_unique(hash, (hash, place), |known| known.0);
        place
    }

    fn forget(&mut self, prunings: u32) {
        self.prunings = prunings;
        self.previous.clear();
        self.previous_starts.clear();
        self.outer_parts.fill(NOTHING);
    }
}

/// Splits a text up to `end` into frames, outermost first, and hashes each.
fn split(text: &[u8], mut end: usize, frames: &mut Vec<Pending>) {
    while end > 0 {
        let start = frame_start(text, end);
        frames.push(Pending {
            start: start as u32,
            end: end as u32,
            hash: frame_hash(&text[start..end]),
            place: PlaceId(0),
        });
        end = start.saturating_sub(1);
    }
}

/// A hash of what a frame's text means: the address does not count, and without a source line neither
/// does the offset, so that the table holds functions and not instructions.
fn frame_hash(text: &[u8]) -> u64 {
    // `\t%16lx `, `sample__fprintf_callchain` in tools/perf/util/evsel_fprintf.c.
    let text = if text.first() == Some(&b'\t') && text.get(17) == Some(&b' ') {
        &text[18..]
    } else {
        text
    };
    if let Some(plus) = memchr::memchr(b'+', text)
        && let Some(offset) = text[plus + 1..].strip_prefix(b"0x")
    {
        let digits = offset.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let mapping = &offset[digits..];
        if mapping.starts_with(b" (") && memchr::memchr(b'\n', mapping).is_none() {
            return xxh3_64_with_seed(mapping, xxh3_64(&text[..plus]));
        }
    }
    xxh3_64(text)
}

/// The hash of a frame whose meaning depends on more than its text.
fn salted(hash: u64, salt: u64) -> u64 {
    (hash ^ salt.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

fn mapping_of(place: PlaceId, builder: &Builder) -> Option<MappingId> {
    let function = builder.symbols().places.get(place.index())?.function;
    builder.symbols().functions.get(function.index())?.mapping
}

/// Where the frame that starts at `start` ends: before the line break that the next tab follows.
fn next_frame(text: &[u8], start: usize) -> usize {
    let mut searched = start;
    while let Some(at) = memchr::memchr(b'\n', &text[searched..]) {
        let end = searched + at;
        if text.get(end + 1) == Some(&b'\t') {
            return end;
        }
        searched = end + 1;
    }
    text.len()
}

/// Where the frame that ends at `end` starts.
fn frame_start(text: &[u8], end: usize) -> usize {
    let mut searched = end;
    while let Some(at) = memchr::memrchr(b'\n', &text[..searched]) {
        if text.get(at + 1) == Some(&b'\t') {
            return at + 1;
        }
        searched = at;
    }
    0
}

/// How many bytes two texts end with alike.
fn shared_suffix(left: &[u8], right: &[u8]) -> usize {
    const STEP: usize = 32;
    let longest = left.len().min(right.len());
    let (left, right) = (&left[left.len() - longest..], &right[right.len() - longest..]);
    let mut shared = 0;
    while shared + STEP <= longest
        && left[longest - shared - STEP..longest - shared] == right[longest - shared - STEP..longest - shared]
    {
        shared += STEP;
    }
    while shared < longest && left[longest - shared - 1] == right[longest - shared - 1] {
        shared += 1;
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Options};

    #[test]
    fn equal_stacks_share_a_node_however_they_are_reached() {
        let mut builder = Builder::new(Format::PerfScript, &Options::default());
        let mut table = StackTable::new();
        let first = table.node(b"\t1 leaf (/x)\n\t2 f (/x)\n\t3 main (/x)", &mut builder);
        let other = table.node(b"\t9 other (/x)\n\t2 f (/x)\n\t3 main (/x)", &mut builder);
        let longer = table.node(b"\t1 leaf (/x)\n\t2 of (/x)\n\t3 main (/x)", &mut builder);
        let again = table.node(b"\t1 leaf (/x)\n\t2 f (/x)\n\t3 main (/x)", &mut builder);
        assert_eq!(first, again);
        assert_eq!(first.1, 3);
        assert_ne!(first.0, other.0);
        assert_ne!(first.0, longer.0);
    }

    const STACK: &str = "\t               1 leaf (/x)\n  a.c:2\n\t               2 f\n  a.c:3 (inlined)\n\t               2 main \
                         (/x)\n  a.c:9";

    #[test]
    fn a_source_line_belongs_to_the_frame_above_it() {
        let mut builder = Builder::new(Format::PerfScript, &Options::default());
        let mut table = StackTable::new();
        let (node, lines) = table.node(STACK.as_bytes(), &mut builder);
        assert_eq!(lines, 6);
        let place = builder.symbols().places[builder.place_of(node).unwrap().index()];
        assert_eq!(place.line.unwrap().get(), 2);
        assert_eq!(builder.symbols().places.len(), 3);
        assert_eq!(builder.symbols().mappings.len(), 1);
        let inlined: Vec<bool> = builder
            .symbols()
            .places
            .iter()
            .map(|place| place.inlined)
            .collect();
        assert_eq!(inlined, [false, true, false]);
    }

    #[test]
    fn the_shared_end_of_two_texts() {
        let long = "x".repeat(100);
        assert_eq!(shared_suffix(b"abc", b"xbc"), 2);
        assert_eq!(
            shared_suffix(format!("a{long}").as_bytes(), format!("b{long}").as_bytes()),
            100
        );
        assert_eq!(shared_suffix(b"", b"x"), 0);
    }
}
