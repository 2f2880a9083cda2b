//! `host` lines: a name, its addresses, its options.

use super::ast::{Defence, Host, Keep, NodeRef, Profile};
use super::cursor::Cursor;
use super::lexer::Line;
use super::limits::MAX_HOSTS;
use super::parser::Draft;
use super::values;
use super::words::{HOST_OPTIONS, one_of};
use crate::addr::{Ipv4Net, MacAddr};

/// Requests of one query at most.
const MAX_TRIES: u64 = 100;
/// Entries of a table at most: a whole /16.
const MAX_CAPACITY: u64 = 65_536;

/// Commits that `keep` may name at most.
const MAX_KEPT: u64 = 100_000_000;

/// What `accept` may say: whether unsolicited packets make entries.
pub(super) const ACCEPT: [&str; 2] = ["known", "all"];

/// `host NAME [ADDRESS…] [OPTION…]`.
pub(super) fn host<'t>(draft: &mut Draft<'t>, line: &Line<'t>) {
    let index = draft.scenario.hosts.len();
    let Some(name) = draft.declare(line, NodeRef::Host(index)) else {
        return;
    };
    if index == MAX_HOSTS {
        let message = format!("more than {MAX_HOSTS} hosts");
        draft.mistakes.add(line.words[0].place, message);
    }
    let mut host = Host {
        name,
        addresses: Vec::new(),
        mac: MacAddr::of_host((index + 1) as u16),
        profile: Profile::default(),
        position: None,
        timeout: None,
        retry: None,
        tries: None,
        capacity: None,
        defend: None,
        accept: None,
        proxy: None,
        gateway: None,
        forward: false,
        keep: None,
        from: None,
        line: line.number,
    };
    let mut cursor = Cursor::new(line, 2, &mut draft.mistakes);
    while starts_like_address(&cursor) {
        address(&mut cursor, &mut host.addresses);
    }
    let mut seen = Vec::new();
    while cursor.peek().is_some() {
        if starts_like_address(&cursor) {
            let message = "addresses stand in front of the options, behind the name";
            cursor.mistake(cursor.place(), message);
            cursor.skip();
        } else if let Some(option) = cursor.option(&HOST_OPTIONS, &mut seen) {
            read(option, &mut cursor, &mut host);
        }
    }
    draft.scenario.hosts.push(host);
}

/// No option begins with a digit, and no address with anything else.
fn starts_like_address(cursor: &Cursor) -> bool {
    let digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    cursor.peek_bare().is_some_and(digit)
}

fn address(cursor: &mut Cursor, addresses: &mut Vec<Ipv4Net>) {
    let place = cursor.place();
    if let Some(net) = cursor.value("an address", values::net) {
        if addresses.iter().any(|known| known.addr() == net.addr()) {
            cursor.mistake(place, format!("the host has {} already", net.addr()));
        } else {
            addresses.push(net);
        }
    }
}

/// The value of an option.
fn read(option: &str, cursor: &mut Cursor, host: &mut Host) {
    match option {
        "mac" => {
            let mac = cursor.value("a MAC address", values::host_mac);
            host.mac = mac.unwrap_or(host.mac);
        }
        "profile" => {
            let words = Profile::ALL.map(Profile::word);
            if let Some(index) = cursor.choice("a profile", &one_of(&words), &words) {
                host.profile = Profile::ALL[index];
            }
        }
        "at" => host.position = cursor.position(),
        "timeout" => host.timeout = cursor.value("a time", values::some_time),
        "retry" => host.retry = cursor.value("a time", values::some_time),
        "tries" => {
            let tries = cursor.value("a number", |word| values::whole(word, 1, MAX_TRIES));
            host.tries = tries.map(|tries| tries as u32);
        }
        "capacity" => {
            let size = cursor.value("a number", |word| values::whole(word, 1, MAX_CAPACITY));
            host.capacity = size.map(|size| size as usize);
        }
        "defend" => {
            let words = Defence::ALL.map(Defence::word);
            let choice = cursor.choice("a choice", &one_of(&words), &words);
            host.defend = choice.map(|index| Defence::ALL[index]);
        }
        "accept" => {
            let choice = cursor.choice("a choice", &one_of(&ACCEPT), &ACCEPT);
            host.accept = choice.map(|index| index == 1);
        }
        "proxy" => host.proxy = cursor.value("a network", values::net),
        "gateway" => host.gateway = cursor.value("an address", values::host_ip),
        "forward" => host.forward = true,
        "keep" => host.keep = keep(cursor),
        "from" => host.from = cursor.value("the id of a commit", values::commit),
        _ => unreachable!("the words of HOST_OPTIONS are all above"),
    }
}

/// `N commits`, or a time.
fn keep(cursor: &mut Cursor) -> Option<Keep> {
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    if cursor.peek_bare().is_some_and(digits) {
        let count = cursor.value("a number", |word| values::whole(word, 1, MAX_KEPT));
        cursor.keyword("commits")?;
        return count.map(|count| Keep::Commits(count as u32));
    }
    let time = cursor.value("'N commits' or a time", values::some_time);
    time.map(Keep::Time)
}
