//! Histories in files: any bytes as a bundle or a pack, read within limits or refused. The first byte
//! says whether the rest is such a file as it is, or describes one: objects and deltas, deflated and
//! sealed as they should be, so that the fuzzer need not guess checksums.

use super::input::Input;
use super::objects::{ask, id, object};
use miniz_oxide::deflate::compress_to_vec_zlib;
use versioned_arp::cache::read_history;
use versioned_arp::store::{Limits, ObjectId, ObjectKind};

const LIMITS: Limits = Limits {
    commits: 64,
    nodes: 512,
    bytes: 1 << 18,
};

/// Reads a file, and asks what was read.
pub fn check(data: &[u8]) {
    let Some((how, rest)) = data.split_first() else {
        return;
    };
    let file = match how % 4 {
        0 => rest.to_vec(),
        how => described(&mut Input(rest), how == 1),
    };
    match read_history(&file, &LIMITS) {
        Ok(history) => ask(&history),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The file that the input describes: a pack, alone or in a bundle.
fn described(input: &mut Input<'_>, alone: bool) -> Vec<u8> {
    let mut pack = b"PACK\0\0\0\x02\0\0\0\0".to_vec();
    let mut made: Vec<(ObjectKind, ObjectId)> = Vec::new();
    let mut offsets = Vec::new();
    let mut count = 0u32;
    while !input.0.is_empty() && count < 60 {
        offsets.push(pack.len());
        count += 1;
        let former = usize::from(input.byte());
        match input.byte() % 4 {
            0 if count > 1 => {
                // Made from an object that stands before it, by its distance.
                let at = offsets.len() - 1;
                let base = offsets[at - 1 - former % at.max(1)];
                let delta = delta(input);
                head(&mut pack, 6, delta.len());
                distance(&mut pack, offsets[at] - base);
                pack.extend(compress_to_vec_zlib(&delta, 1));
            }
            1 if !made.is_empty() => {
                // Made from an object by its id.
                let (_, base) = made[former % made.len()];
                let delta = delta(input);
                head(&mut pack, 7, delta.len());
                pack.extend(base.as_slice());
                pack.extend(compress_to_vec_zlib(&delta, 1));
            }
            _ => {
                let (kind, bytes) = object(input, &made);
                made.push((kind, id(kind, &bytes)));
                let number = match kind {
                    ObjectKind::Commit => 1,
                    ObjectKind::Tree => 2,
                    _ => 3,
                };
                // Now and then it says another size than it has.
                let said = bytes.len() + usize::from(former == 255);
                head(&mut pack, number, said);
                pack.extend(compress_to_vec_zlib(&bytes, 1));
            }
        }
    }
    pack[8..12].copy_from_slice(&count.to_be_bytes());
    use sha1::Digest as _;
    let seal = sha1::Sha1::digest(&pack);
    pack.extend(seal);
    if alone {
        return pack;
    }
    let tip = made
        .iter()
        .rev()
        .find(|(kind, _)| *kind == ObjectKind::Commit);
    let tip = tip.map_or_else(|| "00".repeat(20), |(_, id)| id.to_string());
    let mut bundle = format!("# v2 git bundle\n{tip} refs/heads/main\n{tip} HEAD\n\n").into_bytes();
    bundle.extend(pack);
    bundle
}

/// A delta: two sizes, then instructions, all as the input says.
fn delta(input: &mut Input<'_>) -> Vec<u8> {
    let len = usize::from(input.byte());
    input.bytes(len)
}

/// The kind and size in front of an object (`gitformat-pack`).
fn head(pack: &mut Vec<u8>, kind: u8, size: usize) {
    let mut byte = kind << 4 | (size & 15) as u8;
    let mut rest = size >> 4;
    while rest > 0 {
        pack.push(byte | 0x80);
        byte = (rest & 0x7f) as u8;
        rest >>= 7;
    }
    pack.push(byte);
}

/// The distance to the base of a delta (`gitformat-pack`, offset encoding).
fn distance(pack: &mut Vec<u8>, mut distance: usize) {
    let mut bytes = vec![(distance & 0x7f) as u8];
    distance >>= 7;
    while distance > 0 {
        distance -= 1;
        bytes.push(0x80 | (distance & 0x7f) as u8);
        distance >>= 7;
    }
    pack.extend(bytes.iter().rev());
}
