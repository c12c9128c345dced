//! Published examples, checked below the rules that their headers would break (they have no `typ`).

use serde::Deserialize;

use crate::encoding::base64;
use crate::{
    Algorithm, Claim, DpopRequest, DpopVerifier, Jwk, JwkSet, KeyError, KeySet, PrivateJwk,
    SigningKey, SymmetricKey, TargetUri, UnixTime, VerifyError, VerifyingKey,
};

macro_rules! vectors {
    ($name:literal) => {
        serde_json::from_str(include_str!(concat!("../../tests/vectors/", $name))).unwrap()
    };
}

#[derive(Deserialize)]
struct Examples {
    examples: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    name: String,
    algorithm: String,
    key: PrivateJwk,
    token: String,
    thumbprint: Option<String>,
}

enum Key {
    Private(SigningKey),
    Shared(SymmetricKey),
}

impl Key {
    fn read(algorithm: Algorithm, jwk: &PrivateJwk) -> Self {
        if algorithm.is_symmetric() {
            Self::Shared(SymmetricKey::from_jwk_as(algorithm, jwk).unwrap())
        } else {
            Self::Private(SigningKey::from_jwk_as(algorithm, jwk).unwrap())
        }
    }

    fn verifies(&self, message: &str, signature: &str) -> bool {
        let (message, signature) = (message.as_bytes(), base64::decode(signature).unwrap());
        match self {
            Self::Private(key) => key.verifying_key().verifies(message, &signature),
            Self::Shared(key) => key.verifies(message, &signature),
        }
    }

    fn sign(&self, message: &str) -> String {
        let mut token = message.to_owned();
        match self {
            Self::Private(key) => key.sign(&mut token).unwrap(),
            Self::Shared(key) => key.sign(&mut token),
        }
        token
    }
}

impl Example {
    /// The example verifies; where the algorithm is deterministic, the same signature is made.
    fn check(&self) {
        let algorithm: Algorithm = self.algorithm.parse().unwrap();
        let key = Key::read(algorithm, &self.key);
        let (message, signature) = self.token.rsplit_once('.').unwrap();
        assert!(key.verifies(message, signature), "{}", self.name);
        assert!(!key.verifies(&format!("{message}x"), signature));
        let own = key.sign(message);
        let (_, own_signature) = own.rsplit_once('.').unwrap();
        assert!(key.verifies(message, own_signature), "{}", self.name);
        if ["HS", "RS", "Ed"].contains(&&algorithm.name()[..2]) {
            assert_eq!(own, self.token, "{}", self.name);
        }
        if let (Some(thumbprint), Key::Private(key)) = (&self.thumbprint, &key) {
            assert_eq!(key.verifying_key().thumbprint(), *thumbprint);
        }
    }
}

fn check_all(examples: &Examples, count: usize) {
    examples.examples.iter().for_each(Example::check);
    assert_eq!(examples.examples.len(), count);
}

#[test]
fn rfc_7515_a_1_to_a_4_examples() {
    check_all(&vectors!("rfc7515.json"), 4);
}

#[test]
fn rfc_7520_4_1_to_4_4_examples() {
    check_all(&vectors!("rfc7520.json"), 4);
}

#[test]
fn rfc_7520_3_keys_are_read_and_written_alike() {
    #[derive(Deserialize)]
    struct Keys {
        public: Vec<Jwk>,
    }
    let keys: Keys = vectors!("rfc7520.json");
    let [ec, rsa] = keys.public.try_into().unwrap();
    // Neither names its algorithm: the curve does for EC.
    let ec_key = VerifyingKey::from_jwk(&ec).unwrap();
    assert_eq!(ec_key.algorithm(), Algorithm::Es512);
    let missing = VerifyingKey::from_jwk(&rsa).unwrap_err();
    assert_eq!(missing, KeyError::AlgorithmMissing);
    let rsa_key = VerifyingKey::from_jwk_as(Algorithm::Ps384, &rsa).unwrap();
    for (key, jwk) in [(ec_key, ec), (rsa_key, rsa)] {
        assert_eq!(key.key_id().as_str(), "bilbo.baggins@hobbiton.example");
        let written = key.to_jwk();
        assert_eq!((&written.x, &written.y), (&jwk.x, &jwk.y));
        assert_eq!((&written.n, &written.e), (&jwk.n, &jwk.e));
    }
}

#[test]
fn rfc_7517_a_keys_are_read_as_far_as_they_sign() {
    #[derive(Deserialize)]
    struct Keys {
        public: JwkSet,
        private: Vec<PrivateJwk>,
        symmetric: Vec<PrivateJwk>,
    }
    let keys: Keys = vectors!("rfc7517.json");
    let usable = KeySet::from_jwks(&keys.public).unwrap();
    let ids: Vec<_> = usable.iter().map(|key| key.key_id().as_str()).collect();
    assert_eq!(ids, ["2011-04-29"]);
    let skipped = usable.skipped().first().unwrap();
    assert_eq!(skipped.reason, KeyError::NotForVerifying);

    let [ec, rsa] = keys.private.try_into().unwrap();
    let refused = SigningKey::from_jwk(&ec).unwrap_err();
    assert_eq!(refused, KeyError::NotForSigning);
    let rsa = SigningKey::from_jwk(&rsa).unwrap();
    assert_eq!(rsa.key_id().as_str(), "2011-04-29");
    assert_eq!(rsa.algorithm(), Algorithm::Rs256);

    let [wraps, hmac] = keys.symmetric.try_into().unwrap();
    let refused = SymmetricKey::from_jwk(&wraps).unwrap_err();
    assert_eq!(refused, KeyError::UnsupportedAlgorithm);
    let hmac = SymmetricKey::from_jwk_as(Algorithm::Hs256, &hmac).unwrap();
    let id = hmac.key_id().unwrap().as_str();
    assert_eq!(id, "HMAC key used in JWS A.1 example");
}

#[test]
fn rfc_7638_3_1_thumbprint() {
    #[derive(Deserialize)]
    struct Vector {
        key: Jwk,
        thumbprint: String,
    }
    let vector: Vector = vectors!("rfc7638.json");
    let key = VerifyingKey::from_jwk(&vector.key).unwrap();
    assert_eq!(key.thumbprint(), vector.thumbprint);
    assert_eq!(key.key_id().as_str(), "2011-04-29");
}

#[test]
fn rfc_8037_a_ed25519() {
    let mut examples: Examples = vectors!("rfc8037.json");
    let example = examples.examples.first_mut().unwrap();
    example.thumbprint = Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k".to_owned());
    check_all(&examples, 1);
}

#[cfg(feature = "ml-dsa")]
#[test]
fn rfc_9964_a_1_ml_dsa_keys_and_signatures() {
    let examples: Examples = vectors!("rfc9964.json");
    check_all(&examples, 3);
    for example in &examples.examples {
        let key = SigningKey::from_jwk(&example.key).unwrap();
        assert_eq!(Some(key.key_id().as_str()), example.thumbprint.as_deref());
        let written = serde_json::to_value(key.to_jwk().unwrap()).unwrap();
        assert_eq!(written["priv"], "A".repeat(43));
    }
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

#[test]
fn rfc_9449_7_1_example_confirms_its_access_token() {
    // RFC 9449 section 7.1, figure 13.
    let access_token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    let proof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik\
        VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR\
        nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE\
        QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIj\
        oiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0Z\
        WRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNF\
        c05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71E\
        OptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
    let target = TargetUri::parse("https://resource.example.org/protectedresource").unwrap();
    let request = DpopRequest::new("GET", &target);
    let now = UnixTime::from_seconds(1_562_262_618);
    let read = DpopVerifier::default()
        .verify(proof, &request, now)
        .unwrap();
    assert_eq!(read.token_id, "e1j3V_bKic8-LAEB");
    assert_eq!(
        read.thumbprint.to_string(),
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    );
    // Figure 14: `ath` is the hash of this token.
    let now = read.issued_at;
    let confirmed = read.check_confirms(read.thumbprint, access_token, now);
    assert_eq!(confirmed, Ok(()));
    assert_eq!(
        read.check_confirms(read.thumbprint, "another", now),
        Err(VerifyError::Mismatch(Claim::AccessTokenHash))
    );
}
