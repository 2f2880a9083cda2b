//! How a directory's names encode. Versions of a directory mostly differ in values, not in names,
//! so its tree object is the same bytes but for the ids. Once a second version asks, the bytes of
//! the version that was encoded last stay with the names, and with them the nodes that they are
//! of: the next version writes the ids of those nodes that are others, looks at no more, and is
//! hashed from the first of them on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use gix_hash::ObjectId;
use gix_object::tree::{EntryKind, EntryRef};
use gix_object::{TreeRef, WriteTo};

use super::key::{Key, Name, Value, bare, names_a_dir};
use super::node::Child;
use super::object::{ObjectKind, Scratch, with_header};
use super::rehash::Rehash;

/// The encoding of one list of names, shared by all directories that have it.
pub(super) struct Layout<K, V> {
    asked: AtomicBool,
    last: Mutex<Option<Last<K, V>>>,
}

/// A tree object, and what it was made of.
struct Last<K, V> {
    object: Rehash,
    /// Where in the object's bytes the tree begins, after git's header.
    start: usize,
    /// Where each entry, and with it its id, ends.
    ends: Box<[usize]>,
    nodes: Box<[Child<K, V>]>,
}

impl<K, V> Default for Layout<K, V> {
    fn default() -> Self {
        Self {
            asked: AtomicBool::new(false),
            last: Mutex::new(None),
        }
    }
}

impl<K: Key, V: Value> Layout<K, V> {
    /// The id of the tree object of these entries. The names are this layout's own, in order.
    /// Hashes what below was not hashed yet.
    pub(super) fn hash<'a>(
        &self,
        entries: impl Iterator<Item = (&'a Name, &'a Child<K, V>)> + Clone,
        scratch: &mut Scratch,
    ) -> ObjectId
    where
        K: 'a,
        V: 'a,
    {
        let mut last = self.lock();
        if last.is_none() && !self.asked.swap(true, Ordering::Relaxed) {
            drop(last);
            for (_, node) in entries.clone() {
                node.hash(scratch);
            }
            return scratch.hash(ObjectKind::Tree, |out| write(entries, out));
        }
        let last = last.get_or_insert_with(|| Last::of(entries.clone(), scratch));
        last.become_that_of(entries, scratch);
        last.object.id()
    }

    /// Appends the tree object of these entries.
    pub(super) fn encode<'a>(
        &self,
        entries: impl Iterator<Item = (&'a Name, &'a Child<K, V>)> + Clone,
        out: &mut Vec<u8>,
    ) where
        K: 'a,
        V: 'a,
    {
        match &mut *self.lock() {
            Some(last) => {
                last.become_that_of(entries, &mut Scratch::new());
                out.extend_from_slice(&last.object.bytes()[last.start..]);
            }
            None => write(entries, out),
        }
    }

    /// What is kept is whole between any two entries, so that a panic elsewhere does no harm.
    fn lock(&self) -> MutexGuard<'_, Option<Last<K, V>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Key, V: Value> Last<K, V> {
    fn of<'a>(
        entries: impl Iterator<Item = (&'a Name, &'a Child<K, V>)>,
        scratch: &mut Scratch,
    ) -> Self
    where
        K: 'a,
        V: 'a,
    {
        let (mut body, mut ends, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
        for entry in entries {
            entry.1.hash(scratch);
            // An entry ends in its id, whatever comes before.
            write(std::iter::once(entry), &mut body);
            ends.push(body.len());
            nodes.push(entry.1.clone());
        }
        let bytes = with_header(ObjectKind::Tree, &body);
        let start = bytes.len() - body.len();
        Self {
            start,
            ends: ends.into_iter().map(|end| start + end).collect(),
            object: Rehash::new(bytes),
            nodes: nodes.into(),
        }
    }

    fn become_that_of<'a>(
        &mut self,
        entries: impl Iterator<Item = (&'a Name, &'a Child<K, V>)>,
        scratch: &mut Scratch,
    ) where
        K: 'a,
        V: 'a,
    {
        for ((slot, &end), (_, node)) in self.nodes.iter_mut().zip(&self.ends).zip(entries) {
            if !slot.is(node) {
                self.object.write_id(end, &node.hash(scratch));
                *slot = node.clone();
            }
        }
    }
}

/// Appends a tree object of nodes whose ids are known.
fn write<'a, K: Key + 'a, V: Value + 'a>(
    entries: impl Iterator<Item = (&'a Name, &'a Child<K, V>)>,
    out: &mut Vec<u8>,
) {
    let entries = entries.map(|(name, node)| EntryRef {
        mode: match names_a_dir(name) {
            true => EntryKind::Tree,
            false => EntryKind::Blob,
        }
        .into(),
        filename: bare(name).into(),
        oid: node.known_id().expect("children are hashed first"),
    });
    TreeRef {
        entries: entries.collect(),
    }
    .write_to(out)
    .expect("a Vec takes every write, and names hold no NUL");
}
