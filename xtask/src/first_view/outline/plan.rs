//! What a region needs to be a function: the locals that it takes and gives back, and the ways out
//! of it.

use super::liveness::Liveness;
use super::regions::Region;
use crate::first_view::stretches::{Stretch, all_inside, inside};
use std::collections::{BTreeSet, HashMap, HashSet};
use walrus::ir::{Instr, InstrLocId, InstrSeqId, InstrSeqType};
use walrus::{LocalFunction, LocalId, Module, ValType};

/// A region, and what its function takes and gives.
pub struct Plan {
    pub region: Region,
    /// Its bytes in the file that it was read from.
    pub weight: i64,
    /// Locals that it reads, or that it may leave as they were although it gives them back.
    pub takes: Vec<LocalId>,
    /// Locals that it writes and that are read behind it.
    pub gives: Vec<LocalId>,
    /// What is on the stack at its end.
    pub leaves: Option<ValType>,
    /// The ways out; that by its end, if it is reached, is the last.
    pub exits: Vec<Exit>,
}

/// A way out of a region.
#[derive(Clone, Copy)]
pub struct Exit {
    /// The label to which it branches; none for its end.
    pub label: Option<InstrSeqId>,
    /// What goes along.
    pub value: Option<ValType>,
}

impl Plan {
    pub fn has_several_exits(&self) -> bool {
        self.exits.len() > 1
    }

    /// The exits with their numbers, the last of which is 0.
    pub fn numbered(&self) -> impl Iterator<Item = (i32, &Exit)> {
        let last = i32::try_from(self.exits.len()).expect("a function has fewer labels") - 1;
        (0..=last).rev().zip(&self.exits)
    }

    /// The exit by the end of the region.
    pub fn end(&self) -> Option<(i32, &Exit)> {
        self.numbered().find(|(_, exit)| exit.label.is_none())
    }

    /// About the bytes that it takes to call its function.
    pub fn cost(&self) -> i64 {
        let cost = 10 + 2 * (self.takes.len() + self.gives.len()) + 6 * self.exits.len();
        i64::try_from(cost).expect("a function has fewer locals")
    }
}

/// Plans for those regions of a function that can be moved.
pub fn plan(module: &Module, function: &LocalFunction, regions: Vec<Region>) -> Vec<Plan> {
    if regions.is_empty() {
        return Vec::new();
    }
    let edges = regions.iter().flat_map(|region| {
        let (seq, range) = (region.seq, &region.range);
        [range.start, range.end].map(|at| Stretch { seq, at })
    });
    let planner = Planner {
        module,
        function,
        liveness: Liveness::of(function, edges.collect()),
        labels: labels(module, function),
    };
    let plans = regions.into_iter();
    plans.filter_map(|region| planner.plan(region)).collect()
}

struct Planner<'a> {
    module: &'a Module,
    function: &'a LocalFunction,
    liveness: Liveness<'a>,
    labels: HashMap<InstrSeqId, Carried>,
}

/// What goes along with a branch to a label: a value or none.
#[derive(Clone, Copy)]
enum Carried {
    Value(Option<ValType>),
    Several,
}

impl Carried {
    fn value(self) -> Option<Option<ValType>> {
        match self {
            Carried::Value(value) => Some(value),
            Carried::Several => None,
        }
    }
}

impl Planner<'_> {
    /// None if more than one value would have to be carried out of the region.
    fn plan(&self, region: Region) -> Option<Plan> {
        let Region { seq, range } = region.clone();
        let sequence = self.function.block(seq);
        let own = &sequence.instrs[range.clone()];
        let inner = all_inside(self.function, seq, range.clone());
        let uses = Uses::of(self.function, own, &inner)?;

        let inner: HashSet<_> = inner.into_iter().collect();
        let outer = uses.targets.iter().filter(|label| !inner.contains(label));
        let outer: Vec<_> = outer.copied().collect();
        let exits = outer.iter().map(|label| {
            let value = self.labels[label].value()?;
            let label = Some(*label);
            Some(Exit { label, value })
        });
        let mut exits: Vec<_> = exits.collect::<Option<_>>()?;
        let mut live: BTreeSet<_> = outer
            .iter()
            .flat_map(|label| self.liveness.at_label(*label))
            .collect();
        let leaves = match range.end == sequence.instrs.len() {
            true => result(self.module, sequence.ty).value()?,
            false => None,
        };
        if is_passed(self.function, own, &uses.targets) {
            let (label, value) = (None, leaves);
            exits.push(Exit { label, value });
            let at = range.end;
            live.extend(self.liveness.at(Stretch { seq, at }));
        }
        let gives = uses.written.intersection(&live).copied();
        let gives: BTreeSet<_> = gives.collect();
        let at = range.start;
        let before = self.liveness.at(Stretch { seq, at });
        let touched = uses.read.union(&gives).copied().collect();
        let takes = before.intersection(&touched).copied();

        let place = |at: usize| {
            let place = sequence.instrs.get(at).map(|(_, place)| *place);
            place.unwrap_or(sequence.end).data()
        };
        Some(Plan {
            weight: i64::from(place(range.end)) - i64::from(place(range.start)),
            takes: self.by_type(takes),
            gives: self.by_type(gives.into_iter()),
            leaves,
            exits,
            region,
        })
    }

    /// In an order in which many functions get the same type.
    fn by_type(&self, locals: impl Iterator<Item = LocalId>) -> Vec<LocalId> {
        let mut locals: Vec<_> = locals.collect();
        locals.sort_by_key(|local| (self.module.locals.get(*local).ty(), *local));
        locals
    }
}

/// What instructions name.
#[derive(Default)]
struct Uses {
    read: BTreeSet<LocalId>,
    written: BTreeSet<LocalId>,
    targets: BTreeSet<InstrSeqId>,
}

impl Uses {
    /// None if there is one among them that leads elsewhere in a way that is not known here.
    fn of(
        function: &LocalFunction,
        own: &[(Instr, InstrLocId)],
        inner: &[InstrSeqId],
    ) -> Option<Uses> {
        let inner = inner.iter().flat_map(|seq| &function.block(*seq).instrs);
        let mut uses = Uses::default();
        for (instr, _) in own.iter().chain(inner) {
            match instr {
                Instr::LocalGet(get) => _ = uses.read.insert(get.local),
                Instr::LocalSet(set) => _ = uses.written.insert(set.local),
                Instr::LocalTee(tee) => _ = uses.written.insert(tee.local),
                Instr::Return(_) => _ = uses.targets.insert(function.entry_block()),
                Instr::Br(br) => _ = uses.targets.insert(br.block),
                Instr::BrIf(br) => _ = uses.targets.insert(br.block),
                Instr::BrTable(table) => {
                    uses.targets.insert(table.default);
                    uses.targets.extend(&table.blocks);
                }
                Instr::Try(_)
                | Instr::TryTable(_)
                | Instr::ReturnCall(_)
                | Instr::ReturnCallIndirect(_)
                | Instr::ReturnCallRef(_)
                | Instr::BrOnNull(_)
                | Instr::BrOnNonNull(_)
                | Instr::BrOnCast(_)
                | Instr::BrOnCastFail(_) => return None,
                _ => {}
            }
        }
        Some(uses)
    }
}

/// What goes along with a branch to each label of a function.
fn labels(module: &Module, function: &LocalFunction) -> HashMap<InstrSeqId, Carried> {
    let entry = function.entry_block();
    let results = module.types.results(function.ty());
    let mut labels = HashMap::from([(entry, carried(results))]);
    let mut waiting = vec![entry];
    while let Some(seq) = waiting.pop() {
        for (instr, _) in &function.block(seq).instrs {
            for seq in inside(instr) {
                let ty = function.block(seq).ty;
                let carried = match (instr, ty) {
                    (Instr::Loop(_), InstrSeqType::Simple(_)) => Carried::Value(None),
                    (Instr::Loop(_), InstrSeqType::MultiValue(ty)) => {
                        carried(module.types.params(ty))
                    }
                    _ => result(module, ty),
                };
                labels.insert(seq, carried);
                waiting.push(seq);
            }
        }
    }
    labels
}

fn carried(types: &[ValType]) -> Carried {
    match types {
        [] => Carried::Value(None),
        [ty] => Carried::Value(Some(*ty)),
        _ => Carried::Several,
    }
}

/// What a sequence of this type leaves.
fn result(module: &Module, ty: InstrSeqType) -> Carried {
    match ty {
        InstrSeqType::Simple(result) => Carried::Value(result),
        InstrSeqType::MultiValue(ty) => carried(module.types.results(ty)),
    }
}

/// Whether the end of some instructions may be reached, given all labels to which they branch.
fn is_passed(
    function: &LocalFunction,
    instrs: &[(Instr, InstrLocId)],
    targets: &BTreeSet<InstrSeqId>,
) -> bool {
    let is_left = |seq| is_passed(function, &function.block(seq).instrs, targets);
    instrs.iter().all(|(instr, _)| match instr {
        Instr::Br(_) | Instr::BrTable(_) | Instr::Return(_) | Instr::Unreachable(_) => false,
        Instr::Block(_) | Instr::IfElse(_) => {
            let mut ways = inside(instr).into_iter();
            ways.any(|seq| targets.contains(&seq) || is_left(seq))
        }
        Instr::Loop(body) => is_left(body.seq),
        _ => true,
    })
}
