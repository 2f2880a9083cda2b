//! What the tests share: text files as keys and values, random histories, and a real git.

use std::convert::Infallible;
use std::io::Write;
use std::path::Path as FilePath;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use versioned_arp::store::{Identity, Key, ObjectId, Path, Repository, Timestamp, Tree, Value};

/// A file's path, in full: `dir/sub/file`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File(pub String);

/// A file's text. The longer text wins a merge, and of equally long ones the later in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub String);

impl Key for File {
    fn path(&self) -> Path {
        let (dirs, file) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        let dirs = dirs.split('/').filter(|dir| !dir.is_empty());
        dirs.fold(Path::root(), |path, dir| path.dir(dir))
            .file(file)
    }

    fn from_path(names: &[&str]) -> Option<Self> {
        Some(File(names.join("/")))
    }
}

impl Value for Text {
    type DecodeError = Infallible;

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn decode(bytes: &[u8]) -> Result<Self, Infallible> {
        Ok(Text(String::from_utf8_lossy(bytes).into_owned()))
    }

    fn merge(_base: Option<&Self>, ours: &Self, theirs: &Self) -> Self {
        let rank = |text: &Self| (text.0.len(), text.0.clone());
        if rank(ours) >= rank(theirs) {
            ours.clone()
        } else {
            theirs.clone()
        }
    }
}

pub type Files = Tree<File, Text>;
pub type Store = Repository<File, Text>;

pub fn files<const N: usize>(entries: [(&str, &str); N]) -> Files {
    let entry = |(path, text): (&str, &str)| (File(path.to_owned()), Text(text.to_owned()));
    entries.into_iter().map(entry).collect()
}

pub fn author() -> Identity {
    Identity::new("A U Thor", "thor@example.org").expect("git takes this name")
}

/// Seconds after a fixed day, so that git's own checks of dates are content.
pub fn secs(n: u64) -> Timestamp {
    Timestamp::from_secs(1_429_833_600 + n)
}

/// A commit whose message is its number.
pub fn commit(store: &mut Store, n: usize, parents: &[ObjectId], tree: Files, at: u64) -> ObjectId {
    store.write(parents, tree, &author(), secs(at), &format!("{n}\n"))
}

/// A random graph: for each commit the places of its parents among those before it (none, or up
/// to three, mostly near) and its time, which may run backwards.
pub fn graphs(max: usize) -> impl Strategy<Value = Vec<(Vec<usize>, u64)>> {
    let count = prop_oneof![1 => Just(0), 6 => Just(1), 9 => Just(2), 3 => Just(3_usize)];
    let back = prop_oneof![9 => 1..9_usize, 1 => 1..max];
    let commit = (count, prop::array::uniform3(back), 0..9_u64);
    prop::collection::vec(commit, 1..max).prop_map(|commits| {
        let place = |(n, (count, back, jitter)): (usize, (usize, [usize; 3], u64))| {
            let mut parents: Vec<usize> = Vec::new();
            for parent in back[..count].iter().filter_map(|&back| n.checked_sub(back)) {
                if !parents.contains(&parent) {
                    parents.push(parent);
                }
            }
            (parents, n as u64 + jitter)
        };
        commits.into_iter().enumerate().map(place).collect()
    })
}

/// Writes a random graph; every commit has a file of its own beside its first parent's.
pub fn write_graph(store: &mut Store, graph: &[(Vec<usize>, u64)]) -> Vec<ObjectId> {
    let mut ids = Vec::new();
    for (n, (parents, at)) in graph.iter().enumerate() {
        let parents: Vec<ObjectId> = parents.iter().map(|&parent| ids[parent]).collect();
        let first = parents.first().and_then(|&first| store.commit(first));
        let mut tree = first.map(|first| first.tree().clone()).unwrap_or_default();
        tree.insert(File(format!("{}/{n}", n % 3)), Text(format!("{n}\n")));
        ids.push(commit(store, n, &parents, tree, *at));
    }
    ids
}

/// What a commit reaches, itself included, found by walking everything.
pub fn closure(graph: &[(Vec<usize>, u64)], tips: &[usize]) -> Vec<bool> {
    let mut reached = vec![false; graph.len()];
    tips.iter().for_each(|&tip| reached[tip] = true);
    for at in (0..graph.len()).rev() {
        if reached[at] {
            graph[at]
                .0
                .iter()
                .for_each(|&parent| reached[parent] = true);
        }
    }
    reached
}

/// A bare repository of the real git, in a temporary folder.
pub struct Git {
    path: std::path::PathBuf,
    /// Removes the folder in the end, where it is the test's own.
    _dir: Option<tempfile::TempDir>,
}

impl Git {
    pub fn init() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let git = Self {
            path: dir.path().to_owned(),
            _dir: Some(dir),
        };
        git.run(&["init", "--quiet", "--bare", "--initial-branch=main"], b"");
        git
    }

    /// Git in a repository that is there.
    pub fn at(path: impl Into<std::path::PathBuf>) -> Self {
        Self {
            path: path.into(),
            _dir: None,
        }
    }

    pub fn path(&self) -> &FilePath {
        &self.path
    }

    /// What git prints on standard output, if it ends well and has no complaint.
    pub fn try_run(&self, args: &[&str], input: &[u8]) -> Result<String, String> {
        self.try_run_dated(args, input, "0 +0000")
    }

    fn try_run_dated(&self, args: &[&str], input: &[u8], date: &str) -> Result<String, String> {
        let mut child = Command::new("git")
            .args(args)
            .current_dir(self.path())
            .env("GIT_DIR", self.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "A U Thor")))
            .envs(
                ["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "thor@example.org")),
            )
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_DATE"), date)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("git is installed");
        let mut stdin = child.stdin.take().expect("standard input is piped");
        stdin.write_all(input).expect("git reads its input");
        drop(stdin);
        let output = child.wait_with_output().expect("git ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("git prints text");
        let (out, err) = (text(output.stdout), text(output.stderr));
        if output.status.success() && err.is_empty() {
            Ok(out)
        } else {
            Err(err)
        }
    }

    /// The same, trimmed, where nothing else is expected.
    pub fn run(&self, args: &[&str], input: &[u8]) -> String {
        let out = self.try_run(args, input);
        out.unwrap_or_else(|err| panic!("git {args:?}: {err}"))
            .trim_end()
            .to_owned()
    }

    /// The same, at this time in git's form.
    pub fn run_dated(&self, args: &[&str], input: &[u8], date: &str) -> String {
        let out = self.try_run_dated(args, input, date);
        out.unwrap_or_else(|err| panic!("git {args:?}: {err}"))
            .trim_end()
            .to_owned()
    }

    /// Puts everything that `tips` reach into the repository as a pack.
    pub fn take_packed(&self, store: &Store, tips: &[ObjectId]) {
        let pack = versioned_arp::store::Pack::of(store, tips);
        let path = self
            .path()
            .join(format!("objects/pack/pack-{}", pack.name()));
        std::fs::write(path.with_extension("pack"), &pack.bytes).expect("room for a pack");
        std::fs::write(path.with_extension("idx"), pack.index()).expect("room for its index");
    }

    /// Puts everything that `tips` reach into the repository as loose objects, written here and
    /// not by git. Answers with the number of objects.
    pub fn take(&self, store: &Store, tips: &[ObjectId]) -> usize {
        let mut count = 0;
        store.export(tips, &[], &mut |object| {
            let mut body = Vec::new();
            object.encode(&mut body);
            let mut bytes = format!("{} {}\0", object.kind(), body.len()).into_bytes();
            bytes.extend(body);
            let id = object.id().to_string();
            let dir = self.path().join("objects").join(&id[..2]);
            std::fs::create_dir_all(&dir).expect("a folder for objects");
            let packed = miniz_oxide::deflate::compress_to_vec_zlib(&bytes, 1);
            std::fs::write(dir.join(&id[2..]), packed).expect("room for an object");
            count += 1;
        });
        count
    }
}
