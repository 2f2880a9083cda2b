//! A node of a tree: a file or a directory, shared between versions, with its object id computed
//! when first asked for and kept.

use std::sync::{Arc, OnceLock};

use gix_hash::{ObjectId, oid};

use super::dir::Dir;
use super::key::{Key, Name, Value};
use super::object::{ObjectKind, Scratch};

/// A shared node. Equality is cheap and one-sided: equal means the same content, unequal means
/// that a look inside is needed (or, once both ids are known, that the contents differ).
#[derive(Debug)]
pub(super) struct Child<K, V>(Arc<Node<K, V>>);

#[derive(Debug)]
struct Node<K, V> {
    id: OnceLock<ObjectId>,
    body: Body<K, V>,
}

/// A copy is made to be changed, so its id is not known.
impl<K: Clone, V: Clone> Clone for Node<K, V> {
    fn clone(&self) -> Self {
        Self {
            id: OnceLock::new(),
            body: self.body.clone(),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Body<K, V> {
    File(K, V),
    Dir(Dir<K, V>),
}

impl<K, V> Clone for Child<K, V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, V> PartialEq for Child<K, V> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || matches!((self.known_id(), other.known_id()), (Some(a), Some(b)) if a == b)
    }
}

impl<K, V> Child<K, V> {
    fn new(body: Body<K, V>) -> Self {
        Self(Arc::new(Node {
            id: OnceLock::new(),
            body,
        }))
    }

    /// A node as it was read, with the id that its bytes were found to have.
    pub(super) fn read(body: Body<K, V>, id: ObjectId) -> Self {
        Self(Arc::new(Node {
            id: OnceLock::from(id),
            body,
        }))
    }

    pub(super) fn file(key: K, value: V) -> Self {
        Self::new(Body::File(key, value))
    }

    pub(super) fn dir(dir: Dir<K, V>) -> Self {
        Self::new(Body::Dir(dir))
    }

    pub(super) fn body(&self) -> &Body<K, V> {
        &self.0.body
    }

    pub(super) fn as_dir(&self) -> Option<&Dir<K, V>> {
        match &self.0.body {
            Body::Dir(dir) => Some(dir),
            Body::File(..) => None,
        }
    }

    pub(super) fn as_file(&self) -> Option<(&K, &V)> {
        match &self.0.body {
            Body::File(key, value) => Some((key, value)),
            Body::Dir(_) => None,
        }
    }

    /// The value of a file.
    pub(super) fn value(&self) -> Option<&V> {
        self.as_file().map(|(_, value)| value)
    }

    /// The number of files here and below.
    pub(super) fn count(&self) -> u32 {
        match &self.0.body {
            Body::File(..) => 1,
            Body::Dir(dir) => dir.count(),
        }
    }

    /// Whether both are one node, not only equal ones.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The id, if it was computed already.
    pub(super) fn known_id(&self) -> Option<&oid> {
        self.0.id.get().map(AsRef::as_ref)
    }
}

impl<K: Key, V: Value> Child<K, V> {
    /// A file below directories that hold nothing else.
    pub(super) fn chain(names: &[Name], file: Self) -> Self {
        names.iter().rev().fold(file, |child, name| {
            let mut dir = Dir::default();
            dir.set(name, Some(child));
            Self::dir(dir)
        })
    }

    /// The directory, to be changed: a copy of this node unless nobody shares it, its id forgotten.
    pub(super) fn dir_mut(&mut self) -> &mut Dir<K, V> {
        let node = Arc::make_mut(&mut self.0);
        node.id.take();
        match &mut node.body {
            Body::Dir(dir) => dir,
            Body::File(..) => unreachable!("a name that ends in '/' names a directory"),
        }
    }

    /// The object's id. Hashes whatever below was not hashed yet, each node once.
    pub(super) fn id(&self) -> ObjectId {
        match self.0.id.get() {
            Some(&id) => id,
            None => self.hash(&mut Scratch::new()),
        }
    }

    /// The same, with room to encode in that outlives the call.
    pub(super) fn hash(&self, scratch: &mut Scratch) -> ObjectId {
        if let Some(&id) = self.0.id.get() {
            return id;
        }
        *self.0.id.get_or_init(|| match &self.0.body {
            Body::File(_, value) => scratch.hash(ObjectKind::Blob, |out| value.encode(out)),
            Body::Dir(dir) => dir.hash(scratch),
        })
    }
}
