//! Ratios to RustCrypto's crate, by minima of interleaved rounds.
use std::hint::black_box;
use std::time::{Duration, Instant};

use countersign_password_kernels::{Arena, Argon2, Kernel, Variant, Version};

fn theirs(m: u32, t: u32, p: u32) {
    let params = argon2::Params::new(m, t, p, None).unwrap();
    let mut tag = [0; 32];
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(b"password", b"salt of 16 bytes", &mut tag)
        .unwrap();
    black_box(tag);
}

fn ours(kernel: Kernel, arena: &mut Arena, m: u32, t: u32, p: u32) {
    let inputs = Argon2 {
        variant: Variant::Argon2id,
        version: Version::V0x13,
        memory_kib: m,
        passes: t,
        lanes: p,
        password: b"password",
        salt: b"salt of 16 bytes",
        secret: &[],
        associated_data: &[],
    };
    let mut tag = [0; 32];
    inputs.compute_on(kernel, arena, &mut tag).unwrap();
    black_box(tag);
}

fn time(best: &mut Duration, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    *best = (*best).min(start.elapsed());
}

fn main() {
    let rounds: usize = std::env::args()
        .filter_map(|a| a.parse().ok())
        .next()
        .unwrap_or(25);
    for (m, t, p) in [
        (256, 16, 1),
        (1024, 2, 1),
        (19456, 2, 1),
        (47104, 1, 1),
        (65536, 3, 4),
    ] {
        let kernels: Vec<Kernel> = Kernel::available().collect();
        let mut base = Duration::MAX;
        let mut best = vec![(Duration::MAX, Duration::MAX); kernels.len()];
        let mut arenas: Vec<Arena> = kernels.iter().map(|_| Arena::new()).collect();
        let rounds = if m < 2000 { rounds * 20 } else { rounds };
        for _ in 0..rounds {
            time(&mut base, || theirs(m, t, p));
            for ((kernel, best), arena) in kernels.iter().zip(&mut best).zip(&mut arenas) {
                time(&mut best.0, || ours(*kernel, arena, m, t, p));
                time(&mut best.1, || ours(*kernel, &mut Arena::new(), m, t, p));
            }
        }
        let blocks = f64::from(m) * f64::from(t);
        println!(
            "m={m} t={t} p={p}: RustCrypto {base:?} ({:.0} ns/block)",
            base.as_nanos() as f64 / blocks
        );
        for (kernel, (pooled, fresh)) in kernels.iter().zip(best) {
            let ratio = |time: Duration| time.as_secs_f64() / base.as_secs_f64();
            println!(
                "  {kernel:8} pooled {pooled:?} {:.3} ({:.0} ns/block), fresh {fresh:?} {:.3}",
                ratio(pooled),
                pooled.as_nanos() as f64 / blocks,
                ratio(fresh)
            );
        }
    }
}
