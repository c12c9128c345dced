//! bcrypt (N. Provos and D. Mazières, "A Future-Adaptable Password Scheme", 1999), up to four at once.
//!
//! One computation is a chain of loads, each of which waits for the one before: most of the core idles.
//! Computations of the same cost that take turns, round by round, fill that time: four together take
//! little longer than one.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::pi;

/// How many computations share a thread with profit. More would need more registers than there are.
pub(crate) const LANES: usize = 4;

/// 192 bits are computed, and bcrypt has always kept 184 of them.
pub(crate) type Tag = Zeroizing<[u8; 23]>;

/// What is computed from, besides the cost.
pub(crate) struct Input {
    pub(crate) salt: [u8; 16],
    /// The password with its closing NUL, repeated to eighteen words.
    pub(crate) key: Zeroizing<[u8; 72]>,
}

/// The tag of each input, at 2^`log_rounds` rounds; up to [`LANES`] of them at a time.
pub(crate) fn tags(log_rounds: u8, inputs: &[&Input]) -> Vec<Tag> {
    let mut tags = Vec::with_capacity(inputs.len());
    for group in inputs.chunks(LANES) {
        match group {
            &[a] => tags.extend(interleave(log_rounds, [a])),
            &[a, b] => tags.extend(interleave(log_rounds, [a, b])),
            &[a, b, c] => tags.extend(interleave(log_rounds, [a, b, c])),
            &[a, b, c, d, ..] => tags.extend(interleave(log_rounds, [a, b, c, d])),
            [] => {}
        }
    }
    tags
}

/// The tag of one input, at 2^`log_rounds` rounds.
pub(crate) fn tag(log_rounds: u8, input: &Input) -> Tag {
    let [tag] = interleave(log_rounds, [input]);
    tag
}

fn interleave<const N: usize>(log_rounds: u8, inputs: [&Input; N]) -> [Tag; N] {
    let mut lanes = inputs.map(|_| Lane::new());
    for (lane, input) in lanes.iter_mut().zip(inputs) {
        lane.take(input);
    }
    let salted = |lane: &Lane, pair: usize| lane.salt.as_chunks().0[pair % 2];
    let unsalted = |_: &Lane, _| [0; 2];
    expand(&mut lanes, |lane| &lane.key, salted);
    for _ in 0..1_u64 << log_rounds {
        expand(&mut lanes, |lane| &lane.key, unsalted);
        expand(&mut lanes, |lane| &lane.salt, unsalted);
    }
    encrypt_text(&lanes)
}

/// Left and right half of a block.
type Block = [u32; 2];

/// The key schedule of one computation, which is wiped, and what is mixed into it over and over.
struct Lane {
    /// Eighteen subkeys, then four tables of 256 words.
    schedule: [u32; 18 + 4 * 256],
    key: [u32; 18],
    /// The salt, repeated to the length of a key.
    salt: [u32; 18],
}

impl Lane {
    const fn new() -> Self {
        Self {
            schedule: pi::DIGITS,
            key: [0; 18],
            salt: [0; 18],
        }
    }

    /// In place, so that no copy of the key is left behind.
    fn take(&mut self, input: &Input) {
        let (key, _) = input.key.as_chunks();
        let (salt, _) = input.salt.as_chunks();
        for (word, bytes) in self.key.iter_mut().zip(key) {
            *word = u32::from_be_bytes(*bytes);
        }
        for (word, bytes) in self.salt.iter_mut().zip(salt.iter().cycle()) {
            *word = u32::from_be_bytes(*bytes);
        }
    }

    /// Blowfish's F. The compiler sees that no index can pass the end.
    #[inline]
    fn f(&self, half: u32) -> u32 {
        let [d, c, b, a] = half.to_le_bytes().map(usize::from);
        let table = |number: usize, index: usize| self.schedule[18 + 256 * number + index];
        (table(0, a).wrapping_add(table(1, b)) ^ table(2, c)).wrapping_add(table(3, d))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.schedule.zeroize();
        self.key.zeroize();
        self.salt.zeroize();
    }
}

impl ZeroizeOnDrop for Lane {}

/// Mixes a key into each schedule, then replaces the schedule by what it encrypts: a chain of blocks
/// that starts at zero, each salted before it is encrypted.
fn expand<const N: usize>(
    lanes: &mut [Lane; N],
    key: impl Fn(&Lane) -> &[u32; 18],
    salt: impl Fn(&Lane, usize) -> Block,
) {
    for lane in lanes.iter_mut() {
        for at in 0..18 {
            lane.schedule[at] ^= key(lane)[at];
        }
    }
    let mut blocks = [[0; 2]; N];
    for pair in 0..521 {
        for (lane, block) in lanes.iter().zip(&mut blocks) {
            let [left, right] = salt(lane, pair);
            *block = [block[0] ^ left, block[1] ^ right];
        }
        encrypt(lanes, &mut blocks);
        for (lane, block) in lanes.iter_mut().zip(blocks) {
            lane.schedule.as_chunks_mut().0[pair] = block;
        }
    }
}

/// Encrypts one block in each lane, all of them round by round.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "a call would take the blocks out of their registers"
)]
fn encrypt<const N: usize>(lanes: &[Lane; N], blocks: &mut [Block; N]) {
    for (lane, [left, _]) in lanes.iter().zip(blocks.iter_mut()) {
        *left ^= lane.schedule[0];
    }
    // Written out: a counter would need a register, and four lanes have none to spare.
    two_rounds::<1, N>(lanes, blocks);
    two_rounds::<3, N>(lanes, blocks);
    two_rounds::<5, N>(lanes, blocks);
    two_rounds::<7, N>(lanes, blocks);
    two_rounds::<9, N>(lanes, blocks);
    two_rounds::<11, N>(lanes, blocks);
    two_rounds::<13, N>(lanes, blocks);
    two_rounds::<15, N>(lanes, blocks);
    for (lane, [left, right]) in lanes.iter().zip(blocks.iter_mut()) {
        (*left, *right) = (*right ^ lane.schedule[17], *left);
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn two_rounds<const FIRST: usize, const N: usize>(lanes: &[Lane; N], blocks: &mut [Block; N]) {
    for (lane, [left, right]) in lanes.iter().zip(blocks.iter_mut()) {
        *right = (*right ^ lane.schedule[FIRST]) ^ lane.f(*left);
    }
    for (lane, [left, right]) in lanes.iter().zip(blocks.iter_mut()) {
        *left = (*left ^ lane.schedule[FIRST + 1]) ^ lane.f(*right);
    }
}

/// Encrypts bcrypt's text 64 times with each schedule.
fn encrypt_text<const N: usize>(lanes: &[Lane; N]) -> [Tag; N] {
    let mut texts = lanes
        .each_ref()
        .map(|_| Zeroizing::new(*b"OrpheanBeholderScryDoubt"));
    for block in 0..3 {
        let mut blocks = texts.each_ref().map(|text| {
            let words = &text.as_chunks().0[block * 2..];
            [u32::from_be_bytes(words[0]), u32::from_be_bytes(words[1])]
        });
        for _ in 0..64 {
            encrypt(lanes, &mut blocks);
        }
        for (text, block_of_lane) in texts.iter_mut().zip(blocks) {
            let words = &mut text.as_chunks_mut().0[block * 2..];
            words[0] = block_of_lane[0].to_be_bytes();
            words[1] = block_of_lane[1].to_be_bytes();
        }
    }
    texts.map(|text| {
        let [tag @ .., _] = *text;
        Zeroizing::new(tag)
    })
}

#[cfg(test)]
mod tests {
    use std::array;

    use super::*;
    use crate::encoding::BCRYPT;

    const JBCRYPT: &str = include_str!("../../../tests/vectors/bcrypt-jbcrypt.txt");

    /// Numbers that look random and are the same in each run (G. Marsaglia, "Xorshift RNGs", 2003).
    struct Numbers(u64);

    impl Numbers {
        fn byte(&mut self) -> u8 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0.to_le_bytes()[4]
        }

        fn bytes(&mut self, count: usize) -> Vec<u8> {
            (0..count).map(|_| self.byte()).collect()
        }

        fn salt(&mut self) -> [u8; 16] {
            self.bytes(16).try_into().unwrap()
        }
    }

    /// What bcrypt takes of a password: with its NUL, and at most 72 bytes.
    fn text(password: &[u8]) -> Vec<u8> {
        let mut text = [password, &[0]].concat();
        text.truncate(72);
        text
    }

    fn input(salt: [u8; 16], password: &[u8]) -> Input {
        let repeated: Vec<u8> = text(password).into_iter().cycle().take(72).collect();
        Input {
            salt,
            key: Zeroizing::new(repeated.try_into().unwrap()),
        }
    }

    #[test]
    fn every_lane_answers_as_the_bcrypt_crate() {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let mut seen = [0; 6];
        for cost in 4..=6 {
            for length in (1..=80).step_by(1 << (cost - 4)) {
                // Other lengths, passwords and salts in the other lanes; five are a group and a rest.
                let lanes = length % 5 + 1;
                let passwords: Vec<_> = (0..lanes)
                    .map(|lane| (numbers.salt(), numbers.bytes((length + 23 * lane) % 80 + 1)))
                    .collect();
                let inputs: Vec<_> = passwords
                    .iter()
                    .map(|(salt, it)| input(*salt, it))
                    .collect();
                let tags = tags(cost, &inputs.iter().collect::<Vec<_>>());
                assert_eq!(tags.len(), lanes);
                for ((salt, password), tag) in passwords.iter().zip(tags) {
                    let theirs = ::bcrypt::bcrypt(cost.into(), *salt, &text(password));
                    assert_eq!(
                        tag[..],
                        theirs[..23],
                        "cost {cost}, {password:?}, {lanes} lanes"
                    );
                    seen[lanes] += 1;
                }
            }
        }
        assert_eq!(seen, [0, 28, 56, 84, 112, 140]);
    }

    #[test]
    fn known_answers_come_from_each_lane_whatever_the_others_compute() {
        let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
        let mut seen = 0;
        for (hash, password) in known_answers("$2a$06$") {
            let salt = BCRYPT
                .decode(&hash[..22])
                .unwrap()
                .bytes
                .try_into()
                .unwrap();
            let answer = BCRYPT.decode(&hash[22..]).unwrap().bytes;
            let known = input(salt, &password);
            assert_eq!(tag(6, &known)[..], answer);
            for place in 0..LANES {
                let others: [Input; LANES] =
                    array::from_fn(|_| input(numbers.salt(), &numbers.bytes(9)));
                let mut inputs = others.each_ref();
                inputs[place] = &known;
                let tags = tags(6, &inputs);
                let equal: Vec<bool> = tags.iter().map(|tag| tag[..] == answer).collect();
                assert!(
                    (0..LANES).all(|lane| equal[lane] == (lane == place)),
                    "{equal:?}"
                );
                seen += 1;
            }
        }
        assert_eq!(seen, 5 * LANES);
    }

    /// Salt and tag as written, and the password.
    fn known_answers(prefix: &str) -> impl Iterator<Item = (&'static [u8], Vec<u8>)> {
        JBCRYPT.lines().filter_map(move |line| {
            let (hash, password) = line.strip_prefix(prefix)?.split_once(' ')?;
            let password = base16ct::mixed::decode_vec(password).unwrap();
            Some((hash.as_bytes(), password))
        })
    }

    #[test]
    fn no_input_is_no_work() {
        assert!(tags(31, &[]).is_empty());
    }
}
