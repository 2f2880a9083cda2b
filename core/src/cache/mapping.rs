//! What a revert means for one mapping: an address that still has the MAC which the commit gave
//! it gets its former entry back, as fresh as the host's profile takes old news to be, or goes if
//! there was none; every other address stays as it is. Pure; nothing of the history is known here.

use crate::addr::MacAddr;
use crate::arp::Entry;

/// What becomes of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remap {
    /// This entry comes back.
    Put(Entry),
    /// The entry goes.
    Remove,
    /// The commit did not map this address, or it is mapped as before already.
    Leave,
    /// The address has another MAC by now, and keeps it.
    Conflict {
        kept: Option<Entry>,
        former: Option<Entry>,
    },
}

/// Reverts the change `before` → `after` of an address that is mapped to `current` by now. A dynamic
/// entry that comes back is what `restored` makes of its MAC.
pub(super) fn revert(
    before: Option<Entry>,
    after: Option<Entry>,
    current: Option<Entry>,
    restored: impl Fn(MacAddr) -> Entry,
) -> Remap {
    let mac = |entry: &Option<Entry>| -> Option<MacAddr> { entry.and_then(|entry| entry.mac) };
    if mac(&before).is_none() && mac(&after).is_none() {
        return Remap::Leave;
    }
    if mac(&current) != mac(&after) {
        return match mac(&current) == mac(&before) {
            true => Remap::Leave,
            false => Remap::Conflict {
                kept: current,
                former: before,
            },
        };
    }
    match before.and_then(|entry| Some((entry, entry.mac?))) {
        Some((entry, _)) if entry.is_static() => Remap::Put(entry),
        Some((_, mac)) => Remap::Put(restored(mac)),
        None => Remap::Remove,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arp::State;
    use crate::time::Instant;

    const FRESH: Instant = Instant::from_secs(100);

    fn restored(mac: MacAddr) -> Entry {
        Entry::reachable(mac, FRESH)
    }

    fn maps_to(last: u8) -> Option<Entry> {
        Some(Entry {
            mac: Some(MacAddr([2, 0, 0, 0, 0, last])),
            state: State::Reachable,
            expires: Some(Instant::from_secs(last.into())),
        })
    }

    fn fresh(last: u8) -> Remap {
        Remap::Put(Entry {
            expires: Some(FRESH),
            ..maps_to(last).expect("an entry")
        })
    }

    #[test]
    fn what_still_stands_goes_back() {
        assert_eq!(
            revert(maps_to(1), maps_to(2), maps_to(2), restored),
            fresh(1),
            "changed"
        );
        assert_eq!(
            revert(None, maps_to(2), maps_to(2), restored),
            Remap::Remove,
            "learned"
        );
        assert_eq!(
            revert(maps_to(1), None, None, restored),
            fresh(1),
            "expired or forgotten"
        );
    }

    #[test]
    fn what_was_mapped_anew_stays() {
        let kept = Remap::Conflict {
            kept: maps_to(3),
            former: maps_to(1),
        };
        assert_eq!(revert(maps_to(1), maps_to(2), maps_to(3), restored), kept);
        let gone = Remap::Conflict {
            kept: None,
            former: maps_to(1),
        };
        assert_eq!(revert(maps_to(1), maps_to(2), None, restored), gone);
    }

    #[test]
    fn what_is_back_already_is_left_alone() {
        assert_eq!(
            revert(maps_to(1), maps_to(2), maps_to(1), restored),
            Remap::Leave
        );
        assert_eq!(revert(None, maps_to(2), None, restored), Remap::Leave);
    }

    #[test]
    fn a_request_maps_nothing() {
        let asked = Some(Entry {
            mac: None,
            state: State::Incomplete,
            expires: Some(FRESH),
        });
        assert_eq!(revert(None, asked, None, restored), Remap::Leave);
        assert_eq!(revert(asked, None, maps_to(1), restored), Remap::Leave);
    }

    #[test]
    fn a_static_entry_comes_back_static() {
        let pinned = maps_to(1).map(|entry| Entry {
            state: State::Permanent,
            expires: None,
            ..entry
        });
        assert_eq!(
            revert(pinned, None, None, restored),
            Remap::Put(pinned.expect("an entry"))
        );
    }
}
