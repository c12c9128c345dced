//! What a broken rule does.

/// Says which rule does not hold.
pub(crate) fn hold(rule: &str, holds: bool) {
    assert!(holds, "{rule}");
}
