//! How a directory's names encode. Versions of a directory mostly differ in values, not in names,
//! so its tree object is the same bytes but for the ids. Once a second version asks, those bytes
//! are kept with the names, and encoding becomes a copy with new ids written in.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use gix_hash::oid;
use gix_object::tree::{EntryKind, EntryRef};
use gix_object::{TreeRef, WriteTo};

use super::key::{Name, bare, names_a_dir};

/// The bytes of an id. Their number is a constant, so that copying one takes no call.
const ID: usize = 20;
const SHA1: &str = "ids are SHA-1";

/// The encoding of one list of names, shared by all directories that have it.
#[derive(Debug, Default)]
pub(super) struct Layout {
    asked: AtomicBool,
    pattern: OnceLock<Pattern>,
}

/// A tree object whose ids are to be written over.
#[derive(Debug)]
struct Pattern {
    bytes: Box<[u8]>,
    /// Where each entry, and with it its id, ends.
    ends: Box<[usize]>,
}

impl Layout {
    /// Appends a tree object. The names are this layout's own, in order.
    pub(super) fn encode<'a>(
        &self,
        entries: impl Iterator<Item = (&'a Name, &'a oid)> + Clone,
        out: &mut Vec<u8>,
    ) {
        if self.pattern.get().is_none() && !self.asked.swap(true, Ordering::Relaxed) {
            return write(entries.map(entry).collect(), out);
        }
        let pattern = self.pattern.get_or_init(|| Pattern::of(entries.clone()));
        let start = out.len();
        out.extend_from_slice(&pattern.bytes);
        let tree = &mut out[start..];
        for (&end, (_, id)) in pattern.ends.iter().zip(entries) {
            let id: &[u8; ID] = id.as_bytes().first_chunk().expect(SHA1);
            *tree[..end].last_chunk_mut().expect(SHA1) = *id;
        }
    }
}

impl Pattern {
    /// An entry ends in its id, whatever comes before.
    fn of<'a>(entries: impl Iterator<Item = (&'a Name, &'a oid)>) -> Self {
        let mut bytes = Vec::new();
        let mut ends = Vec::new();
        for named in entries {
            write(vec![entry(named)], &mut bytes);
            ends.push(bytes.len());
        }
        Self {
            bytes: bytes.into(),
            ends: ends.into(),
        }
    }
}

fn entry<'a>((name, id): (&'a Name, &'a oid)) -> EntryRef<'a> {
    let kind = if names_a_dir(name) {
        EntryKind::Tree
    } else {
        EntryKind::Blob
    };
    EntryRef {
        mode: kind.into(),
        filename: bare(name).into(),
        oid: id,
    }
}

fn write(entries: Vec<EntryRef<'_>>, out: &mut Vec<u8>) {
    TreeRef { entries }
        .write_to(out)
        .expect("a Vec takes every write, and names hold no NUL");
}
