//! The figures by which outputs are judged: `thresholds.toml`, each with its reason and source.
