//! Pictures drawn by hand, and laws over histories of any shape.

use super::*;

/// Builds a graph from lines such as `D query: B C`: commit D on the line `query`, with the
/// parents B and C. `main` has lane 0.
fn graph(history: &str) -> Graph<String, String> {
    let mut graph = Graph::new("main".to_string());
    for commit in history
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let (name, parents) = commit.split_once(':').expect("a colon before the parents");
        let (id, line) = name
            .split_once(' ')
            .expect("a blank before the line's name");
        let parents: Vec<String> = parents.split_whitespace().map(str::to_string).collect();
        graph.push(id.to_string(), &parents, line.to_string());
    }
    graph
}

/// The picture of a graph, commits by name.
fn picture(graph: &Graph<String, String>) -> String {
    text(graph, |id| Label {
        id: id.clone(),
        ..Label::default()
    })
}

#[track_caller]
fn assert_picture(history: &str, expected: &str) {
    let expected: String = expected
        .lines()
        .filter(|line| !line.trim().is_empty())
        .fold(String::new(), |text, line| {
            text + line.trim_start_matches("        ").trim_end() + "\n"
        });
    let drawn = picture(&graph(history));
    assert_eq!(drawn, expected, "drawn:\n{drawn}\nexpected:\n{expected}");
}

#[test]
fn a_straight_line_of_commits_is_one_lane() {
    assert_picture(
        "A main:
         B main: A
         C main: B",
        "
        * C
        * B
        * A
        ",
    );
}

#[test]
fn a_query_leaves_main_and_comes_back() {
    assert_picture(
        "A main:
         B query: A
         C query: B
         D main: A C
         E main: D",
        "
        * E
        * D
        |\\
        | * C
        | * B
        |/
        * A
        ",
    );
}

#[test]
fn main_goes_on_in_lane_0_beside_a_query() {
    assert_picture(
        "A main:
         B query: A
         C main: A
         D query: B
         E main: C D",
        "
        * E
        |\\
        | * D
        * | C
        | * B
        |/
        * A
        ",
    );
}

#[test]
fn queries_in_flight_together_have_lanes_of_their_own() {
    assert_picture(
        "A main:
         B one: A
         C two: A
         D one: B
         E main: A D
         F two: C
         G main: E F",
        "
        * G
        |\\
        |  \\
        |   * F
        *   | E
        |\\  |
        | * | D
        | | * C
        | * | B
        |/ /
        |/
        * A
        ",
    );
}

#[test]
fn a_lane_is_used_again_once_its_tip_is_merged() {
    let graph = graph(
        "A main:
         B one: A
         C main: A B
         D two: C
         E main: C D",
    );
    assert_eq!(lanes(&graph), [0, 1, 0, 1, 0]);
    assert_eq!(graph.width(), 2);
}

/// Main was reset to B, so C is left behind in lane 0; D reaches B around it.
#[test]
fn after_a_reset_main_goes_round_what_it_left_behind() {
    assert_picture(
        "A main:
         B main: A
         C main: B
         D main: B
         E main: D",
        "
        * E
        * D
         \\
        * | C
        |/
        * B
        * A
        ",
    );
}

/// A peer's history (lines P and q of the peer) is pulled twice. The second time its line goes on
/// above its former tip, and shares the lower end of the first merge's line.
#[test]
fn a_peer_that_was_merged_goes_on_in_its_lane() {
    assert_picture(
        "A main:
         P peer:
         Q peer: P
         B main: A
         C main: B Q
         R peer: Q
         S peer: R
         D main: C S",
        "
        * D
        |\\
        | * S
        | * R
        * | C
        |\\|
        * | B
        | * Q
        | * P
        * A
        ",
    );
}

#[test]
fn a_merge_of_three_has_three_lines() {
    assert_picture(
        "A main:
         B one: A
         C two: A
         D main: A B C",
        "
        * D
        |\\
        | |\\
        | | * C
        | * | B
        |/ /
        |/
        * A
        ",
    );
}

/// While X's tip may still get a child, its lane stays empty above it.
#[test]
fn no_lane_is_reused_beside_a_living_tip() {
    let graph = graph(
        "A main:
         X one: A
         B main: A
         C two: B
         D main: B C
         E three: D",
    );
    assert_eq!(lanes(&graph), [0, 1, 0, 2, 0, 2]);
}

/// The query was re-rooted: its line goes on at D, so nobody waits for B's child any more.
#[test]
fn a_line_that_goes_on_elsewhere_gives_its_former_lane_back() {
    let graph = graph(
        "A main:
         B query: A
         C main: A
         D query: C
         E main: C D
         F other: E",
    );
    assert_eq!(lanes(&graph), [0, 1, 0, 1, 0, 1]);
}

#[test]
fn parents_out_of_sight_get_no_line_and_known_commits_stay() {
    let mut graph = graph("A main: before\nB main: A");
    assert_eq!(
        graph.push("A".to_string(), &["B".to_string()], "other".to_string()),
        0
    );
    assert_eq!(graph.len(), 2);
    assert_eq!(picture(&graph), "* B\n* A\n");
}

#[test]
fn labels_read_like_git_log() {
    let graph = graph("A main:\nB main: A");
    let text = text(&graph, |id| Label {
        id: format!("{id}000000"),
        refs: if id == "B" {
            vec!["HEAD -> main".into(), "old".into()]
        } else {
            vec![]
        },
        subject: format!("commit {id}"),
    });
    assert_eq!(
        text,
        "* B000000 (HEAD -> main, old) commit B\n* A000000 commit A\n"
    );
}

/// One fork from the first commit is merged only at the top: every window between must know it.
#[test]
fn a_line_across_thousands_of_rows_is_seen_in_each_window() {
    let mut graph = Graph::new(0);
    graph.push(0, &[], 0);
    graph.push(1, &[0], 1);
    for id in 2..5_000 {
        graph.push(id, &[if id == 2 { 0 } else { id - 1 }], 0);
    }
    graph.push(5_000, &[4_999, 1], 0);
    let window = graph.window(2_500..2_520);
    assert_eq!(window.nodes.len(), 20);
    let long: Vec<_> = window
        .edges
        .iter()
        .filter(|edge| edge.child.row == 5_000)
        .collect();
    assert_eq!(long.len(), 1);
    assert_eq!((long[0].via, long[0].foot), (1, Cell { row: 1, lane: 1 }));
    assert_eq!(
        window.edges.len(),
        22,
        "20 of the rows, the one that enters above, the long one"
    );
}

fn lanes(graph: &Graph<String, String>) -> Vec<usize> {
    (0..graph.len()).map(|row| graph.cell(row).lane).collect()
}

/// Laws that hold for every history, however strange.
#[cfg(not(target_arch = "wasm32"))]
mod laws {
    use super::super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// A history: for each commit its line, and how far back each of its parents lies.
    fn histories() -> impl Strategy<Value = Vec<(u8, Vec<usize>)>> {
        let near = prop_oneof![4 => 1..4_usize, 1 => 1..90_usize];
        let commit = (0..5_u8, prop::collection::vec(near, 0..4));
        prop::collection::vec(commit, 1..200)
    }

    fn push(graph: &mut Graph<usize, u8>, line: u8, back: &[usize]) {
        let row = graph.len();
        let parents: Vec<_> = back
            .iter()
            .filter_map(|back| row.checked_sub(*back))
            .collect();
        graph.push(row, &parents, line);
    }

    fn build(history: &[(u8, Vec<usize>)]) -> Graph<usize, u8> {
        let mut graph = Graph::new(0);
        for (line, back) in history {
            push(&mut graph, *line, back);
        }
        graph
    }

    proptest! {
        /// A cell belongs to one commit or to one edge: lines may cross, but never lie on another.
        #[test]
        fn no_two_things_share_a_cell(history in histories()) {
            let graph = build(&history);
            let mut taken = BTreeMap::new();
            for cell in graph.window(0..graph.len()).nodes {
                prop_assert_eq!(taken.insert(cell, cell.row), None);
            }
            for edge in &graph.edges {
                for cell in edge.cells() {
                    prop_assert_eq!(taken.insert(cell, edge.parent), None, "{:?} at {:?}", edge, cell);
                }
            }
            for edge in &graph.edges {
                prop_assert!(edge.foot.row < edge.child.row);
                prop_assert_eq!(taken[&edge.foot], edge.parent, "{:?} ends on a stranger", edge);
            }
        }

        /// Every commit has one line to each of its known parents.
        #[test]
        fn lines_lead_to_the_parents(history in histories()) {
            let graph = build(&history);
            for (row, (_, back)) in history.iter().enumerate() {
                let mut parents: Vec<_> = back.iter().filter_map(|back| row.checked_sub(*back)).collect();
                let mut seen = Vec::new();
                parents.retain(|parent| !seen.contains(parent) && { seen.push(*parent); true });
                let drawn: Vec<_> = graph.edges_of(row).iter().map(|edge| edge.parent).collect();
                prop_assert_eq!(drawn, parents);
            }
        }

        /// What has been drawn stays as it is when more commits arrive.
        #[test]
        fn nothing_moves_when_commits_arrive(history in histories(), cut in 0..200_usize) {
            let cut = cut.min(history.len());
            let before = build(&history[..cut]);
            let after = build(&history);
            prop_assert_eq!(
                before.window(0..cut).nodes,
                after.window(0..cut).nodes
            );
            prop_assert_eq!(&before.edges[..], &after.edges[..before.edges.len()]);
        }

        /// A commit of main is in lane 0 and nobody else is.
        #[test]
        fn lane_0_is_mains(history in histories()) {
            let graph = build(&history);
            for (row, (line, _)) in history.iter().enumerate() {
                prop_assert_eq!(graph.cell(row).lane == 0, *line == 0);
            }
        }

        /// A window shows just what a drawing of everything shows in those rows.
        #[test]
        fn a_window_shows_what_the_whole_shows(history in histories(), from in 0..200_usize, len in 0..150_usize) {
            let graph = build(&history);
            let rows = from.min(graph.len())..(from + len).min(graph.len());
            let window = graph.window(rows.clone());
            let all: Vec<_> = graph.edges.iter().filter(|edge| !rows.is_empty() && edge.is_seen_in(&rows)).copied().collect();
            prop_assert_eq!(window.edges, all);
            prop_assert_eq!(window.nodes.len(), rows.len());
        }
    }
}
