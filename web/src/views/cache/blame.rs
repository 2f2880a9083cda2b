//! Which commit of `main` gave each address the entry that it has: `git blame` for a cache, by
//! walking back along first parents. What was found out for one commit is kept, so that going on
//! from there costs only what is new.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use versioned_arp::addr::Ipv4Addr;
use versioned_arp::cache::{Commit, Repository};
use versioned_arp::store::ObjectId;

/// For each address of a version the commit that last changed its entry.
pub type Teachers = BTreeMap<Ipv4Addr, ObjectId>;

/// Answers for so many commits are kept.
const KEPT: usize = 512;

/// The blame of one repository.
#[derive(Debug, Default)]
pub struct Blame {
    known: HashMap<ObjectId, Rc<Teachers>>,
}

impl Blame {
    /// Who taught each entry that the commit `head` of `repository` holds.
    pub fn of(&mut self, repository: &Repository, head: ObjectId) -> Rc<Teachers> {
        if let Some(found) = self.known.get(&head) {
            return Rc::clone(found);
        }
        let found = Rc::new(self.walk(repository, head));
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(head, Rc::clone(&found));
        found
    }

    fn walk(&self, repository: &Repository, head: ObjectId) -> Teachers {
        let mut found = Teachers::new();
        let Some(mut commit) = repository.commit(head) else {
            return found;
        };
        let mut open: Vec<_> = commit.tree().iter().map(|(ip, _)| ip.0).collect();
        while !open.is_empty() {
            if let Some(known) = self.known.get(&commit.id()) {
                found.extend(open.iter().filter_map(|ip| Some((*ip, *known.get(ip)?))));
                break;
            }
            let taught = changed_by(repository, commit);
            let id = commit.id();
            open.retain(|ip| !taught.contains(ip) || found.insert(*ip, id).is_some());
            let Some(parent) = commit
                .parents()
                .first()
                .and_then(|id| repository.commit(*id))
            else {
                break;
            };
            commit = parent;
        }
        found
    }
}

/// The addresses whose entries a commit changed, against its first parent.
fn changed_by(repository: &Repository, commit: &Commit) -> Vec<Ipv4Addr> {
    match commit
        .parents()
        .first()
        .and_then(|id| repository.commit(*id))
    {
        Some(parent) => {
            let changes = parent.tree().diff(commit.tree());
            changes.into_iter().map(|change| change.key.0).collect()
        }
        None => commit.tree().iter().map(|(ip, _)| ip.0).collect(),
    }
}
