//! A real small language model behind a hover: what it says is nonsense, that it is heard is the point.

use serde_json::json;

use crate::harness::Workspace;
use crate::loaded::{WORDS, find, hover, opened};
use crate::model::Home;
use crate::real_model::RealModel;

const TABLE: &str = "src/table.c";

#[test]
#[ignore = "needs a small model: tests/run"]
fn it_explains_in_a_hover_that_waits() {
    let (workspace, home, model) = (Workspace::of(WORDS), Home::new(), RealModel::start());
    let variables = [
        ("GAI_API_TYPE", "openai".to_owned()),
        ("GAI_API_KEY", "sk-test".to_owned()),
        ("GAI_API_BASE", model.address.clone()),
        ("GAI_MODEL", "smollm2".to_owned()),
    ];
    let client = home
        .start(&workspace, &variables)
        .with_options(json!({"explain": {"wait": 60_000}}));
    let mut client = opened(client, TABLE);
    let name = find(&client, TABLE, "find(struct");
    let text = hover(&mut client, &name);
    let (facts, answer) = text.split_once("*Written by smollm2 at 127.0.0.1:").expect(&text);
    assert!(facts.contains("35.0 % self"), "{facts}");
    assert!(answer.len() > 60, "{answer}");
    client.shutdown();
}
