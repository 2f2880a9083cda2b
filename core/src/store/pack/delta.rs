//! Deltas: how to make an object from another, as `gitformat-pack` describes them. Two sizes, then
//! instructions: copy a range of the base, or take the bytes that follow.

/// A number of seven bits in each byte, the lowest first; and what follows.
fn number(delta: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_u64;
    for (at, &byte) in delta.iter().enumerate().take(9) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, &delta[at + 1..]));
        }
    }
    None
}

/// The size of what a delta makes.
pub(super) fn result_size(delta: &[u8]) -> Option<usize> {
    let (_, rest) = number(delta)?;
    number(rest).map(|(size, _)| size)
}

/// What a delta makes of its base; `None` where it makes no sense.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let (base_size, rest) = number(delta)?;
    let (size, mut rest) = number(rest)?;
    if base_size != base.len() {
        return None;
    }
    let mut made = Vec::new();
    while let Some((&code, after)) = rest.split_first() {
        rest = after;
        let part = if code & 0x80 == 0 {
            // Zero is kept for later, and is no instruction.
            let (part, after) = rest
                .split_at_checked(usize::from(code))
                .filter(|_| code > 0)?;
            rest = after;
            part
        } else {
            let mut field = |bits: std::ops::Range<u8>| {
                let mut value = 0;
                for (shift, bit) in bits.enumerate() {
                    if code & 1 << bit != 0 {
                        let (&byte, after) = rest.split_first()?;
                        rest = after;
                        value |= usize::from(byte) << (8 * shift);
                    }
                }
                Some(value)
            };
            let start = field(0..4)?;
            let length = match field(4..7)? {
                0 => 0x1_0000,
                length => length,
            };
            base.get(start..start.checked_add(length)?)?
        };
        // Never more than was counted against the limits.
        if made.len() + part.len() > size {
            return None;
        }
        made.extend_from_slice(part);
    }
    (made.len() == size).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delta_copies_and_inserts() {
        // From 8 bytes make 7: copy 3 from offset 2, take "xy", copy 2 from 0.
        let delta = [8, 7, 0x91, 2, 3, 2, b'x', b'y', 0x90, 2];
        assert_eq!(result_size(&delta), Some(7));
        assert_eq!(apply(b"abcdefgh", &delta).as_deref(), Some(&b"cdexyab"[..]));
    }

    #[test]
    fn a_delta_that_makes_no_sense_is_refused() {
        let base = b"abcdefgh";
        for delta in [
            &[7, 1, 1, b'x'][..],    // another base
            &[8, 2, 1, b'x'],        // too short
            &[8, 0, 1, b'x'],        // too long
            &[8, 1, 0],              // no instruction
            &[8, 2, 2, b'x'],        // ends within the bytes to take
            &[8, 3, 0x91, 6, 3],     // beyond the base
            &[8, 3, 0x9f, 255, 255], // ends within an instruction
            &[8],                    // no size
            &[0x80; 12],             // an endless number
        ] {
            assert_eq!(apply(base, delta), None, "{delta:?}");
        }
    }
}
