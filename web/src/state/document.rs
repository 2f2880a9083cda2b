//! The text of the lab, which is the whole truth of it: the text as it stands, its mistakes, the
//! last reading of it that was right, and the way back.

use std::rc::Rc;
use std::sync::Arc;
use versioned_arp::scenario::{self, Mistake, Scenario};

/// How many steps back are kept.
const UNDO_STEPS: usize = 200;

/// The lab's text and its history of edits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    text: Rc<str>,
    mistakes: Rc<[Mistake]>,
    /// The newest reading without mistakes, and the text that it was read from.
    valid: Option<(Arc<Scenario>, Rc<str>)>,
    undo: Vec<Rc<str>>,
    redo: Vec<Rc<str>>,
    /// Grows when the valid scenario changes in a way that asks for another run.
    version: u64,
    /// The text as it was opened or last saved to a file.
    kept: Rc<str>,
}

impl Document {
    /// A document that holds `text`, with nothing to undo and nothing to save.
    pub fn new(text: Rc<str>) -> Self {
        let mut document = Self {
            kept: Rc::clone(&text),
            ..Self::default()
        };
        document.read(text, true);
        document
    }

    /// The text as it stands, right or wrong.
    pub fn text(&self) -> &Rc<str> {
        &self.text
    }

    /// What is wrong with the text, in order of place.
    pub fn mistakes(&self) -> &Rc<[Mistake]> {
        &self.mistakes
    }

    /// The newest reading without mistakes.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.valid.as_ref().map(|(scenario, _)| scenario)
    }

    /// The text of [`Document::scenario`].
    pub fn valid_text(&self) -> Option<&Rc<str>> {
        self.valid.as_ref().map(|(_, text)| text)
    }

    /// The number of the reading that a run should be of.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Whether the text holds work that is nowhere else: neither as opened nor as saved.
    pub fn unsaved(&self) -> bool {
        self.text != self.kept
    }

    /// Notes that the text as it stands is in a file, or is somebody else's work just opened.
    pub fn mark_kept(&mut self) {
        self.kept = Rc::clone(&self.text);
    }

    /// Replaces the text as one step that can be undone.
    pub fn edit(&mut self, text: Rc<str>) {
        self.change(text, true);
    }

    /// Replaces the text by one whose run is the same: only places on the drawing differ.
    pub fn place(&mut self, text: Rc<str>) {
        self.change(text, false);
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if let Some(text) = self.undo.pop() {
            self.redo.push(Rc::clone(&self.text));
            self.read(text, true);
        }
    }

    /// Takes the step again that was taken back last.
    pub fn redo(&mut self) {
        if let Some(text) = self.redo.pop() {
            self.undo.push(Rc::clone(&self.text));
            self.read(text, true);
        }
    }

    fn change(&mut self, text: Rc<str>, rerun: bool) {
        if text == self.text {
            return;
        }
        self.undo.push(Rc::clone(&self.text));
        if self.undo.len() > UNDO_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.read(text, rerun);
    }

    fn read(&mut self, text: Rc<str>, rerun: bool) {
        match scenario::parse(&text) {
            Ok(scenario) => {
                self.mistakes = Rc::default();
                self.valid = Some((Arc::new(scenario), Rc::clone(&text)));
                self.version += u64::from(rerun);
            }
            Err(mistakes) => self.mistakes = mistakes.into(),
        }
        self.text = text;
    }
}
