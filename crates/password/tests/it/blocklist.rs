//! Blocklists: what is listed is found, what is not seldom is, and a damaged file is refused.

use countersign_password::{Blocklist, BlocklistBuilder, BlocklistError, FalsePositives};

use crate::unhex;

const COMMON: &str = include_str!("../../blocklist/common.txt");
const BOTH: [FalsePositives; 2] = [FalsePositives::OneIn256, FalsePositives::OneIn65536];

fn list_of<'a>(passwords: impl IntoIterator<Item = &'a str>) -> BlocklistBuilder {
    let mut list = Blocklist::builder();
    passwords
        .into_iter()
        .for_each(|password| list.add(password));
    list
}

#[test]
fn the_built_in_filter_is_made_of_its_list() {
    let built = list_of(COMMON.lines())
        .build(FalsePositives::OneIn65536)
        .unwrap();
    assert_eq!(
        built.as_bytes(),
        Blocklist::common().as_bytes(),
        "run: countersign blocklist build common.txt --out common.filter"
    );
    assert!(Blocklist::from_bytes(built.as_bytes().to_vec()).is_ok());
}

#[test]
fn every_listed_password_is_found() {
    let common = Blocklist::common();
    assert!(COMMON.lines().all(|password| common.contains(password)));
    assert_eq!(COMMON.lines().count() as u64, common.passwords());
    assert!(COMMON.lines().all(|password| password.len() >= 8));
    for odds in BOTH {
        for lines in [1, 2, 3, 7, 50, 999, 4096] {
            let list = list_of(COMMON.lines().take(lines)).build(odds).unwrap();
            assert_eq!(list.passwords(), lines as u64);
            let missing = COMMON.lines().take(lines).filter(|it| !list.contains(it));
            assert_eq!(missing.count(), 0, "{lines} {odds:?}");
        }
    }
}

#[test]
fn others_are_taken_for_listed_ones_as_seldom_as_said() {
    let others: Vec<String> = (0..50_000).map(|n| format!("not listed {n}")).collect();
    // Expected 195 and 0.8; the bounds are six standard deviations away.
    for (odds, least, most) in [
        (FalsePositives::OneIn256, 111, 279),
        (FalsePositives::OneIn65536, 0, 6),
    ] {
        let list = list_of(COMMON.lines()).build(odds).unwrap();
        let false_positives = others.iter().filter(|it| list.contains(it)).count();
        assert!(
            (least..=most).contains(&false_positives),
            "{odds:?}: {false_positives}"
        );
    }
}

#[test]
fn a_list_of_digests_is_the_list_of_their_passwords() {
    // RFC 3174 section 7.3, tests 1 and 2.
    let digests = [
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
        ),
    ];
    let mut of_digests = Blocklist::builder();
    for (_, digest) in digests {
        of_digests.add_sha1(&unhex(digest).try_into().unwrap());
    }
    let of_digests = of_digests.build(FalsePositives::OneIn65536).unwrap();
    let of_passwords = list_of(digests.map(|(password, _)| password));
    let of_passwords = of_passwords.build(FalsePositives::OneIn65536).unwrap();
    assert_eq!(of_digests.as_bytes(), of_passwords.as_bytes());
}

#[test]
fn digests_that_were_made_to_be_alike_build_or_are_refused() {
    let mut list = Blocklist::builder();
    for number in 0..1000_u32 {
        let mut digest = [0; 20];
        digest[16..].copy_from_slice(&number.to_be_bytes());
        list.add_sha1(&digest);
    }
    let list = list.build(FalsePositives::OneIn256).unwrap();
    assert_eq!(list.passwords(), 1, "their keys are one");
}

#[test]
fn spellings_of_one_password_are_one() {
    let list = list_of(["cafe\u{301} au lait"])
        .build(FalsePositives::OneIn65536)
        .unwrap();
    assert!(list.contains("caf\u{e9} au lait") && list.contains("cafe\u{301} au lait"));
    assert!(!list.contains("cafe au lait") && !list.contains("Caf\u{e9} au lait"));
}

#[test]
fn an_empty_list_is_refused() {
    for odds in BOTH {
        let error = Blocklist::builder().build(odds).unwrap_err();
        assert_eq!(error, BlocklistError::Empty);
    }
}

#[test]
fn a_file_that_was_cut_or_lengthened_is_refused() {
    let file = list_of(["swordfish99"])
        .build(FalsePositives::OneIn256)
        .unwrap();
    let file = file.as_bytes();
    for length in 0..file.len() {
        let error = Blocklist::from_bytes(file[..length].to_vec()).unwrap_err();
        match length {
            0..16 => assert_eq!(error, BlocklistError::NotABlocklist, "{length}"),
            _ => assert!(
                matches!(error, BlocklistError::Length { .. }),
                "{length}: {error}"
            ),
        }
    }
    let longer = [file, b"\0"].concat();
    let error = Blocklist::from_bytes(longer).unwrap_err();
    assert!(matches!(error, BlocklistError::Length { .. }), "{error}");
}

#[test]
fn a_file_with_any_bit_changed_is_refused() {
    let file = list_of(["swordfish99", "open sesame"])
        .build(FalsePositives::OneIn65536)
        .unwrap();
    let file = file.as_bytes();
    let mut refused = 0;
    for at in 0..file.len() {
        for bit in 0..8 {
            let mut changed = file.to_vec();
            changed[at] ^= 1 << bit;
            assert!(
                Blocklist::from_bytes(changed).is_err(),
                "byte {at}, bit {bit}"
            );
            refused += 1;
        }
    }
    assert_eq!(refused, file.len() * 8);
}

#[test]
fn what_is_no_blocklist_is_refused_with_what_to_do() {
    for bytes in [
        b"".as_slice(),
        b"password\n123456\n",
        b"\x1f\x8b\x08",
        &[0; 4096],
    ] {
        let error = Blocklist::from_bytes(bytes.to_vec()).unwrap_err();
        assert_eq!(error, BlocklistError::NotABlocklist);
        assert!(error.to_string().contains("countersign blocklist build"));
    }
}

#[test]
fn no_output_shows_a_listed_password() {
    let list = list_of(["hunter2 hunter2"]);
    let output = format!(
        "{list:?} {:?}",
        list.clone().build(FalsePositives::OneIn256)
    );
    assert!(!output.contains("hunter"), "{output}");
}
