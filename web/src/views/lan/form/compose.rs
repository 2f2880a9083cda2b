//! From the fields of a form to the lab's text: the line that they make, and whose fault it is when
//! that line is wrong.

use super::fields::{Field, Kind};
use super::{Form, defaults};
use crate::state::Action;
use std::ops::Range;
use versioned_arp::scenario::{Mistake, Scenario, edit, parse, quoted};
use versioned_arp::time::Instant;

/// What is wrong with a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// For each field what is wrong with it.
    pub fields: Vec<Option<String>>,
    /// What is wrong, and with no field.
    pub rest: Vec<String>,
}

impl Faults {
    fn of(count: usize) -> Self {
        Self {
            fields: vec![None; count],
            rest: Vec::new(),
        }
    }

    /// Notes what is wrong with a field; the first word on it stands.
    fn add(&mut self, field: usize, message: impl Into<String>) {
        self.fields[field].get_or_insert_with(|| message.into());
    }

    fn any(&self) -> bool {
        !self.rest.is_empty() || self.fields.iter().any(Option::is_some)
    }
}

/// Options of a host in the order in which a canonical text has them.
const HOST: [&str; 13] = [
    "mac", "profile", "timeout", "retry", "tries", "capacity", "defend", "accept", "proxy",
    "gateway", "keep", "from", "forward",
];
const SWITCH: [&str; 2] = ["inspect", "permit"];
const LINK: [&str; 6] = ["latency", "jitter", "loss", "duplicate", "corrupt", "rate"];

/// A line in the making, that knows which of its characters a field has made.
#[derive(Default)]
struct Composed {
    text: String,
    spans: Vec<(Range<usize>, usize)>,
}

impl Composed {
    fn word(&mut self, word: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text += word;
    }

    /// Words that a field has made; none when they are empty.
    fn of(&mut self, field: usize, words: &str) {
        if words.is_empty() {
            return;
        }
        let start = self.text.chars().count() + usize::from(!self.text.is_empty());
        self.word(words);
        self.spans
            .push((start..self.text.chars().count() + 1, field));
    }

    /// The field that made what stands at this character of the line.
    fn field_at(&self, place: usize) -> Option<usize> {
        let span = self.spans.iter().find(|(span, _)| span.contains(&place));
        span.map(|(_, field)| *field)
    }
}

/// The fields of a form by their words.
struct Filled<'a>(&'a [Field]);

impl Filled<'_> {
    fn place(&self, word: &str) -> Option<usize> {
        self.0.iter().position(|field| field.word == word)
    }

    fn value(&self, word: &str) -> &str {
        self.place(word)
            .map_or("", |place| self.0[place].value.trim())
    }

    /// Adds the words of these fields that have any, each behind its own word.
    fn options(&self, words: &[&str], line: &mut Composed) {
        for (place, field) in words
            .iter()
            .filter_map(|word| Some((self.place(word)?, word)))
        {
            let value = self.0[place].value.trim();
            match &self.0[place].kind {
                _ if value.is_empty() => {}
                Kind::Tick => line.of(place, field),
                Kind::Lines => {
                    for each in value.lines().map(str::trim).filter(|it| !it.is_empty()) {
                        line.of(place, &format!("{field} {}", single_spaced(each)));
                    }
                }
                _ => line.of(place, &format!("{field} {}", single_spaced(value))),
            }
        }
    }

    fn part(&self, word: &str, line: &mut Composed) {
        if let Some(place) = self.place(word) {
            line.of(place, &single_spaced(self.0[place].value.trim()));
        }
    }
}

fn single_spaced(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a form asks of the page, or what is wrong with it. `text` is the lab's, `scenario` what it
/// says.
pub fn action(
    form: &Form,
    fields: &[Field],
    scenario: &Scenario,
    text: &str,
) -> Result<Action, Faults> {
    let faults = shape(form, fields, scenario);
    if faults.any() {
        return Err(faults);
    }
    let filled = Filled(fields);
    let line = line(form, &filled, scenario);
    match form {
        Form::Send(_) | Form::Claim(_) | Form::Forge(_) => {
            let said = edit::append_statement(text, Instant::ZERO, &line.text);
            judge(&said, &line, fields.len())?;
            Ok(Action::Act(line.text))
        }
        _ => {
            let gone = || Faults {
                rest: vec!["What this form is about is not there any more.".to_owned()],
                ..Faults::of(fields.len())
            };
            let edited = edited(form, &filled, &line, scenario, text).ok_or_else(gone)?;
            judge(&edited, &line, fields.len())?;
            Ok(Action::Edit(edited.into()))
        }
    }
}

/// What is wrong with fields before they become a line: a word that would end up as another.
fn shape(form: &Form, fields: &[Field], scenario: &Scenario) -> Faults {
    let mut faults = Faults::of(fields.len());
    for (place, field) in fields.iter().enumerate() {
        let value = field.value.trim();
        if value.is_empty() {
            if field.needed {
                faults.add(place, "this is needed");
            }
            continue;
        }
        let words: Vec<_> = value.split_whitespace().collect();
        let digits = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        match (&field.kind, field.word) {
            (Kind::Text | Kind::Tick | Kind::Choice(_), _) => continue,
            (Kind::Word, _) if words.len() > 1 => faults.add(place, "one word, without blanks"),
            (Kind::Words, "addresses") if !words.iter().all(digits) => {
                faults.add(place, "addresses, as 192.168.3.10/24, between blanks");
            }
            (Kind::Words, "keep")
                if words.len() > 2 || words.get(1).is_some_and(|it| *it != "commits") =>
            {
                faults.add(place, "as 1000 commits, or 10m");
            }
            (Kind::Lines, _) => {
                let whole = |line: &str| matches!(line.split_whitespace().count(), 0 | 2);
                if !value.lines().all(whole) {
                    faults.add(place, "an address and a MAC on each line");
                }
            }
            _ => {}
        }
        if value.contains(['#', '"']) {
            faults.add(place, "neither # nor \" can stand here");
        }
    }
    let filled = Filled(fields);
    if let Some(place) = filled.place("name") {
        let name = filled.value("name");
        let own =
            matches!(form, Form::Host(own) | Form::Switch(own) | Form::Rename(own) if own == name);
        if !own && scenario.node(name).is_some() {
            faults.add(place, format!("there is a node called {name} already"));
        }
    }
    faults
}

/// The line that a form makes, or what of a line it is about.
fn line(form: &Form, filled: &Filled, scenario: &Scenario) -> Composed {
    let mut line = Composed::default();
    let name = |line: &mut Composed| filled.part("name", line);
    match form {
        Form::NewHost(place) => {
            line.word("host");
            name(&mut line);
            filled.part("addresses", &mut line);
            filled.options(&HOST, &mut line);
            position(place.or_else(|| defaults::place(scenario)), &mut line);
        }
        Form::NewSwitch(place) => {
            line.word("switch");
            name(&mut line);
            filled.options(&SWITCH, &mut line);
            position(*place, &mut line);
        }
        Form::Host(own) => {
            line.word("host");
            name(&mut line);
            filled.part("addresses", &mut line);
            filled.options(&HOST, &mut line);
            let host = scenario.hosts.iter().find(|host| host.name == *own);
            position(host.and_then(|host| host.position), &mut line);
        }
        Form::Switch(own) => {
            line.word("switch");
            name(&mut line);
            filled.options(&SWITCH, &mut line);
            let switch = scenario.switches.iter().find(|switch| switch.name == *own);
            position(switch.and_then(|switch| switch.position), &mut line);
        }
        Form::Link(..) => filled.options(&LINK, &mut line),
        Form::Rename(_) => name(&mut line),
        Form::Send(own) => {
            line.word(&format!("{own} send"));
            let to = format!("{}:{}", filled.value("to"), filled.value("port"));
            line.of(filled.place("port").unwrap_or_default(), &to);
            line.of(
                filled.place("text").unwrap_or_default(),
                &quoted(filled.value("text")),
            );
        }
        Form::Claim(own) => {
            line.word(&format!("{own} claim"));
            filled.part("ip", &mut line);
        }
        Form::Forge(own) => {
            line.word(&format!("{own} arp reply from"));
            filled.part("mac", &mut line);
            filled.part("ip", &mut line);
            line.word("to");
            let victim = scenario
                .hosts
                .iter()
                .find(|host| host.name == filled.value("to"));
            let victim = victim.and_then(|it| Some((it.mac, it.addresses.first()?.addr())));
            if let Some((mac, ip)) = victim {
                line.of(
                    filled.place("to").unwrap_or_default(),
                    &format!("{mac} {ip}"),
                );
            }
        }
    }
    line
}

fn position(place: Option<(f64, f64)>, line: &mut Composed) {
    if let Some((x, y)) = place {
        line.word(&format!("at {},{}", x.round(), y.round()));
    }
}

/// The lab's text with the line in it; nothing when what it is about has gone.
fn edited(
    form: &Form,
    filled: &Filled,
    line: &Composed,
    scenario: &Scenario,
    text: &str,
) -> Option<String> {
    let name = filled.value("name");
    let renamed = |own: &str| match own == name {
        true => Some(text.to_owned()),
        false => edit::rename(text, own, name),
    };
    Some(match form {
        Form::NewHost(_) | Form::NewSwitch(_) => {
            let added = edit::add_node(text, &line.text);
            let to = filled.value("cable");
            let by_itself =
                matches!(form, Form::NewHost(_)) && to == defaults::first_switch(scenario);
            match to.is_empty() || by_itself {
                true => added,
                false => edit::connect(&added, name, to).unwrap_or(added),
            }
        }
        Form::Host(own) | Form::Switch(own) => {
            edit::replace_node(&renamed(own)?, name, &line.text)?
        }
        Form::Rename(own) => renamed(own)?,
        Form::Link(a, b) => edit::set_link(text, a, b, &line.text)?,
        Form::Send(_) | Form::Claim(_) | Form::Forge(_) => return None,
    })
}

/// Whether a text is right; else whose fault that is.
fn judge(text: &str, composed: &Composed, fields: usize) -> Result<(), Faults> {
    let Err(mistakes) = parse(text) else {
        return Ok(());
    };
    let mut faults = Faults::of(fields);
    let lines: Vec<_> = text.trim_start_matches('\u{feff}').split('\n').collect();
    for mistake in mistakes {
        match field_of(&mistake, &lines, composed) {
            Some(field) => faults.add(field, mistake.message),
            None => faults.rest.push(mistake.to_string()),
        }
    }
    Err(faults)
}

/// The field that made what a mistake is about.
fn field_of(mistake: &Mistake, lines: &[&str], composed: &Composed) -> Option<usize> {
    let line = lines.get(mistake.line.checked_sub(1)?)?;
    let start = line
        .find(&composed.text)
        .filter(|_| !composed.text.is_empty())?;
    let before = line[..start].chars().count();
    composed.field_at((mistake.column - 1).checked_sub(before)?)
}

#[cfg(test)]
mod tests {
    use super::super::fields::fields;
    use super::*;

    const LAB: &str =
        "# a lab\nhost ann 10.0.0.1 timeout 5s # hers\nhost bob 10.0.0.2\nlink bob lan loss 5%\n";

    /// What comes of a form with these fields filled in otherwise.
    fn done(form: Form, filled: &[(&str, &str)]) -> Result<Action, Faults> {
        let scenario = parse(LAB).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let mut all = fields(&form, &scenario).expect("it is there");
        for (word, value) in filled {
            let field = all.iter_mut().find(|field| field.word == *word);
            field.expect("there is such a field").value = (*value).to_owned();
        }
        action(&form, &all, &scenario, LAB)
    }

    fn edit(old: &str, new: &str) -> Result<Action, Faults> {
        assert_eq!(LAB.matches(old).count(), 1, "{old}");
        Ok(Action::Edit(LAB.replace(old, new).into()))
    }

    /// The one field that is wrong, and why.
    fn fault(done: Result<Action, Faults>) -> (usize, String) {
        let faults = done.expect_err("something is wrong");
        assert_eq!(faults.rest, [""; 0]);
        let mut wrong = faults
            .fields
            .into_iter()
            .enumerate()
            .filter_map(|(at, it)| Some((at, it?)));
        let first = wrong.next().expect("a field is wrong");
        assert_eq!(wrong.next(), None);
        first
    }

    #[test]
    fn a_new_host_as_it_is_proposed() {
        let line = "host bob 10.0.0.2\nhost carol 10.0.0.3 profile rfc\n";
        assert_eq!(
            done(Form::NewHost(None), &[]),
            edit("host bob 10.0.0.2\n", line)
        );
    }

    #[test]
    fn a_new_host_elsewhere_with_options() {
        let filled = [
            ("name", "eve"),
            ("addresses", " "),
            ("profile", "strict"),
            ("cable", "bob"),
            ("keep", "9 commits"),
            ("forward", "yes"),
        ];
        let text = LAB
            .replace(
                "host bob 10.0.0.2\n",
                "host bob 10.0.0.2\nhost eve profile strict keep 9 commits forward at 12,34\n",
            )
            .replace("link bob lan", "link bob eve");
        assert_eq!(
            done(Form::NewHost(Some((12.4, 33.6))), &filled),
            Ok(Action::Edit(text.into()))
        );
    }

    #[test]
    fn a_host_keeps_its_comment_and_may_get_another_name() {
        let filled = [
            ("name", "anna"),
            ("timeout", ""),
            ("mac", "02:00:00:00:00:99"),
        ];
        assert_eq!(
            done(Form::Host("ann".into()), &filled),
            edit(
                "host ann 10.0.0.1 timeout 5s #",
                "host anna 10.0.0.1 mac 02:00:00:00:00:99 profile rfc #"
            )
        );
    }

    #[test]
    fn nothing_filled_in_otherwise_means_the_same_lab() {
        for form in [
            Form::Host("ann".into()),
            Form::Switch("lan".into()),
            Form::Link("bob".into(), "lan".into()),
        ] {
            let Ok(Action::Edit(text)) = done(form, &[]) else {
                panic!("it is an edit")
            };
            let essence = |text: &str| {
                parse(text)
                    .map(|it| it.essence())
                    .unwrap_or_else(|it| panic!("{it:?}"))
            };
            assert_eq!(essence(&text), essence(LAB));
        }
    }

    #[test]
    fn what_is_wrong_stands_beside_its_field() {
        let host = |word, value| fault(done(Form::Host("ann".into()), &[(word, value)]));
        let at = |word: &str| {
            let scenario = parse(LAB).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
            let fields = fields(&Form::Host("ann".into()), &scenario).expect("it is there");
            fields
                .iter()
                .position(|field| field.word == word)
                .expect("it is a field")
        };
        for (word, value, message) in [
            ("name", "Ann", "cannot be a name"),
            ("name", "bob", "already"),
            ("name", "", "needed"),
            ("name", "ann timeout", "one word"),
            ("addresses", "10.0.0.1 10.0.0.300", "10.0.0.300"),
            ("addresses", "10.0.0.1 mac", "between blanks"),
            ("timeout", "5 s", "one word"),
            ("timeout", "0s", "0s"),
            ("tries", "1000", "100"),
            ("mac", "ff:ff:ff:ff:ff:ff", "ff:ff"),
            ("keep", "many commits", "many"),
            ("gateway", "#", "neither"),
        ] {
            let (field, why) = host(word, value);
            assert_eq!(field, at(word), "{word} {value}: {why}");
            assert!(why.contains(message), "{word} {value}: {why}");
        }
        let (field, why) = fault(done(
            Form::Link("bob".into(), "lan".into()),
            &[("loss", "five")],
        ));
        assert_eq!(field, 2);
        assert!(why.contains("five"), "{why}");
    }

    #[test]
    fn an_act_is_a_statement() {
        let act = |words: &str| Ok(Action::Act(words.to_owned()));
        assert_eq!(
            done(Form::Send("ann".into()), &[("text", "a \"b\" #c")]),
            act("ann send bob:9 \"a \\\"b\\\" #c\"")
        );
        assert_eq!(fault(done(Form::Send("ann".into()), &[("port", "0")])).0, 1);
        assert_eq!(
            done(Form::Claim("ann".into()), &[]),
            act("ann claim 10.0.0.3")
        );
        assert_eq!(
            done(Form::Forge("ann".into()), &[("ip", "10.0.0.9")]),
            act("ann arp reply from 02:00:00:00:00:01 10.0.0.9 to 02:00:00:00:00:02 10.0.0.2")
        );
        assert_eq!(
            fault(done(Form::Forge("ann".into()), &[("ip", "nine")])).0,
            1
        );
    }

    #[test]
    fn a_new_switch_is_linked_and_the_first_stays_the_first() {
        let text = LAB
            .replace("host ann", "switch lan\nswitch switch2\nhost ann")
            .replace("loss 5%\n", "loss 5%\nlink switch2 lan\n");
        assert_eq!(
            done(Form::NewSwitch(None), &[]),
            Ok(Action::Edit(text.into()))
        );
    }
}
