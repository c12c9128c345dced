//! Malformed strings of the crypt(3) family, of scrypt, PBKDF2 and the rest of Passlib's.

use countersign_password::{CostError, HashFormatError, PasswordContext, PasswordHash, Scheme};

use crate::{is_malformed, lines, refusal, stored};

const PASSLIB_MALFORMED: &str = include_str!("../vectors/passlib-malformed.txt");

const SHA256: &str = "U0prpBQd4PloSGU0pnpM4z9wKn4vZ1.jsrzQfPqxph9";
const SHA512: &str =
    "6S/6T2YuOIHY0N3XpLKABJ3soYcXD9mB7uVbtEZDj/LNscVhZoZ9DEH.sBciDrMsHOWOoASbNLTypH/5X26gN0";
const PBKDF2: &str =
    "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ";

/// One whole string of each syntax, with the number of characters that its tag has.
const WHOLE: &[(&str, usize)] = &[
    ("$1$dXc3I7Rw$ctlgjDdWJLMT.qwHsWhXR1", 22),
    (
        "$5$LKO/Ute40T3FNF95$U0prpBQd4PloSGU0pnpM4z9wKn4vZ1.jsrzQfPqxph9",
        43,
    ),
    (
        "$5$rounds=1000$short$VXbLwCUo1D6oEdBR808Vnr24eXXyOPJvJi4LhjZ5d03",
        43,
    ),
    (
        "$7$66..../....SodiumChloride$G92gG28oqBL96NWkds6Vm9TxKNr9ea/b9VqbfhWfTO7",
        43,
    ),
    (
        "$y$j75$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA",
        43,
    ),
    ("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", 22),
    ("$H$9aaaaaSXBjgypwqm.JsMssPLiS8YQ00", 22),
    (
        "$pbkdf2$1212$OB.dtnSEXZK8U5cgxU/GYQ$y5LKPOplRmok7CZp/aqVDVg8zGI",
        27,
    ),
    (PBKDF2, 43),
    (
        "$bcrypt-sha256$2b,5$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu",
        31,
    ),
    (
        "$bcrypt-sha256$v=2,t=2b,r=5$5Hg1DKFqPE8C2aflZ5vVoe$wOK1VFFtS8IGTrGa7.h5fs0u84qyPbS",
        31,
    ),
    ("{CRYPT}$1$dXc3I7Rw$ctlgjDdWJLMT.qwHsWhXR1", 22),
];

#[test]
fn what_passlib_calls_malformed_is_refused() {
    let mut seen = 0;
    for line in lines(PASSLIB_MALFORMED) {
        assert!(PasswordHash::parse(line).is_err(), "{line}");
        seen += 1;
    }
    assert_eq!(seen, 36);
}

#[test]
fn fixed_lengths_are_exact() {
    let mut seen = 0;
    for (whole, tag) in WHOLE {
        stored(whole);
        for end in whole.len() - tag..whole.len() {
            assert!(is_malformed(&whole[..end]), "{}", &whole[..end]);
            seen += 1;
        }
        for end in ["$", "\n", " ", "\0", ".", "A", "=", "$A"] {
            let longer = format!("{whole}{end}");
            assert!(is_malformed(&longer), "{longer:?}");
        }
        assert!(PasswordHash::parse(&format!(" {whole}")).is_err());
    }
    assert_eq!(seen, 392);
}

#[test]
fn foreign_symbols_are_refused_everywhere() {
    let mut seen = 0;
    for (whole, tag) in WHOLE {
        for at in [whole.len() - tag, whole.len() - tag / 2, whole.len() - 2] {
            for symbol in ["!", ":", "\n", "\0", "=", "-", "é"] {
                let mut text = (*whole).to_owned();
                text.replace_range(at..=at, symbol);
                assert!(is_malformed(&text), "{text:?}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 252);
}

#[test]
fn spare_bits_of_a_tag_are_zero() {
    for (text, last) in [
        ("$1$dXc3I7Rw$ctlgjDdWJLMT.qwHsWhXR1", "z"),
        (
            "$5$LKO/Ute40T3FNF95$U0prpBQd4PloSGU0pnpM4z9wKn4vZ1.jsrzQfPqxph9",
            "z",
        ),
        ("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "z"),
        (
            "$y$j75$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA",
            "z",
        ),
        (PBKDF2, "R"),
    ] {
        let other = format!("{}{last}", &text[..text.len() - 1]);
        assert!(is_malformed(&other), "{other}");
    }
}

#[test]
fn sha_crypt_rounds_outside_the_bounds_are_refused_and_not_clamped() {
    for (rounds, number) in [("1", 1), ("999", 999), ("1000000000", 1_000_000_000)] {
        for (text, scheme) in [
            (
                format!("$5$rounds={rounds}$short${SHA256}"),
                Scheme::Sha256Crypt,
            ),
            (
                format!("$6$rounds={rounds}$short${SHA512}"),
                Scheme::Sha512Crypt,
            ),
        ] {
            let cost = CostError::ShaCryptRounds { rounds: number };
            assert_eq!(refusal(&text), HashFormatError::Cost { scheme, cost });
        }
    }
    for rounds in ["1000", "5000", "999999999"] {
        stored(&format!("$5$rounds={rounds}$short${SHA256}"));
        stored(&format!("$6$rounds={rounds}$short${SHA512}"));
    }
}

#[test]
fn sha_crypt_rounds_have_one_spelling() {
    for prefix in [
        "rounds=05000$",
        "rounds=+5000$",
        "rounds= 5000$",
        "rounds=$",
        "rounds=5e3$",
        "rounds=5000",
        "rounds=5000$rounds=5000$",
        "Rounds=5000$",
        "rounds=4294967296$",
    ] {
        assert!(
            is_malformed(&format!("$5${prefix}short${SHA256}")),
            "{prefix}"
        );
        assert!(
            is_malformed(&format!("$6${prefix}short${SHA512}")),
            "{prefix}"
        );
    }
}

#[test]
fn salts_are_no_longer_than_their_scheme_reads() {
    stored(&format!("$5$1234567890123456${SHA256}"));
    assert!(is_malformed(&format!("$5$12345678901234567${SHA256}")));
    assert!(is_malformed(&format!("$6$12345678901234567${SHA512}")));
    stored("$1$12345678$ctlgjDdWJLMT.qwHsWhXR1");
    assert!(is_malformed("$1$123456789$ctlgjDdWJLMT.qwHsWhXR1"));
}

#[test]
fn salts_have_no_character_that_breaks_a_password_file() {
    for symbol in [":", ";", "*", "!", "\\", " ", "\n", "\0", "\u{7f}", "é"] {
        assert!(
            is_malformed(&format!("$5$salt{symbol}${SHA256}")),
            "{symbol:?}"
        );
        assert!(
            is_malformed(&format!("$1$salt{symbol}$ctlgjDdWJLMT.qwHsWhXR1")),
            "{symbol:?}"
        );
    }
}

#[test]
fn pbkdf2_rounds_have_one_spelling() {
    for rounds in [
        "",
        "0",
        "01212",
        "+1212",
        "-1",
        "1e3",
        "4294967296",
        "rounds=1212",
    ] {
        assert!(is_malformed(&PBKDF2.replace("1212", rounds)), "{rounds}");
    }
}

#[test]
fn each_pbkdf2_grammar_keeps_to_its_own_base64() {
    let phc =
        |numbers: &str, tag: &str| format!("$pbkdf2-sha256${numbers}$4vjV83LKPjQzk31VI4E0Vw${tag}");
    let standard = "hsYF68OiOUPdDZ1Fg+fJPeq1h/gXXY7acBp9/6c+tmQ";
    stored(&phc("i=1212,l=32", standard));
    stored(&phc("i=1212", standard));
    assert!(is_malformed(&phc("1212", standard)));
    for numbers in [
        "i=1212,l=31",
        "l=32,i=1212",
        "i=1212,l=32,",
        "i=1212,i=1212",
        "i=01212,l=32",
        "i=1212,l=032",
        "i=0,l=32",
        "i=,l=32",
        "i=4294967296,l=32",
        "i=1212,l=32,x=1",
    ] {
        assert!(is_malformed(&phc(numbers, standard)), "{numbers}");
    }
    assert!(is_malformed(&phc(
        "i=1212,l=32",
        &standard.replace('+', ".")
    )));
}

#[test]
fn scrypt_parameters_have_one_spelling_and_fit_together() {
    let with = |params: &str| {
        format!("$scrypt${params}$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI")
    };
    stored(&with("ln=10,r=8,p=16"));
    for params in [
        "ln=0,r=8,p=1",
        "ln=64,r=8,p=1",
        "ln=256,r=8,p=1",
        "ln=10,r=0,p=1",
        "ln=10,r=8,p=0",
        "ln=10,r=32768,p=32768",
        "ln=10,r=1073741824,p=1",
        "ln=10,r=4294967295,p=4294967295",
        "n=1024,r=8,p=16",
        "ln=10,p=16,r=8",
        "ln=10,r=8",
        "ln=010,r=8,p=16",
        "ln=10,r=8,p=16,x=1",
    ] {
        assert!(is_malformed(&with(params)), "{params}");
    }
    assert!(is_malformed("$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4"));
}

#[test]
fn yescrypt_features_that_nobody_may_use_yet_are_refused() {
    let with = |params: &str| {
        format!("$y${params}$LdJMENpBABJJ3hIHjB1Bi.$Zmsp/YP9Syl0F8xHwa16Yj09NnetFlH90LPtUmVTQkA")
    };
    stored(&with("j75"));
    for params in [
        "", "j", "j7", "j75/", "j750", "j75.", "k75", "075", "j953/2", "jC559", "j7z",
    ] {
        assert!(PasswordHash::parse(&with(params)).is_err(), "{params}");
    }
}

#[test]
fn yescrypt_parameters_that_libxcrypt_refuses_are_refused() {
    let with = |params: &str| {
        format!("$y${params}$LdJMENpBAB3$xi27PTUNd8NsChHeLOz85JFnUOyibRHkWzprowRlR5/")
    };
    // N = 2^4 for p = 4 in the usual flavour, and t in the write-once flavour.
    for params in ["j1..0", "/0..0", "/0.//", ".0.", "j/."] {
        stored(&with(params));
    }
    // N = 2^3 for p = 4, N = 2, and t in the classic flavour.
    for params in ["j0..0", "j..", ".0.//"] {
        assert!(is_malformed(&with(params)), "{params}");
    }
}

#[test]
fn phpass_costs_are_7_to_30() {
    for symbol in ["5", "9", "S"] {
        stored(&format!("$P${symbol}IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"));
    }
    for symbol in [".", "4", "T", "z", "!", "\0"] {
        assert!(
            is_malformed(&format!("$P${symbol}IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0")),
            "{symbol}"
        );
    }
}

#[test]
fn bcrypt_sha256_versions_are_1_and_2() {
    let with = |params: &str| {
        format!("$bcrypt-sha256${params}$5Hg1DKFqPE8C2aflZ5vVoe$12BjNE0p7axMg55.Y/mHsYiVuFBDQyu")
    };
    for params in ["2a,5", "2b,12", "v=2,t=2b,r=5"] {
        stored(&with(params));
    }
    for params in [
        "2y,5",
        "2x,5",
        "2b,05",
        "2b,3",
        "2b,32",
        "2b,256",
        "2b,+5",
        "2b",
        "2b,5,",
        "v=1,t=2b,r=5",
        "v=2,t=2y,r=5",
        "v=2,r=5,t=2b",
        "v=2,t=2b,r=05",
        "v=2,t=2b,r=3",
        "v=2,t=2b",
    ] {
        assert!(is_malformed(&with(params)), "{params}");
    }
}

/// One byte replaced, inserted, removed or repeated, tens of thousands of times: what still parses has the
/// scheme of its prefix, and its cost can be estimated.
#[test]
fn damaged_strings_never_panic() {
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    let symbols = b"$$$,=.:/0129zZA+-{}\0\n rlnpvitm\xc3";
    let (mut parsed, mut refused) = (0, 0);
    for _ in 0..4_000 {
        for (whole, _) in WHOLE {
            let mut bytes = whole.as_bytes().to_vec();
            for _ in 0..=random(2) {
                let (at, symbol) = (random(bytes.len()), symbols[random(symbols.len())]);
                match random(4) {
                    0 => bytes[at] = symbol,
                    1 => bytes.insert(at, symbol),
                    2 => drop(bytes.remove(at)),
                    _ => bytes.insert(at, bytes[at]),
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            match PasswordHash::parse(&text) {
                Ok(hash) => {
                    let scheme = PasswordContext::default().identify(&text);
                    assert_eq!(scheme, Some(hash.scheme()), "{text}");
                    parsed += u32::from(hash.cost().work() > std::time::Duration::ZERO);
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(parsed > 1_000 && refused > 10_000, "{parsed} {refused}");
}
