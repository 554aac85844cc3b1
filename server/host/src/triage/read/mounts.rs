//! `/proc/mounts`.

use super::section::Section;

/// One mounted file system.
#[derive(Clone, Debug)]
pub(crate) struct Mount<'a> {
    pub(crate) device: &'a str,
    /// Where, with blanks as `\040`.
    pub(crate) at: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) is_read_only: bool,
    pub(crate) options: &'a str,
    pub(crate) line: usize,
}

/// All mounts; a later one hides an earlier one at the same place.
pub(crate) fn read(section: Section<'_>) -> Vec<Mount<'_>> {
    section
        .lines()
        .filter_map(|line| {
            let mut words = line.text.split(' ');
            let (device, at, kind) = (words.next()?, words.next()?, words.next()?);
            let options = words.next()?;
            Some(Mount {
                device,
                at,
                kind,
                is_read_only: options.split(',').any(|option| option == "ro"),
                options,
                line: line.number,
            })
        })
        .collect()
}
