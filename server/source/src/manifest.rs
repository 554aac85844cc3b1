//! By which names the crates of a Cargo package are known, read from its manifest without parsing all of TOML.

/// The names of the package and of the targets that the manifest names, as identifiers.
pub(crate) fn crate_names(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut in_target = false;
    for line in manifest.lines() {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[') {
            let section = section
                .trim_start_matches('[')
                .split(']')
                .next()
                .unwrap_or_default();
            in_target = matches!(section, "package" | "lib" | "bin" | "test" | "bench" | "example");
        } else if in_target
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "name"
            && let Some(name) = value
                .trim()
                .strip_prefix(['"', '\''])
                .and_then(|value| value.split(['"', '\'']).next())
        {
            names.push(name.replace('-', "_"));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_targets_have_names_and_dependencies_have_not() {
        let manifest = "[package]\nname = \"word-count\" # it\nversion = \"1\"\n[lib]\nname='wc'\n[[bin]]\nname = \"wcx\"
            [dependencies]\nname = \"x\"\n[dependencies.serde]\nname = \"y\"\n";
        assert_eq!(crate_names(manifest), ["word_count", "wc", "wcx"]);
        assert!(crate_names("[workspace]\nmembers = []").is_empty());
    }
}
