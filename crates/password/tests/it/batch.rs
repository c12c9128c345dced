//! Jobs that a worker takes together.

use countersign_password::{
    Arena, BcryptCost, HashError, Job, Outcome, Password, PasswordContext, PasswordHash, Verdict,
    VerifyError,
};

use crate::{argon2, bcrypt, matches, password, stored};

/// An outcome without what differs between two runs: the salts.
fn shape(outcome: &Outcome) -> String {
    let scheme_and_cost = |hash: &PasswordHash| format!("{hash:?}");
    match outcome {
        Outcome::Verified(Ok(Verdict::Match {
            upgrade,
            reasons,
            truncated,
        })) => {
            let upgrade = upgrade.as_ref().map(scheme_and_cost);
            format!("match, {upgrade:?}, {reasons:?}, {truncated}")
        }
        Outcome::Verified(other) => format!("{other:?}"),
        Outcome::Hashed(result) => format!("{:?}", result.as_ref().map(scheme_and_cost)),
    }
}

/// The method that the job names.
fn alone(passwords: &PasswordContext, job: Job<'_>) -> Outcome {
    match job {
        Job::Verify { stored, password } => Outcome::Verified(passwords.verify(stored, password)),
        Job::VerifyAndUpgrade { stored, password } => {
            Outcome::Verified(passwords.verify_and_upgrade(stored, password))
        }
        Job::DummyVerify { cost, password } => {
            let done = passwords.dummy_verify_at_with(&mut Arena::new(), cost, password);
            Outcome::Verified(done.map(|()| Verdict::Mismatch))
        }
        Job::Hash { password } => Outcome::Hashed(passwords.hash(password)),
    }
}

/// Hashes of several schemes and costs, among them two that a policy refuses.
fn hashes() -> Vec<PasswordHash> {
    let right = password("right");
    let mut hashes = vec![
        bcrypt(4).hash(&right).unwrap(),
        bcrypt(5).hash(&right).unwrap(),
        bcrypt(4).hash(&password(&"p".repeat(72))).unwrap(),
        argon2(16, 1, 1).hash(&right).unwrap(),
        stored("$2b$31$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q"),
    ];
    let text = hashes[0].as_str().replace("$2b", "$2x");
    hashes.push(stored(&text));
    hashes
}

/// Every kind of job with every hash and password.
fn jobs<'j>(hashes: &'j [PasswordHash], texts: &'j [Password]) -> Vec<Job<'j>> {
    let mut jobs = Vec::new();
    for password in texts {
        for stored in hashes {
            jobs.push(Job::Verify { stored, password });
            jobs.push(Job::VerifyAndUpgrade { stored, password });
            let cost = stored.cost();
            jobs.push(Job::DummyVerify { cost, password });
        }
        jobs.push(Job::Hash { password });
    }
    jobs
}

#[test]
fn jobs_together_have_the_outcomes_of_jobs_alone() {
    let hashes = hashes();
    let texts = ["right", "wrong", &"p".repeat(73)].map(password);
    let jobs = jobs(&hashes, &texts);
    for passwords in [bcrypt(5), argon2(16, 1, 1)] {
        let expected: Vec<String> = jobs
            .iter()
            .map(|job| shape(&alone(&passwords, *job)))
            .collect();
        let mut arena = Arena::new();
        for size in [1, 2, 3, 4, 5, jobs.len()] {
            let outcomes: Vec<String> = jobs
                .chunks(size)
                .flat_map(|some| passwords.run_with(&mut arena, some))
                .map(|outcome| shape(&outcome))
                .collect();
            assert_eq!(outcomes, expected, "{size} at a time");
        }
        assert_eq!(expected.len(), 3 * (3 * 6 + 1));
        let count = |start: &str| expected.iter().filter(|it| it.starts_with(start)).count();
        assert!(count("match") >= 6 && count("Ok(Mismatch)") >= 20);
        assert_eq!(count("Err(CostAboveCeiling"), 9);
    }
}

#[test]
fn new_hashes_made_together_have_their_own_salts_and_passwords() {
    let passwords = bcrypt(4);
    let texts = ["one", "two", "three", "four", "five"];
    let typed = texts.map(password);
    let jobs = typed.each_ref().map(|password| Job::Hash { password });
    let mut salts = Vec::new();
    for (outcome, text) in passwords
        .run_with(&mut Arena::new(), &jobs)
        .into_iter()
        .zip(texts)
    {
        let Outcome::Hashed(Ok(hash)) = outcome else {
            panic!("{outcome:?}")
        };
        for other in texts {
            assert_eq!(matches(&passwords, hash.as_str(), other), other == text);
        }
        salts.push(hash.as_str()[7..29].to_owned());
    }
    salts.sort();
    salts.dedup();
    assert_eq!(salts.len(), 5);
}

#[test]
fn a_lane_is_the_cost_of_bcrypt_and_of_nothing_else() {
    let (policy, text) = (bcrypt(6), password("p"));
    let lane = |stored: &PasswordHash| {
        let password = &text;
        policy.lane(Job::Verify { stored, password })
    };
    let lanes: Vec<_> = hashes().iter().map(lane).collect();
    let cost = |log_rounds| BcryptCost::new(log_rounds).ok();
    assert_eq!(
        lanes,
        [cost(4), cost(5), cost(4), None, None, cost(4)],
        "neither Argon2 nor a cost above the ceiling has one"
    );
    assert_eq!(policy.lane(Job::Hash { password: &text }), cost(6));
    let dummy = |stored: &PasswordHash| {
        let (cost, password) = (stored.cost(), &text);
        policy.lane(Job::DummyVerify { cost, password })
    };
    assert_eq!(hashes().iter().map(dummy).collect::<Vec<_>>(), lanes);
}

#[test]
fn a_refused_job_leaves_the_others_alone() {
    let passwords = bcrypt(4);
    let (hash, hostile) = (
        passwords.hash(&password("p")).unwrap(),
        stored("$2b$31$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q"),
    );
    let (short, long) = (password("p"), password(&"p".repeat(73)));
    let jobs = [
        Job::Verify {
            stored: &hostile,
            password: &short,
        },
        Job::Hash { password: &long },
        Job::Verify {
            stored: &hash,
            password: &short,
        },
    ];
    let outcomes = passwords.run_with(&mut Arena::new(), &jobs);
    assert!(
        matches!(
            outcomes[..],
            [
                Outcome::Verified(Err(VerifyError::CostAboveCeiling(_))),
                Outcome::Hashed(Err(HashError::TooLongForBcrypt { bytes: 73 })),
                Outcome::Verified(Ok(Verdict::Match { .. })),
            ]
        ),
        "{outcomes:?}"
    );
}
