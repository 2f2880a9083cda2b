//! `cargo xtask serve`: the page at an address of this machine, rebuilt whenever a file changes.

use crate::machine::Machine;
use crate::setup::Setup;
use crate::site::{NEEDS, trunk};
use crate::tools;
use anyhow::{Context, Result, bail, ensure};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Where the page is served, as Trunk.toml says too.
pub const PORT: u16 = 8080;

const POLL: Duration = Duration::from_millis(100);
const ANSWER: Duration = Duration::from_secs(5);

/// Brings the tools, builds, serves, and prints the address once the page is there.
pub fn serve(machine: &Arc<Machine>, port: u16) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    // Asked first: a set-up of minutes should not end with this.
    TcpListener::bind(address)
        .with_context(|| format!("{address} is taken; choose another port with --port"))?;
    let missing = Setup::start(machine, tools::for_serve(machine)?).finish();
    if NEEDS.iter().any(|need| missing.contains(need)) {
        bail!("the page cannot be served without what is missing above");
    }

    println!("serve: building the page (the first time takes a minute or two)");
    let mut trunk = trunk(machine, "serve")?;
    trunk.args(["--cargo-profile", "serve", "--port", &port.to_string()]);
    // Beside `dist/`, which holds the site as it is published.
    trunk.arg("--dist").arg(machine.target.join("serve"));
    let child = trunk.spawn().context("cannot start Trunk")?;
    // Whoever stops this program stops Trunk with it.
    let child = Arc::new(Mutex::new(child));
    let stopped = Arc::clone(&child);
    ctrlc::set_handler(move || {
        if let Ok(mut child) = stopped.lock() {
            // It may have got the same signal, and be gone.
            let _ = child.kill();
        }
    })?;

    let mut announced = false;
    loop {
        let ended = child.lock().expect("no holder panics").try_wait()?;
        if let Some(status) = ended {
            ensure!(
                announced,
                "Trunk ended before the page was there ({status})"
            );
            return Ok(());
        }
        if !announced && let Some(found) = answers(address) {
            announced = true;
            match found {
                true => {
                    println!("\nserve: Versioned ARP is at http://{address} (Ctrl-C stops it)\n")
                }
                false => println!(
                    "\nserve: the build failed, see above; http://{address} has the page once a \
                     saved change repairs it (Ctrl-C stops)\n"
                ),
            }
        }
        thread::sleep(POLL);
    }
}

/// Whether the page is there, once anything answers.
fn answers(address: SocketAddr) -> Option<bool> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(ANSWER)).ok()?;
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut start = [0; b"HTTP/1.1 200".len()];
    stream.read_exact(&mut start).ok()?;
    Some(start.ends_with(b"200"))
}
