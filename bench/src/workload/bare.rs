//! The ceiling: a loop that only patches the same objects and hashes them. It keeps no history and
//! answers nothing.

use super::commits::{WHO, Work};
use sha1::{Digest as _, Sha1};
use versioned_arp::arp::Entry;
use versioned_arp::cache::EPOCH;
use versioned_arp::store::Value as _;

type Id = [u8; 20];

/// An object with git's header before it.
fn object(kind: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{kind} {}\0", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn hash(bytes: &[u8]) -> Id {
    Sha1::digest(bytes).into()
}

/// A tree object, and where in it the id of each entry is.
struct Dir {
    bytes: Vec<u8>,
    ids: Vec<usize>,
}

impl Dir {
    /// From names in any order; answers for each the place it came to have.
    fn new(mode: &str, names: &[String]) -> (Self, Vec<usize>) {
        let mut order: Vec<usize> = (0..names.len()).collect();
        let slash = if mode == "40000" { "/" } else { "" };
        order.sort_by_key(|&at| format!("{}{slash}", names[at]));
        let mut body = Vec::new();
        let mut ends = Vec::new();
        for &at in &order {
            body.extend(format!("{mode} {}\0", names[at]).bytes());
            ends.push(body.len());
            body.extend([0; 20]);
        }
        let bytes = object("tree", &body);
        let header = bytes.len() - body.len();
        let ids = ends.into_iter().map(|end| header + end).collect();
        let mut places = vec![0; names.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = place;
        }
        (Self { bytes, ids }, places)
    }

    fn set(&mut self, place: usize, id: Id) {
        let at = self.ids[place];
        self.bytes[at..at + 20].copy_from_slice(&id);
    }
}

/// All objects of the present version.
pub struct Bare {
    work: Work,
    /// Of every address: its file, and where in its block it is.
    blobs: Vec<(Vec<u8>, usize)>,
    /// Of every block of sixteen: its tree, and where in its /24 it is.
    blocks: Vec<(Dir, usize)>,
    nets: Vec<(Dir, usize)>,
    root: Dir,
    parent: Option<Id>,
    message: String,
    buffer: Vec<u8>,
    next: u32,
}

impl Bare {
    /// The objects of the first commit.
    pub fn new(work: Work) -> Self {
        let blob = |place: u32| {
            let entry: Entry = Work::entry(place, 0);
            let mut body = Vec::new();
            entry.encode(&mut body);
            object("blob", &body)
        };
        let count = |size: u32| work.n.div_ceil(size);
        let mut blobs = Vec::new();
        let mut blocks = Vec::new();
        let mut nets = Vec::new();
        for block in 0..count(16) {
            let places = block * 16..(block * 16 + 16).min(work.n);
            let names: Vec<String> = places
                .clone()
                .map(|at| Work::ip(at).0.to_string())
                .collect();
            let (dir, order) = Dir::new("100644", &names);
            blobs.extend(places.zip(order).map(|(at, place)| (blob(at), place)));
            blocks.push((dir, 0));
        }
        for net in 0..count(256) {
            let inside = net * 16..(net * 16 + 16).min(count(16));
            let low = |block: u32| block % 16 * 16;
            let names: Vec<String> = inside
                .clone()
                .map(|block| format!("{}-{}", low(block), low(block) + 15))
                .collect();
            let (dir, order) = Dir::new("40000", &names);
            for (block, place) in inside.zip(order) {
                blocks[block as usize].1 = place;
            }
            nets.push((dir, 0));
        }
        let names: Vec<String> = (0..count(256))
            .map(|net| {
                let [a, b, c, _] = Work::ip(net * 256).0.octets();
                format!("{a}.{b}.{c}")
            })
            .collect();
        let (root, order) = Dir::new("40000", &names);
        for (net, place) in nets.iter_mut().zip(order) {
            net.1 = place;
        }
        let mut bare = Self {
            work,
            blobs,
            blocks,
            nets,
            root,
            parent: None,
            message: String::new(),
            buffer: Vec::new(),
            next: 0,
        };
        for place in 0..work.n {
            bare.patch(place);
        }
        bare.step();
        bare
    }

    /// The ids on the way from an address to the root.
    fn patch(&mut self, place: u32) -> Id {
        let (blob, at) = &self.blobs[place as usize];
        let id = hash(blob);
        let (block, above) = &mut self.blocks[place as usize / 16];
        block.set(*at, id);
        let id = hash(&block.bytes);
        let (net, top) = &mut self.nets[place as usize / 256];
        net.set(*above, id);
        let id = hash(&net.bytes);
        self.root.set(*top, id);
        hash(&self.root.bytes)
    }

    /// The next commit.
    pub fn step(&mut self) {
        let i = self.next;
        self.next += 1;
        let tree = if i == 0 {
            hash(&self.root.bytes)
        } else {
            let place = self.work.place(i);
            let (blob, _) = &mut self.blobs[place as usize];
            // `…expires 1234567890.000000\n`
            let end = blob.len() - 8;
            digits(1_000_000_000 + u64::from(i), &mut blob[end - 10..end]);
            self.patch(place)
        };
        self.work.message(i, &mut self.message);
        let body = &mut self.buffer;
        body.clear();
        // Room for the header, whose length is known: a commit has three digits of bytes.
        body.extend_from_slice(b"commit 000\0tree ");
        hex(&tree, body);
        if let Some(parent) = &self.parent {
            body.extend_from_slice(b"\nparent ");
            hex(parent, body);
        }
        let mut seconds = [0; 10];
        digits(EPOCH + u64::from(i), &mut seconds);
        for who in [&b"\nauthor "[..], b"\ncommitter "] {
            body.extend_from_slice(who);
            body.extend_from_slice(WHO.as_bytes());
            body.push(b' ');
            body.extend_from_slice(&seconds);
            body.extend_from_slice(b" +0000");
        }
        body.extend_from_slice(b"\n\n");
        body.extend_from_slice(self.message.as_bytes());
        let size = body.len() as u64 - 11;
        digits(size, &mut body[7..10]);
        self.parent = Some(hash(body));
    }

    /// Goes on until that commit was made.
    pub fn run_to(&mut self, commits: u32) {
        while self.next <= commits {
            self.step();
        }
    }

    /// The id of the last commit.
    pub fn head(&self) -> Id {
        self.parent.expect("the first commit is made at once")
    }
}

fn digits(mut value: u64, out: &mut [u8]) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

fn hex(id: &Id, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 40];
    for (pair, byte) in text.chunks_exact_mut(2).zip(id) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    out.extend_from_slice(&text);
}
