//! Which folders are searched for sources and profiles without a word. In the root and in the user's home a search would
//! read the whole machine, and what it found would belong to nothing that was asked.

use std::path::Path;

/// Whether the current folder may be searched. `home` is absent where the user has none.
pub(super) fn is_searched(current: &Path, home: Option<&Path>) -> bool {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let current = whole(current);
    current.parent().is_some() && home.is_none_or(|home| whole(home) != current)
}

/// What is said where it is not.
pub(super) const UNSEARCHED: &str = "neither sources nor profiles are looked for in the root or in your home folder: run \
                                     sysgrok in the folder of the program, or name a profile with --profile";

#[cfg(test)]
mod tests {
    use super::is_searched;
    use std::path::Path;

    #[test]
    fn the_root_and_the_home_are_not_searched_but_what_is_in_them_is() {
        let home = tempfile::tempdir().unwrap();
        let project = home.path().join("project");
        std::fs::create_dir(&project).unwrap();
        let home = Some(home.path());
        assert!(!is_searched(Path::new("/"), home));
        assert!(!is_searched(&project.join(".."), home));
        assert!(is_searched(&project, home));
        assert!(is_searched(&project, None));
    }
}
