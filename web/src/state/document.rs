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
    /// What of the valid scenario its run depends on.
    essence: Option<Scenario>,
    /// The text as it was opened or last saved to a file.
    kept: Rc<str>,
}

impl Document {
    /// A document that holds `text`, with nothing to undo; `kept` when it is also elsewhere.
    pub fn new(text: Rc<str>, kept: bool) -> Self {
        let mut document = Self {
            kept: if kept {
                Rc::clone(&text)
            } else {
                Rc::default()
            },
            ..Self::default()
        };
        document.read(text);
        document
    }

    /// A second document that begins as this one stands and goes its own way; work of its own, so
    /// it is nowhere else. Its readings are numbered apart from those of other forks by `fork`.
    #[must_use]
    pub fn forked(&self, fork: u32) -> Self {
        Self {
            version: u64::from(fork) << u32::BITS | self.version & u64::from(u32::MAX),
            kept: Rc::default(),
            ..self.clone()
        }
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
        if text == self.text {
            return;
        }
        self.undo.push(Rc::clone(&self.text));
        if self.undo.len() > UNDO_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.read(text);
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if let Some(text) = self.undo.pop() {
            self.redo.push(Rc::clone(&self.text));
            self.read(text);
        }
    }

    /// Takes the step again that was taken back last.
    pub fn redo(&mut self) {
        if let Some(text) = self.redo.pop() {
            self.undo.push(Rc::clone(&self.text));
            self.read(text);
        }
    }

    fn read(&mut self, text: Rc<str>) {
        match scenario::parse(&text) {
            Ok(scenario) => {
                let essence = scenario.essence();
                if self.essence.as_ref() != Some(&essence) {
                    self.version += 1;
                    self.essence = Some(essence);
                }
                self.mistakes = Rc::default();
                self.valid = Some((Arc::new(scenario), Rc::clone(&text)));
            }
            Err(mistakes) => self.mistakes = mistakes.into(),
        }
        self.text = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAB: &str = "host ann 10.0.0.1 profile classic\nat 1s ann query 10.0.0.2\n";

    fn document() -> Document {
        Document::new(LAB.into(), true)
    }

    #[test]
    fn a_mistake_leaves_the_last_right_reading_in_place() {
        let mut document = document();
        document.edit("host ann 10.0.0.1 profil classic".into());
        assert_eq!(document.mistakes()[0].line, 1);
        assert_eq!(document.valid_text().map(|it| &**it), Some(LAB));
        assert_eq!(document.version(), 1);
        document.undo();
        assert!(document.mistakes().is_empty());
    }

    #[test]
    fn what_changes_no_frame_asks_for_no_run() {
        let mut document = document();
        document.edit(format!("title \"A\" # and a comment\n{LAB}").into());
        assert_eq!(document.version(), 1);
        document.edit(LAB.replace("1s", "2s").into());
        assert_eq!(document.version(), 2);
    }

    #[test]
    fn steps_are_taken_back_and_again_until_a_new_one_is_made() {
        let mut document = document();
        let two: Rc<str> = LAB.replace("1s", "2s").into();
        document.edit(Rc::clone(&two));
        document.edit(LAB.replace("1s", "3s").into());
        document.undo();
        assert_eq!(*document.text(), two);
        document.redo();
        assert!(document.text().contains("3s"));
        document.undo();
        document.undo();
        assert!(!document.can_undo());
        document.edit(LAB.replace("1s", "4s").into());
        assert!(!document.can_redo());
    }

    #[test]
    fn only_what_is_nowhere_else_is_unsaved() {
        let mut document = document();
        assert!(!document.unsaved());
        document.edit(format!("# mine\n{LAB}").into());
        assert!(document.unsaved());
        document.mark_kept();
        assert!(!document.unsaved());
    }
}
