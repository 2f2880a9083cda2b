//! What statements do when they run. A statement that cannot do its work changes nothing and
//! leaves a note that says why; the run goes on.

use super::host::Waiter;
use super::run::cause_line;
use super::{Cause, FrameNumber, HostId, LinkId, QueryEnd, Run, Transfer};
use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
use crate::arp::QueryAnswer;
use crate::cache::{Cache, Made, MergeOutcome, Pulled, Refusal, Why};
use crate::scenario::{Action, ArpOperation, ForgedArp, LinkOptions, NodeRef, Rev, Target};
use crate::store::BranchName;
use crate::wire::{ArpPacket, Frame, Operation};

impl Run {
    /// Runs the statement at `index` of the scenario's list.
    pub(super) fn run_statement(&mut self, index: usize) {
        self.trace.ran(self.now, index);
        let scenario = self.scenario.clone();
        let action = &scenario.statements[index].action;
        match action.host().map(HostId::new) {
            None => self.act_on_link(index, action),
            Some(id) => {
                let cause = Cause::Statement(index);
                let power = matches!(action, Action::Up { .. });
                if !power && !self.hosts[id.index()].up {
                    let text = format!("{} is down: nothing happens", self.name(id));
                    return self.note(Some(id), cause, text);
                }
                if let Err(text) = self.act_on_host(id, index, action) {
                    self.note(Some(id), cause, text);
                }
                self.drain(id, cause);
            }
        }
    }

    pub(super) fn name(&self, id: HostId) -> &str {
        &self.scenario.hosts[id.index()].name
    }

    /// Does what a statement asks of a host; what the engine wants done is drained afterwards.
    fn act_on_host(&mut self, id: HostId, index: usize, action: &Action) -> Result<(), String> {
        let now = self.now;
        let cause = Cause::Statement(index);
        let (engine, cache) = self.hosts[id.index()].parts();
        let table = cache.table();
        match action {
            Action::Query { target, .. } => return self.query(id, index, *target),
            Action::SetIps { ips, .. } => {
                engine.set_networks(ips.clone());
                engine.set_ips(table, ips.iter().map(|net| net.addr()).collect());
            }
            Action::AddIp { ip, .. } => {
                engine.set_networks(with_network(engine.networks(), *ip));
                engine.add_ip(table, ip.addr());
            }
            Action::Claim { ip, .. } => {
                engine.set_networks(with_network(engine.networks(), *ip));
                engine.claim(now, ip.addr());
            }
            Action::RemoveIp { ip, .. } => engine.remove_ip(*ip),
            Action::Announce { ip, .. } => engine.announce(*ip),
            Action::Learn {
                ip, mac, lifetime, ..
            } => engine.learn(now, table, *ip, *mac, *lifetime),
            Action::Pin { ip, mac, .. } => engine.pin(table, *ip, *mac),
            Action::Forget { ip, .. } => engine.forget(table, *ip),
            Action::Flush { .. } => engine.flush(table),
            Action::Arp { arp, .. } => {
                let bytes = forged(self.scenario.hosts[id.index()].mac, arp).emit();
                self.send(id, bytes.into(), cause, true);
            }
            Action::Frame { bytes, .. } => self.send(id, bytes.as_slice().into(), cause, true),
            Action::Down { .. } => {
                self.write_down(id);
                self.hosts[id.index()].power_down();
            }
            Action::Up { fresh, .. } => return self.power_up(id, cause, *fresh),
            Action::Pull { peer, .. } => return self.pull(id, HostId::new(*peer), id, cause),
            Action::Push { peer, .. } => return self.pull(HostId::new(*peer), id, id, cause),
            Action::Branch { name, rev, .. } => return self.branch(id, cause, name, rev.as_ref()),
            Action::Merge { name, .. } => return self.merge(id, cause, name),
            Action::Revert { rev, .. } => return self.revert(id, cause, rev),
            Action::Reset { rev, .. } => return self.reset(id, cause, rev),
            Action::Ping { target, .. } => return self.ping(id, cause, *target),
            Action::Sweep { first, last, .. } => return self.sweep(id, cause, *first, *last),
            Action::Send {
                target, port, text, ..
            } => return self.send_datagram(id, cause, (*target, *port), text),
            Action::Serve { port, .. } => return self.serve(id, *port),
            Action::Say {
                target, port, text, ..
            } => return self.say(id, cause, (*target, *port), text),
            Action::Close { target, port, .. } => return self.close(id, *target, *port),
            Action::Link { .. } | Action::Drop { .. } => {
                unreachable!("what is done to a link acts on no host")
            }
        }
        Ok(())
    }

    fn query(&mut self, id: HostId, index: usize, target: Target) -> Result<(), String> {
        let ip = self.address_of(target)?;
        let now = self.now;
        let (engine, cache) = self.hosts[id.index()].parts();
        match engine.query(now, cache.table(), ip, Waiter::Statement(index)) {
            QueryAnswer::Known(mac) => {
                let end = QueryEnd {
                    host: id,
                    ip,
                    at: now,
                    mac: Some(mac),
                    statement: index,
                };
                self.trace.query_ended(end);
                Ok(())
            }
            QueryAnswer::Waiting => Ok(()),
            QueryAnswer::Refused => Err(format!(
                "{ip} is no address of a single host: nothing to ask for"
            )),
        }
    }

    /// The address that a target stands for now.
    pub(super) fn address_of(&self, target: Target) -> Result<Ipv4Addr, String> {
        match target {
            Target::Ip(ip) => Ok(ip),
            Target::Host(index) => {
                let host = &self.hosts[index];
                let line = &self.scenario.hosts[index];
                // A host without power keeps its name on the door: its line's first address.
                let first = if host.up {
                    host.engine.ips().first().copied()
                } else {
                    line.addresses.first().map(|net| net.addr())
                };
                first.ok_or_else(|| format!("{} has no address now", line.name))
            }
        }
    }

    /// Power comes back: queries that were in flight end, and what expired meanwhile goes, before
    /// anything else happens.
    fn power_up(&mut self, id: HostId, cause: Cause, fresh: bool) -> Result<(), String> {
        if self.hosts[id.index()].up {
            return Err(format!("{} is up already", self.name(id)));
        }
        let scenario = self.scenario.clone();
        let why = Why {
            at: self.now,
            cause: cause_line(&scenario, cause),
        };
        let line = &scenario.hosts[id.index()];
        self.write_down(id);
        let created = self.hosts[id.index()].power_up(line, scenario.seed, fresh, &why);
        let mut made: Vec<Made> = created.into_iter().collect();
        made.extend(self.hosts[id.index()].cache_mut().resume(&why));
        self.record_commits(id, cause, made);
        Ok(())
    }

    /// Merges what `from` knows into `into`; `actor` is the one of them that ran the statement.
    fn pull(
        &mut self,
        into: HostId,
        from: HostId,
        actor: HostId,
        cause: Cause,
    ) -> Result<(), String> {
        let peer = if actor == into { from } else { into };
        if !self.hosts[peer.index()].up {
            return Err(format!("{} is down: nothing is exchanged", self.name(peer)));
        }
        let scenario = self.scenario.clone();
        let why = Why {
            at: self.now,
            cause: cause_line(&scenario, cause),
        };
        self.write_down(into);
        self.write_down(from);
        let name = self.name(from).to_owned();
        let [ours, theirs] = self
            .hosts
            .get_disjoint_mut([into.index(), from.index()])
            .expect("the parser refuses a pull from oneself");
        let Pulled { fetched, outcome } =
            ours.cache_mut()
                .pull(theirs.cache().repository(), &name, &why);
        self.trace.transferred(Transfer {
            at: self.now,
            into,
            from,
            cause,
            commits: fetched.commits.len(),
            objects: fetched.objects,
        });
        if outcome == MergeOutcome::NothingToDo {
            let text = format!("{name} has nothing new for {}", self.name(into));
            self.note(Some(into), cause, text);
        }
        self.main_moved(into, cause, outcome);
        Ok(())
    }

    fn branch(
        &mut self,
        id: HostId,
        cause: Cause,
        name: &str,
        rev: Option<&Rev>,
    ) -> Result<(), String> {
        let rev = rev.cloned().unwrap_or(Rev::Head(0));
        self.on_cache(id, cause, |cache, why| {
            cache.branch(&branch_name(name), &rev, why)
        })
    }

    fn merge(&mut self, id: HostId, cause: Cause, name: &str) -> Result<(), String> {
        let outcome =
            self.on_cache(id, cause, |cache, why| cache.merge(&branch_name(name), why))?;
        if outcome == MergeOutcome::NothingToDo {
            return Err(format!("merge {name}: no entry would change"));
        }
        self.main_moved(id, cause, outcome);
        Ok(())
    }

    fn revert(&mut self, id: HostId, cause: Cause, rev: &Rev) -> Result<(), String> {
        let restored = self.hosts[id.index()].engine.restores(self.now);
        let outcome = self.on_cache(id, cause, |cache, why| cache.revert(rev, restored, why))?;
        if let MergeOutcome::Merged { conflicts, .. } = &outcome {
            for conflict in conflicts {
                self.note(
                    Some(id),
                    cause,
                    format!("revert {rev} left alone: {conflict}"),
                );
            }
        }
        self.main_moved(id, cause, outcome);
        Ok(())
    }

    fn reset(&mut self, id: HostId, cause: Cause, rev: &Rev) -> Result<(), String> {
        let rerooted = self.on_cache(id, cause, |cache, why| cache.reset(rev, why))?;
        self.record_commits(id, cause, rerooted);
        self.table_changed(id, cause);
        Ok(())
    }

    /// Does something to a host's history, and says in words why it could not.
    fn on_cache<T>(
        &mut self,
        id: HostId,
        cause: Cause,
        operation: impl FnOnce(&mut Cache, &Why<'_>) -> Result<T, Refusal>,
    ) -> Result<T, String> {
        let scenario = self.scenario.clone();
        let why = Why {
            at: self.now,
            cause: cause_line(&scenario, cause),
        };
        self.write_down(id);
        operation(self.hosts[id.index()].cache_mut(), &why).map_err(|refusal| refusal.to_string())
    }

    /// Records what a merge did to a host's `main`, and lets the host act on it.
    fn main_moved(&mut self, id: HostId, cause: Cause, outcome: MergeOutcome) {
        if let MergeOutcome::Merged { made, .. } = outcome {
            self.record_commits(id, cause, vec![made]);
            self.table_changed(id, cause);
        }
    }

    /// Tells a host's engine that its table was changed by other hands.
    fn table_changed(&mut self, id: HostId, cause: Cause) {
        let now = self.now;
        let (engine, cache) = self.hosts[id.index()].parts();
        engine.handle_table_changed(now, cache.table());
        self.drain(id, cause);
    }

    fn act_on_link(&mut self, index: usize, action: &Action) {
        let (link, change) = match action {
            Action::Link { link, change } => (link, change),
            Action::Drop { link, frame } => return self.drop_on(index, *link, *frame),
            _ => unreachable!("only links have no host"),
        };
        let id = LinkId::new(*link);
        let was_up = self.links[id.index()].is_up();
        self.links[id.index()].change(change);
        let LinkOptions { up: Some(up), .. } = *change else {
            return;
        };
        self.trace.link(id, self.now, up);
        if up {
            return;
        }
        self.cut_off(id);
        if was_up {
            self.carrier_lost(*link, Cause::Statement(index));
        }
    }

    /// Loses what is on its way over a link. Nobody at its ends hears of it.
    fn drop_on(&mut self, index: usize, link: usize, frame: Option<u32>) {
        let frame = frame.and_then(FrameNumber::new);
        if self.take_off(LinkId::new(link), frame) > 0 {
            return;
        }
        let line = &self.scenario.links[link];
        let (a, b) = (self.scenario.name(line.a), self.scenario.name(line.b));
        let what = match frame {
            Some(frame) => format!("frame {} is not", frame.get()),
            None => "nothing is".to_owned(),
        };
        let text = format!("{what} on its way between {a} and {b}: nothing to drop");
        self.note(None, Cause::Statement(index), text);
    }

    /// Hosts with power at the ends of a link hear from their link layer that it is gone.
    fn carrier_lost(&mut self, link: usize, cause: Cause) {
        let line = &self.scenario.links[link];
        for end in [line.a, line.b] {
            let NodeRef::Host(index) = end else { continue };
            let id = HostId::new(index);
            if self.hosts[index].up {
                let (engine, cache) = self.hosts[index].parts();
                engine.handle_carrier_lost(cache.table());
                self.drain(id, cause);
            }
        }
    }
}

/// The networks of a host that gets another address.
fn with_network(networks: &[Ipv4Net], new: Ipv4Net) -> Vec<Ipv4Net> {
    let others = networks.iter().filter(|net| net.trunc() != new.trunc());
    others.copied().chain([new]).collect()
}

/// The branch that a statement names; the parser has checked the name.
fn branch_name(name: &str) -> BranchName {
    BranchName::new(name).expect("the parser accepts only names that git accepts")
}

/// An ARP packet exactly as a statement says it.
fn forged(src: MacAddr, arp: &ForgedArp) -> Frame {
    let operation = match arp.operation {
        ArpOperation::Request => Operation::Request,
        ArpOperation::Reply => Operation::Reply,
    };
    let packet = ArpPacket {
        operation,
        sha: arp.sha,
        spa: arp.spa,
        tha: arp.tha,
        tpa: arp.tpa,
    };
    Frame::arp(arp.dst.unwrap_or(arp.tha), src, packet)
}
