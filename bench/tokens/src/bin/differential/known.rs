//! Differences that are meant, each with who is right.

/// Why the four differ on a kind of token.
pub(crate) fn reason(case: &str) -> Option<&'static str> {
    let known = KNOWN.iter().find(|known| known.0.contains(&case));
    known.map(|known| known.1)
}

const KNOWN: &[(&[&str], &str)] = &[
    (
        &["header members that nobody knows"],
        "Who takes it: RFC 7515 4 says that members which are not understood are ignored.",
    ),
    (
        &["`crit` with an unknown name", "`crit` that is empty"],
        "Who refuses: RFC 7515 4.1.11, a `crit` that is empty or not understood makes the token invalid.",
    ),
    (
        &["`b64` without `crit`", "`b64` with `crit`"],
        "Who refuses: RFC 7797 6 wants `crit` with it, and RFC 7797 7 no `b64` of false in a JWT.",
    ),
    (
        &["`zip`"],
        "Open: RFC 7516 defines `zip` for JWE alone, and unknown members are ignored. Refused here, \
         as whoever wrote it compressed something.",
    ),
    (
        &["`cty` of a nested token"],
        "Who refuses: RFC 7519 5.2, the payload is a token and not claims. The others leave it to \
         the caller.",
    ),
    (
        &[
            "`typ` of an ID token",
            "`typ` of a logout token or DPoP proof",
            "no `typ`",
        ],
        "Who refuses, for access tokens: RFC 9068 4 and RFC 8725 3.11. The others verify JWTs of any \
         kind and leave `typ` to the caller.",
    ),
    (
        &["`typ` that is no text"],
        "Who refuses: RFC 7515 4.1.9, it is a string.",
    ),
    (
        &["`kid` of another key"],
        "Here, as the token names its key; the others were given a key and do not look.",
    ),
    (
        &[
            "header member twice",
            "registered claim twice",
            "other claim twice",
            "claim twice, once with an escape",
        ],
        "Who refuses: RFC 7515 4 and RFC 7519 4 allow to take the last, and two readers that take \
         different ones are an attack.",
    ),
    (
        &["member twice inside a claim"],
        "Open: JSON allows it, I-JSON (RFC 7493 2.3) does not. Refused here, for the same reason.",
    ),
    (
        &[
            "`exp` that is text",
            "`nbf` that is text",
            "`iat` that is text",
        ],
        "Who refuses: RFC 7519 2, a NumericDate is a number.",
    ),
    (
        &["`iat` to come"],
        "Open: RFC 7519 4.1.6 gives no rule. Refused here, as a clock is wrong or the token made up.",
    ),
    (
        &[
            "no `iat`",
            "no `jti`",
            "no `client_id`",
            "`jti` that is a number",
            "`sub` that is empty",
        ],
        "Who refuses, for access tokens: RFC 9068 2.2 requires them, as text that names somebody. \
         jsonwebtoken knows no way to require these; PyJWT looks no further than that they are there.",
    ),
    (
        &["`iss` as a list with the right one"],
        "Who refuses: RFC 7519 4.1.1, it is one string (as in CVE-2024-53861).",
    ),
    (
        &["`scope` that is a list"],
        "Who refuses: RFC 8693 4.2, it is a string. To the others it is a claim like any.",
    ),
    (
        &["bound to a key, shown without a proof"],
        "Who refuses: RFC 9449 7.2. The others do not know `cnf`.",
    ),
    (
        &["payload with a byte order mark"],
        "Who refuses: RFC 8259 8.1, JSON is written without one. A reader may ignore it, so two may \
         differ.",
    ),
    (
        &["payload with a lone surrogate"],
        "Open: the grammar of RFC 8259 lets it pass, and 8.2 warns of it. It is no Unicode text, and \
         Rust's strings cannot hold it.",
    ),
    (
        &["payload with a number out of range", "payload with NaN"],
        "Who refuses: NaN is no JSON (RFC 8259 6), and 1e400 becomes infinite in Python.",
    ),
    (
        &["payload over 16 kB"],
        "A limit of this crate, before anything is decoded; the others have none, or a larger one.",
    ),
    (
        &["padding"],
        "Who refuses: RFC 7515 2, base64url without padding. Padded texts of one token are as many \
         tokens to whoever compares texts.",
    ),
];
