//! What a password costs, as it stands beside the hash.

use countersign_password::PasswordHash;

/// The cost as text, if it can be read back as the same cost.
pub(in crate::sqlite) fn cost_text(hash: &PasswordHash) -> Option<String> {
    let numbers = hash.cost().to_string();
    // bcrypt's cost is shown as it stands in a hash, with two digits.
    let text = format!("{}:{}", hash.scheme(), numbers.trim_start_matches('0'));
    (text.parse() == Ok(hash.cost())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_the_usual_hashes_can_be_written_down() {
        for (hash, expected) in [
            (
                "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "bcrypt:5",
            ),
            (
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "argon2id:m=19456,t=2,p=1",
            ),
        ] {
            let hash = PasswordHash::parse(hash).unwrap();
            assert_eq!(cost_text(&hash).as_deref(), Some(expected));
        }
    }
}
