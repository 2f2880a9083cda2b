//! Files that are whole or not there, and durable when a function returns.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::store::backend::BackendError;

/// An error of the system, with what was tried.
pub(super) fn failed(what: &str, path: &Path) -> impl FnOnce(io::Error) -> BackendError {
    let what = format!("{what} {}", path.display());
    move |error| BackendError::system(what, error)
}

/// Makes a directory and those above it.
pub(super) fn create_dirs(path: &Path) -> Result<(), BackendError> {
    fs::create_dir_all(path).map_err(failed("cannot make", path))
}

/// Writes a file that is not there yet, durably; its name is durable after [`sync_dir`].
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), BackendError> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_data()
    };
    write().map_err(failed("cannot write", path))
}

/// Makes the names in a directory durable.
pub(super) fn sync_dir(path: &Path) -> Result<(), BackendError> {
    // Only Unix can open a directory to sync it; elsewhere names are durable as they are.
    if cfg!(unix) {
        let sync = || File::open(path)?.sync_all();
        sync().map_err(failed("cannot sync", path))?;
    }
    Ok(())
}

/// Moves a file, whatever has the other name.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), BackendError> {
    fs::rename(from, to).map_err(failed("cannot write", to))
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), BackendError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(failed("cannot remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// A file's text; `None` where no file is.
pub(super) fn read(path: &Path) -> Result<Option<String>, BackendError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) => match error.kind() {
            // A path through a file, or to a directory, is no file either.
            io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory => Ok(None),
            _ => Err(failed("cannot read", path)(error)),
        },
    }
}
