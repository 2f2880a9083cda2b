//! The options of a TCP header (RFC 9293 §3.1, RFC 7323, RFC 2018), read leniently: what is cut off
//! or makes no sense ends the list.

use std::ops::Range;

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TcpOption {
    /// The end of the list; one byte.
    End,
    /// Padding; one byte.
    Nop,
    /// The longest segment that the sender takes.
    Mss(u16),
    /// By how many bits windows are shifted.
    WindowScale(u8),
    /// Selective acknowledgements may be sent.
    SackPermitted,
    /// What has arrived beyond the acknowledged number: first byte and one behind the last.
    Sack(Vec<(u32, u32)>),
    /// Another kind.
    Other(u8),
}

/// The options in order.
pub(super) fn read(bytes: &[u8]) -> impl Iterator<Item = TcpOption> + '_ {
    placed(bytes).map(|(option, _)| option)
}

/// The options in order, with where their bytes are.
pub(super) fn placed(bytes: &[u8]) -> impl Iterator<Item = (TcpOption, Range<usize>)> + '_ {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        let kind = *bytes.get(start)?;
        if kind <= 1 {
            next += 1;
            let option = if kind == 0 {
                TcpOption::End
            } else {
                TcpOption::Nop
            };
            return Some((option, start..next));
        }
        let len = usize::from(*bytes.get(start + 1)?).max(2);
        let value = bytes.get(start + 2..start + len)?;
        next += len;
        Some((option(kind, value), start..next))
    })
}

fn option(kind: u8, value: &[u8]) -> TcpOption {
    match (kind, value) {
        (2, &[high, low]) => TcpOption::Mss(u16::from_be_bytes([high, low])),
        (3, &[shift]) => TcpOption::WindowScale(shift),
        (4, []) => TcpOption::SackPermitted,
        (5, blocks) if blocks.len() % 8 == 0 => {
            let (words, _) = blocks.as_chunks::<4>();
            let numbers = words.iter().map(|word| u32::from_be_bytes(*word));
            let numbers: Vec<u32> = numbers.collect();
            let pairs = numbers.chunks_exact(2);
            TcpOption::Sack(pairs.map(|pair| (pair[0], pair[1])).collect())
        }
        _ => TcpOption::Other(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_up_to_where_they_make_no_sense() {
        let bytes = [2, 4, 5, 180, 3, 3, 7, 4, 2, 1, 9, 3, 1, 0, 8, 10, 0];
        let found: Vec<_> = read(&bytes).collect();
        assert_eq!(
            found,
            [
                TcpOption::Mss(1460),
                TcpOption::WindowScale(7),
                TcpOption::SackPermitted,
                TcpOption::Nop,
                TcpOption::Other(9),
                TcpOption::End,
            ]
        );
        let sack = [5, 10, 0, 0, 0, 1, 0, 0, 0, 9];
        let found: Vec<_> = read(&sack).collect();
        assert_eq!(found, [TcpOption::Sack(vec![(1, 9)])]);
        assert_eq!(
            read(&[2, 0, 2, 0]).count(),
            2,
            "a length below 2 counts as 2"
        );
    }
}
