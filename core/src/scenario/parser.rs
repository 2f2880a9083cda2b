//! From text to scenario: which line is what, and in which order lines are understood.
//!
//! Nodes first, then links, then statements, so that a name holds wherever its line stands.

use super::ast::{DEFAULT_END, DEFAULT_SWITCH, NodeRef, Permit, Scenario, Switch};
use super::cursor::{Cursor, unknown};
use super::lexer::{Line, WordKind, lines};
use super::limits::{MAX_SWITCHES, MAX_TEXT};
use super::mistakes::{Mistake, Mistakes};
use super::names::Names;
use super::words::{LINES, SWITCH_OPTIONS, nearest, one_of};
use super::{check, hosts, naming, statements, values, wiring};

/// What is known of a text while it is read.
pub(super) struct Draft<'t> {
    pub scenario: Scenario,
    pub names: Names<'t>,
    pub mistakes: Mistakes,
    /// The line of `title`, `seed` and `end`.
    once: [Option<usize>; 3],
}

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Scenario, Vec<Mistake>> {
    if text.len() > MAX_TEXT {
        return Err(vec![too_long(text)]);
    }
    let lines: Vec<_> = lines(text).collect();
    let mut draft = Draft {
        scenario: Scenario {
            title: None,
            about: Vec::new(),
            seed: 0,
            end: DEFAULT_END,
            switches: Vec::new(),
            hosts: Vec::new(),
            links: Vec::new(),
            statements: Vec::new(),
        },
        names: Names::default(),
        mistakes: Mistakes::default(),
        once: [None; 3],
    };
    let (mut links, mut statements, mut others) = (Vec::new(), Vec::new(), Vec::new());
    if !lines.iter().any(|line| first_word(line) == Some("switch")) {
        draft.implied_switch();
    }
    for line in &lines {
        for (place, message) in &line.faults {
            draft.mistakes.add(*place, message.as_str());
        }
        match first_word(line) {
            Some("switch") => draft.switch(line),
            Some("host") => hosts::host(&mut draft, line),
            Some("link") => links.push(line),
            Some("at") => statements.push(line),
            Some("title" | "about" | "seed" | "end") => draft.header(line),
            Some(word) => others.push((word, line.words[0].place)),
            None => draft.no_word(line),
        }
    }
    for (word, place) in others {
        let message = draft.no_line(word);
        draft.mistakes.add(place, message);
    }
    wiring::links(&mut draft, &links);
    statements::statements(&mut draft, &statements);
    check::repetitions(&draft.scenario, &mut draft.mistakes);
    draft.mistakes.or(draft.scenario)
}

/// What a line begins with, when that is a bare word.
pub(super) fn first_word<'a>(line: &'a Line) -> Option<&'a str> {
    let word = line.words.first()?;
    (word.kind == WordKind::Bare).then_some(&*word.text)
}

/// The mistake of a text above [`MAX_TEXT`], at the first character beyond it.
fn too_long(text: &str) -> Mistake {
    let fits = &text[..text.floor_char_boundary(MAX_TEXT)];
    let last = fits.rfind('\n').map_or(0, |at| at + 1);
    Mistake {
        line: fits.matches('\n').count() + 1,
        column: fits[last..].chars().count() + 1,
        len: 0,
        message: format!(
            "the text has {} bytes, more than {MAX_TEXT} (64 KiB)",
            text.len()
        ),
    }
}

impl<'t> Draft<'t> {
    fn implied_switch(&mut self) {
        self.scenario.switches.push(Switch {
            name: DEFAULT_SWITCH.into(),
            position: None,
            inspect: false,
            permits: Vec::new(),
            line: 0,
        });
        let fresh = self.names.declare(DEFAULT_SWITCH, NodeRef::Switch(0), 0);
        debug_assert!(fresh.is_ok(), "it is the first name");
    }

    /// A line that begins with a text in quotes, or not at all.
    fn no_word(&mut self, line: &Line) {
        if let Some(word) = line.words.first()
            && word.kind == WordKind::Quoted
        {
            let list = one_of(&LINES);
            self.mistakes.add(
                word.place,
                format!("a line begins with {list}, not with a text"),
            );
        }
    }

    /// What to say about a word that begins no line.
    fn no_line(&self, word: &str) -> String {
        match self.names.node(word) {
            Ok(NodeRef::Host(_)) => {
                format!("a statement begins with its time (expected at TIME {word} …)")
            }
            _ => unknown(word, &one_of(&LINES), nearest(word, LINES)),
        }
    }

    /// `title`, `about`, `seed` or `end`.
    fn header(&mut self, line: &Line<'t>) {
        let mut cursor = Cursor::new(line, 1, &mut self.mistakes);
        let place = line.words[0].place;
        let mut once = |index: usize, word: &str, cursor: &mut Cursor| {
            if let Some(first) = self.once[index] {
                cursor.mistake(
                    place,
                    format!("a second '{word}' (the first is on line {first})"),
                );
            }
            self.once[index].get_or_insert(line.number);
        };
        let scenario = &mut self.scenario;
        match &*line.words[0].text {
            "title" => {
                once(0, "title", &mut cursor);
                scenario.title = cursor.text();
            }
            "about" => scenario.about.extend(cursor.text()),
            "seed" => {
                once(1, "seed", &mut cursor);
                let seed = cursor.value("a whole number", |word| values::whole(word, 0, u64::MAX));
                scenario.seed = seed.unwrap_or_default();
            }
            "end" => {
                once(2, "end", &mut cursor);
                let end = cursor.value("a time", values::moment);
                scenario.end = end.unwrap_or(DEFAULT_END);
            }
            _ => unreachable!("the words of the header are all above"),
        }
        cursor.finish();
    }

    /// `switch NAME [at X,Y] [inspect] [permit IP MAC]…`.
    fn switch(&mut self, line: &Line<'t>) {
        let index = self.scenario.switches.len();
        let Some(name) = self.declare(line, NodeRef::Switch(index)) else {
            return;
        };
        if index == MAX_SWITCHES {
            let place = line.words[0].place;
            let message = format!("more than {MAX_SWITCHES} switches");
            self.mistakes.add(place, message);
        }
        let mut cursor = Cursor::new(line, 2, &mut self.mistakes);
        let mut switch = Switch {
            name,
            position: None,
            inspect: false,
            permits: Vec::new(),
            line: line.number,
        };
        switch_options(&mut cursor, &mut switch);
        self.scenario.switches.push(switch);
    }

    /// Takes in the name of a new node, the second word of its line. A name that was refused is
    /// answered too; `None` when there is no word.
    pub fn declare(&mut self, line: &Line<'t>, node: NodeRef) -> Option<String> {
        let mut cursor = Cursor::new(line, 1, &mut self.mistakes);
        let good = cursor.value("a name", naming::name).is_some();
        let word = line.words.get(1)?;
        let fresh = self.names.declare(word.raw, node, line.number);
        if let (true, Err(message)) = (good, fresh) {
            self.mistakes.add(word.place, message);
        }
        Some(word.text.to_string())
    }
}

/// The options of a switch, up to the end of the line. `permit` may stand more than once.
fn switch_options(cursor: &mut Cursor, switch: &mut Switch) {
    let mut seen = Vec::new();
    while cursor.peek().is_some() {
        match cursor.option(&SWITCH_OPTIONS, &mut seen) {
            Some("at") => switch.position = cursor.position(),
            Some("inspect") => switch.inspect = true,
            Some("permit") => {
                seen.retain(|word| *word != "permit");
                let ip = cursor.value("an address", values::host_ip);
                let mac = cursor.value("a MAC address", values::mac);
                let permit = ip.zip(mac).map(|(ip, mac)| Permit { ip, mac });
                switch.permits.extend(permit);
            }
            Some(_) => unreachable!("the words of SWITCH_OPTIONS are all above"),
            None => {}
        }
    }
}
