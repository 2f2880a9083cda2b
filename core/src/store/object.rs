//! Git objects: their bytes, by gix-object, and their ids. An id is the SHA-1 of a header and the
//! bytes; the hash is the crate `sha1`, which measured faster than gix's own, because everything
//! hashed here was made here and needs no detection of forged collisions.

use std::io::Write;

use gix_hash::ObjectId;
pub use gix_object::Kind as ObjectKind;
use gix_object::bstr::BStr;
use gix_object::{CommitRef, WriteTo};
use sha1::{Digest, Sha1};
use smallvec::SmallVec;
use smol_str::ToSmolStr;

use super::node::{Body, Child};
use super::{Commit, Key, Value};

/// A git object on its way out: its id at once, its bytes when asked for.
pub struct Object<'a, K, V>(Inner<'a, K, V>);

enum Inner<'a, K, V> {
    Node(&'a Child<K, V>),
    /// The tree of a commit without files. Git knows it unwritten, but wants it written.
    EmptyTree,
    Commit(&'a Commit<K, V>),
}

impl<'a, K: Key, V: Value> Object<'a, K, V> {
    pub(super) fn node(node: &'a Child<K, V>) -> Self {
        Self(Inner::Node(node))
    }

    pub(super) fn empty_tree() -> Self {
        Self(Inner::EmptyTree)
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
            Inner::EmptyTree => ObjectKind::Tree,
            Inner::Commit(_) => ObjectKind::Commit,
        }
    }

    /// The object's id.
    pub fn id(&self) -> ObjectId {
        match self.0 {
            Inner::Node(node) => node.id(),
            Inner::EmptyTree => ObjectId::empty_tree(gix_hash::Kind::Sha1),
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
                    dir.encode(out);
                }
            },
            Inner::EmptyTree => {}
            Inner::Commit(commit) => commit.encode(out),
        }
    }
}

/// The id of a value's file.
pub fn file_id(value: &impl Value) -> ObjectId {
    Scratch::new().hash(ObjectKind::Blob, |out| value.encode(out))
}

/// Room to encode objects in, one after the other.
pub(super) struct Scratch(Vec<u8>);

impl Scratch {
    /// More than any header takes.
    const HEADER: usize = 32;
    /// Enough for most objects.
    const USUAL: usize = 1000;

    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// The id of the object of this kind whose bytes `encode` appends. The header goes right
    /// before the bytes, so that all is hashed in one go.
    pub(super) fn hash(&mut self, kind: ObjectKind, encode: impl FnOnce(&mut Vec<u8>)) -> ObjectId {
        let Self(buffer) = self;
        buffer.clear();
        buffer.reserve(Self::USUAL);
        buffer.resize(Self::HEADER, 0);
        encode(buffer);
        let size = buffer.len() - Self::HEADER;
        let size = size.to_smolstr();
        let start = Self::HEADER - (kind.as_bytes().len() + 1 + size.len() + 1);
        let mut header = &mut buffer[start..Self::HEADER];
        for part in [kind.as_bytes(), b" ", size.as_bytes(), b"\0"] {
            header.write_all(part).expect("the header was measured");
        }
        ObjectId::Sha1(Sha1::digest(&buffer[start..]).into())
    }
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
