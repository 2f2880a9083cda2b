//! Seeded streams of chance: one for each host and each link, keyed by the scenario's seed and the
//! name, so that adding a host never changes what another draws. The generator is ChaCha8, whose
//! output is the same on every platform; nothing here depends on the width of `usize`.

use crate::time::Duration;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng};
use sha1::{Digest, Sha1};

/// A stream of random numbers that belongs to one name.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of the `kind` (`host`, `link`) called `name` under `seed`.
    pub fn new(seed: u64, kind: &str, name: &str) -> Self {
        let digest = Sha1::new()
            .chain_update(seed.to_be_bytes())
            .chain_update(kind)
            .chain_update([0])
            .chain_update(name)
            .finalize();
        let mut key = [0; 32];
        key[..20].copy_from_slice(&digest);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 to `bound - 1`, each equally likely to within 2⁻⁶⁴; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// True `per_million` times in a million, on average.
    pub fn chance(&mut self, per_million: u32) -> bool {
        self.below(1_000_000) < u64::from(per_million)
    }

    /// A duration from zero to `most`, both included.
    pub fn up_to(&mut self, most: Duration) -> Duration {
        Duration::from_micros(self.below(most.as_micros().saturating_add(1)))
    }

    /// A duration from `least` to `most`, both included.
    pub fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let span = most.as_micros().saturating_sub(least.as_micros());
        least + self.up_to(Duration::from_micros(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(seed: u64, kind: &str, name: &str) -> Vec<u64> {
        let mut stream = Stream::new(seed, kind, name);
        (0..4).map(|_| stream.below(1_000_000)).collect()
    }

    #[test]
    fn a_stream_depends_on_seed_kind_and_name_alone() {
        assert_eq!(draws(7, "host", "ann"), draws(7, "host", "ann"));
        assert_ne!(draws(7, "host", "ann"), draws(8, "host", "ann"));
        assert_ne!(draws(7, "host", "ann"), draws(7, "link", "ann"));
        assert_ne!(draws(7, "host", "ann"), draws(7, "host", "bob"));
    }

    #[test]
    fn bounds_hold() {
        let mut stream = Stream::new(1, "host", "ann");
        let (least, most) = (Duration::from_micros(3), Duration::from_micros(5));
        for _ in 0..1_000 {
            assert!(stream.below(3) < 3);
            let drawn = stream.between(least, most);
            assert!(least <= drawn && drawn <= most);
        }
        assert_eq!(stream.below(0), 0);
        assert!(!stream.chance(0));
        assert!(stream.chance(1_000_000));
    }
}
