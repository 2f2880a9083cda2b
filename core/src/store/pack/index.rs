//! The index of a pack, version 2, by which git finds the objects in it.

use crate::store::ObjectId;
use sha1::{Digest as _, Sha1};

/// Offsets from here on stand in the index's table of eight bytes each.
const LARGE: u64 = 1 << 31;

/// What the index tells of an object.
pub(super) struct Entry {
    pub(super) id: ObjectId,
    /// Of the object as it stands in the pack.
    pub(super) crc32: u32,
    pub(super) offset: u64,
}

/// The index of a pack with this checksum: how many ids begin with each byte or a lower one, the
/// ids in order, and beside them checksums and offsets.
pub(super) fn index(entries: &[Entry], pack_checksum: &[u8; 20]) -> Vec<u8> {
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
