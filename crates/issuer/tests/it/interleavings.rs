//! Rules that hold in whatever order decisions take their steps.
//!
//! Requests of all grant types, and changes of users and clients, run at the same time over one
//! store. A seed decides who takes the next step, and who hangs up. After each step the rules are
//! checked.

use crate::world::{Answer, World, machine_basic, parse, user};
use base64_simd::URL_SAFE_NO_PAD;
use countersign_issuer::{
    ClientCommit, ClientId, Commit, GrantCommit, GrantId, Outcome, PlainSecret, Store, UserCommit,
};
use countersign_testkit::{Decision, Schedule};
use std::collections::{BTreeMap, BTreeSet};

/// Turns of one run.
const TURNS: usize = 400;
/// Requests under way at once.
const AT_ONCE: usize = 5;
const SECRET: &str = "a+secret%3A+of+the+machine%2Bclient";

/// A request, as far as the rules depend on it.
#[derive(Debug)]
struct Asked {
    client: &'static str,
    /// The scopes that its token may have at most.
    allowed: String,
    /// The refresh token that it redeems.
    redeems: Option<Given>,
}

/// A refresh token that was given out.
#[derive(Debug, Clone)]
struct Given {
    token: String,
    client: &'static str,
    /// The scopes of its grant.
    scopes: String,
}

/// What has happened, as far as the rules depend on it.
#[derive(Default)]
struct Rules {
    given: Vec<Given>,
    redeemed: BTreeSet<(GrantId, u32)>,
    /// The one successor of each refresh token of a public client.
    successors: BTreeMap<String, String>,
    tokens: usize,
}

impl Rules {
    /// No generation is redeemed by two commits.
    fn check_redemptions(&mut self, world: &World) -> Result<(), String> {
        for done in world.desk.take_commits() {
            if let Commit::Grant(GrantCommit::Rotate { id, from, .. }) = done.commit
                && done.outcome == Outcome::Won
                && !self.redeemed.insert((id, from))
            {
                return Err(format!("generation {from} of {id} was redeemed twice"));
            }
        }
        Ok(())
    }

    /// What was answered just now, at the very step that decided it.
    async fn check_answer(
        &mut self,
        world: &World,
        asked: Asked,
        answer: Answer,
    ) -> Result<(), String> {
        let Ok(response) = answer else { return Ok(()) };
        self.tokens += 1;
        let token = world.verify(&response);
        let mut scopes = token.scope.iter();
        if let Some(more) = scopes.find(|scope| !asked.allowed.split(' ').any(|one| one == *scope))
        {
            return Err(format!("{asked:?} got the scope {more}"));
        }
        if asked.client == "machine" {
            return Ok(());
        }

        let ada = world.store.user(user("ada", false).id).await.unwrap();
        if ada.is_none_or(|ada| ada.disabled) {
            return Err(format!("{asked:?} got a token of a disabled user"));
        }
        let Some(given) = response.refresh_token else {
            return Ok(());
        };
        check_grant_lives(world, &asked, &given).await?;
        self.check_successor(&asked, &given)?;
        self.given.push(Given {
            token: given.expose().to_owned(),
            client: asked.client,
            // A refresh may narrow its own token, and the next one has all of the grant again.
            scopes: match asked.redeems {
                Some(redeemed) => redeemed.scopes,
                None => response.scope.to_string(),
            },
        });
        Ok(())
    }

    /// Whoever repeats a refresh gets the same refresh token again.
    fn check_successor(&mut self, asked: &Asked, given: &PlainSecret) -> Result<(), String> {
        let redeemed = asked.redeems.as_ref();
        // A confidential client's refresh token stays the same.
        let Some(redeemed) = redeemed.filter(|redeemed| redeemed.client == "docs") else {
            return Ok(());
        };
        let given = given.expose().to_owned();
        let first = self.successors.entry(redeemed.token.clone());
        let first = first.or_insert_with(|| given.clone());
        if *first == given {
            Ok(())
        } else {
            Err(format!(
                "{asked:?} got another successor than the request before"
            ))
        }
    }
}

/// No token comes without a grant that lives.
async fn check_grant_lives(
    world: &World,
    asked: &Asked,
    given: &PlainSecret,
) -> Result<(), String> {
    let encoded = given.expose().strip_prefix("csr_").unwrap();
    let bytes = URL_SAFE_NO_PAD.decode_to_vec(encoded).unwrap();
    let id = GrantId::from_bytes(bytes[4..20].try_into().unwrap());
    let found = world.store.grant(id).await.unwrap();
    let lives = found
        .value
        .is_some_and(|live| live.grant.revoked_at.is_none() && found.at < live.grant.expires_at);
    if lives {
        Ok(())
    } else {
        Err(format!("{asked:?} got a token of a grant that is over"))
    }
}

/// A request of any kind: its Authorization header, its form, and what the rules need of it.
fn request(schedule: &mut Schedule, given: &[Given]) -> (Option<String>, String, Asked) {
    const ALL: &str = "items:read profile:read";
    let (scope, allowed) = [
        ("", ALL),
        ("&scope=items:read", "items:read"),
        ("&scope=items:read+profile:read", ALL),
    ][schedule.choose(3)];
    let sign_in = format!("grant_type=password&username=ada&password=U*U{scope}");
    let asked = |client| Asked {
        client,
        allowed: allowed.to_owned(),
        redeems: None,
    };
    match schedule.choose(8) {
        0 => (None, format!("{sign_in}&client_id=kiosk"), asked("kiosk")),
        1 => {
            let form = format!("{sign_in}&client_id=web&client_secret={SECRET}");
            (None, form, asked("web"))
        }
        2 => {
            let form = format!("grant_type=client_credentials{scope}");
            (Some(machine_basic()), form, asked("machine"))
        }
        3.. if !given.is_empty() => {
            // Mostly one of the last, so that several requests bring the same one.
            let recent = &given[given.len().saturating_sub(3)..];
            let among = if schedule.choose(4) == 0 {
                given
            } else {
                recent
            };
            let redeemed = among[schedule.choose(among.len())].clone();
            let Given { token, client, .. } = &redeemed;
            let secret = match *client {
                "web" => format!("&client_secret={SECRET}"),
                _ => String::new(),
            };
            let form = format!(
                "grant_type=refresh_token&refresh_token={token}&client_id={client}{secret}{scope}"
            );
            let asked = Asked {
                client,
                allowed: redeemed.scopes.clone(),
                redeems: Some(redeemed),
            };
            (None, form, asked)
        }
        _ => (None, sign_in, asked("docs")),
    }
}

/// Somebody else changes a user or a client, or time passes.
async fn change(world: &World, schedule: &mut Schedule) {
    let ada = user("ada", false);
    let hash = ada.password.hash().unwrap().clone();
    let change: Commit = match schedule.choose(12) {
        0 => UserCommit::Disable(ada.id).into(),
        1..=3 => UserCommit::Enable(ada.id).into(),
        4 => UserCommit::SetPassword { user: ada.id, hash }.into(),
        5 => ClientCommit::Remove(ClientId::parse("kiosk").unwrap()).into(),
        _ => return world.pass([1, 5, 11, 100][schedule.choose(4)]),
    };
    let _either = world.store.commit(change).await.unwrap();
}

/// One run: how many tokens were given out, or the rule that was broken.
async fn run(seed: u64, is_faulty: bool) -> Result<usize, String> {
    let world = World::with(|parking| {
        if is_faulty {
            parking.with_double_redemption()
        } else {
            parking
        }
    });
    let world = world.await;
    let (mut schedule, mut rules) = (Schedule::seeded(seed), Rules::default());
    let mut waiting: Vec<Decision<'_, (Asked, Answer)>> = Vec::new();

    for _ in 0..TURNS {
        match schedule.choose(16) {
            0 => change(&world, &mut schedule).await,
            // Somebody hangs up.
            1 if !waiting.is_empty() => {
                drop(waiting.swap_remove(schedule.choose(waiting.len())));
            }
            2..=5 if waiting.len() < AT_ONCE => {
                let (header, form, asked) = request(&mut schedule, &rules.given);
                let token = world.token(parse(header.as_deref(), &form).unwrap());
                let answer = async move { (asked, token.await) };
                waiting.push(Decision::new(&world.desk, answer));
            }
            _ if waiting.is_empty() => {}
            _ => {
                let ended = schedule.step(&mut waiting);
                rules.check_redemptions(&world)?;
                if let Some((asked, answer)) = ended {
                    rules.check_answer(&world, asked, answer).await?;
                }
            }
        }
    }
    Ok(rules.tokens)
}

#[tokio::test]
async fn no_order_of_steps_breaks_a_rule() {
    let mut tokens = 0;
    for seed in 0..150 {
        tokens += run(seed, false)
            .await
            .unwrap_or_else(|broken| panic!("seed {seed}: {broken}"));
    }
    assert!(tokens > 2500, "the runs give tokens out: {tokens}");
}

#[tokio::test]
async fn a_planted_double_redemption_is_found() {
    for seed in 0..300 {
        if let Err(broken) = run(seed, true).await {
            assert!(broken.contains("redeemed twice"), "{broken}");
            return;
        }
    }
    panic!("300 runs did not find it");
}
