//! The join of a profile with the source: which functions and lines are hot, and where they stand now.
//!
//! What enters: a [`profile::Profile`], and the source as a [`Code`]. What leaves: a [`Placement`] (what
//! each frame of the profile is in the source) and, for one value type, a [`Heat`]: weights of
//! functions, lines and files, and who calls whom; and a [`Flame`]: the stacks as one bounded tree.
//!
//! Pure: files are read, parsed and searched behind [`Code`]. A weight never sits on a line that is not
//! known to be the recorded one: without that knowledge it sits on the function, and says so.

mod callers;
mod code;
mod flame;
mod join;
mod line_calls;
mod margin;
mod naming;
mod outermost;
mod placement;
mod rank;

pub use callers::Calls;
pub use code::{Code, Found, LineNow, Located};
pub use flame::{DEEPEST_FRAME, Flame, FlameOptions, Frame, NoFlame, Weighed};
pub use join::{Heat, HotFile, HotFunction, HotLine};
pub use line_calls::LineCalls;
pub use margin::relative_margin;
pub use naming::Names;
pub use placement::{Placement, Selection, Spot, Whereabouts, Why};
pub use rank::{Ranked, hottest};
