//! Time: expiry checks and when to wake, to the microsecond.

use super::*;

#[test]
fn an_entry_goes_at_the_first_check_at_or_after_its_end() {
    let mut host = Host::new();
    host.run_to(0.25);
    host.hear_reply(10);
    assert_eq!(
        host.engine.poll_timeout(&host.table),
        Some(Instant::from_secs(61)),
        "60.25 is rounded up to a check"
    );
    host.run_to(60.999_999);
    assert_eq!(host.entries().len(), 1);
    host.run_to(61.0);
    assert_eq!(
        host.trace(),
        [
            "0.250000 learned 192.168.3.10 02:00:00:00:00:0a",
            "61.000000 expiry: expired [192.168.3.10]",
        ]
    );
    assert_eq!(host.engine.poll_timeout(&host.table), None);
}

#[test]
fn an_entry_that_ends_at_a_check_goes_at_that_check() {
    let mut host = Host::new();
    host.learn(10, mac(10), Some(secs(2.0)));
    host.learn(11, mac(11), Some(secs(2.000_001)));
    host.events();
    host.run_to(9.0);
    assert_eq!(
        host.trace(),
        [
            "2.000000 expiry: expired [192.168.3.10]",
            "3.000000 expiry: expired [192.168.3.11]",
        ]
    );
}

#[test]
fn checks_are_counted_from_the_engines_start() {
    let mut host = Host::new();
    let start = Instant::from_micros(300_000);
    host.engine = Engine::new(mac(1), exact(), Stream::new(0, "host", "ann"), start);
    host.run_to(0.5);
    host.learn(10, mac(10), Some(secs(1.0)));
    host.events();
    host.run_to(9.0);
    assert_eq!(host.trace(), ["2.300000 expiry: expired [192.168.3.10]"]);
}

#[test]
fn what_goes_together_goes_in_one_edit_in_order_of_address() {
    let mut host = Host::new();
    host.learn(12, mac(12), Some(secs(1.1)));
    host.learn(10, mac(10), Some(secs(1.9)));
    host.learn(11, mac(11), Some(secs(1.5)));
    host.events();
    host.run_to(5.0);
    assert_eq!(
        host.trace(),
        ["2.000000 expiry: expired [192.168.3.10, 192.168.3.11, 192.168.3.12]"]
    );
}

#[test]
fn a_confirmed_entry_lives_on() {
    let mut host = Host::new();
    host.hear_reply(10);
    host.run_to(59.5);
    host.hear_reply(10);
    host.events();
    host.run_to(200.0);
    assert_eq!(host.trace(), ["120.000000 expiry: expired [192.168.3.10]"]);
}

#[test]
fn calling_early_does_nothing() {
    let mut host = Host::new();
    host.query(10, 7);
    host.learn(11, mac(11), Some(secs(0.5)));
    host.events();
    for micros in [0, 1, 500_000, 999_999] {
        let now = Instant::from_micros(micros);
        host.engine.handle_timeout(now, &host.table);
        host.drain();
        assert!(host.events().is_empty(), "{now}");
        assert_eq!(
            host.engine.poll_timeout(&host.table),
            Some(Instant::from_secs(1))
        );
    }
    host.run_to(1.0);
    assert_eq!(host.events(), ["expiry: expired [192.168.3.11]"]);
    host.engine
        .handle_timeout(Instant::from_micros(1_499_999), &host.table);
    assert_eq!(host.engine.poll_output(), None);
}

#[test]
fn an_answered_query_leaves_no_timer() {
    let mut host = Host::new();
    host.query(10, 7);
    host.hear_reply(10);
    assert_eq!(
        host.engine.poll_timeout(&host.table),
        Some(Instant::from_secs(60)),
        "only the entry's end is waited for"
    );
}

#[test]
fn an_idle_engine_asks_for_no_wake_up() {
    let mut host = Host::new();
    host.pin(10, mac(10));
    assert_eq!(host.engine.poll_timeout(&host.table), None);
}

#[test]
fn at_one_moment_expiry_comes_before_retries() {
    let mut host = Host::with(Config {
        retry: secs(1.0),
        ..exact()
    });
    host.query(12, 7);
    host.query(10, 8);
    host.learn(11, mac(11), Some(secs(1.0)));
    host.events();
    host.run_to(1.0);
    assert_eq!(
        host.events(),
        [
            "expiry: expired [192.168.3.11]",
            "retry: requested 192.168.3.10 2 of 4, due 2.000000",
            "retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
            "retry: requested 192.168.3.12 2 of 4, due 2.000000",
            "retry: to all: Who has 192.168.3.12? Tell 192.168.3.1",
        ]
    );
}

#[test]
fn a_late_call_does_each_thing_once_and_goes_on_from_there() {
    let mut host = Host::new();
    host.query(10, 7);
    host.learn(11, mac(11), Some(secs(0.5)));
    host.events();
    host.now = Instant::from_micros(20_300_000);
    host.engine.handle_timeout(host.now, &host.table);
    host.drain();
    assert_eq!(
        host.trace(),
        [
            "20.300000 expiry: expired [192.168.3.11]",
            "20.300000 retry: requested 192.168.3.10 2 of 4, due 21.800000",
            "20.300000 retry: to all: Who has 192.168.3.10? Tell 192.168.3.1",
        ]
    );
}

#[test]
fn old_entries_that_a_pull_brings_go_at_the_next_check_not_in_the_past() {
    let mut host = Host::new();
    host.run_to(5.4);
    host.pulled(10, Entry::reachable(mac(10), Instant::from_secs(1)));
    host.pulled(11, Entry::reachable(mac(11), Instant::from_secs(2)));
    host.run_to(9.0);
    assert_eq!(
        host.trace(),
        ["6.000000 expiry: expired [192.168.3.10, 192.168.3.11]"]
    );
}

#[test]
fn what_expired_while_the_power_was_off_goes_at_once_in_one_edit() {
    let mut host = Host::new();
    host.hear_reply(10);
    host.hear_reply(11);
    host.events();
    host.now = Instant::from_micros(90_700_000);
    host.engine = Engine::new(mac(1), exact(), Stream::new(0, "host", "ann"), host.now);
    host.run_to(95.0);
    assert_eq!(
        host.trace(),
        ["90.700000 expiry: expired [192.168.3.10, 192.168.3.11]"]
    );
}

#[test]
fn times_at_the_end_of_time_do_not_wrap() {
    let mut host = Host::new();
    let far = Duration::from_micros(u64::MAX);
    host.learn(10, mac(10), Some(far));
    assert_eq!(host.engine.poll_timeout(&host.table), Some(Instant::MAX));
    host.engine.handle_timeout(Instant::MAX, &host.table);
    host.drain();
    assert!(host.table.is_empty());
}
