//! Reading packs, deltas included, from bytes that anybody may have made. What an object says of
//! its size is held against what is left of the limits before room is made for it.

use std::collections::BTreeMap;

use gix_hash::{Kind, ObjectId};
use gix_hashtable::HashMap;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_COMPUTE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER,
    TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use sha1::{Digest as _, Sha1};

use super::delta;
use crate::store::backend::{Limits, Memory, Objects as _};
use crate::store::{LoadError, ObjectKind};

/// The least bytes that an object takes in a pack: its header and an empty stream.
const LEAST: usize = 9;
/// Deflate makes bytes at most so many times more.
const MOST_INFLATED: usize = 1_032;
const CHECKSUM: usize = 20;

/// What stands in a pack: an object, or how to make one from another.
enum Stored {
    Whole(ObjectKind),
    /// From the object at this offset.
    After(usize),
    /// From the object with this id.
    On(ObjectId),
}

/// The objects of a pack, each under the id that its bytes have.
pub(in crate::store) fn read_pack(bytes: &[u8], limits: &Limits) -> Result<Memory, LoadError> {
    let mut reader = Reader::new(bytes, limits)?;
    let mut memory = Memory::new();
    let mut whole: Vec<(usize, ObjectKind, Vec<u8>)> = Vec::new();
    let mut after: BTreeMap<usize, Vec<(usize, Vec<u8>)>> = BTreeMap::new();
    let mut on: HashMap<ObjectId, Vec<(usize, Vec<u8>)>> = HashMap::default();
    for _ in 0..reader.count {
        let (offset, stored, data) = reader.entry()?;
        match stored {
            Stored::Whole(kind) => whole.push((offset, kind, data)),
            Stored::After(base) => after.entry(base).or_default().push((offset, data)),
            Stored::On(base) => on.entry(base).or_default().push((offset, data)),
        }
    }
    if reader.at != reader.bytes.len() {
        return Err(damaged("there is more in it than it says"));
    }
    // Those made from an object come after it, however deep: the list grows and shrinks.
    while let Some((offset, kind, data)) = whole.pop() {
        let id = gix_object::compute_hash(Kind::Sha1, kind, &data)
            .map_err(|_| damaged("an object is a forged collision"))?;
        let made = after.remove(&offset).into_iter().chain(on.remove(&id));
        for (offset, delta) in made.flatten() {
            reader.take(delta::result_size(&delta).ok_or_else(delta_damaged)?)?;
            let made = delta::apply(&data, &delta).ok_or_else(delta_damaged)?;
            whole.push((offset, kind, made));
        }
        memory.write(id, kind, &data)?;
    }
    if after.is_empty() && on.is_empty() {
        Ok(memory)
    } else {
        Err(damaged("an object is made from another that is not in it"))
    }
}

fn damaged(what: &str) -> LoadError {
    LoadError::File(format!("the pack is damaged: {what}"))
}

fn delta_damaged() -> LoadError {
    damaged("a delta makes no sense")
}

struct Reader<'a> {
    /// The pack without its checksum.
    bytes: &'a [u8],
    at: usize,
    count: usize,
    /// The bytes that objects may still have.
    left: usize,
    limit: usize,
    inflate: DecompressorOxide,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], limits: &Limits) -> Result<Self, LoadError> {
        let cut = || damaged("it ends too early");
        let end = bytes.len().checked_sub(CHECKSUM).ok_or_else(cut)?;
        let (bytes, checksum) = bytes.split_at(end);
        let header: &[u8; 12] = bytes.first_chunk().ok_or_else(cut)?;
        let number = |at: usize| {
            u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        if !header.starts_with(b"PACK") {
            return Err(LoadError::File("not a pack".into()));
        }
        if !matches!(number(4), 2 | 3) {
            return Err(LoadError::File(format!("a pack of version {}", number(4))));
        }
        let count = number(8) as usize;
        if count > limits.nodes {
            return Err(LoadError::TooLarge(format!("{} objects", limits.nodes)));
        }
        if count > bytes.len() / LEAST {
            return Err(cut());
        }
        if Sha1::digest(bytes)[..] != *checksum {
            return Err(damaged("its checksum is another"));
        }
        Ok(Self {
            bytes,
            at: header.len(),
            count,
            left: limits.bytes,
            limit: limits.bytes,
            inflate: DecompressorOxide::new(),
        })
    }

    /// Counts bytes that an object is to have.
    fn take(&mut self, size: usize) -> Result<(), LoadError> {
        let too_large = || LoadError::TooLarge(format!("{} bytes", self.limit));
        self.left = self.left.checked_sub(size).ok_or_else(too_large)?;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, LoadError> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte.ok_or_else(|| damaged("it ends within an object"))
    }

    /// The next object: where it is, what it is, and its bytes or its delta.
    fn entry(&mut self) -> Result<(usize, Stored, Vec<u8>), LoadError> {
        let offset = self.at;
        let first = self.byte()?;
        let mut size = u64::from(first & 0xf);
        let (mut byte, mut shift) = (first, 4);
        while byte & 0x80 != 0 {
            byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift > 56 {
                return Err(damaged("an object is too large to be"));
            }
            size |= part << shift;
            shift += 7;
        }
        let stored = match first >> 4 & 7 {
            1 => Stored::Whole(ObjectKind::Commit),
            2 => Stored::Whole(ObjectKind::Tree),
            3 => Stored::Whole(ObjectKind::Blob),
            4 => Stored::Whole(ObjectKind::Tag),
            6 => Stored::After(self.base(offset)?),
            7 => {
                let id = self
                    .bytes
                    .get(self.at..)
                    .and_then(|rest| rest.first_chunk());
                let id: &[u8; 20] = id.ok_or_else(|| damaged("it ends within an object"))?;
                self.at += id.len();
                Stored::On(ObjectId::Sha1(*id))
            }
            other => {
                return Err(damaged(&format!(
                    "an object is of the unknown kind {other}"
                )));
            }
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Ok((offset, stored, self.data(size)?))
    }

    /// How far before this object the one is that it is made from, and so where.
    fn base(&mut self, offset: usize) -> Result<usize, LoadError> {
        let mut byte = self.byte()?;
        let mut back = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.byte()?;
            // Seven bits more, and one, since no number is written in two ways.
            let more = (back + 1).checked_mul(128);
            let more = more.and_then(|more| more.checked_add(usize::from(byte & 0x7f)));
            back = more.ok_or_else(delta_damaged)?;
        }
        let base = offset.checked_sub(back).filter(|_| back > 0);
        base.ok_or_else(|| damaged("an object is made from what is not there"))
    }

    /// Inflates exactly so many bytes.
    fn data(&mut self, size: usize) -> Result<Vec<u8>, LoadError> {
        let deflated = &self.bytes[self.at..];
        self.take(size)?;
        if size / MOST_INFLATED > deflated.len() {
            return Err(damaged("an object is larger than its bytes can be"));
        }
        let mut data = vec![0; size];
        let flags = TINFL_FLAG_PARSE_ZLIB_HEADER
            | TINFL_FLAG_COMPUTE_ADLER32
            | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        self.inflate.init();
        let (status, read, written) = decompress(&mut self.inflate, deflated, &mut data, 0, flags);
        if status != TINFLStatus::Done || written != size {
            return Err(damaged("an object does not inflate to what it should"));
        }
        self.at += read;
        Ok(data)
    }
}
