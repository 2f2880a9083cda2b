//! The data of a program, dealt out to its two parts. Which bytes are whose is said by
//! [`constants`](super::constants); that of neither stays in the first part.

use anyhow::{Result, bail};
use std::ops::Range;
use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, Module};

/// Fewer bytes in a row are not worth a piece of their own.
const LEAST: u32 = 16;

/// Bytes, and the address to which they go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub address: u32,
    pub bytes: Vec<u8>,
}

/// The data of a program for its first part and for the rest, given what is late.
pub fn deal(module: &Module, late: &[Range<u32>]) -> Result<(Vec<Piece>, Vec<Piece>)> {
    let late = joined(late);
    let (mut early_pieces, mut late_pieces) = (Vec::new(), Vec::new());
    for data in module.data.iter() {
        let DataKind::Active { offset, .. } = &data.kind else {
            bail!("data that waits cannot be dealt out");
        };
        let ConstExpr::Value(Value::I32(address)) = offset else {
            bail!("data goes to a place that is not known before the start");
        };
        let address = address.cast_unsigned();
        let end = address + u32::try_from(data.value.len())?;
        let piece = |range: Range<u32>| Piece {
            address: range.start,
            bytes: data.value[(range.start - address) as usize..(range.end - address) as usize]
                .to_vec(),
        };
        let mut done = address;
        for range in &late {
            let range = range.start.max(address)..range.end.min(end);
            if range.start + LEAST <= range.end {
                if done < range.start {
                    early_pieces.push(piece(done..range.start));
                }
                done = range.end;
                late_pieces.push(piece(range));
            }
        }
        if done < end {
            early_pieces.push(piece(done..end));
        }
    }
    Ok((early_pieces, late_pieces))
}

/// Gives a program this data and no other.
pub fn replace(module: &mut Module, pieces: Vec<Piece>) -> Result<()> {
    let old: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    old.into_iter().for_each(|id| module.data.delete(id));
    let Some(memory) = module.memories.iter().next().map(|memory| memory.id()) else {
        return Ok(());
    };
    module.memories.get_mut(memory).data_segments.clear();
    for Piece { address, bytes } in pieces {
        let offset = ConstExpr::Value(Value::I32(address.cast_signed()));
        let segment = module.data.add(DataKind::Active { memory, offset }, bytes);
        let memory = module.memories.get_mut(memory);
        memory.data_segments.insert(segment);
    }
    Ok(())
}

/// The same bytes in as few ranges as possible, in order.
fn joined(ranges: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut ranges = ranges.to_vec();
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_bytes_are_taken_out_of_their_segments() {
        let text = r#"(module (memory 1)
            (data (i32.const 100) "0123456789abcdefghijklmnopqrstuvwxyz")
            (data (i32.const 200) "0123456789abcdefghijklmnopqrstuvwxyz"))"#;
        let mut module = Module::from_buffer(&wat::parse_str(text).unwrap()).unwrap();
        // Two in a row; a few bytes; more than there are.
        let late = [110..120, 120..130, 201..204, 220..999];
        let (first, rest) = deal(&module, &late).unwrap();
        let pieces = |pieces: &[Piece]| -> Vec<(u32, String)> {
            let text = |piece: &Piece| String::from_utf8(piece.bytes.clone()).unwrap();
            pieces.iter().map(|it| (it.address, text(it))).collect()
        };
        let expected = [
            (100, "0123456789"),
            (130, "uvwxyz"),
            (200, "0123456789abcdefghij"),
        ];
        assert_eq!(pieces(&first), expected.map(|(at, it)| (at, it.to_owned())));
        let expected = [(110, "abcdefghijklmnopqrst"), (220, "klmnopqrstuvwxyz")];
        assert_eq!(pieces(&rest), expected.map(|(at, it)| (at, it.to_owned())));

        replace(&mut module, rest.clone()).unwrap();
        let written = Module::from_buffer(&module.emit_wasm()).unwrap();
        let (kept, _) = deal(&written, &[]).unwrap();
        assert_eq!(kept, rest);
    }
}
