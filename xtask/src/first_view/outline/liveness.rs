//! Which locals of a function are still read from a point of it on: the usual analysis, backwards,
//! with loops repeated until nothing more is found.

use crate::first_view::stretches::{Stretch, inside};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use walrus::ir::{Instr, InstrSeqId, Visitor, dfs_in_order};
use walrus::{LocalFunction, LocalId};

/// Locals as bits, by their place among those of the function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn add(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn remove(&mut self, bit: usize) {
        self.0[bit / 64] &= !(1 << (bit % 64));
    }

    fn has(&self, bit: usize) -> bool {
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn add_all(&mut self, other: &Bits) {
        let words = self.0.iter_mut().zip(&other.0);
        words.for_each(|(word, other)| *word |= other);
    }
}

/// What is live where in one function.
pub struct Liveness<'a> {
    function: &'a LocalFunction,
    locals: Vec<LocalId>,
    places: HashMap<LocalId, usize>,
    /// At each label: behind a block, at the start of a loop.
    labels: HashMap<InstrSeqId, Bits>,
    /// In front of instructions that were asked for, and behind the last of a sequence.
    asked: BTreeSet<Stretch>,
    found: BTreeMap<Stretch, Bits>,
}

impl<'a> Liveness<'a> {
    /// Looks at a function, and remembers what is live in front of these instructions of it.
    pub fn of(function: &'a LocalFunction, asked: BTreeSet<Stretch>) -> Liveness<'a> {
        let mut used = Used::default();
        dfs_in_order(&mut used, function, function.entry_block());
        let locals: Vec<_> = used.0.into_iter().collect();
        let places = locals.iter().enumerate();
        let mut liveness = Liveness {
            function,
            places: places.map(|(place, local)| (*local, place)).collect(),
            locals,
            labels: HashMap::new(),
            asked,
            found: BTreeMap::new(),
        };
        let nothing = liveness.nothing();
        let entry = function.entry_block();
        liveness.labels.insert(entry, nothing.clone());
        liveness.before(entry, nothing);
        liveness
    }

    /// The locals that are live in front of an instruction that was asked for.
    pub fn at(&self, place: Stretch) -> BTreeSet<LocalId> {
        self.named(&self.found[&place])
    }

    /// The locals that are live where a branch to this label leads.
    pub fn at_label(&self, label: InstrSeqId) -> BTreeSet<LocalId> {
        self.named(&self.labels[&label])
    }

    fn named(&self, bits: &Bits) -> BTreeSet<LocalId> {
        let locals = self.locals.iter().enumerate();
        let live = locals.filter(|(place, _)| bits.has(*place));
        live.map(|(_, local)| *local).collect()
    }

    fn nothing(&self) -> Bits {
        Bits(vec![0; self.locals.len().div_ceil(64)])
    }

    /// What is live in front of a sequence, given what is live behind it.
    fn before(&mut self, seq: InstrSeqId, behind: Bits) -> Bits {
        let function = self.function;
        let mut live = behind;
        let instrs = &function.block(seq).instrs;
        self.note(seq, instrs.len(), &live);
        for (at, (instr, _)) in instrs.iter().enumerate().rev() {
            self.step(instr, &mut live);
            self.note(seq, at, &live);
        }
        live
    }

    fn note(&mut self, seq: InstrSeqId, at: usize, live: &Bits) {
        let place = Stretch { seq, at };
        if self.asked.contains(&place) {
            self.found.insert(place, live.clone());
        }
    }

    fn step(&mut self, instr: &Instr, live: &mut Bits) {
        match instr {
            Instr::LocalGet(get) => live.add(self.places[&get.local]),
            Instr::LocalSet(set) => live.remove(self.places[&set.local]),
            Instr::LocalTee(tee) => live.remove(self.places[&tee.local]),
            Instr::Block(_) | Instr::IfElse(_) => {
                let behind = live.clone();
                *live = self.nothing();
                for seq in inside(instr) {
                    self.labels.insert(seq, behind.clone());
                    live.add_all(&self.before(seq, behind.clone()));
                }
            }
            Instr::Loop(body) => {
                let behind = live.clone();
                // What an earlier look at this loop found only grows.
                let nothing = self.nothing();
                self.labels.entry(body.seq).or_insert(nothing);
                loop {
                    *live = self.before(body.seq, behind.clone());
                    if self.labels[&body.seq] == *live {
                        break;
                    }
                    self.labels.insert(body.seq, live.clone());
                }
            }
            Instr::Br(br) => live.clone_from(&self.labels[&br.block]),
            Instr::BrIf(br) => live.add_all(&self.labels[&br.block]),
            Instr::BrTable(table) => {
                live.clone_from(&self.labels[&table.default]);
                for label in &table.blocks {
                    live.add_all(&self.labels[label]);
                }
            }
            Instr::Return(_) | Instr::Unreachable(_) => *live = self.nothing(),
            _ => {}
        }
    }
}

/// The locals that instructions name.
#[derive(Default)]
struct Used(BTreeSet<LocalId>);

impl Visitor<'_> for Used {
    fn visit_local_id(&mut self, local: &LocalId) {
        self.0.insert(*local);
    }
}
