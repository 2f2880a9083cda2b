//! A TCP echo server on the kernel's own sockets, for `tests/kernel.rs` to start in a namespace:
//! `kernel-echo IP:PORT`. It prints a line once it listens.

use std::io::{self, Read as _, Write as _};
use std::net::TcpListener;

fn main() -> io::Result<()> {
    let at = std::env::args().nth(1).unwrap_or_default();
    let listener = TcpListener::bind(&at)?;
    println!("listens at {at}");
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut bytes = [0; 4_096];
        loop {
            match stream.read(&mut bytes)? {
                0 => break,
                len => stream.write_all(&bytes[..len])?,
            }
        }
    }
    Ok(())
}
