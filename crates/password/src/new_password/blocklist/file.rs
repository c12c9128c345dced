//! The file of a blocklist: a header with a checksum, then fingerprints.

use sha2::{Digest, Sha256};

use super::{BlocklistError, FalsePositives};

const MAGIC: [u8; 16] = *b"csign-blocklist\n";
const VERSION: u16 = 1;
const CHECKSUM_AT: usize = 40;
pub(super) const HEADER: usize = 72;
const SEGMENT_LOG2: std::ops::RangeInclusive<u8> = 2..=18;

/// What the header of a file says about its filter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) odds: FalsePositives,
    /// Binary logarithm of the segment length.
    pub(super) segment_log2: u8,
    /// In how many segments the first place of a key can be; there are two more.
    pub(super) segments: u32,
    pub(super) seed: u64,
    pub(super) passwords: u64,
}

impl Header {
    /// Reads the fields of a file whose beginning is known to be good.
    pub(super) const fn of(head: &[u8; HEADER]) -> Self {
        Self {
            odds: if head[18] == 8 {
                FalsePositives::OneIn256
            } else {
                FalsePositives::OneIn65536
            },
            segment_log2: head[19],
            segments: u32::from_le_bytes([head[20], head[21], head[22], head[23]]),
            seed: number(head, 24),
            passwords: number(head, 32),
        }
    }

    /// Fingerprints after the header.
    pub(super) const fn entries(&self) -> u64 {
        (self.segments as u64 + 2) << self.segment_log2
    }

    const fn file_len(&self) -> u64 {
        HEADER as u64 + self.entries() * self.odds.bytes() as u64
    }

    /// The whole file, with its checksum.
    pub(super) fn encode(&self, fingerprints: &[u16]) -> Vec<u8> {
        let width = self.odds.bytes();
        let mut file = Vec::with_capacity(HEADER + fingerprints.len() * width);
        file.extend(MAGIC);
        file.extend(VERSION.to_le_bytes());
        file.extend([if width == 1 { 8 } else { 16 }, self.segment_log2]);
        file.extend(self.segments.to_le_bytes());
        file.extend(self.seed.to_le_bytes());
        file.extend(self.passwords.to_le_bytes());
        file.extend([0; HEADER - CHECKSUM_AT]);
        let bytes = fingerprints.iter().map(|entry| entry.to_le_bytes());
        file.extend(bytes.flat_map(|bytes| bytes.into_iter().take(width)));
        let checksum = checksum(&file);
        file[CHECKSUM_AT..HEADER].copy_from_slice(&checksum);
        file
    }
}

impl FalsePositives {
    /// Bytes of a fingerprint.
    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::OneIn256 => 1,
            Self::OneIn65536 => 2,
        }
    }
}

const fn number(head: &[u8; HEADER], at: usize) -> u64 {
    let mut bytes = [0; 8];
    let mut offset = 0;
    while offset < 8 {
        bytes[offset] = head[at + offset];
        offset += 1;
    }
    u64::from_le_bytes(bytes)
}

/// SHA-256 of all bytes but its own.
fn checksum(file: &[u8]) -> [u8; HEADER - CHECKSUM_AT] {
    Sha256::new()
        .chain_update(&file[..CHECKSUM_AT])
        .chain_update(&file[HEADER..])
        .finalize()
        .into()
}

/// The header of a file, if every byte of the file is as it was built.
pub(super) fn check(file: &[u8]) -> Result<Header, BlocklistError> {
    if !file.starts_with(&MAGIC) {
        return Err(BlocklistError::NotABlocklist);
    }
    let wrong_length = |expected| BlocklistError::Length {
        bytes: file.len() as u64,
        expected,
    };
    let head = file
        .first_chunk()
        .ok_or_else(|| wrong_length(HEADER as u64))?;
    let header = check_header(head)?;
    if file.len() as u64 != header.file_len() {
        return Err(wrong_length(header.file_len()));
    }
    if checksum(file) != head[CHECKSUM_AT..] {
        return Err(BlocklistError::Checksum);
    }
    Ok(header)
}

fn check_header(head: &[u8; HEADER]) -> Result<Header, BlocklistError> {
    let version = u16::from_le_bytes([head[16], head[17]]);
    if version != VERSION {
        return Err(BlocklistError::UnknownVersion { version });
    }
    if !matches!(head[18], 8 | 16) {
        return Err(BlocklistError::Header("a fingerprint has 8 or 16 bits"));
    }
    let header = Header::of(head);
    if !SEGMENT_LOG2.contains(&header.segment_log2) {
        return Err(BlocklistError::Header("a segment has 2^2 to 2^18 entries"));
    }
    // Lookups multiply with the entries in 64 bits.
    if header.segments == 0 || header.entries() > u64::from(u32::MAX) {
        return Err(BlocklistError::Header("there are 1 to 2^32 - 1 entries"));
    }
    if header.passwords == 0 || header.passwords > header.entries() {
        return Err(BlocklistError::Header(
            "each password takes more than one entry",
        ));
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_no_builder_writes_is_refused_before_the_checksum() {
        let good = super::super::COMMON.first_chunk().unwrap();
        assert!(check_header(good).is_ok());
        let table: [(usize, &[u8], &str); 11] = [
            (16, &[0], "version"),
            (16, &[2], "version 2"),
            (17, &[1], "version 257"),
            (18, &[0], "8 or 16"),
            (18, &[32], "8 or 16"),
            (19, &[1], "segment"),
            (19, &[19], "segment"),
            (19, &[255], "segment"),
            (20, &[0; 4], "entries"),
            (20, &[255; 4], "entries"),
            (32, &[0; 8], "password"),
        ];
        for (at, bytes, words) in table {
            let mut head = *good;
            head[at..at + bytes.len()].copy_from_slice(bytes);
            let error = check_header(&head).unwrap_err().to_string();
            assert!(error.contains(words), "{at} {bytes:?}: {error}");
        }
        let mut head = *good;
        head[32..40].copy_from_slice(&u64::MAX.to_le_bytes());
        assert!(check_header(&head).is_err());
    }
}
