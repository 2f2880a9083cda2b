//! One host of ours on a real Ethernet: a Linux TAP device, or an interface by AF_PACKET. It answers
//! the kernel's ARP and ping, resolves the kernel, opens TCP connections and serves some, and every
//! change of its ARP cache is a commit. Needs root, or the rights for the one or the other.
//!
//! ```sh
//! ip tuntap add dev tap0 mode tap && ip addr add 192.168.69.1/24 dev tap0 && ip link set tap0 up
//! cargo run --example tap -- --tap tap0 --ip 192.168.69.2/24 "serve 7" "ping 192.168.69.1"
//! ```
//!
//! What it is told to do are statements of the scenario language, without time and host: on the
//! command line, then on standard input. This file owns the command line; [`host`] the loop, [`apps`]
//! the sockets, [`commands`] the statements, [`wire`] what is shown of frames, [`wake`] the waiting.

#[cfg(target_os = "linux")]
mod apps;
#[cfg(target_os = "linux")]
mod commands;
#[cfg(target_os = "linux")]
mod host;
#[cfg(target_os = "linux")]
mod options;
#[cfg(target_os = "linux")]
mod wake;
#[cfg(target_os = "linux")]
mod wire;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;
    let options = match options::Options::parse(lexopt::Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{}", options::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprint!("tap: {error}\n\n{}", options::USAGE);
            return ExitCode::from(2);
        }
    };
    match host::run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tap: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("tap: TAP devices and AF_PACKET are Linux's");
    std::process::exit(1);
}
