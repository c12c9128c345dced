//! What a password costs whose user nobody knows.
//!
//! Where stored hashes are of several kinds, a sign-in as nobody has to take as long as one as
//! somebody would, always the same for the same name, and not distinguishable from the rest. So
//! each name has a twin among the users, chosen by a key that only the server has: the name costs
//! what its twin's password costs, today and after the twin's hash was upgraded.

use crate::model::{UserId, Username};
use crate::moment::first_half;
use aws_lc_rs::hmac;
use countersign_password::{Cost, PasswordHash};

/// Chooses the twin of one name.
pub(crate) struct Twin(hmac::Key);

impl Twin {
    /// The same key and name choose the same twin, on every node and after every start.
    pub(crate) fn new(key: &[u8], name: &Username) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        let own = hmac::sign(&key, name.as_str().as_bytes());
        Self(hmac::Key::new(hmac::HMAC_SHA256, own.as_ref()))
    }

    /// Where the twin is sought: among the users from there on.
    pub(crate) fn near(&self) -> UserId {
        UserId::from_bytes(first_half(&hmac::sign(&self.0, b"near")))
    }

    /// What the twin's password costs. Each of the users has the same chance to be the twin, and
    /// one more or less of them changes the twins of few names.
    pub(crate) fn cost(&self, users: &[(UserId, PasswordHash)]) -> Option<Cost> {
        let rank =
            |(user, _): &&(UserId, PasswordHash)| first_half(&hmac::sign(&self.0, user.as_bytes()));
        users.iter().max_by_key(rank).map(|(_, hash)| hash.cost())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_password::BcryptCost;

    const KEY: &[u8] = &[1; 32];

    fn twin(number: usize) -> Twin {
        Twin::new(KEY, &Username::parse(&format!("nobody {number}")).unwrap())
    }

    fn cost(log_rounds: u8) -> Cost {
        BcryptCost::new(log_rounds).unwrap().into()
    }

    /// A user of each bcrypt cost.
    fn users(costs: impl IntoIterator<Item = u8>) -> Vec<(UserId, PasswordHash)> {
        let hash =
            |cost| format!("$2b${cost:02}$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
        let user = |(number, cost)| {
            let hash = PasswordHash::parse(&hash(cost)).unwrap();
            (UserId::from_bytes([number; 16]), hash)
        };
        (0..).zip(costs).map(user).collect()
    }

    #[test]
    fn a_name_has_one_twin_which_only_this_server_knows() {
        let ada = Username::parse("ada").unwrap();
        assert_eq!(Twin::new(KEY, &ada).near(), Twin::new(KEY, &ada).near());
        assert_ne!(
            Twin::new(KEY, &ada).near(),
            Twin::new(&[2; 32], &ada).near()
        );
        assert_ne!(Twin::new(KEY, &ada).near(), twin(1).near());
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
