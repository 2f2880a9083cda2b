//! A static host for the built page: files of one folder, below a path prefix, on a free port.
//!
//! It stands for any project page of any host, so it knows just what such a host does: types by
//! the end of the name, `index.html` for a folder, and 404. What was asked for in vain it keeps,
//! as a page that works asks for nothing in vain. It can lose files, be given others, and go away.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Where the page lies on the host: not at its root.
pub const PREFIX: &str = "/some/prefix/";

/// A browser opens connections ahead of time and may never ask anything on them.
const SILENCE: Duration = Duration::from_secs(5);

/// A host that serves until it is dropped.
pub struct Site {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

struct Shared {
    closing: AtomicBool,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    folder: PathBuf,
    /// How the names end of files that are lost.
    lost: Vec<String>,
    misses: Vec<String>,
}

impl Site {
    /// Serves a folder.
    pub fn serve(folder: PathBuf) -> io::Result<Site> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            closing: AtomicBool::new(false),
            shelf: Mutex::new(Shelf {
                folder,
                ..Shelf::default()
            }),
        });
        let host = Arc::clone(&shared);
        let listener = thread::spawn(move || host.listen(&listener));
        Ok(Site {
            address,
            shared,
            listener: Some(listener),
        })
    }

    /// Scheme, host and port: what all requests of the page must begin with.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("{}{PREFIX}", self.origin())
    }

    /// What was asked for and is not there.
    pub fn misses(&self) -> Vec<String> {
        self.shared.shelf().misses.clone()
    }

    /// From now on serves another folder, as a host does that gets a new release.
    pub fn publish(&self, folder: PathBuf) {
        self.shared.shelf().folder = folder;
    }

    /// From now on has no files whose names end so.
    pub fn lose(&self, end: &str) {
        self.shared.shelf().lost.push(end.to_owned());
    }

    /// Has again what it lost.
    pub fn find(&self) {
        self.shared.shelf().lost.clear();
    }

    /// Goes away: nobody answers any more.
    pub fn stop(&mut self) {
        self.shared.closing.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees the flag. If it is gone, so much the better.
        let _ = TcpStream::connect(self.address);
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listen(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming().flatten() {
            if self.closing.load(Ordering::Relaxed) {
                return;
            }
            let host = Arc::clone(self);
            // A connection that breaks off is the browser's business.
            thread::spawn(move || host.answer(stream).ok());
        }
    }

    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(SILENCE))?;
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let Some(request) = lines.next().transpose()? else {
            return Ok(());
        };
        // The headers: read to their end, so that closing does not reset the connection.
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        let path = request.split(' ').nth(1).unwrap_or_default();
        let (status, kind, body) = match self.file(path) {
            Some((kind, body)) => ("200 OK", kind, body),
            None => {
                self.shelf().misses.push(request);
                ("404 Not Found", "text/plain", b"not found".to_vec())
            }
        };
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n"
        )?;
        stream.write_all(&body)
    }

    fn file(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        let path = path.split(['?', '#']).next()?.strip_prefix(PREFIX)?;
        let path = Path::new(if path.is_empty() { "index.html" } else { path });
        let shelf = self.shelf();
        let name = path.to_string_lossy();
        if shelf.lost.iter().any(|end| name.ends_with(end)) {
            return None;
        }
        let plain = |part| matches!(part, Component::Normal(_));
        if !path.components().all(plain) {
            return None;
        }
        Some((media_type(path)?, fs::read(shelf.folder.join(path)).ok()?))
    }
}

/// The type that a host answers with; a kind of file that is new to the page is added here.
fn media_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "lab" | "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a file of a known kind, beside another with one of the same name.
    fn web() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../web")
    }

    fn get(url: &str) -> (i32, Option<String>) {
        let answer = minreq::get(url).with_timeout(5).send().unwrap();
        (
            answer.status_code,
            answer.headers.get("content-type").cloned(),
        )
    }

    #[test]
    fn files_are_below_the_prefix_and_nowhere_else() {
        let site = Site::serve(web()).unwrap();
        let json = Some("application/json".to_owned());
        assert_eq!(get(&format!("{}webdriver.json", site.url())), (200, json));
        assert!(site.misses().is_empty());

        assert_eq!(get(&format!("{}/webdriver.json", site.origin())).0, 404);
        assert_eq!(get(&format!("{}none.json", site.url())).0, 404);
        assert_eq!(get(&site.url()).0, 404);
        assert_eq!(site.misses().len(), 3);
        assert!(site.misses()[0].starts_with("GET /webdriver.json "));
    }

    #[test]
    fn a_host_loses_files_gets_others_and_goes_away() {
        let mut site = Site::serve(web()).unwrap();
        let url = format!("{}webdriver.json", site.url());
        site.lose("driver.json");
        assert_eq!(get(&url).0, 404);
        site.find();
        assert_eq!(get(&url).0, 200);
        site.publish(web().join("src"));
        assert_eq!(get(&url).0, 404);
        site.stop();
        assert!(minreq::get(&url).with_timeout(5).send().is_err());
    }

    #[test]
    fn no_file_outside_the_folder_is_served() {
        let site = Site::serve(web()).unwrap();
        let mut stream = TcpStream::connect(site.address).unwrap();
        write!(
            stream,
            "GET {PREFIX}../core/webdriver.json HTTP/1.1\r\n\r\n"
        )
        .unwrap();
        let answer = io::read_to_string(stream).unwrap();
        assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    }
}
