use serde_json::Value;

use super::{elements, read_object};
use crate::encoding::json::{Raw, Text};

fn reads(text: &str) -> bool {
    read_object(text.as_bytes(), &[]).is_ok()
}

/// The member `v` as text.
fn text(json: &str) -> Option<String> {
    let [value] = read_object(json.as_bytes(), &["v"]).ok()?;
    Some(value?.into_text().ok()?.into_string())
}

fn number(json: &str) -> Option<u64> {
    let [value] = read_object(json.as_bytes(), &["v"]).unwrap();
    value.unwrap().into_whole_number().ok()
}

#[test]
fn strings_are_unescaped() {
    for (json, expected) in [
        (r#"{"v":""}"#, ""),
        (r#"{"v":"\"\\\/\b\f\n\r\t"}"#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#"{"v":"\u00e5\u00E5"}"#, "åå"),
        (r#"{"v":"a\ud83d\udd11b"}"#, "a\u{1f511}b"),
        (r#"{"\u0076":"åπ🔑"}"#, "åπ🔑"),
    ] {
        assert_eq!(text(json).as_deref(), Some(expected), "{json}");
        let [value] = read_object(json.as_bytes(), &["v"]).unwrap();
        let value = value.unwrap().into_text().unwrap();
        assert!(value.is(expected) && !value.is("other"), "{json}");
    }
}

#[test]
fn numbers_lose_their_fraction_and_keep_their_range() {
    for (digits, expected) in [
        ("0", Some(0)),
        ("-0", Some(0)),
        ("1700000000", Some(1_700_000_000)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
        ("1.9", Some(1)),
        ("17e8", Some(1_700_000_000)),
        ("1E0", Some(1)),
        ("-1", None),
        ("-0.5", None),
        ("9007199254740993.5", None),
    ] {
        assert_eq!(
            number(&format!(r#"{{"v":{digits}}}"#)),
            expected,
            "{digits}"
        );
    }
    assert!(!reads(r#"{"v":1e400}"#) && !reads(r#"{"v":-1e400}"#));
    assert!(reads(r#"{"v":1e-400}"#));
    assert!(!reads(&format!(r#"{{"v":{}}}"#, "9".repeat(400))));
    assert!(reads(&format!(r#"{{"v":0.{}}}"#, "9".repeat(400))));
}

#[test]
fn names_are_unique_at_every_depth() {
    let many = |last: &str| {
        let names = (0..40).map(|n| format!(r#""n{n}":{n},"#));
        format!("{{{}{last}:1}}", names.collect::<String>())
    };
    assert!(reads(&many(r#""n40""#)));
    assert!(!reads(&many(r#""n0""#)) && !reads(&many(r#""n39""#)));
    assert!(!reads(&many(r#""\u006e20""#)));
    for repeated in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"\u0061":1,"a":1}"#,
        r#"{"x":{"a":1,"a":1}}"#,
        r#"{"x":[{"y":{"a":1,"b":2,"a":3}}]}"#,
    ] {
        assert!(!reads(repeated), "{repeated}");
    }
    assert!(reads(r#"{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}"#));
    assert!(read_object(br#"{"v":1,"v":1}"#, &["v"]).is_err());
}

#[test]
fn nesting_ends_at_32() {
    let lists = |depth: usize| format!(r#"{{"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", r#"{"x":"#.repeat(depth), "}".repeat(depth));
    assert!(reads(&lists(32)) && reads(&objects(33)));
    assert!(!reads(&lists(33)) && !reads(&objects(34)));
    assert!(!reads(&lists(100_000)));
}

#[test]
fn elements_of_a_list_are_read_in_order() {
    let [list] = read_object(br#"{"v":[ "a" , 2,[ 3 ],{"b":4} ,null ]}"#, &["v"]).unwrap();
    let list = list.and_then(Raw::as_list).unwrap();
    let shown: Vec<_> = elements(list).collect();
    assert_eq!(shown.len(), 5);
    assert!(shown[0].into_text().is_ok_and(|text| text.is("a")));
    assert!(shown[1].into_whole_number().is_ok_and(|number| number == 2));
    assert_eq!(shown[2].as_list(), Some("[ 3 ]"));
    assert_eq!(shown[3].as_object(), Some(r#"{"b":4}"#));
    assert!(shown[4].into_text().is_err());
    let [empty] = read_object(br#"{"v":[ ]}"#, &["v"]).unwrap();
    let empty = empty.and_then(Raw::as_list).unwrap();
    assert_eq!(elements(empty).count(), 0);
}

/// Bytes that JSON is made of, and some that it must not have.
const BYTES: &[u8] = b"{}[]\",:\\/ueEtrfnb+-.0123456789aAdD8c \n\0\x1f\x7f\x80\xc3\xa5\xed\xf0x";

/// A generator that gives the refused texts in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33)
            .unwrap()
            .checked_rem(sides)
            .unwrap()
    }
}

#[test]
fn what_is_read_is_what_another_reader_reads() {
    const SEEDS: [&str; 6] = [
        r#"{"iss":"https:\/\/id.example.com","sub":"ålice","aud":["a","b"],"exp":1.5e9}"#,
        r#"{"a":{"b":[1,-2,0.5,1e3,true,false,null,{}],"c":"\ud83d\udd11\u0041\n"},"d":""}"#,
        r#"{"alg":"ES256","typ":"at+jwt","kid":"key-1","x":{"y":[[],[[]]]}}"#,
        " {\t\"a\" : 1 ,\r\n\"b\":[ ] } ",
        r#"{"v":"\"\\\/\b\f\r\t","w":-0.0e-0,"z":123456789012345678901234567890}"#,
        "{}",
    ];
    let mut dice = Dice(7);
    let (mut refused, mut accepted) = (0, 0);
    for round in 0..30_000 {
        let mut json = SEEDS[round % SEEDS.len()].as_bytes().to_vec();
        for _ in 0..=dice.roll(3) {
            let (place, byte) = (dice.roll(json.len()), BYTES[dice.roll(BYTES.len())]);
            match dice.roll(3) {
                0 => json[place] = byte,
                1 => json.insert(place, byte),
                _ => drop(json.remove(place)),
            }
            json.push(b' ');
        }
        let ours = read_object(&json, &["sub", "d", "v"]);
        let theirs = serde_json::from_slice::<Value>(&json).ok();
        let theirs = theirs.as_ref().and_then(Value::as_object);
        // A repetition is refused here and taken there: then the other reader has fewer members.
        let Ok(values) = ours else {
            let unique = theirs.is_some_and(|members| {
                let written = serde_json::to_string(members).unwrap();
                let names = |text: &str| text.matches(':').count();
                names(&written) == names(&String::from_utf8_lossy(&json))
            });
            assert!(!unique, "refused {}", String::from_utf8_lossy(&json));
            refused += 1;
            continue;
        };
        let members =
            theirs.unwrap_or_else(|| panic!("accepted {}", String::from_utf8_lossy(&json)));
        for (name, value) in ["sub", "d", "v"].into_iter().zip(values) {
            let ours = value
                .and_then(|value| value.into_text().ok())
                .map(Text::into_string);
            assert_eq!(ours.as_deref(), members.get(name).and_then(Value::as_str));
        }
        accepted += 1;
    }
    assert!(refused > 5_000 && accepted > 2_500, "{refused} {accepted}");
}

#[test]
fn plain_text_ends_at_the_first_mark_wherever_it_stands() {
    let mut dice = Dice(11);
    for mark in 0..=255_u8 {
        for len in 0..20 {
            let mut bytes: Vec<u8> = (0..40).map(|_| BYTES[dice.roll(BYTES.len())]).collect();
            bytes[len] = mark;
            let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let expected = bytes.iter().position(ends).unwrap_or(bytes.len());
            assert_eq!(super::plain_len(&bytes), expected, "{bytes:02x?}");
            let plain: Vec<u8> = bytes.into_iter().map(|byte| byte | 0x60).collect();
            let plain: Vec<u8> = plain.into_iter().filter(|byte| !ends(byte)).collect();
            assert_eq!(super::plain_len(&plain), plain.len());
        }
    }
}
