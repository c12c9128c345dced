//! How much of the machine 64 clients get out of the hash pool, as one JSON object:
//!
//! `cargo run --release --example bench_hash_pool -- argon2id|bcrypt [SECONDS [ROUNDS]]`
//!
//! In each round run, one after another: one plain thread that hashes alone, a plain thread for
//! each core, the `bcrypt` crate on a thread for each core (bcrypt only), and 64 clients of a pool.
//! Rates are hashes per second by the clock; beside them stands the processor time per hash in
//! milliseconds, which means something on a busy machine too. Medians of the rounds. The pool's
//! peak memory is taken first, before anything else has memory.
#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock and spawns threads"
)]

use countersign_hash_pool::{Against, Caller, HashPool, HashPoolSettings};
use countersign_password::{
    Arena, Argon2Params, BcryptCost, Cost, Password, PasswordContext, PasswordHash,
};
use serde_json::{Value, json};
use std::error::Error;
use std::io::Write;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

type Failed = Box<dyn Error + Send + Sync>;

const CLIENTS: usize = 64;
const WRONG: &str = "not the password";

fn main() -> Result<(), Failed> {
    let mut arguments = std::env::args().skip(1);
    let scheme = arguments.next().unwrap_or_default();
    let cost = match scheme.as_str() {
        "argon2id" => Cost::from(Argon2Params::default()),
        "bcrypt" => Cost::from(BcryptCost::default()),
        _ => return Err("usage: bench_hash_pool argon2id|bcrypt [SECONDS [ROUNDS]]".into()),
    };
    let seconds = arguments.next().map_or(Ok(3), |text| text.parse())?;
    let rounds = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let bench = Bench::new(cost, Duration::from_secs(seconds))?;
    writeln!(std::io::stdout(), "{:#}", bench.run(&scheme, rounds)?)?;
    Ok(())
}

struct Bench {
    passwords: Arc<PasswordContext>,
    stored: PasswordHash,
    cores: NonZeroU32,
    time: Duration,
    pool: HashPool,
    runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new(cost: Cost, time: Duration) -> Result<Self, Failed> {
        let passwords = Arc::new(match cost {
            Cost::Bcrypt(cost) => PasswordContext::builder().new_hashes(cost).build()?,
            _ => PasswordContext::default(),
        });
        let mut settings = HashPoolSettings::default();
        settings.queue_seconds = NonZeroU32::MIN.saturating_add(59);
        let cores = settings.threads;
        let runtime = tokio::runtime::Builder::new_multi_thread();
        Ok(Self {
            stored: passwords.hash(&Password::parse("the password")?)?,
            pool: HashPool::start(&settings, Arc::clone(&passwords))?,
            passwords,
            cores,
            time,
            runtime: { runtime }.enable_all().build()?,
        })
    }

    fn run(&self, scheme: &str, rounds: usize) -> Result<Value, Failed> {
        let first = self.pool_rate()?;
        let peak_kib = peak_memory_kib()?;
        let (mut single, mut threads, mut crates) = (Vec::new(), Vec::new(), Vec::new());
        let mut pool = vec![first];
        for _ in 0..rounds {
            single.push(self.plain_rate(1)?);
            threads.push(self.plain_rate(self.cores.get())?);
            if scheme == "bcrypt" {
                crates.push(self.crate_rate()?);
            }
            pool.push(self.pool_rate()?);
        }
        let all = [single, threads, crates, pool];
        let [single, threads, crates, pool] = all.map(|speeds| Speed::median(&speeds));
        let cores = f64::from(self.cores.get());
        let bound_kib = self.cores.get() * (self.passwords.new_hashes().memory_kib() + 1024);
        Ok(json!({
            "scheme": scheme,
            "clients": CLIENTS,
            "workers": self.cores,
            "single_thread": single.json(),
            "plain_threads": threads.json(),
            "bcrypt_crate": crates.json(),
            "pool": pool.json(),
            "pool_rate_to_cores_times_single": number(pool.rate / (cores * single.rate)),
            "pool_rate_to_plain_threads": number(pool.rate / threads.rate),
            "cpu_single_to_pool": number(single.cpu_ms / pool.cpu_ms),
            "time_per_hash_to_bcrypt_crate": number(crates.rate / pool.rate),
            "cpu_to_bcrypt_crate": number(pool.cpu_ms / crates.cpu_ms),
            "peak_kib": peak_kib,
            "peak_bound_kib": bound_kib + 32 * 1024,
        }))
    }

    /// Clients that ask again as soon as they have their answer.
    fn pool_rate(&self) -> Result<Speed, Failed> {
        let start = Start::now()?;
        let end = start.clock + self.time;
        let done = self.runtime.block_on(async {
            let mut clients = JoinSet::new();
            for _ in 0..CLIENTS {
                clients.spawn(client(self.pool.clone(), self.stored.clone(), end));
            }
            let mut done = 0;
            while let Some(client) = clients.join_next().await {
                done += client??;
            }
            Ok::<_, Failed>(done)
        })?;
        start.speed(done)
    }

    /// Threads that hash with a buffer of their own, without any pool.
    fn plain_rate(&self, threads: u32) -> Result<Speed, Failed> {
        self.on_threads(threads, || {
            let mut arena = Arena::new();
            let wrong = Password::parse(WRONG)?;
            Ok(move || {
                drop(
                    self.passwords
                        .verify_with(&mut arena, &self.stored, &wrong)?,
                );
                Ok(())
            })
        })
    }

    fn crate_rate(&self) -> Result<Speed, Failed> {
        self.on_threads(self.cores.get(), || {
            Ok(|| {
                let matches = bcrypt::verify(WRONG, self.stored.as_str());
                matches.map_err(|error| error.to_string())?;
                Ok(())
            })
        })
    }

    fn on_threads<W: FnMut() -> Result<(), Failed>>(
        &self,
        threads: u32,
        worker: impl Fn() -> Result<W, Failed> + Sync,
    ) -> Result<Speed, Failed> {
        let start = Start::now()?;
        let end = start.clock + self.time;
        let work = || {
            let (mut hash, mut done) = (worker()?, 0);
            while Instant::now() < end {
                hash()?;
                done += 1;
            }
            Ok::<u32, Failed>(done)
        };
        let done = thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let join = |thread: thread::ScopedJoinHandle<'_, _>| {
                thread.join().map_err(|_| "a thread panicked")?
            };
            threads.into_iter().map(join).sum::<Result<u32, Failed>>()
        })?;
        start.speed(done)
    }
}

async fn client(pool: HashPool, stored: PasswordHash, end: Instant) -> Result<u32, Failed> {
    let mut done = 0;
    while Instant::now() < end {
        let admission = pool.admit(Caller::default())?;
        let against = Against::Stored(stored.clone());
        drop(admission.check(Password::parse(WRONG)?, against).await?);
        done += 1;
    }
    Ok(done)
}

/// Hashes per second by the clock, and processor time for each.
#[derive(Clone, Copy)]
struct Speed {
    rate: f64,
    cpu_ms: f64,
}

impl Speed {
    fn median(all: &[Self]) -> Self {
        Self {
            rate: median(all.iter().map(|speed| speed.rate).collect()),
            cpu_ms: median(all.iter().map(|speed| speed.cpu_ms).collect()),
        }
    }

    fn json(self) -> Value {
        json!({ "rate": number(self.rate), "cpu_ms": number(self.cpu_ms) })
    }
}

struct Start {
    clock: Instant,
    cpu: f64,
}

impl Start {
    fn now() -> Result<Self, Failed> {
        let (clock, cpu) = (Instant::now(), cpu_seconds()?);
        Ok(Self { clock, cpu })
    }

    fn speed(self, done: u32) -> Result<Speed, Failed> {
        let (seconds, cpu) = (self.clock.elapsed().as_secs_f64(), cpu_seconds()?);
        let done = f64::from(done);
        Ok(Speed {
            rate: done / seconds,
            cpu_ms: (cpu - self.cpu) * 1000.0 / done,
        })
    }
}

/// Three digits after the point; nothing where nothing was measured.
fn number(value: f64) -> Option<f64> {
    value.is_finite().then(|| (value * 1000.0).round() / 1000.0)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Processor time of all threads so far: user and system, in ticks of 10 ms (proc_pid_stat(5)).
fn cpu_seconds() -> Result<f64, Failed> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("no name in /proc/self/stat")?;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// The most that was resident since the start, in KiB.
fn peak_memory_kib() -> Result<u64, Failed> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
    Ok(kib.ok_or("no VmHWM in /proc/self/status")?.parse()?)
}
