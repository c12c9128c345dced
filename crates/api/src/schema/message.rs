//! Words for faults: pydantic's `type` and `msg`, so that a front end that knows them keeps working.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::compile::{Kind, Rules, Span};
use super::format::Format;

/// `type` and `msg`.
pub(super) type Fault = (&'static str, Cow<'static, str>);

const fn fixed(kind: &'static str, message: &'static str) -> Fault {
    (kind, Cow::Borrowed(message))
}

pub(super) const fn missing() -> Fault {
    fixed("missing", "Field required")
}

pub(super) const fn extra() -> Fault {
    fixed("extra_forbidden", "Extra inputs are not permitted")
}

// pydantic lists every alternative instead; that says more about the API's types than about the input.
pub(super) const fn no_form() -> Fault {
    fixed(
        "value_error",
        "Value error, the input has none of the documented forms",
    )
}

pub(super) const fn not_unique() -> Fault {
    fixed("value_error", "Value error, items must be unique")
}

pub(super) fn wrong_kind(kind: Kind, rules: &Rules, value: &Value) -> Fault {
    match kind {
        Kind::Null => fixed("none_required", "Input should be None"),
        Kind::Boolean => not_boolean(value),
        Kind::Integer => not_integer(value),
        Kind::Number => not_number(value),
        Kind::String => not_text(rules.format),
        Kind::Array if !rules.prefix_items.is_empty() => {
            fixed("tuple_type", "Input should be a valid tuple")
        }
        Kind::Array if rules.unique_items => fixed("set_type", "Input should be a valid set"),
        Kind::Array => fixed("list_type", "Input should be a valid list"),
        Kind::Object if rules.properties.is_empty() => {
            fixed("dict_type", "Input should be a valid dictionary")
        }
        Kind::Object => fixed(
            "model_attributes_type",
            "Input should be a valid dictionary or object to extract fields from",
        ),
    }
}

fn not_boolean(value: &Value) -> Fault {
    match value {
        Value::String(_) | Value::Number(_) => fixed(
            "bool_parsing",
            "Input should be a valid boolean, unable to interpret input",
        ),
        _ => fixed("bool_type", "Input should be a valid boolean"),
    }
}

// pydantic takes "5" and 5.0 for integers. serde does not, so these are refused as the wrong type.
fn not_integer(value: &Value) -> Fault {
    match value {
        Value::String(text) if text.trim().parse::<i128>().is_err() => fixed(
            "int_parsing",
            "Input should be a valid integer, unable to parse string as an integer",
        ),
        Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() != 0.0) => {
            fixed(
                "int_from_float",
                "Input should be a valid integer, got a number with a fractional part",
            )
        }
        _ => fixed("int_type", "Input should be a valid integer"),
    }
}

fn not_number(value: &Value) -> Fault {
    match value {
        Value::String(text) if text.trim().parse::<f64>().is_err() => fixed(
            "float_parsing",
            "Input should be a valid number, unable to parse string as a number",
        ),
        _ => fixed("float_type", "Input should be a valid number"),
    }
}

fn not_text(format: Option<Format>) -> Fault {
    match format {
        Some(Format::Uuid) => fixed(
            "uuid_type",
            "UUID input should be a string, bytes or UUID object",
        ),
        Some(Format::Uri) => fixed("url_type", "URL input should be a string or URL"),
        Some(Format::DateTime) => fixed("datetime_type", "Input should be a valid datetime"),
        Some(Format::Date) => fixed("date_type", "Input should be a valid date"),
        Some(Format::Time) => fixed("time_type", "Input should be a valid time"),
        Some(Format::Ipv4) => wrong_format(Format::Ipv4),
        Some(Format::Ipv6) => wrong_format(Format::Ipv6),
        _ => fixed("string_type", "Input should be a valid string"),
    }
}

pub(super) fn wrong_format(format: Format) -> Fault {
    match format {
        Format::Email => fixed("value_error", "value is not a valid email address"),
        Format::Uri => fixed("url_parsing", "Input should be a valid URL"),
        Format::Uuid => fixed("uuid_parsing", "Input should be a valid UUID"),
        Format::DateTime => fixed("datetime_parsing", "Input should be a valid datetime"),
        Format::Date => fixed("date_parsing", "Input should be a valid date"),
        Format::Time => fixed("time_parsing", "Input should be in a valid time format"),
        Format::Ipv4 => fixed("ip_v4_address", "Input is not a valid IPv4 address"),
        Format::Ipv6 => fixed("ip_v6_address", "Input is not a valid IPv6 address"),
        Format::Ip => fixed(
            "ip_any_address",
            "value is not a valid IPv4 or IPv6 address",
        ),
        Format::Integer { .. } => fixed("int_type", "Input should be a valid integer"),
    }
}

/// `'a', 'b' or 'c'`, without null.
pub(super) fn choice(kind: &'static str, choices: Vec<&Value>) -> Fault {
    let shown = choices
        .into_iter()
        .filter(|choice| !choice.is_null())
        .map(|choice| match choice {
            Value::String(text) => format!("'{text}'"),
            other => other.to_string(),
        });
    let shown: Vec<String> = shown.collect();
    let list = match shown.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        single => single.concat(),
    };
    (kind, format!("Input should be {list}").into())
}

pub(super) fn bound(kind: &'static str, relation: &str, bound: &Number) -> Fault {
    let whole = bound
        .as_f64()
        .filter(|float| bound.is_f64() && float.fract() == 0.0);
    let shown = whole.map_or_else(|| bound.to_string(), |float| format!("{float:.0}"));
    (kind, format!("Input should be {relation} {shown}").into())
}

pub(super) fn pattern(pattern: &str) -> Fault {
    (
        "string_pattern_mismatch",
        format!("String should match pattern '{pattern}'").into(),
    )
}

pub(super) fn wrong_length(allowed: Span, length: usize) -> Option<Fault> {
    let (kind, relation, bound) = broken(allowed, length, ["string_too_short", "string_too_long"])?;
    let noun = if bound == 1 {
        "character"
    } else {
        "characters"
    };
    Some((
        kind,
        format!("String should have {relation} {bound} {noun}").into(),
    ))
}

pub(super) fn wrong_count(what: &str, allowed: Span, length: usize) -> Option<Fault> {
    let (kind, relation, bound) = broken(allowed, length, ["too_short", "too_long"])?;
    let noun = if bound == 1 { "item" } else { "items" };
    let message =
        format!("{what} should have {relation} {bound} {noun} after validation, not {length}");
    Some((kind, message.into()))
}

fn broken(
    allowed: Span,
    length: usize,
    [short, long]: [&'static str; 2],
) -> Option<(&'static str, &'static str, u64)> {
    let length = length as u64;
    if let Some(least) = allowed.least.filter(|least| length < *least) {
        return Some((short, "at least", least));
    }
    let most = allowed.most.filter(|most| length > *most)?;
    Some((long, "at most", most))
}
