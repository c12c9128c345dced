//! Claims, keys and changes that nobody chose: the same in every run.

use countersign_jose::{
    AccessToken, Algorithm, Audience, Audiences, Issuer, KeySet, Scopes, Scratch, Signer,
    SymmetricKey, UnixTime, Verifier,
};
use serde_json::{Map, Value, json};

use crate::forge::{asymmetric, signing_key, symmetric};

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number() >> 32).unwrap() % bound
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.number().to_be_bytes()[0]).collect()
    }

    /// Text of any characters, half of them from where JSON has its escapes.
    fn text(&mut self, longest: usize) -> String {
        let len = 1 + self.below(longest);
        let character = |dice: &mut Self| {
            let range = [0x80, 0x100, 0x3000, 0x11_0000][dice.below(4)];
            char::from_u32(u32::try_from(dice.below(range)).unwrap()).unwrap_or('"')
        };
        (0..len).map(|_| character(self)).collect()
    }

    fn audience(&mut self) -> Audience {
        loop {
            if let Ok(audience) = Audience::parse(&self.text(30)) {
                return audience;
            }
        }
    }

    fn scopes(&mut self) -> Scopes {
        let names: Vec<_> = (0..self.below(4))
            .map(|n| format!("s{n}:{}", self.below(99)))
            .collect();
        Scopes::parse(&names.join(" ")).unwrap_or_default()
    }

    /// Claims that may be signed for the issuer and the audience.
    fn claims(&mut self, issuer: &Issuer, audience: &Audience) -> AccessToken {
        let mut audiences = Audiences::from(audience.clone());
        for _ in 0..self.below(3) {
            audiences = audiences.and(self.audience());
        }
        let issued_at = UnixTime::from_seconds(self.number() >> 16);
        AccessToken {
            issuer: issuer.clone(),
            subject: self.text(60),
            audience: audiences,
            client_id: self.text(20),
            issued_at,
            expires_at: issued_at.saturating_add(1 + self.number() % 100_000),
            token_id: self.text(40),
            scope: self.scopes(),
            confirmation: None,
        }
    }

    /// Any JSON, so deep at most.
    fn json(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0 => json!(self.text(20)),
            1 => json!(self.number()),
            2 => json!(-1.5e-3),
            3 => [json!(null), json!(true)][self.below(2)].clone(),
            4 => (0..self.below(4)).map(|_| self.json(depth - 1)).collect(),
            _ => Value::Object(self.object(depth - 1)),
        }
    }

    fn object(&mut self, depth: usize) -> Map<String, Value> {
        (0..self.below(4))
            .map(|_| (format!("x{}", self.text(10)), self.json(depth)))
            .collect()
    }

    /// The text with one place changed, or none if that made the same.
    fn change(&mut self, text: &str) -> String {
        const BYTES: &[u8] = b"ABCabc019-_.=+/ \n{}";
        let mut bytes = text.as_bytes().to_vec();
        let place = self.below(bytes.len());
        let byte = BYTES[self.below(BYTES.len())];
        match self.below(4) {
            0 => bytes[place] = byte,
            1 => bytes.insert(place, byte),
            2 => drop(bytes.remove(place)),
            _ => bytes.swap(place, (place + 1) % text.len()),
        }
        String::from_utf8(bytes).unwrap()
    }
}

struct Side {
    signer: Signer,
    verifier: Verifier,
}

impl Side {
    /// A new key of the algorithm, for an issuer and an audience of chance.
    fn new(algorithm: Algorithm, dice: &mut Dice) -> Self {
        let issuer = format!("https://{}.example.com/{}", dice.below(99), dice.below(99));
        let issuer = Issuer::parse(&issuer).unwrap();
        let (signer, keys) = if algorithm.is_symmetric() {
            let len = 64 + dice.below(100);
            let key = SymmetricKey::new(algorithm, &dice.bytes(len)).unwrap();
            (
                Signer::symmetric_access_tokens(key.clone()),
                KeySet::symmetric(key),
            )
        } else {
            let key = signing_key(algorithm);
            let keys = KeySet::new([key.verifying_key()]).unwrap();
            (Signer::access_tokens(key), keys)
        };
        let verifier = Verifier::access_tokens(issuer, dice.audience(), keys);
        Self { signer, verifier }
    }

    fn claims(&self, dice: &mut Dice) -> AccessToken {
        dice.claims(self.verifier.issuer(), self.verifier.audience())
    }
}

fn every_side(seed: u64) -> (Vec<Side>, Dice) {
    let mut dice = Dice(seed);
    let algorithms = symmetric().into_iter().chain(asymmetric());
    let sides: Vec<_> = algorithms.map(|one| Side::new(one, &mut dice)).collect();
    assert!(sides.len() >= 14);
    (sides, dice)
}

#[test]
fn any_claims_come_back_in_every_form() {
    let (sides, mut dice) = every_side(1);
    let mut scratch = Scratch::default();
    for side in &sides {
        for _ in 0..40 {
            let claims = side.claims(&mut dice);
            let extra = dice.object(3);
            let token = side.signer.sign_with(&claims, &extra).unwrap();
            let now = claims.issued_at;
            let (read, more) = side
                .verifier
                .verify_with::<Map<String, Value>>(&token, now)
                .unwrap();
            assert_eq!(*read, claims);
            for (name, value) in &extra {
                assert_eq!(more.get(name), Some(value), "{token}");
            }
            let borrowed = side
                .verifier
                .verify_borrowed(&token, now, &mut scratch)
                .unwrap();
            assert_eq!(borrowed.to_access_token(), claims);
            let late = claims.expires_at.saturating_add(30);
            assert!(side.verifier.verify(&token, late).is_err());
        }
    }
}

#[test]
fn any_change_is_refused() {
    let (sides, mut dice) = every_side(2);
    let mut changes = 0;
    for side in &sides {
        for _ in 0..10 {
            let claims = side.claims(&mut dice);
            let token = side.signer.sign(&claims).unwrap();
            for _ in 0..40 {
                let changed = dice.change(&token);
                if changed != token {
                    changes += 1;
                    let refused = side.verifier.verify(&changed, claims.issued_at).is_err();
                    assert!(refused, "{token} {changed}");
                }
            }
        }
    }
    assert!(changes > 4000, "{changes}");
}

#[test]
fn parts_of_two_tokens_make_no_third() {
    let (sides, mut dice) = every_side(3);
    for side in &sides {
        let claims = side.claims(&mut dice);
        let mut other = claims.clone();
        other.subject = dice.text(60) + &claims.subject;
        let tokens = [&claims, &other].map(|claims| side.signer.sign(claims).unwrap());
        let [one, other] = [0, 1].map(|place: usize| tokens[place].split('.').collect::<Vec<_>>());
        for choice in 1..7 {
            let pick = |place: usize| {
                if choice >> place & 1 == 0 {
                    one[place]
                } else {
                    other[place]
                }
            };
            let mixed = [pick(0), pick(1), pick(2)].join(".");
            // The headers are the same, so some mixtures are the tokens themselves.
            if !tokens.contains(&mixed) {
                let refused = side.verifier.verify(&mixed, claims.issued_at).is_err();
                assert!(refused, "{mixed}");
            }
        }
        for stranger in &sides {
            let is_own = std::ptr::eq(stranger, side);
            let verified = stranger.verifier.verify(&tokens[0], claims.issued_at);
            assert_eq!(verified.is_ok(), is_own);
        }
    }
}
