//! Strings that a framework did not write: refused when parsed, so never a match.

use countersign_password::{HashFormatError, PasswordContext, PasswordHash};

use crate::{is_malformed, matches, stored};

/// One change to a hash that is well formed: what to look for, and what stands there instead.
type Change = (&'static str, &'static str);

/// Each change must be possible, and make the hash malformed.
fn refuses_changes(whole: &str, changes: &[Change]) {
    stored(whole);
    for (part, instead) in changes {
        assert!(whole.contains(part), "{whole} has no {part}");
        assert_malformed(&whole.replacen(part, instead, 1));
    }
}

/// The same, where lengths are fixed: so must an end that was cut or added.
fn refuses(whole: &str, changes: &[Change]) {
    refuses_changes(whole, changes);
    for end in ["$", "=", "A", "a", " ", "\n", "\0", "$x", "\u{e9}"] {
        assert_malformed(&format!("{whole}{end}"));
    }
    let prefix = whole.find(['$', ':', '}']).unwrap_or(0) + 1;
    for end in (prefix..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(
            PasswordHash::parse(&whole[..end]).is_err(),
            "{}",
            &whole[..end]
        );
    }
}

fn assert_malformed(text: &str) {
    assert!(is_malformed(text), "{text:?}");
}

#[test]
fn django_pbkdf2_has_one_spelling() {
    refuses(
        "pbkdf2_sha256$1000$seasalt$r1uLUxoxpP2Ued/qxvmje7UH9PUJBkRrvf9gGPL7Cps=",
        &[
            ("1000", "01000"),
            ("1000", "+1000"),
            ("1000", "0"),
            ("1000", ""),
            ("1000", "1e3"),
            ("1000", "4294967296"),
            ("seasalt", ""),
            ("seasalt", "sea$salt"),
            ("seasalt", "sea salt"),
            ("seasalt", "sea\nsalt"),
            ("s=", "s"),
            ("s=", "t="),
            ("s=", "s=="),
            ("r1uL", "r1u-"),
            ("r1uL", ""),
        ],
    );
    // A tag of another digest.
    assert_malformed("pbkdf2_sha256$1000$seasalt$aDapRanzW8aHTz97v2TcfHzWD+I=");
    assert_malformed("pbkdf2_sha1$1000$seasalt$r1uLUxoxpP2Ued/qxvmje7UH9PUJBkRrvf9gGPL7Cps=");
}

#[test]
fn django_argon2_is_argon2_behind_its_name() {
    refuses_changes(
        "argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q",
        &[
            ("v=19", "v=18"),
            ("m=8,", "m=08,"),
            ("m=8,", "m=7,"),
            ("t=1,", ""),
            ("p=1", "p=1,p=1"),
        ],
    );
    for text in [
        "argon2$argon2$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q",
        "argon2$$argon2i$",
    ] {
        assert_eq!(
            PasswordHash::parse(text).unwrap_err(),
            HashFormatError::UnknownScheme
        );
    }
}

#[test]
fn django_bcrypt_is_a_whole_bcrypt_string_behind_a_name() {
    for name in ["bcrypt$", "bcrypt_sha256$", "{bcrypt}"] {
        let whole = format!("{name}$2a$08$NDjSAIcas.EcoxCRiArvT.MkNiPYVhrsrnJsRkLueZOoV1bsQqlmC");
        refuses(
            &whole,
            &[
                ("$2a$", "$2x$"),
                ("$2a$", "$2$"),
                ("$2a$", "2a$"),
                ("$2a$", "$2a$$"),
                ("08", "8"),
                ("08", "+8"),
                ("08", "03"),
                ("08", "32"),
                ("NDjS", "ND+S"),
            ],
        );
    }
}

#[test]
fn django_scrypt_has_one_spelling() {
    refuses(
        "scrypt$1024$seasalt$8$1$PVaKqoNwFsyv49ZSYGOyjshaw7AVusfciiZrBiyUPwrW6dCQp1GzppVXtcjK2CvcgCKKLMq6LhI+qNPDIVfisQ==",
        &[
            ("1024", "1023"),
            ("1024", "1"),
            ("1024", "0"),
            ("1024", "01024"),
            ("1024", "10"),
            ("$8$", "$0$"),
            ("$8$", "$08$"),
            ("$1$", "$0$"),
            ("$8$1$", "$8$"),
            ("seasalt", ""),
            ("==", "="),
            ("sQ==", "sR=="),
        ],
    );
}

#[test]
fn django_digests_have_one_spelling() {
    refuses(
        "md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3",
        &[
            ("3f86", "3F86"),
            ("3f86", "3g86"),
            ("3f86", "3f8"),
            ("seasalt", "sea\tsalt"),
            ("$sea", "$$sea"),
        ],
    );
    refuses(
        "sha1$seasalt$cff36ea83f5706ce9aa7454e63e431fc726b2dc8",
        &[("cff3", "CFF3")],
    );
    assert_malformed("md5$seasalt$cff36ea83f5706ce9aa7454e63e431fc726b2dc8");
    assert_malformed("sha1$seasalt$3f86d0d3d465b7b458c231bf3555c0e3");
}

#[test]
fn werkzeug_strings_have_one_spelling() {
    let tag = "5f".repeat(64);
    refuses(
        &format!("scrypt:1024:8:1$salt${tag}"),
        &[
            ("1024", "1000"),
            ("1024", "01024"),
            (":8:", ":0:"),
            (":8:", ":08:"),
            (":1$", ":0$"),
            (":1$", "$"),
            (":1$", ":1:1$"),
            ("$salt", "$"),
            ("5f", "5F"),
            ("5f", ""),
        ],
    );
    refuses(
        &format!("pbkdf2:sha256:1000$salt${}", "5f".repeat(32)),
        &[
            ("1000", "0"),
            ("1000", ""),
            ("1000", "01000"),
            ("$salt", "$"),
            ("5f", "5F"),
            ("5f", ""),
        ],
    );
    assert_malformed(&format!("pbkdf2:sha1:1000$salt${}", "5f".repeat(32)));
    assert_malformed(&format!("pbkdf2:sha512:1000$salt${}", "5f".repeat(32)));
    for text in [
        "pbkdf2:md5:1$salt$5f",
        "pbkdf2$salt$5f",
        "sha256$salt$5f",
        "plain$$x",
    ] {
        assert_eq!(
            PasswordHash::parse(text).unwrap_err(),
            HashFormatError::UnknownScheme,
            "{text}"
        );
    }
}

#[test]
fn spring_strings_have_one_spelling() {
    refuses(
        "{scrypt}$e0801$8bWJaSu2IKSn9Z9kM+TPXfOc/9bdYSrN1oD9qfVThWE=$OAOec05+bXxvuu/1qZ6NUR+xQYvYv7BeL1QxwRpY5Pc=",
        &[
            ("e0801", "E0801"),
            ("e0801", "0e0801"),
            ("e0801", "801"),
            ("e0801", "100e0801"),
            ("e0801", "e0001"),
            ("e0801", "e0800"),
            ("e0801", "+e0801"),
            ("{scrypt}$", "{scrypt}"),
            ("{scrypt}$", "{scrypt}x$"),
            ("hWE=$", "hWE$"),
            ("8bWJaSu2IKSn9Z9kM+TPXfOc/9bdYSrN1oD9qfVThWE=", ""),
            ("5Pc=", "5Pd="),
            ("OAOe", ""),
        ],
    );
    refuses(
        &format!("{{pbkdf2}}{}", "5d".repeat(40)),
        &[("5d", "5D"), ("5d", "")],
    );
    refuses(
        &format!("{{pbkdf2@SpringSecurity_v5_8}}{}", "5d".repeat(48)),
        &[("5d", "5D"), ("5d", "")],
    );
    refuses(
        &format!("{{sha256}}{}", "97".repeat(40)),
        &[("97", "9G"), ("97", "")],
    );
    refuses(
        "{SHA-1}{salt}4f31573948ddbfb8ac9dd80107dfad13fd8f2454",
        &[
            ("4f31", "4F31"),
            ("4f31", ""),
            ("{salt}", "{salt"),
            ("{salt}", "salt}"),
        ],
    );
    refuses_changes(
        "{ldap}{SSHA}25ro4PKC8jhQZ26jVsozhX/xaP0suHgX",
        &[("{SSHA}", "{SMD5}"), ("{SSHA}", "")],
    );
    assert_malformed("{ldap}{ldap}{SSHA}25ro4PKC8jhQZ26jVsozhX/xaP0suHgX");
    assert_malformed(
        "{bcrypt}{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG",
    );
    for text in [
        "{argon2}",
        "{Bcrypt}$2a$",
        "{argon2}$argon2x$",
        "{pbkdf2@SpringSecurity_v6}5d",
        "{}",
        "{",
        "{bcrypt",
    ] {
        assert_eq!(
            PasswordHash::parse(text).unwrap_err(),
            HashFormatError::UnknownScheme,
            "{text}"
        );
    }
}

#[test]
fn directory_digests_have_their_length_and_padding() {
    for text in [
        "{SHA}ddSFGmjXYPbZC+NXR2kCzBRjqiE",
        "{SHA}ddSFGmjXYPbZC+NXR2kCzBRjqiF=",
        "{SHA}ddSFGmjXYPbZC+NXR2kCzBRjqiE==",
        "{SHA}ddSFGmjXYPbZC-NXR2kCzBRjqiE=",
        "{SHA}ddSFGmjXYPbZC+NXR2kCzBRjqiE=\n",
        "{SHA}25ro4PKC8jhQZ26jVsozhX/xaP0suHgX",
        "{SSHA}ddSFGmjXYPbZC+NXR2kCzBRjqiE=",
        "{SSHA}",
        "{SHA}",
        "{SSHA}0c0blFTXXNuAMHECS4ux",
        "{SSHA256}ddSFGmjXYPbZC+NXR2kCzBRjqiE=",
        "{SHA512}ddSFGmjXYPbZC+NXR2kCzBRjqiE=",
        "{SMD5}UjFY34os/pnZQ3oQOzjqGg==",
        "{MD5}UjFY34os/pnZQ3oQOzjqGu4yeXE=",
        "{MD5}UjFY34os/pnZQ3oQOzjqGu4y",
    ] {
        assert_malformed(text);
    }
    for text in [
        "{Ssha}x",
        "{SSHA1}x",
        "{SHA1}x",
        "{ssha256}x",
        " {SSHA}x",
        "{CRYPT",
    ] {
        assert_eq!(
            PasswordHash::parse(text).unwrap_err(),
            HashFormatError::UnknownScheme,
            "{text}"
        );
    }
}

/// A digest is behind the salt's base64, so a string that is cut off can still be one with less salt.
#[test]
fn a_directory_digest_with_less_salt_never_matches() {
    let whole = "{SSHA}P90+qijSp8MJ1tN25j5o1PflUvlqjXHOGeOckw==";
    let passwords = PasswordContext::default();
    assert!(matches(&passwords, whole, "test"));
    let mut parsed = 0;
    for end in 0..whole.len() {
        let cut = whole[..end].trim_end_matches('=');
        for padding in ["", "=", "=="] {
            let cut = format!("{cut}{padding}");
            if cut != whole && PasswordHash::parse(&cut).is_ok() {
                assert!(!matches(&passwords, &cut, "test"), "{cut}");
                parsed += 1;
            }
        }
    }
    assert_eq!(parsed, 3);
}

#[test]
fn drupal_strings_have_one_spelling() {
    for prefix in ["", "U"] {
        refuses(
            &format!("{prefix}$S$5TOxWPdvJRs0P/xZBdrrPlGgzViOS0drHu3jaIjitesfttrp18bk"),
            &[
                ("$5", "$4"),
                ("$5", "$T"),
                ("$5", "$"),
                ("TOx", "T+x"),
                ("8bk", "8b"),
                ("8bk", "8b~"),
            ],
        );
    }
    refuses(
        "U$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0",
        &[("$9", "$4"), ("$9", "$T"), ("L0", "L7")],
    );
    assert_malformed("$S$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0");
    // Of the last symbol only two bits belong to the tag that Drupal keeps, but it writes all six.
    let whole = "$S$5TOxWPdvJRs0P/xZBdrrPlGgzViOS0drHu3jaIjitesfttrp18bk";
    let passwords = PasswordContext::default();
    let mut other = 0;
    for symbol in "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".chars() {
        let text = format!("{}{symbol}", &whole[..whole.len() - 1]);
        other += u32::from(
            PasswordHash::parse(&text).is_ok_and(|_| matches(&passwords, &text, "valid password")),
        );
    }
    assert_eq!(other, 1);
}

#[test]
fn wordpress_strings_are_of_one_variant() {
    let whole = "$wp$2y$10$v719Zyb/5DiglXjaGmtVoO.58ZfZLBkfIyjXnYyIbWYYFsofeucua";
    refuses(
        whole,
        &[("10", "1"), ("10", "03"), ("10", "32"), ("v719", "v7+9")],
    );
    for text in [
        "$wp$2b$10$v719",
        "$wp2y$10$v719",
        "$wp$$2y$10$",
        "wp$2y$10$",
    ] {
        assert_eq!(
            PasswordHash::parse(text).unwrap_err(),
            HashFormatError::UnknownScheme,
            "{text}"
        );
    }
}

#[test]
fn firebase_strings_have_one_spelling() {
    let key =
        "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
    refuses(
        &format!(
            "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk={key}$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
        ),
        &[
            ("v=1", "v=2"),
            ("v=1,", ""),
            ("n=14", "n=014"),
            ("n=14", "n=0"),
            ("n=14", "n=64"),
            ("n=14", "N=14"),
            ("r=8", "r=0"),
            ("p=1", "p=0"),
            ("n=14,r=8", "r=8,n=14"),
            ("p=1,", "p=1,p=1,"),
            ("ss=Bw==", "ss=Bw"),
            ("ss=Bw==", "ss=Bx=="),
            ("ss=Bw==,", ""),
            ("sk=jxsp", "sk="),
            ("$42xEC+ixf3L2lw==", "$42xEC-ixf3L2lw=="),
            ("$lSrf", "$"),
        ],
    );
    // Less than a block of tag, and a tag that is not as long as the signer key.
    assert_malformed("$fbscrypt$v=1,n=14,r=8,p=1,ss=,sk=$42xEC+ixf3L2lw==$");
    assert_malformed(&format!(
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=,sk={key}$42xEC+ixf3L2lw==$ZGlmZmVyZW50aGFzaA=="
    ));
}

#[test]
fn hostile_costs_of_frameworks_are_above_the_ceilings() {
    let passwords = PasswordContext::default();
    let tag = "5f".repeat(64);
    let base64 =
        "PVaKqoNwFsyv49ZSYGOyjshaw7AVusfciiZrBiyUPwrW6dCQp1GzppVXtcjK2CvcgCKKLMq6LhI+qNPDIVfisQ==";
    for text in [
        format!("scrypt:2147483648:8:1$salt${tag}"),
        format!("scrypt:1024:1048576:1$salt${tag}"),
        format!("scrypt:2:1:1073741823$salt${tag}"),
        format!("scrypt$2147483648$salt$8$1${base64}"),
        "pbkdf2_sha256$4294967295$seasalt$r1uLUxoxpP2Ued/qxvmje7UH9PUJBkRrvf9gGPL7Cps=".to_owned(),
        format!("pbkdf2:sha512:4294967295$salt${tag}"),
        "argon2$argon2i$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$YC9+jJCrQhs5R6db7LlN8Q".to_owned(),
        "bcrypt$$2a$31$NDjSAIcas.EcoxCRiArvT.MkNiPYVhrsrnJsRkLueZOoV1bsQqlmC".to_owned(),
        "{scrypt}$1fff01$8bWJaSu2IKSn9Z9kM+TPXfOc/9bdYSrN1oD9qfVThWE=$OAOec05+bXxvuu/1qZ6NUR+xQYvYv7BeL1QxwRpY5Pc=".to_owned(),
        "$S$STOxWPdvJRs0P/xZBdrrPlGgzViOS0drHu3jaIjitesfttrp18bk".to_owned(),
        "$wp$2y$31$v719Zyb/5DiglXjaGmtVoO.58ZfZLBkfIyjXnYyIbWYYFsofeucua".to_owned(),
        format!("$fbscrypt$v=1,n=40,r=8,p=1,ss=,sk={base64}$42xEC+ixf3L2lw==${base64}"),
    ] {
        let refused = passwords.verify(&stored(&text), &crate::password("p")).unwrap_err();
        assert!(refused.to_string().contains("ceiling"), "{text}: {refused}");
    }
}
