//! The ChromeDriver process: found, started on a port of its own, ended with its owner.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Seconds to close what is still open.
const SHUTDOWN: u64 = 5;

/// A driver that listens.
pub struct Driver {
    child: Child,
    port: u16,
    /// Kept open: the driver may still write to it.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts the driver that `CHROMEDRIVER` names, or the one on the search path.
    pub fn start() -> Result<Driver, String> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let child = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.map_err(|error| {
            let name = program.to_string_lossy();
            format!("cannot start {name} ({error}): `cargo xtask setup` brings it")
        })?;
        let output = child.stdout.take().expect("stdout is piped");
        let mut driver = Driver {
            child,
            port: 0,
            _output: BufReader::new(output),
        };
        driver.port = driver.announced_port()?;
        Ok(driver)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// It chose a free port and says which; before that, or instead, its output ends.
    fn announced_port(&mut self) -> Result<u16, String> {
        for line in (&mut self._output).lines() {
            let line = line.map_err(|error| error.to_string())?;
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                let port = port.trim_end_matches('.').parse();
                return port.map_err(|_| format!("no port in {line:?}"));
            }
        }
        Err("chromedriver ended at once".to_owned())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked to, it closes its browsers before it ends; a driver that hangs is ended anyhow.
        let _ = minreq::get(format!("{}/shutdown", self.url()))
            .with_timeout(SHUTDOWN)
            .send();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
