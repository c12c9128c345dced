//! Keys change by timetable, on every node in the same way.

use std::sync::LazyLock;

use countersign_jose::RingState::{Active, Pending, Removed, Retired};
use countersign_jose::{
    Algorithm, KeyError, KeyId, KeyRing, RingKey, RingState, SigningKey, Timetable, UnixTime,
};

static ED: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Algorithm::EdDsa).unwrap());
static EC: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Algorithm::Es256).unwrap());

/// Rotation 1000, publication lead 110, retention 60 + 5 + 20.
fn timetable() -> Timetable {
    Timetable::new(1000)
        .cache_lifetime(100)
        .longest_token(60)
        .leeway(5)
        .clock_skew(10)
}

const LEAD: u64 = 110;
const RETENTION: u64 = 85;

fn at(seconds: u64) -> UnixTime {
    UnixTime::from_seconds(seconds)
}

fn named(key: &SigningKey, name: &str, activates_at: u64) -> RingKey {
    let key = key.clone().with_key_id(KeyId::parse(name).unwrap());
    RingKey::new(key, at(activates_at))
}

fn key(name: &str, activates_at: u64) -> RingKey {
    named(&ED, name, activates_at)
}

fn ring(keys: impl IntoIterator<Item = RingKey>) -> KeyRing {
    KeyRing::new(timetable(), keys).unwrap()
}

fn signs(ring: &KeyRing, now: u64) -> Option<&str> {
    let key = ring.signing_key(Algorithm::EdDsa, at(now))?;
    Some(key.key_id().as_str())
}

fn state(ring: &KeyRing, name: &str, now: u64) -> RingState {
    ring.state(&KeyId::parse(name).unwrap(), at(now)).unwrap()
}

fn published(ring: &KeyRing, now: u64) -> Vec<String> {
    let keys = ring.published(at(now));
    keys.iter().map(|key| key.key_id().to_string()).collect()
}

#[test]
fn key_goes_through_its_states_by_timetable() {
    let ring = ring([key("a", 1000), key("b", 2000), key("c", 3000)]);
    for (now, expected) in [
        (1000, [Active, Pending, Pending]),
        (1999, [Active, Pending, Pending]),
        (2000, [Retired, Active, Pending]),
        (2000 + RETENTION - 1, [Retired, Active, Pending]),
        (2000 + RETENTION, [Removed, Active, Pending]),
        (2999, [Removed, Active, Pending]),
        (3000, [Removed, Retired, Active]),
        (3000 + RETENTION, [Removed, Removed, Active]),
        (u64::MAX, [Removed, Removed, Active]),
    ] {
        let states: Vec<_> = ring.states(at(now)).map(|(_, state)| state).collect();
        assert_eq!(states, expected, "{now}");
    }
    assert_eq!(published(&ring, 2000), ["a", "b", "c"]);
    assert_eq!(published(&ring, 3100), ["c"]);
}

#[test]
fn ring_does_not_depend_on_the_order_of_its_records() {
    let keys = [key("a", 1000), key("b", 2000), key("c", 2000), key("d", 50)];
    let forward = ring(keys.clone());
    let backward = ring(keys.into_iter().rev());
    for now in [0, 49, 50, 999, 1000, 1999, 2000, 2085, 9000] {
        assert_eq!(signs(&forward, now), signs(&backward, now));
        assert_eq!(published(&forward, now), published(&backward, now));
    }
    // Two nodes that made a key for the same instant: one of them signs, for both.
    assert_eq!(signs(&forward, 2000), Some("c"));
}

#[test]
fn key_is_published_a_lead_before_it_signs_and_a_retention_after() {
    let first = key("a", 1000);
    let lonely = ring([first.clone()]);
    assert_eq!(lonely.due(Algorithm::EdDsa, at(2000 - LEAD - 1)), None);
    let due = lonely.due(Algorithm::EdDsa, at(2000 - LEAD)).unwrap();
    assert_eq!(due, at(2000));
    let both = ring([first, key("b", due.seconds())]);
    assert_eq!(published(&both, 2000 - LEAD), ["a", "b"]);
    assert_eq!(signs(&both, 1999), Some("a"));
    assert_eq!(signs(&both, 2000), Some("b"));
    // The last token of `a` was signed at 1999 and lives for 60 seconds, with a leeway of 5.
    assert_eq!(published(&both, 1999 + 60 + 5), ["a", "b"]);
}

#[test]
fn nodes_whose_clocks_differ_know_each_others_keys() {
    // The skew is 10: whatever one node signs with, the other publishes, and did so one cache
    // lifetime ago; and whatever was signed stays published until it expires.
    let made = 2000 - LEAD;
    let ring = ring([key("a", 1000), key("b", 2000)]);
    for true_time in made..2200 {
        for ahead in [0, 5, 10] {
            let signer = signs(&ring, true_time + ahead).unwrap();
            let behind = true_time.saturating_sub(10 - ahead);
            assert!(published(&ring, behind).contains(&signer.to_owned()));
            let expired = true_time + 60 + 5 + (10 - ahead);
            assert!(published(&ring, expired).contains(&signer.to_owned()));
            if signer == "b" {
                assert!(true_time - made >= 100, "a cache may not know `b` yet");
            }
        }
    }
}

#[test]
fn late_rotation_still_publishes_first() {
    let ring = ring([key("a", 1000)]);
    assert_eq!(ring.due(Algorithm::EdDsa, at(5000)), Some(at(5000 + LEAD)));
    assert_eq!(signs(&ring, 5000), Some("a"));
}

#[test]
fn no_second_key_is_due_while_one_is_pending() {
    let ring = ring([key("a", 1000), key("b", 2000)]);
    for now in [1000, 1890, 1999, 2000, 2889] {
        assert_eq!(ring.due(Algorithm::EdDsa, at(now)), None, "{now}");
    }
    assert_eq!(ring.due(Algorithm::EdDsa, at(2890)), Some(at(3000)));
}

#[test]
fn key_of_a_clock_that_is_years_ahead_does_not_stop_rotation() {
    const YEARS: u64 = 10 * 365 * 86_400;
    let lonely = ring([key("a", 1000)]);
    let wrong = lonely.due(Algorithm::EdDsa, at(YEARS)).unwrap();
    let both = ring([key("a", 1000), key("far", wrong.seconds())]);
    assert_eq!(both.due(Algorithm::EdDsa, at(2000 - LEAD - 1)), None);
    assert_eq!(both.due(Algorithm::EdDsa, at(2000 - LEAD)), Some(at(2000)));
    assert_eq!(
        both.next_rotation(Algorithm::EdDsa, at(1500)),
        Some(at(2000))
    );
    let all = ring([key("a", 1000), key("b", 2000), key("far", wrong.seconds())]);
    assert_eq!(all.due(Algorithm::EdDsa, at(2000 - LEAD)), None);
    assert_eq!(signs(&all, 2000), Some("b"));
    assert_eq!(all.due(Algorithm::EdDsa, at(3000 - LEAD)), Some(at(3000)));
}

#[test]
fn late_key_of_a_node_whose_clock_is_ahead_is_waited_for() {
    // Node after node would else make a key, each one a little earlier than the one before.
    for ahead in 0..=10 {
        let stored = 5000 + ahead + LEAD;
        let ring = ring([key("a", 1000), key("b", stored)]);
        assert_eq!(ring.due(Algorithm::EdDsa, at(5000)), None, "{ahead}");
    }
}

#[test]
fn ring_whose_records_are_kept_as_it_says_never_grows_too_large() {
    // A key for every hour of a week would be 168.
    let timetable = Timetable::new(3600)
        .cache_lifetime(300)
        .longest_token(7 * 86_400);
    let (mut records, mut made, mut now) = (Vec::new(), 0, 1_000_000);
    while made < 200 {
        let ring = KeyRing::new(timetable, records.clone()).unwrap();
        if let Some(due) = ring.due(Algorithm::EdDsa, at(now)) {
            made += 1;
            records.push(key(&made.to_string(), due.seconds()));
        }
        let ring = KeyRing::new(timetable, records.clone()).unwrap();
        assert!(signs(&ring, now).is_some() && records.len() <= 56);
        let gone: Vec<_> = ring.disposable(at(now)).map(name).collect();
        records.retain(|key| !gone.contains(&name(key)));
        now += 1800;
    }
    // A stolen key is replaced all the same.
    let stolen = records.into_iter().map(|key| key.revoked(at(now)));
    let ring = KeyRing::new(timetable, stolen).unwrap();
    assert_eq!(ring.due(Algorithm::EdDsa, at(now)), Some(at(now)));
}

#[test]
fn every_node_comes_to_the_same_instant_for_the_next_key() {
    let ring = ring([key("a", 1000)]);
    for now in 2000 - LEAD..=2000 - LEAD + 1 {
        let due = ring.due(Algorithm::EdDsa, at(now)).unwrap();
        assert!(due >= at(2000) && due <= at(2001));
    }
    assert_eq!(ring.due(Algorithm::EdDsa, at(2000 - LEAD)), Some(at(2000)));
}

#[test]
fn next_rotation_is_the_stored_instant_or_the_planned_one() {
    let ring = ring([key("a", 1000), key("b", 1700)]);
    let next = |now| ring.next_rotation(Algorithm::EdDsa, at(now));
    assert_eq!(next(1000), Some(at(1700)));
    assert_eq!(next(1699), Some(at(1700)));
    assert_eq!(next(1700), Some(at(2700)));
    assert_eq!(ring.next_rotation(Algorithm::Es256, at(1000)), None);
}

#[test]
fn empty_ring_signs_nothing_and_wants_a_key_at_once() {
    let ring = ring([]);
    assert_eq!(signs(&ring, 7), None);
    assert!(published(&ring, 7).is_empty());
    assert_eq!(ring.due(Algorithm::EdDsa, at(7)), Some(at(7)));
    assert_eq!(ring.soonest(Algorithm::EdDsa, at(7)), at(7));
    assert_eq!(ring.next_change(at(7)), None);
    assert_eq!(ring.state(&KeyId::parse("a").unwrap(), at(7)), None);
}

#[test]
fn only_pending_keys_sign_early_where_a_clock_is_behind() {
    let ring = ring([key("a", 1000), key("b", 2000)]);
    assert_eq!(signs(&ring, 999), Some("a"));
    assert_eq!(state(&ring, "a", 0), Active);
    assert_eq!(state(&ring, "b", 0), Pending);
}

#[test]
fn revoked_key_is_gone_at_once_whatever_the_clock_says() {
    let stolen = key("a", 1000).revoked(at(1500));
    let ring = ring([key("z", 500), stolen, key("b", 2000)]);
    for now in [1000, 1499, 1500, 1501] {
        assert_eq!(state(&ring, "a", now), Removed, "{now}");
        assert_eq!(signs(&ring, now), Some("b"), "the next one begins early");
    }
    assert_eq!(published(&ring, 1500), ["b"]);
    // The one before it has retired and does not sign again, though its tokens still verify.
    assert_eq!(state(&ring, "z", 1050), Retired);
    assert_eq!(published(&ring, 1050), ["z", "b"]);
}

#[test]
fn revoking_the_only_key_wants_a_new_one_at_once_and_it_signs_on_every_node() {
    let stolen = key("a", 1000).revoked(at(1500));
    let alone = ring([stolen.clone()]);
    assert_eq!(signs(&alone, 1500), None);
    assert_eq!(alone.due(Algorithm::EdDsa, at(1500)), Some(at(1500)));
    let replaced = ring([stolen, key("b", 1500)]);
    for now in [1490, 1500, 1510] {
        assert_eq!(signs(&replaced, now), Some("b"), "{now}");
        assert_eq!(published(&replaced, now), ["b"]);
    }
}

#[test]
fn key_revoked_before_it_signed_leaves_the_others_as_they_were() {
    let ring = ring([
        key("a", 1000),
        key("b", 2000).revoked(at(1950)),
        key("c", 3000),
    ]);
    for now in [1000, 1950, 2000, 2999] {
        assert_eq!(signs(&ring, now), Some("a"), "{now}");
    }
    assert_eq!(signs(&ring, 3000), Some("c"));
    assert_eq!(published(&ring, 2500), ["a", "c"]);
}

#[test]
fn key_that_another_node_may_have_begun_has_signed() {
    // The node that revokes `b` may be 10 seconds behind one that had begun to sign with it.
    let revoked = |instant| ring([key("a", 1000), key("b", 2000).revoked(at(instant))]);
    for instant in [1990, 1999, 2000, 2010] {
        let ring = revoked(instant);
        assert_eq!(signs(&ring, 2000), None, "{instant}");
        assert_eq!(state(&ring, "a", 2000), Retired, "{instant}");
        assert_eq!(ring.disposable(at(2000)).count(), 0, "{instant}");
    }
    let ring = revoked(1989);
    assert_eq!(signs(&ring, 2000), Some("a"));
    assert_eq!(
        ring.disposable(at(1989)).map(name).collect::<Vec<_>>(),
        ["b"]
    );
}

#[test]
fn early_rotation_takes_one_publication_lead() {
    let before = ring([key("a", 1000)]);
    let soonest = before.soonest(Algorithm::EdDsa, at(1200));
    assert_eq!(soonest, at(1200 + LEAD));
    let after = ring([key("a", 1000), key("b", soonest.seconds())]);
    assert_eq!(signs(&after, 1200 + LEAD - 1), Some("a"));
    assert_eq!(signs(&after, 1200 + LEAD), Some("b"));
}

#[test]
fn each_algorithm_has_its_own_active_key() {
    let ring = ring([
        key("ed-1", 1000),
        key("ed-2", 2000),
        named(&EC, "ec-1", 1500),
    ]);
    let signer = |algorithm, now| {
        let key = ring.signing_key(algorithm, at(now))?;
        Some(key.key_id().as_str())
    };
    assert_eq!(signer(Algorithm::EdDsa, 1600), Some("ed-1"));
    assert_eq!(signer(Algorithm::Es256, 1600), Some("ec-1"));
    assert_eq!(signer(Algorithm::EdDsa, 2600), Some("ed-2"));
    assert_eq!(signer(Algorithm::Es256, 2600), Some("ec-1"));
    assert_eq!(signer(Algorithm::Rs256, 2600), None);
    assert_eq!(ring.due(Algorithm::Rs256, at(2600)), Some(at(2600)));
    assert_eq!(ring.due(Algorithm::EdDsa, at(2600)), None);
}

#[test]
fn removed_key_is_disposable_when_a_later_one_has_begun() {
    let ring = ring([
        key("a", 1000),
        key("b", 2000),
        key("c", 2500).revoked(at(2600)),
        key("d", 3000),
        key("e", 4000).revoked(at(2000)),
    ]);
    let disposable = |now| -> Vec<_> {
        let keys = ring.disposable(at(now));
        keys.map(|key| key.key.key_id().to_string()).collect()
    };
    assert_eq!(disposable(2000), ["e"]);
    assert_eq!(disposable(2000 + RETENTION), ["a", "e"]);
    // Without the record of `c`, `b` would sign again.
    assert_eq!(disposable(2999), ["a", "b", "e"]);
    // Nor on a node whose clock is behind.
    assert_eq!(disposable(3009), ["a", "b", "e"]);
    assert_eq!(disposable(3010), ["a", "b", "c", "e"]);
}

#[test]
fn deleting_what_is_disposable_changes_nothing() {
    for keys in worlds() {
        let before = ring(keys.clone());
        for now in INSTANTS {
            let gone: Vec<_> = before.disposable(at(now)).map(name).collect();
            let after = ring(
                keys.iter()
                    .filter(|key| !gone.contains(&name(key)))
                    .cloned(),
            );
            for later in INSTANTS.into_iter().filter(|later| *later >= now) {
                assert_eq!(signs(&before, later), signs(&after, later));
                assert_eq!(published(&before, later), published(&after, later));
            }
        }
    }
}

#[test]
fn nothing_changes_before_the_next_change() {
    let view = |ring: &KeyRing, now: u64| {
        let states: Vec<_> = ring.states(at(now)).map(|(_, state)| state).collect();
        (states, ring.due(Algorithm::EdDsa, at(now)).is_some())
    };
    let mut changes = 0;
    for keys in worlds() {
        let ring = ring(keys);
        let mut now = 0;
        while let Some(next) = ring.next_change(at(now)) {
            let next = next.seconds();
            assert!(next > now);
            for between in (now..next).step_by(97) {
                assert_eq!(view(&ring, between), view(&ring, now), "{now} {between}");
            }
            assert_eq!(view(&ring, next - 1), view(&ring, now));
            changes += usize::from(view(&ring, next) != view(&ring, now));
            now = next;
        }
        assert_eq!(view(&ring, now), view(&ring, now + 10_000));
    }
    assert!(changes > 100, "{changes}");
}

#[test]
fn at_most_one_key_signs_and_it_is_published() {
    for keys in worlds() {
        let ring = ring(keys);
        for now in INSTANTS {
            let states = ring.states(at(now));
            let active: Vec<_> = states.filter(|(_, state)| *state == Active).collect();
            assert!(active.len() <= 1);
            let names: Vec<_> = active.iter().map(|(key, _)| name(key)).collect();
            assert_eq!(signs(&ring, now), names.first().map(String::as_str));
            assert!(active.iter().all(|(key, _)| key.revoked_at.is_none()));
            assert!(names.iter().all(|it| published(&ring, now).contains(it)));
        }
    }
}

#[test]
fn retired_key_never_signs_again() {
    for keys in worlds() {
        let ring = ring(keys);
        let mut past: Vec<String> = Vec::new();
        for now in INSTANTS {
            let Some(signer) = signs(&ring, now).map(str::to_owned) else {
                continue;
            };
            if past.last() != Some(&signer) {
                assert!(!past.contains(&signer), "{signer} at {now}");
                past.push(signer);
            }
        }
    }
}

#[test]
fn timetable_at_the_ends_of_time_does_not_overflow() {
    let forever = Timetable::new(u64::MAX)
        .cache_lifetime(u64::MAX)
        .longest_token(u64::MAX)
        .clock_skew(u64::MAX);
    let ring = KeyRing::new(forever, [key("a", 0), key("b", u64::MAX)]).unwrap();
    for now in [0, 1, u64::MAX - 1, u64::MAX] {
        assert!(signs(&ring, now).is_some());
        assert_eq!(published(&ring, now).len(), 1 + usize::from(now < u64::MAX));
        assert!(ring.next_change(at(now)).is_none_or(|next| next > at(now)));
    }
}

#[test]
fn same_id_twice_is_refused() {
    let twins = KeyRing::new(timetable(), [key("a", 1000), key("a", 2000)]);
    assert_eq!(twins.unwrap_err(), KeyError::DuplicateKeyId);
    let endless = std::iter::repeat_with(|| key("a", 1));
    let refused = KeyRing::new(timetable(), endless);
    assert_eq!(refused.unwrap_err(), KeyError::TooManyKeys);
}

fn name(key: &RingKey) -> String {
    key.key.key_id().to_string()
}

/// Instants round each at which something can change in one of the worlds.
const INSTANTS: [u64; 25] = [
    0, 499, 500, 584, 585, 899, 900, 999, 1000, 1039, 1040, 1079, 1080, 1085, 1164, 1165, 1500,
    1999, 2000, 2084, 2085, 2999, 3000, 3085, 4000,
];

/// Three keys, each of which begins at one of several instants and may be revoked at another.
fn worlds() -> Vec<Vec<RingKey>> {
    let begins = [500, 1000, 1080, 3000];
    let revoked = [None, Some(900), Some(1040), Some(3500)];
    let mut worlds = Vec::new();
    for (first, second) in (0..16).flat_map(|one| (0..16).map(move |other| (one, other))) {
        let make = |name, choice: usize| {
            let key = key(name, begins[choice % 4]);
            match revoked[choice / 4] {
                Some(instant) => key.revoked(at(instant)),
                None => key,
            }
        };
        worlds.push(vec![make("a", first), make("b", second), key("c", 2000)]);
    }
    assert_eq!(worlds.len(), 256);
    worlds
}
