//! The program `plain` on a versioned ARP cache: another line makes its device, and at the end it
//! tells what the cache has been through.

mod wire;

use smoltcp::iface::{Config, Interface, SocketSet};
use smoltcp::phy::{Device, Medium};
use smoltcp::socket::tcp;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, HardwareAddress, IpAddress, IpCidr};
use versioned_arp::device::{ArpDevice, Station};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (here, there) = wire::cable(Duration::from_millis(2), 0, 1);
    let address = IpCidr::new(IpAddress::v4(192, 168, 69, 2), 24);
    let mac = [2, 0, 0, 0, 0, 2];
    let mut server = wire::EchoServer::new(there, mac, address, 7, Instant::now());

    let station = Station::new(
        "ann",
        "02:00:00:00:00:01".parse()?,
        ["192.168.69.1/24".parse()?],
    )?;
    let mut device = ArpDevice::new(here, station, Instant::now());

    // As in smoltcp's own examples: the medium decides what the interface is told.
    let mut config = match device.capabilities().medium {
        Medium::Ethernet => Config::new(EthernetAddress([2, 0, 0, 0, 0, 1]).into()),
        Medium::Ip => Config::new(HardwareAddress::Ip),
    };
    config.random_seed = 7;
    let mut interface = Interface::new(config, &mut device, Instant::now());
    interface.update_ip_addrs(|addresses| {
        let own = IpCidr::new(IpAddress::v4(192, 168, 69, 1), 24);
        addresses.push(own).expect("there is room for one");
    });

    let mut sockets = SocketSet::new(Vec::new());
    let handle = sockets.add(wire::tcp_socket());
    let socket = sockets.get_mut::<tcp::Socket>(handle);
    socket.connect(interface.context(), (address.address(), 7), 49_152)?;

    let mut said = false;
    let echo = loop {
        let now = Instant::now();
        server.poll(now);
        interface.poll(now, &mut device, &mut sockets);
        let socket = sockets.get_mut::<tcp::Socket>(handle);
        if socket.can_send() && !said {
            socket.send_slice(b"hello")?;
            said = true;
        }
        if socket.can_recv() {
            break socket
                .recv(|bytes| (bytes.len(), String::from_utf8_lossy(bytes).into_owned()))?;
        }
        let due = [server.poll_at(now), interface.poll_at(now, &sockets)];
        if let Some(due) = due.into_iter().flatten().min() {
            std::thread::sleep((due.max(now) - now).into());
        }
    };
    println!("echo: {echo}");
    let history = device.cache().repository();
    for commit in history
        .history()
        .iter()
        .filter_map(|id| history.commit(*id))
    {
        println!("{} {}", &commit.id().to_string()[..7], commit.subject());
    }
    Ok(())
}
