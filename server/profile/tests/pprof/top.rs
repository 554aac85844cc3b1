//! The text of `go tool pprof -top`, and the same numbers counted stack by stack from a profile.

use std::collections::{BTreeMap, BTreeSet};

use profile::{PlaceId, Profile, Series, ValueId};

/// A printed amount: the number, and how much rounding may hide.
pub struct Amount {
    value: f64,
    slack: f64,
}

impl Amount {
    fn parse(text: &str) -> Amount {
        let digits = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let unit = match &text[digits..] {
            "" | "ns" | "B" => 1.0,
            "us" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "kB" => 1024.0,
            "MB" => 1024.0 * 1024.0,
            other => panic!("unit {other}"),
        };
        Amount {
            value: text[..digits].parse::<f64>().unwrap() * unit,
            slack: 0.00501 * unit,
        }
    }

    pub fn is(&self, weight: i64) -> bool {
        (self.value - weight as f64).abs() <= self.slack
    }
}

pub struct Row {
    pub flat: Amount,
    pub cum: Amount,
    pub name: String,
}

/// The total of the header and the rows.
pub fn parse(text: &str) -> (Amount, Vec<Row>) {
    let (header, rows) = text.split_once("flat  flat%   sum%        cum   cum%\n").unwrap();
    let showing = header
        .lines()
        .find(|line| line.starts_with("Showing nodes"))
        .unwrap();
    let total = showing.split(" of ").nth(1).unwrap().split(' ').next().unwrap();
    let rows = rows.lines().map(|line| {
        let mut words = line.split_whitespace();
        let mut next = || words.next().unwrap();
        let (flat, _, _, cum, _) = (next(), next(), next(), next(), next());
        let name = words.collect::<Vec<_>>().join(" ");
        let name = name
            .trim_end_matches(" (inline)")
            .trim_end_matches(" (partial-inline)");
        Row {
            flat: Amount::parse(flat),
            cum: Amount::parse(cum),
            name: name.to_owned(),
        }
    });
    (Amount::parse(total), rows.collect())
}

/// Self and total by a name of places, each counted once a stack, straight from the stacks.
pub fn count(
    profile: &Profile,
    value: ValueId,
    wanted: impl Fn(&Series) -> bool,
    name: impl Fn(PlaceId) -> String,
) -> BTreeMap<String, (i64, i64)> {
    let stacks = profile.stacks.as_ref().unwrap();
    let mut counted: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for weight in &stacks.weights {
        let series = &stacks.series[weight.series.index()];
        if series.value != value || !wanted(series) {
            continue;
        }
        let names: Vec<String> = stacks.path(weight.node).into_iter().map(&name).collect();
        counted.entry(names.last().unwrap().clone()).or_default().0 += weight.weight;
        for name in names.into_iter().collect::<BTreeSet<_>>() {
            counted.entry(name).or_default().1 += weight.weight;
        }
    }
    counted
}
