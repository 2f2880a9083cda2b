//! Who taught each entry: `Repository::blame`, made anew for every commit that is shown as
//! cheaply as the next commit of a long history can be: from the blame of its parents, where that
//! is known. Blame is about the MAC address, as everywhere in this project.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use versioned_arp::arp::Entry;
use versioned_arp::cache::{Commit, Ip, Repository};
use versioned_arp::store::ObjectId;

/// For each address of a version the commit that gave it its MAC address.
pub type Teachers = BTreeMap<Ip, ObjectId>;

/// Answers for so many commits are kept.
const KEPT: usize = 512;
/// So many commits are told from their parents before the repository is asked.
const NEAR: usize = 24;

/// The blame of one repository.
#[derive(Debug, Default)]
pub struct Blame {
    known: HashMap<ObjectId, Rc<Teachers>>,
}

impl Blame {
    /// Who taught each entry that the commit `head` of `repository` holds.
    pub fn of(&mut self, repository: &Repository, head: ObjectId) -> Rc<Teachers> {
        if self.known.len() >= KEPT {
            let last = self.known.remove_entry(&head);
            self.known.clear();
            self.known.extend(last);
        }
        self.near(repository, head, NEAR)
    }

    fn near(&mut self, repository: &Repository, id: ObjectId, steps: usize) -> Rc<Teachers> {
        if let Some(found) = self.known.get(&id) {
            return Rc::clone(found);
        }
        let commit = repository.commit(id);
        let near = commit.filter(|commit| {
            let mut parents = commit.parents().iter();
            steps > 0 && parents.all(|parent| repository.contains(*parent))
        });
        let found = match (near, commit) {
            (Some(commit), _) => self.told_by_parents(repository, commit, steps - 1),
            (None, Some(_)) => repository.blame(id, same),
            (None, None) => Teachers::new(),
        };
        let found = Rc::new(found);
        self.known.insert(id, Rc::clone(&found));
        found
    }

    /// A value comes from the first parent that has it; where none has, from the first with the
    /// same MAC address.
    fn told_by_parents(
        &mut self,
        repository: &Repository,
        commit: &Commit,
        steps: usize,
    ) -> Teachers {
        let parents: Vec<_> = commit
            .parents()
            .iter()
            .filter_map(|id| Some((repository.commit(*id)?, self.near(repository, *id, steps))))
            .collect();
        let has = |ip: &Ip, is: &dyn Fn(&Entry) -> bool| {
            let found = parents
                .iter()
                .find(|(it, _)| it.tree().get(ip).is_some_and(is));
            found.and_then(|(_, teachers)| teachers.get(ip).copied())
        };
        let teacher = |(ip, entry): (&Ip, &Entry)| {
            let told = has(ip, &|it| it == entry).or_else(|| has(ip, &|it| same(it, entry)));
            (*ip, told.unwrap_or_else(|| commit.id()))
        };
        commit.tree().iter().map(teacher).collect()
    }
}

fn same(old: &Entry, new: &Entry) -> bool {
    old.mac == new.mac
}
