//! The envelope around a hash: what opens it, what does not, and what it gives away.

use std::collections::BTreeSet;

use countersign_password::{
    EnvelopeError, Pepper, PepperError, PepperKey, PepperKeyError, PepperedHash, StoredHash,
    Verdict,
};

use crate::{argon2, lines, password, stored, unhex};

const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const HASH: &str = "$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q";

fn key(id: &str) -> PepperKey {
    PepperKey::generate(id).unwrap()
}

fn fixed(id: &str) -> Pepper {
    Pepper::new(PepperKey::parse(id, HEX).unwrap())
}

#[test]
fn envelopes_that_libsodium_sealed_open() {
    let mut rows = 0;
    for line in lines(include_str!("../vectors/pepper.txt")) {
        let [user, hash, envelope] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let envelope = PepperedHash::parse(envelope).unwrap();
        let opened = fixed(envelope.key_id()).open(&unhex(user), &envelope);
        assert_eq!(opened.unwrap().as_str(), hash);
        rows += 1;
    }
    assert_eq!(rows, 2);
}

#[test]
fn a_sealed_hash_opens_for_its_user_and_verifies() {
    let (passwords, pepper) = (argon2(8, 1, 1), Pepper::new(key("a")));
    let hash = passwords.hash(&password("secret")).unwrap();
    let column = pepper.seal(b"17", &hash).unwrap().as_str().to_owned();
    let opened = pepper.open(b"17", &PepperedHash::parse(&column).unwrap());
    let verdict = passwords.verify(&opened.unwrap(), &password("secret"));
    assert!(matches!(verdict.unwrap(), Verdict::Match { .. }));
}

#[test]
fn an_envelope_in_another_users_row_does_not_open() {
    let pepper = fixed("a");
    let sealed = pepper.seal(b"17", &stored(HASH)).unwrap();
    for other in [b"18".as_slice(), b"1", b"170", b"17\0", b"a17"] {
        let error = pepper.open(other, &sealed).unwrap_err();
        assert!(matches!(error, PepperError::NotAuthentic { .. }), "{error}");
    }
    assert_eq!(
        pepper.open(b"", &sealed).unwrap_err(),
        PepperError::EmptyUserId
    );
    let unbound = pepper.seal(b"", &stored(HASH)).unwrap_err();
    assert_eq!(unbound, PepperError::EmptyUserId);
}

#[test]
fn an_envelope_with_any_byte_changed_does_not_open() {
    let pepper = fixed("a");
    let sealed = pepper.seal(b"17", &stored(HASH)).unwrap();
    let (head, tail) = sealed.as_str().rsplit_once('$').unwrap();
    let mut refused = 0;
    for at in 0..tail.len() {
        let mut changed = tail.as_bytes().to_vec();
        changed[at] = if changed[at] == b'A' { b'Q' } else { b'A' };
        let text = format!("{head}${}", String::from_utf8(changed).unwrap());
        // Spare bits of the last symbol are the parser's to refuse.
        if let Ok(envelope) = PepperedHash::parse(&text) {
            let error = pepper.open(b"17", &envelope).unwrap_err();
            assert!(matches!(error, PepperError::NotAuthentic { .. }), "{at}");
        }
        refused += 1;
    }
    assert_eq!(refused, 267);
}

#[test]
fn an_envelope_under_another_key_id_or_another_key_does_not_open() {
    let sealed = fixed("a").seal(b"17", &stored(HASH)).unwrap();
    let renamed = PepperedHash::parse(&sealed.as_str().replace("k=a$", "k=b$")).unwrap();
    let error = fixed("b").open(b"17", &renamed).unwrap_err();
    assert!(matches!(error, PepperError::NotAuthentic { .. }), "{error}");
    let error = Pepper::new(key("a")).open(b"17", &sealed).unwrap_err();
    assert!(matches!(error, PepperError::NotAuthentic { .. }), "{error}");
}

#[test]
fn a_missing_key_is_named_with_those_that_there_are() {
    let sealed = fixed("2024").seal(b"17", &stored(HASH)).unwrap();
    let pepper = Pepper::new(key("2026")).opening(key("2025")).unwrap();
    let message = pepper.open(b"17", &sealed).unwrap_err().to_string();
    assert!(
        message.contains("'2024'") && message.contains("2026, 2025"),
        "{message}"
    );
}

#[test]
fn keys_rotate_without_a_password_and_the_old_key_can_go() {
    let (old, new) = (key("old"), key("new"));
    let envelope = Pepper::new(old.clone()).seal(b"17", &stored(HASH)).unwrap();
    let both = Pepper::new(new.clone()).opening(old).unwrap();
    assert!(both.needs_resealing(&envelope));
    let hash = both.open(b"17", &envelope).unwrap();
    let resealed = both.seal(b"17", &hash).unwrap();
    assert!(!both.needs_resealing(&resealed));
    let alone = Pepper::new(new);
    assert_eq!(alone.open(b"17", &resealed).unwrap().as_str(), HASH);
    assert!(matches!(
        alone.open(b"17", &envelope),
        Err(PepperError::UnknownKey { .. })
    ));
}

#[test]
fn each_seal_has_its_own_nonce() {
    let pepper = fixed("a");
    let seal = |_| {
        pepper
            .seal(b"17", &stored(HASH))
            .unwrap()
            .as_str()
            .to_owned()
    };
    assert_eq!((0..100).map(seal).collect::<BTreeSet<_>>().len(), 100);
}

#[test]
fn schemes_cannot_be_told_from_the_length() {
    let pepper = fixed("a");
    let argon2id = argon2(19_456, 2, 1).hash(&password("secret")).unwrap();
    let sealed = [&stored(HASH), &argon2id].map(|hash| pepper.seal(b"17", hash).unwrap());
    assert_eq!(sealed[0].as_str().len(), sealed[1].as_str().len());
}

#[test]
fn what_is_not_an_envelope_is_refused_with_the_rule() {
    let body = |bytes: usize| "A".repeat(bytes * 4 / 3 + usize::from(!bytes.is_multiple_of(3)));
    let good = format!("$pepper$v=1$k=a${}", body(200));
    assert!(PepperedHash::parse(&good).is_ok());
    let table = [
        (String::new(), "begin with"),
        (HASH.to_owned(), "begin with"),
        (format!(" {good}"), "begin with"),
        (good.replace("$pepper", "$Pepper"), "begin with"),
        (good.replace("v=1", "v=2"), "v=1"),
        (good.replace("v=1", "v=01"), "v=1"),
        (good.replace("$v=1", ""), "v=1"),
        (good.replace("k=a", "i=a"), "k="),
        (good.replace("k=a", "k=a,k=b"), "key id"),
        (good.replace("k=a", "k="), "key id"),
        (good.replace("k=a", "k=a b"), "key id"),
        (good.replace("k=a", "k=é"), "key id"),
        (
            good.replace("k=a", &format!("k={}", "a".repeat(33))),
            "key id",
        ),
        ("$pepper$v=1$k=a".to_owned(), "k="),
        (format!("{good}\n"), "base64"),
        (format!("{good}="), "base64"),
        (format!("{}B", &good[..good.len() - 1]), "base64"),
        (good.replacen("$A", "$-", 1), "base64"),
        (format!("$pepper$v=1$k=a${}$", body(200)), "base64"),
        ("$pepper$v=1$k=a$".to_owned(), "full length"),
        (format!("$pepper$v=1$k=a${}", body(72)), "full length"),
        (format!("$pepper$v=1$k=a${}", body(199)), "full length"),
        (format!("$pepper$v=1$k=a${}", body(201)), "full length"),
        (format!("$pepper$v=1$k=a${}", body(4096)), "bytes long"),
    ];
    assert_eq!(table.len(), 24);
    for (text, rule) in table {
        let error = PepperedHash::parse(&text).unwrap_err().to_string();
        assert!(error.contains(rule), "{text}: {error}");
    }
}

#[test]
fn a_bare_hash_passes_only_where_both_are_expected() {
    assert_eq!(
        PepperedHash::parse(HASH).unwrap_err(),
        EnvelopeError::NotAnEnvelope
    );
    assert!(matches!(StoredHash::parse(HASH), Ok(StoredHash::Bare(_))));
    let sealed = fixed("a").seal(b"17", &stored(HASH)).unwrap();
    assert!(matches!(
        StoredHash::parse(sealed.as_str()),
        Ok(StoredHash::Peppered(_))
    ));
    // A damaged envelope is not taken for a hash of some other scheme.
    assert!(StoredHash::parse("$pepper$v=1$k=a$AAAA").is_err());
}

#[test]
fn a_key_is_read_in_each_of_its_spellings() {
    let url = BASE64.replace('+', "-").replace('/', "_");
    for text in [
        HEX,
        &HEX.to_uppercase(),
        BASE64,
        &format!("{BASE64}="),
        &format!("{BASE64}=\n"),
        &url,
    ] {
        let key = PepperKey::parse("a", text).unwrap();
        assert_eq!(key.to_base64().as_str(), BASE64, "{text}");
    }
    let high = PepperKey::from_bytes(
        "a",
        &[[0xff; 31].as_slice(), &[0xfb]]
            .concat()
            .try_into()
            .unwrap(),
    );
    let text = high.unwrap().to_base64();
    let url = text.replace('+', "-").replace('/', "_");
    assert_ne!(*text, url);
    assert_eq!(PepperKey::parse("a", &url).unwrap().to_base64(), text);
}

#[test]
fn what_is_not_a_key_is_refused_with_the_rule() {
    let table = [
        ("a", "", PepperKeyError::Length { found: 0 }),
        ("a", "hunter2", PepperKeyError::Length { found: 7 }),
        ("a", &HEX[..62], PepperKeyError::Length { found: 62 }),
        ("a", &BASE64[..42], PepperKeyError::Length { found: 42 }),
        (
            "a",
            &format!("{BASE64}A"),
            PepperKeyError::Length { found: 44 },
        ),
        (
            "a",
            &format!("{BASE64}=="),
            PepperKeyError::Length { found: 45 },
        ),
        ("a", &HEX.replace("00", "0x"), PepperKeyError::NotHex),
        ("a", &HEX.replace("01", "0 "), PepperKeyError::NotHex),
        (
            "a",
            &BASE64.replace("AAE", "A E"),
            PepperKeyError::NotBase64,
        ),
        (
            "a",
            &format!("{}9", &BASE64[..42]),
            PepperKeyError::NotBase64,
        ),
        ("a", &"0".repeat(64), PepperKeyError::PlaceHolder),
        ("a", &"A".repeat(43), PepperKeyError::PlaceHolder),
        ("", HEX, PepperKeyError::Id),
        ("a b", HEX, PepperKeyError::Id),
        ("a$b", HEX, PepperKeyError::Id),
        ("é", HEX, PepperKeyError::Id),
        (&"a".repeat(33), HEX, PepperKeyError::Id),
    ];
    assert_eq!(table.len(), 17);
    for (id, text, expected) in table {
        let error = PepperKey::parse(id, text).unwrap_err();
        assert_eq!(error, expected, "{id} {text}");
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn two_keys_with_one_id_are_refused() {
    let twice = Pepper::new(key("a")).opening(key("a")).unwrap_err();
    assert!(twice.to_string().contains("'a'"), "{twice}");
    let third = Pepper::new(key("a")).opening(key("b")).unwrap();
    assert!(third.opening(key("b")).is_err());
}

#[test]
fn no_output_shows_a_pepper_key_or_a_sealed_hash() {
    let pepper = fixed("a")
        .opening(PepperKey::parse("b", BASE64).unwrap())
        .unwrap();
    let sealed = pepper.seal(b"17", &stored(HASH)).unwrap();
    let output = format!("{pepper:?} {sealed:?}");
    assert!(
        output.contains("\"a\"") && output.contains("\"b\""),
        "{output}"
    );
    let tail = &sealed.as_str()[20..40];
    for secret in [HEX, BASE64, tail, "0, 1, 2, 3"] {
        assert!(!output.contains(secret), "{output}");
    }
}
