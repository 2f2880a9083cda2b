//! What differs between two versions of a cache, whosever they are, in the forms of `git diff`.

use crate::arp::Entry;
use crate::cache::{Ip, Tree};
use crate::store::{Change, Key as _, Value as _, file_id};
use std::fmt::Write as _;

/// As `git diff --abbrev=7 OLDER NEWER` prints it. A file is so short that all of it is shown.
pub fn patch(older: &Tree, newer: &Tree) -> String {
    let mut text = String::new();
    for change in older.diff(newer) {
        let path = change.key.path();
        let [old, new] = ids(&change);
        let _ = writeln!(text, "diff --git a/{path} b/{path}");
        let _ = match (&change.before, &change.after) {
            (None, _) => writeln!(text, "new file mode 100644\nindex {old}..{new}"),
            (_, None) => writeln!(text, "deleted file mode 100644\nindex {old}..{new}"),
            _ => writeln!(text, "index {old}..{new} 100644"),
        };
        let side = |side: char, entry: &Option<Entry>| match entry {
            Some(_) => format!("{side}/{path}"),
            None => "/dev/null".into(),
        };
        let (before, after) = (side('a', &change.before), side('b', &change.after));
        let _ = writeln!(text, "--- {before}\n+++ {after}");
        let range = |entry: &Option<Entry>| if entry.is_some() { "1,3" } else { "0,0" };
        let (before, after) = (range(&change.before), range(&change.after));
        let _ = writeln!(text, "@@ -{before} +{after} @@");
        for (mark, line) in lines(&change) {
            let _ = writeln!(text, "{mark}{line}");
        }
    }
    text
}

/// As `git diff --stat OLDER NEWER` prints it.
pub fn diff_stat(older: &Tree, newer: &Tree) -> String {
    let rows: Vec<(String, usize, usize)> = older
        .diff(newer)
        .iter()
        .map(|change| {
            let lines = lines(change);
            let count = |wanted: char| lines.iter().filter(|(mark, _)| *mark == wanted).count();
            (change.key.path().to_string(), count('-'), count('+'))
        })
        .collect();
    let width = rows.iter().map(|(path, ..)| path.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (path, removed, added) in &rows {
        let (plus, minus) = ("+".repeat(*added), "-".repeat(*removed));
        let _ = writeln!(text, " {path:width$} | {} {plus}{minus}", added + removed);
    }
    if !rows.is_empty() {
        let removed: usize = rows.iter().map(|(_, removed, _)| removed).sum();
        let added: usize = rows.iter().map(|(.., added)| added).sum();
        let plural = |number: usize| if number == 1 { "" } else { "s" };
        let _ = write!(text, " {} file{} changed", rows.len(), plural(rows.len()));
        for (number, what, sign) in [(added, "insertion", '+'), (removed, "deletion", '-')] {
            if number > 0 {
                let _ = write!(text, ", {number} {what}{}({sign})", plural(number));
            }
        }
        text.push('\n');
    }
    text
}

/// The abbreviated ids of a change's files; zeros where there is none.
fn ids(change: &Change<Ip, Entry>) -> [String; 2] {
    let id = |entry: &Entry| file_id(entry).to_hex_with_len(7).to_string();
    [&change.before, &change.after].map(|entry| entry.as_ref().map_or("0".repeat(7), id))
}

/// The lines of a change with git's marks: of neighbouring lines that differ, first all that go,
/// then all that come. Both files have the same three lines, so line compares with line.
fn lines(change: &Change<Ip, Entry>) -> Vec<(char, String)> {
    let text = |entry: &Option<Entry>| {
        let mut bytes = Vec::new();
        if let Some(entry) = entry {
            entry.encode(&mut bytes);
        }
        String::from_utf8(bytes).expect("an entry's file is text")
    };
    let (old, new) = (text(&change.before), text(&change.after));
    let (mut marked, mut come) = (Vec::new(), Vec::new());
    let mut news = new.lines();
    for old in old.lines() {
        let new = news.next();
        if new == Some(old) {
            marked.append(&mut come);
            marked.push((' ', old.to_owned()));
        } else {
            marked.push(('-', old.to_owned()));
            come.extend(new.map(|new| ('+', new.to_owned())));
        }
    }
    marked.append(&mut come);
    marked.extend(news.map(|new| ('+', new.to_owned())));
    marked
}
