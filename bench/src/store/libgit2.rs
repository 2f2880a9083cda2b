//! The workload on libgit2: files and trees by its builders, objects in memory (a mempack) or
//! loose in a directory.

use anyhow::{Context as _, Result};
use git2::{Odb, Oid, Repository, RepositoryInitOptions, Signature, Time};
use std::path::Path;
use versioned_arp::arp::Entry;
use versioned_arp::store::{Key as _, Value as _};
use versioned_arp_bench::workload::commits::{Work, author};

pub struct Libgit2 {
    work: Work,
    pub repository: Repository,
    pub head: Oid,
    next: u32,
    /// Whether a branch follows every commit.
    branch: bool,
    message: String,
}

impl Libgit2 {
    /// Everything in memory.
    pub fn in_memory(work: Work) -> Result<Self> {
        let odb = Odb::new()?;
        odb.add_new_mempack_backend(1000)?;
        Self::start(work, Repository::from_odb(odb)?, false)
    }

    /// A bare repository in a directory; objects are loose.
    pub fn in_directory(work: Work, path: &Path) -> Result<Self> {
        let mut options = RepositoryInitOptions::new();
        options.bare(true).initial_head("main");
        Self::start(work, Repository::init_opts(path, &options)?, true)
    }

    fn start(work: Work, repository: Repository, branch: bool) -> Result<Self> {
        let mut git = Self {
            work,
            repository,
            head: Oid::ZERO_SHA1,
            next: 1,
            branch,
            message: String::new(),
        };
        let tree = git.first_tree()?;
        git.head = git.commit(0, tree, None)?;
        Ok(git)
    }

    fn first_tree(&mut self) -> Result<Oid> {
        let repository = &self.repository;
        let mut root = repository.treebuilder(None)?;
        for net in 0..self.work.n.div_ceil(256) {
            let mut blocks = repository.treebuilder(None)?;
            for block in net * 16..(net * 16 + 16).min(self.work.n.div_ceil(16)) {
                let mut files = repository.treebuilder(None)?;
                for place in block * 16..(block * 16 + 16).min(self.work.n) {
                    let blob = repository.blob(&encoded(&Work::entry(place, 0)))?;
                    files.insert(Work::ip(place).0.to_string(), blob, 0o100_644)?;
                }
                let low = block % 16 * 16;
                blocks.insert(format!("{low}-{}", low + 15), files.write()?, 0o040_000)?;
            }
            let [a, b, c, _] = Work::ip(net * 256).0.octets();
            root.insert(format!("{a}.{b}.{c}"), blocks.write()?, 0o040_000)?;
        }
        Ok(root.write()?)
    }

    fn commit(&mut self, i: u32, tree: Oid, parent: Option<Oid>) -> Result<Oid> {
        let repository = &self.repository;
        self.work.message(i, &mut self.message);
        let who = author();
        let time = Time::new(Work::at(i).as_secs().try_into()?, 0);
        let who = Signature::new(who.name(), who.email(), &time)?;
        let tree = repository.find_tree(tree)?;
        let parent = parent.map(|id| repository.find_commit(id)).transpose()?;
        let parents: Vec<_> = parent.iter().collect();
        let branch = self.branch.then_some("refs/heads/main");
        Ok(repository.commit(branch, &who, &who, &self.message, &tree, &parents)?)
    }

    /// A tree with one more change.
    pub fn change(&self, tree: Oid, place: u32, entry: &Entry) -> Result<Oid> {
        let repository = &self.repository;
        let blob = repository.blob(&encoded(entry))?;
        let path = Work::ip(place).path().to_string();
        let [net, block, file] = path.split('/').collect::<Vec<_>>()[..] else {
            anyhow::bail!("{path} is no path of an entry");
        };
        let root = repository.find_tree(tree)?;
        let below = |tree: &git2::Tree<'_>, name: &str| -> Result<git2::Tree<'_>> {
            let id = tree.get_name(name).context("all addresses are there")?.id();
            Ok(repository.find_tree(id)?)
        };
        let blocks = below(&root, net)?;
        let files = below(&blocks, block)?;
        let mut files = repository.treebuilder(Some(&files))?;
        files.insert(file, blob, 0o100_644)?;
        let mut blocks = repository.treebuilder(Some(&blocks))?;
        blocks.insert(block, files.write()?, 0o040_000)?;
        let mut root = repository.treebuilder(Some(&root))?;
        root.insert(net, blocks.write()?, 0o040_000)?;
        Ok(root.write()?)
    }

    pub fn step(&mut self) -> Result<()> {
        let i = self.next;
        self.next += 1;
        let tree = self.repository.find_commit(self.head)?.tree_id();
        let place = self.work.place(i);
        let tree = self.change(tree, place, &Work::entry(place, i))?;
        self.head = self.commit(i, tree, Some(self.head))?;
        Ok(())
    }

    pub fn run_to(&mut self, commits: u32) -> Result<()> {
        while self.next <= commits {
            self.step()?;
        }
        Ok(())
    }

    /// A commit of its own, beside the line of the workload.
    pub fn beside(&mut self, i: u32, tree: Oid, parent: Oid) -> Result<Oid> {
        self.commit(i, tree, Some(parent))
    }
}

fn encoded(entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::new();
    entry.encode(&mut bytes);
    bytes
}
