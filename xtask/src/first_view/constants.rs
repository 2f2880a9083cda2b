//! What the linker knows of the program's data: where each constant lies, and what refers to it.
//! From that follows which constants code can come upon, and so which of them may wait for the rest.
//!
//! Read from the linked program and the relocations that `--emit-relocs` keeps in it (the "linking"
//! and "reloc.*" sections of WebAssembly's tool conventions). Tools that run later change code, and
//! leave constants where they are.

use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use wasmparser::{
    DataKind, KnownCustom, Linking, Operator, Parser, Payload, RelocationType, SymbolInfo,
};

/// Code may add to an address, and so may the tools that shorten it: a number that no relocation
/// explains stands for every constant that is no farther than this, in bytes.
const NEAR: u32 = 4_096;

/// The constants of a program.
#[derive(Clone, Debug, Default)]
pub struct Constants {
    /// Where each lies, by its symbol.
    places: Vec<Range<u32>>,
    /// The same, in the order of their starts.
    by_start: BTreeSet<(u32, usize)>,
    /// Which of them a number in code stands for.
    meant: HashMap<u32, Vec<usize>>,
    /// At which address one refers to which.
    references: BTreeMap<u32, usize>,
    /// The most that one takes.
    longest: u32,
}

impl Constants {
    /// Reads a linked program.
    pub fn read(linked: &[u8]) -> Result<Constants> {
        let linked = Linked::read(linked)?;
        let mut constants = Constants::default();
        for place in &linked.symbols {
            constants.add(place.clone().unwrap_or_default());
        }
        for (number, symbol) in linked.numbers {
            constants.meant.entry(number).or_default().push(symbol);
        }
        constants.references = linked.references;
        Ok(constants)
    }

    fn add(&mut self, place: Range<u32>) {
        if !place.is_empty() {
            self.by_start.insert((place.start, self.places.len()));
        }
        self.longest = self.longest.max(place.len() as u32);
        self.places.push(place);
    }

    /// Where the constants lie that are out of reach of code which has these numbers in it.
    /// Bytes that are of no symbol are not among them: nothing says who needs them.
    pub fn out_of_reach(&self, numbers: &BTreeSet<u32>) -> Vec<Range<u32>> {
        let mut reached = vec![false; self.places.len()];
        let mut todo: Vec<usize> = Vec::new();
        for number in numbers {
            match self.meant.get(number) {
                Some(meant) => todo.extend(meant),
                None => {
                    let near = number.saturating_sub(NEAR)..number.saturating_add(NEAR);
                    todo.extend(self.touching(&near));
                }
            }
        }
        while let Some(one) = todo.pop() {
            if !std::mem::replace(&mut reached[one], true) {
                let place = self.places[one].clone();
                todo.extend(self.references.range(place.clone()).map(|(_, to)| *to));
                // The linker lets a constant lie within another of the same bytes.
                todo.extend(self.touching(&place));
            }
        }
        let late = self.by_start.iter().filter(|(_, one)| !reached[*one]);
        late.map(|(_, one)| self.places[*one].clone()).collect()
    }

    /// The constants that share a byte with a range.
    fn touching(&self, range: &Range<u32>) -> impl Iterator<Item = usize> {
        let starts = (range.start.saturating_sub(self.longest), 0)..(range.end, 0);
        let from = range.start;
        let candidates = self.by_start.range(starts).map(|(_, one)| *one);
        candidates.filter(move |one| self.places[*one].end > from)
    }
}

/// A linked program, as far as data goes.
#[derive(Default)]
struct Linked {
    /// The place of each symbol that is one of data.
    symbols: Vec<Option<Range<u32>>>,
    /// Numbers that stand in code for a symbol, or for a place before, in or behind it.
    numbers: Vec<(u32, usize)>,
    references: BTreeMap<u32, usize>,
}

impl Linked {
    fn read(wasm: &[u8]) -> Result<Linked> {
        // Where data segments go, and where their bytes are in the section: what relocations count.
        let (mut segments, mut data_section) = (Vec::new(), None);
        let mut sections = 0;
        let mut linked = Linked::default();
        let mut relocations = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.context("the linked program is no WebAssembly")?;
            match payload {
                Payload::DataSection(reader) => {
                    let start = reader.range().start;
                    for data in reader {
                        let data = data?;
                        let address = match data.kind {
                            DataKind::Active { offset_expr, .. } => {
                                match offset_expr.get_operators_reader().read()? {
                                    Operator::I32Const { value } => value.cast_unsigned(),
                                    _ => bail!("data goes to a place that is not known"),
                                }
                            }
                            DataKind::Passive => bail!("data that waits cannot be cut"),
                        };
                        let at = data.range.end - data.data.len() - start;
                        segments.push((address, at..at + data.data.len()));
                    }
                    data_section = Some(sections);
                    sections += 1;
                }
                Payload::CustomSection(section) => {
                    match section.as_known() {
                        KnownCustom::Linking(reader) => {
                            for part in reader.subsections() {
                                if let Linking::SymbolTable(symbols) = part? {
                                    for symbol in symbols {
                                        linked.symbols.push(place(&symbol?, &segments)?);
                                    }
                                }
                            }
                        }
                        KnownCustom::Reloc(reader) => {
                            let section = reader.section_index();
                            for entry in reader.entries() {
                                relocations.push((section, entry?));
                            }
                        }
                        _ => {}
                    }
                    sections += 1;
                }
                Payload::Version { .. } | Payload::CodeSectionEntry(_) | Payload::End(_) => {}
                _ => sections += 1,
            }
        }
        ensure!(
            !linked.symbols.is_empty(),
            "the linker kept no symbols: it was not asked to emit relocations"
        );
        for (section, entry) in relocations {
            let symbol = entry.index as usize;
            let place = |linked: &Linked| linked.symbols.get(symbol).cloned().flatten();
            match entry.ty {
                RelocationType::MemoryAddrLeb | RelocationType::MemoryAddrSleb => {
                    if let Some(place) = place(&linked) {
                        let number = place.start.wrapping_add(entry.addend as u32);
                        linked.numbers.push((number, symbol));
                    }
                }
                RelocationType::MemoryAddrI32 if Some(section) == data_section => {
                    let offset = entry.offset as usize;
                    let mut segments = segments.iter();
                    let segment = segments.find(|(_, bytes)| bytes.contains(&offset));
                    let (address, bytes) = segment.context("a relocation is of no data")?;
                    let address = address + u32::try_from(offset - bytes.start)?;
                    if place(&linked).is_some() {
                        linked.references.insert(address, symbol);
                    }
                }
                RelocationType::MemoryAddrI32
                | RelocationType::FunctionIndexLeb
                | RelocationType::TableIndexSleb
                | RelocationType::TableIndexI32
                | RelocationType::TypeIndexLeb
                | RelocationType::GlobalIndexLeb
                | RelocationType::FunctionOffsetI32
                | RelocationType::SectionOffsetI32
                | RelocationType::TableNumberLeb => {}
                other => bail!("a program with relocations of the kind {other:?} cannot be cut"),
            }
        }
        Ok(linked)
    }
}

/// Where a symbol of data lies.
fn place(symbol: &SymbolInfo<'_>, segments: &[(u32, Range<usize>)]) -> Result<Option<Range<u32>>> {
    let SymbolInfo::Data {
        symbol: Some(defined),
        ..
    } = symbol
    else {
        return Ok(None);
    };
    // Memory that starts as zeros has symbols, but is no segment.
    let Some((address, _)) = segments.get(defined.index as usize) else {
        return Ok(None);
    };
    let start = address + defined.offset;
    Ok(Some(start..start + defined.size))
}

#[cfg(test)]
impl Constants {
    /// Constants at these places; each reference is from an address to the constant of a number.
    pub fn with(places: &[Range<u32>], references: &[(u32, usize)]) -> Constants {
        let mut constants = Constants::default();
        for (number, place) in places.iter().enumerate() {
            constants.add(place.clone());
            constants.meant.insert(place.start, vec![number]);
        }
        constants.references = references.iter().copied().collect();
        constants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the constants start that are out of reach.
    fn late(constants: &Constants, numbers: &[u32]) -> Vec<u32> {
        let late = constants.out_of_reach(&numbers.iter().copied().collect());
        late.into_iter().map(|place| place.start).collect()
    }

    #[test]
    fn a_constant_is_reached_by_its_number_and_through_others() {
        let it = Constants::with(
            &[10_000..10_008, 20_000..20_100, 30_000..30_004],
            &[(10_004, 2)],
        );
        assert_eq!(late(&it, &[10_000]), [20_000]);
        assert_eq!(late(&it, &[30_000]), [10_000, 20_000]);
        assert_eq!(late(&it, &[5]), [10_000, 20_000, 30_000]);
    }

    #[test]
    fn a_number_that_nothing_explains_reaches_what_is_near() {
        let it = Constants::with(&[10_000..10_008, 20_000..20_100], &[]);
        assert_eq!(late(&it, &[10_000 + NEAR]), [20_000]);
        assert_eq!(late(&it, &[20_100 - NEAR]), [10_000]);
        assert_eq!(late(&it, &[20_100 + NEAR + 1]), [10_000, 20_000]);
    }

    #[test]
    fn constants_that_share_bytes_stay_together() {
        let it = Constants::with(&[10_000..10_100, 10_050..10_060], &[]);
        assert!(it.out_of_reach(&[10_050].into()).is_empty());
    }

    /// What the linker makes of a function that reads three bytes before the second of two
    /// constants, of which the first refers to the second.
    fn linked() -> Vec<u8> {
        use wasm_encoder::*;
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut functions = FunctionSection::new();
        functions.function(0);
        module.section(&functions);
        let mut code = CodeSection::new();
        let mut function = Function::new([]);
        let mut instructions = function.instructions();
        instructions.i32_const(20_000 - 3).drop().end();
        code.function(&function);
        module.section(&code);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(10_000), [0; 8]);
        data.active(0, &ConstExpr::i32_const(20_000), [0; 100]);
        module.section(&data);
        let mut symbols = SymbolTable::new();
        for (index, size) in [(0, 8), (1, 100)] {
            let place = DataSymbolDefinition {
                index,
                offset: 0,
                size,
            };
            symbols.data(SymbolTable::WASM_SYM_BINDING_LOCAL, "it", Some(place));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        module.section(&linking);
        // Section, number of entries; then kind, offset, symbol and addend of each.
        // Behind the number of segments, and the place and the size of the first.
        let data_offset = 1 + (1 + 4 + 1) + 1 + 4;
        for (name, bytes) in [
            ("reloc.CODE", [2, 1, 4, 4, 1, 0x7d]),
            ("reloc.DATA", [3, 1, 5, data_offset, 1, 0]),
        ] {
            module.section(&CustomSection {
                name: name.into(),
                data: (&bytes[..]).into(),
            });
        }
        module.finish()
    }

    #[test]
    fn the_linker_says_where_constants_are_and_what_refers_to_them() {
        let it = Constants::read(&linked()).unwrap();
        assert_eq!(it.places, [10_000..10_008, 20_000..20_100]);
        assert_eq!(it.references, BTreeMap::from([(10_004, 1)]));
        assert_eq!(late(&it, &[19_997]), [10_000]);
        assert!(it.out_of_reach(&[10_000].into()).is_empty());
    }

    #[test]
    fn a_program_without_relocations_is_refused() {
        let wasm = wasm_encoder::Module::new().finish();
        let error = Constants::read(&wasm).unwrap_err().to_string();
        assert!(error.contains("no symbols"), "{error}");
    }
}
