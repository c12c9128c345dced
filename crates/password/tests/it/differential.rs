//! Against the implementations underneath, through hash strings.

use countersign_password::{PasswordContext, Verdict};

use crate::{bcrypt, matches, password, stored};

/// Texts of many lengths and scripts.
fn texts() -> impl Iterator<Item = String> {
    let scripts = ["a", "é", "Ж", "漢", "🦀", "aé漢🦀 "];
    let text = move |count: usize| scripts[count % scripts.len()].repeat(count);
    (1..=24)
        .map(text)
        .chain([35, 36, 71, 72].map(|count| "k".repeat(count)))
}

#[test]
fn bcrypt_strings_go_both_ways() {
    let passwords = bcrypt(4);
    for text in texts().filter(|text| text.len() <= 72) {
        let ours = passwords.hash(&password(&text)).unwrap();
        assert!(::bcrypt::verify(&text, ours.as_str()).unwrap(), "{text}");
        assert!(
            !::bcrypt::verify(format!("#{text}"), ours.as_str()).unwrap(),
            "{text}"
        );

        let theirs = ::bcrypt::hash(&text, 4).unwrap();
        assert!(matches(&passwords, &theirs, &text), "{text}");
        assert!(!matches(&passwords, &theirs, &format!("#{text}")), "{text}");
    }
}

#[test]
fn bcrypt_cuts_where_the_crate_cuts() {
    let passwords = PasswordContext::default();
    for length in [71, 72, 73, 100] {
        let text = "k".repeat(length);
        let theirs = stored(&::bcrypt::hash(&text, 4).unwrap());
        let verdict = passwords.verify(&theirs, &password(&text)).unwrap();
        let Verdict::Match { truncated, .. } = verdict else {
            panic!("{length}")
        };
        assert_eq!(truncated, length > 72);
    }
}

#[test]
fn argon2_hashes_match_their_own_password_only() {
    let passwords = crate::argon2(64, 2, 2);
    for text in texts() {
        let ours = passwords.hash(&password(&text)).unwrap();
        assert!(matches(&passwords, ours.as_str(), &text), "{text}");
        assert!(
            !matches(&passwords, ours.as_str(), &format!("{text}#")),
            "{text}"
        );
    }
}
