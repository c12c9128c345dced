//! Published examples, checked below the rules that their headers would break (they have no `typ`).

use crate::{Algorithm, Jwk, KeyError, SigningKey, SymmetricKey, VerifyingKey, base64};

/// The payload of RFC 7515 appendices A.1 to A.3.
const PAYLOAD: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl\
    LmNvbS9pc19yb290Ijp0cnVlfQ";

fn public_key(jwk: &str) -> VerifyingKey {
    VerifyingKey::from_jwk(&serde_json::from_str(jwk).unwrap()).unwrap()
}

fn verifies(key: &VerifyingKey, header: &str, payload: &str, signature: &str) -> bool {
    let message = format!("{header}.{payload}");
    key.verifies(message.as_bytes(), &base64::decode(signature).unwrap())
}

#[test]
fn rfc_7515_a_1_hs256() {
    let secret = base64::decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    );
    let key = SymmetricKey::new(&secret.unwrap()).unwrap();
    let mut token = format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{PAYLOAD}");
    key.sign(&mut token);
    let (message, tag) = token.rsplit_once('.').unwrap();
    assert_eq!(tag, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert!(key.verifies(message.as_bytes(), &base64::decode(tag).unwrap()));
}

#[test]
fn rfc_7515_a_2_rs256() {
    let key = public_key(
        r#"{"kty":"RSA","alg":"RS256","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#,
    );
    let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Q\
        c_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6x\
        BArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7no\
        OPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77\
        Rw";
    assert!(verifies(&key, "eyJhbGciOiJSUzI1NiJ9", PAYLOAD, signature));
    assert!(!verifies(&key, "eyJhbGciOiJSUzI1NiJ9", "e30", signature));
}

#[test]
fn rfc_7515_a_3_es256() {
    let key = public_key(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    );
    let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJq\
        PP3-Kg6NU1Q";
    assert!(verifies(&key, "eyJhbGciOiJFUzI1NiJ9", PAYLOAD, signature));
    assert!(!verifies(&key, "eyJhbGciOiJFUzI1NiJ9", "e30", signature));
}

#[test]
fn rfc_8037_a_ed25519() {
    // PKCS#8 (RFC 8410 section 7) is a fixed prefix before the seed of A.1.
    let mut pkcs8 = base64::decode("MC4CAQAwBQYDK2VwBCIEIA").unwrap();
    pkcs8.extend(base64::decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap());
    let key = SigningKey::from_pkcs8_der(Algorithm::EdDsa, &pkcs8).unwrap();

    let jwk = serde_json::to_value(key.verifying_key().to_jwk()).unwrap();
    assert_eq!(jwk["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(
        key.key_id().as_str(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );

    let mut token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned();
    key.sign(&mut token).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    assert_eq!(
        signature,
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
    let signature = base64::decode(signature).unwrap();
    assert!(key.verifying_key().verifies(message.as_bytes(), &signature));
}

#[test]
fn rfc_7638_3_1_thumbprint() {
    let jwk: Jwk = serde_json::from_str(
        r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
    )
    .unwrap();
    let key = VerifyingKey::from_jwk(&jwk).unwrap();
    assert_eq!(
        key.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    assert_eq!(key.key_id().as_str(), "2011-04-29");
}

#[test]
fn private_example_key_is_not_a_public_key() {
    // RFC 7515 A.3, with its private member.
    let jwk: Jwk = serde_json::from_str(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#,
    )
    .unwrap();
    assert_eq!(
        VerifyingKey::from_jwk(&jwk).unwrap_err(),
        KeyError::PrivateMembers
    );
}
