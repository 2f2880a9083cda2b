//! Writing packs. Every object stands for itself, without deltas: most of what a commit adds are
//! ids, which no delta makes smaller. The same history gives the same bytes.

use super::index::{Entry, index};
use crate::checksum::crc32;
use crate::store::{Key, ObjectId, ObjectKind, Repository, Value};
use miniz_oxide::DataFormat;
use miniz_oxide::deflate::CompressionLevel;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output};
use sha1::{Digest as _, Sha1};

/// Git's own.
const LEVEL: CompressionLevel = CompressionLevel::DefaultLevel;
/// `PACK`, the version, and room for the number of objects.
const HEADER: &[u8; 12] = b"PACK\0\0\0\x02\0\0\0\0";

/// A pack, and where in it each object is.
pub struct Pack {
    /// The file.
    pub bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Pack {
    /// All that `tips` reach; an object comes after those that it names.
    pub fn of<K: Key, V: Value>(repository: &Repository<K, V>, tips: &[ObjectId]) -> Self {
        let mut writer = PackWriter::new();
        let mut bytes = Vec::new();
        repository.export(tips, &[], &mut |object| {
            bytes.clear();
            object.encode(&mut bytes);
            writer.push(object.id(), object.kind(), &bytes);
        });
        writer.finish()
    }

    /// The pack's name, by which its files are called: its checksum.
    pub fn name(&self) -> ObjectId {
        ObjectId::Sha1(*self.checksum())
    }

    /// The index, version 2.
    pub fn index(&self) -> Vec<u8> {
        index(&self.entries, self.checksum())
    }

    fn checksum(&self) -> &[u8; 20] {
        self.bytes.last_chunk().expect("a pack ends in its SHA-1")
    }
}

/// A pack that objects are added to.
pub struct PackWriter {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    deflate: CompressorOxide,
}

impl Default for PackWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl PackWriter {
    /// A pack without objects.
    pub fn new() -> Self {
        Self {
            bytes: HEADER.to_vec(),
            entries: Vec::new(),
            deflate: CompressorOxide::with_format_and_level(DataFormat::Zlib, LEVEL),
        }
    }

    /// Adds an object. A pack holds each object once.
    pub fn push(&mut self, id: ObjectId, kind: ObjectKind, bytes: &[u8]) {
        let start = self.bytes.len();
        push_header(kind, bytes.len(), &mut self.bytes);
        push_deflated(&mut self.deflate, bytes, &mut self.bytes);
        self.entries.push(Entry {
            id,
            crc32: crc32(&self.bytes[start..]),
            offset: start as u64,
        });
    }

    /// The whole pack.
    pub fn finish(self) -> Pack {
        let Self {
            mut bytes, entries, ..
        } = self;
        let count = u32::try_from(entries.len()).expect("fewer than 2^32 objects fit in memory");
        bytes[8..HEADER.len()].copy_from_slice(&count.to_be_bytes());
        let checksum = Sha1::digest(&bytes);
        bytes.extend(checksum);
        Pack { bytes, entries }
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
