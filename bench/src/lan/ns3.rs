//! ns-3 as peer, through its Python package: the same number of hosts on one CSMA network, and the
//! same number of datagrams, each at a random moment to a random other. Only `Simulator::Run` is
//! timed, in seconds on the processor. ns-3 keeps ARP caches too, and no history of them.

use anyhow::{Context as _, Result};
use std::process::Command;

/// Prints the seconds that the run took.
const PROGRAM: &str = r#"
import random, sys, time
from ns import ns

hosts, each = int(sys.argv[1]), int(sys.argv[2])
nodes = ns.NodeContainer()
nodes.Create(hosts)
csma = ns.CsmaHelper()
csma.SetChannelAttribute("DataRate", ns.StringValue("1Gbps"))
csma.SetChannelAttribute("Delay", ns.TimeValue(ns.MicroSeconds(100)))
devices = csma.Install(nodes)
ns.InternetStackHelper().Install(nodes)
address = ns.Ipv4AddressHelper()
address.SetBase(ns.Ipv4Address("10.0.0.0"), ns.Ipv4Mask("255.255.0.0"))
interfaces = address.Assign(devices)
servers = ns.UdpServerHelper(9).Install(nodes)
servers.Start(ns.Seconds(0))
numbers = random.Random(2)
for host in range(hosts):
    for _ in range(each):
        other = (host + 1 + numbers.randrange(hosts - 1)) % hosts
        client = ns.UdpClientHelper(interfaces.GetAddress(other).ConvertTo(), 9)
        client.SetAttribute("MaxPackets", ns.UintegerValue(1))
        client.SetAttribute("PacketSize", ns.UintegerValue(12))
        apps = client.Install(nodes.Get(host))
        apps.Start(ns.MilliSeconds(1000 + numbers.randrange(10000)))
ns.Simulator.Stop(ns.Seconds(20))
start = time.process_time()
ns.Simulator.Run()
print("seconds", time.process_time() - start)
ns.Simulator.Destroy()
"#;

/// How long ns-3 takes; `None` where Python has no such module.
pub fn seconds(hosts: usize, each: usize) -> Result<Option<f64>> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&python)
        .args(["-c", PROGRAM, &hosts.to_string(), &each.to_string()])
        .output();
    let Ok(output) = output else { return Ok(None) };
    let complaint = String::from_utf8_lossy(&output.stderr);
    if complaint.contains("ModuleNotFoundError") {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let seconds = text.lines().find_map(|line| line.strip_prefix("seconds "));
    let seconds = seconds
        .with_context(|| format!("ns-3 did not run: {complaint}"))?
        .trim()
        .parse()
        .context("ns-3's time is no number")?;
    Ok(Some(seconds))
}
