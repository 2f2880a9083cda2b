//! Packs: all objects of a history in one file, as `gitformat-pack` describes it, and the index
//! by which git finds them. Every object stands for itself, without deltas: most of what a
//! commit adds are ids, which no delta makes smaller. The same history gives the same bytes.

use crate::checksum::crc32;
use crate::store::{Key, ObjectId, ObjectKind, Repository, Value};
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::CompressionLevel;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output};
use sha1::{Digest as _, Sha1};

/// Git's own.
const LEVEL: CompressionLevel = CompressionLevel::DefaultLevel;
/// Offsets from here on stand in the index's table of eight bytes each.
const LARGE: u64 = 1 << 31;

/// A pack, and where in it each object is.
pub(super) struct Pack {
    /// The file.
    pub(super) bytes: Vec<u8>,
    entries: Vec<Entry>,
}

/// What the index tells of an object.
struct Entry {
    id: ObjectId,
    /// Of the object as it stands in the pack.
    crc32: u32,
    offset: u64,
}

impl Pack {
    /// All that `tips` reach; an object comes after those that it names.
    pub(super) fn of<K: Key, V: Value>(repository: &Repository<K, V>, tips: &[ObjectId]) -> Self {
        let mut bytes = b"PACK\0\0\0\x02\0\0\0\0".to_vec();
        let count_ends = bytes.len();
        let mut entries = Vec::new();
        let mut deflate = CompressorOxide::with_format_and_level(DataFormat::Zlib, LEVEL);
        let mut object_bytes = Vec::new();
        repository.export(tips, &[], &mut |object| {
            let start = bytes.len();
            object_bytes.clear();
            object.encode(&mut object_bytes);
            push_header(object.kind(), object_bytes.len(), &mut bytes);
            push_deflated(&mut deflate, &object_bytes, &mut bytes);
            entries.push(Entry {
                id: object.id(),
                crc32: crc32(&bytes[start..]),
                offset: start as u64,
            });
        });
        let count = u32::try_from(entries.len()).expect("fewer than 2^32 objects fit in memory");
        bytes[count_ends - 4..count_ends].copy_from_slice(&count.to_be_bytes());
        let checksum = Sha1::digest(&bytes);
        bytes.extend(checksum);
        Self { bytes, entries }
    }

    /// The pack's name, by which its files are called: its checksum.
    pub(super) fn name(&self) -> ObjectId {
        ObjectId::Sha1(*self.checksum())
    }

    /// The index, version 2.
    pub(super) fn index(&self) -> Vec<u8> {
        index(&self.entries, self.checksum())
    }

    fn checksum(&self) -> &[u8; 20] {
        self.bytes.last_chunk().expect("a pack ends in its SHA-1")
    }
}

/// The kind and the size of an object: three bits and four, then seven more in each byte, the
/// lowest first; the highest bit says that another byte follows.
fn push_header(kind: ObjectKind, size: usize, out: &mut Vec<u8>) {
    let kind: u8 = match kind {
        ObjectKind::Commit => 1,
        ObjectKind::Tree => 2,
        ObjectKind::Blob => 3,
        ObjectKind::Tag => 4,
    };
    let mut byte = kind << 4 | (size & 0xf) as u8;
    let mut rest = size >> 4;
    while rest > 0 {
        out.push(byte | 0x80);
        byte = (rest & 0x7f) as u8;
        rest >>= 7;
    }
    out.push(byte);
}

fn push_deflated(deflate: &mut CompressorOxide, bytes: &[u8], out: &mut Vec<u8>) {
    deflate.reset();
    let (status, _) = compress_to_output(deflate, bytes, TDEFLFlush::Finish, |part| {
        out.extend_from_slice(part);
        true
    });
    assert_eq!(status, TDEFLStatus::Done, "a Vec takes every write");
}

/// The index of a pack with this checksum: how many ids begin with each byte or a lower one, the
/// ids in order, and beside them checksums and offsets.
fn index(entries: &[Entry], pack_checksum: &[u8; 20]) -> Vec<u8> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_unstable_by_key(|entry| entry.id);

    let mut out = b"\xfftOc\0\0\0\x02".to_vec();
    for first in 0..=u8::MAX {
        let up_to = sorted.partition_point(|entry| entry.id.as_slice()[0] <= first);
        out.extend((up_to as u32).to_be_bytes());
    }
    for entry in &sorted {
        out.extend(entry.id.as_slice());
    }
    for entry in &sorted {
        out.extend(entry.crc32.to_be_bytes());
    }
    let mut large: Vec<u64> = Vec::new();
    for entry in &sorted {
        let offset = if entry.offset < LARGE {
            entry.offset as u32
        } else {
            large.push(entry.offset);
            LARGE as u32 | (large.len() - 1) as u32
        };
        out.extend(offset.to_be_bytes());
    }
    for offset in large {
        out.extend(offset.to_be_bytes());
    }
    out.extend(pack_checksum);
    let checksum = Sha1::digest(&out);
    out.extend(checksum);
    out
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    #[test]
    fn sizes_take_four_bits_and_then_seven_at_a_time() {
        let header = |kind, size| {
            let mut out = Vec::new();
            push_header(kind, size, &mut out);
            out
        };
        assert_eq!(header(ObjectKind::Tree, 0), [0x20]);
        assert_eq!(header(ObjectKind::Blob, 15), [0x3f]);
        assert_eq!(header(ObjectKind::Blob, 16), [0xb0, 0x01]);
        assert_eq!(header(ObjectKind::Commit, 0x7ff), [0x9f, 0x7f]);
        assert_eq!(header(ObjectKind::Commit, 0x800), [0x90, 0x80, 0x01]);
    }

    /// Small packs are judged whole, in the tests of the workspace; a pack of more than two
    /// gigabytes only by its index.
    #[test]
    fn git_finds_objects_beyond_two_gigabytes() {
        let entry = |first: u8, crc32, offset| Entry {
            id: ObjectId::Sha1([first; 20]),
            crc32,
            offset,
        };
        let entries = [
            entry(0xff, 1, 12),
            entry(0x80, 2, LARGE - 1),
            entry(0x00, 3, LARGE),
            entry(0x7f, 4, 5 << 32),
        ];
        let mut git = Command::new("git")
            .arg("show-index")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("git is installed");
        let mut stdin = git.stdin.take().expect("standard input is piped");
        stdin
            .write_all(&index(&entries, &[0; 20]))
            .expect("git reads the index");
        drop(stdin);
        let output = git.wait_with_output().expect("git ends");
        // In order of id, and the checksums that were written beside them.
        let shown: String = [2, 3, 1, 0]
            .map(|at: usize| &entries[at])
            .map(|entry| format!("{} {} ({:08x})\n", entry.offset, entry.id, entry.crc32))
            .concat();
        assert_eq!(String::from_utf8_lossy(&output.stdout), shown);
        assert!(output.status.success());
    }
}
