//! The command line.

use lexopt::prelude::*;
use std::path::PathBuf;
use std::time::Duration;
use versioned_arp::addr::{Ipv4Addr, Ipv4Net, MacAddr};
use versioned_arp::arp::Profile;

/// What a person reads.
pub const USAGE: &str = "\
usage: tap (--tap DEVICE | --on INTERFACE) [OPTIONS] [STATEMENT…]

  --tap DEVICE       be at the other end of a TAP device (made, if there is none of that name)
  --on INTERFACE     be on an interface, by AF_PACKET; the kernel should have no address there
  --ip IP/LEN        an own address; may be repeated
  --mac MAC          own MAC (default 02:00:00:00:00:02)
  --router IP        where everything goes that is not of the link
  --name NAME        the author of the commits (default tap)
  --profile NAME     classic, rfc, linux or strict (default rfc)
  --lifetime SECS    how long an entry lives
  --git DIR          keep the cache in a bare Git repository, and go on with what is there
  --pcap FILE        keep a capture
  --for SECS         end after this time
  --watch            only show what is on the wire: no host

A STATEMENT is one of the scenario language's, without time and host: \"serve 7\", \"ping IP\",
'say IP:PORT \"text\"', 'send IP:PORT \"text\"', \"claim IP\", \"query IP\", \"pin IP MAC\", \"revert REV\"
and so on. More are read from standard input, one a line; `quit` ends.

It prints a line for each thing that happens, with the seconds since its start:
  < a frame that came   > one that was sent   * a commit   ! a note   = what an application heard
";

/// Where to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// At the other end of a TAP device.
    Tap(String),
    /// On an interface.
    Interface(String),
}

/// What was asked for.
#[derive(Debug)]
pub struct Options {
    pub place: Place,
    pub networks: Vec<Ipv4Net>,
    pub mac: MacAddr,
    pub router: Option<Ipv4Addr>,
    pub name: String,
    pub profile: Profile,
    pub lifetime: Option<Duration>,
    pub git: Option<PathBuf>,
    pub pcap: Option<PathBuf>,
    pub end: Option<Duration>,
    pub watch: bool,
    pub statements: Vec<String>,
}

impl Options {
    /// Reads the words; `None` when help was asked for.
    pub fn parse(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let mut place = None;
        let mut options = Self {
            place: Place::Tap(String::new()),
            networks: Vec::new(),
            mac: MacAddr::of_host(2),
            router: None,
            name: "tap".to_owned(),
            profile: Profile::default(),
            lifetime: None,
            git: None,
            pcap: None,
            end: None,
            watch: false,
            statements: Vec::new(),
        };
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("tap") => place = Some(Place::Tap(words.value()?.string()?)),
                Long("on") => place = Some(Place::Interface(words.value()?.string()?)),
                Long("ip") => options.networks.push(words.value()?.parse()?),
                Long("mac") => options.mac = words.value()?.parse()?,
                Long("router") => options.router = Some(words.value()?.parse()?),
                Long("name") => options.name = words.value()?.string()?,
                Long("profile") => options.profile = words.value()?.parse_with(profile)?,
                Long("lifetime") => options.lifetime = Some(words.value()?.parse_with(seconds)?),
                Long("git") => options.git = Some(words.value()?.into()),
                Long("pcap") => options.pcap = Some(words.value()?.into()),
                Long("for") => options.end = Some(words.value()?.parse_with(seconds)?),
                Long("watch") => options.watch = true,
                Value(statement) => options.statements.push(statement.string()?),
                other => return Err(other.unexpected()),
            }
        }
        options.place = place.ok_or("where? --tap DEVICE or --on INTERFACE")?;
        Ok(Some(options))
    }
}

fn profile(word: &str) -> Result<Profile, String> {
    let found = Profile::ALL
        .into_iter()
        .find(|profile| profile.word() == word);
    found.ok_or_else(|| "there are classic, rfc, linux and strict".to_owned())
}

fn seconds(word: &str) -> Result<Duration, String> {
    let seconds: f64 = word.parse().map_err(|_| "expected seconds, such as 2.5")?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
