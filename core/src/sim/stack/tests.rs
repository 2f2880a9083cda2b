//! The stack alone: two of them, and packets handed across.

use super::*;

const A: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);
const B: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 2);

fn stack(ip: Ipv4Addr, seed: u64) -> Stack {
    let mut stack = Stack::new(seed, Instant::ZERO);
    let network = Ipv4Net::new(ip, 24).expect("24 is a length");
    stack.set_addresses(&[ip], &[network]);
    stack
}

/// Hands packets across until both are silent, and answers what each told.
fn exchange(now: Instant, stacks: &mut [Stack; 2]) -> [Vec<Event>; 2] {
    let mut told = [Vec::new(), Vec::new()];
    loop {
        let mut busy = false;
        for side in 0..2 {
            while let Some(sent) = stacks[side].poll_packet() {
                stacks[1 - side].handle_packet(now, &sent.packet, sent.message);
                busy = true;
            }
            while let Some(event) = stacks[side].poll_event() {
                told[side].push(event);
            }
        }
        if !busy {
            return told;
        }
    }
}

#[test]
fn a_ping_is_answered_once_however_often_the_answer_comes() {
    let now = Instant::ZERO;
    let (mut a, mut b) = (stack(A, 1), stack(B, 2));
    let message = MessageNumber::of_index(2);
    a.ping(now, B, 7, message);
    let request = a.poll_packet().expect("a request");
    assert_eq!(request.message, Some(message));
    b.handle_packet(now, &request.packet, request.message);
    let reply = b.poll_packet().expect("a reply");
    assert_eq!(reply.message, Some(message), "an answer is about the same");
    a.handle_packet(now, &reply.packet, reply.message);
    a.handle_packet(now, &reply.packet, reply.message);
    let answered = Event::Answered {
        ping: 7,
        message,
        from: B,
    };
    assert_eq!(a.poll_event(), Some(answered));
    assert_eq!(a.poll_event(), None);
}

#[test]
fn text_longer_than_any_buffer_comes_back_whole() {
    let mut stacks = [stack(A, 1), stack(B, 2)];
    assert!(stacks[1].serve(7) && !stacks[1].serve(7));
    let text: Vec<u8> = (0..60_000u32).map(|n| n as u8).collect();
    let said = stacks[0].say(Instant::ZERO, A, (B, 7), 3, &text);
    assert_eq!(said.map(|(stream, own)| (stream, own.0)), Some((3, A)));
    let mut back = Vec::new();
    let mut now = Instant::ZERO;
    for _ in 0..1_000 {
        for event in exchange(now, &mut stacks).into_iter().flatten() {
            if let Event::Echoed {
                stream: 3, text, ..
            } = event
            {
                back.extend_from_slice(&text);
            }
        }
        let due = stacks
            .iter_mut()
            .filter_map(|stack| stack.poll_timeout(now));
        let Some(due) = due.min() else { break };
        now = due;
        stacks
            .iter_mut()
            .for_each(|stack| stack.handle_timeout(now));
    }
    assert!(back == text, "{} of {} bytes", back.len(), text.len());
}

#[test]
fn the_same_seed_says_the_same_and_another_does_not() {
    let syn = |seed| {
        let mut stack = stack(A, seed);
        stack.say(Instant::ZERO, A, (B, 7), 0, b"x");
        stack.poll_packet().expect("a SYN").packet
    };
    assert_eq!(syn(1), syn(1));
    assert_ne!(syn(1), syn(2));
}

#[test]
fn unanswered_segments_put_the_way_in_doubt_from_the_third_on() {
    let mut a = stack(A, 1);
    a.say(Instant::ZERO, A, (B, 7), 0, b"x");
    let mut advice = Vec::new();
    let mut now = Instant::ZERO;
    while advice.len() < 6 {
        while let Some(sent) = a.poll_packet() {
            advice.push(sent.advice);
        }
        now = a.poll_timeout(now).expect("it is sent again");
        a.handle_timeout(now);
    }
    let doubt = Some(Advice::InDoubt(B));
    assert_eq!(advice, [None, None, None, doubt, doubt, doubt]);
}

#[test]
fn many_callers_are_served_and_more_than_many_are_not() {
    let mut server = stack(B, 2);
    server.serve(7);
    let mut opened = 0;
    for caller in 0..300u16 {
        let [high, low] = caller.to_be_bytes();
        let ip = Ipv4Addr::new(10, 0, 1 + high, low);
        let mut client = stack(ip, caller.into());
        client.say(Instant::ZERO, ip, (B, 7), 0, b"hello");
        let mut stacks = [client, server];
        let told = exchange(Instant::ZERO, &mut stacks);
        opened += usize::from(
            !told[0]
                .iter()
                .any(|event| matches!(event, Event::Lost { .. })),
        );
        [_, server] = stacks;
    }
    assert_eq!(opened, 256);
}
