//! Cuts a WebAssembly program in two that behave as the one.
//!
//! The first part keeps the functions that are called early, without what did not run of them
//! (`outline` makes functions of that), and the constants that these can come upon. Each other
//! function that it refers to becomes a stub there: it has the rest brought, unless that is there,
//! and goes on through a slot of the function table. The rest is a module of its own, which imports
//! memory, tables, globals and the early functions from the first, and puts its functions into those
//! slots, and its constants where they belong, when it starts. What a host must do is in
//! `static/rest.js`.

use super::constants::Constants;
use super::count::defined;
use super::data::{Piece, deal};
use super::outline::{Outliner, Thrift};
use super::record::Record;
use super::stretches::stretches;
use anyhow::{Context, Result, bail, ensure};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use walrus::ir::{Load, Store, UnaryOp, Value, Visitor, dfs_in_order};
use walrus::passes::gc;
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind,
    GlobalId, GlobalKind, ImportKind, ImportedFunction, LocalFunction, Module, ModuleConfig,
    TableId, ValType,
};

/// The two modules.
pub struct Parts {
    /// Runs alone until it needs the rest.
    pub first: Vec<u8>,
    /// Everything else.
    pub rest: Vec<u8>,
}

/// The module under which the rest imports from the first part.
const FIRST: &str = "first";
/// What the first part imports to have the rest brought: `rest.bring`.
const BRING: (&str, &str) = ("rest", "bring");
/// The flag, exported by the first part, that a host sets once the rest is there.
const WHOLE: &str = "whole";

/// Cuts a program of which the first view ran what is in the record.
pub fn cut(wasm: &[u8], record: &Record, constants: &Constants, thrift: &Thrift) -> Result<Parts> {
    let mut first = Half::read(wasm, record, thrift)?;
    let mut rest = Half::read(wasm, record, thrift)?;
    let slots = first.slots()?;
    let late = constants.out_of_reach(&first.numbers());
    let (early_data, late_data) = deal(&first.module, &late)?;
    let wanted = rest.keep_late(&slots, late_data)?;
    let names = first.keep_early(&slots, &wanted, early_data)?;
    for import in rest.module.imports.iter_mut() {
        if import.module == FIRST {
            import.name.clone_from(&names[&import.name]);
        }
    }
    Ok(Parts {
        first: first.module.emit_wasm(),
        rest: rest.module.emit_wasm(),
    })
}

/// The whole program, on its way to become one of its parts. Ids differ between the halves;
/// numbers, in the order of the file, do not.
struct Half {
    module: Module,
    table: TableId,
    /// The functions that the program defines, and those made of what did not run of them, each with
    /// whether it is late.
    functions: Vec<(FunctionId, bool)>,
}

/// Which late function, by its number, is in which slot of the function table.
struct Slots {
    of: BTreeMap<u32, usize>,
    size: u64,
}

impl Half {
    fn read(wasm: &[u8], record: &Record, thrift: &Thrift) -> Result<Half> {
        let mut config = ModuleConfig::new();
        config.generate_name_section(false);
        config.generate_producers_section(false);
        let mut module = config.parse(wasm)?;
        ensure!(
            module.start.is_none(),
            "a program that starts by itself cannot be cut"
        );
        let of = |id| stretches(module.funcs.get(id).kind.unwrap_local()).len();
        let counts = defined(&module).into_iter().map(|id| (id, of(id)));
        let counts: Vec<_> = counts.collect();
        let mut outliner = Outliner::new(&mut module, thrift);
        let (mut functions, mut made) = (Vec::new(), Vec::new());
        let mut times = record.times();
        for (id, count) in counts {
            let times: Vec<_> = times.by_ref().take(count).collect();
            let late = times[0] == 0;
            functions.push((id, late));
            if !late {
                made.extend(outliner.outline(id, &times));
            }
        }
        functions.extend(made.into_iter().map(|id| (id, true)));
        let table = module.tables.main_function_table()?;
        Ok(Half {
            table: table.context("the program has no function table")?,
            functions,
            module,
        })
    }

    fn late(&self) -> impl Iterator<Item = (usize, FunctionId)> {
        let functions = self.functions.iter().enumerate();
        functions.filter_map(|(number, (id, late))| late.then_some((number, *id)))
    }

    /// The slots that late functions have, and new ones for those that early functions call or
    /// that are exported.
    fn slots(&self) -> Result<Slots> {
        let number_of: HashMap<_, _> = self.late().map(|(number, id)| (id, number)).collect();
        let mut of = BTreeMap::new();
        for element in self.module.elements.iter() {
            let (offset, functions) = match (&element.kind, &element.items) {
                (ElementKind::Active { table, offset }, ElementItems::Functions(functions))
                    if *table == self.table =>
                {
                    (constant(offset)?, functions)
                }
                (ElementKind::Declared, _) => continue,
                _ => bail!("the function table is filled in a way that cannot be cut"),
            };
            let seats = (offset..).zip(functions);
            of.extend(seats.filter_map(|(slot, id)| Some((slot, *number_of.get(id)?))));
        }
        let mut seated: HashSet<_> = of.values().copied().collect();
        let mut size = self.module.tables.get(self.table).initial;
        for number in self.referred().iter().filter_map(|id| number_of.get(id)) {
            if seated.insert(*number) {
                of.insert(u32::try_from(size)?, *number);
                size += 1;
            }
        }
        Ok(Slots { of, size })
    }

    /// Goes through the code of all early functions.
    fn look_at_early(&self, visitor: &mut impl for<'a> Visitor<'a>) {
        for (id, _) in self.functions.iter().filter(|(_, late)| !late) {
            let function = self.module.funcs.get(*id).kind.unwrap_local();
            dfs_in_order(visitor, function, function.entry_block());
        }
    }

    /// Functions that early ones refer to or that are exported, in the order in which they are met.
    fn referred(&self) -> Vec<FunctionId> {
        let mut referred = Referred::default();
        self.look_at_early(&mut referred);
        let exports = self.module.exports.iter();
        let exported = exports.filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        });
        referred.0.extend(exported);
        referred.0
    }

    /// The numbers in the code of early functions and in what the program starts with, each of which
    /// may be the address of a constant.
    fn numbers(&self) -> BTreeSet<u32> {
        let mut numbers = Numbers::default();
        self.look_at_early(&mut numbers);
        for global in self.module.globals.iter() {
            if let GlobalKind::Local(ConstExpr::Value(value)) = &global.kind {
                numbers.visit_value(value);
            }
        }
        numbers.0
    }

    /// What the two parts share, by the name under which the one exports and the other imports it.
    fn shared(&self) -> Vec<(String, ImportKind)> {
        let module = &self.module;
        let memories = module.memories.iter().map(|memory| memory.id());
        let memories = memories.map(|id| ("m".to_owned(), id.into()));
        let tables = module.tables.iter().map(|table| table.id());
        let tables = (0..)
            .zip(tables)
            .map(|(n, id)| (format!("t{n}"), id.into()));
        let globals = module.globals.iter().map(|global| global.id());
        let globals = (0..)
            .zip(globals)
            .map(|(n, id)| (format!("g{n}"), id.into()));
        let functions = self.functions.iter().enumerate();
        let early = functions.filter(|(_, (_, late))| !late);
        let early = early.map(|(number, (id, _))| (format!("f{number}"), (*id).into()));
        memories.chain(tables).chain(globals).chain(early).collect()
    }

    /// Makes this the rest, and says what it imports from the first part.
    fn keep_late(&mut self, slots: &Slots, data: Vec<Piece>) -> Result<HashSet<String>> {
        self.grow_table(slots);
        let shared = self.shared();
        let module = &mut self.module;
        for id in ids(module.exports.iter().map(|export| export.id())) {
            module.exports.delete(id);
        }
        super::data::replace(module, data)?;
        for id in ids(module.elements.iter().map(|element| element.id())) {
            module.elements.delete(id);
        }
        for (name, kind) in shared {
            let import = module.imports.add(FIRST, &name, kind.clone());
            match kind {
                ImportKind::Memory(id) => {
                    module.memories.get_mut(id).import = Some(import);
                }
                ImportKind::Table(id) => {
                    let table = module.tables.get_mut(id);
                    table.elem_segments.clear();
                    table.import = Some(import);
                }
                ImportKind::Global(id) => {
                    module.globals.get_mut(id).kind = GlobalKind::Import(import);
                }
                ImportKind::Function(id) => {
                    let function = module.funcs.get_mut(id);
                    let ty = function.ty();
                    function.kind = FunctionKind::Import(ImportedFunction { import, ty });
                }
                ImportKind::Tag(_) => bail!("a program with exceptions cannot be cut"),
            }
        }
        for (slot, numbers) in runs(&slots.of) {
            let kind = ElementKind::Active {
                table: self.table,
                offset: ConstExpr::Value(Value::I32(slot.cast_signed())),
            };
            let functions = numbers.iter().map(|number| self.functions[*number].0);
            let items = ElementItems::Functions(functions.collect());
            let segment = module.elements.add(kind, items);
            let table = module.tables.get_mut(self.table);
            table.elem_segments.insert(segment);
        }
        gc::run(module);
        let imports = module.imports.iter();
        let wanted = imports.filter(|import| import.module == FIRST);
        Ok(wanted.map(|import| import.name.clone()).collect())
    }

    /// Makes this the first part, which exports what the rest wants, and says under which name.
    fn keep_early(
        &mut self,
        slots: &Slots,
        wanted: &HashSet<String>,
        data: Vec<Piece>,
    ) -> Result<HashMap<String, String>> {
        self.grow_table(slots);
        super::data::replace(&mut self.module, data)?;
        let nothing = self.module.types.add(&[], &[]);
        let (bring, _) = self.module.add_import_func(BRING.0, BRING.1, nothing);
        let zero = ConstExpr::Value(Value::I32(0));
        let globals = &mut self.module.globals;
        let whole = globals.add_local(ValType::I32, true, false, zero);
        self.module.exports.add(WHOLE, whole);

        let slot_of: HashMap<_, _> = slots.of.iter().map(|(slot, n)| (*n, *slot)).collect();
        for (number, id) in self.late().collect::<Vec<_>>() {
            match slot_of.get(&number) {
                Some(slot) => {
                    let stub = self.stub(id, *slot, whole, bring);
                    self.module.funcs.get_mut(id).kind = FunctionKind::Local(stub);
                }
                None => self.module.funcs.delete(id),
            }
        }
        let mut shared = self.shared();
        shared.retain(|(name, _)| wanted.contains(name));
        // In the order of the file: what follows what can be foreseen compresses best.
        shared.sort_by_key(|(_, kind)| match kind {
            ImportKind::Function(id) => {
                let function = self.module.funcs.get(*id).kind.unwrap_local();
                Some((Reverse(function.size()), *id))
            }
            _ => None,
        });
        let mut names = HashMap::new();
        for (number, (name, kind)) in shared.into_iter().enumerate() {
            let short = number.to_string();
            match kind {
                ImportKind::Memory(id) => self.module.exports.add(&short, id),
                ImportKind::Table(id) => self.module.exports.add(&short, id),
                ImportKind::Global(id) => self.module.exports.add(&short, id),
                ImportKind::Function(id) => self.module.exports.add(&short, id),
                ImportKind::Tag(id) => self.module.exports.add(&short, id),
            };
            names.insert(name, short);
        }
        gc::run(&mut self.module);
        Ok(names)
    }

    /// A function that has the rest brought if it is not there, and calls what is in the slot then.
    fn stub(
        &mut self,
        id: FunctionId,
        slot: u32,
        whole: GlobalId,
        bring: FunctionId,
    ) -> LocalFunction {
        let Module {
            types,
            locals,
            funcs,
            ..
        } = &mut self.module;
        let ty = funcs.get(id).ty();
        let (params, results) = (types.params(ty).to_vec(), types.results(ty).to_vec());
        let args: Vec<_> = params.iter().map(|ty| locals.add(*ty)).collect();
        let mut stub = FunctionBuilder::new(types, &params, &results);
        let mut body = stub.func_body();
        body.global_get(whole);
        body.unop(UnaryOp::I32Eqz);
        body.if_else(
            None,
            |then| {
                then.call(bring);
            },
            |_| {},
        );
        for arg in &args {
            body.local_get(*arg);
        }
        body.i32_const(slot.cast_signed());
        body.call_indirect(ty, self.table);
        stub.local_func(args)
    }

    fn grow_table(&mut self, slots: &Slots) {
        let table = self.module.tables.get_mut(self.table);
        table.initial = slots.size;
        table.maximum = table.maximum.map(|most| most.max(slots.size));
    }
}

/// The functions that code refers to.
#[derive(Default)]
struct Referred(Vec<FunctionId>);

impl Visitor<'_> for Referred {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.0.push(*id);
    }
}

/// The numbers in code.
#[derive(Default)]
struct Numbers(BTreeSet<u32>);

impl Visitor<'_> for Numbers {
    fn visit_value(&mut self, value: &Value) {
        match value {
            Value::I32(number) => {
                self.0.insert(number.cast_unsigned());
            }
            // Two addresses side by side, at the most.
            Value::I64(number) => {
                let number = number.cast_unsigned();
                self.0.extend([number as u32, (number >> 32) as u32]);
            }
            Value::F32(_) | Value::F64(_) | Value::V128(_) => {}
        }
    }

    fn visit_load(&mut self, load: &Load) {
        self.0.extend(u32::try_from(load.arg.offset));
    }

    fn visit_store(&mut self, store: &Store) {
        self.0.extend(u32::try_from(store.arg.offset));
    }
}

/// Where an element segment starts.
fn constant(offset: &ConstExpr) -> Result<u32> {
    match offset {
        ConstExpr::Value(Value::I32(offset)) => Ok(offset.cast_unsigned()),
        _ => bail!("the function table is filled at a place that is not known before the start"),
    }
}

/// Slots one after another, as one segment fills them.
fn runs(slots: &BTreeMap<u32, usize>) -> Vec<(u32, Vec<usize>)> {
    let mut runs: Vec<(u32, Vec<usize>)> = Vec::new();
    let mut next = None;
    for (slot, number) in slots {
        match runs.last_mut() {
            Some((_, run)) if next == Some(*slot) => run.push(*number),
            _ => runs.push((*slot, vec![*number])),
        }
        next = Some(slot + 1);
    }
    runs
}

/// Ids apart from what they came from, which can then be changed.
fn ids<T>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::RefType;

    /// Three functions: the exported first calls the second, which calls the third.
    fn chain() -> Vec<u8> {
        let mut module = Module::default();
        let table = module.tables.add_local(false, 0, None, RefType::FUNCREF);
        module.exports.add("table", table);
        let mut called = None;
        for _ in 0..3 {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            match called {
                None => function.func_body().i32_const(42),
                Some(id) => function.func_body().call(id),
            };
            called = Some(function.finish(Vec::new(), &mut module.funcs));
        }
        module
            .exports
            .add("start", called.expect("there are three"));
        module.emit_wasm()
    }

    /// The numbers that functions get in the file, by what they call: nothing first.
    fn number_of_start(wasm: &[u8]) -> usize {
        let module = Module::from_buffer(wasm).unwrap();
        let start = module.exports.get_func("start").unwrap();
        let position = defined(&module).into_iter().position(|id| id == start);
        position.unwrap()
    }

    #[test]
    fn what_is_called_early_stays_and_reaches_the_rest_through_one_slot() {
        let whole = chain();
        let mut record = Record::default();
        record.add(number_of_start(&whole), 1);
        let parts = cut(&whole, &record, &Constants::default(), &Thrift::default()).unwrap();

        let first = Module::from_buffer(&parts.first).unwrap();
        assert_eq!(defined(&first).len(), 2, "the start and one stub");
        assert!(first.imports.find(BRING.0, BRING.1).is_some());
        let table = first.tables.iter().next().unwrap();
        assert_eq!(table.initial, 1, "a slot for the function that is called");

        let rest = Module::from_buffer(&parts.rest).unwrap();
        assert_eq!(
            defined(&rest).len(),
            2,
            "what is called and what that calls"
        );
        assert_eq!(rest.elements.iter().count(), 1);
        assert!(rest.imports.iter().all(|import| import.module == FIRST));
    }

    #[test]
    fn a_program_that_is_called_as_a_whole_leaves_nothing_for_later() {
        let whole = chain();
        let record = Record::read("0:1 1:1 2:1").unwrap();
        let parts = cut(&whole, &record, &Constants::default(), &Thrift::default()).unwrap();
        let rest = Module::from_buffer(&parts.rest).unwrap();
        assert!(defined(&rest).is_empty());
        let first = Module::from_buffer(&parts.first).unwrap();
        assert_eq!(defined(&first).len(), 3);
    }

    #[test]
    fn slots_in_a_row_are_one_segment() {
        let slots = BTreeMap::from([(1, 10), (2, 11), (4, 12)]);
        assert_eq!(runs(&slots), [(1, vec![10, 11]), (4, vec![12])]);
    }
}
