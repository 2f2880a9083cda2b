//! The situations of the table: what is done to an engine, and its answer in a few words.

use super::super::*;
use crate::arp::Table as _;

/// A host of a profile whose timers have no jitter.
pub(super) fn silent(profile: Profile) -> Host {
    Host::with(Config {
        dither: Duration::ZERO,
        ..profile.config()
    })
}

/// One that has asked for .10 and was answered, 2 s ago.
pub(super) fn answered(profile: Profile) -> Host {
    let mut host = silent(profile);
    host.query(10, 1);
    host.hear_reply(10);
    host.run_to(2.0);
    host.events();
    host
}

pub(super) fn from(last: u8, packet: ArpPacket) -> ArpPacket {
    let sha = mac(last);
    ArpPacket { sha, ..packet }
}

pub(super) fn reply_to_all(last: u8) -> ArpPacket {
    ArpPacket {
        tha: MacAddr::BROADCAST,
        tpa: Ipv4Addr::UNSPECIFIED,
        ..reply(last)
    }
}

/// MAC `last` announces .10.
pub(super) fn announcement(last: u8) -> Frame {
    let tpa = ip(10);
    broadcast(from(last, ArpPacket { tpa, ..request(10) }))
}

/// .10 at MAC `last` asks for .99.
pub(super) fn for_another(last: u8) -> Frame {
    let tpa = ip(99);
    broadcast(from(last, ArpPacket { tpa, ..request(10) }))
}

/// What is known of .10.
pub(super) fn state(host: &Host) -> String {
    let entry = host.table.get(ip(10));
    entry.map_or("nothing".into(), |entry| entry.state.to_string())
}

/// The state of .10, and whether anything was answered.
pub(super) fn outcome(host: &mut Host) -> String {
    let answers = host.events().iter().any(|line| line.contains(" is at "));
    let state = state(host);
    match answers {
        true if state == "nothing" => "answered".into(),
        true => format!("{state}, answered"),
        false => state,
    }
}

pub(super) fn after(profile: Profile, frames: &[Frame]) -> String {
    let mut host = silent(profile);
    for frame in frames {
        host.hear(frame);
    }
    outcome(&mut host)
}

/// What a frame with MAC 11 does to the entry with MAC 10.
pub(super) fn news(profile: Profile, frame: &Frame) -> String {
    let mut host = answered(profile);
    host.hear(frame);
    changed(&host)
}

pub(super) fn changed(host: &Host) -> String {
    let entry = host.table.get(ip(10)).expect("it was answered");
    match entry.mac == Some(mac(11)) {
        true => format!("changed, {}", entry.state),
        false => "kept".into(),
    }
}

pub(super) fn second_answer(profile: Profile) -> String {
    let mut host = silent(profile);
    host.query(10, 1);
    host.hear_reply(10);
    host.hear(&unicast(from(11, reply(10))));
    changed(&host)
}

pub(super) fn asked(profile: Profile, frame: &Frame) -> String {
    let mut host = silent(profile);
    host.query(10, 1);
    host.hear(frame);
    match host.engine.queries().count() {
        0 => state(&host),
        _ => "waits on".into(),
    }
}

pub(super) fn other_operation(profile: Profile) -> String {
    let mut host = silent(profile);
    let mut bytes = broadcast(request(10)).emit();
    bytes[21] = 3;
    host.hear_bytes(&bytes);
    outcome(&mut host)
}

pub(super) fn against_static(profile: Profile) -> String {
    let mut host = answered(profile);
    host.pin(10, mac(10));
    host.hear(&broadcast(from(11, request(10))));
    host.hear(&unicast(from(11, reply(10))));
    changed(&host)
}

/// What the last of so many claims of our address leads to, by a request for it.
pub(super) fn conflict(profile: Profile, times: u32) -> String {
    let mut host = silent(profile);
    let ours = ArpPacket {
        spa: ip(1),
        ..request(66)
    };
    for _ in 0..times {
        host.events();
        host.hear(&broadcast(ours));
    }
    let events = host.events();
    let has = |word: &str| events.iter().any(|line| line.contains(word));
    let did = match (has("defended"), has("gave up"), has("(Reply)")) {
        (true, _, _) => "announced once",
        (_, true, _) => "given up",
        (_, _, true) => "noted, answered",
        _ => "noted",
    };
    did.into()
}

pub(super) fn sent(host: &mut Host) -> Vec<Frame> {
    let outputs = std::iter::from_fn(|| host.engine.poll_output());
    let frames = outputs.filter_map(|output| match output.action {
        Action::Send(frame) => Some(frame),
        _ => None,
    });
    frames.collect()
}

pub(super) fn request_tha(profile: Profile) -> String {
    let mut host = silent(profile);
    host.engine.query(host.now, &host.table, ip(10), 1);
    let frames = sent(&mut host);
    let packet = frames[0].as_arp().expect("it asks");
    match packet.tha {
        MacAddr::BROADCAST => "broadcast".into(),
        MacAddr::ZERO => "zero".into(),
        other => other.to_string(),
    }
}

pub(super) fn announces(profile: Profile) -> String {
    let mut host = silent(profile);
    host.engine.announce(None);
    let frames = sent(&mut host);
    let packet = frames[0].as_arp().expect("it announces");
    let tpa = if packet.tpa == packet.spa {
        "itself"
    } else {
        "0.0.0.0"
    };
    format!("a {:?} for {tpa}", packet.operation).to_lowercase()
}

pub(super) fn query_rhythm(profile: Profile) -> String {
    let mut host = silent(profile);
    host.query(10, 1);
    host.run_to(20.0);
    let config = profile.config();
    let (least, most) = (config.retry, config.retry + config.dither);
    let between = match least == most {
        true => least.to_string(),
        false => format!("{least} to {most}"),
    };
    format!("{}, {between}", host.engine.counters().requests_sent)
}

pub(super) fn spacing(profile: Profile) -> String {
    let mut host = silent(profile);
    host.query(10, 1);
    host.hear_reply(10);
    host.engine.forget(&host.table, ip(10));
    host.drain();
    host.query(10, 2);
    let waits = host.engine.queries().any(|query| query.number == 0);
    match waits {
        true => profile.config().spacing.to_string(),
        false => "none".into(),
    }
}

pub(super) fn in_vain(profile: Profile) -> String {
    let mut host = silent(profile);
    host.query(10, 1);
    host.run_to(10.0);
    state(&host)
}

pub(super) fn lifetime(profile: Profile) -> String {
    let host = answered(profile);
    let entry = host.table.get(ip(10)).expect("it was answered");
    let lives = entry.expires.expect("it is dynamic").as_secs_f64();
    let base = profile.config().timeout;
    match lives == base.as_secs_f64() {
        true => format!("{} for {base}", entry.state),
        false => {
            assert!((0.5..=1.5).contains(&(lives / base.as_secs_f64())));
            format!("{} for 0.5 to 1.5 × {base}", entry.state)
        }
    }
}

pub(super) fn when_over(profile: Profile, in_use: bool) -> String {
    let mut host = answered(profile);
    let over = host.table.next_expiry().expect("it is dynamic");
    host.run_to(over.as_secs_f64() - 2.5);
    if in_use {
        host.query(10, 2);
    }
    host.events();
    host.run_to(over.as_secs_f64() + 1.0);
    let events = host.events();
    let polls = events.iter().filter(|line| line.contains("Who has"));
    let end = match state(&host).as_str() {
        "nothing" => "gone".into(),
        state => state.to_owned(),
    };
    match polls.count() {
        0 => end,
        polls => format!("{polls} unicast requests, {end}"),
    }
}

pub(super) fn stale_in_use(profile: Profile) -> String {
    let mut host = silent(profile);
    host.pulled(
        10,
        Entry::known(mac(10), State::Stale, Instant::from_secs(99)),
    );
    host.query(10, 1);
    let at_once = state(&host);
    if at_once == "STALE" {
        return "used as it is".into();
    }
    host.run_to(20.0);
    let events = host.events();
    let polls = events
        .iter()
        .filter(|line| line.contains("Who has"))
        .count();
    format!(
        "{at_once}, after 5 s {polls} unicast requests, {}",
        state(&host)
    )
}

pub(super) fn exactness(profile: Profile) -> String {
    let mut host = silent(profile);
    host.run_to(0.25);
    host.learn(10, mac(10), Some(secs(0.5)));
    host.run_to(0.75);
    match state(&host).as_str() {
        "REACHABLE" => "every second".into(),
        _ => "at once".into(),
    }
}

pub(super) fn confirmed(profile: Profile) -> String {
    let mut host = answered(profile);
    let over = host.table.next_expiry().expect("it is dynamic");
    host.run_to(over.as_secs_f64() - 1.0);
    host.engine.confirm(host.now, &host.table, ip(10));
    host.run_to(over.as_secs_f64() + 1.0);
    match state(&host).as_str() {
        "REACHABLE" => "REACHABLE again".into(),
        _ => "no matter".into(),
    }
}

pub(super) fn suspected(profile: Profile) -> String {
    let mut host = answered(profile);
    host.engine.suspect(host.now, &host.table, ip(10));
    host.drain();
    state(&host).replace("nothing", "gone")
}

pub(super) fn carrier(profile: Profile) -> String {
    let mut host = answered(profile);
    host.engine.handle_carrier_lost(&host.table);
    host.drain();
    match state(&host).as_str() {
        "nothing" => "entries go".into(),
        _ => "no matter".into(),
    }
}

pub(super) fn claim(profile: Profile) -> String {
    let mut host = silent(profile);
    host.engine.claim(host.now, ip(50));
    host.run_to(20.0);
    let events = host.events();
    let count = |word: &str| events.iter().filter(|line| line.contains(word)).count();
    let (probes, announced) = (count("(ARP Probe)"), count("ARP Announcement"));
    format!("{probes} probes, {announced} announcements")
}

pub(super) fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.into()
}
