//! [`GitDirectory`]: a bare Git directory on the file system as a backend
//! (`gitrepository-layout`). Git may read it and write to it at any time: objects are loose, or in
//! packs where many come at once; branches change under git's own locks, and a branch that git
//! moved meanwhile is an error that names both values. Objects are durable before a branch names
//! them. A process that dies at any point leaves a whole repository behind; a lock that it left
//! is known for ours by the next to open the directory, and taken away.

mod config;
mod disk;
mod locks;
mod objects;
mod packed;
mod refs;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use gix_hash::ObjectId;

use super::backend::BackendError;
use super::{BranchName, ObjectKind};
use disk::{create_dirs, failed, write_new};

/// A bare Git directory, opened for writing by this process alone (git apart).
///
/// ```
/// use versioned_arp::cache::{Cache, CauseLine, Why};
/// use versioned_arp::arp::{Edit, Entry};
/// use versioned_arp::store::GitDirectory;
/// use versioned_arp::time::Instant;
///
/// # let home = tempfile::tempdir()?;
/// # let path = home.path().join("arp.git");
/// let why = |secs| Why { at: Instant::from_secs(secs), cause: CauseLine::Statement("a doc test") };
/// let ip = "192.168.3.7".parse()?;
/// let entry = Entry::reachable("02:00:00:00:00:07".parse()?, Instant::from_secs(60));
///
/// // A new directory: an empty cache, whose first commit is on disk already.
/// let (mut cache, mut mirror) = Cache::open(GitDirectory::create_or_open(&path)?, "tap0", &why(1))?;
/// cache.apply(&Edit::Learned { ip, entry, evicted: vec![] }, &why(2));
/// mirror.save(cache.repository())?; // durable when it returns
/// drop(mirror);
///
/// // Later it goes on where it stopped; what expired meanwhile is expired in a commit.
/// let (cache, _mirror) = Cache::open(GitDirectory::create_or_open(&path)?, "tap0", &why(100))?;
/// assert_eq!(cache.head().subject(), "expired: 192.168.3.7");
/// assert_eq!(cache.repository().history().len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct GitDirectory {
    path: PathBuf,
    objects: gix_odb::Handle,
    /// What was written since the last flush.
    pending: Vec<(ObjectId, ObjectKind, Box<[u8]>)>,
    /// Held locked as long as this is open for writing; names the locks of refs that are about to
    /// be taken.
    intents: Option<File>,
}

/// The file that the one process of ours that may write holds locked.
const INTENTS: &str = "versioned-arp.lock";

impl GitDirectory {
    /// Opens the bare repository at `path`, or makes one where nothing or an empty directory is.
    pub fn create_or_open(path: impl AsRef<Path>) -> Result<Self, BackendError> {
        let path = path.as_ref();
        let is_empty = match fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => return Err(failed("cannot read", path)(error)),
        };
        if is_empty {
            Self::create(path)
        } else {
            Self::open(path)
        }
    }

    fn create(path: &Path) -> Result<Self, BackendError> {
        for dir in ["objects/info", "objects/pack", "refs/heads", "refs/tags"] {
            create_dirs(&path.join(dir))?;
        }
        write_new(&path.join("config"), config::BARE.as_bytes())?;
        // Last, since it makes the directory a repository.
        let head = format!("ref: refs/heads/{}\n", BranchName::main());
        write_new(&path.join("HEAD"), head.as_bytes())?;
        disk::sync_dir(path)?;
        Self::open(path)
    }

    /// Opens the bare repository at `path`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, BackendError> {
        let mut directory = Self::read_only(path)?;
        let intents = directory.path.join(INTENTS);
        let intents = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&intents)
            .map_err(failed("cannot open", &intents))?;
        lock(&intents, &directory.path)?;
        directory.take_over_locks(&intents)?;
        directory.intents = Some(intents);
        Ok(directory)
    }

    /// Opens the bare repository at `path` to read it, and leaves no trace there. Whatever would
    /// change it is refused.
    pub fn read_only(path: impl AsRef<Path>) -> Result<Self, BackendError> {
        let path = path.as_ref().to_owned();
        let unusable = |what: &str| BackendError::Unusable(format!("{}: {what}", path.display()));
        if path.join(".git").exists() {
            return Err(unusable(
                "a repository with files checked out, not a bare one",
            ));
        }
        if !path.join("HEAD").is_file() || !path.join("objects").is_dir() {
            return Err(unusable("not a Git repository"));
        }
        config::check(&path)?;
        let objects = path.join("objects");
        let objects = gix_odb::at_opts(&objects, gix_hash::Kind::Sha1, [], objects::options())
            .map_err(failed("cannot read", &objects))?;
        Ok(Self {
            path,
            objects,
            pending: Vec::new(),
            intents: None,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes this process the only one of ours here. One that is just ending is waited for.
fn lock(intents: &File, path: &Path) -> Result<(), BackendError> {
    const TRIES: u32 = 20;
    const BETWEEN: Duration = Duration::from_millis(10);
    for _ in 0..TRIES {
        match intents.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN),
            Err(TryLockError::Error(error)) => return Err(failed("cannot lock", path)(error)),
        }
    }
    let what = format!("{}: another process has it open", path.display());
    Err(BackendError::Locked(what))
}

impl std::fmt::Debug for GitDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GitDirectory")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
