//! [`Tree`]: the persistent map that a commit holds, nested after its keys' paths as git's trees
//! are. Reading, editing and walking it; comparing and merging are in `diff` and `merge`.

use std::fmt;

use gix_hash::ObjectId;
use smallvec::SmallVec;

use super::dir::{self, Dir};
use super::key::{Key, Name, Value};
use super::node::{Body, Child};
use super::object::Scratch;

/// A persistent map. A clone is O(1) and shares all structure; an edit copies the directories on
/// one path. Its id depends on its contents alone, is computed when first asked for, and is the
/// one that git gives the same files. Iteration is in git's order of paths.
pub struct Tree<K, V> {
    /// The root directory; `None` when there is no file.
    pub(super) root: Option<Child<K, V>>,
}

impl<K, V> Clone for Tree<K, V> {
    fn clone(&self) -> Self {
        let root = self.root.clone();
        Self { root }
    }
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Self { root: None }
    }
}

impl<K, V> Tree<K, V> {
    /// The number of files. O(1).
    pub fn len(&self) -> usize {
        self.root.as_ref().map_or(0, |root| root.count() as usize)
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Keys and values in git's order of paths.
    pub fn iter(&self) -> Iter<'_, K, V> {
        let mut dirs = SmallVec::new();
        dirs.extend(self.dir().map(Dir::iter));
        Iter { dirs }
    }

    pub(super) fn dir(&self) -> Option<&Dir<K, V>> {
        self.root.as_ref().and_then(Child::as_dir)
    }
}

impl<K: Key, V: Value> Tree<K, V> {
    /// The value at `key`.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key.path().names())
    }

    /// Whether `key` has a value.
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    fn find(&self, names: &[Name]) -> Option<&V> {
        let mut node = self.root.as_ref()?;
        for name in names {
            node = node.as_dir()?.get(name)?;
        }
        node.value()
    }

    /// Gives `key` a value and answers with the one before.
    ///
    /// # Panics
    ///
    /// When the key's path breaks the rules of [`Key`].
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let path = key.path();
        let file = Child::file(key, value);
        let root = self.root.get_or_insert_with(|| Child::dir(Dir::default()));
        let old = put(root.dir_mut(), path.names(), file)?;
        old.value().cloned()
    }

    /// Removes `key` and answers with its value. Directories that become empty go with it.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let path = key.path();
        let names = path.names();
        self.find(names)?;
        let root = self.root.as_mut()?;
        let old = take(root.dir_mut(), names);
        if root.count() == 0 {
            self.root = None;
        }
        old?.value().cloned()
    }

    /// The id of the tree object, git's own. Hashes what changed since ids were last asked for.
    pub fn id(&self) -> ObjectId {
        self.hash(&mut Scratch::new())
    }

    pub(super) fn hash(&self, scratch: &mut Scratch) -> ObjectId {
        match &self.root {
            Some(root) => root.hash(scratch),
            None => ObjectId::empty_tree(gix_hash::Kind::Sha1),
        }
    }
}

fn put<K: Key, V: Value>(
    dir: &mut Dir<K, V>,
    names: &[Name],
    file: Child<K, V>,
) -> Option<Child<K, V>> {
    let (name, below) = names.split_first().expect("a path ends in a file");
    if below.is_empty() {
        return dir.set(name, Some(file));
    }
    let mut file = Some(file);
    let old = dir.update(name, |node| put(node.dir_mut(), below, file.take()?));
    if let Some(file) = file {
        dir.set(name, Some(Child::chain(below, file)));
    }
    old.flatten()
}

fn take<K: Key, V: Value>(dir: &mut Dir<K, V>, names: &[Name]) -> Option<Child<K, V>> {
    let (name, below) = names.split_first().expect("a path ends in a file");
    if below.is_empty() {
        return dir.set(name, None);
    }
    let old = dir.update(name, |node| take(node.dir_mut(), below));
    if dir.get(name).is_some_and(|node| node.count() == 0) {
        dir.set(name, None);
    }
    old.flatten()
}

impl<K: Key, V: Value> PartialEq for Tree<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root || self.id() == other.id()
    }
}

impl<K: Key, V: Value> Eq for Tree<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Tree<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Key, V: Value> Extend<(K, V)> for Tree<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Key, V: Value> FromIterator<(K, V)> for Tree<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut tree = Self::default();
        tree.extend(entries);
        tree
    }
}

impl<'a, K, V> IntoIterator for &'a Tree<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

/// Keys and values of a [`Tree`], in git's order of paths.
pub struct Iter<'a, K, V> {
    /// The directories that are being walked, outermost first.
    dirs: SmallVec<[dir::Iter<'a, K, V>; 4]>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.dirs.last_mut()?.next() {
                None => drop(self.dirs.pop()),
                Some((_, node)) => match node.body() {
                    Body::File(key, value) => return Some((key, value)),
                    Body::Dir(dir) => self.dirs.push(dir.iter()),
                },
            }
        }
    }
}
