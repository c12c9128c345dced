//! What a schema says, read once into rules that are quick to check.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::{Map, Number, Value};

use super::format::Format;

/// A schema ready for checking. Only what is enforced gets in: an unknown keyword is an error here, so
/// that no constraint stands in the document alone.
#[derive(Debug)]
pub(crate) struct CompiledSchema {
    pub(super) root: Rules,
    pub(super) definitions: Vec<Rules>,
}

/// The keywords of one schema object.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) never: bool,
    pub(super) kinds: Option<Vec<Kind>>,
    pub(super) reference: Option<Target>,
    pub(super) choices: Option<Vec<Value>>,
    pub(super) constant: Option<Value>,
    pub(super) format: Option<Format>,
    pub(super) length: Span,
    pub(super) pattern: Option<Regex>,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) above: Option<Number>,
    pub(super) below: Option<Number>,
    pub(super) multiple_of: Option<Number>,
    pub(super) items: Option<Box<Rules>>,
    pub(super) prefix_items: Vec<Rules>,
    pub(super) item_count: Span,
    pub(super) unique_items: bool,
    pub(super) properties: Vec<(String, Rules)>,
    pub(super) pattern_properties: Vec<(Regex, Rules)>,
    pub(super) required: Vec<String>,
    pub(super) additional: Option<Box<Rules>>,
    pub(super) names: Option<Box<Rules>>,
    pub(super) property_count: Span,
    pub(super) all_of: Vec<Rules>,
    pub(super) any_of: Vec<Rules>,
    pub(super) one_of: Vec<Rules>,
    pub(super) not: Option<Box<Rules>>,
}

/// Where a reference leads.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    Root,
    Definition(usize),
}

/// At least and at most.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Span {
    pub(super) least: Option<u64>,
    pub(super) most: Option<u64>,
}

/// JSON's kinds, with integers apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// Keywords that describe and do not constrain (JSON Schema 2020-12, Validation 8 and 9).
const ANNOTATIONS: [&str; 13] = [
    "$schema",
    "$id",
    "$comment",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
];

type Names = HashMap<String, usize>;

impl CompiledSchema {
    pub(crate) fn new(schema: &Value) -> Result<Self, String> {
        let empty = Map::new();
        let defined = schema
            .get("$defs")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let names = defined
            .keys()
            .enumerate()
            .map(|(index, name)| (name.clone(), index))
            .collect();
        Ok(Self {
            root: rules(schema, &names)?,
            definitions: defined
                .values()
                .map(|schema| rules(schema, &names))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn rules(schema: &Value, names: &Names) -> Result<Rules, String> {
    let mut rules = Rules::default();
    match schema {
        Value::Bool(allowed) => rules.never = !allowed,
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                let known = value_keyword(&mut rules, keyword, value)?
                    || structure_keyword(&mut rules, keyword, value, names)?;
                if !known && !ANNOTATIONS.contains(&keyword.as_str()) && !keyword.starts_with("x-")
                {
                    return Err(format!("the keyword `{keyword}` is not supported"));
                }
            }
        }
        _ => return Err("a schema is an object or a boolean".to_owned()),
    }
    if let Some((least, most)) = rules.format.and_then(Format::integer_range) {
        rules.minimum.get_or_insert(least);
        rules.maximum.get_or_insert(most);
    }
    Ok(rules)
}

// Keywords that look at one value.
fn value_keyword(rules: &mut Rules, keyword: &str, value: &Value) -> Result<bool, String> {
    match keyword {
        "type" => rules.kinds = Some(kinds(value)?),
        "enum" => rules.choices = Some(list(keyword, value)?.clone()),
        "const" => rules.constant = Some(value.clone()),
        // JSON Schema 2020-12, Validation 7.2.1: an unknown format is an annotation.
        "format" => rules.format = value.as_str().and_then(Format::parse),
        "pattern" => rules.pattern = Some(pattern(value.as_str().unwrap_or_default())?),
        "minLength" => rules.length.least = Some(count(keyword, value)?),
        "maxLength" => rules.length.most = Some(count(keyword, value)?),
        "minItems" => rules.item_count.least = Some(count(keyword, value)?),
        "maxItems" => rules.item_count.most = Some(count(keyword, value)?),
        "minProperties" => rules.property_count.least = Some(count(keyword, value)?),
        "maxProperties" => rules.property_count.most = Some(count(keyword, value)?),
        "minimum" => rules.minimum = Some(number(keyword, value)?),
        "maximum" => rules.maximum = Some(number(keyword, value)?),
        "exclusiveMinimum" => rules.above = Some(number(keyword, value)?),
        "exclusiveMaximum" => rules.below = Some(number(keyword, value)?),
        "multipleOf" => rules.multiple_of = Some(number(keyword, value)?),
        "uniqueItems" => rules.unique_items = value == &Value::Bool(true),
        "required" => {
            let names = list(keyword, value)?.iter().filter_map(Value::as_str);
            rules.required = names.map(str::to_owned).collect();
        }
        _ => return Ok(false),
    }
    Ok(true)
}

// Keywords that hold further schemas.
fn structure_keyword(
    into: &mut Rules,
    keyword: &str,
    value: &Value,
    names: &Names,
) -> Result<bool, String> {
    let one = || rules(value, names).map(|rules| Some(Box::new(rules)));
    let many = || {
        list(keyword, value)?
            .iter()
            .map(|schema| rules(schema, names))
            .collect::<Result<Vec<_>, _>>()
    };
    match keyword {
        "$ref" => into.reference = Some(target(value.as_str().unwrap_or_default(), names)?),
        "items" => into.items = one()?,
        "prefixItems" => into.prefix_items = many()?,
        "additionalProperties" => into.additional = one()?,
        "propertyNames" => into.names = one()?,
        "not" => into.not = one()?,
        "allOf" => into.all_of = many()?,
        "anyOf" => into.any_of = many()?,
        "oneOf" => into.one_of = many()?,
        "properties" => {
            for (name, schema) in object(keyword, value)? {
                let inner = rules(schema, names).map_err(|reason| format!("{name}: {reason}"))?;
                into.properties.push((name.clone(), inner));
            }
        }
        "patternProperties" => {
            for (text, schema) in object(keyword, value)? {
                into.pattern_properties
                    .push((pattern(text)?, rules(schema, names)?));
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn target(reference: &str, names: &Names) -> Result<Target, String> {
    if reference == "#" {
        return Ok(Target::Root);
    }
    let name = reference
        .strip_prefix("#/$defs/")
        .map(|name| name.replace("~1", "/").replace("~0", "~"));
    name.and_then(|name| names.get(&name).copied())
        .map(Target::Definition)
        .ok_or_else(|| format!("the reference `{reference}` leads nowhere"))
}

fn kinds(value: &Value) -> Result<Vec<Kind>, String> {
    let single = std::slice::from_ref(value);
    let names = value.as_array().map_or(single, Vec::as_slice);
    names.iter().map(kind).collect()
}

fn kind(name: &Value) -> Result<Kind, String> {
    Ok(match name.as_str() {
        Some("null") => Kind::Null,
        Some("boolean") => Kind::Boolean,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("string") => Kind::String,
        Some("array") => Kind::Array,
        Some("object") => Kind::Object,
        _ => return Err(format!("the type {name} is unknown")),
    })
}

fn pattern(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|error| format!("the pattern `{text}` is refused: {error}"))
}

fn count(keyword: &str, value: &Value) -> Result<u64, String> {
    value
        .as_u64()
        .ok_or_else(|| format!("`{keyword}` must be a whole number"))
}

fn number(keyword: &str, value: &Value) -> Result<Number, String> {
    match value {
        Value::Number(number) => Ok(number.clone()),
        _ => Err(format!("`{keyword}` must be a number")),
    }
}

fn list<'v>(keyword: &str, value: &'v Value) -> Result<&'v Vec<Value>, String> {
    value
        .as_array()
        .ok_or_else(|| format!("`{keyword}` must be an array"))
}

fn object<'v>(keyword: &str, value: &'v Value) -> Result<&'v Map<String, Value>, String> {
    value
        .as_object()
        .ok_or_else(|| format!("`{keyword}` must be an object"))
}
