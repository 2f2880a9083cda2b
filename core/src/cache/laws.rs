//! Laws of merging, over random entries and random histories: where both sides changed, the
//! entry's rule is a total order's maximum; pulls repeated until nothing moves do end, and leave
//! every host with the same cache.

use super::{Cache, CauseLine, MergeOutcome, Rev, Why, entries};
use crate::addr::{Ipv4Addr, MacAddr};
use crate::arp::{Edit, Entry, State, Table as _};
use crate::store::Value as _;
use crate::time::{Duration, Instant};
use proptest::prelude::*;

const HOSTS: usize = 3;

fn why(at: u64) -> Why<'static> {
    Why {
        at: Instant::from_secs(at),
        cause: CauseLine::Statement("a test"),
    }
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let state = prop::sample::select(vec![
        State::Reachable,
        State::Stale,
        State::Delay,
        State::Failed,
        State::Permanent,
    ]);
    (0u8..3, state, 0u64..3).prop_map(|(mac, state, expires)| Entry {
        mac: (state != State::Failed).then_some(MacAddr::of_host(mac.into())),
        state,
        expires: (state != State::Permanent).then_some(Instant::from_secs(expires)),
    })
}

/// What one host does to one of four addresses.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Put { ip: u8, mac: u8, lifetime: u64 },
    Remove { ip: u8 },
    Pull { from: usize },
}

fn any_deed() -> impl Strategy<Value = (usize, Deed)> {
    let put =
        (0u8..4, 0u8..3, 1u64..9).prop_map(|(ip, mac, lifetime)| Deed::Put { ip, mac, lifetime });
    let remove = (0u8..4).prop_map(|ip| Deed::Remove { ip });
    let pull = (0..HOSTS).prop_map(|from| Deed::Pull { from });
    (0..HOSTS, prop_oneof![3 => put, 1 => remove, 1 => pull])
}

fn ip(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 0, 0, last)
}

fn hosts() -> Vec<Cache> {
    ["ann", "bob", "carol"]
        .map(|name| Cache::create(name, &why(0)).0)
        .into()
}

/// Whether a host's pull from another changed anything.
fn pull(hosts: &mut [Cache], into: usize, from: usize, at: u64) -> bool {
    let Ok([into, from]) = hosts.get_disjoint_mut([into, from]) else {
        return false;
    };
    let pulled = into.pull(from.repository(), "peer", &why(at));
    pulled.outcome != MergeOutcome::NothingToDo
}

/// Does what an engine would propose.
fn act(hosts: &mut [Cache], host: usize, deed: Deed, at: u64) {
    match deed {
        Deed::Put {
            ip: last,
            mac,
            lifetime,
        } => {
            let (ip, mac) = (ip(last), MacAddr::of_host(mac.into()));
            let entry =
                Entry::reachable(mac, Instant::from_secs(at) + Duration::from_secs(lifetime));
            let edit = match hosts[host].table().get(ip) {
                Some(old) if old == entry => return,
                Some(Entry { mac: Some(old), .. }) if old != mac => {
                    Edit::Changed { ip, old, entry }
                }
                Some(_) => Edit::Confirmed { ip, entry },
                None => Edit::Learned {
                    ip,
                    entry,
                    evicted: Vec::new(),
                },
            };
            hosts[host].apply(&edit, &why(at));
        }
        Deed::Remove { ip: last } => {
            if hosts[host].table().get(ip(last)).is_some() {
                hosts[host].apply(&Edit::Forgot { ip: ip(last) }, &why(at));
            }
        }
        Deed::Pull { from } => {
            pull(hosts, host, from, at);
        }
    }
}

/// Pulls in rounds until a whole round changes nothing.
fn settle(hosts: &mut [Cache], order: &[(usize, usize)], from: u64) {
    const MOST_ROUNDS: u64 = 10;
    for round in 0..MOST_ROUNDS {
        let moved: Vec<bool> = order
            .iter()
            .map(|(into, peer)| pull(hosts, *into, *peer, from + round))
            .collect();
        if !moved.contains(&true) {
            return;
        }
    }
    panic!("pulls still move entries after {MOST_ROUNDS} rounds");
}

fn pairs() -> Vec<(usize, usize)> {
    (0..HOSTS)
        .flat_map(|into| {
            (0..HOSTS)
                .filter(move |from| *from != into)
                .map(move |from| (into, from))
        })
        .collect()
}

proptest! {
    #[test]
    fn the_rule_is_commutative_associative_and_idempotent(a in any_entry(), b in any_entry(), c in any_entry()) {
        let merge = |a: &Entry, b: &Entry| Entry::merge(None, a, b);
        prop_assert_eq!(merge(&a, &b), merge(&b, &a));
        prop_assert_eq!(merge(&merge(&a, &b), &c), merge(&a, &merge(&b, &c)));
        prop_assert_eq!(merge(&a, &a), a);
        prop_assert!([a, b].contains(&merge(&a, &b)));
    }

    #[test]
    fn pulls_end_and_leave_all_hosts_with_the_same_cache(
        deeds in prop::collection::vec(any_deed(), 0..30),
        order in Just(pairs()).prop_shuffle(),
    ) {
        let mut hosts = hosts();
        for (at, (host, deed)) in (1..).zip(deeds) {
            act(&mut hosts, host, deed, at);
        }
        settle(&mut hosts, &order, 100);
        let ids: Vec<_> = hosts.iter().map(|host| host.head().tree().id()).collect();
        prop_assert!(ids.iter().all(|id| *id == ids[0]), "{:?}", hosts.iter().map(|host| entries(host.head().tree())).collect::<Vec<_>>());
    }

    #[test]
    fn where_entries_were_only_added_or_lengthened_the_order_of_pulls_does_not_matter(
        puts in prop::collection::vec((0..HOSTS, 0u8..4, 1u64..9), 0..20),
        one in Just(pairs()).prop_shuffle(),
        other in Just(pairs()).prop_shuffle(),
    ) {
        let outcome = |order: &[(usize, usize)]| {
            let mut hosts = hosts();
            for (at, (host, ip, lifetime)) in (1..).zip(&puts) {
                // One MAC for each address, and each lifetime ends later than the one before.
                let deed = Deed::Put { ip: *ip, mac: *ip, lifetime: lifetime + 10 * at };
                act(&mut hosts, *host, deed, at);
            }
            settle(&mut hosts, order, 1_000);
            hosts[0].head().tree().id()
        };
        prop_assert_eq!(outcome(&one), outcome(&other));
    }

    #[test]
    fn the_table_is_main_whatever_happens(deeds in prop::collection::vec(any_deed(), 0..30), back in 0u32..5) {
        let mut hosts = hosts();
        for (at, (host, deed)) in (1..).zip(deeds) {
            act(&mut hosts, host, deed, at);
        }
        let host = &mut hosts[0];
        let restored = |mac| Entry::reachable(mac, Instant::from_secs(260));
        let _ = host.revert(&Rev::Head(back), restored, &why(200));
        let _ = host.reset(&Rev::Head(back), &why(201));
        let table: Vec<_> = host.table().iter().map(|(ip, entry)| (ip, *entry)).collect();
        prop_assert_eq!(table, entries(host.head().tree()));
    }
}
