//! Columns to values. A column that makes no sense is an error, never a panic or a guess.

use countersign_issuer::StoreError;
use countersign_jose::UnixTime;
use rusqlite::Row;
use rusqlite::types::FromSql;

pub(in crate::sqlite) fn column<T: FromSql>(
    row: &Row<'_>,
    name: &'static str,
) -> Result<T, StoreError> {
    row.get(name).map_err(|error| corrupt(name, &error))
}

pub(in crate::sqlite) fn parsed<T, E: std::fmt::Display>(
    row: &Row<'_>,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, StoreError> {
    let text: String = column(row, name)?;
    parse(&text).map_err(|error| corrupt(name, &error))
}

pub(in crate::sqlite) fn time(row: &Row<'_>, name: &'static str) -> Result<UnixTime, StoreError> {
    unix_time(name, column(row, name)?)
}

pub(in crate::sqlite) fn time_or_none(
    row: &Row<'_>,
    name: &'static str,
) -> Result<Option<UnixTime>, StoreError> {
    let seconds: Option<i64> = column(row, name)?;
    seconds.map(|seconds| unix_time(name, seconds)).transpose()
}

/// Nothing was stored before 1970.
fn unix_time(name: &str, seconds: i64) -> Result<UnixTime, StoreError> {
    let seconds = u64::try_from(seconds);
    let seconds = seconds.map_err(|_| corrupt(name, &"a time before 1970"))?;
    Ok(UnixTime::from_seconds(seconds))
}

pub(in crate::sqlite) fn words(text: &str) -> Vec<String> {
    let words = text.split(' ').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

pub(in crate::sqlite) fn corrupt(column: &str, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("column {column}: {error}"))
}
