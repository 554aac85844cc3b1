//! The one model that every format is read into (DESIGN 3).

use std::collections::BTreeMap;
use std::num::{NonZeroU32, NonZeroU64};

use jiff::Timestamp;

use crate::{Arena, Flat, Format, Stacks, Text, Unit};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in the table that the id belongs to.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use id;

id!(
    /// A [`Mapping`] of [`Symbols::mappings`].
    MappingId
);
id!(
    /// A [`Function`] of [`Symbols::functions`].
    FunctionId
);
id!(
    /// A [`Place`] of [`Symbols::places`].
    PlaceId
);
id!(
    /// A [`ValueType`] of [`Profile::values`].
    ValueId
);

/// The samples of one recording, whatever its format.
pub struct Profile {
    /// Where it comes from.
    pub meta: Meta,
    /// What is counted; never empty.
    pub values: Vec<ValueType>,
    /// Names and places.
    pub symbols: Symbols,
    /// Weights of functions, lines and edges: always there.
    pub flat: Flat,
    /// Whole stacks; absent when the format has none.
    pub stacks: Option<Stacks>,
    /// How much of the recording the file shows, one entry for each of `values`.
    pub coverage: Vec<Coverage>,
}

/// Provenance: from the file itself, from its sidecar, or from flags.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// The format it was read from; absent only before reading.
    pub format: Option<Format>,
    /// The recording tool with its version, such as `perf 6.1.187`.
    pub tool: Option<String>,
    /// The recorded command line.
    pub command: Option<String>,
    /// When the recording began.
    pub recorded: Option<Timestamp>,
    /// The machine that it was recorded on.
    pub host: Option<String>,
    /// The revision of the source that was running.
    pub revision: Option<String>,
    /// How long was recorded, in nanoseconds.
    pub duration: Option<i64>,
    /// Number of samples behind the weights; absent where the format prints none.
    pub samples: Option<u64>,
    /// How much is recorded between two samples, as `10000000 cpu/nanoseconds`; absent when not stated.
    pub period: Option<Period>,
    /// Free text that the recorder left in the file.
    pub comments: Vec<String>,
    /// The value type shown when the user selects none.
    pub selected: Option<ValueId>,
    /// Path of a source file, relative to the workspace -> git blob hash of its content when recorded.
    pub sources: BTreeMap<String, String>,
    /// What was wrong with the file and what it cost; the rest of the profile stands.
    pub warnings: Vec<Warning>,
    /// Warnings past the first hundred, counted but not kept.
    pub more_warnings: u64,
}

/// The sampling period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// How much of it passes between two samples.
    pub amount: i64,
    /// The name of what passes, such as `cpu`.
    pub name: String,
    /// Its unit as the file gives it, such as `nanoseconds`.
    pub unit: String,
}

/// One thing that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// 1-based line in a text file; absent for binary formats and for the file as a whole.
    pub line: Option<u64>,
    /// What happened and what was done about it, as one sentence.
    pub message: String,
}

/// What is counted and its unit, as in pprof.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueType {
    /// Such as `cpu`, `samples`, `alloc_space`, `cycles`.
    pub name: String,
    /// The unit of a weight times `scale`.
    pub unit: Unit,
    /// What a stored weight of 1 is worth in `unit`. 1 where the file gives whole numbers; where it
    /// gives only percentages weights are millionths of the whole, and this is the worth of one.
    pub scale: f64,
    /// The total that the file states, as a stored weight; absent when it states none.
    pub stated_total: Option<i64>,
    /// The sum of all own weights that were read.
    pub sum: i64,
}

impl ValueType {
    /// The whole that shares are fractions of, as a stored weight: the stated total unless more
    /// than that was read.
    pub fn whole(&self) -> i64 {
        self.stated_total.unwrap_or(0).max(self.sum)
    }

    /// `name/unit`, by which users select a value type.
    pub fn label(&self) -> String {
        format!("{}/{}", self.name, self.unit)
    }

    /// The weight as a fraction of the whole, between -1 and 1; 0 of an empty whole.
    pub fn share(&self, weight: i64) -> f64 {
        let whole = self.whole();
        if whole == 0 {
            0.0
        } else {
            (weight as f64 / whole as f64).clamp(-1.0, 1.0)
        }
    }
}

/// Whether the file shows the whole recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Every sample is in the file.
    Complete,
    /// Only the heaviest entries were printed; they hold this weight.
    Partial {
        /// Sum of the own weights that are in the file.
        printed: i64,
    },
}

/// All names and places, by id.
#[derive(Clone, Default)]
pub struct Symbols {
    /// Every text.
    pub text: Arena,
    /// Binaries, libraries, modules.
    pub mappings: Vec<Mapping>,
    /// Functions by (raw name, mapping, file).
    pub functions: Vec<Function>,
    /// Frames.
    pub places: Vec<Place>,
}

/// The binary, library or module that a place lives in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mapping {
    /// Path or name as the file gives it, such as `/usr/lib/libc.so.6` or `[kernel.kallsyms]`.
    pub name: Text,
    /// Hexadecimal build-id; absent when the file has none.
    pub build_id: Option<Text>,
}

/// A function as the profiler names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The symbol as it stands in the file.
    pub raw: Text,
    /// The symbol demangled; equal to `raw` where there is nothing to demangle.
    pub shown: Text,
    /// The file that declares it; absent when the format speaks of files only for single frames.
    pub file: Option<Text>,
    /// The line of the declaration, 1-based; absent when unknown.
    pub declared: Option<NonZeroU32>,
    /// Where it lives; absent when unknown.
    pub mapping: Option<MappingId>,
}

/// A frame of a stack: a function, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The function, the inlined one where inlining is known.
    pub function: FunctionId,
    /// The source file as the profiler names it; absent when unknown.
    pub file: Option<Text>,
    /// 1-based; absent when the tool says 0, -1 or `??`.
    pub line: Option<NonZeroU32>,
    /// 1-based; absent when unknown.
    pub column: Option<NonZeroU32>,
    /// The instruction as the file gives it (most tools print it relative to the mapping); absent
    /// when the file has none.
    pub address: Option<NonZeroU64>,
    /// Whether the frame was inlined into the next outer one.
    pub inlined: bool,
}

impl Place {
    /// A place of which only the function is known.
    pub fn of(function: FunctionId) -> Place {
        Place {
            function,
            file: None,
            line: None,
            column: None,
            address: None,
            inlined: false,
        }
    }
}

impl Symbols {
    pub(crate) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.mappings.shrink_to_fit();
        self.functions.shrink_to_fit();
        self.places.shrink_to_fit();
    }

    /// The function's demangled name; empty for an id of another profile.
    pub fn name(&self, function: FunctionId) -> &str {
        self.functions
            .get(function.index())
            .map_or("", |function| self.text.get(function.shown))
    }

    /// The name of the function's mapping; absent when unknown.
    pub fn mapping_name(&self, function: FunctionId) -> Option<&str> {
        let mapping = self.functions.get(function.index())?.mapping?;
        self.mappings
            .get(mapping.index())
            .map(|mapping| self.text.get(mapping.name))
    }
}

impl Profile {
    /// The file that the profiler puts a function in: the declared one, else that of its heaviest line.
    pub fn file_of(&self, function: FunctionId) -> Option<&str> {
        let declared = self.symbols.functions.get(function.index())?.file;
        let of_line = || {
            self.flat
                .lines
                .iter()
                .find(|cell| cell.key.function == function)
                .map(|cell| cell.key.file)
        };
        declared.or_else(of_line).map(|file| self.symbols.text.get(file))
    }

    /// The value type shown when the user selects none.
    pub fn selected(&self) -> ValueId {
        self.meta.selected.unwrap_or(ValueId(0))
    }

    /// The value type that the user means by `cpu`, `nanoseconds` or `cpu/nanoseconds`: a whole label
    /// first, then a name, then a unit. Absent when none fits.
    pub fn find_value(&self, wanted: &str) -> Option<ValueId> {
        let position = |test: &dyn Fn(&ValueType) -> bool| self.values.iter().position(test);
        position(&|value| value.label() == wanted)
            .or_else(|| position(&|value| value.name == wanted))
            .or_else(|| position(&|value| value.unit.name() == wanted))
            .map(|index| ValueId(index as u32))
    }

    /// The value type that counts the samples behind a value type: itself when it counts samples. Absent
    /// when the file does not count them.
    pub fn samples_of(&self, value: ValueId) -> Option<ValueId> {
        let counts = |value: &ValueType, name: &str| value.unit == Unit::Count && value.name == name;
        let own = self.value(value);
        let position = |name: &str| self.values.iter().position(|value| counts(value, name));
        let found = position(&format!("samples:{}", own.name)).or_else(|| {
            // With several events the plain `samples` are those of the first.
            let of_first = self
                .values
                .iter()
                .all(|other| !other.name.starts_with("samples:"))
                || value == ValueId(0);
            (of_first || own.name == "samples")
                .then(|| position("samples"))
                .flatten()
        });
        found
            .map(|index| ValueId(index as u32))
            .or_else(|| own.name.starts_with("samples").then_some(value))
    }

    /// The value type behind an id; the first one for an id of another profile.
    pub fn value(&self, value: ValueId) -> &ValueType {
        self.values.get(value.index()).unwrap_or(&self.values[0])
    }
}
