//! [`Rehash`]: an object that is written over in places and hashed again, as a directory's tree
//! object is from version to version. SHA-1 takes block after block: what it came to is kept every
//! few blocks, so that only what follows the first change is hashed again.

use gix_hash::ObjectId;
use sha1::block_api::Sha1Core;
use sha1::digest::Output;
use sha1::digest::block_api::{Block, Buffer, FixedOutputCore as _, UpdateCore as _};

/// The bytes of an id. Their number is a constant, so that copying one takes no call.
const ID: usize = 20;
const SHA1: &str = "ids are SHA-1";

/// What is hashed between two states that are kept: two blocks. One would save little more and
/// keep twice as much.
const STRIDE: usize = 2 * 64;

/// An object with git's header.
pub(super) struct Rehash {
    bytes: Vec<u8>,
    /// The hash after each stride, as far as what it took was not written over since.
    states: Vec<Sha1Core>,
}

impl Rehash {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        let states = Vec::new();
        Self { bytes, states }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes an id over the bytes before `end`.
    pub(super) fn write_id(&mut self, end: usize, id: &ObjectId) {
        let id: &[u8; ID] = id.as_slice().first_chunk().expect(SHA1);
        *self.bytes[..end].last_chunk_mut().expect(SHA1) = *id;
        self.states.truncate((end - ID) / STRIDE);
    }

    /// The object's id.
    pub(super) fn id(&mut self) -> ObjectId {
        let Self { bytes, states } = self;
        let mut state = states.last().cloned().unwrap_or_default();
        let (strides, rest) = bytes[states.len() * STRIDE..].as_chunks::<STRIDE>();
        for stride in strides {
            let (blocks, _) = Block::<Sha1Core>::slice_as_chunks(stride);
            state.update_blocks(blocks);
            states.push(state.clone());
        }
        let (blocks, tail) = Block::<Sha1Core>::slice_as_chunks(rest);
        state.update_blocks(blocks);
        let mut id = Output::<Sha1Core>::default();
        state.finalize_fixed_core(&mut Buffer::<Sha1Core>::new(tail), &mut id);
        ObjectId::Sha1(id.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::object::sha1_of;

    #[test]
    fn whatever_is_written_over_the_id_is_that_of_the_bytes() {
        for size in [20, 63, 64, 65, 127, 128, 129, 200, 1_000] {
            let mut object = Rehash::new(vec![b'x'; size]);
            assert_eq!(object.id(), sha1_of(object.bytes()), "{size} bytes");
            // From far to near and back, one write or several before the id is asked for.
            for (nth, end) in [size, 20, size / 2 + 10, 20, size].into_iter().enumerate() {
                object.write_id(end, &ObjectId::Sha1([nth as u8; ID]));
                if nth != 1 {
                    assert_eq!(object.id(), sha1_of(object.bytes()), "{size} bytes, {end}");
                }
            }
        }
    }
}
