//! `sysgrok flamegraph`: the page and the graph in it; what the page does is tested in a browser by tests/editors.

use serde_json::Value;

use crate::support::{Folder, bundled, list, sysgrok};

/// The graph that stands in a page.
fn graph(page: &str) -> Value {
    let (_, data) = page
        .split_once(r#"<script type="application/json" id="data">"#)
        .unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    serde_json::from_str(data).unwrap()
}

#[test]
fn functions_of_the_folder_have_their_places_and_shares_of_the_whole() {
    let folder = bundled("c");
    let profile = folder.join("recordings/cpu.perf.txt");
    let arguments = [
        "flamegraph".as_ref(),
        profile.as_os_str(),
        "--path".as_ref(),
        folder.as_os_str(),
    ];
    let graph = graph(&sysgrok(arguments).run().exits(0).stdout());
    let found = list(&graph, "functions")
        .iter()
        .find(|function| function["name"] == "table_find")
        .unwrap();
    assert_eq!(found["location"]["range"]["start"]["line"], 7);
    let uri = found["location"]["uri"].as_str().unwrap();
    assert!(
        uri.starts_with("file:///") && uri.ends_with("/src/table.c"),
        "{uri}"
    );
    assert_eq!(graph["root"]["total"], 1.0);
    assert_eq!(graph["base"], Value::Null);
}

#[test]
fn a_comparison_has_the_share_in_the_other_profile() {
    let folder = Folder::with(&[
        ("now.folded", "main;a 3\nmain;b 1\n"),
        ("before.folded", "main;a 1\nmain;b 1\n"),
    ]);
    let run = folder
        .sysgrok(["flamegraph", "now.folded", "--base", "before.folded"])
        .run();
    let graph = graph(&run.exits(0).stdout());
    let main = &graph["root"]["children"][0];
    assert_eq!(main["children"][0]["total"], 0.75);
    assert_eq!(main["children"][0]["base"], 0.5);
}

#[test]
fn a_name_cannot_end_the_data() {
    let folder = Folder::with(&[("x.folded", "main;</script><script>alert(1)</script> 1\n")]);
    let run = folder.sysgrok(["flamegraph", "x.folded"]).run();
    let graph = graph(&run.exits(0).stdout());
    let names: Vec<_> = (list(&graph, "functions").iter())
        .map(|function| &function["name"])
        .collect();
    assert_eq!(names, ["main", "</script><script>alert(1)</script>"]);
}
