//! The Mann-Whitney U test: are two samples from one distribution?

/// The probability, two-sided, that two samples from one distribution differ in rank as much as
/// these do. By the normal approximation with a correction for ties: for 20 values each or more.
pub(crate) fn p_value(one: &[f64], other: &[f64]) -> f64 {
    let (n, m) = (count(one.len()), count(other.len()));
    let mut all: Vec<_> = one.iter().map(|value| (*value, true)).collect();
    all.extend(other.iter().map(|value| (*value, false)));
    all.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
    let (mut rank_sum, mut ties, mut before) = (0.0, 0.0, 0.0);
    for equal in all.chunk_by(|(a, _), (b, _)| a.total_cmp(b).is_eq()) {
        let size = count(equal.len());
        let ours = count(equal.iter().filter(|(_, ours)| *ours).count());
        // Equal values share the mean of their ranks.
        rank_sum += ours * (before + f64::midpoint(size, 1.0));
        ties += size.powi(3) - size;
        before += size;
    }
    let u = rank_sum - n * (n + 1.0) / 2.0;
    let total = n + m;
    let variance = n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    let distance = ((u - n * m / 2.0).abs() - 0.5).max(0.0);
    two_sided(distance / variance.sqrt())
}

/// The probability that a normal variable is further than that many deviations from its mean:
/// Abramowitz and Stegun 26.2.17, whose error is below 1.5e-7.
fn two_sided(deviations: f64) -> f64 {
    let t = 1.0 / 0.231_641_9f64.mul_add(deviations, 1.0);
    let terms = [
        0.319_381_530,
        -0.356_563_782,
        1.781_477_937,
        -1.821_255_978,
        1.330_274_429,
    ];
    let series = terms.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let density = (-deviations * deviations / 2.0).exp() / std::f64::consts::TAU.sqrt();
    (2.0 * density * series).min(1.0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "samples have far fewer than 2^52 values"
)]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, error: f64) -> bool {
        (found - expected).abs() <= error
    }

    /// Values from a fixed linear congruential generator, so that every run is the same.
    fn noise(seed: u32, shift: f64) -> Vec<f64> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / f64::from(u32::MAX)
        };
        (0..300).map(|_| next() + shift).collect()
    }

    #[test]
    fn the_normal_tail_is_the_one_of_the_tables() {
        for (deviations, expected) in [
            (0.0, 1.0),
            (1.0, 0.317_311),
            (1.96, 0.049_996),
            (3.0, 0.002_700),
        ] {
            let found = two_sided(deviations);
            assert!(close(found, expected, 1e-6), "{deviations}: {found}");
        }
    }

    /// Values 1 to 10 against 4 to 13 in steps of one: U is 24.5, ties correct the variance.
    #[test]
    fn a_small_example_comes_out_as_computed_by_hand() {
        let one: Vec<_> = (1..=10).map(f64::from).collect();
        let other: Vec<_> = (4..=13).map(f64::from).collect();
        // Variance 100/12 * (21 - 7*6/(20*19)) = 174.079; (25.5 - 0.5)/13.194 = 1.8948.
        assert!(
            close(p_value(&one, &other), 0.0581, 2e-4),
            "{}",
            p_value(&one, &other)
        );
    }

    #[test]
    fn the_order_of_the_samples_does_not_matter() {
        let (one, other) = (noise(1, 0.0), noise(2, 0.1));
        assert!(close(p_value(&one, &other), p_value(&other, &one), 1e-12));
    }

    #[test]
    fn samples_of_one_distribution_are_not_told_apart() {
        let found = (1..50).map(|seed| p_value(&noise(seed, 0.0), &noise(seed + 1000, 0.0)));
        let rejected = found.filter(|p| *p < 0.05).count();
        assert!(rejected <= 8, "{rejected} of 49 at 5 %");
    }

    #[test]
    fn a_small_shift_of_many_values_is_found() {
        assert!(p_value(&noise(1, 0.0), &noise(2, 0.2)) < 1e-6);
    }

    #[test]
    fn equal_samples_are_certainly_equal() {
        assert!(close(p_value(&[1.0; 30], &[1.0; 30]), 1.0, 0.0));
    }
}
