//! Links: whatever was clicked is opened or refused, and what opens survives being made a link again.

use versioned_arp::scenario::link::{self, Link};

/// Opens any text, and makes a link of it.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match link::decode(text) {
        Ok(opened) => survives(&opened),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if text.len() <= 65_536 {
        survives(&Link {
            text: text.to_owned(),
            host: Some(text.chars().take(40).collect()),
            ..Link::default()
        });
    }
}

fn survives(opened: &Link) {
    let encoded = link::encode(opened);
    assert_eq!(link::decode(&encoded).as_ref(), Ok(opened));
}
