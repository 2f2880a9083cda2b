//! The parts of a function that never ran and can be moved as they are.
//!
//! In structured code, what comes behind an instruction that was never reached is not reached
//! either: what did not run is always the end of a sequence.

use super::stack::empty_from;
use crate::first_view::stretches::{inside, stretches};
use std::collections::HashMap;
use std::ops::Range;
use walrus::ir::Instr;
use walrus::ir::InstrSeqId;
use walrus::{LocalFunction, Module};

/// Instructions of one sequence up to its end, or to the branch that ends it.
#[derive(Clone, Debug)]
pub struct Region {
    pub seq: InstrSeqId,
    pub range: Range<usize>,
}

/// The regions of a function whose stretches ran this often; none is in another.
pub fn regions(module: &Module, function: &LocalFunction, times: &[u64]) -> Vec<Region> {
    let mut unreached = HashMap::new();
    for (stretch, times) in stretches(function).into_iter().zip(times) {
        if *times == 0 {
            let first = unreached.entry(stretch.seq).or_insert(stretch.at);
            *first = stretch.at.min(*first);
        }
    }
    let mut regions = Vec::new();
    let mut waiting = vec![function.entry_block()];
    while let Some(seq) = waiting.pop() {
        let instrs = &function.block(seq).instrs;
        let start = unreached.get(&seq);
        let start = start.and_then(|from| empty_from(module, function, instrs, *from));
        let region = start.map(|start| start..end(module, function, instrs));
        if let Some(range) = region.filter(|range| !range.is_empty()) {
            regions.push(Region { seq, range });
        }
        let stays = &instrs[..start.unwrap_or(instrs.len())];
        waiting.extend(stays.iter().flat_map(|(instr, _)| inside(instr)));
    }
    regions
}

/// Where what can be moved of a sequence ends: in front of a branch that takes nothing along, so
/// that nobody needs to be told where it leads.
fn end<L>(module: &Module, function: &LocalFunction, instrs: &[(Instr, L)]) -> usize {
    let len = instrs.len();
    match instrs.last() {
        Some((Instr::Br(_) | Instr::Return(_) | Instr::Unreachable(_), _))
            if empty_from(module, function, instrs, len - 1).is_some() =>
        {
            len - 1
        }
        _ => len,
    }
}
