//! Attacks on the form of a token.

use countersign_jose::Part::{Header, Payload, Signature, Token};
use countersign_jose::VerifyError::{
    AlgorithmNotAllowed, Detached, Encrypted, JsonSerialization, Malformed, TooLarge,
};

use crate::forge::{
    HEADER, NOW, encode, payload, signed, signed_parts, valid_token, verifier, verify, with_header,
    with_payload,
};

#[test]
fn number_of_parts_other_than_three_is_malformed() {
    for token in [
        "",
        "a",
        "e30",
        "e30.e30",
        "e30.e30.e30.e30",
        ".",
        "...",
        "......",
    ] {
        assert_eq!(verify(token), Err(Malformed(Token)), "{token:?}");
    }
    let valid = valid_token();
    assert_eq!(verify(&format!("{valid}.")), Err(Malformed(Token)));
    assert_eq!(verify(&format!(".{valid}")), Err(Malformed(Token)));
}

#[test]
fn empty_part_is_malformed_and_an_empty_payload_is_detached() {
    let valid = valid_token();
    let parts: Vec<_> = valid.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    assert_eq!(
        verify(&format!(".{payload}.{signature}")),
        Err(Malformed(Header))
    );
    assert_eq!(verify(&format!("{header}..{signature}")), Err(Detached));
    assert_eq!(
        verify(&format!("{header}.{payload}.")),
        Err(Malformed(Signature))
    );
    assert_eq!(verify(".."), Err(Malformed(Header)));
    assert_eq!(verify(&format!("{header}..")), Err(Malformed(Payload)));
}

#[test]
fn million_dots_are_refused_by_size() {
    assert_eq!(verify(&".".repeat(1_000_000)), Err(TooLarge));
    assert_eq!(verify(&".".repeat(16_384)), Err(Malformed(Token)));
}

#[test]
fn encrypted_token_is_named_and_refused() {
    assert_eq!(verify("e30.e30.e30.e30.e30"), Err(Encrypted));
    assert_eq!(verify("...."), Err(Encrypted));
    assert!(Encrypted.to_string().contains("encrypted"));
}

#[test]
fn json_serialization_is_named_and_refused() {
    let valid = valid_token();
    let parts: Vec<_> = valid.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    let flattened =
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#);
    let general = format!(
        r#" {{"payload":"{payload}","signatures":[{{"protected":"{header}","signature":"{signature}"}}]}}"#
    );
    let two_in_one = format!(r#"{{"":"{header}.{payload}.{signature}"}}"#);
    for json in [flattened, general, two_in_one] {
        assert_eq!(verify(&json), Err(JsonSerialization), "{json}");
    }
    assert_eq!(verify(&format!("\"{valid}\"")), Err(Malformed(Header)));
}

#[test]
fn example_of_rfc_7515_a_5_without_signature_is_refused() {
    let unsecured = "eyJhbGciOiJub25lIn0\
        .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
        .";
    assert_eq!(verify(unsecured), Err(Malformed(Signature)));
    assert_eq!(
        verify(&format!("{unsecured}AAAA")),
        Err(AlgorithmNotAllowed)
    );
}

/// RFC 7515 A.6.4 and A.7.
const EXAMPLES: [&str; 2] = [
    r#"{"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
 "signatures":[
 {"protected":"eyJhbGciOiJSUzI1NiJ9","header":{"kid":"2010-12-29"},
 "signature":"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"},
 {"protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},
 "signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"}]}"#,
    r#"{"payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
 "protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},
 "signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"}"#,
];

#[test]
fn examples_of_rfc_7515_a_6_and_a_7_in_json_are_refused() {
    for json in EXAMPLES {
        assert!(serde_json::from_str::<serde_json::Value>(json).is_ok());
        assert_eq!(verify(json), Err(JsonSerialization), "{json}");
    }
}

#[test]
fn byte_outside_base64url_is_malformed_in_every_part() {
    let valid = valid_token();
    for byte in (0_u8..=0x7f).filter(|b| !b.is_ascii_alphanumeric() && !b"-_.".contains(b)) {
        for (place, part) in [(0, Header), (1, Payload), (2, Signature)] {
            let mut parts: Vec<_> = valid.split('.').map(str::to_owned).collect();
            parts[place].replace_range(4..5, char::from(byte).encode_utf8(&mut [0; 4]));
            assert_eq!(verify(&parts.join(".")), Err(Malformed(part)), "{byte:#x}");
        }
    }
    assert_eq!(
        verify(&valid.replacen("ey", "é", 1)),
        Err(Malformed(Header))
    );
    assert_eq!(verify(&format!("Bearer {valid}")), Err(Malformed(Header)));
}

#[test]
fn padding_and_white_space_are_malformed_in_every_part() {
    let valid = valid_token();
    for extra in ["=", "==", " ", "\n", "\r\n", "\t", "\0"] {
        for (place, part) in [(0, Header), (1, Payload), (2, Signature)] {
            let mut parts: Vec<_> = valid.split('.').map(str::to_owned).collect();
            parts[place].push_str(extra);
            assert_eq!(verify(&parts.join(".")), Err(Malformed(part)), "{extra:?}");
        }
        assert_eq!(
            verify(&format!("{extra}{valid}")),
            Err(Malformed(Header)),
            "{extra:?}"
        );
    }
}

#[test]
fn length_one_beyond_a_multiple_of_four_is_malformed() {
    let long = |text: &str| format!("{text}{}", "A".repeat((5 - text.len() % 4) % 4));
    let (header, payload) = (encode(HEADER), encode(payload()));
    assert_eq!(long(&header).len() % 4, 1);
    assert_eq!(
        verify(&signed_parts(&long(&header), &payload)),
        Err(Malformed(Header))
    );
    assert_eq!(
        verify(&signed_parts(&header, &long(&payload))),
        Err(Malformed(Payload))
    );
    assert_eq!(
        verify(&format!("{header}.{payload}.AAAAA")),
        Err(Malformed(Signature))
    );
}

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[test]
fn spare_bits_that_are_set_are_malformed_in_every_part() {
    // Each ends in the middle of a base64 group, so its last character has spare bits.
    let header = encode(format!("{HEADER}{}", " ".repeat(2 - HEADER.len() % 3)));
    let claims = payload();
    let claims = encode(format!(
        "{claims}{}",
        " ".repeat((4 - claims.len() % 3) % 3)
    ));
    assert!(header.len() % 4 != 0 && claims.len() % 4 != 0);
    let valid = signed_parts(&header, &claims);
    assert!(verify(&valid).is_ok());
    let signature = valid.rsplit('.').next().unwrap();

    let spoilt = |text: &str| {
        let (rest, last) = text.split_at(text.len() - 1);
        let place = ALPHABET.find(last).unwrap();
        format!("{rest}{}", &ALPHABET[place + 1..place + 2])
    };
    assert_eq!(
        verify(&signed_parts(&spoilt(&header), &claims)),
        Err(Malformed(Header))
    );
    assert_eq!(
        verify(&signed_parts(&header, &spoilt(&claims))),
        Err(Malformed(Payload))
    );
    let twin_text = format!("{header}.{claims}.{}", spoilt(signature));
    assert_eq!(verify(&twin_text), Err(Malformed(Signature)));
}

#[test]
fn token_over_the_limit_is_too_large_before_anything_else() {
    let token = signed(HEADER, format!("{}{}", payload(), " ".repeat(11_500)));
    assert!(token.len() < 16_384 && verify(&token).is_ok());
    let token = signed(HEADER, format!("{}{}", payload(), " ".repeat(12_500)));
    assert!(token.len() > 16_384);
    assert_eq!(verify(&token), Err(TooLarge));
    assert_eq!(verify(&"?".repeat(8_000_000)), Err(TooLarge));
}

#[test]
fn header_over_the_limit_is_too_large() {
    let padded = |spaces: usize| with_header(format!("{HEADER}{}", " ".repeat(spaces)));
    assert!(padded(3_000).is_ok());
    assert_eq!(padded(3_072), Err(TooLarge));
}

/// Each of these is not one JSON object in UTF-8.
fn broken_objects(object: &str) -> Vec<Vec<u8>> {
    let inner = object.strip_suffix('}').unwrap();
    let utf_16 = object.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let nested = format!(r#"{inner},"x":{}{}}}"#, "[".repeat(1000), "]".repeat(1000));
    let mut broken: Vec<Vec<u8>> = vec![
        [object.as_bytes(), b"\xff"].concat(),
        [inner.as_bytes(), b",\"x\":\"\xff\"}"].concat(),
        [inner.as_bytes(), b",\"\xed\xa0\x80\":1}"].concat(),
        utf_16,
        [b"\xef\xbb\xbf", object.as_bytes()].concat(),
        nested.into_bytes(),
    ];
    let texts = [
        format!("{object}{object}"),
        format!("{object},"),
        format!("{object}\0"),
        format!("[{object}]"),
        format!("{inner},}}"),
        inner.to_owned(),
        format!(r#"{inner},"x":"\ud800"}}"#),
        format!(r#"{inner},"x":"\udc00\ud800"}}"#),
        format!(r#"{inner},"\ud800":1}}"#),
        format!(r#"{inner},"x":1e400}}"#),
        format!(r#"{inner},"x":NaN}}"#),
        format!(r#"{inner},"x":01}}"#),
        format!("{inner},'x':1}}"),
        format!("{inner},\"x\":\"\n\"}}"),
        format!("{inner}/**/}}"),
    ];
    broken.extend(texts.map(String::into_bytes));
    for whole in ["{}x", "\"text\"", "12", "null", "true", "[]", " "] {
        broken.push(whole.as_bytes().to_vec());
    }
    broken
}

#[test]
fn header_that_is_not_one_json_object_is_malformed() {
    for json in broken_objects(HEADER) {
        let shown = String::from_utf8_lossy(&json).into_owned();
        assert_eq!(with_header(&json), Err(Malformed(Header)), "{shown}");
    }
}

#[test]
fn nesting_without_end_needs_little_stack() {
    // A quarter of what a thread of a small server may have; the text is signed by nobody.
    let nested = |open: &str, close: &str| {
        let value = format!("{}1{}", open.repeat(500), close.repeat(500));
        format!("{}.e30.AAAA", encode(format!(r#"{{"x":{value}}}"#)))
    };
    let tokens = [nested("[", "]"), nested(r#"{"x":"#, "}")];
    let verifier = verifier();
    let refused = std::thread::Builder::new()
        .stack_size(64 * 1024)
        .spawn(move || tokens.map(|token| verifier.verify(&token, NOW).map(drop)))
        .unwrap();
    let refused = refused.join().unwrap();
    assert_eq!(refused, [Err(Malformed(Header)); 2]);
}

#[test]
fn payload_that_is_not_one_json_object_is_malformed() {
    for json in broken_objects(&payload()) {
        let shown = String::from_utf8_lossy(&json).into_owned();
        assert_eq!(with_payload(&json), Err(Malformed(Payload)), "{shown}");
    }
}

#[test]
fn repeated_header_member_is_malformed() {
    let inner = HEADER.strip_suffix('}').unwrap();
    for more in [
        r#""alg":"ES256""#,
        r#""\u0061lg":"ES256""#,
        r#""kid":"key-1""#,
        r#""typ":"at+jwt""#,
        r#""x":1,"x":1"#,
        r#""x":1,"y":2,"\u0078":1"#,
    ] {
        assert_eq!(
            with_header(format!("{inner},{more}}}")),
            Err(Malformed(Header)),
            "{more}"
        );
    }
}

#[test]
fn repeated_claim_is_malformed() {
    let payload = payload();
    let inner = payload.strip_suffix('}').unwrap();
    for more in [
        r#""sub":"alice""#,
        r#""sub":"mallory""#,
        r#""\u0073ub":"mallory""#,
        r#""exp":9999999999"#,
        r#""scope":"admin""#,
        r#""tenant":1,"tenant":2"#,
        r#""tenant":1,"a":1,"z":1,"ten\u0061nt":2"#,
    ] {
        assert_eq!(
            with_payload(format!("{inner},{more}}}")),
            Err(Malformed(Payload)),
            "{more}"
        );
    }
}
