//! What a password costs whose user nobody knows.
//!
//! Where stored hashes are of several kinds, a sign-in as nobody has to take as long as one as
//! somebody would, always the same for the same name, and not distinguishable from the rest. So
//! each name has a twin among the users, chosen by a key that only the server has: the name costs
//! what its twin's password costs, today and after the twin's hash was upgraded.

use crate::keys::Root;
use crate::model::{UserId, Username};
use crate::moment::first_half;
use aws_lc_rs::hmac;
use countersign_password::Cost;

/// Chooses the twin of one name.
pub(super) struct Twin(hmac::Key);

impl Twin {
    /// The same key and name choose the same twin, on every node and after every start.
    pub(super) fn new(root: &Root, name: &Username) -> Self {
        Self::of_key(&root.twin, name)
    }

    fn of_key(key: &hmac::Key, name: &Username) -> Self {
        let own = hmac::sign(key, name.key().as_bytes());
        Self(hmac::Key::new(hmac::HMAC_SHA256, own.as_ref()))
    }

    /// Where the twin is sought: among the users from there on.
    pub(super) fn near(&self) -> UserId {
        UserId::from_bytes(first_half(&hmac::sign(&self.0, b"near")))
    }

    /// What the twin's password costs. Each of the users has the same chance to be the twin, and
    /// one more or less of them changes the twins of few names.
    pub(super) fn cost(&self, users: &[(UserId, Cost)]) -> Option<Cost> {
        let twin = users.iter().max_by_key(|(user, _)| self.rank(user));
        twin.map(|(_, cost)| *cost)
    }

    fn rank(&self, user: &UserId) -> [u8; 16] {
        first_half(&hmac::sign(&self.0, user.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_password::BcryptCost;

    fn twin_of(key: u8, name: &str) -> Twin {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[key; 32]);
        Twin::of_key(&key, &Username::parse(name).unwrap())
    }

    fn twin(number: usize) -> Twin {
        twin_of(1, &format!("nobody {number}"))
    }

    fn cost(log_rounds: u8) -> Cost {
        BcryptCost::new(log_rounds).unwrap().into()
    }

    /// A user of each bcrypt cost.
    fn users(costs: impl IntoIterator<Item = u8>) -> Vec<(UserId, Cost)> {
        let user = |(number, log_rounds)| (UserId::from_bytes([number; 16]), cost(log_rounds));
        (0..).zip(costs).map(user).collect()
    }

    #[test]
    fn a_name_has_one_twin_which_only_this_server_knows() {
        assert_eq!(twin_of(1, "ada").near(), twin_of(1, "ada").near());
        assert_ne!(twin_of(1, "ada").near(), twin_of(2, "ada").near());
        assert_ne!(twin_of(1, "ada").near(), twin(1).near());
    }

    #[test]
    fn names_cost_what_users_cost_in_the_same_proportions() {
        let users = users([5, 6, 5, 5, 6, 5]);
        let cheap = (0..3000).filter(|number| twin(*number).cost(&users) == Some(cost(5)));
        // Two thirds of 3000 are 2000; the standard deviation is 26.
        assert!((1900..=2100).contains(&cheap.count()));
    }

    #[test]
    fn a_new_user_is_the_twin_of_few_names_and_changes_no_other() {
        let costs = [5, 6, 7].repeat(8);
        let (before, after) = (users(costs.clone()), users([costs, vec![8]].concat()));
        let changed: Vec<_> = (0..1000)
            .map(|number| (twin(number).cost(&before), twin(number).cost(&after)))
            .filter(|(before, after)| before != after)
            .collect();
        assert!(
            (15..=75).contains(&changed.len()),
            "one in 25: {}",
            changed.len()
        );
        assert!(changed.iter().all(|(_, after)| *after == Some(cost(8))));
    }

    #[test]
    fn without_users_there_is_no_twin() {
        assert_eq!(twin(0).cost(&[]), None);
    }
}
