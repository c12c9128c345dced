//! What is refused as a new password, with which words, and what is not.

use countersign_password::{
    Blocklist, BrokenRule, FalsePositives, NewPasswordPolicy, Password, PasswordError,
    RefusedPassword,
};

use crate::argon2;

const CONTEXT: [&str; 3] = ["ada.lovelace", "ada@example.org", "Countersign"];

fn rules(policy: &NewPasswordPolicy, text: &str) -> Vec<BrokenRule> {
    match policy.check(text, &CONTEXT) {
        Ok(_) => Vec::new(),
        Err(refused) => refused.rules().to_vec(),
    }
}

const fn too_short(characters: usize, minimum: usize) -> BrokenRule {
    BrokenRule::TooShort {
        characters,
        minimum,
    }
}

#[test]
fn every_broken_rule_is_named() {
    use BrokenRule::{Listed, MadeOfContext, Repetitive, Unusable};
    let table: [(&str, &[BrokenRule]); 20] = [
        ("", &[too_short(0, 15)]),
        (" ", &[too_short(1, 15)]),
        ("kqzw vx pjd", &[too_short(11, 15)]),
        ("password123", &[too_short(11, 15), Listed]),
        ("PASSWORD123", &[too_short(11, 15), Listed]),
        ("1qaz2wsx3edc4rfv", &[Listed]),
        ("1QAZ2wsx3EDC4rfv", &[Listed]),
        ("qwertyuiopasdfgh", &[Listed]),
        ("Ada Lovelace 1815", &[MadeOfContext]),
        ("ada@example.org!", &[MadeOfContext]),
        ("countersign-countersign", &[MadeOfContext]),
        ("ada", &[too_short(3, 15), MadeOfContext]),
        ("ĉapelĉapelĉapel", &[Repetitive]),
        ("xkqjxkqjxkqjxkqjx", &[Repetitive]),
        ("zzzzzzzzzzzzzzzzzzzz", &[Listed, Repetitive]),
        ("football1football1", &[Repetitive]),
        ("Football1fOOtball1", &[Repetitive]),
        ("adaadaada", &[too_short(9, 15), MadeOfContext, Repetitive]),
        ("passwordpassword", &[Listed, Repetitive]),
        (
            "a password\0with more",
            &[Unusable(PasswordError::ContainsNul)],
        ),
    ];
    let policy = NewPasswordPolicy::default();
    for (text, expected) in table {
        assert_eq!(rules(&policy, text), expected, "{text:?}");
    }
    let long = "kqzw vx".repeat(147);
    assert_eq!(
        rules(&policy, &long),
        [Unusable(PasswordError::TooLong { bytes: 1029 })]
    );
}

#[test]
fn no_other_rule_refuses_a_password() {
    let policy = NewPasswordPolicy::default();
    let long: String = (0..64)
        .map(|n| char::from(b'!' + n))
        .collect::<String>()
        .repeat(16);
    assert_eq!(long.len(), 1024);
    for text in [
        "seven green umbrellas",
        "ada likes the countersign project",
        "SEVENGREENUMBRELLAS",
        "83920174650192837",
        "!#%&/()=?`*;:_-.,",
        "               x",
        "семь зелёных зонтов",
        "七把绿色的雨伞在夏天的雨中飘过",
        "🦀🐙🦑🐠🐟🐬🐳🐋🦈🐊🐅🐆🦓🦍🦧",
        "tab\tand\nnewline are characters",
    ] {
        assert_eq!(rules(&policy, text), [], "{text:?}");
    }
    let repeated = rules(&policy, &long);
    assert_eq!(repeated, [], "64 characters repeated are no short piece");
}

#[test]
fn length_is_counted_in_code_points_after_normalization() {
    let policy = NewPasswordPolicy::default();
    // 15 code points each: 15, 30, 45 and 60 bytes.
    for text in [
        "kqzwvxpjdkmzxqv",
        "ёжикивтуманееле",
        "七把绿色的雨伞在夏天的雨中飘",
        "🦀🐙🦑🐠🐟🐬🐳🐋🦈🐊🐅🐆🦓🦍🦧",
    ] {
        let characters = text.chars().count();
        let expected = if characters < 15 {
            vec![too_short(characters, 15)]
        } else {
            Vec::new()
        };
        assert_eq!(rules(&policy, text), expected, "{text}");
        let cut: String = text.chars().take(14).collect();
        assert_eq!(rules(&policy, &cut), [too_short(14, 15)], "{text}");
    }
    // Fifteen code points as typed, fourteen in normalization form C.
    assert_eq!(rules(&policy, "kqzwvxpjdkmzxe\u{301}"), [too_short(14, 15)]);
}

#[test]
fn a_second_factor_lowers_the_minimum_to_8() {
    let policy = NewPasswordPolicy::with_second_factor();
    assert_eq!(rules(&policy, "kqzw vxp"), []);
    assert_eq!(rules(&policy, "kqzw vx"), [too_short(7, 8)]);
    assert_eq!(rules(&policy, "baseball"), [BrokenRule::Listed]);
}

#[test]
fn the_minimum_is_8_to_64() {
    for minimum in [0, 1, 7, 65, usize::MAX] {
        let refused = NewPasswordPolicy::default().minimum_characters(minimum);
        let message = refused.unwrap_err().to_string();
        assert!(message.contains(&format!("not {minimum}")), "{message}");
    }
    for minimum in [8, 12, 64] {
        let policy = NewPasswordPolicy::default().minimum_characters(minimum);
        let text: String = ('a'..='z')
            .chain('A'..='Z')
            .chain('0'..='9')
            .chain('!'..'$')
            .take(minimum)
            .collect();
        let policy = policy.unwrap();
        assert!(!rules(&policy, &text).contains(&too_short(minimum, minimum)));
        assert!(rules(&policy, &text[1..]).contains(&too_short(minimum - 1, minimum)));
    }
}

#[test]
fn each_list_refuses_and_the_built_in_one_stays() {
    let list = |password| {
        let mut list = Blocklist::builder();
        list.add(password);
        list.build(FalsePositives::OneIn65536).unwrap()
    };
    let policy = NewPasswordPolicy::default()
        .blocklist(list("purple monkey dishwasher"))
        .blocklist(list("correct horse battery staple"));
    for text in [
        "purple monkey dishwasher",
        "Correct Horse Battery Staple",
        "1qaz2wsx3edc4rfv",
    ] {
        assert_eq!(rules(&policy, text), [BrokenRule::Listed], "{text}");
    }
    assert_eq!(rules(&policy, "correct horse battery staples"), []);
}

#[test]
fn an_accepted_password_verifies_in_any_spelling() {
    let (policy, passwords) = (NewPasswordPolicy::default(), argon2(8, 1, 1));
    let chosen = policy
        .check("Ame\u{301}lie aime le cafe\u{301}", &[])
        .unwrap();
    let hash = passwords.hash(&chosen).unwrap();
    for typed in [
        "Am\u{e9}lie aime le caf\u{e9}",
        "Ame\u{301}lie aime le cafe\u{301}",
    ] {
        let password = Password::normalized(typed).unwrap();
        let verdict = passwords.verify(&hash, &password).unwrap();
        assert!(
            matches!(verdict, countersign_password::Verdict::Match { .. }),
            "{typed}"
        );
    }
}

#[test]
fn normalization_keeps_the_limits_and_what_was_typed() {
    // U+FB2C takes 3 bytes, and 6 in normalization form C.
    let grows = "\u{fb2c}".repeat(300);
    assert_eq!(
        Password::normalized(grows.as_str()).unwrap_err(),
        PasswordError::TooLong { bytes: 1800 }
    );
    assert!(Password::normalized("p".repeat(1025)).is_err());
    assert_eq!(Password::normalized("").unwrap_err(), PasswordError::Empty);
    assert!(Password::normalized("a\0b").is_err());
    assert!(Password::normalized("plain").unwrap().as_typed().is_none());

    let passwords = argon2(8, 1, 1);
    let typed = Password::normalized("e\u{301}")
        .unwrap()
        .as_typed()
        .unwrap();
    let as_typed = passwords
        .hash(&Password::parse("e\u{301}").unwrap())
        .unwrap();
    let verdict = passwords.verify(&as_typed, &typed).unwrap();
    assert!(matches!(
        verdict,
        countersign_password::Verdict::Match { .. }
    ));
    assert!(typed.as_typed().is_none());
}

#[test]
fn a_refusal_can_be_shown_and_quotes_nothing() {
    let policy = NewPasswordPolicy::default();
    for text in [
        "hunter2",
        "hunter2hunter2hunter2",
        "hunter2\0",
        "ada-hunter2",
    ] {
        let refused = policy.check(text, &["hunter", "ada"]).unwrap_err();
        let output = format!("{refused} {refused:?}");
        assert!(
            !output.contains("hunter") && !output.contains("ada"),
            "{output}"
        );
    }
    let refused = policy.check("password123", &CONTEXT).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "it has 11 characters, and at least 15 are needed; it is among the passwords that attackers \
         try first"
    );
    assert!(RefusedPassword::GUIDANCE.contains("password manager"));
}
