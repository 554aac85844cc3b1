//! A profile as other tools want it: one file a target.
//!
//! All of them write stacks. Of a profile without stacks they write a stack of one frame for each
//! function, or line, with its own weight, and say so with [`Note::NoStacks`].

mod folded;
mod pprof;
mod speedscope;

use std::borrow::Cow;
use std::{fmt, io};

pub use self::folded::folded;
pub use self::pprof::pprof;
pub use self::speedscope::speedscope;
use crate::{Node, NodeId, Place, PlaceId, Profile, Series, SeriesId, Stacks, ValueId, Weight};

/// Why a profile could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The output did not take the bytes.
    #[error("cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The id belongs to another profile.
    #[error("the profile has no value type number {}", .0.0)]
    UnknownValue(ValueId),
    /// The profile tells no own weights, which stacks are made of.
    #[error("the profile holds no self weights of {what}, so that no stacks can be made of it")]
    NoSelf {
        /// The value type, or all of them.
        what: String,
    },
}

/// What the written file lacks, or has otherwise than the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The profile has no stacks: each function stands alone, with its own weight.
    NoStacks,
    /// Negative weights, which the target cannot hold, were left out; this many.
    NegativeLeftOut(u64),
    /// The weights of this value type are in a unit that the target has no name for.
    Scaled {
        /// Name of the value type.
        value: String,
        /// What a written weight of 1 is worth.
        unit: String,
    },
    /// A value type without self weights was left out.
    ValueLeftOut(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::NoStacks => f.write_str(
                "the profile has no stacks, only weights of functions: each is written as a stack of one frame with \
                 its self weight",
            ),
            Note::NegativeLeftOut(count) => {
                write!(f, "{count} stacks of negative weight were left out: the format has none")
            }
            Note::Scaled { value, unit } => write!(f, "a weight of 1 of {value} stands for {unit}"),
            Note::ValueLeftOut(value) => write!(f, "{value} has no self weights and was left out"),
        }
    }
}

/// Whether two scales are the same: they come from a table.
fn is(scale: f64, wanted: f64) -> bool {
    scale.total_cmp(&wanted).is_eq()
}

/// The stacks of a profile, or those made of its rows.
struct Shape<'a> {
    places: Cow<'a, [Place]>,
    stacks: Cow<'a, Stacks>,
    notes: Vec<Note>,
}

impl<'a> Shape<'a> {
    fn of(profile: &'a Profile) -> Result<Shape<'a>, ExportError> {
        if let Some(stacks) = &profile.stacks {
            return Ok(Shape {
                places: Cow::Borrowed(&profile.symbols.places),
                stacks: Cow::Borrowed(stacks),
                notes: Vec::new(),
            });
        }
        let mut made = Made::default();
        let mut notes = vec![Note::NoStacks];
        for (index, value) in profile.values.iter().enumerate() {
            let id = ValueId(index as u32);
            let series = SeriesId(made.stacks.series.len() as u32);
            let before = made.stacks.nodes.len();
            let functions = profile.flat.functions_of(id);
            for (function, own) in functions.filter_map(|cell| Some((cell.key, cell.own?))) {
                made.add(Place::of(function), series, own);
            }
            if made.stacks.nodes.len() == before {
                for (key, own) in profile
                    .flat
                    .lines_of(id)
                    .filter_map(|cell| Some((cell.key, cell.own?)))
                {
                    let place = Place {
                        file: Some(key.file),
                        line: Some(key.line),
                        ..Place::of(key.function)
                    };
                    made.add(place, series, own);
                }
            }
            if made.stacks.nodes.len() == before {
                notes.push(Note::ValueLeftOut(value.label()));
                continue;
            }
            made.stacks.series.push(Series {
                value: id,
                thread: None,
                labels: Vec::new(),
            });
        }
        if made.places.is_empty() {
            return Err(ExportError::NoSelf {
                what: "any value type".to_owned(),
            });
        }
        Ok(Shape {
            places: Cow::Owned(made.places),
            stacks: Cow::Owned(made.stacks),
            notes,
        })
    }

    fn place(&self, node: NodeId) -> Option<Place> {
        let place = self.stacks.nodes.get(node.index())?.place;
        self.places.get(place.index()).copied()
    }
}

/// Stacks of one frame.
struct Made {
    places: Vec<Place>,
    stacks: Stacks,
}

impl Default for Made {
    fn default() -> Made {
        let root = Node {
            parent: NodeId::ROOT,
            place: PlaceId(u32::MAX),
        };
        Made {
            places: Vec::new(),
            stacks: Stacks {
                nodes: vec![root],
                ..Stacks::default()
            },
        }
    }
}

impl Made {
    fn add(&mut self, place: Place, series: SeriesId, weight: i64) {
        let node = NodeId(self.stacks.nodes.len() as u32);
        self.stacks.nodes.push(Node {
            parent: NodeId::ROOT,
            place: PlaceId(self.places.len() as u32),
        });
        self.places.push(place);
        self.stacks.weights.push(Weight { node, series, weight });
    }
}
