//! Moves what did not run out of functions that did: it becomes functions of its own, which the cut
//! then leaves to the rest.
//!
//! - `regions` finds the instructions to move: ends of sequences that were never reached.
//! - `plan` finds what they need: the locals that they read, those that are read behind them
//!   (`liveness`), and where they lead.
//! - here the functions are made, and called in place of what moved.
//!
//! A region may branch to labels outside of it, and return. Its function says which way it left by
//! a last result, and the branch is taken where it is called.

mod liveness;
mod plan;
mod regions;
mod stack;

use plan::{Exit, Plan, plan};
use regions::regions;
use std::collections::{BTreeMap, HashMap};
use walrus::ir::{
    BinaryOp, Block, Br, BrIf, BrTable, IfElse, Instr, InstrLocId, InstrSeqId, InstrSeqType, Loop,
};
use walrus::{
    FunctionBuilder, FunctionId, InstrSeqBuilder, LocalFunction, LocalId, Module, ModuleLocals,
    ValType,
};

/// What is worth a function of its own.
pub struct Thrift {
    /// A function that was called more often is left whole: it shall be fast, and which way the
    /// next call of it goes depends on chance, as in an allocator.
    pub busy: u64,
    /// By how many bytes a region must be larger than what calls it.
    pub gain: i64,
}

/// Measured on the page: half the gain would save another 1 %, with twice as many functions.
impl Default for Thrift {
    fn default() -> Thrift {
        Thrift {
            busy: 1_000,
            gain: 64,
        }
    }
}

/// Makes functions of what did not run.
pub struct Outliner<'a> {
    module: &'a mut Module,
    thrift: &'a Thrift,
    carriers: Carriers,
}

impl<'a> Outliner<'a> {
    pub fn new(module: &'a mut Module, thrift: &'a Thrift) -> Outliner<'a> {
        let carriers = Carriers {
            exit: module.locals.add(ValType::I32),
            values: BTreeMap::new(),
        };
        Outliner {
            module,
            thrift,
            carriers,
        }
    }

    /// Moves what did not run out of a function, whose stretches ran this often, and gives the
    /// functions that it became.
    pub fn outline(&mut self, id: FunctionId, times: &[u64]) -> Vec<FunctionId> {
        if times.first().is_none_or(|calls| *calls > self.thrift.busy) {
            return Vec::new();
        }
        let function = self.module.funcs.get(id).kind.unwrap_local();
        let plans = regions(self.module, function, times);
        let plans = plan(self.module, function, plans).into_iter();
        let worth = plans.filter(|plan| plan.weight - plan.cost() >= self.thrift.gain);
        let worth: Vec<_> = worth.collect();
        worth.iter().map(|plan| self.apply(id, plan)).collect()
    }

    fn apply(&mut self, id: FunctionId, plan: &Plan) -> FunctionId {
        let values = plan.exits.iter().filter_map(|exit| exit.value);
        for ty in values.chain(plan.leaves) {
            self.carriers.prepare(&mut self.module.locals, ty);
        }
        let made = self.function(id, plan);
        let function = self.module.funcs.get_mut(id).kind.unwrap_local_mut();
        let mut call = function.builder_mut().dangling_instr_seq(None);
        self.carriers.call(&mut call, plan, made);
        let call = std::mem::take(call.instrs_mut());
        let instrs = &mut function.block_mut(plan.region.seq).instrs;
        instrs.splice(plan.region.range.clone(), call);
        made
    }

    /// The function of a region: the region in a block, around it a block for each label outside
    /// to which it branches, and behind each of them a note of which it was.
    fn function(&mut self, id: FunctionId, plan: &Plan) -> FunctionId {
        let Module {
            types,
            locals,
            funcs,
            ..
        } = &mut *self.module;
        let given = self.carriers.given(plan);
        let types_of =
            |of: &[LocalId]| -> Vec<_> { of.iter().map(|local| locals.get(*local).ty()).collect() };
        let (params, results) = (types_of(&plan.takes), types_of(&given));
        let mut builder = FunctionBuilder::new(types, &params, &results);
        let end = builder.dangling_instr_seq(None).id();
        let mut body = builder.dangling_instr_seq(plan.leaves).id();
        let labels = plan.exits.iter().filter_map(|exit| {
            let label = exit.label?;
            Some((label, builder.dangling_instr_seq(exit.value).id()))
        });
        let mut copy = Copy {
            from: funcs.get(id).kind.unwrap_local(),
            labels: labels.collect(),
            to: &mut builder,
        };
        copy.region(plan, body);
        let labels = copy.labels;

        let mut behind = plan.end().map(|(number, _)| number);
        let mut value = plan.leaves;
        for (number, exit) in plan.numbered() {
            let Some(label) = exit.label else { continue };
            let outer = labels[&label];
            let mut around = builder.instr_seq(outer);
            around.instr(Block { seq: body });
            self.carriers.keep(&mut around, value, behind);
            if behind.is_some() {
                around.instr(Br { block: end });
            }
            (body, behind, value) = (outer, Some(number), exit.value);
        }
        let mut around = builder.instr_seq(end);
        around.instr(Block { seq: body });
        self.carriers.keep(&mut around, value, behind);

        let mut entry = builder.func_body();
        entry.instr(Block { seq: end });
        for local in &given {
            entry.local_get(*local);
        }
        funcs.add_local(builder.local_func(plan.takes.clone()))
    }
}

/// Locals for what is no local of the program. Each function numbers its locals anew, so that one
/// of a kind does for all.
struct Carriers {
    /// By which exit a region was left.
    exit: LocalId,
    /// The value that goes along.
    values: BTreeMap<ValType, LocalId>,
}

impl Carriers {
    fn prepare(&mut self, locals: &mut ModuleLocals, ty: ValType) {
        self.values.entry(ty).or_insert_with(|| locals.add(ty));
    }

    /// What the function of a region gives back: values that go along with a branch, the locals
    /// that are read behind the region, and the exit if there are several.
    fn given(&self, plan: &Plan) -> Vec<LocalId> {
        let types = self.values.iter();
        let types = types.filter(|(ty, _)| plan.exits.iter().any(|exit| exit.value == Some(**ty)));
        let values = types.map(|(_, local)| *local);
        let gives = plan.gives.iter().copied();
        let exit = plan.has_several_exits().then_some(self.exit);
        values.chain(gives).chain(exit).collect()
    }

    /// Behind a block of such a function: keeps what it left and the number of the exit that it
    /// stands for, unless its end is never reached.
    fn keep(&self, seq: &mut InstrSeqBuilder<'_>, value: Option<ValType>, exit: Option<i32>) {
        let Some(number) = exit else {
            seq.unreachable();
            return;
        };
        if let Some(ty) = value {
            seq.local_set(self.values[&ty]);
        }
        // That of the last is what the local holds from the start.
        if number > 0 {
            seq.i32_const(number).local_set(self.exit);
        }
    }

    /// Calls such a function, and goes where it says.
    fn call(&self, seq: &mut InstrSeqBuilder<'_>, plan: &Plan, made: FunctionId) {
        for local in &plan.takes {
            seq.local_get(*local);
        }
        seq.call(made);
        let several = plan.has_several_exits();
        // The value of an only exit stays where it is wanted: on the stack.
        let kept = if several {
            self.given(plan)
        } else {
            plan.gives.clone()
        };
        for local in kept.iter().rev() {
            seq.local_set(*local);
        }
        if plan.exits.is_empty() {
            seq.unreachable();
        }
        for (number, exit) in plan.numbered() {
            let Exit { label, value } = *exit;
            if let Some(ty) = value.filter(|_| several) {
                seq.local_get(self.values[&ty]);
            }
            let Some(block) = label else { continue };
            if number == 0 {
                seq.instr(Br { block });
                continue;
            }
            seq.local_get(self.exit);
            if plan.exits.len() > 2 {
                seq.i32_const(number).binop(BinaryOp::I32Eq);
            }
            seq.instr(BrIf { block });
            if value.is_some() {
                seq.drop();
            }
        }
    }
}

/// Copies the instructions of a region into its function.
struct Copy<'a> {
    from: &'a LocalFunction,
    to: &'a mut FunctionBuilder,
    /// Labels of the one by those of the other.
    labels: HashMap<InstrSeqId, InstrSeqId>,
}

impl Copy<'_> {
    fn region(&mut self, plan: &Plan, to: InstrSeqId) {
        let instrs = &self.from.block(plan.region.seq).instrs;
        self.instrs(&instrs[plan.region.range.clone()], to);
    }

    fn instrs(&mut self, instrs: &[(Instr, InstrLocId)], to: InstrSeqId) {
        for (instr, _) in instrs {
            let copied = self.instr(instr);
            self.to.instr_seq(to).instr(copied);
        }
    }

    fn instr(&mut self, instr: &Instr) -> Instr {
        let labels = &self.labels;
        match instr {
            Instr::Block(block) => Block {
                seq: self.seq(block.seq),
            }
            .into(),
            Instr::Loop(block) => Loop {
                seq: self.seq(block.seq),
            }
            .into(),
            Instr::IfElse(arms) => {
                let consequent = self.seq(arms.consequent);
                let alternative = self.seq(arms.alternative);
                IfElse {
                    consequent,
                    alternative,
                }
                .into()
            }
            Instr::Br(br) => Br {
                block: labels[&br.block],
            }
            .into(),
            Instr::BrIf(br) => BrIf {
                block: labels[&br.block],
            }
            .into(),
            Instr::BrTable(table) => {
                let blocks = table.blocks.iter().map(|label| labels[label]);
                let blocks = blocks.collect();
                BrTable {
                    blocks,
                    default: labels[&table.default],
                }
                .into()
            }
            Instr::Return(_) => Br {
                block: labels[&self.from.entry_block()],
            }
            .into(),
            other => other.clone(),
        }
    }

    fn seq(&mut self, seq: InstrSeqId) -> InstrSeqId {
        let original = self.from.block(seq);
        let ty: InstrSeqType = original.ty;
        let copy = self.to.dangling_instr_seq(ty).id();
        self.labels.insert(seq, copy);
        self.instrs(&original.instrs, copy);
        copy
    }
}
