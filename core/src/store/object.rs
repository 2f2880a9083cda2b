//! Git objects: their bytes, by gix-object, and their ids. An id is the SHA-1 of a header and the
//! bytes; the hash is the crate `sha1`, which measured faster than gix's own, because everything
//! hashed here was made here and needs no detection of forged collisions.

use gix_hash::ObjectId;
pub use gix_object::Kind as ObjectKind;
use gix_object::bstr::BStr;
use gix_object::{CommitRef, WriteTo};
use sha1::{Digest, Sha1};
use smallvec::SmallVec;

use super::node::{Body, Child};
use super::{Commit, Identity, Key, Timestamp, Value};

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

/// Room to encode objects in, one after the other, and the last commit's form.
#[derive(Default)]
pub(super) struct Scratch {
    buffer: Vec<u8>,
    form: Option<CommitForm>,
}

/// Git's header takes less.
const HEADER: usize = 32;

impl Scratch {
    /// Enough for most objects.
    const USUAL: usize = 1000;

    pub(super) fn new() -> Self {
        Self::default()
    }

    /// The id of the object of this kind whose bytes `encode` appends. The header goes right
    /// before the bytes, so that all is hashed in one go.
    pub(super) fn hash(&mut self, kind: ObjectKind, encode: impl FnOnce(&mut Vec<u8>)) -> ObjectId {
        hash_in(&mut self.buffer, kind, encode)
    }

    /// The id of a commit by one author after the other, each on one parent: what differs is
    /// written over what the last one left.
    pub(super) fn hash_commit(
        &mut self,
        tree: ObjectId,
        parents: &[ObjectId],
        author: &Identity,
        at: Timestamp,
        message: &str,
    ) -> ObjectId {
        let Self { buffer, form } = self;
        let seconds = at.as_secs();
        let parent = match parents {
            [parent] if CommitForm::SECONDS.contains(&seconds) => *parent,
            _ => {
                return hash_in(buffer, ObjectKind::Commit, |out| {
                    encode_commit(tree, parents, &person(author, seconds), message, out);
                });
            }
        };
        let form = match form {
            Some(form) if form.author == *author => form,
            _ => form.insert(CommitForm::of(author)),
        };
        hash_in(buffer, ObjectKind::Commit, |out| {
            form.write(tree, parent, seconds, message, out);
        })
    }
}

fn hash_in(buffer: &mut Vec<u8>, kind: ObjectKind, encode: impl FnOnce(&mut Vec<u8>)) -> ObjectId {
    buffer.clear();
    buffer.reserve(Scratch::USUAL);
    buffer.resize(HEADER, 0);
    encode(buffer);
    let start = put_header(kind, buffer);
    sha1_of(&buffer[start..])
}

/// Writes git's header into the room before an object's bytes; answers where it begins.
fn put_header(kind: ObjectKind, buffer: &mut [u8]) -> usize {
    let mut size = buffer.len() - HEADER;
    // The last byte stays the NUL that ends a header.
    let mut start = HEADER - 1;
    buffer[start] = 0;
    loop {
        start -= 1;
        buffer[start] = b'0' + (size % 10) as u8;
        size /= 10;
        if size == 0 {
            break;
        }
    }
    start -= 1;
    buffer[start] = b' ';
    let name = kind.as_bytes();
    buffer[start - name.len()..start].copy_from_slice(name);
    start - name.len()
}

/// An object's bytes after git's header.
pub(super) fn with_header(kind: ObjectKind, bytes: &[u8]) -> Vec<u8> {
    let mut whole = vec![0; HEADER];
    whole.extend_from_slice(bytes);
    let start = put_header(kind, &mut whole);
    whole.split_off(start)
}

/// The id of an object with its header.
pub(super) fn sha1_of(whole: &[u8]) -> ObjectId {
    ObjectId::Sha1(Sha1::digest(whole).into())
}

/// `NAME <EMAIL> SECONDS +0000`.
pub(super) fn person(author: &Identity, seconds: u64) -> String {
    format!("{author} {seconds} +0000")
}

/// Appends a commit object. `person` is as [`person`] has it, author and committer.
pub(super) fn encode_commit(
    tree: ObjectId,
    parents: &[ObjectId],
    person: &str,
    message: &str,
    out: &mut Vec<u8>,
) {
    let [tree, parents] =
        [&[tree], parents].map(|ids| -> SmallVec<[Hex; 2]> { ids.iter().map(hex).collect() });
    CommitRef {
        tree: BStr::new(&tree[0]),
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

type Hex = [u8; 40];

fn hex(id: &ObjectId) -> Hex {
    let mut digits = [0; 40];
    let written = id.hex_to_buf(&mut digits).len();
    debug_assert_eq!(written, digits.len());
    digits
}

/// A commit object by one author on one parent, up to its message, as gix-object encodes it. Ids
/// and seconds, all of one length, are to be written over.
struct CommitForm {
    author: Identity,
    bytes: Box<[u8]>,
}

impl CommitForm {
    /// Times with ten digits: from 2001 to 2286.
    const SECONDS: std::ops::RangeInclusive<u64> = 1_000_000_000..=9_999_999_999;
    /// Where the tree's id begins: after `tree `.
    const TREE: usize = 5;
    /// Where the parent's id begins: after the tree's line and `parent `.
    const PARENT: usize = Self::TREE + 40 + 8;

    fn of(author: &Identity) -> Self {
        let none = ObjectId::null(gix_hash::Kind::Sha1);
        let mut bytes = Vec::new();
        let person = person(author, *Self::SECONDS.start());
        encode_commit(none, &[none], &person, "", &mut bytes);
        Self {
            author: author.clone(),
            bytes: bytes.into(),
        }
    }

    fn write(
        &self,
        tree: ObjectId,
        parent: ObjectId,
        seconds: u64,
        message: &str,
        out: &mut Vec<u8>,
    ) {
        const ENDS: &[u8] = b" +0000";
        let start = out.len();
        out.extend_from_slice(&self.bytes);
        let head = &mut out[start..];
        head[Self::TREE..][..40].copy_from_slice(&hex(&tree));
        head[Self::PARENT..][..40].copy_from_slice(&hex(&parent));
        let mut digits = [0; 10];
        let mut rest = seconds;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        // The committer's line ends in the zone, a newline and an empty line; the author's is as
        // long, but for the word that it begins with.
        let committer = head.len() - 2 - ENDS.len() - digits.len();
        let line = b"committer ".len() + self.author.line().len() + 1 + digits.len();
        let author = committer - (line + ENDS.len() + 1);
        for at in [author, committer] {
            head[at..][..digits.len()].copy_from_slice(&digits);
        }
        out.extend_from_slice(message.as_bytes());
    }
}
