//! The text armour round DER (RFC 7468): one block, strictly.

use base64_simd::STANDARD;
use zeroize::Zeroizing;

use crate::KeyError;

/// A certificate with an ML-DSA-87 key and signature fits.
const MAX_LEN: usize = 16_384;

/// RFC 7468 3: what parts the lines.
const LINE_ENDS: [char; 2] = ['\r', '\n'];

/// What a block holds, by its label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Pkcs8,
    Pkcs1Private,
    Sec1,
    Encrypted,
    SshPrivate,
    Spki,
    Pkcs1Public,
    Certificate,
    Other,
}

const LABELS: [(&str, Kind); 9] = [
    ("PRIVATE KEY", Kind::Pkcs8),
    ("RSA PRIVATE KEY", Kind::Pkcs1Private),
    ("EC PRIVATE KEY", Kind::Sec1),
    ("ENCRYPTED PRIVATE KEY", Kind::Encrypted),
    ("OPENSSH PRIVATE KEY", Kind::SshPrivate),
    ("PUBLIC KEY", Kind::Spki),
    ("RSA PUBLIC KEY", Kind::Pkcs1Public),
    ("CERTIFICATE", Kind::Certificate),
    ("X509 CERTIFICATE", Kind::Certificate),
];

impl Kind {
    /// What it is, for somebody who expected something else.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pkcs8 | Self::Pkcs1Private | Self::Sec1 => "a private key",
            Self::Encrypted => "an encrypted private key",
            Self::SshPrivate => "an SSH private key",
            Self::Spki | Self::Pkcs1Public => "a public key",
            Self::Certificate => "a certificate",
            Self::Other => "a PEM block of another kind",
        }
    }
}

/// The one block of a PEM text.
pub(crate) struct Block {
    pub(crate) kind: Kind,
    pub(crate) der: Zeroizing<Vec<u8>>,
}

impl Block {
    /// Reads the block; `wanted` says in errors what the caller asked for.
    pub(crate) fn parse(text: &str, wanted: &'static str) -> Result<Self, KeyError> {
        const MALFORMED: KeyError =
            KeyError::Malformed("one PEM block, line by line, and nothing round it");
        if text.len() > MAX_LEN {
            return Err(MALFORMED);
        }
        // Some editors begin a file with a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        if let Some(found) = other_form(text) {
            return Err(KeyError::WrongForm { found, wanted });
        }
        if text.matches("-----BEGIN ").count() > 1 {
            return Err(KeyError::SeveralBlocks);
        }
        let (label, body) = text
            .strip_prefix("-----BEGIN ")
            .and_then(|rest| rest.split_once("-----"))
            .ok_or(MALFORMED)?;
        let body = body
            .strip_suffix("-----")
            .and_then(|rest| rest.strip_suffix(label))
            .and_then(|rest| rest.strip_suffix("-----END "))
            .filter(|body| body.starts_with(LINE_ENDS) && body.ends_with(LINE_ENDS))
            .ok_or(MALFORMED)?;
        // RFC 1421 4.6: what OpenSSL wrote before PKCS#8.
        if body.contains("ENCRYPTED") {
            return Err(KeyError::Encrypted);
        }
        let known = LABELS.iter().find(|(name, _)| *name == label);
        Ok(Self {
            kind: known.map_or(Kind::Other, |(_, kind)| *kind),
            der: decode(body).ok_or(MALFORMED)?,
        })
    }

    /// The error for a block of another kind than the caller asked for.
    pub(crate) const fn refuse(&self, wanted: &'static str) -> KeyError {
        match self.kind {
            Kind::Encrypted => KeyError::Encrypted,
            kind => KeyError::WrongForm {
                found: kind.name(),
                wanted,
            },
        }
    }
}

/// Writes one block, in lines of 64 characters.
pub(crate) fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(STANDARD.encode_to_string(der));
    let mut text = Zeroizing::new(String::with_capacity(
        body.len().saturating_mul(2).saturating_add(128),
    ));
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    let mut rest = body.as_str();
    while let Some((line, after)) = rest.split_at_checked(64) {
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    if !rest.is_empty() {
        text.push_str(rest);
        text.push('\n');
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

/// Names the usual texts that are no PEM.
fn other_form(text: &str) -> Option<&'static str> {
    const FORMS: [(&str, &str); 7] = [
        ("{", "a JSON text"),
        ("ssh-", "an SSH public key"),
        ("ecdsa-sha2-", "an SSH public key"),
        ("sk-", "an SSH public key"),
        ("---- BEGIN SSH2", "an SSH public key"),
        ("PuTTY-User-Key", "a PuTTY private key"),
        ("-----BEGIN PGP ", "an OpenPGP block"),
    ];
    let known = FORMS.iter().find(|(start, _)| text.starts_with(start));
    known.map(|(_, name)| *name)
}

fn decode(body: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(body.len()));
    bytes.extend(body.split(LINE_ENDS).flat_map(str::bytes));
    let len = STANDARD.decode_inplace(&mut bytes).ok()?.len();
    bytes.truncate(len);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Block, Kind, encode};
    use crate::KeyError;

    const BLOCK: &str =
        "-----BEGIN PUBLIC KEY-----\r\nAQID\r\nBA==\r\n-----END PUBLIC KEY-----\r\n";

    fn refusal(text: &str) -> KeyError {
        match Block::parse(text, "a public key") {
            Ok(block) => block.refuse("a public key"),
            Err(error) => error,
        }
    }

    #[test]
    fn one_block_is_read() {
        let block = Block::parse(BLOCK, "a public key").unwrap();
        assert_eq!(
            (block.kind, block.der.to_vec()),
            (Kind::Spki, vec![1, 2, 3, 4])
        );
        for text in [format!("\u{feff}{BLOCK}"), format!("\n \t{BLOCK}\n\n")] {
            assert!(Block::parse(&text, "a public key").is_ok(), "{text:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for len in [0, 1, 47, 48, 49, 96, 500] {
            let text = encode("PRIVATE KEY", &vec![0xa5; len]);
            assert!(text.lines().all(|line| line.len() <= 64));
            let block = Block::parse(&text, "a private key").unwrap();
            assert_eq!(
                (block.kind, block.der.to_vec()),
                (Kind::Pkcs8, vec![0xa5; len])
            );
        }
    }

    #[test]
    fn anything_round_or_inside_the_block_is_refused() {
        for text in [
            String::new(),
            "AQID".to_owned(),
            "-----BEGIN PUBLIC KEY-----".to_owned(),
            BLOCK.replace("END PUBLIC", "END PRIVATE"),
            BLOCK.replace("AQID", "AQI"),
            BLOCK.replace("AQID", "AQ_D"),
            BLOCK.replace("AQID", &"AQID".repeat(5000)),
            format!("Bag Attributes\n{BLOCK}"),
            format!("{BLOCK}# the end"),
            format!("\u{a0}{BLOCK}"),
            BLOCK.replace("\r\n", ""),
            BLOCK.replace("\r\n", " "),
            BLOCK.replace("AQID", "AQ ID"),
            BLOCK.replace("AQID", "AQ\tID"),
        ] {
            let refusal = refusal(&text);
            assert!(matches!(refusal, KeyError::Malformed(_)), "{text:?}");
        }
    }

    #[test]
    fn several_blocks_are_refused_by_name() {
        assert_eq!(refusal(&BLOCK.repeat(2)), KeyError::SeveralBlocks);
    }

    #[test]
    fn encrypted_key_is_refused_by_name_in_both_of_its_forms() {
        let modern = BLOCK.replace("PUBLIC", "ENCRYPTED PRIVATE");
        assert_eq!(refusal(&modern), KeyError::Encrypted);
        let old = BLOCK.replace("AQID", "Proc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nAQID");
        assert_eq!(refusal(&old), KeyError::Encrypted);
    }

    #[test]
    fn other_forms_are_refused_by_name() {
        let wanted = "a public key";
        for (text, found) in [
            ("ssh-ed25519 AAAAC3Nz me", "an SSH public key"),
            ("ecdsa-sha2-nistp256 AAAA", "an SSH public key"),
            ("sk-ssh-ed25519@openssh.com AAAA", "an SSH public key"),
            ("{\"kty\":\"EC\"}", "a JSON text"),
            ("PuTTY-User-Key-File-3: ssh-ed25519", "a PuTTY private key"),
            (
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAQID",
                "an OpenPGP block",
            ),
            (
                &BLOCK.replace("PUBLIC", "OPENSSH PRIVATE"),
                "an SSH private key",
            ),
            (
                &BLOCK.replace("PUBLIC KEY", "DH PARAMETERS"),
                "a PEM block of another kind",
            ),
        ] {
            assert_eq!(refusal(text), KeyError::WrongForm { found, wanted });
        }
    }
}
