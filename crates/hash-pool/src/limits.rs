//! How many checks one account and one address may have in flight, and what is said to those who are
//! turned away.
//!
//! An account is the name that was asked for, whether it exists or not, so that a refusal says nothing
//! about it. Only what is in flight is remembered: the tables have no more entries than there are
//! admissions.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// On whose behalf a password is checked.
///
/// The default stands for nobody in particular: only the limit of the whole pool applies. The name of
/// the account is not kept, only a hash of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Caller {
    account: Option<Account>,
    network: Option<Network>,
}

impl Caller {
    /// The account that somebody wants to sign in to, and the address they come from, as far as known.
    ///
    /// The account is any text that stands for one account and for no other: the form in which
    /// names are compared, so that no other spelling of a name has a limit of its own.
    ///
    /// An IPv6 address stands for its /64, which is what one customer has. An address of this machine
    /// is that of a proxy, behind which anybody may be: no limit per address applies to it.
    ///
    /// ```
    /// use countersign_hash_pool::Caller;
    ///
    /// let ada = Caller::new(Some("ada"), Some("192.0.2.1".parse()?));
    /// let behind_a_proxy = Caller::new(Some("ada"), Some("127.0.0.1".parse()?));
    /// # Ok::<(), std::net::AddrParseError>(())
    /// ```
    #[must_use]
    pub fn new(account: Option<&str>, address: Option<IpAddr>) -> Self {
        Self {
            account: account.map(Account::of),
            network: address.and_then(Network::of),
        }
    }
}

/// What the limit per account counts by: a hash of its name, which is short however long the name.
///
/// Two names of equal hash share one limit. Nobody gains by finding such names: whoever wants to use
/// up the limit of an account can ask for that account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Account(u64);

impl Account {
    fn of(name: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What the limit per address counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Network {
    V4([u8; 4]),
    V6([u16; 4]),
}

impl Network {
    fn of(address: IpAddr) -> Option<Self> {
        match address.to_canonical() {
            address if address.is_loopback() => None,
            IpAddr::V4(address) => Some(Self::V4(address.octets())),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Some(Self::V6([a, b, c, d]))
            }
        }
    }
}

/// The limit that a refused check would have exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The pool as a whole: more work than its threads do in time.
    Pool,
    /// One account: too many checks of its password at once.
    Account,
    /// One address: too many checks from there at once.
    Address,
}

/// Who has how much in flight.
#[derive(Debug)]
pub(crate) struct Limits {
    accounts: InFlight<Account>,
    networks: InFlight<Network>,
}

impl Limits {
    /// `None` is without limit.
    pub(crate) fn new(per_account: Option<NonZeroU32>, per_address: Option<NonZeroU32>) -> Self {
        Self {
            accounts: InFlight::new(per_account),
            networks: InFlight::new(per_address),
        }
    }

    /// Counts one more for the caller, or says which limit is reached.
    pub(crate) fn enter(&mut self, caller: Caller) -> Result<(), Limit> {
        if !self.networks.enter(caller.network) {
            return Err(Limit::Address);
        }
        if !self.accounts.enter(caller.account) {
            self.networks.leave(caller.network);
            return Err(Limit::Account);
        }
        Ok(())
    }

    /// Takes back what [`enter`](Self::enter) counted.
    pub(crate) fn leave(&mut self, caller: Caller) {
        self.networks.leave(caller.network);
        self.accounts.leave(caller.account);
    }
}

/// Counts per key, only of keys that have any.
#[derive(Debug)]
struct InFlight<K> {
    most: Option<NonZeroU32>,
    counts: HashMap<K, u32>,
}

impl<K: Copy + Eq + Hash> InFlight<K> {
    fn new(most: Option<NonZeroU32>) -> Self {
        Self {
            most,
            counts: HashMap::new(),
        }
    }

    fn enter(&mut self, key: Option<K>) -> bool {
        let (Some(key), Some(most)) = (key, self.most) else {
            return true;
        };
        let count = self.counts.entry(key).or_default();
        let allowed = *count < most.get();
        *count += u32::from(allowed);
        allowed
    }

    fn leave(&mut self, key: Option<K>) {
        let Some(key) = key else { return };
        if let Entry::Occupied(mut entry) = self.counts.entry(key) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}

/// The latest that anybody is told to come back, in seconds.
const LATEST: u64 = 60;

/// A check is not admitted now: more is asked for than the pool does in time, or than one account or one
/// address may ask for at once.
///
/// Over HTTP the whole pool's limit is 503 (RFC 9110 15.6.4) and the limits of one account or one
/// address are 429 (RFC 6585 4), both with Retry-After.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overloaded {
    limit: Limit,
    retry_after: u64,
}

impl Overloaded {
    /// What is in the queue is done after `wait`: then there is room again.
    pub(crate) fn new(limit: Limit, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self {
            limit,
            retry_after: seconds.clamp(1, LATEST),
        }
    }

    /// The limit that the check would have exceeded.
    #[must_use]
    pub const fn limit(&self) -> Limit {
        self.limit
    }

    /// When to come back: 1 to 60 seconds.
    #[must_use]
    pub const fn retry_after(&self) -> u64 {
        self.retry_after
    }
}

impl fmt::Display for Overloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.limit {
            Limit::Pool => "too many passwords are being checked at once",
            Limit::Account => "too many passwords are being checked at once for one account",
            Limit::Address => "too many passwords are being checked at once for one address",
        })
    }
}

impl std::error::Error for Overloaded {}

/// How often the log says that callers are turned away.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// Counts refusals, so that the log speaks of them from time to time and not of each.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    since_last_line: u64,
    last_line: Option<Duration>,
}

impl Refusals {
    /// Counts one more; says how many there were when it is time for a line.
    pub(crate) fn count(&mut self, now: Duration) -> Option<u64> {
        self.since_last_line += 1;
        if self.last_line.is_some_and(|last| now < last + LOG_EVERY) {
            return None;
        }
        self.last_line = Some(now);
        Some(std::mem::take(&mut self.since_last_line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_account: u32, per_address: u32) -> Limits {
        Limits::new(NonZeroU32::new(per_account), NonZeroU32::new(per_address))
    }

    fn caller(name: &str, address: &str) -> Caller {
        Caller::new(Some(name), address.parse().ok())
    }

    #[test]
    fn an_account_has_so_many_in_flight_whoever_asks() {
        let mut limits = limits(2, 9);
        for address in ["192.0.2.1", "192.0.2.2"] {
            assert_eq!(limits.enter(caller("ada", address)), Ok(()));
        }
        let third = caller("ada", "192.0.2.3");
        assert_eq!(limits.enter(third), Err(Limit::Account));
        assert_eq!(limits.enter(caller("bob", "192.0.2.3")), Ok(()));
        limits.leave(caller("ada", "192.0.2.1"));
        assert_eq!(limits.enter(third), Ok(()));
    }

    #[test]
    fn an_address_has_so_many_in_flight_whomever_it_asks_for() {
        let mut limits = limits(9, 2);
        assert_eq!(limits.enter(caller("a", "192.0.2.1")), Ok(()));
        assert_eq!(limits.enter(caller("b", "192.0.2.1")), Ok(()));
        let third = caller("c", "192.0.2.1");
        assert_eq!(limits.enter(third), Err(Limit::Address));
        assert_eq!(limits.enter(caller("c", "192.0.2.9")), Ok(()));
    }

    #[test]
    fn a_refusal_by_account_counts_nothing_for_the_address() {
        let mut limits = limits(1, 2);
        let ada = caller("ada", "192.0.2.1");
        assert_eq!(limits.enter(ada), Ok(()));
        for _ in 0..5 {
            assert_eq!(limits.enter(ada), Err(Limit::Account));
        }
        assert_eq!(limits.enter(caller("bob", "192.0.2.1")), Ok(()));
    }

    #[test]
    fn an_ipv6_address_counts_by_its_64_and_a_mapped_one_as_ipv4() {
        let same = [
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
        ];
        for (one, other) in same {
            let [one, other] = [one, other].map(|text| Network::of(text.parse().unwrap()));
            assert!(one.is_some() && one == other);
        }
        let next = Network::of("2001:db8:0:2::1".parse().unwrap());
        assert_ne!(Network::of("2001:db8:0:1::1".parse().unwrap()), next);
    }

    #[test]
    fn this_machine_is_a_proxy_and_has_no_limit() {
        let mut limits = limits(9, 1);
        for name in ["a", "b", "c"] {
            for address in ["127.0.0.1", "::1", "::ffff:127.0.0.2"] {
                assert_eq!(limits.enter(caller(name, address)), Ok(()));
            }
        }
    }

    #[test]
    fn a_caller_does_not_keep_the_name_of_the_account() {
        let long = "ada".repeat(1000);
        let kept = format!("{:?}", caller(&long, "192.0.2.1"));
        assert!(!kept.contains("ada"), "{kept}");
        assert_ne!(Account::of("ada"), Account::of("Ada"));
        assert_eq!(Account::of(&long), Account::of(&long));
    }

    #[test]
    fn a_limit_that_is_off_counts_nothing() {
        let mut limits = limits(0, 0);
        let ada = caller("ada", "192.0.2.1");
        for _ in 0..100 {
            assert_eq!(limits.enter(ada), Ok(()));
        }
        assert_eq!(
            limits.accounts.counts.len() + limits.networks.counts.len(),
            0
        );
        limits.leave(ada);
    }

    #[test]
    fn what_has_left_is_forgotten() {
        let mut limits = limits(1, 1);
        for number in 0..1000 {
            let caller = caller(&format!("user {number}"), "192.0.2.1");
            assert_eq!(limits.enter(caller), Ok(()));
            limits.leave(caller);
        }
        assert_eq!(
            limits.accounts.counts.len() + limits.networks.counts.len(),
            0
        );
    }

    #[test]
    fn the_time_to_come_back_is_whole_seconds_and_bounded() {
        for (wait_ms, seconds) in [
            (0, 1),
            (10, 1),
            (1000, 1),
            (1001, 2),
            (2500, 3),
            (9_999_999, 60),
        ] {
            let refused = Overloaded::new(Limit::Pool, Duration::from_millis(wait_ms));
            assert_eq!(refused.retry_after(), seconds, "{wait_ms} ms");
        }
    }

    #[test]
    fn a_flood_is_one_line_in_ten_seconds() {
        let mut refusals = Refusals::default();
        let mut at = |seconds| refusals.count(Duration::from_secs(seconds));
        assert_eq!(at(100), Some(1), "the first one at once");
        assert_eq!([at(100), at(105), at(109)], [None; 3]);
        assert_eq!(at(110), Some(4));
        assert_eq!(at(111), None);
    }
}
