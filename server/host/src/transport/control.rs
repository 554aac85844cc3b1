//! Where the sockets of our own ssh masters live: a folder that only we can enter.

use std::ffi::OsStr;
use std::fs::{DirBuilder, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Trouble;

/// A socket's path holds 104 bytes on macOS and 108 on Linux (`sun_path`), and ssh first binds a name that is 17
/// longer (`mux.c`, `muxserver_listen`).
const LONGEST: usize = 104 - 1 - 17;

/// Names in the folder: one letter, a dash, 16 digits.
const NAME: usize = 18;

/// The folder, made when it is missing.
pub(super) fn folder(asked: Option<&Path>) -> Result<PathBuf, Trouble> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| Path::new(folder).is_absolute());
    let folder = match (asked, runtime) {
        (Some(asked), _) => asked.to_owned(),
        (None, Some(runtime)) => Path::new(&runtime).join("sysgrok"),
        (None, None) => in_tmp(),
    };
    let fits = folder.as_os_str().len() + 1 + NAME <= LONGEST;
    let folder = if fits { folder } else { in_tmp() };
    ours(&folder).map_err(|why| Trouble::ControlFolder {
        folder: folder.display().to_string(),
        why,
    })?;
    Ok(folder)
}

fn in_tmp() -> PathBuf {
    // `/tmp` and not TMPDIR, which is long on macOS.
    Path::new("/tmp").join(format!("sysgrok-{}", user()))
}

#[cfg(unix)]
fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn user() -> u32 {
    0
}

/// Makes the folder, and checks that nobody else can enter it: whoever can reach a master's socket is logged in.
fn ours(folder: &Path) -> Result<(), String> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.to_string()),
        _ => {}
    }
    let about = std::fs::symlink_metadata(folder).map_err(|error| error.to_string())?;
    if !about.is_dir() {
        return Err("it is no folder".to_owned());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if about.uid() != user() {
            return Err("it belongs to another user".to_owned());
        }
        if about.mode() & 0o077 != 0 {
            return Err("others can enter it".to_owned());
        }
    }
    Ok(())
}

/// A name that is the same as long as ssh would connect in the same way.
pub(super) fn name(kind: char, resolved: &str, arguments: &[String]) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (resolved, arguments).hash(&mut hasher);
    format!("{kind}-{:016x}", hasher.finish())
}

/// A file beside the socket, to lock.
pub(super) fn lock_file(socket: &Path, what: &str) -> std::io::Result<File> {
    let mut path = socket.as_os_str().to_owned();
    path.push(OsStr::new(what));
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_that_others_can_enter_is_refused() {
        let parent = tempfile::tempdir().unwrap();
        let mine = parent.path().join("mine");
        assert_eq!(folder(Some(&mine)), Ok(mine.clone()));
        assert_eq!(
            std::fs::metadata(&mine).unwrap().permissions().mode() & 0o777,
            0o700
        );
        std::fs::set_permissions(&mine, PermissionsExt::from_mode(0o755)).unwrap();
        let error = folder(Some(&mine)).unwrap_err().to_string();
        assert!(error.contains("others can enter it"), "{error}");

        let link = parent.path().join("link");
        std::os::unix::fs::symlink(parent.path(), &link).unwrap();
        assert!(folder(Some(&link)).is_err());
    }
}
