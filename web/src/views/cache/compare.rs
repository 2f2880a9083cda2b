//! Two commits of any hosts beside each other: what the cache of one has and that of the other
//! has not.

use super::commit::EntryText;
use super::detail::entry;
use crate::state::{Action, CommitRef, Item, Moment, RunHandle};
use crate::views::wording::{host_name, seconds, short};
use versioned_arp::addr::Ipv4Addr;
use versioned_arp::arp::Entry;
use versioned_arp::cache::Ip;
use versioned_arp::sim::HostId;
use versioned_arp::store::{BranchName, Change};
use yew::prelude::*;

/// How an address differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The second has it and the first has not.
    Added,
    /// The first has it and the second has not.
    Gone,
    /// Both have it with different values.
    Changed,
}

/// An address that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// How.
    pub sign: Sign,
    /// The address.
    pub ip: Ipv4Addr,
    /// What the first has.
    pub before: Option<EntryText>,
    /// What the second has.
    pub after: Option<EntryText>,
}

/// A side of the comparison, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The commit.
    pub commit: CommitRef,
    /// Whose history it is in.
    pub host: String,
    /// The first line of its message.
    pub subject: String,
    /// When it was made.
    pub time: Option<String>,
}

/// Two commits beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The first.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// What differs, in order of address.
    pub differences: Vec<Difference>,
}

impl Comparison {
    /// Compares two commits; nothing if one of them is not there.
    pub fn of(run: &RunHandle, a: CommitRef, b: CommitRef) -> Option<Self> {
        let tree = |it: CommitRef| {
            let is_there = it.is_in(run);
            let repository = is_there.then(|| run.repository(it.host, it.generation))?;
            repository.commit(it.id).map(|commit| commit.tree())
        };
        let changes = tree(a)?.diff(tree(b)?);
        Some(Self {
            a: side(run, a)?,
            b: side(run, b)?,
            differences: differences(changes),
        })
    }
}

/// Changes in words, in order of address.
pub fn differences(changes: Vec<Change<Ip, Entry>>) -> Vec<Difference> {
    let text = |entry: Option<Entry>| entry.as_ref().map(EntryText::from);
    let mut differences: Vec<_> = changes
        .into_iter()
        .map(|it| Difference {
            sign: match (&it.before, &it.after) {
                (None, _) => Sign::Added,
                (_, None) => Sign::Gone,
                _ => Sign::Changed,
            },
            ip: it.key.0,
            before: text(it.before),
            after: text(it.after),
        })
        .collect();
    differences.sort_by_key(|it| it.ip);
    differences
}

fn side(run: &RunHandle, commit: CommitRef) -> Option<Side> {
    let found = run
        .repository(commit.host, commit.generation)
        .commit(commit.id)?;
    let record = run.commits().record(run.trace(), &commit.id);
    Some(Side {
        commit,
        host: host_name(run, commit.host).to_owned(),
        subject: found.subject().to_owned(),
        time: record.map(|record| seconds(record.at)),
    })
}

/// What `main` of a host is at.
pub fn head(moment: &Moment, host: HostId) -> Option<CommitRef> {
    let state = moment.run.trace().host_at(host, moment.at);
    let id = *state.branches.get(&BranchName::main())?;
    Some(CommitRef {
        host,
        generation: state.generation,
        id,
    })
}

/// What the view is told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The comparison.
    pub comparison: Comparison,
    /// Whether the second is what the host's `main` is at, for want of a selection.
    pub with_head: bool,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The comparison.
#[component]
pub fn CompareView(props: &Props) -> Html {
    let Props {
        comparison,
        with_head,
        dispatch,
    } = props;
    let Comparison { a, b, differences } = comparison;
    let swap = {
        let (dispatch, a, b) = (dispatch.clone(), a.commit, b.commit);
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Compare(Some(b)));
            dispatch.emit(Action::Select(Some(Item::Commit(a))));
        })
    };
    let done = dispatch.reform(|_: MouseEvent| Action::Compare(None));
    html! {
        <article class="compare">
            <dl>
                { side_view("A", a, dispatch) }
                { side_view("B", b, dispatch) }
            </dl>
            <p class="compare-hint">
                if *with_head {
                    { format!("B is what {} has now. Select any commit of any host to compare with it.", b.host) }
                } else {
                    { "B is the selected commit, of whichever host." }
                }
                <span class="compare-acts">
                    <button type="button" class="small" onclick={swap}>{ "Swap" }</button>
                    <button type="button" class="small" onclick={done}>{ "Done" }</button>
                </span>
            </p>
            { difference_table(differences) }
        </article>
    }
}

fn side_view(letter: &'static str, side: &Side, dispatch: &Callback<Action>) -> Html {
    let item = Item::Commit(side.commit);
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Select(Some(item)));
    html! {
        <>
            <dt><span class="pill compared">{ letter }</span></dt>
            <dd>
                <button type="button" class="go mono" {onclick}>{ short(&side.commit.id) }</button>
                { format!(" {}, ", side.host) }
                if let Some(time) = &side.time {
                    { format!("{time} s: ") }
                }
                { &side.subject }
            </dd>
        </>
    }
}

fn difference_table(differences: &[Difference]) -> Html {
    if differences.is_empty() {
        return html! { <p class="nobody"><strong>{ "Both caches hold the same." }</strong></p> };
    }
    let count = |sign| differences.iter().filter(|it| it.sign == sign).count();
    let caption = format!(
        "From A to B: {} added, {} gone, {} changed",
        count(Sign::Added),
        count(Sign::Gone),
        count(Sign::Changed)
    );
    let row = |it: &Difference| {
        let (class, sign, words) = match it.sign {
            Sign::Added => ("added", "+", "added"),
            Sign::Gone => ("gone-sign", "−", "gone"),
            Sign::Changed => ("changed", "~", "changed"),
        };
        html! {
            <tr key={it.ip.to_string()}>
                <td class={classes!("sign", class)}><span aria-hidden="true">{ sign }</span><span class="for-ears">{ words }</span></td>
                <th scope="row" class="mono">{ it.ip.to_string() }</th>
                <td class="before">{ entry(it.before.as_ref(), "not there") }</td>
                <td class="after">{ entry(it.after.as_ref(), "not there") }</td>
            </tr>
        }
    };
    html! {
        <table class="entries diff">
            <caption>{ caption }</caption>
            <thead><tr><td></td><th scope="col">{ "Address" }</th><th scope="col">{ "A" }</th><th scope="col">{ "B" }</th></tr></thead>
            <tbody>{ for differences.iter().map(row) }</tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::fixtures::{at, lab};

    #[test]
    fn commits_of_two_hosts_differ_by_address() {
        let run = lab("end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 1s ann learn 192.168.3.2 02:00:00:00:00:02 for 1h
at 1s bob learn 192.168.3.1 02:00:00:00:00:66
at 1s bob learn 192.168.3.3 02:00:00:00:00:03
at 1s bob learn 192.168.3.2 02:00:00:00:00:02 for 1h");
        let moment = at(&run, 9.0);
        let of = |host| head(&moment, HostId::new(host)).expect("every host has a main");
        let found = Comparison::of(&run, of(0), of(1)).expect("both are there");
        let signs: Vec<_> = found
            .differences
            .iter()
            .map(|it| (it.ip.octets()[3], it.sign))
            .collect();
        assert_eq!(
            signs,
            [(1, Sign::Changed), (3, Sign::Added)],
            "both have .2"
        );
        let back = Comparison::of(&run, of(1), of(0)).expect("both are there");
        assert_eq!(back.differences[1].sign, Sign::Gone);
        assert_eq!((&*back.a.host, &*back.b.host), ("bob", "ann"));
        let same = Comparison::of(&run, of(0), of(0)).expect("it is there");
        assert_eq!(same.differences, []);
    }
}
