//! [`Ids`]: the ids of all commits, in the order in which they came to be known, and where each
//! stands. Looking one up in a table of a million costs misses of every cache; so the latest ids
//! are in a small table, where nearly all questions end, and go from there to the large ones many
//! at a time, which the processor does side by side.

use gix_hash::ObjectId;
use gix_hashtable::hash_table::HashTable;

/// A commit's place in the order in which commits came to be known.
pub(super) type Index = u32;

/// How many ids the small table takes.
const RECENT: usize = 512;
/// There are so many large tables, such that each is small when it has to grow, and they do not all
/// grow at once.
const LARGE: usize = 64;

#[derive(Clone, Default)]
pub(super) struct Ids {
    list: Vec<ObjectId>,
    /// The ids from this place on are in the small table, those before in the large ones.
    moved: usize,
    recent: HashTable<Index>,
    /// By one byte of the id. None until they are needed: most histories are short.
    large: Vec<HashTable<Index>>,
}

impl Ids {
    /// All of them.
    pub(super) fn list(&self) -> &[ObjectId] {
        &self.list
    }

    /// The place of an id.
    pub(super) fn find(&self, id: &ObjectId) -> Option<Index> {
        // Mostly the question is about the commit that came last.
        if self.list.last() == Some(id) {
            return Some(self.list.len() as Index - 1);
        }
        let same = |&at: &Index| self.list[at as usize] == *id;
        let found = self.recent.find(bucket(id), same);
        let found = found.or_else(|| self.large.get(shelf(id))?.find(bucket(id), same));
        found.copied()
    }

    /// Adds an id that is not there yet.
    pub(super) fn push(&mut self, id: ObjectId) -> Index {
        let at = Index::try_from(self.list.len()).expect("fewer than 2^32 commits");
        self.list.push(id);
        put(&mut self.recent, at, &self.list);
        if self.recent.len() == RECENT {
            self.move_on();
        }
        at
    }

    /// From the small table to the large ones.
    fn move_on(&mut self) {
        self.large.resize_with(LARGE, HashTable::new);
        for at in self.moved..self.list.len() {
            let table = &mut self.large[shelf(&self.list[at])];
            put(table, at as Index, &self.list);
        }
        self.moved = self.list.len();
        self.recent.clear();
    }
}

fn put(table: &mut HashTable<Index>, at: Index, list: &[ObjectId]) {
    let hash = |at: &Index| bucket(&list[*at as usize]);
    table.insert_unique(hash(&at), at, hash);
}

/// An id is a hash already.
fn bucket(id: &ObjectId) -> u64 {
    let head = id.as_slice().first_chunk().expect("an id has 20 bytes");
    u64::from_le_bytes(*head)
}

/// The large table of an id, by a byte that is not in [`bucket`].
fn shelf(id: &ObjectId) -> usize {
    usize::from(id.as_slice()[19]) % LARGE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Different numbers, spread over all bytes as hashes are.
    fn id(number: u32) -> ObjectId {
        let mut bytes = [0; 20];
        for (nth, chunk) in bytes.chunks_mut(4).enumerate() {
            let mixed = (number + 1).wrapping_mul(0x9e37_79b1) ^ nth as u32;
            chunk.copy_from_slice(&mixed.to_be_bytes());
        }
        ObjectId::Sha1(bytes)
    }

    #[test]
    fn every_id_is_found_where_it_stands_however_many_there_are() {
        let mut ids = Ids::default();
        let many = 5 * RECENT as u32 + 7;
        for number in 0..many {
            assert_eq!(ids.find(&id(number)), None, "{number}");
            assert_eq!(ids.push(id(number)), number);
            assert_eq!(ids.find(&id(number / 2)), Some(number / 2));
        }
        for number in 0..many {
            assert_eq!(ids.find(&id(number)), Some(number));
        }
        assert_eq!(ids.list().len(), many as usize);
    }
}
