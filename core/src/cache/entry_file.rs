//! An entry's file, and the rule by which two versions of an entry merge.
//!
//! The file has three lines in this order: `mac`, `state`, `expires`. The rule is a total order
//! on entries, so that merging is commutative, associative and idempotent: the later expiry wins
//! (`never` is latest); at the same expiry the greater state, then the greater MAC address. An
//! entry without a MAC (asked for, or in vain) yields to every entry with one.

use crate::addr::MacAddr;
use crate::arp::{Entry, State};
use crate::store::Value;
use crate::time::Instant;

/// A file that is no cache entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cache entry: {0}")]
pub struct EntryFileError(&'static str);

impl Value for Entry {
    type DecodeError = EntryFileError;

    fn encode(&self, out: &mut Vec<u8>) {
        // Written for every entry that changes: by hand, and not by the formatting machinery.
        out.extend_from_slice(b"mac ");
        match self.mac {
            Some(mac) => out.extend_from_slice(mac.text().as_bytes()),
            None => out.push(b'-'),
        }
        out.extend_from_slice(b"\nstate ");
        out.extend_from_slice(self.state.name().as_bytes());
        out.extend_from_slice(b"\nexpires ");
        match self.expires {
            Some(at) => out.extend_from_slice(at.text().as_bytes()),
            None => out.extend_from_slice(b"never"),
        }
        out.push(b'\n');
    }

    fn decode(bytes: &[u8]) -> Result<Self, EntryFileError> {
        let text = std::str::from_utf8(bytes).map_err(|_| EntryFileError("it is not text"))?;
        let rest = text
            .strip_suffix('\n')
            .ok_or(EntryFileError("it does not end with a newline"))?;
        let mut lines = rest.split('\n');
        let mut value = |key: &str, what| {
            lines
                .next()
                .and_then(|line| line.strip_prefix(key)?.strip_prefix(' '))
                .ok_or(EntryFileError(what))
        };
        let mac = match value("mac", "its first line is not 'mac …'")? {
            "-" => None,
            mac => Some(
                mac.parse::<MacAddr>()
                    .map_err(|_| EntryFileError("its MAC address is malformed"))?,
            ),
        };
        let state = value("state", "its second line is not 'state …'")?
            .parse::<State>()
            .map_err(|_| EntryFileError("its state is unknown"))?;
        let expires = match value("expires", "its third line is not 'expires …'")? {
            "never" => None,
            at => Some(parse_seconds(at).ok_or(EntryFileError(
                "its expiry is not seconds with six decimals",
            ))?),
        };
        match lines.next() {
            Some(_) => Err(EntryFileError("it has more than three lines")),
            None if expires.is_none() != (state == State::Permanent) => {
                Err(EntryFileError("'expires never' is for PERMANENT alone"))
            }
            None => Ok(Entry {
                mac,
                state,
                expires,
            }),
        }
    }

    fn merge(_base: Option<&Self>, ours: &Self, theirs: &Self) -> Self {
        let rank = |entry: &Self| {
            (
                entry.mac.is_some(),
                entry.expires.is_none(),
                entry.expires,
                entry.state,
                entry.mac,
            )
        };
        if rank(theirs) > rank(ours) {
            *theirs
        } else {
            *ours
        }
    }
}

/// Seconds with exactly six decimals.
pub(super) fn parse_seconds(text: &str) -> Option<Instant> {
    let (secs, micros) = text.split_once('.')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if micros.len() != 6 || secs.is_empty() || !digits(secs) || !digits(micros) {
        return None;
    }
    let secs: u64 = secs.parse().ok()?;
    let micros: u64 = micros.parse().ok()?;
    Some(Instant::from_micros(
        secs.checked_mul(1_000_000)?.checked_add(micros)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(entry: &Entry) -> String {
        let mut out = Vec::new();
        entry.encode(&mut out);
        String::from_utf8(out).expect("an entry's file is text")
    }

    fn entry(mac: Option<&str>, state: State, expires: Option<u64>) -> Entry {
        Entry {
            mac: mac.map(|mac| mac.parse().expect("a MAC")),
            state,
            expires: expires.map(Instant::from_micros),
        }
    }

    #[test]
    fn an_entry_is_three_lines() {
        let reachable = entry(
            Some("10:9a:dd:c0:ff:ee"),
            State::Reachable,
            Some(61_000_200),
        );
        assert_eq!(
            text(&reachable),
            "mac 10:9a:dd:c0:ff:ee\nstate REACHABLE\nexpires 61.000200\n"
        );
        let asked = entry(None, State::Incomplete, Some(1_500_000));
        assert_eq!(text(&asked), "mac -\nstate INCOMPLETE\nexpires 1.500000\n");
        let pinned = entry(Some("10:9a:dd:c0:ff:ee"), State::Permanent, None);
        assert_eq!(
            text(&pinned),
            "mac 10:9a:dd:c0:ff:ee\nstate PERMANENT\nexpires never\n"
        );
        for one in [reachable, asked, pinned] {
            assert_eq!(Entry::decode(text(&one).as_bytes()), Ok(one));
        }
    }

    #[test]
    fn any_entry_is_written_as_it_is_shown() {
        let mut micros = 1_u64;
        for shift in 0..64 {
            for at in [micros, (1 << shift) - 1, u64::MAX - (1 << shift) + 1] {
                let at = Instant::from_micros(at);
                let mac = MacAddr([shift, 0x0f, 0xf0, 0xff, 9, 0]);
                let text = text(&Entry::reachable(mac, at));
                assert_eq!(text, format!("mac {mac}\nstate REACHABLE\nexpires {at}\n"));
            }
            micros = micros.wrapping_mul(10);
        }
    }

    #[test]
    fn what_is_no_entry_is_refused() {
        for text in [
            "",
            "mac -",
            "mac -\nstate INCOMPLETE\nexpires 1.5\n",
            "mac -\nstate INCOMPLETE\nexpires 1.500000\n\n",
            "mac -\nstate INCOMPLETE\nexpires never\n",
            "mac 1\nstate REACHABLE\nexpires 1.500000\n",
            "mac -\nstate ASLEEP\nexpires 1.500000\n",
            "state REACHABLE\nmac -\nexpires 1.500000\n",
            "mac -\nstate INCOMPLETE\nexpires 99999999999999999999.000000\n",
        ] {
            assert!(Entry::decode(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(Entry::decode(b"\xff\n").is_err());
    }

    #[test]
    fn the_later_expiry_wins_whichever_side_it_is_on() {
        let soon = entry(Some("02:00:00:00:00:02"), State::Reachable, Some(10));
        let late = entry(Some("02:00:00:00:00:01"), State::Reachable, Some(20));
        let never = entry(Some("02:00:00:00:00:03"), State::Permanent, None);
        let twin = entry(Some("02:00:00:00:00:09"), State::Reachable, Some(20));
        for (a, b, kept) in [(soon, late, late), (late, never, never), (late, twin, twin)] {
            assert_eq!(Entry::merge(None, &a, &b), kept);
            assert_eq!(Entry::merge(None, &b, &a), kept);
        }
    }
}
