//! [`Branches`]: the branches of a repository, and what each names. `main` stands apart, because
//! nearly every commit moves it and nothing else, and whoever looks back keeps what there was after
//! each: that takes no room of its own then.

use std::ops::Index;

use gix_hash::ObjectId;
use im::OrdMap;

use super::BranchName;

static MAIN: BranchName = BranchName::main();

/// All branches, in order of name, and the commit that each names. A clone is O(1) and a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branches {
    main: Option<ObjectId>,
    others: OrdMap<BranchName, ObjectId>,
}

impl Branches {
    /// The commit that a branch names.
    pub fn get(&self, name: &BranchName) -> Option<&ObjectId> {
        match *name == MAIN {
            true => self.main.as_ref(),
            false => self.others.get(name),
        }
    }

    /// Whether there is such a branch.
    pub fn contains_key(&self, name: &BranchName) -> bool {
        self.get(name).is_some()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.others.len() + usize::from(self.main.is_some())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names and commits, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&BranchName, &ObjectId)> {
        let main = self.main.iter().map(|id| (&MAIN, id));
        let before = self.others.range::<_, BranchName>(..&MAIN);
        let after = self.others.range::<_, BranchName>(&MAIN..);
        before.chain(main).chain(after)
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &BranchName> {
        self.iter().map(|(name, _)| name)
    }

    /// The commits that branches name, in order of name.
    pub fn values(&self) -> impl Iterator<Item = &ObjectId> {
        self.iter().map(|(_, id)| id)
    }

    /// The first name at or after this one.
    pub(super) fn next(&self, name: &BranchName) -> Option<&BranchName> {
        let main = self.main.iter().map(|_| &MAIN).filter(|main| *main >= name);
        let other = self.others.get_next(name).map(|(name, _)| name);
        main.chain(other).min()
    }

    pub(super) fn insert(&mut self, name: &BranchName, id: ObjectId) {
        if *name == MAIN {
            self.main = Some(id);
        } else if let Some(tip) = self.others.get_mut(name) {
            *tip = id;
        } else {
            self.others.insert(name.clone(), id);
        }
    }

    pub(super) fn remove(&mut self, name: &BranchName) {
        match *name == MAIN {
            true => self.main = None,
            false => drop(self.others.remove(name)),
        }
    }
}

/// # Panics
///
/// Where there is no such branch.
impl Index<&BranchName> for Branches {
    type Output = ObjectId;

    fn index(&self, name: &BranchName) -> &ObjectId {
        match self.get(name) {
            Some(id) => id,
            None => panic!("there is no branch {name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> BranchName {
        text.parse().expect("a valid name")
    }

    #[test]
    fn main_stands_among_the_others_in_order_of_name() {
        let id = |byte| ObjectId::Sha1([byte; 20]);
        let mut branches = Branches::default();
        for (byte, text) in ["query/10.0.0.1", "main", "a", "main2"].iter().enumerate() {
            branches.insert(&name(text), id(byte as u8));
        }
        let names = |branches: &Branches| -> Vec<_> {
            let names = branches.keys();
            names.map(BranchName::to_string).collect()
        };
        assert_eq!(names(&branches), ["a", "main", "main2", "query/10.0.0.1"]);
        assert_eq!(branches.next(&name("b")), Some(&MAIN));
        assert_eq!(branches.next(&name("main1")), Some(&name("main2")));

        let before = branches.clone();
        branches.insert(&MAIN, id(9));
        branches.remove(&name("a"));
        assert_eq!((branches[&MAIN], before[&MAIN]), (id(9), id(1)));
        branches.remove(&MAIN);
        assert_eq!(names(&branches), ["main2", "query/10.0.0.1"]);
        assert_eq!((branches.len(), before.len()), (2, 4));
        assert!(!branches.contains_key(&MAIN));
    }
}
