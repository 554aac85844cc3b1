//! Standard input and output, kept for the protocol alone.
//!
//! A stray `println!`, or a program started without its output redirected, would write into the middle of a message; a
//! program started without its input redirected would read one. So both streams are moved to descriptors that are not
//! inherited, standard output becomes another standard error, and standard input is at its end.

use std::io::Error;

use tokio::io::{AsyncRead, AsyncWrite};

/// Both streams, for the rest of the process.
#[cfg(unix)]
pub(super) fn stdio() -> Result<
    (
        impl AsyncRead + Send + Unpin + use<>,
        impl AsyncWrite + Send + Unpin + 'static + use<>,
    ),
    Error,
> {
    use std::fs::File;

    use rustix::io::fcntl_dupfd_cloexec;
    use rustix::stdio::{dup2_stdin, dup2_stdout};
    use tokio::fs::File as AsyncFile;

    // Above the three standard ones.
    const LOWEST: i32 = 3;

    let input = fcntl_dupfd_cloexec(std::io::stdin(), LOWEST).map_err(Error::from)?;
    let output = fcntl_dupfd_cloexec(std::io::stdout(), LOWEST).map_err(Error::from)?;
    dup2_stdin(File::open("/dev/null")?).map_err(Error::from)?;
    dup2_stdout(std::io::stderr()).map_err(Error::from)?;
    Ok((
        AsyncFile::from_std(input.into()),
        AsyncFile::from_std(output.into()),
    ))
}

/// Both streams.
#[cfg(not(unix))]
pub(super) fn stdio() -> Result<
    (
        impl AsyncRead + Send + Unpin + use<>,
        impl AsyncWrite + Send + Unpin + 'static + use<>,
    ),
    Error,
> {
    Ok((tokio::io::stdin(), tokio::io::stdout()))
}
