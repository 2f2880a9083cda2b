//! What was said as the rows of a list, as of a moment.

use crate::state::{Lit, Moment, RunHandle};
use crate::views::wording::{exact_seconds, host_name, spoken};
use std::fmt;
use versioned_arp::report::{Saying, Standing};
use versioned_arp::sim::{Cause, HostId, MessageNumber, Transport};

/// How something stands at a glance: a sign and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It waits: a ring.
    Waiting,
    /// It is on its way: an arrow.
    UnderWay,
    /// It got where it should: a tick.
    Good,
    /// It did not: a cross.
    Bad,
}

impl Sign {
    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Sign::Waiting => "sign-waiting",
            Sign::UnderWay => "sign-way",
            Sign::Good => "sign-good",
            Sign::Bad => "sign-bad",
        }
    }

    /// Its lines in a square of 12 around (0, 0).
    pub fn lines(self) -> &'static str {
        match self {
            Sign::Waiting => "M-4 0a4 4 0 1 0 8 0 4 4 0 1 0-8 0z",
            Sign::UnderWay => "M-5 0H4M1-3.5 4.5 0 1 3.5",
            Sign::Good => "M-4.5.5-1.5 3.5 4.5-3.5",
            Sign::Bad => "M-3.5-3.5l7 7M3.5-3.5l-7 7",
        }
    }
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow {
    /// Which message it is.
    pub number: MessageNumber,
    /// When it was said, in seconds.
    pub time: String,
    /// Who said it.
    pub from: String,
    /// To whom.
    pub to: String,
    /// What carries it, and its port.
    pub over: String,
    /// What was said, in a line; nothing for a ping.
    pub text: String,
    /// What has become of it; nothing before it is said.
    pub standing: Option<(Sign, &'static str)>,
}

/// The places of what a host says and is told in all that is said, or of all of it.
pub fn heard_by(run: &RunHandle, listener: Option<HostId>) -> Vec<u32> {
    let concerns = |saying: &Saying| {
        listener.is_none_or(|host| saying.message(run).host == host || saying.to == Some(host))
    };
    let sayings = run.talk().sayings().iter().zip(0..);
    let those = sayings.filter(|(saying, _)| concerns(saying));
    those.map(|(_, place)| place).collect()
}

/// The row of a saying.
pub fn row(moment: &Moment, saying: &Saying) -> MessageRow {
    let run = &moment.run;
    let message = saying.message(run);
    let standing = saying.standing(moment.at);
    MessageRow {
        number: saying.number,
        time: exact_seconds(message.at),
        from: host_name(run, message.host).to_owned(),
        to: party(run, saying),
        over: over(saying, run),
        text: spoken(&message.text).replace('\n', " "),
        standing: standing.map(|it| (sign(it), word(it, message.transport))),
    }
}

/// To whom something was said: a host's name, or an address that nobody had.
pub fn party(run: &RunHandle, saying: &Saying) -> String {
    match saying.to {
        Some(host) => host_name(run, host).to_owned(),
        None => saying.message(run).peer.0.to_string(),
    }
}

/// What carries something: `TCP 443`.
pub fn over(saying: &Saying, run: &RunHandle) -> String {
    let message = saying.message(run);
    let port = message.peer.1;
    match message.transport {
        Transport::Icmp => "ping".to_owned(),
        Transport::Udp => format!("UDP {port}"),
        Transport::Tcp => format!("TCP {port}"),
    }
}

/// How something stands at a glance.
pub fn sign(standing: &Standing) -> Sign {
    match standing {
        Standing::Waiting => Sign::Waiting,
        Standing::UnderWay => Sign::UnderWay,
        Standing::Heard | Standing::Answered => Sign::Good,
        Standing::Lost | Standing::Astray(_) | Standing::AnswerLost | Standing::Failed(_) => {
            Sign::Bad
        }
    }
}

/// How something stands, in a word or two.
pub fn word(standing: &Standing, transport: Transport) -> &'static str {
    match (standing, transport) {
        (Standing::Waiting, _) => "waiting",
        (Standing::UnderWay, _) => "on its way",
        (Standing::Lost, _) => "lost",
        (Standing::Astray(_), _) => "astray",
        (Standing::Heard, Transport::Icmp) => "arrived",
        (Standing::Heard, _) => "heard",
        (Standing::AnswerLost, _) => "answer lost",
        (Standing::Answered, Transport::Tcp) => "echoed",
        (Standing::Answered, _) => "answered",
        (Standing::Failed(_), _) => "failed",
    }
}

/// The same in a sentence.
pub fn sentence(run: &RunHandle, standing: &Standing, transport: Transport) -> String {
    let text = match (standing, transport) {
        (Standing::Waiting, Transport::Tcp) => "Said; it waits for its connection, or for ARP",
        (Standing::Waiting, _) => "Said; it waits for ARP until it is on the wire",
        (Standing::UnderWay, _) => "On the wire",
        (Standing::Lost, _) => "Lost on a link",
        (Standing::Astray(None), _) => "Nobody took it: no host that is up has its MAC address",
        (Standing::Astray(Some(host)), _) => {
            return format!(
                "{} got it, for whom it was not, and passed it to nobody",
                host_name(run, *host)
            );
        }
        (Standing::Heard, Transport::Icmp) => "It arrived",
        (Standing::Heard, _) => "Heard",
        (Standing::AnswerLost, _) => "The answer did not arrive",
        (Standing::Answered, Transport::Tcp) => "Its echo is back",
        (Standing::Answered, _) => "The answer is back",
        (Standing::Failed(why), _) => return format!("Failed: {why}"),
    };
    text.to_owned()
}

/// Whether a selection lights a saying up: one of its frames, or, where it never had one, the
/// statement that said it.
pub fn is_lit(run: &RunHandle, saying: &Saying, lit: &Lit) -> bool {
    match saying.message(run).cause {
        Cause::Statement(index) if saying.frames.is_empty() => lit.statement == Some(index),
        _ => saying.frames.iter().any(|it| lit.frames.contains(it)),
    }
}

/// How much did not get where it should, by a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trouble(usize);

impl Trouble {
    /// Counts in the listed ones.
    pub fn of(moment: &Moment, listed: &[u32]) -> Self {
        let sayings = moment.run.talk().sayings();
        let standings = listed
            .iter()
            .map_while(|place| sayings[*place as usize].standing(moment.at));
        Self(standings.filter(|it| sign(it) == Sign::Bad).count())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            count => write!(f, ", {count} lost or failed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Item, Selection};
    use crate::views::fixtures::{at, lab};

    const LAB: &str = "end 20s
host ann 10.0.0.1
host bob 10.0.0.2
host eve 10.0.0.3
at 0s bob serve 7
at 1s ann ping bob
at 2s ann say bob:7 \"hello\\nworld\"
at 3s ann send 10.0.0.9:53 \"anybody?\"";

    fn rows(seconds: f64, listener: Option<HostId>) -> Vec<String> {
        let moment = at(&lab(LAB), seconds);
        let listed = heard_by(&moment.run, listener);
        let sayings = moment.run.talk().sayings();
        let line = |place: &u32| {
            let row = row(&moment, &sayings[*place as usize]);
            let standing = row.standing.map_or("to come", |(_, word)| word);
            let MessageRow {
                from,
                to,
                over,
                text,
                ..
            } = row;
            format!("{from}>{to} {over} {text}: {standing}")
        };
        listed.iter().map(line).collect()
    }

    #[test]
    fn what_was_said_reads_in_names_and_stands_as_it_does_at_that_moment() {
        assert_eq!(
            rows(3.5, None),
            [
                "ann>bob ping : answered",
                "ann>bob TCP 7 hello world: echoed",
                "ann>10.0.0.9 UDP 53 anybody?: waiting",
            ]
        );
        assert_eq!(rows(1.5, None)[1], "ann>bob TCP 7 hello world: to come");
        assert_eq!(rows(20.0, None)[2], "ann>10.0.0.9 UDP 53 anybody?: failed");
        assert_eq!(rows(20.0, Some(HostId::new(1))).len(), 2);
        assert!(rows(20.0, Some(HostId::new(2))).is_empty());
    }

    #[test]
    fn trouble_is_counted_as_of_the_moment() {
        let trouble = |seconds| {
            let moment = at(&lab(LAB), seconds);
            Trouble::of(&moment, &heard_by(&moment.run, None)).to_string()
        };
        assert_eq!(trouble(3.5), "");
        assert_eq!(trouble(20.0), ", 1 lost or failed");
    }

    #[test]
    fn a_message_lights_its_frames_and_a_frame_its_message() {
        let moment = at(&lab(LAB), 20.0);
        let run = &moment.run;
        let saying = &run.talk().sayings()[1];
        let of = |item| {
            let selection = Selection {
                item: Some(item),
                ..Selection::default()
            };
            Lit::of(run, &selection)
        };
        let lit = of(Item::Message(saying.number));
        assert!(saying.frames.iter().all(|it| lit.frames.contains(it)));
        assert_eq!(lit.hosts.len(), 2, "who said it, and to whom");
        let lit = of(Item::Frame(saying.frames[0]));
        let sayings = run.talk().sayings().iter();
        let lit: Vec<_> = sayings.map(|it| is_lit(run, it, &lit)).collect();
        assert_eq!(lit, [false, true, false]);
    }
}
