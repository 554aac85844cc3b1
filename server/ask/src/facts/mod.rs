//! What is known of the subjects, as plain data. `engine` gathers it from profile, source and system.

mod function;
mod host;
mod listing;
mod manual;
mod software;

pub use function::{Call, CostFacts, FunctionFacts, HeatFacts, LineFacts, SourceFacts};
pub use host::{HostFacts, OutputFacts};
pub use listing::{CauseFacts, CodeFacts, FrameFacts, HotLine, RowFacts, TopNFacts, TraceFacts};
pub use manual::ManualFacts;
pub use software::{DependencyFacts, ProcessFacts, SoftwareFacts, SoftwareType};
