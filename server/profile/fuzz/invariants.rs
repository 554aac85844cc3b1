//! What holds of every profile that could be read, whatever the bytes were. Shared by the fuzz targets
//! and by `tests/corpus.rs`.

pub mod traces;

use profile::export::{self, ExportError, Note};
use profile::{Error, Format, Options, Profile, ValueId};

/// Small limits, so that they are reached.
fn options() -> Options {
    Options {
        max_nodes: 64,
        max_unpacked: 1 << 20,
        max_line: 2048,
    }
}

/// Reads the bytes as this format, or as whatever they look like, and checks what comes out.
pub fn hold(format: Option<Format>, bytes: &[u8]) {
    let outcome = match format {
        Some(format) => profile::read_as(format, "fuzz", bytes, &options()),
        None => profile::read("fuzz", bytes, &options()),
    };
    match outcome {
        Ok(profile) => {
            ids_are_in_range(&profile);
            no_share_is_above_the_whole(&profile);
            exports_do_not_fail(&profile);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn ids_are_in_range(profile: &Profile) {
    assert!(!profile.values.is_empty());
    assert_eq!(profile.values.len(), profile.coverage.len());
    assert!(profile.selected().index() < profile.values.len());
    let symbols = &profile.symbols;
    for function in &symbols.functions {
        assert!(
            function
                .mapping
                .is_none_or(|mapping| mapping.index() < symbols.mappings.len())
        );
    }
    for place in &symbols.places {
        assert!(place.function.index() < symbols.functions.len());
    }
    let values = profile.values.len();
    for cell in &profile.flat.functions {
        assert!(cell.key.index() < symbols.functions.len() && cell.value.index() < values);
    }
    for cell in &profile.flat.lines {
        assert!(cell.key.function.index() < symbols.functions.len() && cell.value.index() < values);
    }
    for edge in &profile.flat.edges {
        assert!(
            edge.caller.index() < symbols.functions.len() && edge.callee.index() < symbols.functions.len()
        );
    }
    let Some(stacks) = &profile.stacks else {
        return;
    };
    for (index, node) in stacks.nodes.iter().enumerate().skip(1) {
        assert!(node.parent.index() < index && node.place.index() < symbols.places.len());
    }
    for weight in &stacks.weights {
        assert!(weight.node.index() < stacks.nodes.len() && weight.series.index() < stacks.series.len());
    }
    assert!(stacks.series.iter().all(|series| series.value.index() < values));
}

fn no_share_is_above_the_whole(profile: &Profile) {
    for value in &profile.values {
        assert!(value.scale.is_finite(), "{}", value.scale);
    }
    let cells = profile
        .flat
        .functions
        .iter()
        .map(|cell| (cell.value, cell.own, cell.total));
    let lines = profile
        .flat
        .lines
        .iter()
        .map(|cell| (cell.value, cell.own, cell.total));
    for (value, own, total) in cells.chain(lines) {
        for weight in [own, total].into_iter().flatten() {
            let share = profile.value(value).share(weight);
            assert!((-1.0..=1.0).contains(&share), "{share}");
        }
    }
    // Of stacks, more can be said, as long as nothing was taken away and no sum hit its limit.
    let Some(stacks) = &profile.stacks else {
        return;
    };
    let sum = stacks
        .weights
        .iter()
        .map(|weight| i128::from(weight.weight))
        .sum::<i128>();
    if stacks.weights.iter().any(|weight| weight.weight < 0) || sum > i128::from(i64::MAX) {
        return;
    }
    for cell in &profile.flat.functions {
        let whole = profile.value(cell.value).whole();
        if let (Some(own), Some(total)) = (cell.own, cell.total) {
            assert!(
                0 <= own && own <= total && total <= whole,
                "{own}, {total}, {whole}"
            );
        }
    }
}

fn exports_do_not_fail(profile: &Profile) {
    let mut out = Vec::new();
    for index in 0..profile.values.len() {
        out.clear();
        check(export::folded(profile, ValueId(index as u32), &mut out));
    }
    out.clear();
    if check(export::speedscope(profile, "fuzz", &mut out)) {
        let json = serde_json::from_slice::<serde::de::IgnoredAny>(&out);
        assert!(json.is_ok(), "{json:?}");
    }
    out.clear();
    if check(export::pprof(profile, &mut out)) {
        match profile::read_as(Format::Pprof, "fuzz", &out[..], &Options::default()) {
            Ok(back) => assert_eq!(
                back.meta.warnings,
                [],
                "what we write ourselves has nothing amiss"
            ),
            Err(Error::Empty { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn check(outcome: Result<Vec<Note>, ExportError>) -> bool {
    match outcome {
        Ok(_) => true,
        Err(ExportError::NoSelf { .. }) => false,
        Err(error) => panic!("{error}"),
    }
}
