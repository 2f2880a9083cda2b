//! An entry's file: what can be read is written again byte for byte, and merging is a total order's
//! choice. The two halves of the input are two files.

use versioned_arp::arp::Entry;
use versioned_arp::store::Value as _;

/// Decodes both halves, and merges what they are.
pub fn check(data: &[u8]) {
    let (ours, theirs) = data.split_at(data.len() / 2);
    let (ours, theirs) = (decode(ours), decode(theirs));
    decode(data);
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        let merged = Entry::merge(None, &ours, &theirs);
        assert_eq!(merged, Entry::merge(None, &theirs, &ours));
        assert_eq!(merged, Entry::merge(None, &merged, &ours));
        assert!(merged == ours || merged == theirs);
    }
}

fn decode(data: &[u8]) -> Option<Entry> {
    let entry = Entry::decode(data).ok()?;
    let mut again = Vec::new();
    entry.encode(&mut again);
    assert_eq!(Entry::decode(&again), Ok(entry));
    // Leading zeros and capital hex digits are read as well.
    assert!(again.len() <= data.len());
    Some(entry)
}
