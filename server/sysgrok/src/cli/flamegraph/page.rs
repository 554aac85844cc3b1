//! The page: one file, into which the graph is written.

use std::io::{self, Write};

use serde_json::Value;

/// What `editors/flame-graph` builds; its own tests check that it is what the sources build.
const PAGE: &str = include_str!("../../../../../editors/flame-graph/flame-graph.html");

/// Where the graph stands in it.
const MARK: &str = "SYSGROK_FLAME_GRAPH";

/// Writes the page of a graph.
pub(super) fn write(graph: &Value, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = PAGE.split_once(MARK).unwrap_or((PAGE, ""));
    out.write_all(before.as_bytes())?;
    out.write_all(data(graph)?.as_bytes())?;
    out.write_all(after.as_bytes())
}

/// JSON that ends no element of HTML: `<` stands in strings alone, where it can be escaped.
fn data(graph: &Value) -> io::Result<String> {
    Ok(serde_json::to_string(graph)?.replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_page_has_one_place_for_the_graph() {
        assert_eq!(PAGE.matches(MARK).count(), 1);
        assert!(PAGE.contains("default-src 'none'"));
    }

    #[test]
    fn names_end_no_element() {
        let hostile = json!({ "name": "</script><!--<script>" });
        let written = data(&hostile).unwrap();
        assert!(!written.contains('<'), "{written}");
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), hostile);
    }
}
