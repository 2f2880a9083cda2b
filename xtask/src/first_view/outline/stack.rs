//! How many values instructions take from the stack and leave on it, as far as it takes to find
//! the points of a sequence at which the stack holds nothing of that sequence.

use walrus::ir::{Instr, InstrSeqType};
use walrus::{LocalFunction, Module};

/// The first point from `from` on at which the stack is as it was at the start of the sequence.
/// None if there is none, or an instruction is not known here.
pub fn empty_from<L>(
    module: &Module,
    function: &LocalFunction,
    instrs: &[(Instr, L)],
    from: usize,
) -> Option<usize> {
    let mut height = 0_usize;
    for (at, (instr, _)) in instrs.iter().enumerate() {
        if at >= from && height == 0 {
            return Some(at);
        }
        let (takes, leaves) = effect(module, function, instr)?;
        height = height.checked_sub(takes)? + leaves;
    }
    None
}

/// The values that an instruction takes and leaves; none for those that are not known here, or
/// behind which nothing is reached.
fn effect(module: &Module, function: &LocalFunction, instr: &Instr) -> Option<(usize, usize)> {
    let seq = |seq| kind(module, function.block(seq).ty);
    let called = |ty| {
        (
            module.types.params(ty).len(),
            module.types.results(ty).len(),
        )
    };
    Some(match instr {
        Instr::Block(block) => seq(block.seq),
        Instr::Loop(block) => seq(block.seq),
        Instr::IfElse(arms) => {
            let (takes, leaves) = seq(arms.consequent);
            (takes + 1, leaves)
        }
        Instr::Call(call) => called(module.funcs.get(call.func).ty()),
        Instr::CallIndirect(call) => {
            let (takes, leaves) = called(call.ty);
            (takes + 1, leaves)
        }
        Instr::LocalGet(_) | Instr::GlobalGet(_) | Instr::Const(_) | Instr::MemorySize(_) => (0, 1),
        Instr::LocalSet(_) | Instr::GlobalSet(_) | Instr::Drop(_) | Instr::BrIf(_) => (1, 0),
        Instr::LocalTee(_) | Instr::Unop(_) | Instr::Load(_) | Instr::MemoryGrow(_) => (1, 1),
        Instr::Binop(_) => (2, 1),
        Instr::Select(_) => (3, 1),
        Instr::Store(_) => (2, 0),
        Instr::MemoryCopy(_) | Instr::MemoryFill(_) => (3, 0),
        Instr::TableGet(_) | Instr::RefIsNull(_) => (1, 1),
        Instr::TableSet(_) => (2, 0),
        _ => return None,
    })
}

/// What a sequence of this type takes and leaves.
fn kind(module: &Module, ty: InstrSeqType) -> (usize, usize) {
    match ty {
        InstrSeqType::Simple(result) => (0, usize::from(result.is_some())),
        InstrSeqType::MultiValue(ty) => (
            module.types.params(ty).len(),
            module.types.results(ty).len(),
        ),
    }
}
