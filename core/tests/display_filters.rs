//! Wireshark as a judge of display filters: tshark lets pass the same frames of the built-in labs'
//! captures, filter by filter.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use versioned_arp::filter::{Filter, fields};
use versioned_arp::report::{Capture, Extras, pcapng, pcapng_at};
use versioned_arp::scenario::{self, builtin};
use versioned_arp::sim::{HostId, Progress, Run};

/// What is asked of every capture; each has to let something pass somewhere and keep something out.
/// Of `data` only what UDP carries: Wireshark does not look again into what TCP sends again.
const FILTERS: &str = r#"
arp
ip
icmp
udp
tcp
data and not tcp
!arp
not ip and eth
arp or ip and udp
(arp or ip) and udp
arp && udp || tcp
arp.opcode == 1 && arp.src.proto_ipv4 == 192.168.3.1
arp.opcode == 2
arp.opcode == "reply"
arp.opcode == request
arp.opcode != 1
arp.opcode > 1
arp.opcode in {2, 3}
arp.opcode not in {2..9}
arp.opcode & 1
arp.opcode & 3 == 2
arp.hw.type == 1
arp.hw.size == 6 and arp.proto.size == 4
arp.proto.type == 0x0800
arp.isgratuitous
arp.isgratuitous == 1
arp.isgratuitous == true
arp.isgratuitous == false
arp.isprobe
arp.isannouncement
!arp.isannouncement
arp.duplicate-address-detected
arp.src.hw_mac == 02:00:00:00:00:01
arp.src.hw_mac != 02:00:00:00:00:01
arp.dst.hw_mac == 00-00-00-00-00-00
arp.src.hw_mac contains 00:02
arp.src.proto_ipv4 == arp.dst.proto_ipv4
arp.src.proto_ipv4 != arp.dst.proto_ipv4
arp.src.proto_ipv4 < arp.dst.proto_ipv4
arp.src.hw_mac == eth.src
arp.dst.proto_ipv4 == 10.0.0.0/24
arp.dst.proto_ipv4 != 10.0.0.0/24
arp.dst.proto_ipv4 in {192.168.0.0/16, 10.0.0.2..10.0.0.7}
arp.dst.proto_ipv4 >= 10.0.1.0
eth.addr == ff:ff:ff:ff:ff:ff
eth.addr != ff:ff:ff:ff:ff:ff
eth.addr !== ff:ff:ff:ff:ff:ff
eth.addr === ff:ff:ff:ff:ff:ff
eth.addr eq 0200.0000.0001
eth.addr any_ne 02:00:00:00:00:01
eth.addr all_ne 02:00:00:00:00:01
all eth.addr < 02:00:00:00:00:03
any eth.addr >= 02:00:00:00:00:03
eth.dst == ff-ff-ff-ff-ff-ff and not arp
eth.src > 02:00:00:00:00:01
eth.ig == 1
eth.lg == 0
eth.type == 0x0800
eth.type == "ARP"
eth.type >= 2049
frame.number == 3
frame.number <= 5 or frame.number > 20
frame.number in {1..4, 7, 10..20}
frame.len == 42
frame.len gt 60
frame.cap_len lt 60
frame.time_relative >= 2.5
frame.time_relative in {0..1, 5..10.000001}
frame.time_delta > 0.000250
frame.time_epoch >= 1429833605.5
frame.interface_name == "ann"
frame.interface_name contains "n"
frame.interface_id == 1
frame.comment
frame.comment contains "merge query"
frame contains 08:06
frame contains "gossip"
frame contains "please"
ip.addr == 10.0.0.2
ip.addr != 10.0.0.2
not ip.addr == 10.0.0.2
ip.addr == 10.0.1.0/24
ip.addr in {10.0.0.1..10.0.0.5}
ip.src == 10.0.0.2 && ip.dst != 10.0.1.2
ip.src < ip.dst
ip.version == 4
ip.hdr_len == 20
ip.len > 60
ip.flags.df
ip.flags.df == 1
ip.flags.mf == 0
ip.flags == 2
ip.frag_offset == 0
ip.ttl < 64
ip.proto == 17
ip.proto == "TCP"
ip.id == 0
icmp.type == 8
icmp.type == 0
icmp.type in {3, 11}
icmp.code != 0
icmp.ident
icmp.seq == 1
icmp.seq_le > 0
icmp && udp
icmp and ip.src == 10.0.0.2
udp.port == 40000
udp.srcport == udp.dstport
udp.length > 20
udp.stream == 0
udp.stream != 0
udp contains "anybody"
udp.payload contains "only"
tcp.port == 443
tcp.port != 443
tcp.port in {80, 443, 1000..2000}
tcp.srcport == 443
tcp.dstport >= 1024
tcp.stream == 0
tcp.stream == 1
tcp.stream eq 2
tcp.stream > 0
tcp.len > 0
tcp.len == 0 && tcp.flags.ack
tcp.seq == 1
tcp.seq > 1 && tcp.ack > 1
tcp.ack == 1
tcp.ack_raw == 0
tcp.seq_raw > 1000000000
tcp.hdr_len > 20
tcp.flags == 0x012
tcp.flags & 0x02
tcp.flags & 0x12 == 0x12
tcp.flags.syn == 1 and tcp.flags.ack == 0
tcp.flags.fin == 1
tcp.flags.reset == 1
tcp.flags.push == 1
tcp.window_size_value > 0
tcp.options
tcp.payload contains "acknowledge"
tcp contains 65:78:69:73
tcp.analysis.retransmission
tcp.urgent_pointer == 0 and !(tcp.len == 0)
udp and data.len > 6
udp && data.data contains "good"
"#;

/// Those of them that never hold, or always, though it looks as if they did not.
const IDLE: [&str; 1] = ["arp.isgratuitous == false"];

/// Every kind of packet, many of them in trouble, but none cut off within a header: of such a one
/// Wireshark shows less than its bytes tell. TCP stays on one wire: what a router passes on is
/// a retransmission to Wireshark.
const BUSY: &str = "
end 60s
host ann    10.0.0.2 gateway 10.0.0.1
host bob    10.0.1.2 gateway 10.0.1.1
host router 10.0.0.1 10.0.1.1 forward
host carol  10.0.0.7
host dave   10.0.0.8
link dave lan loss 15%
at 0s dave serve 443
at 0s dave serve 7000
at 1s ann ping bob
at 1s every 2s times 8 ann say dave:443 \"please acknowledge\"
at 1s every 3s times 5 carol say dave:7000 \"that I exist\"
at 2s ann send bob:40000 \"is anybody there?\"
at 2s bob send ann:40001 \"only I\"
at 2s ann send bob:40001 \"good gossip\"
at 3s ann ping 10.0.1.99
at 3s ann ping 172.16.0.1
at 4s ann say dave:444 \"wrong door\"
at 19s ann close dave:443
at 30s ann say dave:443 \"again\"
at 40s carol claim 10.0.0.2
at 45s carol add-ip 10.0.0.1
at 46s carol arp request from 02:00:00:00:00:09 192.168.3.1 to 00:00:00:00:00:00 192.168.3.9 dst ff:ff:ff:ff:ff:ff
at 47s carol frame ffffffffffffffffffffffff88b50102
at 47s carol frame 02000000000102000000000188b50102
at 47s carol frame 00112233445500112233445588b50102
at 48s carol frame \"\"
at 48s carol frame ffffffffff
at 49s carol frame ffffffffffff0200000000050806000608000204000102000a0000070000000000000a00000800000000
";

fn finished(text: &str) -> Run {
    let scenario = scenario::parse(text).expect("the lab is well-formed");
    let end = scenario.end;
    let mut run = Run::new(Arc::new(scenario));
    while run.advance(end, 100_000) == Progress::More {}
    run
}

/// The numbers of the frames that each filter lets pass, as tshark has it: one run of it, with a
/// listener for each.
fn theirs(bytes: &[u8], filters: &[&str]) -> BTreeMap<String, Vec<u32>> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name);
    std::fs::write(path("run.pcapng"), bytes).expect("a file can be written");
    let mut script = String::from("local function listen(filter)\n");
    script += "  local tap = Listener.new('frame', filter)\n";
    script += "  function tap.packet(frame) print(filter .. '\\t' .. frame.number) end\nend\n";
    for filter in filters {
        script += &format!("listen([==[{filter}]==])\n");
    }
    std::fs::write(path("listen.lua"), script).expect("a file can be written");
    let text = tshark(&path("run.pcapng"), &path("listen.lua"));
    let mut passed: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for line in text.lines() {
        let (filter, number) = line.split_once('\t').expect("a filter and a number");
        let number = number.parse().expect("a number");
        passed.entry(filter.to_owned()).or_default().push(number);
    }
    for numbers in passed.values_mut() {
        // A frame with two packets in it is tapped for each.
        numbers.sort_unstable();
        numbers.dedup();
    }
    passed
}

fn tshark(capture: &Path, script: &Path) -> String {
    let output = Command::new("tshark")
        .args(["-n", "-q", "-odata.show_as_text:TRUE"])
        .args(["tls", "ssh"].map(|other| format!("--disable-protocol={other}")))
        .arg("-r")
        .arg(capture)
        .arg(format!("-Xlua_script:{}", script.display()))
        .output()
        .expect("tshark was there a moment ago");
    let complaints = String::from_utf8_lossy(&output.stderr);
    let complaints: Vec<&str> = complaints
        .lines()
        .filter(|line| !line.starts_with("Running as user"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    String::from_utf8(output.stdout).expect("tshark prints text")
}

/// What we let pass.
fn ours(run: &Run, capture: &Capture, filter: &str) -> Vec<u32> {
    let filter = Filter::parse(filter).unwrap_or_else(|mistake| panic!("{filter}: {mistake}"));
    let mut extras = Extras::of(&filter, run);
    let mut places = Vec::new();
    let mut next = Some(0);
    while let Some(from) = next {
        next = capture.filter(run, &filter, &mut extras, from, 100, &mut places);
    }
    places.iter().map(|place| place + 1).collect()
}

/// The frames that each filter let pass in all captures, and those that it kept out.
type Counts = BTreeMap<String, (usize, usize)>;

fn judge(name: &str, run: &Run, capture: &Capture, bytes: &[u8], counts: &mut Counts) {
    let filters: Vec<&str> = FILTERS.lines().filter(|line| !line.is_empty()).collect();
    let theirs = theirs(bytes, &filters);
    let mut wrong = Vec::new();
    for filter in filters {
        let ours = ours(run, capture, filter);
        let theirs = theirs.get(filter).cloned().unwrap_or_default();
        if ours != theirs {
            wrong.push(format!("{name}: {filter}: {ours:?}, tshark: {theirs:?}"));
        }
        let (passed, kept) = counts.entry(filter.to_owned()).or_default();
        *passed += ours.len();
        *kept += capture.len() - ours.len();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tshark_lets_the_same_frames_pass() {
    if Command::new("tshark").arg("--version").output().is_err() {
        eprintln!("skipped: tshark is not installed, so Wireshark judges no filter");
        return;
    }
    let mut counts = Counts::new();
    let labs = ["demo", "poisoning", "claim", "duplicate-address", "proxy"];
    let labs = builtin::all().iter().filter(|lab| labs.contains(&lab.name));
    let labs = labs.map(|lab| (lab.name, lab.text));
    for (name, text) in labs.chain([("busy", BUSY)]) {
        let run = finished(text);
        let now = run.now();
        let (lab, host) = (Capture::of_lab(&run, now), HostId::new(4));
        judge(name, &run, &lab, &pcapng(&run, now), &mut counts);
        if name == "busy" {
            let seen = Capture::at_host(&run, host, now);
            let bytes = pcapng_at(&run, host, now);
            judge("what dave saw", &run, &seen, &bytes, &mut counts);
        }
    }
    let idle = counts
        .iter()
        .filter(|(_, (passed, kept))| *passed == 0 || *kept == 0);
    let idle: Vec<&str> = idle.map(|(filter, _)| filter.as_str()).collect();
    assert_eq!(idle, IDLE, "filters that judge nothing");
}

#[test]
fn wireshark_has_every_field_that_is_not_of_the_lab() {
    let Ok(output) = Command::new("tshark").args(["-G", "fields"]).output() else {
        eprintln!("skipped: tshark is not installed, so nobody says which fields there are");
        return;
    };
    let known = String::from_utf8_lossy(&output.stdout);
    let known: Vec<&str> = known
        .lines()
        .filter_map(|line| line.split('\t').nth(2))
        .collect();
    let own = |name: &str| name.starts_with("lab.");
    let names = fields().iter().map(|field| field.name);
    let unknown: Vec<_> = names
        .filter(|name| !own(name) && !known.contains(name))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
