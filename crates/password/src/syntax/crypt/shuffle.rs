//! The order in which crypt(3)'s older schemes write the bytes of a digest.

/// MD5-crypt: each number is the index of the byte that is written there.
pub(super) const MD5: [u8; 16] = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];

/// SHA-256-crypt: three interleaved thirds, rotated by one from group to group.
pub(super) const SHA256: [u8; 32] = [
    20, 10, 0, 11, 1, 21, 2, 22, 12, 23, 13, 3, 14, 4, 24, 5, 25, 15, 26, 16, 6, 17, 7, 27, 8, 28,
    18, 29, 19, 9, 30, 31,
];

/// SHA-512-crypt: likewise.
pub(super) const SHA512: [u8; 64] = [
    42, 21, 0, 1, 43, 22, 23, 2, 44, 45, 24, 3, 4, 46, 25, 26, 5, 47, 48, 27, 6, 7, 49, 28, 29, 8,
    50, 51, 30, 9, 10, 52, 31, 32, 11, 53, 54, 33, 12, 13, 55, 34, 35, 14, 56, 57, 36, 15, 16, 58,
    37, 38, 17, 59, 60, 39, 18, 19, 61, 40, 41, 20, 62, 63,
];

/// The digest, from the bytes in written order.
pub(super) fn undo(order: &[u8], written: &[u8]) -> Vec<u8> {
    let mut digest = vec![0; written.len()];
    for (index, byte) in order.iter().zip(written) {
        digest[usize::from(*index)] = *byte;
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_written_once() {
        for order in [&MD5[..], &SHA256, &SHA512] {
            let identity: Vec<u8> = (0..64).take(order.len()).collect();
            assert_eq!(undo(order, order), identity);
        }
    }
}
