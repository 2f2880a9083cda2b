//! What docs/formats.md promises, read from the document itself, so that a test and the words
//! cannot drift apart.

use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::arp::State;

/// The subjects that docs/formats.md lists: the quoted texts in the first column of its table.
pub struct Subjects(Vec<&'static str>);

impl Subjects {
    /// The table as it stands in the document.
    pub fn documented() -> Self {
        let rows = include_str!("../../docs/formats.md")
            .lines()
            .skip_while(|line| !line.starts_with("| subject"))
            .skip(2)
            .take_while(|line| line.starts_with('|'));
        let column = rows.map(|row| row.split('|').nth(1).expect("a row has columns"));
        let quoted = column.flat_map(|text| text.split('`').skip(1).step_by(2));
        let list: Vec<&str> = quoted.collect();
        assert!(list.len() > 10, "{list:?}");
        Self(list)
    }

    /// Whether a commit's subject is one of them.
    pub fn have(&self, subject: &str) -> bool {
        self.0.iter().any(|pattern| self.fits(subject, pattern))
    }

    fn fits(&self, subject: &str, pattern: &str) -> bool {
        if let Some(ips) = pattern.strip_suffix(" IP[, IP…]") {
            let list = subject
                .strip_prefix(ips)
                .and_then(|rest| rest.strip_prefix(' '));
            return list.is_some_and(is_list);
        }
        if let Some(verb) = pattern.strip_suffix("SUBJECT") {
            return subject.strip_prefix(verb).is_some_and(|of| self.have(of));
        }
        let (words, pattern): (Vec<&str>, Vec<&str>) =
            (subject.split(' ').collect(), pattern.split(' ').collect());
        words.len() == pattern.len()
            && words
                .iter()
                .zip(&pattern)
                .all(|(word, part)| word_fits(word, part))
    }
}

/// Addresses, four at most, and then how many more.
fn is_list(text: &str) -> bool {
    let (named, more) = match text.split_once(" and ") {
        Some((named, more)) => (named, Some(more)),
        None => (text, None),
    };
    let ips: Vec<&str> = named.split(", ").collect();
    let count = |more: &str| {
        more.strip_suffix(" more")
            .is_some_and(|n| n.parse::<u32>().is_ok())
    };
    ips.iter().all(|ip| ip.parse::<Ipv4Addr>().is_ok())
        && ips.len() <= 4
        && more.is_none_or(|more| ips.len() == 4 && count(more))
}

fn word_fits(word: &str, part: &str) -> bool {
    if let (Some(word), Some(part)) = (word.strip_suffix(':'), part.strip_suffix(':')) {
        return word_fits(word, part);
    }
    match part {
        "IP" => word.parse::<Ipv4Addr>().is_ok(),
        "MAC" => word.parse::<MacAddr>().is_ok(),
        "OLD" | "NEW" => word.parse::<MacAddr>().is_ok() || word.parse::<State>().is_ok(),
        "N" | "M" => word.parse::<u32>().is_ok(),
        "NAME" | "PEER" => !word.is_empty(),
        _ => match part.strip_suffix("/IP") {
            Some(dir) => word
                .strip_prefix(dir)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|ip| word_fits(ip, "IP")),
            None => word == part,
        },
    }
}
