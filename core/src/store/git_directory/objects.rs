//! The objects of a Git directory. They are read by gix-odb, from wherever git put them, and
//! written here, because what is to be durable must be synced: a few as loose files, many as a
//! pack with its index.

use std::collections::BTreeSet;
use std::path::Path;

use gix_hash::ObjectId;
use gix_object::{Find as _, FindHeader as _};
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::disk::{create_dirs, remove, rename, sync_dir, write_new};
use super::{BackendError, GitDirectory};
use crate::store::backend::Objects;
use crate::store::{ObjectKind, PackWriter};

/// The most objects of one flush that become files of their own: git's `receive.unpackLimit`.
const LOOSE: usize = 100;
/// An object of a cache has a few kilobytes; a history is no place for more than this.
const LARGEST: u64 = 64 << 20;
/// Fast, as git's own for loose objects.
const LEVEL: u8 = 1;

pub(super) fn options() -> gix_odb::store::init::Options {
    gix_odb::store::init::Options {
        alloc_limit_bytes: Some(LARGEST as usize),
        ..Default::default()
    }
}

impl Objects for GitDirectory {
    fn read(&self, id: ObjectId, out: &mut Vec<u8>) -> Result<Option<ObjectKind>, BackendError> {
        let what = || format!("{}: cannot read object {id}", self.path.display());
        out.clear();
        match self.objects.try_header(&id) {
            Ok(None) => return Ok(None),
            Ok(Some(header)) if header.size > LARGEST => {
                let size = header.size;
                let what = format!("object {id} has {size} bytes, too many for an entry");
                return Err(BackendError::Unusable(what));
            }
            Ok(Some(_)) => {}
            Err(error) => return Err(BackendError::system(what(), error.to_string())),
        }
        match self.objects.try_find(&id, out) {
            Ok(found) => Ok(found.map(|object| object.kind)),
            Err(error) => Err(BackendError::system(what(), error.to_string())),
        }
    }

    fn write(&mut self, id: ObjectId, kind: ObjectKind, bytes: &[u8]) -> Result<(), BackendError> {
        self.pending.push((id, kind, bytes.into()));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), BackendError> {
        if self.intents.is_none() {
            let what = format!("{}: opened to be read only", self.path.display());
            return Err(BackendError::Unusable(what));
        }
        if self.pending.len() > LOOSE {
            self.flush_packed()?;
        } else {
            self.flush_loose()?;
        }
        self.pending.clear();
        Ok(())
    }
}

impl GitDirectory {
    fn flush_loose(&self) -> Result<(), BackendError> {
        let objects = self.path.join("objects");
        let mut dirs = BTreeSet::new();
        for (id, kind, bytes) in &self.pending {
            let hex = id.to_string();
            let (dir, file) = hex.split_at(2);
            let dir = objects.join(dir);
            let path = dir.join(file);
            if path.exists() {
                continue;
            }
            if !dir.exists() {
                create_dirs(&dir)?;
                dirs.insert(objects.clone());
            }
            let mut whole = format!("{kind} {}\0", bytes.len()).into_bytes();
            whole.extend_from_slice(bytes);
            publish(&dir, &path, &compress_to_vec_zlib(&whole, LEVEL))?;
            dirs.insert(dir);
        }
        dirs.iter().try_for_each(|dir| sync_dir(dir))
    }

    fn flush_packed(&self) -> Result<(), BackendError> {
        let mut writer = PackWriter::new();
        let mut seen = gix_hashtable::HashSet::default();
        for (id, kind, bytes) in &self.pending {
            if seen.insert(*id) {
                writer.push(*id, *kind, bytes);
            }
        }
        let pack = writer.finish();
        let dir = self.path.join("objects/pack");
        let path = dir.join(format!("pack-{}", pack.name()));
        // Git looks for packs by their indices, so the index comes last.
        publish(&dir, &path.with_extension("pack"), &pack.bytes)?;
        publish(&dir, &path.with_extension("idx"), &pack.index())?;
        sync_dir(&dir)
    }
}

/// Writes a file that appears whole under its name. What a process that dies leaves has a name
/// that `git gc` clears away.
fn publish(dir: &Path, path: &Path, bytes: &[u8]) -> Result<(), BackendError> {
    let temporary = dir.join(TEMPORARY);
    // Of ours there is one process only, so that a file of this name is nobody's.
    remove(&temporary)?;
    write_new(&temporary, bytes)?;
    rename(&temporary, path)
}

const TEMPORARY: &str = "tmp_obj_versioned_arp";
