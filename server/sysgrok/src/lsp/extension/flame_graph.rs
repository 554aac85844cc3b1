//! `sysgrok/flameGraph`.

use lsp_types::{Location, Uri};
use serde::{Deserialize, Serialize};

use super::ProfileInfo;

/// Parameters of `sysgrok/flameGraph`. Every one may be left out.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct FlameGraphParams {
    /// The file of a loaded profile; `null` for the one that is shown.
    #[cfg_attr(test, schemars(with = "Option<super::tests::Uri>"))]
    pub(in crate::lsp) profile: Option<Uri>,
    /// The file of a loaded profile to compare with; `null` for none.
    #[cfg_attr(test, schemars(with = "Option<super::tests::Uri>"))]
    pub(in crate::lsp) base: Option<Uri>,
    /// Only stacks through the function of this name, as in `HotSpot`; `null` for all.
    pub(in crate::lsp) function: Option<String>,
    /// Whether the tree begins with the innermost frames, and goes on with who called them.
    pub(in crate::lsp) invert: bool,
    /// At most this many frames: the lightest are left out. More than 100,000 are never given.
    pub(in crate::lsp) limit: usize,
}

impl Default for FlameGraphParams {
    fn default() -> FlameGraphParams {
        FlameGraphParams {
            profile: None,
            base: None,
            function: None,
            invert: false,
            limit: 20_000,
        }
    }
}

/// All stacks of a profile, as a tree of the functions that they go through.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct FlameGraph {
    /// The profile.
    pub(in crate::lsp) profile: ProfileInfo,
    /// The profile that it is compared with, in the same value type where it has that; `null` when none was asked
    /// for.
    pub(in crate::lsp) base: Option<ProfileInfo>,
    /// The functions of the nodes.
    pub(in crate::lsp) functions: Vec<FlameFunction>,
    /// What is above all stacks.
    pub(in crate::lsp) root: FlameNode,
    /// The share of the stacks that go on in frames which were left out: because they are too light, or stand more
    /// than 400 frames deep.
    pub(in crate::lsp) left_out: f64,
    /// Why the root has no children, as a sentence; `null` when it has.
    pub(in crate::lsp) reason: Option<String>,
}

/// A function of a flame graph.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct FlameFunction {
    /// Its name, as in `HotSpot`.
    pub(in crate::lsp) name: String,
    /// Where its name stands now; `null` when it is not in the workspace, or no longer.
    #[cfg_attr(test, schemars(with = "Option<super::tests::Location>"))]
    pub(in crate::lsp) location: Option<Location>,
    /// Its binary or library; `null` when it is not known.
    pub(in crate::lsp) mapping: Option<String>,
    /// Whether it was found in the workspace.
    pub(in crate::lsp) in_workspace: bool,
}

/// A function below others.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct FlameNode {
    /// Index into `functions`; `null` for the root.
    pub(in crate::lsp) function: Option<usize>,
    /// The share of the stacks that go through this node.
    pub(in crate::lsp) total: f64,
    /// The share of those that end in it. In an inverted tree, of those that begin in it.
    #[serde(rename = "self")]
    pub(in crate::lsp) own: f64,
    /// `total` in the other profile, 0 where it has no such node; `null` when none is compared.
    pub(in crate::lsp) base: Option<f64>,
    /// Heaviest first.
    pub(in crate::lsp) children: Vec<FlameNode>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values are written and dropped by recursion, on threads with two megabytes of stack, like this one.
    #[test]
    fn the_deepest_tree_is_written_and_dropped() {
        let leaf = || FlameNode {
            function: Some(0),
            total: 1.0,
            own: 0.0,
            base: None,
            children: Vec::new(),
        };
        let deepest = (0..heat::DEEPEST_FRAME).fold(leaf(), |below, _| FlameNode {
            children: vec![below],
            ..leaf()
        });
        let value = serde_json::to_value(&deepest).unwrap();
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(text.matches("\"children\"").count(), heat::DEEPEST_FRAME + 1);
    }
}
