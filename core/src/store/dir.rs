//! One directory: an ordered map from names to nodes. Up to sixteen names are two shared arrays,
//! so that versions that differ in a value share the names; more are a persistent ordered map.
//! Both cost about the same to read; the arrays are far lighter where only a value changes.

use std::fmt;
use std::sync::Arc;

use gix_hash::ObjectId;
use im::OrdMap;
use im::ordmap::DiffItem;

use smol_str::format_smolstr;

use super::key::{Key, Name, Value, bare, is_valid, names_a_dir};
use super::layout::Layout;
use super::node::Child;
use super::object::Scratch;

/// The most names that are kept as arrays.
pub(super) const SMALL: usize = 16;

#[derive(Clone)]
pub(super) struct Dir<K, V> {
    entries: Entries<K, V>,
    /// The number of files here and below.
    count: u32,
}

#[derive(Clone)]
enum Entries<K, V> {
    /// Sorted names, and their nodes in the same order.
    Small(Arc<Names<K, V>>, Arc<[Child<K, V>]>),
    /// Always more than [`SMALL`] names.
    Large(OrdMap<Name, Child<K, V>>, Arc<Layout<K, V>>),
}

/// The names of a small directory, shared by all versions that have the same.
struct Names<K, V> {
    sorted: Box<[Name]>,
    /// What each name begins with: most names differ in it, and numbers compare at once.
    heads: Box<[u128]>,
    layout: Layout<K, V>,
}

impl<K, V> Default for Dir<K, V> {
    fn default() -> Self {
        Self {
            entries: Entries::Small(Names::new(Box::default()), Arc::new([])),
            count: 0,
        }
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Dir<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K, V> Dir<K, V> {
    /// The number of files here and below.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Names and nodes in git's order.
    pub(super) fn iter(&self) -> Iter<'_, K, V> {
        match &self.entries {
            Entries::Small(names, nodes) => Iter::Small(names.sorted.iter().zip(nodes.iter())),
            Entries::Large(map, _) => Iter::Large(map.iter()),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Child<K, V>> {
        match &self.entries {
            Entries::Small(names, nodes) => names.position(name).ok().map(|at| &nodes[at]),
            Entries::Large(map, _) => map.get(name),
        }
    }
}

impl<K: Key, V: Value> Dir<K, V> {
    /// The directory of these entries; `None` where they are none, out of git's order or not what
    /// it would take. With the same names as `like` it shares them.
    pub(super) fn of(entries: Vec<(Name, Child<K, V>)>, like: Option<&Self>) -> Option<Self> {
        let ascending = entries.is_sorted_by(|(a, _), (b, _)| a < b);
        let position = |name: &Name| entries.binary_search_by(|(probe, _)| probe.cmp(name));
        let valid = |(name, node): &(Name, Child<K, V>)| {
            is_valid(name) && node.count() > 0 && position(&twin(name)).is_err()
        };
        if entries.is_empty() || !ascending || !entries.iter().all(valid) {
            return None;
        }
        let count = entries.iter().map(|(_, node)| node.count()).sum();
        if entries.len() > SMALL {
            let layout = match like.map(|dir| &dir.entries) {
                Some(Entries::Large(map, layout))
                    if map.keys().eq(entries.iter().map(|(name, _)| name)) =>
                {
                    Arc::clone(layout)
                }
                _ => Arc::default(),
            };
            let entries = Entries::Large(entries.into_iter().collect(), layout);
            return Some(Self { entries, count });
        }
        let (sorted, nodes): (Vec<Name>, Vec<_>) = entries.into_iter().unzip();
        let names = match like.map(|dir| &dir.entries) {
            Some(Entries::Small(names, _)) if *names.sorted == *sorted => Arc::clone(names),
            _ => Names::new(sorted.into()),
        };
        let entries = Entries::Small(names, nodes.into());
        Some(Self { entries, count })
    }

    /// The id of the tree object. Hashes what below was not hashed yet.
    pub(super) fn hash(&self, scratch: &mut Scratch) -> ObjectId {
        match &self.entries {
            Entries::Small(names, nodes) => {
                let entries = names.sorted.iter().zip(nodes.iter());
                names.layout.hash(entries, scratch)
            }
            Entries::Large(map, layout) => layout.hash(map.iter(), scratch),
        }
    }

    /// Appends the tree object. The ids of all nodes are known by now.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let layout = match &self.entries {
            Entries::Small(names, _) => &names.layout,
            Entries::Large(_, layout) => layout,
        };
        layout.encode(self.iter(), out);
    }

    /// The node with this name, to be changed.
    fn slot(&mut self, name: &str) -> Option<&mut Child<K, V>> {
        match &mut self.entries {
            Entries::Small(names, nodes) => {
                let at = names.position(name).ok()?;
                Some(&mut Arc::make_mut(nodes)[at])
            }
            Entries::Large(map, _) => map.get_mut(name),
        }
    }

    /// Changes the node with this name, if there is one, and keeps count.
    pub(super) fn update<R>(
        &mut self,
        name: &str,
        change: impl FnOnce(&mut Child<K, V>) -> R,
    ) -> Option<R> {
        let node = self.slot(name)?;
        let before = node.count();
        let result = change(node);
        let after = node.count();
        self.count = self.count - before + after;
        Some(result)
    }

    /// Puts `node` in the place of whatever has this name; `None`, or a node that holds no file,
    /// removes the name. Answers with what was there.
    ///
    /// # Panics
    ///
    /// When git would not take the name, or has it for a node of the other kind.
    pub(super) fn set(&mut self, name: &Name, node: Option<Child<K, V>>) -> Option<Child<K, V>> {
        let mut node = node.filter(|node| node.count() > 0);
        let added = node.as_ref().map_or(0, Child::count);
        // Mostly the name is there, and only its value changes.
        if node.is_some()
            && let Some(slot) = self.slot(name)
        {
            std::mem::swap(slot, node.as_mut().expect("it was just looked at"));
            self.count = self.count + added - node.as_ref().map_or(0, Child::count);
            return node;
        }
        if node.is_some() {
            assert!(is_valid(name), "{name:?} cannot be a name in a git tree");
            let twin = twin(name);
            assert!(
                self.get(&twin).is_none(),
                "one key's path runs through another's: {name:?} and {twin:?}"
            );
        }
        let old = self.replace(name, node);
        self.count = self.count + added - old.as_ref().map_or(0, Child::count);
        old
    }

    /// Adds a name that is not there, or removes one.
    fn replace(&mut self, name: &Name, node: Option<Child<K, V>>) -> Option<Child<K, V>> {
        match (&mut self.entries, node) {
            (Entries::Small(names, nodes), Some(node)) if nodes.len() < SMALL => {
                let (Ok(at) | Err(at)) = names.position(name);
                *names = Names::new(with(&names.sorted, at, name.clone()));
                *nodes = with(nodes, at, node);
                None
            }
            (Entries::Small(..), Some(node)) => {
                let mut map: OrdMap<_, _> = self.iter().map(cloned).collect();
                map.insert(name.clone(), node);
                self.entries = Entries::Large(map, Arc::default());
                None
            }
            (Entries::Small(names, nodes), None) => {
                let at = names.position(name).ok()?;
                let old = nodes[at].clone();
                *names = Names::new(without(&names.sorted, at));
                *nodes = without(nodes, at);
                Some(old)
            }
            (Entries::Large(map, layout), Some(node)) => {
                *layout = Arc::default();
                map.insert(name.clone(), node)
            }
            (Entries::Large(map, layout), None) => {
                let old = map.remove(name)?;
                if map.len() > SMALL {
                    *layout = Arc::default();
                } else {
                    let names = Names::new(map.keys().cloned().collect());
                    let nodes = map.values().cloned().collect();
                    self.entries = Entries::Small(names, nodes);
                }
                Some(old)
            }
        }
    }
}

impl<K, V> Names<K, V> {
    fn new(sorted: Box<[Name]>) -> Arc<Self> {
        Arc::new(Self {
            heads: sorted.iter().map(|name| head(name)).collect(),
            sorted,
            layout: Layout::default(),
        })
    }

    /// Git's order of names is the order of their bytes; see [`Name`].
    fn position(&self, name: &str) -> Result<usize, usize> {
        let head = head(name);
        let before = self.heads.partition_point(|&other| other < head);
        // Mostly the only name with this head; none holds a NUL, which ends a shorter one here.
        let heads = self.heads[before..].iter();
        let alike = heads.take_while(|other| **other == head).count();
        let place = self.sorted[before..][..alike].binary_search_by(|probe| (**probe).cmp(name));
        place.map(|at| before + at).map_err(|at| before + at)
    }
}

/// The first sixteen bytes of a name, such that they compare as the name does.
fn head(name: &str) -> u128 {
    let mut head = [0; 16];
    let len = name.len().min(head.len());
    head[..len].copy_from_slice(&name.as_bytes()[..len]);
    u128::from_be_bytes(head)
}

/// The same name for the other kind of node.
fn twin(name: &Name) -> Name {
    if names_a_dir(name) {
        bare(name).into()
    } else {
        format_smolstr!("{name}/")
    }
}

fn cloned<K, V>((name, node): (&Name, &Child<K, V>)) -> (Name, Child<K, V>) {
    (name.clone(), node.clone())
}

fn with<T: Clone, C: FromIterator<T>>(items: &[T], at: usize, item: T) -> C {
    let (before, after) = items.split_at(at);
    let item = std::iter::once(item);
    before
        .iter()
        .cloned()
        .chain(item)
        .chain(after.iter().cloned())
        .collect()
}

fn without<T: Clone, C: FromIterator<T>>(items: &[T], at: usize) -> C {
    items[..at]
        .iter()
        .chain(&items[at + 1..])
        .cloned()
        .collect()
}

/// Names and nodes of a directory, in git's order.
pub(super) enum Iter<'a, K, V> {
    Small(std::iter::Zip<std::slice::Iter<'a, Name>, std::slice::Iter<'a, Child<K, V>>>),
    Large(im::ordmap::Iter<'a, Name, Child<K, V>, im::shared_ptr::DefaultSharedPtr>),
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        match self {
            Iter::Small(iter) => Iter::Small(iter.clone()),
            Iter::Large(iter) => Iter::Large(iter.clone()),
        }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a Name, &'a Child<K, V>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Small(iter) => iter.next(),
            Iter::Large(iter) => iter.next(),
        }
    }
}

/// Takes a name and the nodes it has in the older and in the newer directory.
type Found<'a, 'f, K, V> =
    dyn FnMut(&'a Name, Option<&'a Child<K, V>>, Option<&'a Child<K, V>>) + 'f;

/// Calls `found` with every name whose node is not known to be the same in both directories, in
/// git's order. A directory that is not there has no names.
pub(super) fn differing<'a, K, V>(
    old: Option<&'a Dir<K, V>>,
    new: Option<&'a Dir<K, V>>,
    found: &mut Found<'a, '_, K, V>,
) {
    match (old.map(|dir| &dir.entries), new.map(|dir| &dir.entries)) {
        (Some(Entries::Small(names, old)), Some(Entries::Small(others, new)))
            if Arc::ptr_eq(names, others) =>
        {
            if !Arc::ptr_eq(old, new) {
                let pairs = old.iter().zip(new.iter());
                for (name, (old, new)) in names.sorted.iter().zip(pairs) {
                    if old != new {
                        found(name, Some(old), Some(new));
                    }
                }
            }
        }
        (Some(Entries::Large(old, _)), Some(Entries::Large(new, _))) => {
            for item in old.diff(new) {
                match item {
                    DiffItem::Add(name, new) => found(name, None, Some(new)),
                    DiffItem::Remove(name, old) => found(name, Some(old), None),
                    DiffItem::Update { old, new } => found(old.0, Some(old.1), Some(new.1)),
                }
            }
        }
        _ => side_by_side(old, new, found),
    }
}

fn side_by_side<'a, K, V>(
    old: Option<&'a Dir<K, V>>,
    new: Option<&'a Dir<K, V>>,
    found: &mut Found<'a, '_, K, V>,
) {
    let mut olds = old.into_iter().flat_map(Dir::iter).peekable();
    let mut news = new.into_iter().flat_map(Dir::iter).peekable();
    loop {
        let name = match (olds.peek(), news.peek()) {
            (None, None) => return,
            (Some(&(name, _)), None) | (None, Some(&(name, _))) => name,
            (Some(&(old, _)), Some(&(new, _))) => old.min(new),
        };
        let old = olds
            .next_if(|&(other, _)| other == name)
            .map(|(_, node)| node);
        let new = news
            .next_if(|&(other, _)| other == name)
            .map(|(_, node)| node);
        if old != new {
            found(name, old, new);
        }
    }
}
