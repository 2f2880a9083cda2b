//! Programs that are cut by what they did in one case must do in every other what they did whole:
//! an interpreter runs them both ways, and counts what the cut goes by.

use super::constants::Constants;
use super::count::counting;
use super::outline::Thrift;
use super::parts::{Parts, cut};
use super::record::Record;
use wasmi::{Caller, Engine, Instance, Linker, Module, Store, Val};

/// Every function takes a case and gives a number. What did not run of them branches in all ways
/// that there are, and reads and writes locals of every type.
const PROGRAM: &str = r#"(module
  (memory (export "memory") 1)
  (table (export "table") 1 funcref)
  (global $steps (mut i32) (i32.const 0))
  (elem (i32.const 0) $double)
  (data (i32.const 16) "\07\00\00\00")
  (data (i32.const 20000) "\05\00\00\00\50\c3\00\00\01\01\01\01\02\02\02\02\03\03\03\03")
  (data (i32.const 30000) "\09\00\00\00\08\00\00\00\07\00\00\00\06\00\00\00\05\00\00\00\04\00\00\00")
  (data (i32.const 50000) "\0b\00\00\00\0c\00\00\00\0d\00\00\00\0e\00\00\00")

  (func $double (param i32) (result i32)
    (i32.add (local.get 0) (local.get 0)))

  (func (export "returns from arms") (param $case i32) (result i32)
    (local $kept i32)
    (local.set $kept (i32.mul (local.get $case) (i32.const 10)))
    (if (i32.eq (local.get $case) (i32.const 1)) (then
      (local.set $kept (i32.add (local.get $kept) (i32.const 5)))
      (if (i32.eq (local.get $kept) (i32.const 15)) (then
        (return (i32.const 77))))))
    (if (i32.eq (local.get $case) (i32.const 2)) (then
      (return (i32.add (local.get $kept) (call $double (local.get $case))))))
    (local.get $kept))

  (func (export "several ways out") (param $case i32) (result i32)
    (local $sum i32) (local $big i64) (local $real f64)
    (local.set $sum (i32.const 100))
    (local.set $big (i64.const 9))
    (block $far
      (block $near
        (br_if $near (i32.eqz (local.get $case)))
        (local.set $big (i64.add (local.get $big) (i64.const 1)))
        (local.set $real (f64.const 2.5))
        (br_if $far (i32.eq (local.get $case) (i32.const 1)))
        (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
        (if (i32.eq (local.get $case) (i32.const 2)) (then
          (local.set $sum (i32.const 50))
          (br $near)))
        (local.set $real (f64.add (local.get $real) (f64.const 1)))
        (if (i32.eq (local.get $case) (i32.const 3)) (then
          (return (i32.const -3)))))
      (local.set $sum (i32.mul (local.get $sum) (i32.const 3))))
    (i32.add (local.get $sum)
      (i32.add (i32.wrap_i64 (local.get $big)) (i32.trunc_f64_s (local.get $real)))))

  (func (export "a value goes along") (param $case i32) (result i32)
    (i32.mul (i32.const 2)
      (block $out (result i32)
        (drop (br_if $out (i32.const 11) (i32.eqz (local.get $case))))
        (drop (br_if $out (local.get $case) (i32.gt_u (local.get $case) (i32.const 3))))
        (if (result i32) (i32.eq (local.get $case) (i32.const 2))
          (then (br $out (call $double (local.get $case))))
          (else (i32.sub (i32.const 1000) (local.get $case)))))))

  (func (export "loops") (param $case i32) (result i32)
    (local $turn i32) (local $sum i32) (local $last i32)
    (loop $again (result i32)
      (local.set $turn (i32.add (local.get $turn) (i32.const 1)))
      (if (i32.eq (local.get $turn) (local.get $case)) (then
        (local.set $sum (i32.add (local.get $sum) (i32.mul (local.get $last) (i32.const 7))))
        (local.set $last (i32.const 4))
        (br_if $again (i32.and (local.get $case) (i32.const 1)))
        (local.set $sum (i32.add (local.get $sum) (i32.const 1000)))))
      (local.set $last (local.get $turn))
      (local.set $sum (i32.add (local.get $sum) (local.get $last)))
      (br_if $again (i32.lt_u (local.get $turn) (i32.const 6)))
      (local.get $sum)))

  (func (export "tables") (param $case i32) (result i32)
    (local $found i32)
    (block $none
      (block $two
        (block $one
          (br_table $none $one $two (local.get $case)))
        (local.set $found (i32.const 31))
        (if (i32.eqz (i32.const 0)) (then (br $none))))
      (local.set $found (i32.add (local.get $found) (i32.const 5)))
      (block $inner
        (br_table $inner $none $inner (i32.sub (local.get $case) (i32.const 2))))
      (local.set $found (i32.add (local.get $found) (call_indirect (param i32) (result i32) (local.get $found) (i32.const 0)))))
    (local.get $found))

  (func (export "touches what is shared") (param $case i32) (result i32)
    (global.set $steps (i32.add (global.get $steps) (i32.const 1)))
    (if (i32.gt_u (local.get $case) (i32.const 1)) (then
      (global.set $steps (i32.add (global.get $steps) (local.get $case)))
      (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (local.get $case)))))
    (i32.add (i32.mul (global.get $steps) (i32.const 1000)) (i32.load (i32.const 16))))

  (func (export "breaks") (param $case i32) (result i32)
    (local $kept i32)
    (local.set $kept (i32.const 3))
    (if (i32.eq (local.get $case) (i32.const 4)) (then
      (local.set $kept (call $double (local.get $kept)))
      (unreachable)))
    (if (i32.eq (local.get $case) (i32.const 2)) (then
      (local.set $kept (i32.div_u (local.get $kept) (i32.const 0)))))
    (local.get $kept))

  (func (export "reads constants") (param $case i32) (result i32)
    (if (i32.eq (local.get $case) (i32.const 1)) (then
      (return (i32.load (i32.const 20000)))))
    (if (i32.eq (local.get $case) (i32.const 2)) (then
      ;; What the first refers to.
      (return (i32.load offset=8 (i32.load (i32.const 20004))))))
    (if (i32.ge_u (local.get $case) (i32.const 3)) (then
      ;; An entry of a table that is counted from 3.
      (return (i32.load offset=29988 (i32.shl (local.get $case) (i32.const 2))))))
    (i32.const 1))

  (func (export "keeps what is written on one way") (param $case i32) (result i32)
    (local $kept i32)
    (local.set $kept (i32.const 8))
    (block $out
      (br_if $out (i32.eqz (local.get $case)))
      (if (i32.eq (local.get $case) (i32.const 3)) (then
        (local.set $kept (i32.const 12))))
      (br_if $out (i32.eq (local.get $case) (i32.const 1)))
      (local.set $case (i32.const 20)))
    (i32.add (local.get $kept) (local.get $case))))"#;

const CASES: std::ops::Range<i32> = 0..6;

/// The constants of the program, as a linker would tell of them.
fn known() -> Constants {
    let places = [16..20, 20_000..20_020, 30_000..30_024, 50_000..50_016];
    Constants::with(&places, &[(20_004, 3)])
}

/// Moves all that can be moved.
const ALL: Thrift = Thrift {
    busy: u64::MAX,
    gain: i64::MIN,
};

/// What a store keeps: counted stretches, or what it takes to bring the rest.
#[derive(Default)]
struct Host {
    record: Record,
    rest: Option<Module>,
    first: Option<Instance>,
    brought: u32,
}

struct Running {
    store: Store<Host>,
    instance: Instance,
}

impl Running {
    fn start(wasm: &[u8], host: Host, engine: &Engine) -> Running {
        let module = Module::new(engine, wasm).expect("a valid program");
        let mut store = Store::new(engine, host);
        let mut linker = Linker::new(engine);
        let count = |mut caller: Caller<'_, Host>, number: i32| {
            let number = usize::try_from(number).expect("numbers count up");
            caller.data_mut().record.add(number, 1);
        };
        linker.func_wrap("count", "start", count).unwrap();
        linker.func_wrap("rest", "bring", bring).unwrap();
        let instance = linker.instantiate_and_start(&mut store, &module);
        let instance = instance.expect("the host has all that the program wants");
        store.data_mut().first = Some(instance);
        Running { store, instance }
    }

    /// What a function gives; none if it breaks.
    fn call(&mut self, name: &str, case: i32) -> Option<i32> {
        let function = self.instance.get_typed_func::<i32, i32>(&self.store, name);
        let function = function.expect("it is exported as it was");
        function.call(&mut self.store, case).ok()
    }

    fn all_cases(&mut self, name: &str) -> Vec<Option<i32>> {
        CASES.map(|case| self.call(name, case)).collect()
    }
}

/// As `static/rest.js` has it.
fn bring(mut caller: Caller<'_, Host>) {
    let first = caller.data().first.expect("it runs");
    let rest = caller.data_mut().rest.take().expect("it is brought once");
    caller.data_mut().brought += 1;
    let mut linker = Linker::new(caller.engine());
    linker.instance(&mut caller, "first", first).unwrap();
    linker.instantiate_and_start(&mut caller, &rest).unwrap();
    let whole = first.get_global(&caller, "whole").unwrap();
    whole.set(&mut caller, Val::I32(1)).unwrap();
}

fn names(wasm: &[u8]) -> Vec<String> {
    let module = walrus::Module::from_buffer(wasm).unwrap();
    let exports = module.exports.iter();
    let functions = exports.filter(|it| matches!(it.item, walrus::ExportItem::Function(_)));
    functions.map(|it| it.name.clone()).collect()
}

/// What runs of a program in these cases of one function.
fn record(wasm: &[u8], name: &str, cases: &[i32], engine: &Engine) -> Record {
    let (counting, _) = counting(wasm).unwrap();
    let mut counted = Running::start(&counting, Host::default(), engine);
    for case in cases {
        counted.call(name, *case);
    }
    counted.store.into_data().record
}

fn cut_by(wasm: &[u8], record: &Record, thrift: &Thrift) -> Parts {
    cut(wasm, record, &known(), thrift).expect("it can be cut")
}

#[test]
fn a_program_that_is_cut_by_one_case_does_the_same_in_all() {
    let engine = Engine::default();
    let wasm = wat::parse_str(PROGRAM).unwrap();
    let whole = || Running::start(&wasm, Host::default(), &engine);
    let mut brought = 0;
    for name in names(&wasm) {
        for trained in CASES {
            let parts = cut_by(&wasm, &record(&wasm, &name, &[trained], &engine), &ALL);
            let cut = || {
                let rest = Module::new(&engine, &parts.rest).expect("a valid rest");
                let host = Host {
                    rest: Some(rest),
                    ..Host::default()
                };
                Running::start(&parts.first, host, &engine)
            };
            let mut first = cut();
            let expected = whole().call(&name, trained);
            assert_eq!(first.call(&name, trained), expected, "{name}, {trained}");
            assert_eq!(
                first.store.data().brought,
                0,
                "{name}, {trained}: all was there"
            );
            let mut all = cut();
            let expected = whole().all_cases(&name);
            assert_eq!(all.all_cases(&name), expected, "{name}, cut by {trained}");
            brought += all.store.data().brought;
        }
    }
    assert!(
        brought > 30,
        "{brought}: most cases need what another did not run"
    );
}

#[test]
fn what_did_not_run_of_a_function_leaves_it() {
    let engine = Engine::default();
    let wasm = wat::parse_str(PROGRAM).unwrap();
    let name = "several ways out";
    let left = |cases: &[i32], thrift: &Thrift| {
        let parts = cut_by(&wasm, &record(&wasm, name, cases, &engine), thrift);
        let rest = walrus::Module::from_buffer(&parts.rest).unwrap();
        rest.funcs.iter_local().count()
    };
    let busy = Thrift { busy: 0, ..ALL };
    let dear = Thrift { gain: 1_000, ..ALL };
    let others = left(&[0], &busy);
    assert_eq!(left(&[0], &dear), others, "nothing of it is worth its call");
    assert_eq!(left(&[0], &ALL), others + 1, "all behind the first branch");
    let cases: Vec<_> = CASES.collect();
    assert_eq!(left(&cases, &ALL), others, "all of it ran");
}

#[test]
fn constants_go_with_the_code_that_can_come_upon_them() {
    let engine = Engine::default();
    let wasm = wat::parse_str(PROGRAM).unwrap();
    let late_data = |cases: &[i32]| {
        let record = record(&wasm, "reads constants", cases, &engine);
        let rest = cut_by(&wasm, &record, &ALL).rest;
        let rest = walrus::Module::from_buffer(&rest).unwrap();
        let data = rest.data.iter().map(|data| data.value.len());
        data.collect::<Vec<_>>()
    };
    assert_eq!(late_data(&[0]), [20, 24, 16], "all but what is shared");
    assert_eq!(late_data(&[1]), [24], "what the first refers to stays, too");
    assert_eq!(late_data(&[3]), [20, 16]);
    assert_eq!(late_data(&[1, 3]), [0; 0]);
}
