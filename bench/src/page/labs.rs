//! The labs that the page is measured with, as anybody may write them.

use std::fmt::Write as _;

/// ann forgets and asks for bob again and again: four commits a round, a branch and a merge among
/// them, until she has `count`. From [`Grown::goes_on`] on she learns something every 100 ms for 10 s,
/// which is a commit each; then nothing happens for as long.
pub fn grown(count: usize) -> Grown {
    let rounds = count / 4;
    let goes_on = rounds * 10 + 1_000;
    let text = format!(
        "host ann 10.0.0.1 profile classic\n\
         host bob 10.0.0.2 profile classic\n\
         host eve 10.0.0.3 profile classic\n\
         end {}ms\n\
         at 10ms every 10ms times {rounds} ann forget 10.0.0.2\n\
         at 11ms every 10ms times {rounds} ann query bob\n\
         at {goes_on}ms every 100ms times 100 ann learn 10.0.0.77 02:00:00:00:00:07 for 2h\n",
        goes_on + 20_000
    );
    Grown {
        text,
        goes_on: goes_on as f64 / 1e3,
        quiet: goes_on as f64 / 1e3 + 12.0,
    }
}

/// A lab with many commits, and its moments in seconds.
pub struct Grown {
    /// The lab.
    pub text: String,
    /// From then on there are ten commits a second.
    pub goes_on: f64,
    /// From then on nothing happens.
    pub quiet: f64,
}

/// A hundred hosts on one switch, and frames that take four seconds over each link: from 5 s on the
/// switch's copies of two questions for everybody are on their way, and ten new ones.
pub fn crowded() -> String {
    let mut text = String::from("switch lan\nend 40s\n");
    for host in 0..100 {
        let _ = writeln!(text, "host h{host} 10.0.0.{} profile classic", host + 1);
        let _ = writeln!(text, "link h{host} lan latency 4s");
    }
    text += "at 1s h0 query 10.0.0.201\nat 1s h1 query 10.0.0.202\n";
    for host in 10..20 {
        let _ = writeln!(text, "at 5s h{host} query 10.0.0.203");
    }
    text
}

/// Ten hosts that ping each other, each once a second.
pub fn ten_hosts() -> String {
    let mut text = String::from("end 60s\n");
    for host in 0..10 {
        let _ = writeln!(text, "host h{host} 10.0.0.{}", host + 1);
        let (first, other) = (1_000 + host * 100, (host * 3 + 1) % 10);
        let _ = writeln!(text, "at {first}ms every 1s times 50 h{host} ping h{other}");
    }
    text
}
