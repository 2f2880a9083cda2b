//! A quick hash for finding commits by id: what identifies a commit is most often a hash itself,
//! and spreading it twice as carefully costs more than all else that a commit needs.

use std::hash::Hasher;

/// Rotate, mix, multiply; eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct QuickHasher(u64);

/// Odd, with its bits well spread: 2⁶⁴ divided by π.
const FACTOR: u64 = 0x517c_c1b7_2722_0a95;

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(FACTOR);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
