//! What a host does: the words behind its verb.

use super::action::{Action, ArpOperation, ForgedArp, Rev};
use super::cursor::Cursor;
use super::names::Names;
use super::naming;
use super::values;
use std::collections::{BTreeMap, BTreeSet};

/// A UDP datagram that fits into one frame holds so many bytes.
const MAX_DATAGRAM: usize = 1_472;

/// Reads actions, and remembers what they make.
#[derive(Debug, Default)]
pub(super) struct Verbs {
    /// The branches that each host's statements make. Git keeps a branch as a file, so `a` and
    /// `a/b` cannot both be there.
    branches: BTreeMap<usize, BTreeSet<String>>,
}

impl Verbs {
    /// The action of `verb`, up to the end of the line. An unknown `host` was reported already,
    /// and nothing comes of the statement; its words are read all the same, for their mistakes.
    pub fn action(
        &mut self,
        verb: &str,
        host: Option<usize>,
        cursor: &mut Cursor,
        names: &Names,
    ) -> Option<Action> {
        let known = host;
        let host = host.unwrap_or_default();
        let target = |word: &str| names.target(word);
        let peer = |word: &str| match names.host(word)? {
            peer if known == Some(peer) => Err(format!("'{word}' is the host itself")),
            peer => Ok(peer),
        };
        Some(match verb {
            "query" => Action::Query {
                host,
                target: cursor.value(TARGET, target)?,
            },
            "ping" => {
                let whom = cursor.value(TARGET, |word| match values::range(word) {
                    Some(range) => range.map(Ok),
                    None => target(word).map(Err),
                })?;
                match whom {
                    Ok((first, last)) => Action::Sweep { host, first, last },
                    Err(target) => Action::Ping { host, target },
                }
            }
            "send" | "say" => return talk(verb, host, cursor, names),
            "serve" => Action::Serve {
                host,
                port: cursor.value("a port", |word| values::whole(word, 1, 65_535))? as u16,
            },
            "close" => {
                let (target, port) =
                    cursor.value(TARGET_AND_PORT, |word| names.target_and_port(word))?;
                Action::Close { host, target, port }
            }
            "set-ips" => {
                let mut ips = Vec::new();
                while cursor.peek().is_some() {
                    ips.extend(cursor.value("an address", values::net));
                }
                Action::SetIps { host, ips }
            }
            "add-ip" => Action::AddIp {
                host,
                ip: cursor.value("an address", values::net)?,
            },
            "remove-ip" => Action::RemoveIp {
                host,
                ip: cursor.value("an address", values::ip)?,
            },
            "announce" => Action::Announce {
                host,
                ip: match cursor.peek() {
                    Some(_) => Some(cursor.value("an address", values::ip)?),
                    None => None,
                },
            },
            "claim" => Action::Claim {
                host,
                ip: cursor.value("an address", values::net)?,
            },
            "learn" => return learn(host, cursor),
            "pin" => {
                let ip = cursor.value("an address", values::host_ip);
                let mac = cursor.value("a MAC address", values::mac);
                Action::Pin {
                    host,
                    ip: ip?,
                    mac: mac?,
                }
            }
            "forget" => Action::Forget {
                host,
                ip: cursor.value("an address", values::ip)?,
            },
            "flush" => Action::Flush { host },
            "arp" => return forged(host, cursor),
            "frame" => Action::Frame {
                host,
                bytes: cursor.bare_or_quoted("hex digits", values::bytes)?,
            },
            "down" => Action::Down { host },
            "up" => Action::Up {
                host,
                fresh: fresh(cursor)?,
            },
            "pull" => Action::Pull {
                host,
                peer: cursor.value("a host", peer)?,
            },
            "push" => Action::Push {
                host,
                peer: cursor.value("a host", peer)?,
            },
            "branch" => return self.branch(known, cursor),
            "merge" => Action::Merge {
                host,
                name: cursor.value("a branch", naming::own_branch)?,
            },
            "revert" => Action::Revert {
                host,
                rev: cursor.value(REV, naming::rev)?,
            },
            "reset" => Action::Reset {
                host,
                rev: cursor.value(REV, naming::rev)?,
            },
            _ => unreachable!("the words of VERBS are all above"),
        })
    }

    /// `NAME [REV]`.
    fn branch(&mut self, host: Option<usize>, cursor: &mut Cursor) -> Option<Action> {
        let place = cursor.place();
        let name = cursor.value("a name", naming::own_branch);
        let rev: Option<Option<Rev>> = match cursor.peek() {
            Some(_) => cursor.value(REV, naming::rev).map(Some),
            None => Some(None),
        };
        let (host, name) = (host?, name?);
        if let Some(other) = self.in_the_way(host, &name) {
            let message = format!("'{name}' and '{other}' cannot both be branches of one host");
            cursor.mistake(place, message);
        }
        self.branches.entry(host).or_default().insert(name.clone());
        Some(Action::Branch {
            host,
            name,
            rev: rev?,
        })
    }

    /// A branch whose file is a directory of `name`, or the reverse.
    fn in_the_way(&self, host: usize, name: &str) -> Option<String> {
        let made = self.branches.get(&host)?;
        let above = name
            .match_indices('/')
            .find_map(|(slash, _)| made.get(&name[..slash]));
        let below = || {
            let inside = format!("{name}/");
            let next = made.range(inside.clone()..).next()?;
            next.starts_with(&inside).then_some(next)
        };
        above.or_else(below).cloned()
    }
}

const TARGET: &str = "an IPv4 address or a host";
const TARGET_AND_PORT: &str = "TARGET:PORT";
const REV: &str = "a commit (HEAD, HEAD~N, @TIME, a branch or an id)";

/// `TARGET:PORT "text"`.
fn talk(verb: &str, host: usize, cursor: &mut Cursor, names: &Names) -> Option<Action> {
    let to = cursor.value(TARGET_AND_PORT, |word| names.target_and_port(word));
    let place = cursor.place();
    let text = cursor.text();
    let (target, port) = to?;
    let text = text?;
    if verb == "say" {
        return Some(Action::Say {
            host,
            target,
            port,
            text,
        });
    }
    if text.len() > MAX_DATAGRAM {
        let message = format!(
            "a text of {} bytes does not fit into one datagram of {MAX_DATAGRAM}",
            text.len()
        );
        cursor.mistake(place, message);
    }
    Some(Action::Send {
        host,
        target,
        port,
        text,
    })
}

/// `IP MAC [for D]`.
fn learn(host: usize, cursor: &mut Cursor) -> Option<Action> {
    let ip = cursor.value("an address", values::host_ip);
    let mac = cursor.value("a MAC address", values::mac);
    let lifetime = match cursor.peek() {
        Some(_) => {
            cursor.keyword("for")?;
            Some(cursor.value("a time", values::some_time)?)
        }
        None => None,
    };
    Some(Action::Learn {
        host,
        ip: ip?,
        mac: mac?,
        lifetime,
    })
}

/// `request|reply from MAC IP to MAC IP [dst MAC]`.
fn forged(host: usize, cursor: &mut Cursor) -> Option<Action> {
    cursor.stop_at(&["from", "to", "dst"]);
    let operation = cursor.choice("", "'request' or 'reply'", &["request", "reply"]);
    cursor.keyword("from")?;
    let sha = cursor.value("a MAC address", values::mac);
    let spa = cursor.value("an address", values::ip);
    cursor.keyword("to")?;
    let tha = cursor.value("a MAC address", values::mac);
    let tpa = cursor.value("an address", values::ip);
    let dst = match cursor.peek() {
        Some(_) => {
            cursor.keyword("dst")?;
            Some(cursor.value("a MAC address", values::mac)?)
        }
        None => None,
    };
    let operation = match operation? {
        0 => ArpOperation::Request,
        _ => ArpOperation::Reply,
    };
    let arp = ForgedArp {
        operation,
        sha: sha?,
        spa: spa?,
        tha: tha?,
        tpa: tpa?,
        dst,
    };
    Some(Action::Arp { host, arp })
}

/// `[fresh]`.
fn fresh(cursor: &mut Cursor) -> Option<bool> {
    match cursor.peek() {
        Some(_) => cursor.keyword("fresh").map(|()| true),
        None => Some(false),
    }
}
