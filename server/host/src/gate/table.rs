//! The table: `gate.toml`, which is part of the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::classes::Class;
use super::kinds::Kind;
use super::rules::Rule;

/// The whole of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) refused: Vec<Refused>,
    pub(super) wrapper: BTreeMap<String, Wrapper>,
    pub(super) paths: Paths,
    pub(super) binary: BTreeMap<String, Spec>,
}

/// Binaries that are refused whatever their words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refused {
    pub(super) class: Class,
    pub(super) tier: super::Tier,
    pub(super) why: String,
    pub(super) names: Vec<String>,
}

/// Where the command stands among the words of a binary that runs another.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Wrapper {
    /// Flags with a value.
    pub(super) takes: Vec<String>,
    /// Flags whose value is a command line.
    pub(super) strings: Vec<String>,
    /// Flags after which the command stands.
    pub(super) after: Vec<String>,
    /// Operands before the command.
    pub(super) operands: usize,
    /// The command's words are joined to a command line.
    pub(super) joined: bool,
}

/// Patterns of paths; `gate.toml` says how they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paths {
    pub(super) contents: Vec<String>,
    pub(super) listed: Vec<String>,
    pub(super) walked: Vec<String>,
    pub(super) searched: Vec<String>,
    pub(super) forbidden: Vec<String>,
}

/// A binary or sub-command; `gate.toml` says what each field means.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
// Each is a switch of its own in the table.
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Spec {
    pub(super) why: String,
    pub(super) also: Vec<String>,
    pub(super) style: Style,
    pub(super) flags: Vec<String>,
    pub(super) takes: BTreeMap<String, Kind>,
    pub(super) optional: BTreeMap<String, Kind>,
    pub(super) optional_next: BTreeMap<String, Kind>,
    pub(super) numeric: bool,
    pub(super) exact: Vec<String>,
    pub(super) needs: Vec<Vec<String>>,
    pub(super) operands: Option<Kind>,
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    pub(super) first: Option<Kind>,
    pub(super) first_unless: Vec<String>,
    pub(super) stdin: bool,
    pub(super) bare: bool,
    pub(super) samples: bool,
    pub(super) repeats: Option<Repeats>,
    pub(super) rule: Option<Rule>,
    pub(super) seconds: Option<u32>,
    pub(super) executes: Vec<String>,
    pub(super) otherwise: Option<super::Tier>,
    pub(super) sub: BTreeMap<String, Spec>,
}

/// How flags are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Style {
    #[default]
    Gnu,
    Words,
}

/// Flags that say how often and every how many seconds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repeats {
    pub(super) times: Vec<String>,
    pub(super) every: Vec<String>,
    /// Seconds, without such a flag.
    pub(super) default: f64,
}

const TEXT: &str = include_str!("../../gate.toml");

static TABLE: LazyLock<Table> = LazyLock::new(|| match toml::from_str(TEXT) {
    Ok(table) => table,
    // A test reads the table; a program that was built has a readable one.
    Err(error) => panic!("gate.toml: {error}"),
});

/// The table.
pub(super) fn table() -> &'static Table {
    &TABLE
}

impl Table {
    /// What is known of a binary, by its bare name.
    pub(super) fn binary(&self, name: &str) -> Option<&Spec> {
        self.binary.get(name).or_else(|| {
            self.binary
                .values()
                .find(|spec| spec.also.iter().any(|also| also == name))
        })
    }

    /// Why a binary is refused whatever its words.
    pub(super) fn refused(&self, name: &str) -> Option<&Refused> {
        self.refused
            .iter()
            .find(|refused| refused.names.iter().any(|known| known == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, spec: &Spec) {
        assert!(!spec.why.is_empty(), "{name} has no why");
        assert!(spec.flags.is_sorted(), "{name}: flags are not sorted");
        for flag in spec
            .flags
            .iter()
            .chain(spec.takes.keys())
            .chain(spec.optional.keys())
        {
            assert!(flag.starts_with('-') && flag.len() > 1, "{name} {flag}");
            if spec.style == Style::Gnu {
                assert!(
                    flag.starts_with("--") || flag.len() == 2 || name.contains("lspci"),
                    "{name} {flag}"
                );
            }
        }
        for flag in &spec.flags {
            assert!(!spec.takes.contains_key(flag), "{name} {flag} is there twice");
        }
        for needed in spec.needs.iter().flatten() {
            assert!(
                spec.flags.contains(needed)
                    || spec.takes.contains_key(needed)
                    || spec.optional.contains_key(needed),
                "{name} needs {needed}, which it does not know"
            );
        }
        for (sub, spec) in &spec.sub {
            check(&format!("{name} {sub}"), spec);
        }
    }

    #[test]
    fn the_table_is_whole() {
        let table: Table = toml::from_str(TEXT).unwrap();
        for (name, spec) in &table.binary {
            check(name, spec);
            assert!(table.refused(name).is_none(), "{name} is allowed and refused");
        }
        for refused in &table.refused {
            assert!(refused.names.is_sorted(), "{:?}", refused.class);
            assert_eq!(refused.class.tier(), refused.tier, "{:?}", refused.class);
        }
        assert!(table.paths.forbidden.is_sorted());
        for name in table.wrapper.keys() {
            assert!(table.refused(name).is_some(), "the wrapper {name} is not refused");
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        let error = toml::from_str::<Spec>("why = 'x'\nflag = ['-a']").unwrap_err();
        assert!(error.to_string().contains("unknown field"), "{error}");
        assert!(toml::from_str::<Spec>("why = 'x'\noperands = 'anything'").is_err());
    }
}
