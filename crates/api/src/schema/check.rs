//! A value against the rules of its schema: every error, each with its place.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use super::compile::{CompiledSchema, Kind, Rules, Target};
use super::field_error::{FieldError, Step};
use super::message::{self, Fault};

/// More errors than anyone reads; a large body must not cause a larger answer.
const MOST_ERRORS: usize = 100;

/// Deeper than the JSON parser goes (128), so only references without progress reach it.
const DEEPEST: usize = 512;

/// Overlapping alternatives that nest can be tried in exponentially many ways. The work stays linear in
/// the size of the body: so many steps for each byte, and some for small ones.
const STEPS_PER_BYTE: usize = 32;
const FREE_STEPS: usize = 10_000;

impl CompiledSchema {
    /// Every error of `value`, each with a location that begins with `origin`; none if it fits. `size` is
    /// the value's length in bytes.
    pub(crate) fn check(&self, value: &Value, origin: &str, size: usize) -> Vec<FieldError> {
        let budget = Cell::new(
            size.saturating_mul(STEPS_PER_BYTE)
                .saturating_add(FREE_STEPS),
        );
        let mut walk = Walk {
            schema: self,
            path: vec![At::Name(origin)],
            errors: Vec::new(),
            depth: 0,
            budget: &budget,
        };
        walk.check(&self.root, value);
        walk.errors
    }
}

/// One step of the present location, borrowed from the value.
#[derive(Debug, Clone, Copy)]
enum At<'v> {
    Name(&'v str),
    Index(usize),
}

struct Walk<'v> {
    schema: &'v CompiledSchema,
    path: Vec<At<'v>>,
    errors: Vec<FieldError>,
    depth: usize,
    budget: &'v Cell<usize>,
}

impl<'v> Walk<'v> {
    // One error for one value, as pydantic has it; then what is inside.
    fn check(&mut self, rules: &'v Rules, value: &'v Value) {
        if self.errors.len() >= MOST_ERRORS {
            return;
        }
        let budget = self.budget.get();
        self.budget.set(budget.saturating_sub(1));
        if self.depth >= DEEPEST || budget == 0 {
            return self.fault(message::no_form());
        }
        self.depth += 1;
        match own_fault(rules, value) {
            Some(fault) => self.fault(fault),
            None => self.check_inside(rules, value),
        }
        self.depth -= 1;
    }

    fn check_inside(&mut self, rules: &'v Rules, value: &'v Value) {
        if let Some(target) = rules.reference {
            self.check(self.follow(target), value);
        }
        match value {
            Value::Array(items) => self.check_items(rules, items),
            Value::Object(members) => self.check_members(rules, members),
            _ => {}
        }
        rules.all_of.iter().for_each(|part| self.check(part, value));
        self.check_any_of(&rules.any_of, value);
        self.check_one_of(&rules.one_of, value);
        if let Some(not) = &rules.not
            && self.errors_of(not, value).is_empty()
        {
            self.fault(message::no_form());
        }
    }

    fn check_items(&mut self, rules: &'v Rules, items: &'v [Value]) {
        for (index, item) in items.iter().enumerate() {
            if let Some(rules) = rules.prefix_items.get(index).or(rules.items.as_deref()) {
                self.within(At::Index(index), |walk| walk.check(rules, item));
            }
        }
    }

    fn check_members(&mut self, rules: &'v Rules, members: &'v Map<String, Value>) {
        for (name, inner) in &rules.properties {
            self.within(At::Name(name), |walk| match members.get(name) {
                Some(member) => walk.check(inner, member),
                None if rules.required.contains(name) => walk.fault(message::missing()),
                None => {}
            });
        }
        for name in &rules.required {
            if !members.contains_key(name) && !rules.describes(name) {
                self.within(At::Name(name), |walk| walk.fault(message::missing()));
            }
        }
        for (name, member) in members {
            self.within(At::Name(name), |walk| {
                walk.check_further(rules, name, member);
            });
        }
    }

    // Names that `properties` does not describe, and rules about names.
    fn check_further(&mut self, rules: &'v Rules, name: &str, member: &'v Value) {
        if let Some(names) = &rules.names
            && !self.errors_of(names, &Value::from(name)).is_empty()
        {
            return self.fault(message::extra());
        }
        let mut described = rules.describes(name);
        for (pattern, inner) in &rules.pattern_properties {
            if pattern.is_match(name) {
                described = true;
                self.check(inner, member);
            }
        }
        match &rules.additional {
            Some(inner) if !described && inner.never => self.fault(message::extra()),
            Some(inner) if !described => self.check(inner, member),
            _ => {}
        }
    }

    fn check_any_of(&mut self, parts: &'v [Rules], value: &'v Value) {
        let attempts = self.attempts(parts, value);
        if !parts.is_empty() && !attempts.iter().any(Vec::is_empty) {
            self.no_alternative(parts, attempts, value);
        }
    }

    fn check_one_of(&mut self, parts: &'v [Rules], value: &'v Value) {
        let attempts = self.attempts(parts, value);
        match attempts.iter().filter(|errors| errors.is_empty()).count() {
            0 if !parts.is_empty() => self.no_alternative(parts, attempts, value),
            0 | 1 => {}
            _ => self.fault(message::no_form()),
        }
    }

    // Each alternative is tried once, so that nested ones do not multiply.
    fn attempts(&self, parts: &[Rules], value: &Value) -> Vec<Vec<FieldError>> {
        parts
            .iter()
            .map(|part| self.errors_of(part, value))
            .collect()
    }

    // None of the alternatives fits: report the one that was meant, if that can be told.
    fn no_alternative(
        &mut self,
        parts: &'v [Rules],
        attempts: Vec<Vec<FieldError>>,
        value: &'v Value,
    ) {
        let tried: Vec<_> = parts
            .iter()
            .zip(attempts)
            .filter(|(part, _)| !part.is_null())
            .collect();
        let choices: Option<Vec<_>> = tried.iter().map(|(part, _)| part.only_choices()).collect();
        if let Some(choices) = choices {
            return self.fault(message::choice("enum", choices.concat()));
        }
        let several = tried.len() > 1;
        let meant = tried
            .into_iter()
            .filter(|(part, _)| !several || self.is_meant(part, value));
        let mut errors = meant.map(|(_, errors)| errors);
        match (errors.next(), errors.next()) {
            (Some(single), None) => self.errors.extend(single),
            _ => self.fault(message::no_form()),
        }
    }

    // The kind is right, constant members (tags) are equal, and the only key of a tagged form is there.
    fn is_meant(&self, rules: &'v Rules, value: &Value) -> bool {
        let rules = rules.reference.map_or(rules, |target| self.follow(target));
        let Some(members) = value.as_object() else {
            return own_fault(rules, value).is_none();
        };
        if rules
            .kinds
            .as_ref()
            .is_some_and(|kinds| !kinds.contains(&Kind::Object))
        {
            return false;
        }
        let tags_fit = rules.properties.iter().all(|(name, inner)| {
            inner
                .constant
                .as_ref()
                .is_none_or(|tag| members.get(name) == Some(tag))
        });
        let only_key_fits = match rules.required.as_slice() {
            [key] if rules.additional.as_ref().is_some_and(|rules| rules.never) => {
                members.contains_key(key)
            }
            _ => true,
        };
        tags_fit && only_key_fits
    }

    fn errors_of(&self, rules: &Rules, value: &Value) -> Vec<FieldError> {
        let mut inner = Walk {
            schema: self.schema,
            path: self.path.clone(),
            errors: Vec::new(),
            depth: self.depth,
            budget: self.budget,
        };
        inner.check(rules, value);
        inner.errors
    }

    fn follow(&self, target: Target) -> &'v Rules {
        match target {
            Target::Definition(index) => self
                .schema
                .definitions
                .get(index)
                .unwrap_or(&self.schema.root),
            Target::Root => &self.schema.root,
        }
    }

    fn within(&mut self, step: At<'v>, check: impl FnOnce(&mut Self)) {
        self.path.push(step);
        check(self);
        self.path.pop();
    }

    fn fault(&mut self, (kind, message): Fault) {
        if self.errors.len() >= MOST_ERRORS {
            return;
        }
        let error = FieldError::new(kind, message);
        let error = self.path.iter().fold(error, |error, step| match *step {
            At::Name(name) => error.at(name),
            At::Index(index) => error.at(Step::Index(index)),
        });
        self.errors.push(error);
    }
}

impl Rules {
    fn describes(&self, name: &str) -> bool {
        self.properties
            .iter()
            .any(|(described, _)| described == name)
    }

    fn is_null(&self) -> bool {
        self.kinds.as_deref() == Some(&[Kind::Null])
    }

    // The values of a schema that is nothing but a list of values.
    fn only_choices(&self) -> Option<Vec<&Value>> {
        match (&self.choices, &self.constant) {
            (Some(choices), _) => Some(choices.iter().collect()),
            (None, Some(constant)) => Some(vec![constant]),
            (None, None) => None,
        }
    }
}

// The first fault of the value itself, without what is inside it.
fn own_fault(rules: &Rules, value: &Value) -> Option<Fault> {
    if rules.never {
        return Some(message::extra());
    }
    if let Some(constant) = &rules.constant
        && constant != value
    {
        return Some(message::choice("literal_error", vec![constant]));
    }
    if let Some(choices) = &rules.choices
        && !choices.contains(value)
    {
        return Some(message::choice("enum", choices.iter().collect()));
    }
    if let Some(kinds) = &rules.kinds
        && !kinds.iter().any(|kind| is_kind(*kind, value))
    {
        let kind = kinds
            .iter()
            .find(|kind| **kind != Kind::Null)
            .unwrap_or(&Kind::Null);
        return Some(message::wrong_kind(*kind, rules, value));
    }
    match value {
        Value::String(text) => text_fault(rules, text),
        Value::Number(number) => number_fault(rules, number),
        Value::Array(items) => items_fault(rules, items),
        Value::Object(members) => {
            message::wrong_count("Dictionary", rules.property_count, members.len())
        }
        Value::Null | Value::Bool(_) => None,
    }
}

// JSON Schema lets 1.0 pass for an integer; serde does not, so neither does this.
fn is_kind(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Integer, Value::Number(number)) => !number.is_f64(),
        (Kind::Null, Value::Null)
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::String, Value::String(_))
        | (Kind::Array, Value::Array(_))
        | (Kind::Object, Value::Object(_)) => true,
        _ => false,
    }
}

// JSON Schema 2020-12, Validation 6.3.1: length in characters.
fn text_fault(rules: &Rules, text: &str) -> Option<Fault> {
    let length = rules.length;
    if (length.least.is_some() || length.most.is_some())
        && let Some(fault) = message::wrong_length(length, text.chars().count())
    {
        return Some(fault);
    }
    if let Some(pattern) = &rules.pattern
        && !pattern.is_match(text)
    {
        return Some(message::pattern(pattern.as_str()));
    }
    rules
        .format
        .filter(|format| !format.fits(text))
        .map(message::wrong_format)
}

fn number_fault(rules: &Rules, number: &Number) -> Option<Fault> {
    if let Some(step) = &rules.multiple_of
        && !is_multiple(number, step)
    {
        return Some(message::bound("multiple_of", "a multiple of", step));
    }
    let outside = |bound: &Option<Number>, refused: &[Ordering]| {
        bound
            .clone()
            .filter(|bound| compare(number, bound).is_none_or(|order| refused.contains(&order)))
    };
    let (less, equal, greater) = (Ordering::Less, Ordering::Equal, Ordering::Greater);
    if let Some(most) = outside(&rules.maximum, &[greater]) {
        return Some(message::bound(
            "less_than_equal",
            "less than or equal to",
            &most,
        ));
    }
    if let Some(below) = outside(&rules.below, &[greater, equal]) {
        return Some(message::bound("less_than", "less than", &below));
    }
    if let Some(least) = outside(&rules.minimum, &[less]) {
        return Some(message::bound(
            "greater_than_equal",
            "greater than or equal to",
            &least,
        ));
    }
    let above = outside(&rules.above, &[less, equal])?;
    Some(message::bound("greater_than", "greater than", &above))
}

fn items_fault(rules: &Rules, items: &[Value]) -> Option<Fault> {
    if let Some(fault) = message::wrong_count("List", rules.item_count, items.len()) {
        return Some(fault);
    }
    let mut seen = HashSet::new();
    (rules.unique_items && !items.iter().all(|item| seen.insert(item))).then(message::not_unique)
}

// Exact for whole numbers, which may exceed what a float can tell apart.
fn compare(left: &Number, right: &Number) -> Option<Ordering> {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn is_multiple(number: &Number, step: &Number) -> bool {
    if let (Some(number), Some(step)) = (number.as_i128(), step.as_i128()) {
        return number.checked_rem(step) == Some(0);
    }
    let ratio = number
        .as_f64()
        .zip(step.as_f64())
        .map(|(number, step)| number / step);
    ratio.is_some_and(|ratio| (ratio - ratio.round()).abs() < 1e-9)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(schema: &Value, text: &str) -> Vec<FieldError> {
        let value: Value = serde_json::from_str(text).unwrap();
        CompiledSchema::new(schema)
            .unwrap()
            .check(&value, "body", text.len())
    }

    #[test]
    fn nested_alternatives_that_overlap_cannot_keep_a_core_busy() {
        let list = json!({ "type": "array", "items": { "$ref": "#" } });
        let schema = json!({ "anyOf": [list, list, { "type": "boolean" }] });
        let nested = |leaf: &str| format!("{}{leaf}{}", "[".repeat(100), "]".repeat(100));
        // Two ways at each of a hundred levels: without a bound this would not end.
        assert!(!check(&schema, &nested("1")).is_empty());
        assert!(check(&schema, "[[true], [], [[false]]]").is_empty());
    }

    #[test]
    fn a_reference_that_leads_nowhere_forward_ends() {
        assert!(!check(&json!({ "$ref": "#" }), "1").is_empty());
    }

    #[test]
    fn whole_numbers_are_compared_exactly() {
        let schema = json!({ "type": "integer", "maximum": u64::MAX - 1 });
        assert!(check(&schema, &(u64::MAX - 1).to_string()).is_empty());
        assert_eq!(
            check(&schema, &u64::MAX.to_string())[0].kind(),
            "less_than_equal"
        );
    }

    #[test]
    fn exclusive_bounds_and_steps_are_enforced() {
        let schema = json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1.0, "multipleOf": 0.1 });
        assert!(check(&schema, "0.3").is_empty());
        let kinds = ["0", "1", "0.25"].map(|text| check(&schema, text)[0].kind().to_owned());
        assert_eq!(kinds, ["greater_than", "less_than", "multiple_of"]);
        assert_eq!(
            check(&schema, "1")[0].message(),
            "Input should be less than 1"
        );
    }

    #[test]
    fn exactly_one_alternative_may_fit_where_the_schema_says_so() {
        let schema =
            json!({ "oneOf": [{ "type": "integer" }, { "type": "number", "minimum": 5 }] });
        assert!(check(&schema, "3").is_empty());
        assert!(!check(&schema, "7").is_empty());
    }

    #[test]
    fn a_keyword_that_would_not_be_enforced_is_refused() {
        for schema in [
            json!({ "contains": {} }),
            json!({ "properties": { "a": { "if": {} } } }),
            json!({ "pattern": "(" }),
            json!({ "$ref": "#/$defs/none" }),
            json!({ "type": "text" }),
        ] {
            assert!(CompiledSchema::new(&schema).is_err(), "{schema}");
        }
    }
}
