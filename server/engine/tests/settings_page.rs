//! `editors/settings.schema.json`, `editors/SETTINGS.md` and the section of the settings in VS Code's manifest are made
//! from [`Settings`].
//! `UPDATE_EXPECT=1 cargo test -p sysgrok-engine --test settings_page` writes them anew.

// Helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use engine::Settings;
use serde_json::{Map, Value};

#[test]
fn the_schema_and_the_page_are_those_of_the_settings() {
    let schema = schema();
    let mut json = serde_json::to_string_pretty(&schema).unwrap();
    json.push('\n');
    expect(&editors().join("settings.schema.json"), &json);
    expect(&editors().join("SETTINGS.md"), &page(&schema));
}

#[test]
fn the_settings_in_the_manifest_of_vs_code_are_those_of_the_settings() {
    let path = editors().join("vscode/package.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    // The rest of the manifest is written by hand.
    let title = manifest.find("\"title\": \"Server\"").unwrap();
    let start = title + manifest[title..].find("\"properties\": ").unwrap() + "\"properties\": ".len();
    let mut values = serde_json::Deserializer::from_str(&manifest[start..]).into_iter::<Value>();
    values.next().unwrap().unwrap();
    let end = start + values.byte_offset();
    let schema = schema();
    let mut properties = Map::new();
    manifest_rows("sysgrok.", &schema, &schema["$defs"], None, &mut properties);
    let properties = serde_json::to_string_pretty(&properties).unwrap();
    let properties = properties.replace('\n', "\n        ");
    expect(
        &path,
        &format!("{}{properties}{}", &manifest[..start], &manifest[end..]),
    );
}

#[test]
fn every_key_of_the_settings_is_in_the_page() {
    fn keys(prefix: &str, value: &Value, into: &mut Vec<String>) {
        for (key, value) in value.as_object().into_iter().flatten() {
            let key = format!("{prefix}{key}");
            if value.is_object() {
                keys(&format!("{key}."), value, into);
            } else {
                into.push(key);
            }
        }
    }
    let mut all = Vec::new();
    keys("", &serde_json::to_value(Settings::default()).unwrap(), &mut all);
    assert!(all.len() > 10, "{all:?}");
    let page = page(&schema());
    for key in all {
        assert!(page.contains(&format!("| `{key}` |")), "{key}");
    }
}

fn schema() -> Value {
    let mut schema = serde_json::to_value(schemars::schema_for!(Settings)).unwrap();
    schema["title"] = "sysgrok".into();
    schema
}

fn editors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editors")
}

/// Compares a file with what it should be, or writes it when told to.
fn expect(path: &Path, should: &str) {
    let is = std::fs::read_to_string(path).unwrap_or_default();
    if is == should {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, should).unwrap();
        return;
    }
    panic!(
        "{} is stale: `UPDATE_EXPECT=1 cargo test -p sysgrok-engine --test settings_page` writes it",
        path.file_name().unwrap().display()
    );
}

const HEAD: &str = "\
# Settings

This page and `settings.schema.json` are made from the Rust struct `Settings`, by the test
`server/engine/tests/settings_page.rs`, which fails when they are stale.

Settings come from five places. Where two name the same key, the one further down counts; lists are joined, the
one further down first.

1. The defaults below.
2. Your own file: `$XDG_CONFIG_HOME/sysgrok/config.toml`, else `~/.config/sysgrok/config.toml`.
3. The file of the workspace: `.sysgrok.toml` in its root.
4. What the editor sends when it starts the server: `initializationOptions`.
5. What the editor sends later: its section `sysgrok`, asked for with `workspace/configuration` where the editor
   answers that, else pushed with `workspace/didChangeConfiguration`.

In the editor the keys are the same, as JSON, alone or within an object `sysgrok`:

```json
{ \"sysgrok\": { \"diagnostics\": { \"functions\": 3 } } }
```

In a file of settings:

```toml
[diagnostics]
functions = 3
```

`initializationOptions` may also hold `trusted`, which is no setting, since a workspace could set it for itself. With
`false` sysgrok paints heat, and starts no program on what the workspace holds.

`model`, `explain` and `hosts` count in your own file and in the editor only: in `.sysgrok.toml` they are ignored with a
warning, since a repository must not decide where code is sent, or which host a name means. What `model` leaves open comes from the environment: `GAI_API_TYPE`
(openai, azure, anthropic, ollama), `GAI_API_KEY`, `GAI_API_BASE`, `GAI_API_VERSION`, `GAI_MODEL`, else `OPENAI_API_KEY`,
`ANTHROPIC_API_KEY` or `OLLAMA_HOST`. An administrator can lock endpoints and keep paths out of prompts in
`/etc/sysgrok/policy.toml`:

```toml
endpoints = [\"https://llm.example.com\"]
exclude_from_prompts = [\"secret/\"]
hosts_read_only = true   # on hosts nothing runs that the gate would ask about
forbid_yolo = true       # and nothing runs there unasked
```

A wrong key or value is told in a warning, and costs the one place that it stands in; the others still count.
A change in the editor counts at once, without loading a profile again.

A share is a fraction of 1: `0.02` is 2 %.

| key | type | default | meaning | where |
|---|---|---|---|---|
";

fn page(schema: &Value) -> String {
    let mut page = HEAD.to_owned();
    let none = Map::new();
    rows(
        "",
        schema,
        schema.get("$defs").and_then(Value::as_object).unwrap_or(&none),
        None,
        &mut page,
    );
    page
}

/// The settings as VS Code's `contributes.configuration` wants them
/// (<https://code.visualstudio.com/api/references/contribution-points#contributes.configuration>): one property a key.
fn manifest_rows(
    prefix: &str,
    object: &Value,
    defs: &Value,
    whole: Option<&Value>,
    into: &mut Map<String, Value>,
) {
    let none = Map::new();
    let defs_map = defs.as_object().unwrap_or(&none);
    for (key, property) in object["properties"].as_object().unwrap() {
        let resolved = resolve(property, defs_map);
        let own = whole.map_or_else(|| property.get("default"), |whole| whole.get(key));
        if resolved.get("properties").is_some() {
            manifest_rows(&format!("{prefix}{key}."), resolved, defs, own, into);
            continue;
        }
        let mut row = in_place(resolved, defs_map);
        row.remove("default");
        if let Some(default) = own.filter(|default| !default.is_null()) {
            row.insert("default".to_owned(), default.clone());
        }
        let meaning = property["description"].as_str().unwrap().replace('\n', " ");
        row.remove("description");
        row.insert("markdownDescription".to_owned(), meaning.into());
        // A workspace must not choose what only the user may; what the user chose goes along to remote machines.
        let scope = match property["x-scope"].as_str() {
            Some("user") => "application",
            _ => "resource",
        };
        row.remove("x-scope");
        row.insert("scope".to_owned(), scope.into());
        into.insert(format!("{prefix}{key}"), row.into());
    }
}

/// A schema without references, choices as `enum`, and without `null`, which VS Code takes for an ordinary value.
fn in_place(property: &Value, defs: &Map<String, Value>) -> Map<String, Value> {
    let mut row = Map::new();
    for (key, value) in resolve(property, defs).as_object().unwrap() {
        match (key.as_str(), value) {
            ("oneOf", Value::Array(choices)) => {
                let of = |key: &str| {
                    choices
                        .iter()
                        .map(|choice| choice[key].clone())
                        .collect::<Value>()
                };
                row.insert("type".to_owned(), "string".into());
                row.insert("enum".to_owned(), of("const"));
                row.insert("enumDescriptions".to_owned(), of("description"));
            }
            ("type", Value::Array(kinds)) => {
                let kind = kinds.iter().find(|kind| **kind != "null").unwrap();
                row.insert("type".to_owned(), kind.clone());
            }
            ("items", items) => {
                row.insert("items".to_owned(), in_place(items, defs).into());
            }
            ("properties", Value::Object(properties)) => {
                let properties: Map<String, Value> = properties
                    .iter()
                    .map(|(key, property)| (key.clone(), in_place(property, defs).into()))
                    .collect();
                row.insert("properties".to_owned(), properties.into());
            }
            // The sizes of Rust's numbers.
            ("format", _) => {}
            (_, value) => {
                row.insert(key.clone(), value.clone());
            }
        }
    }
    row
}

/// One row a key; tables of keys are walked into.
fn rows(prefix: &str, object: &Value, defs: &Map<String, Value>, whole: Option<&Value>, page: &mut String) {
    let required: Vec<&str> = object["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, property) in object["properties"].as_object().unwrap() {
        let resolved = resolve(property, defs);
        // The default of a table holds those of its keys.
        let own = whole.map_or_else(|| property.get("default"), |whole| whole.get(key));
        if let Some(element) = resolved.get("items").map(|items| resolve(items, defs))
            && element.get("properties").is_some()
        {
            row(prefix, key, "list of tables", own, property, page);
            rows(&format!("{prefix}{key}[]."), element, defs, None, page);
        } else if resolved.get("properties").is_some() {
            rows(&format!("{prefix}{key}."), resolved, defs, own, page);
        } else {
            let own = if required.contains(&key.as_str()) {
                None
            } else {
                // What is never written out, a key, has no default.
                own.or(Some(&Value::Null))
            };
            row(prefix, key, &type_of(resolved), own, property, page);
        }
    }
}

fn row(prefix: &str, key: &str, kind: &str, default: Option<&Value>, property: &Value, page: &mut String) {
    let meaning = property["description"]
        .as_str()
        .unwrap_or_else(|| panic!("{key} has no documentation"));
    let meaning = meaning.replace('\n', " ");
    let default = match default {
        Some(Value::Null) => "not set".to_owned(),
        Some(value) => format!("`{value}`"),
        None => "must be given".to_owned(),
    };
    // Settings that a workspace must not choose say so.
    let place = match property["x-scope"].as_str() {
        Some("user") => "your own file, the editor",
        _ => "anywhere",
    };
    writeln!(
        page,
        "| `{prefix}{key}` | {kind} | {default} | {meaning} | {place} |"
    )
    .unwrap();
}

fn resolve<'a>(property: &'a Value, defs: &'a Map<String, Value>) -> &'a Value {
    // What may be absent is either its type or null.
    let present = property["anyOf"]
        .as_array()
        .and_then(|variants| variants.iter().find(|variant| variant["type"] != "null"));
    let property = present.unwrap_or(property);
    let name = property["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    name.and_then(|name| defs.get(name)).unwrap_or(property)
}

fn type_of(property: &Value) -> String {
    if let Some(variants) = property["oneOf"].as_array() {
        let names: Vec<String> = variants
            .iter()
            .map(|variant| format!("`{}`", variant["const"]))
            .collect();
        return names.join(", ");
    }
    match &property["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}s", type_of(&property["items"])),
        Value::String(kind) => name_of(kind).to_owned(),
        Value::Array(kinds) => {
            let kinds = kinds
                .iter()
                .filter_map(Value::as_str)
                .filter(|kind| *kind != "null");
            kinds.map(name_of).collect::<Vec<_>>().join(" or ")
        }
        other => panic!("what is {other}?"),
    }
}

fn name_of(kind: &str) -> &str {
    match kind {
        "boolean" => "true or false",
        "integer" => "whole number",
        other => other,
    }
}
