//! Which credentials an operation demands: alternatives of combinations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What a caller must present: alternatives, each a set of schemes with scopes that are all needed.
///
/// Starts as "nothing". Each security argument of a handler is joined with AND; an optional one brings
/// the empty alternative, which OpenAPI writes as `{}`. OpenAPI 3.1.0 4.8.30: entries of the list are
/// alternatives, schemes inside an entry are all required.
///
/// ```
/// use countersign_api::openapi::Requirement;
///
/// let both = Requirement::scheme("Bearer", ["items:read"]).and(&Requirement::scheme("Key", []));
/// assert!(!both.admits_anonymous());
/// assert!(Requirement::scheme("Bearer", []).optional().admits_anonymous());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    alternatives: Vec<BTreeMap<String, Vec<String>>>,
}

impl Requirement {
    /// No credential at all.
    #[must_use]
    pub fn none() -> Self {
        Self {
            alternatives: vec![BTreeMap::new()],
        }
    }

    /// A credential of this scheme that carries all these scopes.
    pub fn scheme<'a>(name: &str, scopes: impl IntoIterator<Item = &'a str>) -> Self {
        let scopes = scopes.into_iter().map(str::to_owned).collect();
        Self {
            alternatives: vec![BTreeMap::from([(name.to_owned(), scopes)])],
        }
    }

    /// Both are required: every alternative of one with every alternative of the other.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        let mut alternatives = Vec::new();
        for left in &self.alternatives {
            for right in &other.alternatives {
                let joined = join(left.clone(), right);
                if !alternatives.contains(&joined) {
                    alternatives.push(joined);
                }
            }
        }
        Self { alternatives }
    }

    /// The same, or nothing.
    #[must_use]
    pub fn optional(mut self) -> Self {
        if !self.admits_anonymous() {
            self.alternatives.push(BTreeMap::new());
        }
        self
    }

    /// Whether a caller without any credential is let in.
    #[must_use]
    pub fn admits_anonymous(&self) -> bool {
        self.alternatives.iter().any(BTreeMap::is_empty)
    }

    // Absent when nothing is required: no operation inherits a requirement from the document.
    pub(crate) fn to_openapi(&self) -> Option<Value> {
        (*self != Self::none()).then(|| json!(self.alternatives))
    }
}

impl Default for Requirement {
    fn default() -> Self {
        Self::none()
    }
}

fn join(
    mut left: BTreeMap<String, Vec<String>>,
    right: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, Vec<String>> {
    for (scheme, scopes) in right {
        let all = left.entry(scheme.clone()).or_default();
        for scope in scopes {
            if !all.contains(scope) {
                all.push(scope.clone());
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_optional_schemes_give_all_four_combinations() {
        let both = Requirement::scheme("a", ["x"])
            .optional()
            .and(&Requirement::scheme("b", []).optional());
        assert_eq!(
            both.to_openapi(),
            Some(json!([{"a": ["x"], "b": []}, {"a": ["x"]}, {"b": []}, {}]))
        );
    }

    #[test]
    fn one_scheme_twice_merges_scopes_in_order() {
        let twice = Requirement::scheme("a", ["x", "y"]).and(&Requirement::scheme("a", ["y", "z"]));
        assert_eq!(twice.to_openapi(), Some(json!([{"a": ["x", "y", "z"]}])));
    }

    #[test]
    fn an_optional_scheme_beside_a_required_one_still_keeps_anonymous_callers_out() {
        let mixed = Requirement::scheme("a", []).and(&Requirement::scheme("b", []).optional());
        assert!(!mixed.admits_anonymous());
        assert_eq!(
            mixed.to_openapi(),
            Some(json!([{"a": [], "b": []}, {"a": []}]))
        );
    }
}
