//! Holds `editors/PROTOCOL.md` and the types together: its tables of fields are made from the types, and
//! every example in it is read into its type and written back without a difference.
//! `UPDATE_EXPECT=1 cargo test -p sysgrok extension` writes both anew.

use std::fmt::Write;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::*;

macro_rules! of_the_protocol {
    ($($name:ident)*) => {
        $(
            /// Stands for the type of the protocol of that name.
            #[derive(JsonSchema)]
            pub(super) struct $name {}
        )*
    };
}

of_the_protocol!(Location Range TextDocumentIdentifier Uri);

/// A type of ours: its name, its schema, and the way of an example through it.
type Documented = (&'static str, Schema, fn(&str) -> String);

macro_rules! documented {
    ($($name:ident)*) => { vec![$((stringify!($name), schema_for!($name), round_trip::<$name> as fn(&str) -> String)),*] };
}

fn all() -> Vec<Documented> {
    documented!(
        HeatParams DocumentHeat FunctionHeat LineHeat Samples ProfileInfo Provenance HotSpotsParams HotSpots HotSpot
        HeatChangedParams FolderHeat ReportParams CallersParams Callers CallEdge FlameGraphParams FlameGraph
        FlameFunction FlameNode ReportsParams Reports ReportInfo ReportTextParams ReportText AskParams Asked Hosts
        HostInfo HostGroup ExplainedParams
    )
}

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../editors/PROTOCOL.md")
}

/// Compares, or writes when told to.
fn expect(page: &std::path::Path, is: &str, should: &str) {
    if is == should {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(page, should).unwrap();
        return;
    }
    let (line, (is, should)) = (is.lines().zip(should.lines()).enumerate())
        .find(|(_, (is, should))| is != should)
        .unwrap_or((is.lines().count(), ("the end", "more, or less")));
    panic!(
        "editors/PROTOCOL.md:{}\n      is: {is}\nshould be: {should}\nUPDATE_EXPECT=1 writes it",
        line + 1
    );
}

/// The text between a first line that begins with `start` and the next line `end`, replaced.
fn replace(text: &str, start: &str, end: &str, mut with: impl FnMut(&str, &str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(start) {
        let argument = at + start.len();
        let stop = argument + rest[argument..].find(" -->").expect("a comment ends");
        let body = stop + " -->\n".len();
        let close = body
            + rest[body..]
                .find(end)
                .unwrap_or_else(|| panic!("no {end:?} after {start:?}"));
        out.push_str(&rest[..body]);
        out.push_str(&with(&rest[argument..stop], &rest[body..close]));
        rest = &rest[close..];
    }
    out + rest
}

#[test]
fn the_page_is_what_the_types_are() {
    let text = std::fs::read_to_string(page()).unwrap();
    let find = |name: &str| {
        let documented = all().into_iter().find(|documented| documented.0 == name);
        documented.unwrap_or_else(|| panic!("no type {name}"))
    };
    let mut missing: Vec<&str> = all().iter().map(|documented| documented.0).collect();
    let with_tables = replace(&text, "<!-- fields of ", "<!-- end -->", |name, _| {
        missing.retain(|missing| *missing != name);
        table(name, &find(name).1)
    });
    assert_eq!(missing, Vec::<&str>::new(), "PROTOCOL.md has no table for these");
    let mut missing = vec![
        "HeatParams",
        "DocumentHeat",
        "HotSpotsParams",
        "HotSpots",
        "HeatChangedParams",
        "ReportParams",
        "CallersParams",
        "Callers",
        "FlameGraphParams",
        "FlameGraph",
        "Reports",
        "ReportTextParams",
        "ReportText",
        "AskParams",
        "Asked",
        "Hosts",
        "ExplainedParams",
    ];
    let made = replace(&with_tables, "<!-- example of ", "```\n\n", |name, example| {
        missing.retain(|missing| *missing != name);
        let json = example.strip_prefix("```json\n").expect("a fenced example");
        format!("```json\n{}\n", find(name).2(json))
    });
    assert_eq!(missing, Vec::<&str>::new(), "PROTOCOL.md has no example of these");
    expect(&page(), &text, &made);
}

#[test]
fn the_methods_are_in_the_page() {
    let text = std::fs::read_to_string(page()).unwrap();
    for method in [
        HEAT,
        HOT_SPOTS,
        STATUS,
        CALLERS,
        FLAME_GRAPH,
        REPORTS,
        REPORT_TEXT,
        ASK,
        HOSTS,
        <Explained as lsp_types::notification::Notification>::METHOD,
        <HeatChanged as lsp_types::notification::Notification>::METHOD,
        <ReportChanged as lsp_types::notification::Notification>::METHOD,
    ] {
        assert!(text.contains(&format!("## `{method}`")), "{method}");
    }
}

#[test]
fn parameters_may_be_left_out() {
    let params: HotSpotsParams = serde_json::from_str("{}").unwrap();
    assert_eq!(
        (params.kind, params.limit, params.only_workspace),
        (Kind::Functions, 20, true)
    );
}

/// One row a field: name, type, meaning.
fn table(of: &str, schema: &Schema) -> String {
    let mut table = String::from("| field | type | |\n|---|---|---|\n");
    let properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .expect("it has fields");
    for (name, property) in properties {
        let meaning = property["description"]
            .as_str()
            .expect("each field is documented")
            .replace('\n', " ");
        writeln!(table, "| `{name}` | {} | {meaning} |", type_of(of, property)).unwrap();
    }
    table
}

fn type_of(of: &str, property: &Value) -> String {
    if let Some(path) = property["$ref"].as_str() {
        return match path.trim_start_matches("#/$defs/") {
            "#" => format!("`{of}`"),
            "Kind" | "AskKind" | "HostSource" => "`string`".to_owned(),
            name => format!("`{name}`"),
        };
    }
    if let Some(options) = property["anyOf"].as_array() {
        return options
            .iter()
            .map(|option| type_of(of, option))
            .collect::<Vec<_>>()
            .join(" or ");
    }
    match &property["type"] {
        Value::String(kind) if kind == "array" => format!("array of {}", type_of(of, &property["items"])),
        Value::String(kind) => format!("`{kind}`"),
        Value::Array(kinds) => {
            let kinds: Vec<_> = kinds
                .iter()
                .filter_map(Value::as_str)
                .map(|kind| format!("`{kind}`"))
                .collect();
            kinds.join(" or ")
        }
        other => panic!("what is {other}?"),
    }
}

/// Reads an example and writes it as the page has it.
fn round_trip<T: DeserializeOwned + Serialize>(json: &str) -> String {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}:\n{json}"));
    positions_on_one_line(&serde_json::to_string_pretty(&value).unwrap())
}

/// Puts `{ "line": 7, "character": 14 }` on one line: ranges are many.
fn positions_on_one_line(json: &str) -> String {
    let mut out = String::new();
    let mut lines = json.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        if line.ends_with('{')
            && lines
                .peek()
                .is_some_and(|next| next.trim_start().starts_with("\"line\":"))
        {
            for part in lines.by_ref().take(3) {
                out.push(' ');
                out.push_str(part.trim_start());
            }
        }
        out.push('\n');
    }
    out.trim_end().to_owned()
}
