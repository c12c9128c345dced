//! An authorization server with two users and five clients, whose ports park.

use countersign_issuer::{
    Authorization, AuthorizationServer, Client, ClientCommit, ClientId, ClientKind, Commit,
    GrantType, KeyRecord, Keys, Lifetimes, Moment, Outcome, PlainSecret, Policy, Ports, RootRecord,
    RootSecret, SecretDigest, Seed, Store, TokenError, TokenRequest, TokenResponse, User,
    UserCommit, UserId, Username,
};
use countersign_jose::{
    AccessToken, Algorithm, Audience, Issuer, Scopes, SigningKey, UnixTime, Verified, Verifier,
};
use countersign_password::{Argon2Params, PasswordContext, PasswordHash};
use countersign_store::MemoryStore;
use countersign_testkit::{Decision, Desk, ManualClock, ParkingPasswords, ParkingStore};
use std::cell::Cell;
use std::sync::Arc;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const SECRET: &str = "a secret: of the machine+client";
/// OpenBSD's known answer for the password `U*U`.
pub(crate) const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
pub(crate) const PASSWORD: &str = "U*U";
const START: u64 = 1_800_000_000;

pub(crate) type Answer = Result<TokenResponse, TokenError>;

pub(crate) struct World {
    pub(crate) server: AuthorizationServer,
    /// What really holds the state; it does not park.
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) desk: Arc<Desk>,
    pub(crate) passwords: ParkingPasswords,
    pub(crate) keys: Arc<Keys>,
    parking: ParkingStore,
    verifier: Verifier,
    seed: Cell<u64>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|parking| parking).await
    }

    /// A world whose store was changed first.
    pub(crate) async fn with(change: impl FnOnce(ParkingStore) -> ParkingStore) -> Self {
        let (clock, desk) = (ManualClock::at(START), Desk::new());
        let store = Arc::new(MemoryStore::new(clock.clone()));
        let keys = Arc::new(keys());
        let policy = policy();
        let published = keys.ring().published(UnixTime::from_seconds(START));
        let verifier =
            Verifier::access_tokens(policy.issuer.clone(), policy.audience.clone(), published);
        let cheap = Argon2Params::new(8, 1, 1).unwrap();
        let context = PasswordContext::builder()
            .new_hashes(cheap)
            .build()
            .unwrap();
        let world = Self {
            parking: change(ParkingStore::new(store.clone(), Arc::clone(&desk))),
            passwords: ParkingPasswords::new(Arc::clone(&desk), context),
            server: AuthorizationServer::new(policy),
            store,
            clock,
            desk,
            keys,
            verifier,
            seed: Cell::new(0),
        };
        world.fill().await;
        world
    }

    async fn fill(&self) {
        for (name, disabled) in [("ada", false), ("mallory", true)] {
            self.commit(UserCommit::Add(user(name, disabled))).await;
        }
        for client in [docs(), third_party(), machine(), web(), kiosk()] {
            self.commit(ClientCommit::Add(client)).await;
        }
    }

    /// Writes past the doubles: it neither parks nor is it logged.
    pub(crate) async fn commit(&self, commit: impl Into<Commit>) {
        let answer = self.store.commit(commit.into()).await.unwrap();
        assert_eq!(answer.value, Outcome::Won);
    }

    pub(crate) fn now(&self) -> UnixTime {
        UnixTime::from_seconds(self.clock.seconds())
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.pass(seconds);
    }

    /// Asks as the first-party client `docs`, by leaving the client out.
    pub(crate) async fn ask(&self, form: &str) -> Answer {
        self.ask_with(None, form).await
    }

    /// Asks with an Authorization header.
    #[expect(clippy::unused_async, reason = "tests ask as a client does: they wait")]
    pub(crate) async fn ask_with(&self, authorization: Option<&str>, form: &str) -> Answer {
        let request = parse(authorization, form)?;
        self.decide(request).finish()
    }

    /// A request that has arrived, and of which nothing has happened yet.
    pub(crate) fn begin(&self, form: &str) -> Decision<'_, Answer> {
        self.decide(parse(None, form).unwrap())
    }

    pub(crate) fn decide(&self, request: TokenRequest) -> Decision<'_, Answer> {
        Decision::new(&self.desk, self.token(request))
    }

    /// The decision itself, which arrives now.
    pub(crate) fn token(&self, request: TokenRequest) -> impl Future<Output = Answer> + '_ {
        self.seed.set(self.seed.get() + 1);
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&self.seed.get().to_be_bytes());
        let moment = Moment {
            now: self.now(),
            seed: Seed::from_bytes(seed),
        };
        let ports = Ports {
            store: &self.parking,
            passwords: &self.passwords,
            keys: &self.keys,
        };
        self.server.token(ports, request, moment)
    }

    /// What an API reads in the token.
    pub(crate) fn verify(&self, response: &TokenResponse) -> Verified<AccessToken> {
        let token = response.access_token.expose();
        self.verifier.verify(token, self.now()).unwrap()
    }

    pub(crate) async fn sign_in(&self) -> TokenResponse {
        self.ask("grant_type=password&username=ada&password=U*U")
            .await
            .unwrap()
    }
}

/// The same in every world: one signing key and one root secret.
fn keys() -> Keys {
    let now = UnixTime::from_seconds(START - 1_000_000);
    let key = SigningKey::generate(Algorithm::Es256).unwrap();
    with_root(&[KeyRecord::new(&key, now, now).unwrap()])
}

/// The root secret of every world, after the one signing key was removed.
pub(crate) fn keys_of_which_none_signs() -> Keys {
    with_root(&[])
}

fn with_root(signing_keys: &[KeyRecord]) -> Keys {
    let now = UnixTime::from_seconds(START - 1_000_000);
    let root = RootRecord {
        number: 1,
        secret: RootSecret::from_bytes([3; 32]),
        activates_at: now,
        created_at: now,
    };
    Keys::new(&Lifetimes::default(), signing_keys, vec![root]).unwrap()
}

fn policy() -> Policy {
    Policy {
        issuer: Issuer::parse("https://id.example.org").unwrap(),
        audience: Audience::parse("https://api.example.org").unwrap(),
        lifetimes: Lifetimes::default(),
    }
}

/// Refreshes as the client of the form's rest.
pub(crate) fn refresh(response: &TokenResponse, rest: &str) -> String {
    let token = response.refresh_token.as_ref().unwrap().expose();
    format!("grant_type=refresh_token&refresh_token={token}{rest}")
}

pub(crate) fn parse(authorization: Option<&str>, form: &str) -> Result<TokenRequest, TokenError> {
    let values: Vec<&[u8]> = authorization.iter().map(|value| value.as_bytes()).collect();
    let docs = ClientId::parse("docs").unwrap();
    TokenRequest::parse(
        Authorization::new(&values),
        Some(FORM),
        form.as_bytes(),
        Some(&docs),
    )
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    format!(
        "Basic {}",
        base64_simd::STANDARD.encode_to_string(format!("{id}:{secret}"))
    )
}

/// The machine's credentials: `secret` form-encoded, as RFC 6749 2.3.1 wants it.
pub(crate) fn machine_basic() -> String {
    basic("machine", "a+secret%3A+of+the+machine%2Bclient")
}

pub(crate) fn user(name: &str, disabled: bool) -> User {
    let mut id = [0; 16];
    id.iter_mut()
        .zip(name.bytes())
        .for_each(|(to, from)| *to = from);
    User {
        id: UserId::from_bytes(id),
        username: Username::parse(name).unwrap(),
        email: None,
        password: PasswordHash::parse(BCRYPT).unwrap().into(),
        admin: false,
        disabled,
        epoch: 0,
        created_at: UnixTime::from_seconds(1_700_000_000),
    }
}

fn docs() -> Client {
    Client {
        id: ClientId::parse("docs").unwrap(),
        name: "Docs".to_owned(),
        kind: ClientKind::Public,
        grant_types: vec![GrantType::Password, GrantType::RefreshToken],
        redirect_uris: Vec::new(),
        scopes: Scopes::parse("items:read profile:read").unwrap(),
        first_party: true,
        created_at: UnixTime::from_seconds(1_700_000_000),
    }
}

fn third_party() -> Client {
    Client {
        id: ClientId::parse("third-party").unwrap(),
        first_party: false,
        ..docs()
    }
}

fn machine() -> Client {
    let secret = PlainSecret::new(SECRET.to_owned());
    Client {
        id: ClientId::parse("machine").unwrap(),
        kind: ClientKind::Confidential(SecretDigest::of(&secret)),
        grant_types: vec![GrantType::ClientCredentials],
        ..docs()
    }
}

/// A first-party client with a secret, that signs users in.
fn web() -> Client {
    let grant_types = vec![GrantType::Password, GrantType::RefreshToken];
    Client {
        id: ClientId::parse("web").unwrap(),
        grant_types,
        ..machine()
    }
}

/// A first-party client that may not refresh: nothing is stored of its sign-ins.
fn kiosk() -> Client {
    Client {
        id: ClientId::parse("kiosk").unwrap(),
        grant_types: vec![GrantType::Password],
        ..docs()
    }
}
