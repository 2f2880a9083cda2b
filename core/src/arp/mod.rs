//! The ARP engine: one sans-IO state machine, and the data it speaks in.
//!
//! Frames, commands and timeouts go in; frames to send, edits of the table, waiters to wake and
//! notes for people come out ([`Engine`] states the order and the drain rule). The engine owns the
//! host's addresses, the queries in flight and the timers. It owns no table: it reads one through
//! [`Table`] and proposes [`Edit`]s, so that whoever keeps the table (a versioned cache, or a plain
//! [`MemoryTable`]) stays its only owner. How it behaves is a [`Profile`]: constants and a few
//! named rules, each with its source.
//!
//! # The engine alone
//! Two hosts on a wire, a table for each, and nothing else:
//!
//! ```
//! use versioned_arp::addr::{Ipv4Addr, MacAddr};
//! use versioned_arp::arp::{Action, Engine, MemoryTable, Profile, QueryAnswer};
//! use versioned_arp::{rng::Stream, time::Instant};
//!
//! /// Applies edits, puts frames on the wire, and says who was woken with what.
//! fn drain(engine: &mut Engine<u32>, table: &mut MemoryTable, wire: &mut Vec<Vec<u8>>) {
//!     while let Some(output) = engine.poll_output() {
//!         match output.action {
//!             Action::Send(frame) => wire.push(frame.emit()),
//!             Action::Edit(edit) => table.apply(&edit),
//!             Action::Wake { waiter, answer, .. } => println!("{waiter}: {answer:?}"),
//!             Action::Note(note) => println!("{note}"),
//!         }
//!     }
//! }
//!
//! let (now, ip) = (Instant::ZERO, |last| Ipv4Addr::new(192, 168, 3, last));
//! let host = |n: u16| {
//!     let random = Stream::new(0, "host", &n.to_string());
//!     let mut engine = Engine::new(MacAddr::of_host(n), Profile::Rfc.config(), random, now);
//!     engine.place_ips(vec![ip(n as u8)]);
//!     (engine, MemoryTable::default())
//! };
//! let ((mut ann, mut anns), (mut bob, mut bobs)) = (host(1), host(2));
//! assert_eq!(ann.query(now, &anns, ip(2), 7), QueryAnswer::Waiting);
//! let (mut to_bob, mut to_ann) = (Vec::new(), Vec::new());
//! drain(&mut ann, &mut anns, &mut to_bob);
//! bob.handle_frame(now, &bobs, &to_bob[0]);
//! drain(&mut bob, &mut bobs, &mut to_ann);
//! ann.handle_frame(now, &anns, &to_ann[0]);
//! drain(&mut ann, &mut anns, &mut to_bob); // prints 7: Ok(02:00:00:00:00:02)
//! assert_eq!(ann.query(now, &anns, ip(2), 8), QueryAnswer::Known(MacAddr::of_host(2)));
//! ```

mod counters;
mod engine;
mod entry;
mod expiry;
mod memory_table;
mod note;
mod output;
mod profile;
mod rules;
mod table;
mod timer;

pub(crate) use counters::OWN;
pub use counters::{Counters, Verdict};
pub use engine::{Engine, InFlight};
pub use entry::{Entry, ParseStateError, State};
pub use memory_table::MemoryTable;
pub use note::{Note, Report};
pub use output::{Action, Cause, Edit, Output, QueryAnswer, Unanswered};
pub use profile::{Config, Profile};
pub use rules::{Ageing, Announcement, Answers, Belief, Defence, Rules};
pub use table::Table;
pub use timer::Timer;
