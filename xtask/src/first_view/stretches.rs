//! Stretches of a function: instructions that run one after another, unless a call between them
//! never comes back. A stretch starts where a sequence starts and behind each instruction that may
//! lead elsewhere, so that counting stretches tells of every instruction whether it ran.

use std::ops::Range;
use walrus::LocalFunction;
use walrus::ir::{Instr, InstrSeqId};

/// Where a stretch starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stretch {
    pub seq: InstrSeqId,
    /// An index into the instructions of the sequence.
    pub at: usize,
}

/// The stretches of a function, always in the same order. The first is its entry.
pub fn stretches(function: &LocalFunction) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut waiting = vec![function.entry_block()];
    while let Some(seq) = waiting.pop() {
        found.push(Stretch { seq, at: 0 });
        let instrs = &function.block(seq).instrs;
        for (at, (instr, _)) in instrs.iter().enumerate() {
            let inner = inside(instr);
            let leads_elsewhere = !inner.is_empty() || matches!(instr, Instr::BrIf(_));
            if leads_elsewhere && at + 1 < instrs.len() {
                found.push(Stretch { seq, at: at + 1 });
            }
            waiting.extend(inner);
        }
    }
    found
}

/// The sequences that an instruction holds.
pub fn inside(instr: &Instr) -> Vec<InstrSeqId> {
    match instr {
        Instr::Block(block) => vec![block.seq],
        Instr::Loop(block) => vec![block.seq],
        Instr::IfElse(arms) => vec![arms.consequent, arms.alternative],
        _ => Vec::new(),
    }
}

/// All sequences in some instructions of one, and in those.
pub fn all_inside(
    function: &LocalFunction,
    seq: InstrSeqId,
    range: Range<usize>,
) -> Vec<InstrSeqId> {
    let instrs = function.block(seq).instrs[range].iter();
    let mut waiting: Vec<_> = instrs.flat_map(|(instr, _)| inside(instr)).collect();
    let mut found = Vec::new();
    while let Some(seq) = waiting.pop() {
        found.push(seq);
        let instrs = function.block(seq).instrs.iter();
        waiting.extend(instrs.flat_map(|(instr, _)| inside(instr)));
    }
    found
}
