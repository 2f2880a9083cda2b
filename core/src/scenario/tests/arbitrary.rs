//! Scenarios of the whole language, and texts that are nearly some, for property tests.

use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
use crate::scenario::{
    Action, ArpOperation, DEFAULT_SWITCH, Defence, ForgedArp, Host, Keep, Link, LinkOptions,
    NodeRef, Permit, Profile, Rev, Scenario, Statement, Switch, Target,
};
use crate::time::{Duration, Instant};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

fn ip() -> impl Strategy<Value = Ipv4Addr> {
    (1..=223u8, any::<[u8; 3]>()).prop_map(|(a, [b, c, d])| Ipv4Addr::new(a, b, c, d))
}

fn net() -> impl Strategy<Value = Ipv4Net> {
    (ip(), 0..=32u8).prop_map(|(ip, length)| Ipv4Net::new(ip, length).expect("it is at most 32"))
}

fn mac() -> impl Strategy<Value = MacAddr> {
    any::<[u8; 6]>().prop_map(MacAddr)
}

/// Times of every size; never zero.
fn time() -> impl Strategy<Value = Duration> {
    let micros = prop_oneof![1..2_000u64, 1..5_000_000u64, 1..=86_400_000_000u64];
    let units = prop_oneof![Just(1u64), Just(1_000), Just(1_000_000), Just(60_000_000)];
    (micros, units).prop_map(|(micros, unit)| Duration::from_micros((micros / unit * unit).max(1)))
}

fn options(up: bool) -> impl Strategy<Value = LinkOptions> {
    let ppm = || of(0..=1_000_000u32);
    let up = if up {
        of(any::<bool>()).boxed()
    } else {
        Just(None).boxed()
    };
    let rate = of(prop_oneof![
        Just(0),
        1..10_000u64,
        Just(100_000_000),
        Just(2_500_000)
    ]);
    let times = (of(time()), of(time()));
    (times, ppm(), ppm(), ppm(), rate, up).prop_map(
        |((latency, jitter), loss, duplicate, corrupt, rate, up)| LinkOptions {
            latency,
            jitter,
            loss,
            duplicate,
            corrupt,
            rate,
            up,
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    "[ -~äß😀\t\n]{0,30}"
}

fn host(index: usize) -> impl Strategy<Value = Host> {
    let coordinate = || (-9_000..9_000i32).prop_map(|tenths| f64::from(tenths) / 10.0);
    let station = mac().prop_map(|MacAddr([_, b, c, d, e, f])| MacAddr([2, b, c, d, e, f]));
    let mac = prop_oneof![Just(MacAddr::of_host((index + 1) as u16)), station];
    let numbers = (of(time()), of(time()), of(1..=100u32), of(1..=65_536usize));
    let profile = (0..4usize).prop_map(|index| Profile::ALL[index]);
    let position = of((coordinate(), coordinate()));
    let defend = of(proptest::sample::select(Defence::ALL.to_vec()));
    let choices = (defend, of(any::<bool>()), of(net()));
    let routing = (of(ip()), any::<bool>());
    let keep = prop_oneof![
        (1..1_000_000u32).prop_map(Keep::Commits),
        time().prop_map(Keep::Time)
    ];
    let from = any::<[u8; 20]>().prop_map(crate::store::ObjectId::Sha1);
    let choices = (choices, routing, (of(keep), of(from)));
    (vec(net(), 0..4), mac, profile, position, numbers, choices).prop_map(
        move |(mut addresses, mac, profile, position, numbers, choices)| {
            let (timeout, retry, tries, capacity) = numbers;
            let ((defend, accept, proxy), (gateway, forward), (keep, from)) = choices;
            addresses.sort();
            addresses.dedup_by_key(|net| net.addr());
            Host {
                name: format!("host-{index}"),
                addresses,
                mac,
                profile,
                position,
                timeout,
                retry,
                tries,
                capacity,
                defend,
                accept,
                proxy,
                gateway,
                forward,
                keep,
                from,
                line: 0,
            }
        },
    )
}

/// An action of one of three hosts, or a change of one of three links.
fn action() -> impl Strategy<Value = Action> {
    let target = || {
        prop_oneof![
            ip().prop_map(Target::Ip),
            (0..3usize).prop_map(Target::Host)
        ]
    };
    let rev = || {
        prop_oneof![
            (0..9u32).prop_map(Rev::Head),
            time().prop_map(|time| Rev::AsOf(Instant::ZERO + time)),
            "[a-f0-9]{4,40}".prop_map(Rev::Name),
        ]
    };
    // Names without a slash never stand in each other's way.
    let name = || "[a-z][A-Za-z0-9_]{0,8}x";
    let port = || 1..=65_535u16;
    let arp = || (any::<bool>(), mac(), ip(), mac(), ip(), of(mac()));
    let simple = (0..3usize).prop_flat_map(move |host| {
        let others = (1..3usize).prop_map(move |step| (host + step) % 3);
        prop_oneof![
            target().prop_map(move |target| Action::Query { host, target }),
            target().prop_map(move |target| Action::Ping { host, target }),
            (ip(), any::<u8>()).prop_map(move |(first, more)| {
                let [a, b, c, low] = first.octets();
                let last = Ipv4Addr::new(a, b, c, low.saturating_add(more));
                Action::Sweep { host, first, last }
            }),
            (target(), port(), text()).prop_map(move |(target, port, text)| Action::Send {
                host,
                target,
                port,
                text
            }),
            (target(), port(), text()).prop_map(move |(target, port, text)| Action::Say {
                host,
                target,
                port,
                text
            }),
            (target(), port()).prop_map(move |(target, port)| Action::Close { host, target, port }),
            port().prop_map(move |port| Action::Serve { host, port }),
            vec(net(), 0..3).prop_map(move |ips| Action::SetIps { host, ips }),
            net().prop_map(move |ip| Action::AddIp { host, ip }),
            ip().prop_map(move |ip| Action::RemoveIp { host, ip }),
            of(ip()).prop_map(move |ip| Action::Announce { host, ip }),
            net().prop_map(move |ip| Action::Claim { host, ip }),
            others
                .clone()
                .prop_map(move |peer| Action::Pull { host, peer }),
            others.prop_map(move |peer| Action::Push { host, peer }),
        ]
    });
    let rest = (0..3usize).prop_flat_map(move |host| {
        prop_oneof![
            (ip(), mac(), of(time())).prop_map(move |(ip, mac, lifetime)| Action::Learn {
                host,
                ip,
                mac,
                lifetime
            }),
            (ip(), mac()).prop_map(move |(ip, mac)| Action::Pin { host, ip, mac }),
            ip().prop_map(move |ip| Action::Forget { host, ip }),
            Just(Action::Flush { host }),
            Just(Action::Down { host }),
            any::<bool>().prop_map(move |fresh| Action::Up { host, fresh }),
            arp().prop_map(move |(request, sha, spa, tha, tpa, dst)| {
                let operation = match request {
                    true => ArpOperation::Request,
                    false => ArpOperation::Reply,
                };
                let arp = ForgedArp {
                    operation,
                    sha,
                    spa,
                    tha,
                    tpa,
                    dst,
                };
                Action::Arp { host, arp }
            }),
            vec(any::<u8>(), 0..60).prop_map(move |bytes| Action::Frame { host, bytes }),
            (name(), of(rev())).prop_map(move |(name, rev)| Action::Branch { host, name, rev }),
            name().prop_map(move |name| Action::Merge { host, name }),
            rev().prop_map(move |rev| Action::Revert { host, rev }),
            rev().prop_map(move |rev| Action::Reset { host, rev }),
            (0..3usize, options(true)).prop_map(|(link, mut change)| {
                change.loss.get_or_insert(1);
                Action::Link { link, change }
            }),
            (0..3usize, of(1..9_999u32)).prop_map(|(link, frame)| Action::Drop { link, frame }),
        ]
    });
    prop_oneof![simple, rest]
}

/// Three hosts on one switch, which may have a line or not, with up to a dozen statements.
pub fn scenario() -> impl Strategy<Value = Scenario> {
    let header = (
        of(text()),
        vec(text(), 0..3),
        any::<u64>(),
        time(),
        of((0..9i8, 0..9i8)),
    );
    let permit = (ip(), mac()).prop_map(|(ip, mac)| Permit { ip, mac });
    let inspection = (any::<bool>(), vec(permit, 0..3));
    let hosts = (host(0), host(1), host(2));
    let links = vec((options(false), any::<bool>()), 3);
    let repetition = of((time(), of(1..9u32)));
    let statements = vec((time(), repetition, action()), 0..12);
    (header, hosts, links, statements, inspection).prop_map(
        |((title, about, seed, end, place), (a, b, c), links, statements, inspection)| {
            // A switch of which there is nothing to say has no line.
            let (inspect, permits) = match place {
                Some(_) => inspection,
                None => (false, Vec::new()),
            };
            let links = links
                .into_iter()
                .enumerate()
                .map(|(index, (options, implied))| Link {
                    a: NodeRef::Host(index),
                    b: NodeRef::Switch(0),
                    options: if implied {
                        LinkOptions::default()
                    } else {
                        options
                    },
                    line: 0,
                    implied,
                });
            let mut scenario = Scenario {
                title,
                about,
                seed,
                end: Instant::ZERO + end,
                switches: vec![Switch {
                    name: DEFAULT_SWITCH.into(),
                    position: place.map(|(x, y)| (x.into(), y.into())),
                    inspect,
                    permits,
                    line: 0,
                }],
                hosts: vec![a, b, c],
                links: links.collect(),
                statements: Vec::new(),
            };
            for (at, repetition, action) in statements {
                let statement = Statement {
                    line: 0,
                    at: Instant::ZERO + at,
                    every: repetition.map(|(every, _)| every),
                    times: repetition.map(|(_, times)| times.unwrap_or(1)),
                    text: scenario.words(&action),
                    action,
                };
                scenario.statements.push(statement);
            }
            scenario
        },
    )
}

/// Texts of the language's own words, in and out of place.
pub fn wordy() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "(host|switch|link|at|end|seed|title|about|every|times|query|set-ips|learn|pin|arp|frame)",
        "(reply|from|to|dst|pull|branch|revert|HEAD~1|@2s|up|down|fresh|profile|classic|mac|for)",
        "(ann|bob|lan|1s|5ms|30%|1mbit|10\\.0\\.0\\.1|02:00:00:00:00:01|1,2|ff|\"t\"|\"|#|7)",
        "[ -~\t\u{0}-\u{1f}ä]{0,6}",
    ];
    let line = vec(word, 0..9).prop_map(|words| words.join(" "));
    vec(line, 0..9).prop_map(|lines| lines.join("\n"))
}
