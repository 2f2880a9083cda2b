//! From which commit of a history a host starts.

use super::nodes::add_node;
use super::source::Source;
use super::splice::replace;
use crate::store::ObjectId;

/// Lets the host of this name start from a commit of a history: sets the `from ID` of its line, or
/// adds a line for a new host.
pub fn start_from(text: &str, host: &str, commit: ObjectId) -> String {
    let source = Source::of(text);
    let Some(line) = source.declares("host", host) else {
        return add_node(text, &format!("host {host} from {commit}"));
    };
    let options = line.words.iter().enumerate().skip(2);
    let from = options
        .clone()
        .find(|(_, word)| word.raw == "from")
        .map(|(at, _)| at);
    match from.and_then(|at| line.words.get(at + 1)) {
        Some(former) => replace(text, former.span.clone(), &commit.to_string()),
        None => {
            let end = line.words.last().map_or(line.span.end, |it| it.span.end);
            let from = if from.is_some() { "" } else { " from" };
            replace(text, end..end, &format!("{from} {commit}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commit_is_put_where_the_line_names_one_or_ends() {
        let id = ObjectId::from_hex(&[b'7'; 40]).expect("40 digits");
        let lab = "host ann 10.0.0.1\nhost bob timeout 5s # bob\nat 1s ann flush\n";
        let bob =
            format!("host ann 10.0.0.1\nhost bob timeout 5s from {id} # bob\nat 1s ann flush\n");
        assert_eq!(start_from(lab, "bob", id), bob);
        let eve = format!(
            "host ann 10.0.0.1\nhost bob timeout 5s # bob\nhost eve from {id}\nat 1s ann flush\n"
        );
        assert_eq!(start_from(lab, "eve", id), eve);
        let again = format!("host a from {} keep 5m", "1".repeat(40));
        assert_eq!(
            start_from(&again, "a", id),
            format!("host a from {id} keep 5m")
        );
        assert_eq!(
            start_from("host a from", "a", id),
            format!("host a from {id}")
        );
    }
}
