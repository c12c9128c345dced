//! An authorization server with two users and four clients, and the loop that drives it.

use countersign_issuer::{
    Against, Authorization, AuthorizationServer, Client, ClientId, ClientKind, Commit, GrantType,
    Lifetimes, Moment, Outcome, PlainSecret, RefreshTokenKey, SecretDigest, Seed, Step, Store,
    TokenError, TokenRequest, TokenResponse, User, UserId, Username,
};
use countersign_jose::{
    AccessToken, Algorithm, Audience, Issuer, KeySet, Scopes, Signer, SigningKey, UnixTime,
    Verified, Verifier,
};
use countersign_password::{PasswordContext, PasswordHash, Verdict};
use countersign_store::MemoryStore;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const SECRET: &str = "a secret: of the machine+client";
/// OpenBSD's known answer for the password `U*U`.
const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
pub(crate) const PASSWORD: &str = "U*U";

pub(crate) struct World {
    pub(crate) server: Arc<AuthorizationServer>,
    pub(crate) store: MemoryStore,
    pub(crate) now: Cell<u64>,
    /// What the decisions asked for, in order.
    pub(crate) log: RefCell<Vec<String>>,
    verifier: Verifier,
    seed: Cell<u8>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let issuer = Issuer::parse("https://id.example.org").unwrap();
        let audience = Audience::parse("https://api.example.org").unwrap();
        let key = SigningKey::generate(Algorithm::EdDsa).unwrap();
        let keys = KeySet::new([key.verifying_key()]).unwrap();
        let server = AuthorizationServer::new(
            issuer.clone(),
            audience.clone(),
            Signer::access_tokens(key),
            RefreshTokenKey::from_bytes([3; 32]),
            Lifetimes::default(),
        );
        let world = Self {
            server: Arc::new(server),
            store: MemoryStore::new(),
            now: Cell::new(1_800_000_000),
            log: RefCell::default(),
            verifier: Verifier::access_tokens(issuer, audience, keys),
            seed: Cell::new(0),
        };
        world.fill().await;
        world
    }

    async fn fill(&self) {
        for (name, disabled) in [("ada", false), ("mallory", true)] {
            self.commit(Commit::AddUser(user(name, disabled))).await;
        }
        for client in [docs(), third_party(), machine(), web()] {
            self.commit(Commit::AddClient(client)).await;
        }
    }

    pub(crate) async fn commit(&self, commit: Commit) {
        assert_eq!(self.store.commit(commit).await.unwrap(), Outcome::Won);
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.now.set(self.now.get() + seconds);
    }

    /// Asks as the first-party client `docs`, by leaving the client out.
    pub(crate) async fn ask(&self, form: &str) -> Result<TokenResponse, TokenError> {
        self.ask_with(None, form).await
    }

    /// Asks with an Authorization header.
    pub(crate) async fn ask_with(
        &self,
        authorization: Option<&str>,
        form: &str,
    ) -> Result<TokenResponse, TokenError> {
        self.drive(self.decide(authorization, form)?).await
    }

    /// The first step of a request.
    pub(crate) fn decide(
        &self,
        authorization: Option<&str>,
        form: &str,
    ) -> Result<Step<Result<TokenResponse, TokenError>>, TokenError> {
        let request = parse(authorization, form)?;
        self.seed.set(self.seed.get().wrapping_add(1));
        let seed = Seed::from_bytes([self.seed.get(); 32]);
        let now = UnixTime::from_seconds(self.now.get());
        Ok(self.server.token(request, Moment { now, seed }))
    }

    pub(crate) async fn drive<A>(&self, mut step: Step<A>) -> A {
        loop {
            if let Step::Done(answer) = step {
                return answer;
            }
            step = self.once(step).await;
        }
    }

    /// Supplies one fact.
    pub(crate) async fn once<A>(&self, step: Step<A>) -> Step<A> {
        self.log.borrow_mut().push(match &step {
            Step::Commit(commit, _) => {
                let commit = format!("{commit:?}");
                commit.split(['(', ' ']).next().unwrap().to_owned()
            }
            other => format!("{other:?}"),
        });
        match step {
            Step::Client(id, next) => next(self.store.client(&id).await.unwrap()),
            Step::User(id, next) => next(self.store.user(id).await.unwrap()),
            Step::UserNamed(name, next) => next(self.store.user_named(&name).await.unwrap()),
            Step::Grant(id, next) => next(self.store.grant(id).await.unwrap()),
            Step::PasswordHashesNear(id, next) => {
                next(self.store.password_hashes_near(id).await.unwrap())
            }
            Step::CheckPassword(check, next) => next(match check.against {
                Against::Stored(stored) => PasswordContext::default()
                    .verify_and_upgrade(&stored, &check.password)
                    .unwrap(),
                Against::Nothing { .. } => Verdict::Mismatch,
            }),
            Step::Commit(commit, next) => next(self.store.commit(commit).await.unwrap()),
            other => panic!("unknown step {other:?}"),
        }
    }

    /// What an API reads in the token.
    pub(crate) fn verify(&self, response: &TokenResponse) -> Verified<AccessToken> {
        let now = UnixTime::from_seconds(self.now.get());
        self.verifier
            .verify(response.access_token.expose(), now)
            .unwrap()
    }

    pub(crate) async fn sign_in(&self) -> TokenResponse {
        self.ask("grant_type=password&username=ada&password=U*U")
            .await
            .unwrap()
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
