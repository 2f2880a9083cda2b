//! The biography of an address in a host's cache: every commit that changed its entry, who caused
//! it, and the question when it first had a MAC address.

use super::cause::Cause;
use crate::state::{Action, CommitRef, Item, Moment};
use crate::views::wording::{Why, host_name, seconds, short};
use std::collections::BTreeSet;
use versioned_arp::addr::{Ipv4Addr, MacAddr};
use versioned_arp::cache::Ip;
use versioned_arp::report::first_mapping;
use versioned_arp::sim::HostId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A commit in the life of an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The commit.
    pub commit: CommitRef,
    /// When it was made, in seconds.
    pub time: String,
    /// The first line of its message.
    pub subject: String,
    /// The MAC address that the entry has from then on.
    pub mac: Option<MacAddr>,
    /// Why it was made.
    pub why: Option<Why>,
}

/// The life of an address up to `moment`, the newest commit first.
pub fn life(moment: &Moment, host: HostId, ip: Ipv4Addr) -> Vec<Step> {
    let run = &moment.run;
    let state = run.trace().host_at(host, moment.at);
    let repository = run.repository(host, state.generation);
    let steps = repository.biography(state.branches.values().copied(), &Ip(ip));
    let step = |id| {
        let commit = repository.commit(id)?;
        let record = run.commits().record(run.trace(), &id);
        Some(Step {
            commit: CommitRef {
                host,
                generation: state.generation,
                id,
            },
            time: record.map_or_else(|| "before".to_owned(), |it| seconds(it.at)),
            subject: commit.subject().to_owned(),
            mac: commit.tree().get(&Ip(ip)).and_then(|entry| entry.mac),
            why: record.map(|it| Why::of(run, it.cause)),
        })
    };
    steps
        .into_iter()
        .rev()
        .filter_map(|it| step(it.id))
        .collect()
}

/// The commit that first gave the address this MAC, in all that `main` reaches.
pub fn first(moment: &Moment, host: HostId, ip: Ipv4Addr, mac: MacAddr) -> Option<CommitRef> {
    let found = first_mapping(&moment.run, host, moment.at, ip, mac)?;
    Some(CommitRef {
        host,
        generation: moment.run.trace().host_at(host, moment.at).generation,
        id: found.id(),
    })
}

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time to show.
    pub moment: Moment,
    /// Whose cache.
    pub host: HostId,
    /// The address.
    pub ip: Ipv4Addr,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The biography.
#[component]
pub fn LifeView(props: &Props) -> Html {
    let Props {
        moment,
        host,
        ip,
        dispatch,
    } = props;
    // As of the last moment at which anything happened.
    let settled = moment.settled();
    let steps = use_memo((settled, *host, *ip), |(moment, host, ip)| {
        life(moment, *host, *ip)
    });
    let name = host_name(&moment.run, *host);
    if steps.is_empty() {
        return html! {
            <p class="nobody"><strong>{ format!("{name} has never heard of {ip}.") }</strong>
                { " Up to the shown moment no commit of its cache has an entry for it." }</p>
        };
    }
    let step = |step: &Step| {
        let item = Item::Commit(step.commit);
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Select(Some(item)));
        html! {
            <tr key={step.commit.id.to_string()}>
                <td class="number mono">{ &step.time }</td>
                <td><button type="button" class="go mono" {onclick}>{ short(&step.commit.id) }</button></td>
                <td class="subject">{ &step.subject }</td>
                <td>
                    if let Some(why) = step.why.clone() {
                        <Cause {why} dispatch={dispatch.clone()} />
                    }
                </td>
            </tr>
        }
    };
    html! {
        <article class="life">
            <h3>{ format!("{ip} in the cache of {name}") }</h3>
            <Bisect moment={moment.clone()} host={*host} ip={*ip} macs={macs(&steps)} dispatch={dispatch.clone()} />
            <table class="entries">
                <caption class="for-ears">{ format!("Every commit that changed the entry of {ip}, newest first") }</caption>
                <thead><tr><th scope="col" class="number">{ "Time" }</th><th scope="col">{ "Commit" }</th><th scope="col">{ "What happened" }</th><th scope="col">{ "Cause" }</th></tr></thead>
                <tbody>{ for steps.iter().map(step) }</tbody>
            </table>
        </article>
    }
}

/// The MAC addresses that an address has had.
fn macs(steps: &[Step]) -> Vec<MacAddr> {
    let macs: BTreeSet<_> = steps.iter().filter_map(|step| step.mac).collect();
    macs.into_iter().collect()
}

#[derive(PartialEq, Properties)]
struct BisectProps {
    moment: Moment,
    host: HostId,
    ip: Ipv4Addr,
    macs: Vec<MacAddr>,
    dispatch: Callback<Action>,
}

/// Asks when an address first had a MAC address; the answer is a commit.
#[component]
fn Bisect(props: &BisectProps) -> Html {
    let chosen = use_state_eq(|| 0_usize);
    let Some(mac) = props.macs.get(*chosen).or(props.macs.first()).copied() else {
        return Html::default();
    };
    let onchange = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            let menu: HtmlSelectElement = event.target_unchecked_into();
            chosen.set(menu.value().parse().unwrap_or(0));
        })
    };
    let ask = {
        let (moment, host, ip) = (props.moment.clone(), props.host, props.ip);
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text = match first(&moment, host, ip, mac) {
                Some(commit) => return dispatch.emit(Action::Select(Some(Item::Commit(commit)))),
                None => format!("Nothing on main has mapped {ip} to {mac}."),
            };
            dispatch.emit(Action::Notify(crate::state::Tone::Info, text));
        })
    };
    let option = |(at, it): (usize, &MacAddr)| {
        html! { <option value={at.to_string()} selected={*it == mac}>{ it.to_string() }</option> }
    };
    html! {
        <form class="bisect" onsubmit={ask}>
            <label>{ "When did it first map to " }<select {onchange}>{ for props.macs.iter().enumerate().map(option) }</select></label>
            <button type="submit" class="small">{ "Find" }</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::{at, lab};

    #[test]
    fn a_life_has_every_change_and_the_question_finds_the_first() {
        let run = lab("end 40s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 2s ann learn 192.168.3.9 02:00:00:00:00:09
at 3s ann learn 192.168.3.1 02:00:00:00:00:66
at 4s ann learn 192.168.3.1 02:00:00:00:00:01
at 5s ann learn 192.168.3.1 02:00:00:00:00:66");
        let (ann, ip) = (HostId::new(0), Ipv4Addr::new(192, 168, 3, 1));
        let times = |seconds| -> Vec<String> {
            let steps = life(&at(&run, seconds), ann, ip);
            steps.into_iter().map(|step| step.time).collect()
        };
        assert_eq!(times(9.0), ["5.000", "4.000", "3.000", "1.000"]);
        assert_eq!(times(3.5), ["3.000", "1.000"]);
        assert_eq!(times(0.5), [""; 0]);
        let steps = life(&at(&run, 9.0), ann, ip);
        let evil = MacAddr([2, 0, 0, 0, 0, 0x66]);
        assert_eq!(macs(&steps), [MacAddr([2, 0, 0, 0, 0, 1]), evil]);
        let found = first(&at(&run, 9.0), ann, ip, evil);
        assert_eq!(found, Some(steps[2].commit), "the first of two");
        assert_eq!(first(&at(&run, 2.0), ann, ip, evil), None);
    }
}
