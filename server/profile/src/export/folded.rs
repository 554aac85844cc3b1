//! Folded stacks, as `flamegraph.pl`, inferno and speedscope.app read them.

use std::io::Write;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{ExportError, Note, Shape};
use crate::{NodeId, Profile, Text, ValueId};

/// Writes the stacks of one value type, names of functions only, sorted, each stack once. Counts are the
/// stored weights, in the file's own unit.
///
/// A `;` in a name becomes `:`, as the collapsers of `FlameGraph` write it.
///
/// # Errors
/// When the output fails, or the profile has no self weights of this value type.
pub fn folded(profile: &Profile, value: ValueId, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let Some(value_type) = profile.values.get(value.index()) else {
        return Err(ExportError::UnknownValue(value));
    };
    let shape = Shape::of(profile)?;
    let tree = Tree::of(profile, &shape, value);
    if tree.weights.iter().all(|&weight| weight == 0) {
        return Err(ExportError::NoSelf {
            what: value_type.label(),
        });
    }
    tree.write(profile, out)?;
    out.flush()?;
    Ok(shape.notes)
}

/// The stacks by names of functions alone.
struct Tree {
    names: Vec<Option<Text>>,
    parents: Vec<u32>,
    weights: Vec<i64>,
}

impl Tree {
    fn of(profile: &Profile, shape: &Shape<'_>, value: ValueId) -> Tree {
        let mut tree = Tree {
            names: vec![None],
            parents: vec![0],
            weights: vec![0],
        };
        let own = shape.stacks.own_weights(value);
        let mut ids: HashMap<(u32, Option<Text>), u32, FixedState> = HashMap::default();
        let mut moved = vec![0u32; own.len()];
        for (index, node) in shape.stacks.nodes.iter().enumerate().skip(1) {
            let parent = moved[node.parent.index()];
            let name = shape
                .place(NodeId(index as u32))
                .and_then(|place| profile.symbols.functions.get(place.function.index()))
                .map(|function| function.shown);
            let id = *ids.entry((parent, name)).or_insert_with(|| {
                tree.names.push(name);
                tree.parents.push(parent);
                tree.weights.push(0);
                tree.names.len() as u32 - 1
            });
            moved[index] = id;
            let weight = &mut tree.weights[id as usize];
            *weight = weight.saturating_add(own[index]);
        }
        tree
    }

    fn write(&self, profile: &Profile, out: &mut dyn Write) -> Result<(), ExportError> {
        let name = |node: u32| self.names[node as usize].map_or("", |name| profile.symbols.text.get(name));
        let mut children: Vec<Vec<u32>> = vec![Vec::new(); self.names.len()];
        for (node, &parent) in self.parents.iter().enumerate().skip(1) {
            children[parent as usize].push(node as u32);
        }
        for siblings in &mut children {
            siblings.sort_unstable_by(|&a, &b| name(b).cmp(name(a)));
        }
        let mut line = String::new();
        // A node, and how long the line is before its name.
        let mut open: Vec<(u32, usize)> = children[0].iter().map(|&node| (node, 0)).collect();
        while let Some((node, length)) = open.pop() {
            line.truncate(length);
            if length > 0 {
                line.push(';');
            }
            push_name(&mut line, name(node));
            let weight = self.weights[node as usize];
            if weight != 0 {
                writeln!(out, "{line} {weight}")?;
            }
            let length = line.len();
            open.extend(children[node as usize].iter().map(|&child| (child, length)));
        }
        Ok(())
    }
}

fn push_name(line: &mut String, name: &str) {
    if name.trim().is_empty() {
        line.push_str("[unknown]");
        return;
    }
    line.extend(name.trim().chars().map(|character| match character {
        ';' => ':',
        character if character.is_control() => ' ',
        character => character,
    }));
}
