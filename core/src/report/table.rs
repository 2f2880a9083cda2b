//! A host's cache as a table for a terminal.

use super::HostSnapshot;
use std::fmt::Write as _;

/// The host's name and addresses, its entries in columns, its HEAD and number of commits.
///
/// ```text
/// ann  02:00:00:00:00:01  192.168.3.10
///   ADDRESS       MAC                STATE      EXPIRES
///   192.168.3.1   02:00:00:00:00:02  REACHABLE  61.000500
///   HEAD 8d11bba…  5 commits
/// ```
pub fn cache_table(host: &HostSnapshot) -> String {
    let mut text = format!(
        "{}  {}  {}",
        host.name,
        host.mac,
        join(&host.ips, "no address")
    );
    if !host.up {
        text.push_str("  (down)");
    }
    text.push('\n');
    let rows: Vec<[String; 4]> = host
        .cache
        .iter()
        .map(|entry| {
            let mac = entry.mac.clone().unwrap_or_else(|| "-".into());
            let expires = entry
                .expires
                .map_or_else(|| "never".into(), |at| format!("{at:.6}"));
            [entry.ip.clone(), mac, entry.state.clone(), expires]
        })
        .collect();
    if rows.is_empty() {
        text.push_str("  (empty)\n");
    } else {
        let head = ["ADDRESS", "MAC", "STATE", "EXPIRES"].map(String::from);
        let rows: Vec<&[String; 4]> = std::iter::once(&head).chain(&rows).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        for [ip, mac, state, expires] in rows {
            let [a, b, c] = widths;
            let _ = writeln!(text, "  {ip:a$}  {mac:b$}  {state:c$}  {expires}");
        }
    }
    let commits = if host.commits == 1 {
        "commit"
    } else {
        "commits"
    };
    let _ = writeln!(text, "  HEAD {}  {} {commits}", host.head, host.commits);
    text
}

fn join(list: &[String], none: &str) -> String {
    if list.is_empty() {
        none.into()
    } else {
        list.join(" ")
    }
}
