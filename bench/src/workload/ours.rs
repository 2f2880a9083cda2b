//! The workload on our store.

use super::commits::{Work, author};
use versioned_arp::arp::Entry;
use versioned_arp::cache::Ip;
use versioned_arp::store::{BranchName, Expect, Identity, ObjectId, Repository, Tree};

/// A repository in memory, and where it is in the workload.
pub struct Ours {
    /// What is to be done.
    pub work: Work,
    /// All of the history.
    pub repository: Repository<Ip, Entry>,
    /// The last commit.
    pub head: ObjectId,
    /// The number of the next commit.
    pub next: u32,
    main: BranchName,
    author: Identity,
    message: String,
}

impl Ours {
    /// A repository with the first commit.
    pub fn new(work: Work) -> Self {
        let tree: Tree<Ip, Entry> = (0..work.n)
            .map(|place| (Work::ip(place), Work::entry(place, 0)))
            .collect();
        let mut repository = Repository::new();
        let mut message = String::new();
        work.message(0, &mut message);
        let author = author();
        let head = repository.write(&[], tree, &author, Work::at(0), &message);
        let mut ours = Self {
            work,
            repository,
            head,
            next: 1,
            main: BranchName::main(),
            author,
            message,
        };
        ours.point(0);
        ours
    }

    /// The next commit.
    pub fn step(&mut self) {
        let i = self.next;
        self.next += 1;
        let head = self
            .repository
            .commit(self.head)
            .expect("the head is known");
        let mut tree = head.tree().clone();
        let place = self.work.place(i);
        tree.insert(Work::ip(place), Work::entry(place, i));
        self.work.message(i, &mut self.message);
        self.head =
            self.repository
                .write(&[self.head], tree, &self.author, Work::at(i), &self.message);
        self.point(i);
    }

    fn point(&mut self, i: u32) {
        self.repository
            .set_ref(
                &self.main,
                Expect::Any,
                Some(self.head),
                Work::at(i),
                "commit",
            )
            .expect("any will do");
    }

    /// Goes on until that commit was made.
    pub fn run_to(&mut self, commits: u32) {
        while self.next <= commits {
            self.step();
        }
    }
}
