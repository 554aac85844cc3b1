//! Writes `path_map` rules into a file of settings, and leaves the rest of it as it is.

use std::fs;
use std::io;
use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::{PathMap, SettingsError};

/// Puts a rule before the others of a file of settings, which is made if it is not there. Comments, order and
/// blanks stay. A rule of the same `from` and `to` is not written twice; one of the same `from` is replaced.
///
/// # Errors
/// When the file cannot be read or written, or is no TOML.
pub fn write_path_rule(file: &Path, rule: &PathMap) -> Result<(), SettingsError> {
    let unusable = |error| SettingsError::Unreadable {
        path: file.to_owned(),
        error,
    };
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unusable(error)),
    };
    let malformed = |message: String| SettingsError::Malformed {
        path: file.to_owned(),
        message,
    };
    let text = with_rule(&text, rule).map_err(malformed)?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(unusable)?;
    }
    fs::write(file, text).map_err(unusable)
}

/// The text of a file of settings with a rule more.
fn with_rule(text: &str, rule: &PathMap) -> Result<String, String> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())?;
    let rules = document
        .entry("path_map")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match rules {
        Item::ArrayOfTables(rules) => {
            let from = |table: &Table| table.get("from").and_then(Item::as_str).map(str::to_owned);
            if let Some(same) = rules
                .iter_mut()
                .find(|table| from(table).as_deref() == Some(&rule.from))
            {
                same.insert("to", value(&rule.to));
            } else {
                let mut table = Table::new();
                table.insert("from", value(&rule.from));
                table.insert("to", value(&rule.to));
                rules.push(table);
            }
        }
        // `path_map = [{ from = ..., to = ... }]`
        Item::Value(toml_edit::Value::Array(rules)) => {
            let mut table = toml_edit::InlineTable::new();
            table.insert("from", rule.from.as_str().into());
            table.insert("to", rule.to.as_str().into());
            rules.retain(|known| {
                let from = known
                    .as_inline_table()
                    .and_then(|table| table.get("from")?.as_str());
                from != Some(rule.from.as_str())
            });
            rules.push(table);
        }
        _ => return Err("path_map is no list of rules".to_owned()),
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn rule(from: &str, to: &str) -> PathMap {
        PathMap {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    #[test]
    fn comments_and_order_stay() {
        let text = "# mine\nvalue_type = \"cpu\" # always\n\n[[path_map]] # CI\nfrom = \"/ci\"\nto = \".\"\n\n[diagnostics]\nlines = 3\n";
        expect![[r##"
            # mine
            value_type = "cpu" # always

            [[path_map]] # CI
            from = "/ci"
            to = "."

            [[path_map]]
            from = '/build "x"'
            to = "src/a b"

            [diagnostics]
            lines = 3
        "##]]
        .assert_eq(&with_rule(text, &rule("/build \"x\"", "src/a b")).unwrap());
    }

    #[test]
    fn a_rule_of_the_same_start_is_replaced() {
        let text = with_rule("", &rule("/build", "src")).unwrap();
        expect![[r#"
            [[path_map]]
            from = "/build"
            to = "lib"
        "#]]
        .assert_eq(&with_rule(&text, &rule("/build", "lib")).unwrap());
        expect![[r#"
            path_map = [{ from = "/build", to = "lib" }]
        "#]]
        .assert_eq(
            &with_rule(
                "path_map = [{from = \"/build\", to = \"src\"}]\n",
                &rule("/build", "lib"),
            )
            .unwrap(),
        );
    }

    #[test]
    fn what_is_no_list_of_rules_is_left_alone() {
        assert!(with_rule("path_map = 3\n", &rule("/build", "lib")).is_err());
        assert!(with_rule("path_map = [", &rule("/build", "lib")).is_err());
    }
}
