//! Git objects: their bytes, by gix-object, and their ids. An id is the SHA-1 of a header and the
//! bytes; the hash is the crate `sha1`, which measured faster than gix's own, because everything
//! hashed here was made here and needs no detection of forged collisions.

use gix_hash::ObjectId;
pub use gix_object::Kind as ObjectKind;
use gix_object::bstr::BStr;
use gix_object::tree::{EntryKind, EntryRef};
use gix_object::{CommitRef, TreeRef, WriteTo};
use sha1::{Digest, Sha1};
use smallvec::SmallVec;

use super::dir::Dir;
use super::key::{bare, names_a_dir};
use super::node::{Body, Child};
use super::{Commit, Key, Value};

/// A git object on its way out: its id at once, its bytes when asked for.
pub struct Object<'a, K, V>(Inner<'a, K, V>);

enum Inner<'a, K, V> {
    Node(&'a Child<K, V>),
    Commit(&'a Commit<K, V>),
}

impl<'a, K: Key, V: Value> Object<'a, K, V> {
    pub(super) fn node(node: &'a Child<K, V>) -> Self {
        Self(Inner::Node(node))
    }

    pub(super) fn commit(commit: &'a Commit<K, V>) -> Self {
        Self(Inner::Commit(commit))
    }

    /// Blob, tree or commit.
    pub fn kind(&self) -> ObjectKind {
        match self.0 {
            Inner::Node(node) => match node.body() {
                Body::File(..) => ObjectKind::Blob,
                Body::Dir(_) => ObjectKind::Tree,
            },
            Inner::Commit(_) => ObjectKind::Commit,
        }
    }

    /// The object's id.
    pub fn id(&self) -> ObjectId {
        match self.0 {
            Inner::Node(node) => node.id(),
            Inner::Commit(commit) => commit.id(),
        }
    }

    /// Appends the object's bytes, without git's header, to `out`.
    pub fn encode(&self, out: &mut Vec<u8>) {
        match self.0 {
            Inner::Node(node) => match node.body() {
                Body::File(_, value) => value.encode(out),
                Body::Dir(dir) => {
                    node.id();
                    encode_dir(dir, out);
                }
            },
            Inner::Commit(commit) => commit.encode(out),
        }
    }
}

/// The id of the object of this kind with these bytes.
pub(super) fn hash(kind: ObjectKind, bytes: &[u8]) -> ObjectId {
    let header = gix_object::encode::loose_header(kind, bytes.len() as u64);
    let hasher = Sha1::new().chain_update(header).chain_update(bytes);
    ObjectId::Sha1(hasher.finalize().into())
}

/// Appends a tree object. All children's ids are known by now.
pub(super) fn encode_dir<K, V>(dir: &Dir<K, V>, out: &mut Vec<u8>) {
    let mut entries = Vec::with_capacity(dir.len());
    for (name, child) in dir.iter() {
        let kind = if names_a_dir(name) {
            EntryKind::Tree
        } else {
            EntryKind::Blob
        };
        entries.push(EntryRef {
            mode: kind.into(),
            filename: bare(name).into(),
            oid: child.known_id().expect("children are hashed first"),
        });
    }
    TreeRef { entries }
        .write_to(out)
        .expect("a Vec takes every write, and names hold no NUL");
}

/// Appends a commit object. `person` is `NAME <EMAIL> SECONDS +0000`, as author and committer.
pub(super) fn encode_commit(
    tree: ObjectId,
    parents: &[ObjectId],
    person: &str,
    message: &str,
    out: &mut Vec<u8>,
) {
    type Hex = [u8; 40];
    fn hex(id: &ObjectId) -> Hex {
        let mut digits = [0; 40];
        let written = id.hex_to_buf(&mut digits).len();
        debug_assert_eq!(written, digits.len());
        digits
    }
    let tree = hex(&tree);
    let parents: SmallVec<[Hex; 2]> = parents.iter().map(hex).collect();
    CommitRef {
        tree: BStr::new(&tree),
        parents: parents.iter().map(BStr::new).collect(),
        author: person.into(),
        committer: person.into(),
        encoding: None,
        message: message.into(),
        extra_headers: Vec::new(),
    }
    .write_to(out)
    .expect("a Vec takes every write");
}
