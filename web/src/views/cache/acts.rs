//! What can be done with a commit: branch from it, revert it, reset to it, merge what it is the
//! tip of. Each is a statement of the lab; what a revert or a reset would do is shown first.

use super::commit::EntryText;
use super::compare::{Difference, Sign, differences};
use super::detail::entry;
use crate::state::{Action, CommitRef, Moment};
use crate::views::wording::host_name;
use versioned_arp::arp::Entry;
use versioned_arp::cache::plan_revert;
use versioned_arp::store::{BranchName, ObjectId};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Digits of an id in a statement: enough for any history.
const DIGITS: usize = 12;

/// What would come of an act.
#[derive(Clone, Debug, PartialEq)]
pub enum Preview {
    /// It cannot be done; why.
    Refused(String),
    /// What would change in the cache, and what it would leave as it is, with the MAC address that
    /// each keeps.
    Done {
        /// What would change.
        differences: Vec<Difference>,
        /// What a revert would leave alone, because it was mapped anew since.
        kept: Vec<String>,
        /// How many commits nothing on `main` would lead to any more.
        behind: usize,
    },
}

/// What reverting `commit` would do at `moment`.
pub fn revert(moment: &Moment, commit: CommitRef) -> Preview {
    let repository = moment.run.repository(commit.host, commit.generation);
    let head = main(moment, commit).and_then(|id| repository.commit(id));
    let Some(head) = head else {
        return Preview::Refused("This repository is in use no more.".to_owned());
    };
    // How long a restored entry holds is the host's profile's choice; here it is the MAC that counts.
    let restored = |mac| Entry::reachable(mac, moment.at);
    match plan_revert(repository, head.id(), commit.id, restored) {
        Err(refusal) => Preview::Refused(sentence(&refusal.to_string())),
        Ok(plan) => Preview::Done {
            differences: differences(head.tree().diff(&plan.tree)),
            kept: plan
                .kept
                .iter()
                .map(|(ip, kept, _)| left(*ip, kept.as_ref()))
                .collect(),
            behind: 0,
        },
    }
}

/// What resetting `main` to `commit` would do at `moment`.
pub fn reset(moment: &Moment, commit: CommitRef) -> Preview {
    let repository = moment.run.repository(commit.host, commit.generation);
    let head = main(moment, commit).and_then(|id| repository.commit(id));
    let (Some(head), Some(to)) = (head, repository.commit(commit.id)) else {
        return Preview::Refused("This repository is in use no more.".to_owned());
    };
    if head.id() == to.id() {
        return Preview::Refused("main is there already.".to_owned());
    }
    let lost = repository.log([head.id()]);
    let lost = lost.take_while(|it| it.id() != to.id());
    Preview::Done {
        differences: differences(head.tree().diff(to.tree())),
        kept: Vec::new(),
        behind: lost
            .filter(|it| !repository.is_ancestor(it.id(), to.id()))
            .count(),
    }
}

fn main(moment: &Moment, commit: CommitRef) -> Option<ObjectId> {
    let state = moment.run.trace().host_at(commit.host, moment.at);
    let is_in_use = state.generation == commit.generation;
    let main = state.branches.get(&BranchName::main()).copied();
    main.filter(|_| is_in_use)
}

fn left(ip: versioned_arp::addr::Ipv4Addr, kept: Option<&Entry>) -> String {
    match kept.and_then(|entry| entry.mac) {
        Some(mac) => format!("{ip} keeps {mac}, which it got since"),
        None => format!("{ip} stays away: it went since"),
    }
}

fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Branch,
    Revert,
    Reset,
}

/// What the acts are told.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The run and time at which they would be done.
    pub moment: Moment,
    /// The commit.
    pub commit: CommitRef,
    /// Where to send what a person does.
    pub dispatch: Callback<Action>,
}

/// The acts.
#[component]
pub fn Acts(props: &Props) -> Html {
    let Props {
        moment,
        commit,
        dispatch,
    } = props;
    let open = use_state_eq(|| None::<Act>);
    use_effect_with(*commit, {
        let open = open.setter();
        move |_| open.set(None)
    });
    let compare = {
        let commit = *commit;
        dispatch.reform(move |_: MouseEvent| Action::Compare(Some(commit)))
    };
    let host = host_name(&moment.run, commit.host).to_owned();
    let button = |act: Act, words: &'static str| {
        let (set, is_open) = (open.setter(), *open == Some(act));
        let onclick = Callback::from(move |_: MouseEvent| set.set((!is_open).then_some(act)));
        html! { <button type="button" class="small" aria-expanded={is_open.to_string()} {onclick}>{ words }</button> }
    };
    let close = {
        let open = open.setter();
        Callback::from(move |()| open.set(None))
    };
    let go = {
        let (dispatch, close) = (dispatch.clone(), close.clone());
        Callback::from(move |words: String| {
            close.emit(());
            dispatch.emit(Action::Act(format!("{host} {words}")));
        })
    };
    let state = moment.run.trace().host_at(commit.host, moment.at);
    let repository = moment.run.repository(commit.host, commit.generation);
    let known = repository.history_until(state.known).contains(&commit.id);
    let can_act = known && state.up && state.generation == commit.generation;
    let tips = state.branches.iter();
    let mine = tips.filter(|(name, id)| {
        **id == commit.id && **name != BranchName::main() && !name.as_str().starts_with("query/")
    });
    let merge = |(name, _): (&BranchName, &ObjectId)| {
        let words = format!("merge {name}");
        let onclick = {
            let (go, words) = (go.clone(), words.clone());
            Callback::from(move |_: MouseEvent| go.emit(words.clone()))
        };
        html! { <button key={words.clone()} type="button" class="small" {onclick}>{ words }</button> }
    };
    let id = commit.id.to_hex_with_len(DIGITS).to_string();
    html! {
        <div class="commit-acts">
            <div class="commit-buttons" role="group" aria-label="With this commit">
                <button type="button" class="small" onclick={compare}>{ "Compare with…" }</button>
                if can_act {
                    { button(Act::Branch, "Branch…") }
                    { button(Act::Revert, "Revert…") }
                    { button(Act::Reset, "Reset to here…") }
                    { for mine.map(merge) }
                }
            </div>
            if !can_act {
                <p class="quiet-text">{ not_now(known, state.up) }</p>
            }
            if can_act {
                { match *open {
                    Some(Act::Branch) => html! { <NewBranch {id} go={go.clone()} /> },
                    Some(Act::Revert) => preview_view(&revert(moment, *commit), format!("revert {id}"), "Revert", &go),
                    Some(Act::Reset) => preview_view(&reset(moment, *commit), format!("reset {id}"), "Reset", &go),
                    None => Html::default(),
                } }
            }
        </div>
    }
}

/// Why nothing can be done with a commit at the shown moment.
fn not_now(known: bool, up: bool) -> &'static str {
    match (known, up) {
        (false, _) => {
            "Still to come at the shown moment: go to its time to branch, revert or reset."
        }
        (_, false) => "Its host has no power at the shown moment.",
        _ => "Its repository is in use no more at the shown moment.",
    }
}

/// What would come of an act, and a way to do it.
fn preview_view(
    preview: &Preview,
    words: String,
    verb: &'static str,
    go: &Callback<String>,
) -> Html {
    let (differences, kept, behind) = match preview {
        Preview::Refused(why) => {
            return html! { <p class="preview warning" role="status">{ why }</p> };
        }
        Preview::Done {
            differences,
            kept,
            behind,
        } => (differences, kept, *behind),
    };
    let go = go.clone();
    let onclick = Callback::from(move |_: MouseEvent| go.emit(words.clone()));
    let change = |it: &Difference| {
        let absent = if it.sign == Sign::Added {
            "not there"
        } else {
            "gone"
        };
        html! {
            <li key={it.ip.to_string()}><span class="mono">{ it.ip.to_string() }</span>{ " " }
                { mac(it.before.as_ref(), "not there") }{ " → " }{ mac(it.after.as_ref(), absent) }</li>
        }
    };
    let nothing = differences.is_empty() && behind == 0;
    html! {
        <div class="preview" role="status">
            if nothing {
                <p>{ "Nothing would change." }</p>
            }
            if behind > 0 {
                <p>{ match behind {
                    1 => "One commit would be left behind by main.".to_owned(),
                    behind => format!("{behind} commits would be left behind by main."),
                } }</p>
            }
            if !differences.is_empty() {
                <p>{ "In the cache this would change:" }</p>
                <ul>{ for differences.iter().map(change) }</ul>
            }
            if !kept.is_empty() {
                <p>{ "This would be left alone:" }</p>
                <ul>{ for kept.iter().map(|line| html! { <li class="alarm">{ line }</li> }) }</ul>
            }
            <button type="button" class="small main" disabled={nothing} {onclick}>{ verb }</button>
        </div>
    }
}

fn mac(text: Option<&EntryText>, absent: &'static str) -> Html {
    match text {
        Some(EntryText { mac, .. }) => html! { <span class="mono">{ mac }</span> },
        None => entry(None, absent),
    }
}

#[derive(PartialEq, Properties)]
struct NewBranchProps {
    id: String,
    go: Callback<String>,
}

/// Asks for the name of a branch.
#[component]
fn NewBranch(props: &NewBranchProps) -> Html {
    let name = use_state_eq(String::new);
    let field = use_node_ref();
    use_effect_with(field.clone(), crate::hooks::focus);
    let is_name = BranchName::new(&name).is_ok_and(|it| {
        it != BranchName::main()
            && !name.starts_with("query/")
            && !name.contains(char::is_whitespace)
    });
    let oninput = {
        let name = name.setter();
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            name.set(field.value());
        })
    };
    let onsubmit = {
        let (go, words) = (props.go.clone(), format!("branch {} {}", *name, props.id));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if is_name {
                go.emit(words.clone());
            }
        })
    };
    html! {
        <form class="preview" {onsubmit}>
            <label>{ "Name " }<input type="text" ref={field} value={(*name).clone()} {oninput} spellcheck="false" autocomplete="off" /></label>
            <button type="submit" class="small main" disabled={!is_name}>{ "Branch" }</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::RunHandle;
    use crate::views::fixtures::{at, lab};
    use versioned_arp::addr::MacAddr;
    use versioned_arp::sim::HostId;

    const LAB: &str = "end 9s
host ann 192.168.3.10 profile classic
host bob 192.168.3.20 profile classic
at 1s ann learn 192.168.3.1 02:00:00:00:00:01
at 2s ann learn 192.168.3.1 02:00:00:00:00:66
at 3s ann learn 192.168.3.2 02:00:00:00:00:02
at 4s ann learn 192.168.3.2 02:00:00:00:00:77";

    fn nth(run: &RunHandle, nth: usize) -> CommitRef {
        let host = HostId::new(0);
        CommitRef {
            host,
            generation: 0,
            id: run.repository(host, 0).history()[nth],
        }
    }

    fn told(preview: Preview) -> (Vec<String>, Vec<String>, usize) {
        let Preview::Done {
            differences,
            kept,
            behind,
        } = preview
        else {
            panic!("it can be done: {preview:?}")
        };
        let mac = |it: Option<EntryText>| it.map_or("-".to_owned(), |it| it.mac);
        let line = |it: Difference| format!("{} {} {}", it.ip, mac(it.before), mac(it.after));
        (differences.into_iter().map(line).collect(), kept, behind)
    }

    #[test]
    fn a_revert_tells_what_it_would_change_and_leave_alone() {
        let run = lab(LAB);
        let moment = at(&run, 9.0);
        let back = "192.168.3.1 02:00:00:00:00:66 02:00:00:00:00:01".to_owned();
        assert_eq!(told(revert(&moment, nth(&run, 2))), (vec![back], vec![], 0));
        let Preview::Refused(why) = revert(&moment, nth(&run, 3)) else {
            panic!("what was learned at 3 s was mapped anew at 4 s")
        };
        assert!(
            why.starts_with("Nothing to revert: no address still has"),
            "{why}"
        );
        assert!(matches!(revert(&moment, nth(&run, 0)), Preview::Refused(_)));
    }

    #[test]
    fn a_reset_tells_what_it_would_leave_behind() {
        let run = lab(LAB);
        let (changes, _, behind) = told(reset(&at(&run, 9.0), nth(&run, 2)));
        assert_eq!(changes, ["192.168.3.2 02:00:00:00:00:77 -"]);
        assert_eq!(behind, 2);
        assert!(matches!(
            reset(&at(&run, 9.0), nth(&run, 4)),
            Preview::Refused(_)
        ));
    }

    #[test]
    fn mac_addresses_are_told_as_everywhere() {
        let ip = versioned_arp::addr::Ipv4Addr::new(10, 0, 0, 1);
        let entry = Entry::reachable(
            MacAddr([2, 0, 0, 0, 0, 1]),
            versioned_arp::time::Instant::ZERO,
        );
        assert_eq!(
            left(ip, Some(&entry)),
            "10.0.0.1 keeps 02:00:00:00:00:01, which it got since"
        );
        assert_eq!(left(ip, None), "10.0.0.1 stays away: it went since");
    }
}
