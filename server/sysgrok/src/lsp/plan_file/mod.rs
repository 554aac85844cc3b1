//! Plans that are open in the editor: what is said about their commands, and what can be done with them.

mod actions;
mod findings;
mod hover;
mod tools;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use engine::{Engine, OpenDocument};
use host::gate::Policy;
use host::plan::Line;

use super::context::Context;

pub(super) use actions::actions;
pub(super) use findings::findings;
pub(super) use hover::hover;
pub(super) use tools::Tools;

/// A plan that is open.
struct Opened {
    engine: Arc<Engine>,
    open: OpenDocument,
    gate: Policy,
}

/// A command of a plan.
struct Command {
    line: Line,
    /// Where it stands in the document, in bytes.
    span: Range<usize>,
}

/// The plan of a document; absent when it is none, or not open.
fn opened(context: &Context, key: &Path) -> Option<Opened> {
    if !context.asking.is_plan(key) {
        return None;
    }
    let engine = context.engine_of(key)?;
    Some(Opened {
        open: engine.document(key)?,
        engine,
        gate: context.asking.gate(),
    })
}

impl Opened {
    /// The command of a line, counted from 0, as it is judged now.
    fn command(&self, line: usize) -> Option<Command> {
        let rope = self.open.document.rope();
        let text = rope.get_line(line)?.to_string();
        let start = rope.try_line_to_byte(line).ok()?;
        let line = Line::read(text.trim_end_matches(['\r', '\n']), &self.gate)?;
        Some(Command {
            span: start + line.span.start..start + line.span.end,
            line,
        })
    }

    fn commands(&self) -> impl Iterator<Item = Command> {
        (0..self.open.document.rope().len_lines()).filter_map(|line| self.command(line))
    }
}
